//! Lines over categories, with an optional band.

use crate::columns::Series;
use crate::svg::{self, Anchor, LINE_HEIGHT, SERIES, SIZE, Svg, WIDTH, count};
use crate::{Drawing, axis::Axis, bar::alt};
use hengji_diag::Locale;
use hengji_num::Rational;

/// Lines (折线图), as payments by month against the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineChart {
    /// What the lines show, for the words of the chart.
    pub title: String,
    /// Printed over the axis.
    pub unit: String,
    /// From left to right.
    pub categories: Vec<String>,
    /// One line each; a missing value breaks the line.
    pub series: Vec<Series>,
    /// A band behind the lines, as the range of a forecast.
    pub band: Option<Band>,
}

/// A band between two borders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Band {
    /// Its name in the legend.
    pub name: String,
    /// Lower and upper border by category.
    pub borders: Vec<Option<(Rational, Rational)>>,
}

const HEIGHT: f64 = 520.0;
const LEGEND: f64 = 64.0;
const GAP: f64 = 14.0;
/// Full, dashed, dotted: told apart without colour.
const DASHES: [&str; 3] = ["", "24 12", "6 10"];

impl LineChart {
    /// Draws the chart.
    pub fn draw(&self, locale: &Locale) -> Drawing {
        let alt = self.words(locale);
        let (low, high) = self.range();
        let axis = Axis::covering(&low, &high, 5);
        let ticks = axis.ticks();
        let left = ticks.iter().map(|it| svg::width(&it.1)).fold(0.0, f64::max) + GAP * 2.0;
        let room = WIDTH - left - GAP;
        let top = LEGEND + LINE_HEIGHT;
        let bottom = top + HEIGHT;
        let slot = room / count(self.categories.len().max(1));
        let x = |n: usize| left + slot * (count(n) + 0.5);
        let y = |it: &Rational| bottom - HEIGHT * axis.place(it);

        let mut picture = Svg::default();
        self.legend(&mut picture);
        picture.text(left, LEGEND, Anchor::End, &self.unit);
        for (part, words) in &ticks {
            let at = bottom - HEIGHT * part;
            picture.grid_line(left, at, left + room, at);
            picture.text(left - GAP, at, Anchor::End, words);
        }
        if let Some(band) = &self.band {
            for run in runs(&band.borders) {
                let lower = run.iter().map(|(n, (low, _))| (x(*n), y(low)));
                let upper = run.iter().rev().map(|(n, (_, high))| (x(*n), y(high)));
                picture.polygon(&lower.chain(upper).collect::<Vec<_>>(), SERIES[3]);
            }
        }
        for (at, series) in self.series.iter().enumerate() {
            let colour = colour(at);
            for run in runs(&series.values) {
                let points: Vec<_> = run.iter().map(|(n, it)| (x(*n), y(&it.number))).collect();
                picture.polyline(&points, colour, DASHES[at % DASHES.len()]);
                for (x, y) in points {
                    picture.dot(x, y, colour);
                }
            }
        }
        let labels: Vec<_> = self.categories.iter().map(|it| svg::wrap(it, slot - GAP / 2.0, 2)).collect();
        for (n, label) in labels.iter().enumerate() {
            let middle = bottom + SIZE + LINE_HEIGHT * (count(label.len()) - 1.0) / 2.0;
            picture.wrapped(x(n), middle, Anchor::Middle, label);
        }
        picture.axis_line(left, bottom, left + room, bottom);
        let lines = labels.iter().map(Vec::len).max().unwrap_or(1);
        Drawing { svg: picture.finish(bottom + SIZE + LINE_HEIGHT * count(lines), &alt), alt }
    }

    fn legend(&self, picture: &mut Svg) {
        let mut x = WIDTH - GAP;
        if let Some(band) = &self.band {
            x -= svg::width(&band.name);
            picture.text(x, SIZE, Anchor::Start, &band.name);
            x -= GAP + SIZE * 1.6;
            picture.framed(x, SIZE * 0.6, SIZE * 1.6, SIZE * 0.8, SERIES[3]);
            x -= GAP * 2.5;
        }
        for (at, series) in self.series.iter().enumerate().rev() {
            x -= svg::width(&series.name);
            picture.text(x, SIZE, Anchor::Start, &series.name);
            x -= GAP + SIZE * 1.6;
            picture.polyline(&[(x, SIZE), (x + SIZE * 1.6, SIZE)], colour(at), DASHES[at % DASHES.len()]);
            x -= GAP * 2.5;
        }
    }

    fn range(&self) -> (Rational, Rational) {
        let mut low = Rational::ZERO;
        let mut high = Rational::ZERO;
        let lines = self.series.iter().flat_map(|it| it.values.iter().flatten()).map(|it| it.number.clone());
        let band = self.band.iter().flat_map(|it| it.borders.iter().flatten().cloned());
        for it in lines.chain(band.flat_map(|(a, b)| [a, b])) {
            low = low.min(it.clone());
            high = high.max(it);
        }
        (low, high)
    }

    fn words(&self, locale: &Locale) -> String {
        let mut items = Vec::new();
        for series in &self.series {
            for (n, value) in series.values.iter().enumerate() {
                if let (Some(category), Some(value)) = (self.categories.get(n), value) {
                    items.push((format!("{}{category}", series.name), value.shown.clone()));
                }
            }
        }
        alt(locale, &self.title, items.iter().map(|(a, b)| (a.as_str(), b.as_str())))
    }
}

fn colour(series: usize) -> &'static str {
    [SERIES[0], SERIES[2], SERIES[4]][series % 3]
}

/// The unbroken runs of values that are there, each with its place.
fn runs<T>(values: &[Option<T>]) -> Vec<Vec<(usize, &T)>> {
    let mut out: Vec<Vec<(usize, &T)>> = Vec::new();
    let mut open = false;
    for (n, value) in values.iter().enumerate() {
        match value {
            Some(value) if open => out.last_mut().expect("a run is open").push((n, value)),
            Some(value) => out.push(vec![(n, value)]),
            None => {}
        }
        open = value.is_some();
    }
    out
}
