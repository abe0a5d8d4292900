//! The canonical JSON (RFC 8785) of a model, and its SM3.
//!
//! It says what was loaded, not how it was written: a folder and a workbook with the same content give the
//! same bytes. Rows are sorted by key; cells are their canonical texts; blanks are left out.

use crate::model::Model;
use crate::parts::{ChecklistDef, Claim, MeasureDef};
use crate::table::Table;
use hengji_schema::{ColumnDef, TableDef};
use sm3::{Digest, Sm3};

impl Model {
    /// The canonical JSON.
    pub fn canonical_json(&self) -> String {
        let mut text = String::new();
        write_model(self, &mut |part| text.push_str(part));
        text
    }

    /// The SM3 of the canonical JSON, 64 hex digits; the digest `dossier` of a proof.
    pub fn sm3(&self) -> String {
        let mut digest = Sm3::new();
        let mut buffer = String::new();
        write_model(self, &mut |part| {
            buffer.push_str(part);
            if buffer.len() > 1 << 16 {
                digest.update(buffer.as_bytes());
                buffer.clear();
            }
        });
        digest.update(buffer.as_bytes());
        digest.finalize().iter().map(|b| format!("{b:02x}")).collect()
    }
}

type Sink<'s> = &'s mut dyn FnMut(&str);

/// A value that is written at once; tables write themselves row by row.
enum Json<'a> {
    Text(&'a str),
    Owned(String),
    Int(i64),
    Bool(bool),
    List(Vec<Json<'a>>),
    Object(Vec<(&'a str, Json<'a>)>),
    Tables(Vec<&'a Table>),
    Rows(&'a Table),
}

fn write_model(model: &Model, out: Sink<'_>) {
    let present =
        |ledger: bool| model.tables.iter().filter(move |t| t.present && t.is_ledger == ledger).collect();
    let meta = &model.meta;
    let pairs = |map: &'_ std::collections::BTreeMap<String, String>| -> Vec<(String, String)> {
        map.iter().map(|(k, v)| (k.clone(), v.clone())).collect()
    };
    let books = pairs(&meta.books);
    let parameters = pairs(&meta.parameters);
    let inputs = meta.inputs.iter().map(|(code, it)| (code.as_str(), object(it.iter()))).collect();
    let facts = vec![
        ("id", Json::Text(&meta.id)),
        ("department", Json::Text(&meta.department)),
        ("short", Json::Text(&meta.short)),
        ("year", Json::Int(i64::from(meta.year))),
        ("stage", Json::Text(&meta.stage)),
        ("pack", Json::Text(&meta.pack)),
        ("region", Json::Text(&meta.region)),
        ("notice", Json::Text(meta.notice.as_deref().unwrap_or_default())),
        ("salt", Json::Text(&meta.salt)),
        ("books", object(books.iter().map(|(k, v)| (k, v)))),
        ("parameters", object(parameters.iter().map(|(k, v)| (k, v)))),
        ("inputs", Json::Object(inputs)),
    ];
    let definitions = model.ledgers().map(|t| definition(&t.def)).collect();
    let whole = Json::Object(vec![
        ("format", Json::Int(meta.format)),
        ("meta", Json::Object(facts)),
        ("tables", Json::Tables(present(false))),
        ("ledgers", Json::Tables(present(true))),
        ("definitions", Json::List(definitions)),
        ("measures", Json::List(model.measures.iter().map(|m| measure(&m.def)).collect())),
        ("checklists", Json::List(model.checklists.iter().map(checklist).collect())),
        ("claims", Json::List(model.claims.iter().map(claim).collect())),
        ("narrative", Json::List(model.narrative.iter().map(|n| Json::Text(&n.text)).collect())),
    ]);
    whole.write(out);
}

fn object<'a>(pairs: impl Iterator<Item = (&'a String, &'a String)>) -> Json<'a> {
    Json::Object(pairs.map(|(k, v)| (k.as_str(), Json::Text(v))).collect())
}

fn texts(list: &[String]) -> Json<'_> {
    Json::List(list.iter().map(|t| Json::Text(t)).collect())
}

fn optional<'a>(fields: &mut Vec<(&'a str, Json<'a>)>, name: &'a str, value: Option<&'a str>) {
    if let Some(value) = value {
        fields.push((name, Json::Text(value)));
    }
}

fn definition(def: &TableDef) -> Json<'_> {
    let mut fields = vec![
        ("id", Json::Text(&def.id)),
        ("heading", Json::Text(&def.heading)),
        ("key", Json::Text(&def.key)),
        ("natural_key", texts(&def.natural_key)),
        ("dedupe", texts(&def.dedupe)),
        ("typed", Json::Bool(def.typed)),
        ("columns", Json::List(def.columns.iter().map(column).collect())),
    ];
    optional(&mut fields, "counting_word", def.counting_word.as_deref());
    optional(&mut fields, "event_date", def.event_date.as_deref());
    optional(&mut fields, "valid_from", def.valid_from.as_deref());
    optional(&mut fields, "valid_to", def.valid_to.as_deref());
    optional(&mut fields, "state", def.state.as_deref());
    Json::Object(fields)
}

