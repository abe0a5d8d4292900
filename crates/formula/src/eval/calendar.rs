//! Days, months, quarters and working days.

use hengji_num::{Dimension, Quantity, Rational};
use jiff::civil::{Date, DateTime};

use super::{Eval, day_of, period_of};
use crate::ast::Span;
use crate::functions::Function;
use crate::value::{Period, Reason, ReasonKind, Value};

// Beyond a century of days a count of working days is a slip of the pen.
const MAX_WORKDAY_SPAN: i32 = 36_525;

impl Eval<'_> {
    /// Functions of dates and periods; the arguments are not missing.
    pub(super) fn dates(&self, function: Function, args: &[Value], span: Span) -> Value {
        let bad = || Value::Missing(self.missing(ReasonKind::BadDate, span));
        let period = period_of(&args[0]);
        let day = day_of(&args[0]).or(period.map(|it| it.first));
        match (function, day, args.get(1).and_then(day_of)) {
            (Function::PeriodStart, Some(day), _) => Value::Date(day),
            (Function::PeriodEnd, ..) => period.map_or_else(bad, |it| Value::Date(it.last)),
            (Function::MonthEnd, Some(day), _) => Value::Date(day.last_of_month()),
            (Function::QuarterEnd, Some(day), _) => {
                let quarter = (day.month() + 2) / 3;
                Period::quarter(day.year(), quarter).map_or_else(bad, |it| Value::Date(it.last))
            }
            (Function::Year, Some(day), _) => Value::int(day.year().into()),
            (Function::Month, Some(day), _) => Value::int(day.month().into()),
            (Function::Days, Some(from), Some(to)) => self.days_between(from, to),
            (Function::Days, Some(first), None) => match period {
                Some(period) => {
                    let days = crate::day_number(period.last) - crate::day_number(first) + 1;
                    self.count_of(days.into(), "天")
                }
                None => bad(),
            },
            (Function::Hours, Some(_), Some(_)) => self.hours(&args[0], &args[1]).unwrap_or_else(bad),
            (Function::Workdays, Some(from), Some(to)) => self.workdays(from, to, span),
            _ => bad(),
        }
    }

    // Exact to the second; a date without a time counts from midnight.
    fn hours(&self, from: &Value, to: &Value) -> Option<Value> {
        let time = |value: &Value| match value {
            Value::DateTime(time) => Some(*time),
            Value::Date(day) => Some(DateTime::from_parts(*day, jiff::civil::Time::midnight())),
            _ => None,
        };
        let (from, to) = (time(from)?, time(to)?);
        let days = i128::from(crate::day_number(to.date()) - crate::day_number(from.date()));
        let seconds =
            |t: DateTime| i128::from(t.hour()) * 3600 + i128::from(t.minute()) * 60 + i128::from(t.second());
        let total = days * 86_400 + seconds(to) - seconds(from);
        let unit = self.scope.units().get("小时").unwrap_or_else(hengji_num::Unit::plain);
        Some(Value::quantity(Rational::new(total, 3600).ok()?, &unit))
    }

    // Working days after `from`, up to and including `to`; negative when `to` comes first.
    fn workdays(&self, from: Date, to: Date, span: Span) -> Value {
        let (first, last, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
        if crate::day_number(last) - crate::day_number(first) > MAX_WORKDAY_SPAN {
            return Value::Missing(self.missing(ReasonKind::OverBudget, span));
        }
        // A walk of a year costs like a dozen rows.
        let walk = (crate::day_number(last) - crate::day_number(first)) / 32;
        if let Err(missing) = self.charge(walk.unsigned_abs() as usize, span) {
            return Value::Missing(missing);
        }
        let mut count = 0;
        let mut day = first;
        while day < last {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            match self.scope.workday(day) {
                Some(true) => count += 1,
                Some(false) => {}
                None => return no_calendar(day),
            }
        }
        self.count_of(count * sign, "工作日")
    }

    /// A day moved by a number of days, or of working days by the calendar.
    pub(super) fn shift_day(&self, day: Date, by: &Quantity, sign: i64, span: Span) -> Value {
        let bad = || Value::Missing(self.missing(ReasonKind::BadDate, span));
        let working = matches!(by.unit.dimension(), Some(Dimension::Named(name)) if &**name == "工作日");
        let unit = self.scope.units().get(if working { "工作日" } else { "天" });
        let count = by.value_in(&unit.unwrap_or_else(hengji_num::Unit::plain)).to_i128();
        let Some(count) = count.and_then(|it| i64::try_from(it).ok()).filter(|it| it.abs() < 4_000_000)
        else {
            return bad();
        };
        if working {
            return self.shift_workdays(day, count * sign, span);
        }
        let number = i64::from(crate::day_number(day)) + count * sign;
        match i32::try_from(number).ok().and_then(crate::day_of_number) {
            Some(day) => Value::Date(day),
            None => bad(),
        }
    }

    fn shift_workdays(&self, from: Date, count: i64, span: Span) -> Value {
        if count.abs() > i64::from(MAX_WORKDAY_SPAN) {
            return Value::Missing(self.missing(ReasonKind::OverBudget, span));
        }
        let (mut day, mut left) = (from, count.abs());
        if let Err(missing) = self.charge(count.unsigned_abs() as usize / 32, span) {
            return Value::Missing(missing);
        }
        while left > 0 {
            let next = if count > 0 { day.tomorrow() } else { day.yesterday() };
            let Ok(next) = next else {
                return Value::Missing(self.missing(ReasonKind::BadDate, span));
            };
            day = next;
            match self.scope.workday(day) {
                Some(true) => left -= 1,
                Some(false) => {}
                None => return no_calendar(day),
            }
        }
        Value::Date(day)
    }
}

fn no_calendar(day: Date) -> Value {
    Value::Missing(crate::Missing::one(Reason::new(ReasonKind::NoCalendar, day.year().to_string())))
}
