//! Horizontal bars, one a line, each optionally on the bar of its whole.

use crate::svg::{self, Anchor, LINE_HEIGHT, SERIES, SIZE, Svg, WIDTH};
use crate::{Drawing, Value, axis::Axis};
use hengji_diag::{Locale, Text};
use hengji_num::Rational;

/// Horizontal bars (条形图), as scores by item or payments by project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BarChart {
    /// What the bars show, for the words of the chart; it is not drawn, the caption says it.
    pub title: String,
    /// From top to bottom.
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its length.
    pub value: Value,
    /// The whole it is part of, drawn pale behind it: full points behind the score.
    pub whole: Option<Rational>,
}

const ROW: f64 = 62.0;
const THICK: f64 = 34.0;
/// Room between label and bar, bar and value.
const GAP: f64 = 14.0;

impl BarChart {
    /// Draws the chart.
    pub fn draw(&self, locale: &Locale) -> Drawing {
        let alt = alt(locale, &self.title, self.bars.iter().map(|it| (&*it.label, &*it.value.shown)));
        let labels: Vec<Vec<String>> =
            self.bars.iter().map(|it| svg::wrap(&it.label, WIDTH * 0.34, 2)).collect();
        let left = labels.iter().flatten().map(|it| svg::width(it)).fold(0.0, f64::max) + GAP * 2.0;
        let right = self.bars.iter().map(|it| svg::width(&it.value.shown)).fold(0.0, f64::max) + GAP * 2.0;
        let axis = Axis::covering(&Rational::ZERO, &self.longest(), 5);
        let room = (WIDTH - left - right).max(WIDTH * 0.2);

        let mut picture = Svg::default();
        let mut top = GAP;
        for (bar, label) in self.bars.iter().zip(&labels) {
            let height = if label.len() > 1 { ROW + LINE_HEIGHT * 0.7 } else { ROW };
            let middle = top + height / 2.0;
            picture.wrapped(left - GAP, middle, Anchor::End, label);
            let end = left + room * axis.place(&bar.value.number);
            let mut words_at = end;
            if let Some(whole) = &bar.whole {
                let length = room * axis.place(whole);
                picture.framed(left, middle - THICK / 2.0, length, THICK, SERIES[3]);
                words_at = words_at.max(left + length);
            }
            picture.rect(left, middle - THICK / 2.0, end - left, THICK, SERIES[0]);
            picture.text(words_at + GAP, middle, Anchor::Start, &bar.value.shown);
            top += height;
        }
        picture.axis_line(left, GAP / 2.0, left, top + GAP / 2.0);
        Drawing { svg: picture.finish(top + SIZE / 2.0, &alt), alt }
    }

    fn longest(&self) -> Rational {
        let numbers = self.bars.iter().flat_map(|it| [Some(&it.value.number), it.whole.as_ref()]).flatten();
        numbers.max().cloned().unwrap_or(Rational::ONE)
    }
}

/// The words of a chart: its title, then each name with its value.
pub(crate) fn alt<'a>(
    locale: &Locale,
    title: &str,
    items: impl Iterator<Item = (&'a str, &'a str)>,
) -> String {
    let between = locale.get("chart-between");
    let items: Vec<String> = items
        .map(|(name, value)| locale.words(&Text::new("chart-item").with("name", name).with("value", value)))
        .collect();
    locale.words(&Text::new("chart-words").with("title", title).with("items", items.join(&between)))
}
