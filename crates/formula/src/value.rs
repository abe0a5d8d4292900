//! Values and their types: what a formula can give.

use hengji_diag::{Place, Text};
use hengji_num::{Quantity, Rational, Unit};
use jiff::civil::{Date, DateTime};
use std::fmt;
use std::sync::Arc;

use crate::rows::Selection;

/// A value of the formula language (contracts §1). There is no null and no float.
///
/// A duration (时长) is a quantity of the dimension 时间 or 工作日.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number with its unit.
    Quantity(Quantity),
    /// Text.
    Text(Arc<str>),
    /// A civil date (Asia/Shanghai).
    Date(Date),
    /// A civil date and time (Asia/Shanghai).
    DateTime(DateTime),
    /// A run of days (期间).
    Period(Period),
    /// Yes or no.
    Bool(bool),
    /// Rows of a table or ledger (行集).
    Rows(Selection),
    /// A list: of a multi-valued cell, of `（甲；乙）`, or of 分组.
    List(Arc<[Value]>),
    /// A name with a value, an element of what 分组 gives.
    Pair(Arc<(Value, Value)>),
    /// Missing, with the reasons.
    Missing(Missing),
}

/// Why a value is missing (缺失), with every place that caused it; never a silent zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The reasons, first met first, no two equal; at most [`Missing::MAX_REASONS`].
    pub reasons: Arc<[Reason]>,
    /// How many more reasons were met and not kept.
    pub more: usize,
}

/// One reason for a missing value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Which kind.
    pub kind: ReasonKind,
    /// What it concerns: a table, a column, a name, or the source text of the part at fault; may be empty.
    pub subject: Arc<str>,
    /// The cell, or where in the formula.
    pub place: Option<Place>,
}

/// The kinds of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReasonKind {
    /// A file, sheet or input was not handed in (未提供).
    NotProvided,
    /// All its rows are not public and only public evidence counts (非公开数据).
    NotPublic,
    /// No row fulfils the conditions (没有符合条件的行).
    NoRows,
    /// A cell is blank (空白).
    Blank,
    /// A cell holds what its column does not allow; a diagnostic of the loader says more (内容有误).
    BadCell,
    /// A reference leads to no row (引用无对应).
    Dangling,
    /// A division by zero (分母为零).
    ZeroDivisor,
    /// A number of more than 512 bits (溢出).
    Overflow,
    /// The budget of one evaluation is used up (计算量超限).
    OverBudget,
    /// No band of the table applies (没有适用的档).
    NoBand,
    /// Last year's dossier and the history table do not have it (无历年数据).
    NoHistory,
    /// The working calendar does not know the year (无该年日历).
    NoCalendar,
    /// Measures that need each other (循环引用).
    Circle,
    /// The formula has errors (公式有误); a diagnostic says more.
    BadFormula,
    /// The values do not go together, such as a sum of different units found only when evaluating (单位不合).
    UnitSlip,
    /// A date that does not exist, or one out of the calendar's range (日期有误).
    BadDate,
}

impl ReasonKind {
    /// Every kind, for tests and pages.
    pub const ALL: [ReasonKind; 16] = [
        ReasonKind::NotProvided,
        ReasonKind::NotPublic,
        ReasonKind::NoRows,
        ReasonKind::Blank,
        ReasonKind::BadCell,
        ReasonKind::Dangling,
        ReasonKind::ZeroDivisor,
        ReasonKind::Overflow,
        ReasonKind::OverBudget,
        ReasonKind::NoBand,
        ReasonKind::NoHistory,
        ReasonKind::NoCalendar,
        ReasonKind::Circle,
        ReasonKind::BadFormula,
        ReasonKind::UnitSlip,
        ReasonKind::BadDate,
    ];

