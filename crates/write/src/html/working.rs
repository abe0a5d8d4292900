//! The working behind a figure: a panel that shows itself when it is the target of a link.

use crate::xml::Xml;
use hengji_diag::{Locale, Text};
use hengji_document::{Class, ProofFigure, Source, Working};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Workings deeper than this are cut; the formula language allows 64 (contracts §2).
const DEPTH_MAX: usize = 80;
/// Nodes of one working that are written out.
const NODES_MAX: usize = 5000;

/// Words for the keys of a leaf's origin, in the order in which they are shown.
const WORDS: &[(&str, &str)] = &[
    ("kind", "write-from-kind"),
    ("name", "write-from-name"),
    ("table", "write-from-table"),
    ("relation", "write-from-table"),
    ("ledger", "write-from-ledger"),
    ("history", "write-from-measure"),
    ("measure", "write-from-measure"),
    ("constant", "write-from-constant"),
    ("input", "write-from-input"),
    ("function", "write-from-function"),
    ("year", "write-from-year"),
    ("key", "write-from-key"),
    ("column", "write-from-column"),
    ("columns", "write-from-columns"),
    ("row", "write-from-row"),
    ("rows", "write-from-rows"),
    ("counted", "write-from-rows"),
    ("count", "write-from-count"),
    ("total", "write-from-count"),
    ("keys", "write-from-keys"),
    ("left_out", "write-from-left-out"),
    ("reason", "write-from-reason"),
    ("reasons", "write-from-reason"),
    ("file", "write-from-file"),
    ("source", "write-from-source"),
    ("class", "write-from-class"),
    ("digest", "write-from-digest"),
];

/// Words for the kinds of names in formulas.
const KINDS: &[(&str, &str)] = &[
    ("input", "write-from-input"),
    ("measure", "write-from-measure"),
    ("vocabulary", "write-from-vocabulary"),
    ("relation", "write-from-table"),
    ("constant", "write-from-constant"),
    ("checklist", "write-from-checklist"),
];

struct Panel<'a> {
    names: &'a BTreeMap<String, String>,
    locale: &'a Locale,
    nodes_left: usize,
}

/// Writes the panel of one figure.
pub(super) fn panel(
    x: &mut Xml,
    id: &str,
    figure: &ProofFigure,
    names: &BTreeMap<String, String>,
    locale: &Locale,
) {
    let mut panel = Panel { names, locale, nodes_left: NODES_MAX };
    let anchor = format!("w-{id}");
    let title = format!("t-{id}");
    x.element("section", &[("class", "panel"), ("id", &anchor), ("aria-labelledby", &title)], |x| {
        x.element("div", &[("class", "panel-head")], |x| {
            x.text_element("h2", &[("id", &title)], &figure.name);
            let close = locale.get("write-html-close");
            x.text_element("a", &[("class", "close"), ("href", &format!("#f-{id}"))], &close);
        });
        x.element("p", &[("class", "result")], |x| {
            x.text_element("strong", &[], &figure.text);
            x.text_element(
                "span",
                &[("class", class_name(figure.class))],
                &locale.get(class_text(figure.class)),
            );
        });
        x.element("dl", &[], |x| {
            panel.fact(x, "write-html-formula", |x| x.text_element("code", &[], &figure.formula));
            let exact = exact(&figure.value, &figure.unit);
            if !exact.is_empty() && exact != figure.text {
                panel.fact(x, "write-html-exact", |x| x.text(&exact));
            }
            panel.fact(x, "write-html-id", |x| x.text_element("code", &[], id));
        });
        x.text_element("h3", &[], &locale.get("write-html-working"));
        x.element("ul", &[("class", "tree")], |x| panel.node(x, &figure.working, 0));
        if !figure.sources.is_empty() {
            x.text_element("h3", &[], &locale.get("write-html-sources"));
            x.element("ul", &[("class", "sources")], |x| {
                for it in &figure.sources {
                    x.element("li", &[], |x| panel.source(x, it));
                }
            });
        }
    });
}

