//! Text → pack, with placed findings.

use crate::layout::{Block, Pack, Part};
use hengji_diag::{Code, Diagnostic, Place, Text};

include!(concat!(env!("OUT_DIR"), "/packs.rs"));

const UNREADABLE: Code = Code::new("RB101", "pack-unreadable");
const UNKNOWN_KEY: Code = Code::new("RB102", "pack-unknown-key");
const FORMAT: Code = Code::new("RB103", "pack-format");

/// Keys of `items` columns.
pub const ITEM_KEYS: [&str; 19] = [
    "level1",
    "level2",
    "level3",
    "code",
    "name",
    "kind",
    "target",
    "unit",
    "actual",
    "points",
    "declared",
    "recomputed",
    "evidenced",
    "lost",
    "cause",
    "evidence",
    "rule",
    "value",
    "standard",
];
/// Keys of `tasks` columns.
pub const TASK_KEYS: [&str; 6] = ["name", "content", "planned", "actual", "expected", "result"];
/// Keys of `money` and `structure` columns.
pub const MONEY_COLUMNS: [&str; 6] = ["original", "adjusted", "outturn", "points", "rate", "score"];
/// Keys of `money` rows.
pub const MONEY_ROWS: [&str; 4] = ["total", "fiscal", "carried", "other"];
/// Keys of `structure` rows.
pub const STRUCTURE_ROWS: [&str; 8] =
    ["total", "fiscal", "general", "fund", "capital", "other", "basic", "project"];
/// Names of tables that room `report` makes.
pub const TABLES: [&str; 4] = ["收支表", "得分表", "丢分表", "项目得分表"];
/// Names of charts that room `report` makes.
pub const CHARTS: [&str; 4] = ["收支按来源", "收支按结构", "一级指标得分", "丢分"];

/// The text of a pack that the program carries.
pub fn embedded(name: &str) -> Option<&'static str> {
    EMBEDDED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The names of the packs that the program carries.
pub fn names() -> impl Iterator<Item = &'static str> {
    EMBEDDED.iter().map(|(name, _)| *name)
}

/// Reads a pack. A syntax error or a missing part gives no pack; unknown keys inside are all named.
pub fn parse(text: &str, file: &str) -> (Option<Pack>, Vec<Diagnostic>) {
    let pack: Pack = match toml::from_str(text) {
        Ok(pack) => pack,
        Err(error) => {
            let start = error.span().map_or(0, |span| span.start.min(text.len()));
            let before = text.get(..start).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let found =
                Diagnostic::error(UNREADABLE, Text::new("pack-unreadable").with("why", error.message()))
                    .at(Place::file(file).at_line(line))
                    .showing(text.lines().nth(line - 1).unwrap_or_default())
                    .help(Text::new("pack-help"));
            return (None, vec![found]);
        }
    };
    let mut found = Vec::new();
    if pack.format != 1 {
        let text = Text::new("pack-format").with("format", i64::from(pack.format));
        found.push(Diagnostic::error(FORMAT, text).at(Place::file(file)));
    }
    let mut unknown = |what: &str, allowed: &[&str]| {
        if !allowed.contains(&what) {
            let line = text.lines().position(|line| line.contains(what)).map_or(1, |at| at + 1);
            let text = Text::new("pack-unknown-key").with("key", what).with("allowed", allowed.join(" "));
            found.push(Diagnostic::error(UNKNOWN_KEY, text).at(Place::file(file).at_line(line)));
        }
    };
    for block in pack.form.project.blocks.iter().chain(&pack.form.department.blocks) {
        match block {
            Block::Items { columns } => columns.iter().for_each(|it| unknown(&it.key, &ITEM_KEYS)),
            Block::Tasks { columns, .. } => columns.iter().for_each(|it| unknown(&it.key, &TASK_KEYS)),
            Block::Money { columns, rows, .. } => {
                columns.keys().for_each(|it| unknown(it, &MONEY_COLUMNS));
                rows.keys().for_each(|it| unknown(it, &MONEY_ROWS));
            }
            Block::Structure { columns, rows, .. } => {
                columns.keys().for_each(|it| unknown(it, &MONEY_COLUMNS));
                rows.keys().for_each(|it| unknown(it, &STRUCTURE_ROWS));
            }
            _ => {}
        }
    }
    for part in pack.report.sections.iter().flat_map(|it| &it.parts).chain(&pack.summary.parts) {
        match part {
            Part::Table { name } => unknown(name, &TABLES),
            Part::Chart { name } => unknown(name, &CHARTS),
            _ => {}
        }
    }
    let usable = found.is_empty();
    (usable.then_some(pack), found)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Another outline and another form, never compiled in: a pack is data.
    const SECOND: &str = include_str!("../tests/second-pack.toml");

    #[test]
    fn a_second_pack_with_another_outline_and_form_loads() {
        let (pack, found) = parse(SECOND, "second/pack.toml");
        assert_eq!(found, vec![]);
        let pack = pack.unwrap();
        assert_eq!(pack.report.sections[0].heading, "一、履职效能分析");
        assert!(matches!(pack.form.project.blocks[1], Block::Items { .. }));
    }

    #[test]
    fn embedded_packs_are_right() {
        for name in names() {
            let (_, found) = parse(embedded(name).unwrap(), name);
            assert_eq!(found, vec![], "{name}");
        }
    }

    #[test]
    fn every_unknown_key_is_named_with_its_line() {
        let bad = SECOND.replace("key = \"actual\"", "key = \"aktual\"").replace("\"得分表\"", "\"得分单\"");
        let (pack, found) = parse(&bad, "p");
        assert!(pack.is_none());
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|it| it.place.line > Some(1)));
    }

    #[test]
    fn a_syntax_error_has_its_line() {
        let (pack, found) = parse("format = 1\nname = \n", "p");
        assert!(pack.is_none());
        assert_eq!(found[0].place.line, Some(2));
    }
}
