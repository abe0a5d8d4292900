//! The dependency test: the graph of the crates against the table of floors in ARCHITECTURE.md.
//!
//! Arrows run only downwards, none within a floor. Dev-dependencies are free: a test may look up.

use crate::shell::Done;
use std::{collections::BTreeMap, fs, path::Path};

/// Arrows that the floors would allow and that are kept out on purpose: (room, not to import, why).
const KEPT_APART: &[(&str, &str, &str)] = &[
    ("audit", "report", "the auditor reaches a number by a second road"),
    ("audit", "score", "the auditor reaches a number by a second road"),
    ("audit", "model", "the auditor reads anybody's report, without a dossier"),
    ("journal", "rulebook", "the journal knows `model` only"),
    ("journal", "document", "the journal knows `model` only"),
];

/// Libraries that one room alone may name, so that it can be replaced there.
const ONLY_IN: &[(&str, &str)] = &[("typst", "pdf"), ("datafusion", "rollup"), ("ballista", "rollup")];

/// Compares the manifests below `root` with the table; names every arrow that is wrong.
pub fn check(root: &Path) -> Done {
    let plan = read(&root.join("ARCHITECTURE.md"))?;
    let floors = floors(&plan);
    if floors.is_empty() {
        return Err("ARCHITECTURE.md has no table of rooms (| floor | room | holds |)".to_owned());
    }
    let mut rooms = BTreeMap::new();
    let crates = root.join("crates");
    for entry in fs::read_dir(&crates).map_err(|e| format!("{}: {e}", crates.display()))? {
        let folder = entry.map_err(|e| e.to_string())?.path();
        let manifest = folder.join("Cargo.toml");
        if let Some(name) = folder.file_name().filter(|_| manifest.is_file()) {
            rooms.insert(name.to_string_lossy().into_owned(), dependencies(&read(&manifest)?));
        }
    }
    let faults = faults(&floors, &rooms);
    if faults.is_empty() {
        let arrows: usize = rooms.values().flatten().filter(|d| d.starts_with("hengji-")).count();
        println!("{} rooms, {arrows} arrows, all downwards", rooms.len());
        return Ok(());
    }
    Err(format!("the rooms differ from the table in ARCHITECTURE.md:\n  {}", faults.join("\n  ")))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

/// The rows `| 3 | `write` | …` of the plan.
fn floors(plan: &str) -> BTreeMap<String, u32> {
    let row = |line: &str| {
        let mut cells = line.trim().strip_prefix('|')?.split('|').map(str::trim);
        let floor = cells.next()?.parse().ok()?;
        let room = cells.next()?.strip_prefix('`')?.strip_suffix('`')?.to_owned();
        Some((room, floor))
    };
    plan.lines().filter_map(row).collect()
}

/// The names under `[dependencies]` and `[build-dependencies]`, also of the target tables.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut inside = false;
    let mut names = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            inside = section.ends_with("dependencies") && !section.ends_with("dev-dependencies");
            if let Some((_, name)) = section.split_once("dependencies.").filter(|_| !section.contains("dev-"))
            {
                names.push(name.to_owned());
            }
        } else if inside && !line.starts_with('#') {
            let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
            if !name.is_empty() {
                names.push(name.to_owned());
            }
        }
    }
    names
}

fn faults(floors: &BTreeMap<String, u32>, rooms: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut found = Vec::new();
    for (room, names) in rooms {
        let Some(floor) = floors.get(room) else {
            found.push(format!("`{room}` is not in the table"));
            continue;
        };
        for name in names {
            if let Some((library, home)) =
                ONLY_IN.iter().find(|(l, _)| name.starts_with(l)).filter(|(_, h)| h != room)
            {
                found.push(format!("`{room}` names {name}; only `{home}` may know {library}"));
            }
            let Some(other) = name.strip_prefix("hengji-") else { continue };
            match floors.get(other) {
                None => found.push(format!("`{room}` imports `{other}`, which is not in the table")),
                Some(below) if below < floor => {}
                Some(above) => found.push(format!(
                    "`{room}` (floor {floor}) imports `{other}` (floor {above}); arrows run downwards"
                )),
            }
            if let Some((_, _, why)) = KEPT_APART.iter().find(|(a, b, _)| a == room && *b == other) {
                found.push(format!("`{room}` never imports `{other}`: {why}"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = "| floor | room | holds |\n|---|---|---|\n| 4 | `audit` | a |\n| 4 | `report` | r |\n| 2 | `model` | m |\n| 0 | `num` | n |\n";

    fn rooms(list: &[(&str, &str)]) -> BTreeMap<String, Vec<String>> {
        list.iter().map(|(room, manifest)| ((*room).to_owned(), dependencies(manifest))).collect()
    }

    fn found(list: &[(&str, &str)]) -> Vec<String> {
        faults(&floors(PLAN), &rooms(list))
    }

    #[test]
    fn an_arrow_downwards_is_fine_and_tests_may_look_up() {
        let model = "[dependencies]\nhengji-num.workspace = true\nserde = \"1\"\n[dev-dependencies]\nhengji-report.workspace = true\n";
        assert_eq!(found(&[("model", model)]), Vec::<String>::new());
    }

    #[test]
    fn arrows_up_across_and_to_strangers_are_named() {
        let model = "[dependencies]\nhengji-report.workspace = true\n";
        let report = "[dependencies]\nhengji-audit = { workspace = true }\nhengji-cellar.workspace = true\ntypst = \"0.15\"\n";
        let audit = "[dependencies.hengji-model]\nworkspace = true\n";
        assert_eq!(
            found(&[("audit", audit), ("model", model), ("report", report), ("attic", "")]),
            [
                "`attic` is not in the table",
                "`audit` never imports `model`: the auditor reads anybody's report, without a dossier",
                "`model` (floor 2) imports `report` (floor 4); arrows run downwards",
                "`report` (floor 4) imports `audit` (floor 4); arrows run downwards",
                "`report` imports `cellar`, which is not in the table",
                "`report` names typst; only `pdf` may know typst",
            ]
        );
    }

    #[test]
    fn the_rooms_of_this_repository_keep_their_floors() {
        assert_eq!(check(&crate::shell::root()), Ok(()));
    }
}
