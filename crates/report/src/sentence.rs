//! Sentences with braces → running text with bound figures; scopes of a row.

use crate::figure::{Binder, Edition, Support};
use crate::template::{Piece, Slot, parse_sentence};
use hengji_diag::Place;
use hengji_document::Inline;
use hengji_formula::working::exact_parts;
use hengji_formula::{NameKind, Op, Origin, Overlay, ReasonKind, Relation, Scope, Value, Working};
use std::sync::Arc;

/// Who may see what: a column that an edition does not show is blank in its sentences.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    /// Knows the columns.
    pub support: &'a dyn Support,
    /// The edition.
    pub edition: Edition,
}

/// Lays the columns of a row over a scope, each known by its heading and its id, as cells.
pub fn row_scope<'a>(
    base: &'a dyn Scope,
    relation: &dyn Relation,
    row: usize,
    sight: Sight<'_>,
) -> Overlay<'a> {
    let mut overlay = Overlay::new(base);
    let info = relation.info();
    for (at, column) in info.columns.iter().enumerate() {
        let value = if sight.support.shows(&info.id, &column.id, sight.edition) {
            relation.cell(row, at)
        } else {
            Value::missing(ReasonKind::Blank, &column.heading)
        };
        let (text, unit) = exact_parts(&value);
        let working = Working {
            op: if matches!(value, Value::Missing(_)) { Op::Missing } else { Op::Leaf },
            src: column.heading.clone(),
            value: value.clone(),
            shown: (text + &unit).into(),
            inputs: Vec::new(),
            from: Origin::Cell {
                relation: info.id.clone(),
                key: relation.key(row).into_owned().into(),
                column: column.id.clone(),
            },
        };
        let working = Some(Arc::new(working));
        for name in [&column.heading, &column.id] {
            overlay.bind(name, NameKind::Input, column.ty.clone(), value.clone(), working.clone());
        }
    }
    overlay
}

/// Turns a sentence of a pack into running text. Texts and dates taken from a cell or a constant become
/// plain text, a blank one nothing; everything computed is bound.
pub fn sentence(
    binder: &mut Binder,
    scope: &dyn Scope,
    part: &str,
    place: &Place,
    source: &str,
) -> Vec<Inline> {
    let file = place.file.clone().unwrap_or_default();
    let line = place.line.unwrap_or(1) as usize;
    let (pieces, slots, found) = parse_sentence(&file, line, source);
    binder.found.extend(found);
    pieces.iter().flat_map(|piece| inline(binder, scope, part, place, piece, &slots)).collect()
}

/// The plain words of a sentence, nothing bound: for sheet names and file names.
pub fn words(binder: &mut Binder, scope: &dyn Scope, place: &Place, source: &str) -> String {
    let before = binder.figures.len();
    let content = sentence(binder, scope, "", place, source);
    binder.figures.truncate(before);
    hengji_document::tree::plain_text(&content)
}

fn inline(
    binder: &mut Binder,
    scope: &dyn Scope,
    part: &str,
    place: &Place,
    piece: &Piece,
    slots: &[Slot],
) -> Vec<Inline> {
    match piece {
        Piece::Text(text) => vec![Inline::Text(text.clone())],
        Piece::Strong(text) => vec![Inline::Strong(text.clone())],
        Piece::Link(text, url) => vec![Inline::Link { text: text.clone(), url: url.clone() }],
        Piece::Break => vec![Inline::Break],
        Piece::Figure(at) => {
            let Some(slot) = slots.get(*at) else { return Vec::new() };
            let Some((value, working)) = binder.evaluate(scope, slot, place) else {
                let name = slot.name.as_deref();
                return vec![Inline::Figure(binder.missing(part, name, &slot.formula, &slot.format))];
            };
            if let Some(text) = plain(&value, &working) {
                return lines(&text);
            }
            let name = slot.name.as_deref();
            let figure = binder.value(part, name, &slot.formula, &value, &working, &slot.format, place);
            vec![Inline::Figure(figure)]
        }
    }
}

// A text that somebody wrote into a cell is text; a number never is.
fn plain(value: &Value, working: &Working) -> Option<String> {
    let taken = is_taken(working);
    match value {
        Value::Text(_) | Value::Date(_) | Value::DateTime(_) | Value::Bool(_) if taken => {
            Some(exact_parts(value).0)
        }
        Value::Missing(_) if taken && is_blank_cell(working) => Some(String::new()),
        _ => None,
    }
}

fn is_taken(working: &Working) -> bool {
    match (&working.from, working.inputs.as_slice()) {
        (Origin::Cell { .. } | Origin::Literal, []) => true,
        (Origin::Name { kind: NameKind::Constant, .. }, []) => true,
        (Origin::Cell { .. } | Origin::Name { .. }, [only]) => is_taken(only),
        _ => false,
    }
}

fn is_blank_cell(working: &Working) -> bool {
    matches!(working.from, Origin::Cell { .. }) || working.inputs.iter().any(|it| is_blank_cell(it))
}

fn lines(text: &str) -> Vec<Inline> {
    let mut out = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            out.push(Inline::Break);
        }
        out.push(Inline::Text(line.to_owned()));
    }
    out
}
