//! What a formula can see: names, tables with typed columns, history, the calendar.
//!
//! Room `model` implements [`Scope`] and [`Relation`]; [`crate::Overlay`] lays further names (the inputs of
//! a rule) over a scope.

use hengji_diag::Place;
use hengji_num::{Rational, UnitTable};
use jiff::civil::Date;
use std::borrow::Cow;
use std::sync::Arc;

use crate::value::{Period, Reason, Type, Value};
use crate::working::Working;

/// Everything outside the formula that its names can mean.
///
/// Names resolve inside out: columns of the row (asked of the [`Relation`]), then [`Scope::named`], which
/// itself goes from inputs of the rule over measures and vocabulary to tables, ledgers and constants.
/// The constants 本年 上年 今天 截止日 本期 are answered by this crate from [`Scope::year`],
/// [`Scope::today`], [`Scope::as_of`] and [`Scope::period`] when `named` does not know them.
pub trait Scope {
    /// What a name means, or `None`. Called when a formula is checked, not for every row.
    fn named(&self, name: &str) -> Option<Named>;

    /// The value of a name whose kind is not a relation or a checklist, computed at most once a run
    /// (contracts §2), with its working when one is kept. A circle gives missing("循环引用").
    fn value(&self, name: &str) -> Bound;

    /// The table or ledger with this id (not the heading).
    fn relation(&self, id: &str) -> Option<&dyn Relation>;

    /// Its units, ledgers' counting words included.
    fn units(&self) -> &UnitTable;

    /// Every name that could stand in a formula, for suggestions.
    fn names(&self) -> Vec<String>;

    /// The budget year (本年).
    fn year(&self) -> i16;

    /// Today (今天), given from outside.
    fn today(&self) -> Date;

    /// The cut-off date (截止日): `--as-of`, else the last day of the year.
    fn as_of(&self) -> Date;

    /// The reporting period (本期), the whole year by default.
    fn period(&self) -> Period {
        let year = self.year();
        Period::year(year).unwrap_or(Period { first: Date::MIN, last: Date::MAX })
    }

    /// The value of a measure in an earlier year, and where it was found.
    fn history(&self, measure: &str, year: i16) -> Option<(Value, HistorySource)>;

    /// The checklist of this name.
    fn checklist(&self, name: &str) -> Option<Checklist> {
        let _ = name;
        None
    }

    /// Whether the day is a working day (工作日) by the Chinese calendar; `None` when that year is not known.
    fn workday(&self, day: Date) -> Option<bool> {
        let _ = day;
        None
    }
}

/// What a name means.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Which kind of thing.
    pub kind: NameKind,
    /// Its type; for a relation [`Type::Rows`] with its id, [`Type::Unknown`] when it cannot be known.
    pub ty: Type,
}

/// The kinds of things a name can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// An input of a rule (规则输入).
    Input,
    /// A measure (度量).
    Measure,
    /// An entry of the standard vocabulary (词汇).
    Vocabulary,
    /// A table or ledger (表、台账).
    Relation,
    /// A constant (常量): 部门名称, 分值.
    Constant,
    /// A checklist (清单).
    Checklist,
}

impl NameKind {
    /// The word used in workings: `input`, `measure` and so on.
    pub fn word(self) -> &'static str {
        match self {
            NameKind::Input => "input",
            NameKind::Measure => "measure",
            NameKind::Vocabulary => "vocabulary",
            NameKind::Relation => "relation",
            NameKind::Constant => "constant",
            NameKind::Checklist => "checklist",
        }
    }
}

/// A computed name.
#[derive(Clone, Debug)]
pub struct Bound {
    /// Its value.
    pub value: Value,
    /// How it was worked out; shown as the child of the name's node.
    pub working: Option<Arc<Working>>,
}

/// Where a past value was found (contracts §2: 历史 says which).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HistorySource {
    /// Last year's dossier (上年档案).
    Dossier,
    /// The history table (历年数据).
    Table,
}

/// A checklist with its answers (清单).
#[derive(Clone, Debug, PartialEq)]
pub struct Checklist {
    /// The items in order.
    pub items: Vec<CheckItem>,
}

/// One item of a checklist.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckItem {
    /// What is asked.
    pub label: Arc<str>,
    /// Relative points; the share is points met over points of all items that apply.
    pub points: Rational,
    /// The answer; `None` is blank, which makes the share missing.
    pub answer: Option<Answer>,
    /// A veto item (一票否决): when not met, the share is 0.
    pub veto: bool,
    /// Where the answer stands.
    pub place: Option<Place>,
}

/// An answer to a checklist item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Met (是).
    Yes,
    /// Not met (否).
    No,
    /// Does not apply (不适用): its points are left out.
    NotApplicable,
}

/// A table or ledger: columns of typed cells.
pub trait Relation {
    /// Headings, columns, key.
    fn info(&self) -> &RelationInfo;

