//! Text to [`Pack`]. Keys and words as in docs/reference/pack.md.

use hengji_diag::{Diagnostic, Text};
use hengji_schema::{Block, Source};

use super::*;
use crate::codes;
use crate::read::{date, one_of, width};

pub(super) fn pack(files: &[(&str, &str)]) -> (Option<Pack>, Vec<Diagnostic>) {
    let mut pack = Pack {
        money_unit: "万元".into(),
        money_places: 2,
        ordinals: ["一、", "（一）", "1.", "（1）"].map(String::from).to_vec(),
        ..Pack::default()
    };
    let mut found = Vec::new();
    let mut readable = true;
    for (file, text) in files {
        let (read, more) = Source::read(file, text, |block| file_into(&mut pack, block));
        readable &= read.is_some();
        found.extend(more);
    }
    found.extend(whole(&pack, files.first().map_or("pack.toml", |it| it.0)));
    (readable.then_some(pack), found)
}

fn file_into(pack: &mut Pack, block: &Block<'_, '_>) {
    head(pack, block);
    for it in block.blocks("deadline") {
        pack.deadlines.push(Deadline {
            what: it.required("what"),
            date: date(&it, "date"),
            within: it.text("within").unwrap_or_default(),
            after: it.text("after").unwrap_or_default(),
            basis: it.text("basis").unwrap_or_default(),
        });
        it.finish();
    }
    for it in block.blocks("attachment") {
        pack.attachments.push(Attachment {
            label: it.required("label"),
            title: it.required("title"),
            what: one_of(&it, "what", ATTACHMENTS).unwrap_or_default(),
            file: it.text("file").unwrap_or_default(),
        });
        it.finish();
    }
    for it in block.blocks("signature") {
        let role = one_of(&it, "role", ROLES).unwrap_or_default();
        pack.signatures.push(Signature { label: it.required("label"), role, forms: it.texts("forms") });
        it.finish();
    }
    for it in block.blocks("edition") {
        pack.editions.push(Edition {
            name: it.required("name"),
            sections: it.texts("sections"),
            hide: it.texts("hide"),
            forms: it.texts("forms"),
            attachments: it.texts("attachments"),
        });
        it.finish();
    }
    pack.sections.extend(block.blocks("section").iter().map(section));
    pack.forms.extend(block.blocks("form").iter().map(form));
}

const ATTACHMENTS: &[(&str, AttachmentKind)] = &[
    ("department-form", AttachmentKind::DepartmentForm),
    ("project-forms", AttachmentKind::ProjectForms),
    ("evidence-list", AttachmentKind::EvidenceList),
    ("base-figures", AttachmentKind::BaseFigures),
    ("survey-notes", AttachmentKind::SurveyNotes),
    ("narrative", AttachmentKind::Narrative),
];

const ROLES: &[(&str, SignatureRole)] = &[
    ("blank", SignatureRole::Blank),
    ("leader", SignatureRole::Leader),
    ("finance", SignatureRole::Finance),
    ("author", SignatureRole::Author),
    ("phone", SignatureRole::Phone),
    ("date", SignatureRole::Date),
    ("seal", SignatureRole::Seal),
];