    /// The word of the contract, as kept in proofs: 未提供, 分母为零.
    pub fn word(self) -> &'static str {
        match self {
            ReasonKind::NotProvided => "未提供",
            ReasonKind::NotPublic => "非公开数据",
            ReasonKind::NoRows => "没有符合条件的行",
            ReasonKind::Blank => "空白",
            ReasonKind::BadCell => "内容有误",
            ReasonKind::Dangling => "引用无对应",
            ReasonKind::ZeroDivisor => "分母为零",
            ReasonKind::Overflow => "溢出",
            ReasonKind::OverBudget => "计算量超限",
            ReasonKind::NoBand => "没有适用的档",
            ReasonKind::NoHistory => "无历年数据",
            ReasonKind::NoCalendar => "无该年日历",
            ReasonKind::Circle => "循环引用",
            ReasonKind::BadFormula => "公式有误",
            ReasonKind::UnitSlip => "单位不合",
            ReasonKind::BadDate => "日期有误",
        }
    }

    /// The text id of the kind, for the interface in two languages.
    pub fn text_id(self) -> &'static str {
        match self {
            ReasonKind::NotProvided => "formula-reason-not-provided",
            ReasonKind::NotPublic => "formula-reason-not-public",
            ReasonKind::NoRows => "formula-reason-no-rows",
            ReasonKind::Blank => "formula-reason-blank",
            ReasonKind::BadCell => "formula-reason-bad-cell",
            ReasonKind::Dangling => "formula-reason-dangling",
            ReasonKind::ZeroDivisor => "formula-reason-zero-divisor",
            ReasonKind::Overflow => "formula-reason-overflow",
            ReasonKind::OverBudget => "formula-reason-over-budget",
            ReasonKind::NoBand => "formula-reason-no-band",
            ReasonKind::NoHistory => "formula-reason-no-history",
            ReasonKind::NoCalendar => "formula-reason-no-calendar",
            ReasonKind::Circle => "formula-reason-circle",
            ReasonKind::BadFormula => "formula-reason-bad-formula",
            ReasonKind::UnitSlip => "formula-reason-unit-slip",
            ReasonKind::BadDate => "formula-reason-bad-date",
        }
    }
}

impl Reason {
    /// A reason about `subject`.
    pub fn new(kind: ReasonKind, subject: impl Into<Arc<str>>) -> Reason {
        Reason { kind, subject: subject.into(), place: None }
    }

    /// The same reason with its place.
    pub fn at(mut self, place: Place) -> Reason {
        self.place = Some(place);
        self
    }

    /// The reason in the interface's language; the subject is an argument.
    pub fn text(&self) -> Text {
        Text::new(self.kind.text_id()).with("subject", &*self.subject)
    }
}

impl fmt::Display for Reason {
    /// `支付：未提供`; a cell with its row: `支付第12行“金额”：空白`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_ref().and_then(|it| it.row.zip(it.sheet.as_ref())) {
            Some((row, sheet)) => write!(f, "{sheet}第{row}行“{}”：", self.subject)?,
            None if self.subject.is_empty() => {}
            None => write!(f, "{}：", self.subject)?,
        }
        f.write_str(self.kind.word())
    }
}

impl Missing {
    /// How many reasons are kept.
    pub const MAX_REASONS: usize = 32;
    /// How many reasons are written out.
    pub const MAX_WRITTEN: usize = 5;

    /// Missing for one reason.
    pub fn one(reason: Reason) -> Missing {
        Missing { reasons: Arc::new([reason]), more: 0 }
    }

    /// Missing for the reasons of both.
    pub fn and(&self, other: &Missing) -> Missing {
        let mut reasons: Vec<Reason> = self.reasons.to_vec();
        let mut more = self.more + other.more;
        for reason in other.reasons.iter() {
            if reasons.contains(reason) {
                continue;
            }
            if reasons.len() < Missing::MAX_REASONS {
                reasons.push(reason.clone());
            } else {
                more += 1;
            }
        }
        Missing { reasons: reasons.into(), more }
    }

    /// Missing for many reasons; `None` when there are none.
    pub fn all(reasons: impl IntoIterator<Item = Reason>) -> Option<Missing> {
        let mut it = reasons.into_iter();
        let mut kept = vec![it.next()?];
        let mut more = 0;
        for reason in it {
            if kept.contains(&reason) {
                continue;
            }
            if kept.len() < Missing::MAX_REASONS {
                kept.push(reason);
            } else {
                more += 1;
            }
        }
        Some(Missing { reasons: kept.into(), more })
    }

    /// Whether one of the reasons is of this kind.
    pub fn has(&self, kind: ReasonKind) -> bool {
        self.reasons.iter().any(|it| it.kind == kind)
    }
}

impl fmt::Display for Missing {
    /// `缺失（支付：未提供；分母为零）`; at most [`Missing::MAX_WRITTEN`] reasons, the rest counted.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = self.reasons.iter().take(Missing::MAX_WRITTEN);
        let words: Vec<String> = written.map(ToString::to_string).collect();
        write!(f, "缺失（{}", words.join("；"))?;
        let more = self.more + self.reasons.len() - words.len();
        if more > 0 {
            write!(f, "；另有 {more} 处")?;
        }
        f.write_str("）")
    }
}

impl Value {
    /// A quantity of `value` × `unit`.
    pub fn quantity(value: Rational, unit: &Unit) -> Value {
        Value::Quantity(Quantity::of(value, unit.clone()))
    }

