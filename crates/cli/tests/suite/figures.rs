//! What was published stands in the report, bound, and reaches rows.

use crate::common::{Made, REPORT, packages};
use serde_json::Value;
use std::collections::BTreeMap;

/// The printed figures of an example, each with how often it must stand there.
pub fn published(made: &Made) -> BTreeMap<String, usize> {
    let text = std::fs::read_to_string(made.dossier.join("published.txt")).unwrap_or_default();
    let mut all = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#')) {
        *all.entry(line.to_owned()).or_default() += 1;
    }
    all
}

fn has_rows(working: &Value) -> bool {
    working["op"] == "rows" || working["in"].as_array().is_some_and(|all| all.iter().any(has_rows))
}

#[test]
fn published_figures_stand_bound_and_reach_rows() {
    let mut seen = 0;
    for made in packages() {
        let proof = made.proof();
        let known: BTreeMap<&str, &Value> = proof["figures"]
            .as_array()
            .expect("figures")
            .iter()
            .map(|it| (it["id"].as_str().expect("an id"), it))
            .collect();
        let docx = hengji_reader::read_figures(&made.bytes(REPORT)).expect("the report reads");
        for (wanted, times) in published(made) {
            seen += times;
            let bound: Vec<_> = docx.figures.iter().filter(|it| it.text == wanted).collect();
            assert!(bound.len() >= times, "{wanted}: bound {} times, published {times} times", bound.len());
            for one in bound {
                let figure = known.get(one.id()).unwrap_or_else(|| panic!("{wanted} is not in the proof"));
                assert_eq!(figure["text"], Value::from(wanted.as_str()));
                let sources = figure["sources"].as_array().is_some_and(|it| !it.is_empty());
                assert!(sources || has_rows(&figure["working"]), "{wanted} reaches no rows: {figure}");
            }
        }
    }
    assert!(seen > 0, "no example lists what was published");
}

#[test]
fn every_figure_of_the_report_is_found_once_by_tag_and_bookmark() {
    for made in packages() {
        let docx = hengji_reader::read_figures(&made.bytes(REPORT)).expect("the report reads");
        let mut ids: Vec<&str> = docx.figures.iter().map(|it| it.id()).collect();
        assert!(docx.figures.iter().all(|it| it.tag.is_some() && it.tag == it.bookmark));
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(all, ids.len(), "an id stands twice");
    }
}