fn head(pack: &mut Pack, block: &Block<'_, '_>) {
    if let Some(format) = block.int("format")
        && format != 1
    {
        let text = Text::new("rulebook-format").with("format", format);
        block.add(Diagnostic::error(codes::FORMAT, text), Some("format"));
    }
    set(&mut pack.name, block.text("pack"));
    set(&mut pack.title, block.text("title"));
    set(&mut pack.jurisdiction, block.text("jurisdiction"));
    if let Some(year) = block.int("year") {
        pack.year = crate::read::year(block, "year", year);
    }
    if let Some(it) = block.block("document") {
        pack.document = Notice {
            title: it.text("title").unwrap_or_default(),
            number: it.text("number").unwrap_or_default(),
            issued: date(&it, "issued"),
            confirmed: one_of(&it, "confidence", &[("confirmed", true), ("unconfirmed", false)])
                .unwrap_or(false),
            note: it.text("note").unwrap_or_default(),
        };
        it.finish();
    }
    if let Some(it) = block.block("books") {
        pack.department_book = it.required("department");
        pack.project_book = it.required("project");
        it.finish();
    }
    if let Some(books) = block.block("parameters") {
        for (book, values) in books.named_blocks() {
            let own = values.pairs().into_iter().map(|(name, value)| (book.clone(), name, value));
            pack.parameters.extend(own);
        }
    }
    pack.grades.extend(crate::read::grades(block, "grades"));
    set(&mut pack.caliber, block.text("caliber"));
    if let Some(it) = block.block("money") {
        set(&mut pack.money_unit, it.text("unit"));
        pack.money_places = width(&it, "places", 2);
        it.finish();
    }
    pack.tail_note = block.text("tail_note").or(pack.tail_note.take());
    pack.notice = block.text("notice").or(pack.notice.take());
    pack.charts = block.flag("charts").unwrap_or(pack.charts);
    pack.contents = block.flag("contents").unwrap_or(pack.contents);
    if block.has("ordinals") {
        pack.ordinals = block.texts("ordinals");
    }
    set(&mut pack.title_line, block.text("title_line"));
    if let Some(files) = block.block("files") {
        pack.files.extend(files.pairs());
    }
}

fn set(field: &mut String, value: Option<String>) {
    if let Some(value) = value {
        *field = value;
    }
}

fn section(it: &Block<'_, '_>) -> Section {
    let level = it.int("level").and_then(|n| u8::try_from(n).ok()).filter(|n| (1..=4).contains(n));
    if level.is_none() {
        it.add(Diagnostic::error(codes::SECTION_LEVEL, Text::new("rulebook-section-level")), Some("level"));
    }
    let section = Section {
        id: it.required("id"),
        level: level.unwrap_or(1),
        title: it.required("title"),
        numbered: it.flag("numbered").unwrap_or(true),
        before: it.texts("before"),
        after: it.texts("after"),
        content: it.block("content").map(|c| content(&c)).unwrap_or_default(),
        public: it.flag("public").unwrap_or(true),
        required: it.flag("required").unwrap_or(true),
        line: it.place(None).line.unwrap_or(0),
    };
    it.finish();
    section
}

#[derive(Clone, Copy)]
enum ContentKind {
    Narrative,
    Rows,
    RowNarratives,
    Table,
    Items,
    Losses,
    Chart,
}

const CONTENTS: &[(&str, ContentKind)] = &[
    ("narrative", ContentKind::Narrative),
    ("rows", ContentKind::Rows),
    ("row-narratives", ContentKind::RowNarratives),
    ("table", ContentKind::Table),
    ("items", ContentKind::Items),
    ("losses", ContentKind::Losses),
    ("chart", ContentKind::Chart),
];

fn content(it: &Block<'_, '_>) -> Content {
    let content = match one_of(it, "kind", CONTENTS) {
        None => Content::None,
        Some(ContentKind::Narrative) => Content::Narrative(it.text("file").unwrap_or_default()),
        Some(ContentKind::Rows) => Content::Rows(pieces(it)),
        Some(ContentKind::RowNarratives) => {
            Content::RowNarratives { by: it.required("by"), pieces: pieces(it) }
        }
        Some(ContentKind::Table) => Content::Table(row_table(it)),
        Some(ContentKind::Items) => {
            Content::Items { at: width(it, "at", 0).min(9) as u8, columns: item_columns(it) }
        }
        Some(ContentKind::Losses) => Content::Losses,
        Some(ContentKind::Chart) => Content::Chart(it.required("name")),
    };
    it.finish();
    content
}

