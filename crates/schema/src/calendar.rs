//! The Chinese working calendar (工作日历): holidays and make-up working days, as data.

use crate::block::{Block, Source, WRONG_VALUE};
use hengji_diag::{Diagnostic, Text};
use jiff::civil::{Date, Weekday};
use std::collections::{BTreeMap, HashSet};

/// Holidays and make-up days of the years there is a notice for. Other years are unknown, not guessed.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    years: BTreeMap<i16, YearPlan>,
}

#[derive(Clone, Debug, Default)]
struct YearPlan {
    off: HashSet<Date>,
    on: HashSet<Date>,
    document: String,
    confirmed: bool,
}

impl Calendar {
    /// Reads `data/calendar.toml`.
    pub fn parse(file: &str, text: &str) -> (Option<Calendar>, Vec<Diagnostic>) {
        Source::read(file, text, |block| {
            let years = block.blocks("year").iter().map(year).collect();
            Calendar { years }
        })
    }

    /// Whether `date` is a working day (工作日), or `None` for a year without a notice.
    pub fn is_working_day(&self, date: Date) -> Option<bool> {
        let plan = self.years.get(&date.year())?;
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        Some(plan.on.contains(&date) || (!weekend && !plan.off.contains(&date)))
    }

    /// The working days after `from` up to and including `to` (工作日数); negative when `to` is earlier.
    /// `None` when a year between them has no notice.
    pub fn working_days(&self, from: Date, to: Date) -> Option<i64> {
        if to < from {
            return self.working_days(to, from).map(|n| -n);
        }
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = day.tomorrow().ok()?;
            count += i64::from(self.is_working_day(day)?);
        }
        Some(count)
    }

    /// The `n`th working day after `from`, or `None` when a year on the way has no notice.
    pub fn add_working_days(&self, from: Date, n: u32) -> Option<Date> {
        let mut day = from;
        let mut left = n;
        while left > 0 {
            day = day.tomorrow().ok()?;
            left -= u32::from(self.is_working_day(day)?);
        }
        Some(day)
    }

    /// The years known, each with its notice and whether somebody compared it with the official text.
    pub fn years(&self) -> impl Iterator<Item = (i16, &str, bool)> {
        self.years.iter().map(|(year, plan)| (*year, plan.document.as_str(), plan.confirmed))
    }
}

fn year(block: &Block<'_, '_>) -> (i16, YearPlan) {
    let number = block.int("year").and_then(|n| i16::try_from(n).ok()).unwrap_or_default();
    let mut plan = YearPlan {
        document: block.required("document"),
        confirmed: block.required("confidence") == "confirmed",
        ..YearPlan::default()
    };
    let dates = |texts: &[String], key: &'static str| -> Vec<Date> {
        let parsed: Option<Vec<Date>> =
            texts.iter().map(|t| t.parse::<Date>().ok().filter(|d| d.year() == number)).collect();
        parsed.unwrap_or_else(|| {
            let text = Text::new("schema-toml-wrong-value").with("key", key);
            let text = text.with("expected", Text::new("schema-dates-of-the-year"));
            block.add(Diagnostic::error(WRONG_VALUE, text), Some(key));
            Vec::new()
        })
    };
    for range in block.text_lists("days_off") {
        let ends = dates(&range, "days_off");
        if let (Some(first), Some(last)) = (ends.first(), ends.last()) {
            plan.off.extend(first.series(jiff::Span::new().days(1)).take_while(|d| d <= last));
        }
    }
    plan.on = dates(&block.texts("days_on"), "days_on").into_iter().collect();
    block.finish();
    (number, plan)
}