    /// A bare whole number.
    pub fn int(value: i64) -> Value {
        Value::Quantity(Quantity::plain(Rational::from(value)))
    }

    /// Text.
    pub fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    /// Missing for one reason.
    pub fn missing(kind: ReasonKind, subject: &str) -> Value {
        Value::Missing(Missing::one(Reason::new(kind, subject)))
    }

    /// The quantity, if it is one.
    pub fn as_quantity(&self) -> Option<&Quantity> {
        match self {
            Value::Quantity(q) => Some(q),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(t) => Some(t),
            _ => None,
        }
    }

    /// The yes or no, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The date, if it is one.
    pub fn as_date(&self) -> Option<Date> {
        match self {
            Value::Date(d) => Some(*d),
            Value::DateTime(t) => Some(t.date()),
            _ => None,
        }
    }

    /// Why it is missing, if it is.
    pub fn as_missing(&self) -> Option<&Missing> {
        match self {
            Value::Missing(m) => Some(m),
            _ => None,
        }
    }

    /// Whether it is missing.
    pub fn is_missing(&self) -> bool {
        matches!(self, Value::Missing(_))
    }
}

/// A run of days (期间), both ends included: 2022年, 2022年3月, 2022年1—7月, 2022年第1季度.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// The first day (期初).
    pub first: Date,
    /// The last day (期末).
    pub last: Date,
}

impl Period {
    /// From the first day of month `from` to the last day of month `to` of `year`; `None` for nonsense.
    pub fn months(year: i16, from: i8, to: i8) -> Option<Period> {
        if from > to || !(1..=9998).contains(&year) {
            return None;
        }
        let first = Date::new(year, from, 1).ok()?;
        let last = Date::new(year, to, 1).ok()?.last_of_month();
        Some(Period { first, last })
    }

    /// A calendar year.
    pub fn year(year: i16) -> Option<Period> {
        Period::months(year, 1, 12)
    }

    /// A quarter, 1 to 4.
    pub fn quarter(year: i16, quarter: i8) -> Option<Period> {
        if !(1..=4).contains(&quarter) {
            return None;
        }
        Period::months(year, quarter * 3 - 2, quarter * 3)
    }

    /// Whether the day lies in it.
    pub fn contains(&self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }
}

impl fmt::Display for Period {
    /// As written in formulas where it has such a form, else `2022-01-05至2022-02-03`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (a, b) = (self.first, self.last);
        let whole_months = a.day() == 1 && b == b.last_of_month() && a.year() == b.year();
        match (whole_months, a.month(), b.month()) {
            (true, 1, 12) => write!(f, "{:04}年", a.year()),
            (true, x, y) if x == y => write!(f, "{:04}年{x}月", a.year()),
            (true, x, y) if y == x + 2 && x % 3 == 1 => write!(f, "{:04}年第{}季度", a.year(), y / 3),
            (true, x, y) => write!(f, "{:04}年{x}—{y}月", a.year()),
            _ => write!(f, "{a}至{b}"),
        }
    }
}

/// The type of an expression or a column, as inferred by the checker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A number with this unit.
    Quantity(Unit),
    /// Text.
    Text,
    /// A reference to the key of a row of the table or ledger with this id.
    Reference(Arc<str>),
    /// A date.
    Date,
    /// A date with time.
    DateTime,
    /// A period.
    Period,
    /// Yes or no.
    Bool,
    /// Rows of the table or ledger with this id.
    Rows(Arc<str>),
    /// A list.
    List(Box<Type>),
    /// A checklist (清单).
    Checklist,
    /// Not known, or already in error: goes with anything.
    Unknown,
}

impl Type {
    /// The unit, when it is a quantity.
    pub fn unit(&self) -> Option<&Unit> {
        match self {
            Type::Quantity(unit) => Some(unit),
            _ => None,
        }
    }
}

impl Type {
    /// The type of a value; unknown for a missing one and for an empty list.
    pub fn of(value: &Value) -> Type {
        match value {
            Value::Quantity(q) => Type::Quantity(q.unit.clone()),
            Value::Text(_) => Type::Text,
            Value::Date(_) => Type::Date,
            Value::DateTime(_) => Type::DateTime,
            Value::Period(_) => Type::Period,
            Value::Bool(_) => Type::Bool,
            Value::Rows(s) => Type::Rows(s.relation.clone()),
            Value::List(items) => Type::List(Box::new(items.first().map_or(Type::Unknown, Type::of))),
            Value::Pair(pair) => Type::of(&pair.1),
            Value::Missing(_) => Type::Unknown,
        }
    }
}