fn pieces(it: &Block<'_, '_>) -> RowPieces {
    RowPieces {
        rows: it.required("rows"),
        sort: it.text("sort").unwrap_or_default(),
        item: it.text("item").unwrap_or_default(),
        join: it.text("join"),
        end: it.text("end").unwrap_or_default(),
        number: it.text("number").unwrap_or_default(),
        chinese_number: one_of(it, "number_style", &[("arabic", false), ("chinese", true)]).unwrap_or(false),
        lead: it.text("lead").unwrap_or_default(),
    }
}

fn row_table(it: &Block<'_, '_>) -> RowTable {
    let columns = it.blocks("columns");
    let column = |c: &Block<'_, '_>| {
        let column = (c.required("heading"), c.required("cell"), width(c, "width", 1));
        c.finish();
        column
    };
    RowTable {
        rows: it.required("rows"),
        sort: it.text("sort").unwrap_or_default(),
        columns: columns.iter().map(column).collect(),
        foot: it.texts("foot"),
        note: it.flag("note").unwrap_or(false),
    }
}

fn form(it: &Block<'_, '_>) -> Form {
    let widths = it.ints("widths").into_iter().map(|w| w.clamp(1, 200) as u32).collect();
    let form = Form {
        name: it.required("name"),
        of_department: one_of(it, "for", &[("department", true), ("project", false)]).unwrap_or(false),
        title: it.required("title"),
        subtitle: it.text("subtitle").unwrap_or_default(),
        sheet: it.text("sheet").unwrap_or_default(),
        landscape: one_of(it, "paper", &[("A4", false), ("A4-landscape", true)]).unwrap_or(false),
        widths,
        label_columns: width(it, "label_columns", 1),
        blocks: it.blocks("block").iter().filter_map(form_block).collect(),
    };
    it.finish();
    form
}

#[derive(Clone, Copy)]
enum FormKind {
    Fields,
    Grid,
    Pair,
    Text,
    Items,
    Total,
    Signatures,
    Notes,
}

const FORM_BLOCKS: &[(&str, FormKind)] = &[
    ("fields", FormKind::Fields),
    ("grid", FormKind::Grid),
    ("pair", FormKind::Pair),
    ("text", FormKind::Text),
    ("items", FormKind::Items),
    ("total", FormKind::Total),
    ("signatures", FormKind::Signatures),
    ("notes", FormKind::Notes),
];

fn form_block(it: &Block<'_, '_>) -> Option<FormBlock> {
    let label = || it.text("label").unwrap_or_default();
    let block = match one_of(it, "kind", FORM_BLOCKS)? {
        FormKind::Fields => FormBlock::Fields(field_rows(it)),
        FormKind::Grid => grid(it),
        FormKind::Pair => FormBlock::Pair {
            label: label(),
            left: half(it, "left"),
            right: half(it, "right"),
            height: width(it, "height", 4),
        },
        FormKind::Text => {
            FormBlock::Text { label: label(), value: it.required("value"), height: width(it, "height", 2) }
        }
        FormKind::Items => FormBlock::Items {
            label: label(),
            columns: item_columns(it),
            levels: levels(it),
            skip: it.texts("skip"),
        },
        FormKind::Total => FormBlock::Total { label: label(), cells: total_cells(it) },
        FormKind::Signatures => FormBlock::Signatures,
        FormKind::Notes => FormBlock::Notes(it.texts("lines")),
    };
    it.finish();
    Some(block)
}

fn field_rows(it: &Block<'_, '_>) -> Vec<Vec<Field>> {
    let row = |r: Vec<Block<'_, '_>>| r.iter().map(field).collect();
    it.block_lists("rows").into_iter().map(row).collect()
}

fn field(it: &Block<'_, '_>) -> Field {
    let field = Field {
        label: it.required("label"),
        value: it.text("value").unwrap_or_default(),
        label_span: width(it, "label_span", 1),
        span: width(it, "span", 1),
    };
    it.finish();
    field
}

