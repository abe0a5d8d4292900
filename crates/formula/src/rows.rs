//! Selections of rows: which rows of a table count, and why the others do not.

use std::sync::Arc;

use crate::value::Reason;

/// Rows of one table or ledger (行集), with how they were selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The id of the table or ledger.
    pub relation: Arc<str>,
    /// The rows that count.
    pub rows: RowSet,
    /// How they came about, in order; empty when no working is kept.
    pub steps: Arc<[Step]>,
}

/// Row numbers in rising order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowSet {
    /// Rows 0 to n − 1.
    All(u32),
    /// These rows.
    Some(Arc<[u32]>),
}

/// One step of a selection: the rows it left, and those it could not judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The condition as written, or empty for the first step, which takes the rows that count at all.
    pub condition: Arc<str>,
    /// The rows it was applied to.
    pub before: RowSet,
    /// The rows that went on.
    pub after: RowSet,
    /// Rows whose condition was missing.
    pub unjudged: RowSet,
    /// Why, for the first [`Step::MAX_REASONS`] of them.
    pub reasons: Arc<[(u32, Reason)]>,
}

/// A condition inside a row of another table (a filter in an aggregate over rows) that was missing for some rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unjudged {
    /// The condition as written.
    pub condition: Arc<str>,
    /// How often it was missing, over all rows outside.
    pub count: usize,
    /// Why, the first time.
    pub reason: Option<Reason>,
}

impl Step {
    /// For how many rows with a missing condition the reason is kept.
    pub const MAX_REASONS: usize = 100;
}

impl RowSet {
    /// No rows.
    pub fn none() -> RowSet {
        RowSet::All(0)
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            RowSet::All(n) => *n as usize,
            RowSet::Some(rows) => rows.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row numbers, rising.
    pub fn iter(&self) -> RowIter<'_> {
        match self {
            RowSet::All(n) => RowIter::All(0..*n),
            RowSet::Some(rows) => RowIter::Some(rows.iter()),
        }
    }

    /// Whether the row is one of them.
    pub fn contains(&self, row: u32) -> bool {
        match self {
            RowSet::All(n) => row < *n,
            RowSet::Some(rows) => rows.binary_search(&row).is_ok(),
        }
    }
}

impl<'a> IntoIterator for &'a RowSet {
    type Item = u32;
    type IntoIter = RowIter<'a>;
    fn into_iter(self) -> RowIter<'a> {
        self.iter()
    }
}

/// Iterates over row numbers.
#[derive(Clone, Debug)]
pub enum RowIter<'a> {
    /// Of [`RowSet::All`].
    All(std::ops::Range<u32>),
    /// Of [`RowSet::Some`].
    Some(std::slice::Iter<'a, u32>),
}

impl Iterator for RowIter<'_> {
    type Item = u32;
    fn next(&mut self) -> Option<u32> {
        match self {
            RowIter::All(range) => range.next(),
            RowIter::Some(rows) => rows.next().copied(),
        }
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            RowIter::All(range) => range.size_hint(),
            RowIter::Some(rows) => rows.size_hint(),
        }
    }
}
