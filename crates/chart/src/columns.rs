//! Grouped or stacked columns.

use crate::svg::{self, Anchor, LINE_HEIGHT, SERIES, SIZE, Svg, WIDTH, count};
use crate::{Drawing, Value, axis::Axis, bar::alt};
use hengji_diag::Locale;
use hengji_num::Rational;

/// Columns (柱形图) over categories, as budget against outturn by source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnChart {
    /// What the columns show, for the words of the chart.
    pub title: String,
    /// Printed over the axis: 万元.
    pub unit: String,
    /// From left to right.
    pub categories: Vec<String>,
    /// Each with one value a category.
    pub series: Vec<Series>,
    /// How the series stand.
    pub columns: Columns,
}

/// How the series of a category stand to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Columns {
    /// Side by side.
    #[default]
    Grouped,
    /// One on the other; negative values are not drawn.
    Stacked,
}

/// A series of values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series {
    /// Its name in the legend.
    pub name: String,
    /// One a category; nothing where a value is missing.
    pub values: Vec<Option<Value>>,
}

const HEIGHT: f64 = 520.0;
const LEGEND: f64 = 64.0;
const GAP: f64 = 14.0;

impl ColumnChart {
    /// Draws the chart.
    pub fn draw(&self, locale: &Locale) -> Drawing {
        let alt = self.words(locale);
        let (low, high) = self.range();
        let axis = Axis::covering(&low, &high, 5);
        let ticks = axis.ticks();
        let left = ticks.iter().map(|it| svg::width(&it.1)).fold(0.0, f64::max) + GAP * 2.0;
        let room = WIDTH - left - GAP;
        let (top, bottom) = (LEGEND + LINE_HEIGHT, LEGEND + LINE_HEIGHT + HEIGHT);
        let y = |part: f64| bottom - HEIGHT * part;

        let mut picture = Svg::default();
        legend(&mut picture, self.series.iter().map(|it| it.name.as_str()));
        picture.text(left, LEGEND, Anchor::End, &self.unit);
        for (part, words) in &ticks {
            picture.grid_line(left, y(*part), left + room, y(*part));
            picture.text(left - GAP, y(*part), Anchor::End, words);
        }
        let slot = room / count(self.categories.len().max(1));
        let zero = y(axis.place(&Rational::ZERO));
        for (n, name) in self.categories.iter().enumerate() {
            let start = left + slot * count(n);
            match self.columns {
                Columns::Grouped => self.group(&mut picture, n, start, slot, zero, &|it| y(axis.place(it))),
                Columns::Stacked => self.stack(&mut picture, n, start, slot, &|it| y(axis.place(it))),
            }
            let label = svg::wrap(name, slot - GAP, 3);
            let lines = count(label.len()) - 1.0;
            let middle = bottom + SIZE + LINE_HEIGHT * lines / 2.0;
            picture.wrapped(start + slot / 2.0, middle, Anchor::Middle, &label);
        }
        picture.axis_line(left, zero, left + room, zero);
        picture.axis_line(left, top, left, bottom);
        let lines = self.categories.iter().map(|it| svg::wrap(it, slot - GAP, 3).len()).max().unwrap_or(1);
        Drawing { svg: picture.finish(bottom + SIZE + LINE_HEIGHT * count(lines), &alt), alt }
    }

    fn group(
        &self,
        picture: &mut Svg,
        n: usize,
        start: f64,
        slot: f64,
        zero: f64,
        y: &dyn Fn(&Rational) -> f64,
    ) {
        let thick = (slot * 0.78 / count(self.series.len().max(1))).min(200.0);
        let first = start + (slot - thick * count(self.series.len())) / 2.0;
        // Where the words before this column end and how high they stand.
        let mut taken = (f64::MIN, f64::MIN);
        for (at, series) in self.series.iter().enumerate() {
            let Some(Some(value)) = series.values.get(n) else { continue };
            let x = first + thick * count(at);
            let end = y(&value.number);
            picture.framed(x, end.min(zero), thick, (end - zero).abs(), colour(at));
            let middle = x + thick / 2.0;
            let half = svg::width(&value.shown) / 2.0;
            let mut words_at = if value.number.is_negative() { end + SIZE * 0.7 } else { end - SIZE * 0.6 };
            if middle - half < taken.0 + SIZE * 0.4 && (words_at - taken.1).abs() < LINE_HEIGHT {
                words_at = taken.1 - LINE_HEIGHT;
            }
            taken = (middle + half, words_at);
            picture.label(middle, words_at, &value.shown);
        }
    }

    fn stack(&self, picture: &mut Svg, n: usize, start: f64, slot: f64, y: &dyn Fn(&Rational) -> f64) {
        let thick = (slot * 0.5).min(200.0);
        let x = start + (slot - thick) / 2.0;
        let mut sum = Rational::ZERO;
        for (at, series) in self.series.iter().enumerate() {
            let Some(Some(value)) = series.values.get(n) else { continue };
            if value.number.is_negative() {
                continue;
            }
            let below = y(&sum);
            sum = &sum + &value.number;
            let above = y(&sum);
            picture.framed(x, above, thick, below - above, colour(at));
            let fits = below - above >= LINE_HEIGHT && svg::width(&value.shown) <= thick;
            if fits {
                let pale = [SERIES[1], SERIES[3]].contains(&colour(at));
                let ink = if pale { "#1a1a1a" } else { "#ffffff" };
                picture.coloured(x + thick / 2.0, (below + above) / 2.0, Anchor::Middle, &value.shown, ink);
            }
        }
    }

    fn range(&self) -> (Rational, Rational) {
        let number = |series: &Series, n: usize| series.values.get(n).cloned().flatten().map(|it| it.number);
        let mut low = Rational::ZERO;
        let mut high = Rational::ZERO;
        for n in 0..self.categories.len() {
            let numbers = self.series.iter().filter_map(|it| number(it, n));
            match self.columns {
                Columns::Grouped => {
                    for it in numbers {
                        low = low.min(it.clone());
                        high = high.max(it);
                    }
                }
                Columns::Stacked => {
                    let sum = numbers.filter(|it| !it.is_negative()).fold(Rational::ZERO, |a, b| &a + &b);
                    high = high.max(sum);
                }
            }
        }
        (low, high)
    }

    fn words(&self, locale: &Locale) -> String {
        let mut names = Vec::new();
        for (n, category) in self.categories.iter().enumerate() {
            for series in &self.series {
                if let Some(Some(value)) = series.values.get(n) {
                    names.push((format!("{category}{}", series.name), value.shown.clone()));
                }
            }
        }
        alt(locale, &self.title, names.iter().map(|(a, b)| (a.as_str(), b.as_str())))
    }
}

fn colour(series: usize) -> &'static str {
    // Budget before outturn: the light one first, so that what was done stands out.
    [SERIES[1], SERIES[0], SERIES[2], SERIES[3], SERIES[4]][series % SERIES.len()]
}

/// The names of the series with their colours, at the top right.
pub(crate) fn legend<'a>(
    picture: &mut Svg,
    names: impl DoubleEndedIterator<Item = &'a str> + ExactSizeIterator,
) {
    let mut x = WIDTH - GAP;
    for (at, name) in names.enumerate().rev() {
        x -= svg::width(name);
        picture.text(x, SIZE, Anchor::Start, name);
        x -= GAP + SIZE * 0.8;
        picture.framed(x, SIZE * 0.6, SIZE * 0.8, SIZE * 0.8, colour(at));
        x -= GAP * 2.5;
    }
}