fn grid(it: &Block<'_, '_>) -> FormBlock {
    let column = |c: &Block<'_, '_>| {
        let column = (c.required("heading"), width(c, "span", 1));
        c.finish();
        column
    };
    let columns: Vec<(String, u32)> = it.blocks("columns").iter().map(column).collect();
    let row = |r: &Block<'_, '_>| {
        let cells = r.texts("cells");
        if cells.len() + 1 != columns.len() {
            let text = Text::new("rulebook-grid-cells")
                .with("have", cells.len())
                .with("want", columns.len().saturating_sub(1));
            r.add(Diagnostic::error(codes::GRID_CELLS, text), Some("cells"));
        }
        let row = (r.required("label"), cells);
        r.finish();
        row
    };
    FormBlock::Grid {
        label: it.text("label").unwrap_or_default(),
        rows: it.blocks("rows").iter().map(row).collect(),
        note: it.flag("note").unwrap_or(false),
        columns,
    }
}

fn half(it: &Block<'_, '_>, key: &'static str) -> (String, String) {
    let Some(half) = it.block(key) else { return Default::default() };
    let pair = (half.required("heading"), half.required("value"));
    half.finish();
    pair
}

fn item_columns(it: &Block<'_, '_>) -> Vec<ItemColumn> {
    let column = |c: &Block<'_, '_>| {
        let column = ItemColumn {
            heading: c.required("heading"),
            shows: one_of(c, "shows", &Shows::NAMES).unwrap_or_default(),
            merge: c.flag("merge").unwrap_or(false),
            span: width(c, "span", 1),
        };
        c.finish();
        column
    };
    it.blocks("columns").iter().map(column).collect()
}

fn levels(it: &Block<'_, '_>) -> Vec<(String, Vec<String>)> {
    let level = |l: &Block<'_, '_>| {
        let level = (l.required("level1"), l.texts("level2"));
        l.finish();
        level
    };
    it.blocks("levels").iter().map(level).collect()
}

fn total_cells(it: &Block<'_, '_>) -> Vec<(u32, String)> {
    let cell = |c: &Block<'_, '_>| {
        let cell = (width(c, "span", 1), c.text("value").unwrap_or_default());
        c.finish();
        cell
    };
    it.blocks("cells").iter().map(cell).collect()
}

/// What only the whole pack shows: needed keys, doubled ids, names that lead nowhere.
fn whole(pack: &Pack, file: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut error = |code, text: Text, line: u32| {
        let place = hengji_diag::Place::file(file);
        let place = if line > 0 { place.at_line(line as usize) } else { place };
        found.push(Diagnostic::error(code, text).at(place));
    };
    for (key, empty) in
        [("pack", pack.name.is_empty()), ("year", pack.year == 0), ("title_line", pack.title_line.is_empty())]
    {
        if empty {
            error(codes::PACK_KEY, Text::new("rulebook-pack-key").with("key", key), 0);
        }
    }
    let mut level = 0;
    for (at, section) in pack.sections.iter().enumerate() {
        if pack.sections[..at].iter().any(|it| it.id == section.id) {
            error(
                codes::DOUBLE,
                Text::new("rulebook-double").with("name", section.id.as_str()),
                section.line,
            );
        }
        if section.level > level + 1 {
            error(
                codes::SECTION_LEVEL,
                Text::new("rulebook-section-skips").with("id", section.id.as_str()),
                section.line,
            );
        }
        level = section.level;
    }
    for (at, form) in pack.forms.iter().enumerate() {
        if pack.forms[..at].iter().any(|it| it.name == form.name) {
            error(codes::DOUBLE, Text::new("rulebook-double").with("name", form.name.as_str()), 0);
        }
    }
    for edition in &pack.editions {
        let known = |id: &&String| !pack.sections.iter().any(|s| s.id == **id);
        for id in edition.sections.iter().chain(&edition.hide).filter(known) {
            let text = Text::new("rulebook-edition-section")
                .with("edition", edition.name.as_str())
                .with("id", id.as_str());
            error(codes::EDITION, text, 0);
        }
    }
    found
}