    /// How many rows there are, those that do not count included.
    fn len(&self) -> usize;

    /// Whether there are no rows.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Why nothing can be computed from it (no such file, or no public rows); `None` when it is there.
    fn absent(&self) -> Option<Reason>;

    /// The rows that count (审核状态 通过, not 作废, event by the as-of date), rising; `None`: all of them.
    fn counting(&self) -> Option<&[u32]>;

    /// Whether the row counts, or why not.
    fn standing(&self, row: usize) -> Standing;

    /// The cells of a column for vectorised work. Every column may be [`ColumnData::Cells`], which is slow.
    fn column(&self, column: usize) -> ColumnView<'_>;

    /// One cell: a blank one is missing(空白) with its place.
    fn cell(&self, row: usize, column: usize) -> Value;

    /// The key of the row.
    fn key(&self, row: usize) -> Cow<'_, str>;

    /// The row with this key (NFC, trimmed).
    fn find(&self, key: &str) -> Option<usize>;

    /// The rows whose cell equals the text, rising, by an index; `None` when the column has no index.
    fn matching(&self, column: usize, text: &str) -> Option<Cow<'_, [u32]>> {
        let _ = (column, text);
        None
    }

    /// Where a cell stands.
    fn place(&self, row: usize, column: usize) -> Place;
}

/// The description of a table or ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct RelationInfo {
    /// The id: `payments`.
    pub id: Arc<str>,
    /// The Chinese name: 支付.
    pub heading: Arc<str>,
    /// The columns.
    pub columns: Vec<ColumnInfo>,
    /// The counting word for 计数, as a type: `Type::Quantity(家次)`; plain when there is none.
    pub counting: Type,
    /// The key column.
    pub key: usize,
    /// The column with the day of the event, used by 截至, 年初至, 本期.
    pub event_date: Option<usize>,
    /// The first day a row is valid, used by 有效于.
    pub valid_from: Option<usize>,
    /// The last day a row is valid, itself included; blank is open.
    pub valid_to: Option<usize>,
}

impl RelationInfo {
    /// The column of this id, heading or synonym.
    pub fn column(&self, name: &str) -> Option<usize> {
        let by = |f: &dyn Fn(&ColumnInfo) -> bool| self.columns.iter().position(f);
        by(&|c| &*c.heading == name)
            .or_else(|| by(&|c| &*c.id == name))
            .or_else(|| by(&|c| c.synonyms.iter().any(|s| &**s == name)))
    }
}

/// The description of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnInfo {
    /// The id: `amount`.
    pub id: Arc<str>,
    /// The Chinese heading, without a unit in brackets: 金额.
    pub heading: Arc<str>,
    /// Other headings it is known by.
    pub synonyms: Vec<Arc<str>>,
    /// The type of a cell that is not blank; [`Type::List`] for multi-valued columns.
    pub ty: Type,
    /// The counting word of the column for 去重计数, as a type; `None` takes the relation's own.
    pub counting: Option<Type>,
    /// The allowed values, for hints; empty when free.
    pub allowed: Vec<Arc<str>>,
}

/// Whether a row counts (contracts §2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Counts,
    /// It does not, for this reason in words: 审核状态为“待审”.
    LeftOut(Arc<str>),
}

/// A column's cells as slices.
#[derive(Clone, Copy, Debug)]
pub struct ColumnView<'a> {
    /// The cells; what stands at a blank cell does not matter.
    pub data: ColumnData<'a>,
    /// One bit a row, lowest bit first: set when the cell is not blank and not bad. `None`: all set.
    pub valid: Option<&'a [u64]>,
}

/// The cells of a column in their storage type.
#[derive(Clone, Copy, Debug)]
pub enum ColumnData<'a> {
    /// Numbers: amount in base units of the column's unit = integer × step (分 in a money column: 1/100).
    Int64 {
        /// One a row.
        values: &'a [i64],
        /// Base units of one.
        step: &'a Rational,
    },
    /// Numbers of more than 63 bits.
    Int128 {
        /// One a row.
        values: &'a [i128],
        /// Base units of one.
        step: &'a Rational,
    },
    /// Dates as days since 1970-01-01, see [`crate::day_number`].
    Days(&'a [i32]),
    /// Texts and references as codes into a dictionary without doublets.
    Codes {
        /// One a row; an index into the dictionary.
        codes: &'a [u32],
        /// The texts.
        dictionary: &'a [Arc<str>],
    },
    /// Yes or no.
    Bools(&'a [bool]),
    /// Only [`Relation::cell`] knows: computed, multi-valued and date-time columns.
    Cells,
}

impl ColumnView<'_> {
    /// Whether the cell is there.
    pub fn is_valid(&self, row: usize) -> bool {
        match self.valid {
            None => true,
            Some(bits) => bits.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1),
        }
    }
}