impl Panel<'_> {
    fn fact(&self, x: &mut Xml, id: &'static str, content: impl FnOnce(&mut Xml)) {
        x.text_element("dt", &[], &self.locale.get(id));
        x.element("dd", &[], content);
    }

    /// One step of the working with the steps it rests on.
    fn node(&mut self, x: &mut Xml, node: &Working, depth: usize) {
        if self.nodes_left == 0 || depth > DEPTH_MAX {
            x.text_element("li", &[("class", "cut")], &self.locale.get("write-html-cut"));
            return;
        }
        self.nodes_left -= 1;
        x.element("li", &[("class", op_class(&node.op))], |x| {
            let open: &[(&str, &str)] = if depth < 3 { &[("open", "open")] } else { &[] };
            if node.inputs.is_empty() {
                self.step(x, node);
                self.origin(x, node);
                return;
            }
            x.element("details", open, |x| {
                x.element("summary", &[], |x| self.step(x, node));
                self.origin(x, node);
                x.element("ul", &[], |x| {
                    for it in &node.inputs {
                        if self.nodes_left == 0 {
                            x.text_element("li", &[("class", "cut")], &self.locale.get("write-html-cut"));
                            break;
                        }
                        self.node(x, it, depth + 1);
                    }
                });
            });
        });
    }

    /// `formula = shown (exact)`.
    fn step(&self, x: &mut Xml, node: &Working) {
        if !node.src.is_empty() {
            x.text_element("code", &[], &node.src);
        }
        let exact = exact(&node.value, &node.unit);
        let shown = if node.shown.is_empty() { &exact } else { &node.shown };
        if !shown.is_empty() && *shown != node.src {
            x.text(if node.src.is_empty() { "" } else { " = " });
            x.text_element("b", &[], shown);
        }
        // “634行” says all that 634 says.
        let rounded = !shown.replace(',', "").starts_with(&node.value) || node.value.is_empty();
        if !exact.is_empty() && exact != *shown && rounded {
            x.element("span", &[("class", "exact")], |x| {
                x.text(&self.locale.words(&Text::new("write-html-exactly").with("value", exact.as_str())));
            });
        }
    }

    /// Where a leaf comes from, row by row as far as the edition allows.
    fn origin(&self, x: &mut Xml, node: &Working) {
        match &node.from {
            None | Some(Value::Null) => {}
            Some(Value::Object(map)) => match self.sentence(map, &node.src) {
                Some(words) if words.is_empty() => {}
                Some(words) => x.text_element("div", &[("class", "from")], &words),
                None => {
                    x.element("div", &[("class", "from")], |x| self.json(x, &Value::Object(map.clone()), 0))
                }
            },
            Some(value) => x.element("div", &[("class", "from")], |x| self.json(x, value, 0)),
        }
    }

    /// The usual origins in words; empty where the formula itself says it, nothing for an unusual one.
    fn sentence(&self, map: &Map<String, Value>, src: &str) -> Option<String> {
        let text = |key: &str| map.get(key).and_then(Value::as_str);
        let count = |key: &str| map.get(key).and_then(Value::as_u64).map(|it| it.to_string());
        let has = |keys: &[&str]| map.len() == keys.len() && keys.iter().all(|it| map.contains_key(*it));
        if has(&["function"]) {
            return Some(String::new());
        }
        if has(&["kind", "name"]) {
            let kind = KINDS.iter().find(|it| Some(it.0) == text("kind")).map(|it| self.locale.get(it.1))?;
            let name = text("name").filter(|it| *it != src).unwrap_or_default();
            let words = Text::new("write-from-named").with("kind", kind).with("name", name);
            return Some(self.locale.words(&words).trim_end().to_owned());
        }
        if has(&["table", "key", "column"]) {
            let (table, key, column) = (text("table")?, text("key")?, text("column")?);
            return Some(self.cell(table, key, column));
        }
        if has(&["ledger", "rows", "left_out", "columns"]) {
            let ledger = text("ledger")?;
            let columns: Option<Vec<&str>> =
                map.get("columns")?.as_array()?.iter().map(Value::as_str).collect();
            let columns: Vec<&str> = columns?.into_iter().map(|it| self.column(ledger, it)).collect();
            let words = Text::new("write-from-selection")
                .with("ledger", self.name(ledger))
                .with("rows", count("rows")?)
                .with("left", count("left_out")?)
                .with("columns", columns.join(&self.locale.get("write-html-comma")));
            return Some(self.locale.words(&words));
        }
        None
    }

    fn cell(&self, table: &str, key: &str, column: &str) -> String {
        let words = Text::new("write-html-source-cell")
            .with("table", self.name(table))
            .with("key", key)
            .with("column", self.column(table, column));
        self.locale.words(&words)
    }

    /// The heading of a column, or its id.
    fn column<'a>(&'a self, table: &str, column: &'a str) -> &'a str {
        self.names.get(&format!("{table}.{column}")).map_or(column, String::as_str)
    }

    fn json(&self, x: &mut Xml, value: &Value, depth: usize) {
        match value {
            Value::Null => x.text("—"),
            Value::Bool(it) => x.text(&self.locale.get(if *it { "write-html-yes" } else { "write-html-no" })),
            Value::Number(it) => x.text(&it.to_string()),
            Value::String(it) => x.text(self.name(it)),
            _ if depth > 8 => x.text("…"),
            Value::Array(list) if list.iter().all(|it| !it.is_object() && !it.is_array()) => {
                x.element("span", &[("class", "keys")], |x| {
                    for it in list {
                        x.element("span", &[("class", "key")], |x| self.json(x, it, depth + 1));
                        x.text(" ");
                    }
                });
            }
            Value::Array(list) => x.element("ul", &[], |x| {
                for it in list {
                    x.element("li", &[], |x| self.json(x, it, depth + 1));
                }
            }),
            Value::Object(map) => x.element("dl", &[], |x| {
                let mut facts: Vec<_> = map.iter().collect();
                facts.sort_by_key(|it| WORDS.iter().position(|word| word.0 == it.0).unwrap_or(WORDS.len()));
                for (key, it) in facts {
                    x.text_element("dt", &[], &self.word(key));
                    x.element("dd", &[], |x| self.json(x, it, depth + 1));
                }
            }),
        }
    }

    fn source(&self, x: &mut Xml, source: &Source) {
        let short = |digest: &str| digest.chars().take(16).collect::<String>();
        let text = match source {
            Source::Cell { table, key, column } => return x.text(&self.cell(table, key, column)),
            Source::Rows { ledger, rows, digest } => Text::new("write-html-source-rows")
                .with("ledger", self.name(ledger))
                .with("rows", rows.to_string())
                .with("digest", short(digest)),
            Source::File { file, digest } => {
                Text::new("write-html-source-file").with("file", file.as_str()).with("digest", short(digest))
            }
        };
        x.text(&self.locale.words(&text));
    }

    fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.get(id).map_or(id, String::as_str)
    }

    /// The word for a key of a leaf's origin; a key without one stands as it is.
    fn word(&self, key: &str) -> String {
        WORDS.iter().find(|it| it.0 == key).map_or_else(|| key.to_owned(), |it| self.locale.get(it.1))
    }
}

/// Value and unit as one text.
fn exact(value: &str, unit: &str) -> String {
    if value.is_empty() { String::new() } else { format!("{value}{unit}") }
}

fn op_class(op: &str) -> &'static str {
    match op {
        "rows" => "op-rows",
        "missing" => "op-missing",
        "leaf" => "op-leaf",
        _ => "op",
    }
}

fn class_name(class: Class) -> &'static str {
    match class {
        Class::Computed => "class computed",
        Class::Attested => "class attested",
        Class::Asserted => "class asserted",
        Class::Missing => "class missing",
    }
}

fn class_text(class: Class) -> &'static str {
    match class {
        Class::Computed => "write-class-computed",
        Class::Attested => "write-class-attested",
        Class::Asserted => "write-class-asserted",
        Class::Missing => "write-class-missing",
    }
}