fn column(def: &ColumnDef) -> Json<'_> {
    let mut fields = vec![
        ("id", Json::Text(&def.id)),
        ("heading", Json::Text(&def.heading)),
        ("kind", Json::Text(def.kind.word())),
        ("required", Json::Bool(def.required)),
        ("allowed", texts(&def.allowed)),
        ("sensitivity", Json::Text(def.sensitivity.word())),
    ];
    optional(&mut fields, "unit", def.unit.as_deref());
    optional(&mut fields, "unit_column", def.unit_column.as_deref());
    optional(&mut fields, "reference", def.reference.as_deref());
    optional(&mut fields, "formula", def.formula.as_deref());
    for (name, bound) in [("min", &def.min), ("max", &def.max)] {
        if let Some(bound) = bound {
            fields.push((name, Json::Owned(bound.exact_text())));
        }
    }
    Json::Object(fields)
}

fn measure(def: &MeasureDef) -> Json<'_> {
    let mut fields = vec![("name", Json::Text(&def.name)), ("formula", Json::Text(&def.formula))];
    optional(&mut fields, "unit", def.unit.as_deref());
    optional(&mut fields, "note", def.note.as_deref());
    optional(&mut fields, "rule", def.rule.as_deref());
    optional(&mut fields, "last_year", def.last_year.as_deref());
    if let Some(decimals) = def.decimals {
        fields.push(("decimals", Json::Int(i64::from(decimals))));
    }
    Json::Object(fields)
}

fn checklist(def: &ChecklistDef) -> Json<'_> {
    let items = def.items.iter().map(|item| {
        Json::Object(vec![
            ("id", Json::Text(&item.id)),
            ("text", Json::Text(&item.text)),
            ("points", Json::Owned(item.points.exact_text())),
            ("veto", Json::Bool(item.veto)),
        ])
    });
    let items = Json::List(items.collect());
    Json::Object(vec![("id", Json::Text(&def.id)), ("title", Json::Text(&def.title)), ("items", items)])
}

fn claim(def: &Claim) -> Json<'_> {
    let mut fields = vec![("text", Json::Text(&def.text)), ("evidence", texts(&def.evidence))];
    optional(&mut fields, "formula", def.formula.as_deref());
    Json::Object(fields)
}

impl Json<'_> {
    fn write(self, out: Sink<'_>) {
        match self {
            Json::Text(text) => write_text(text, out),
            Json::Owned(text) => write_text(&text, out),
            Json::Int(number) => out(&number.to_string()),
            Json::Bool(flag) => out(if flag { "true" } else { "false" }),
            Json::List(items) => {
                out("[");
                for (i, item) in items.into_iter().enumerate() {
                    out(if i == 0 { "" } else { "," });
                    item.write(out);
                }
                out("]");
            }
            Json::Object(mut fields) => {
                fields.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
                out("{");
                for (i, (name, value)) in fields.into_iter().enumerate() {
                    out(if i == 0 { "" } else { "," });
                    write_text(name, out);
                    out(":");
                    value.write(out);
                }
                out("}");
            }
            Json::Tables(tables) => {
                Json::Object(tables.into_iter().map(|t| (t.id(), Json::Rows(t))).collect()).write(out);
            }
            Json::Rows(table) => write_rows(table, out),
        }
    }
}

fn write_rows(table: &Table, out: Sink<'_>) {
    let mut columns: Vec<usize> =
        (0..table.columns.len()).filter(|c| !table.def.columns[*c].is_computed()).collect();
    columns.sort_by(|a, b| {
        let id = |c: &usize| table.def.columns[*c].id.as_str();
        id(a).encode_utf16().cmp(id(b).encode_utf16())
    });
    let names: Vec<String> = columns
        .iter()
        .map(|c| {
            let mut name = String::new();
            write_text(&table.def.columns[*c].id, &mut |part| name.push_str(part));
            name + ":"
        })
        .collect();
    let mut rows: Vec<usize> = (0..table.len).collect();
    rows.sort_by(|a, b| table.keys.text(*a).cmp(table.keys.text(*b)));
    out("[");
    for (i, row) in rows.into_iter().enumerate() {
        out(if i == 0 { "{" } else { ",{" });
        let mut first = true;
        for (column, name) in columns.iter().zip(&names) {
            let Some(text) = table.cell_text(row, *column) else { continue };
            out(if first { "" } else { "," });
            first = false;
            out(name);
            write_text(&text, out);
        }
        out("}");
    }
    out("]");
}

// The escapes of RFC 8785: the short ones where there are short ones, else \u00xx in lower case.
fn write_text(text: &str, out: Sink<'_>) {
    out("\"");
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate().filter(|(_, b)| *b < 0x20 || *b == b'"' || *b == b'\\') {
        out(&text[start..at]);
        start = at + 1;
        match byte {
            b'"' => out("\\\""),
            b'\\' => out("\\\\"),
            b'\n' => out("\\n"),
            b'\r' => out("\\r"),
            b'\t' => out("\\t"),
            8 => out("\\b"),
            12 => out("\\f"),
            other => out(&format!("\\u{other:04x}")),
        }
    }
    out(&text[start..]);
    out("\"");
}
