//! The definitions built into the program, read once.

use crate::calendar::Calendar;
use crate::table::{ColumnDef, TableDef};
use crate::vocabulary::{Entry, Vocabulary};
use hengji_diag::Diagnostic;
use hengji_num::UnitTable;
use std::collections::HashMap;
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

// A test reads every embedded file and refuses findings, so these cannot fail in a tested build.
fn sound<T>(file: &str, (value, found): (Option<T>, Vec<Diagnostic>)) -> T {
    debug_assert!(found.is_empty(), "{file}: {found:?}");
    value.unwrap_or_else(|| panic!("{file}: not TOML"))
}

/// The units of `schema/units.toml`.
pub fn units() -> &'static UnitTable {
    static UNIT_TABLE: OnceLock<UnitTable> = OnceLock::new();
    UNIT_TABLE.get_or_init(|| UnitTable::parse(UNITS).unwrap_or_else(|e| panic!("schema/units.toml: {e}")))
}

/// The tables of `schema/tables/`, in the order of templates.
pub fn tables() -> &'static [TableDef] {
    static DEFINITIONS: OnceLock<Vec<TableDef>> = OnceLock::new();
    DEFINITIONS.get_or_init(|| {
        let mut tables: Vec<TableDef> =
            TABLES.iter().map(|(file, text)| sound(file, TableDef::parse(file, text))).collect();
        tables.sort_by_key(|t| t.order);
        tables
    })
}

/// A table by id or heading.
pub fn table(name: &str) -> Option<&'static TableDef> {
    static INDEX: OnceLock<HashMap<&'static str, usize>> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let both = |(i, t): (usize, &'static TableDef)| [(t.id.as_str(), i), (t.heading.as_str(), i)];
        tables().iter().enumerate().flat_map(both).collect()
    });
    index.get(name).map(|i| &tables()[*i])
}

/// The standard vocabulary.
pub fn vocabulary() -> &'static Vocabulary {
    static WORDS: OnceLock<Vocabulary> = OnceLock::new();
    WORDS.get_or_init(|| {
        sound("schema/vocabulary.toml", Vocabulary::parse("schema/vocabulary.toml", VOCABULARY))
    })
}

/// The Chinese working calendar.
pub fn calendar() -> &'static Calendar {
    static DAYS: OnceLock<Calendar> = OnceLock::new();
    DAYS.get_or_init(|| sound("data/calendar.toml", Calendar::parse("data/calendar.toml", CALENDAR)))
}

/// What a name of the schema stands for.
#[derive(Clone, Copy, Debug)]
pub enum Resolved {
    /// A table, by id or heading.
    Table(&'static TableDef),
    /// A column, `表.列` by ids or headings.
    Column(&'static TableDef, &'static ColumnDef),
    /// A word of the standard vocabulary, by name or alias.
    Entry(&'static Entry),
}

/// Finds what a name of a rule book stands for: a table, `表.列`, or a word of the vocabulary.
///
/// ```
/// use hengji_schema::{Resolved, resolve};
/// assert!(matches!(resolve("支付"), Some(Resolved::Table(t)) if t.id == "payments"));
/// assert!(matches!(resolve("支付.金额"), Some(Resolved::Column(_, c)) if c.id == "amount"));
/// assert!(matches!(resolve("全年预算数"), Some(Resolved::Entry(e)) if e.unit == "万元"));
/// assert!(resolve("天气").is_none());
/// ```
pub fn resolve(name: &str) -> Option<Resolved> {
    if let Some((owner, column)) = name.split_once('.') {
        let def = table(owner)?;
        return def.column(column).map(|c| Resolved::Column(def, c));
    }
    if let Some(def) = table(name) {
        return Some(Resolved::Table(def));
    }
    vocabulary().entry(name).map(Resolved::Entry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Kind;
    use hengji_diag::{Language, Locale, render};

    fn refuse(found: &[Diagnostic]) {
        let words: Vec<String> =
            found.iter().map(|d| render::plain(d, Locale::of(Language::English))).collect();
        assert!(words.is_empty(), "{}", words.join("\n"));
    }

    #[test]
    fn every_embedded_file_reads_without_a_finding() {
        for (file, text) in TABLES {
            refuse(&TableDef::parse(file, text).1);
        }
        refuse(&Vocabulary::parse("schema/vocabulary.toml", VOCABULARY).1);
        refuse(&Calendar::parse("data/calendar.toml", CALENDAR).1);
        assert!(units().get("万元").is_some());
    }

    #[test]
    fn a_definition_stands_on_its_own_and_references_lead_somewhere() {
        for (file, _) in TABLES {
            let stem = file.trim_start_matches("schema/tables/").trim_end_matches(".toml");
            let def = table(stem).unwrap_or_else(|| panic!("{file}: the id is not the file name"));
            assert!(std::ptr::eq(table(&def.heading).unwrap(), def), "{}", def.heading);
            for column in &def.columns {
                let at = format!("{}.{}", def.id, column.id);
                assert_eq!(
                    matches!(column.kind, Kind::Ref | Kind::MultiRef),
                    column.reference.is_some(),
                    "{at}"
                );
                let target = column.reference.as_deref();
                assert!(target.is_none_or(|t| tables().iter().any(|d| d.id == t)), "{at} -> {target:?}");
                let words = !column.allowed.is_empty() || column.vocabulary.is_some();
                assert_eq!(matches!(column.kind, Kind::Enum | Kind::MultiEnum), words, "{at}");
            }
        }
    }

    #[test]
    fn names_of_the_vocabulary_are_clear_of_tables_and_of_each_other() {
        let words = vocabulary();
        let mut seen = std::collections::HashSet::new();
        for entry in &words.entries {
            assert!(seen.insert(&entry.name) && seen.insert(&entry.alias), "{}", entry.name);
            assert!(table(&entry.name).is_none(), "{} is a table", entry.name);
            assert!(units().get(&entry.unit).is_some(), "{}: {}", entry.name, entry.unit);
        }
        for figure in &words.base {
            assert!(units().get(&figure.unit).is_some(), "{}: {}", figure.name, figure.unit);
            assert!(figure.parts.iter().all(|p| words.base_figure(p).is_some()), "{}", figure.name);
        }
    }

    #[test]
    fn the_working_calendar_knows_2022() {
        let day = |text: &str| text.parse().unwrap();
        let calendar = calendar();
        assert_eq!(calendar.is_working_day(day("2022-01-29")), Some(true), "a Saturday made up for");
        assert_eq!(calendar.is_working_day(day("2022-10-03")), Some(false));
        assert_eq!(calendar.working_days(day("2022-09-30"), day("2022-10-09")), Some(2));
        assert_eq!(calendar.add_working_days(day("2022-01-28"), 3), Some(day("2022-02-07")));
        assert_eq!(calendar.is_working_day(day("1999-01-04")), None);
    }
}
