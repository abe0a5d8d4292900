//! How points were lost, step by step from the full score to what remains.

use crate::svg::{self, Anchor, LINE_HEIGHT, LOST, SERIES, SIZE, Svg, WIDTH};
use crate::{Drawing, Value, axis::Axis, bar::alt};
use hengji_diag::{Locale, Text};
use hengji_num::Rational;

/// The way from full points to the score (失分图): each loss begins where the one before it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LossChart {
    /// What the chart shows, for its words.
    pub title: String,
    /// Full points: 100.
    pub full: Value,
    /// Each loss as a positive number, in the order in which they are told.
    pub losses: Vec<Loss>,
    /// What remains.
    pub score: Value,
}

/// One loss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The item that lost points.
    pub label: String,
    /// How many, as a positive number.
    pub lost: Value,
}

const ROW: f64 = 62.0;
const THICK: f64 = 34.0;
const GAP: f64 = 14.0;

impl LossChart {
    /// Draws the chart. The axis begins near the score, since the losses are small against 100; it says so.
    pub fn draw(&self, locale: &Locale) -> Drawing {
        let alt = self.words(locale);
        let full = locale.get("chart-full");
        let score = locale.get("chart-score");
        let names: Vec<Vec<String>> = std::iter::once(full.as_str())
            .chain(self.losses.iter().map(|it| it.label.as_str()))
            .chain(std::iter::once(score.as_str()))
            .map(|it| svg::wrap(it, WIDTH * 0.36, 2))
            .collect();
        let left = names.iter().flatten().map(|it| svg::width(it)).fold(0.0, f64::max) + GAP * 2.0;
        let right = self.losses.iter().map(|it| svg::width(&it.lost.shown)).fold(0.0, f64::max) + GAP * 2.0;
        let room = (WIDTH - left - right).max(WIDTH * 0.2);
        let lowest = self.lowest();
        let axis = Axis::covering(&lowest, &self.full.number, 5);
        let x = |number: &Rational| left + room * axis.place(number);

        let mut picture = Svg::default();
        let heights: Vec<f64> =
            names.iter().map(|it| if it.len() > 1 { ROW + LINE_HEIGHT * 0.7 } else { ROW }).collect();
        let bottom = GAP + heights.iter().sum::<f64>();
        for (part, words) in axis.ticks() {
            picture.grid_line(left + room * part, GAP, left + room * part, bottom);
            picture.text(left + room * part, bottom + SIZE * 0.7, Anchor::Middle, &words);
        }
        let mut top = GAP;
        let mut reached = self.full.number.clone();
        for (n, (name, height)) in names.iter().zip(&heights).enumerate() {
            let middle = top + height / 2.0;
            picture.wrapped(left - GAP, middle, Anchor::End, name);
            if n == 0 {
                mark(&mut picture, x(&self.full.number), middle, &self.full.shown);
            } else if let Some(loss) = self.losses.get(n - 1) {
                let before = x(&reached);
                reached = &reached - &loss.lost.number;
                let after = x(&reached);
                picture.line(before, top - ROW / 2.0, before, middle, "#8c8c8c", 2.0);
                picture.rect(after, middle - THICK / 2.0, (before - after).max(3.0), THICK, LOST);
                picture.text(before.max(after + 3.0) + GAP, middle, Anchor::Start, &loss.lost.shown);
            } else {
                picture.line(x(&reached), top - ROW / 2.0, x(&reached), middle, "#8c8c8c", 2.0);
                mark(&mut picture, x(&self.score.number), middle, &self.score.shown);
            }
            top += height;
        }
        picture.axis_line(left, bottom, left + room, bottom);
        let note = locale.words(&Text::new("chart-axis-from").with("from", axis.start()));
        picture.text(WIDTH - GAP, bottom + SIZE * 0.7 + LINE_HEIGHT, Anchor::End, &note);
        Drawing { svg: picture.finish(bottom + SIZE + LINE_HEIGHT * 1.7, &alt), alt }
    }

    /// The lowest number on the way; the losses and the score may disagree.
    fn lowest(&self) -> Rational {
        let mut reached = self.full.number.clone();
        for it in &self.losses {
            reached = &reached - &it.lost.number;
        }
        reached.min(self.score.number.clone())
    }

    fn words(&self, locale: &Locale) -> String {
        let full = locale.get("chart-full");
        let score = locale.get("chart-score");
        let items = std::iter::once((full.as_str(), self.full.shown.as_str()))
            .chain(self.losses.iter().map(|it| (it.label.as_str(), it.lost.shown.as_str())))
            .chain(std::iter::once((score.as_str(), self.score.shown.as_str())));
        alt(locale, &self.title, items)
    }
}

/// A point on the way with its number: a bar from zero would not fit the axis.
fn mark(picture: &mut Svg, x: f64, middle: f64, words: &str) {
    let half = THICK / 2.0;
    picture.polygon(
        &[(x, middle - half), (x + half, middle), (x, middle + half), (x - half, middle)],
        SERIES[0],
    );
    let room_right = x + half + GAP + svg::width(words) < WIDTH;
    let (at, anchor) =
        if room_right { (x + half + GAP, Anchor::Start) } else { (x - half - GAP, Anchor::End) };
    picture.text(at, middle, anchor, words);
}
