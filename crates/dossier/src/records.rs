//! Between TOML and rows of a sheet, so that measures, checklists, ledger definitions and claims can be
//! edited where everything else is: in the workbook.
//!
//! Known keys have a heading and a plain form: lists joined by ；, 是 and 否, whole numbers. Unknown keys keep
//! their name as heading, and values that are no text stand as TOML. A file that this cannot express is left
//! to its original text; see [`Shape::rows`].

use FieldKind::{Any, Flag, List, Text, Whole};
use hengji_schema::quote_bare_keys;
use toml::{Table, Value};

/// How a known key's value stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldKind {
    Text,
    List,
    Flag,
    Whole,
    /// An unknown key.
    Any,
}

/// A known key.
pub(crate) struct Field {
    pub(crate) key: &'static str,
    pub(crate) heading: &'static str,
    pub(crate) kind: FieldKind,
}

const fn field(key: &'static str, heading: &'static str, kind: FieldKind) -> Field {
    Field { key, heading, kind }
}

/// Where files of one form lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Files {
    One(&'static str),
    /// A folder; the first column of each sheet holds the file's name without extension.
    Many(&'static str),
}

/// A form of TOML file: settings at the top, and one list of tables.
pub(crate) struct Shape {
    pub(crate) files: Files,
    /// The sheet of the settings, one row a file, and its known keys.
    pub(crate) head: Option<(&'static str, &'static [Field])>,
    /// The sheet of the list, one row an entry, and its known keys.
    pub(crate) sheet: &'static str,
    pub(crate) list: &'static str,
    pub(crate) fields: &'static [Field],
}

/// The heading of the column with the file's name.
pub(crate) const FILE: &str = "文件";

pub(crate) const SHAPES: [Shape; 4] = [
    Shape {
        files: Files::Many("ledgers"),
        head: Some((
            "台账",
            &[
                field("id", "标识", Text),
                field("heading", "台账名称", Text),
                field("counting_word", "计数单位", Text),
                field("counting_words", "其他计数单位", List),
                field("event_date", "发生日期列", Text),
                field("valid_from", "生效日期列", Text),
                field("valid_to", "失效日期列", Text),
                field("key", "主键列", Text),
                field("natural_key", "自然键", List),
                field("dedupe", "去重列", List),
                field("state", "审核状态列", Text),
                field("sensitivity", "敏感级", Text),
                field("typed", "手工填报", Flag),
                field("max_rows", "行数上限", Whole),
                field("order", "顺序", Whole),
                field("note", "说明", Text),
            ],
        )),
        sheet: "台账列",
        list: "columns",
        fields: &[
            field("id", "标识", Text),
            field("heading", "列名", Text),
            field("kind", "类型", Text),
            field("unit", "单位", Text),
            field("unit_column", "单位列", Text),
            field("required", "必填", Flag),
            field("allowed", "可选值", List),
            field("open", "可填其他值", Flag),
            field("reference", "引用表", Text),
            field("vocabulary", "词汇表", Text),
            field("min", "最小值", Text),
            field("max", "最大值", Text),
            field("sensitivity", "敏感级", Text),
            field("synonyms", "别名", List),
            field("since", "起始格式", Whole),
            field("formula", "公式", Text),
            field("note", "说明", Text),
        ],
    },
    Shape {
        files: Files::One("measures.toml"),
        head: None,
        sheet: "度量",
        list: "measure",
        fields: &[
            field("name", "名称", Text),
            field("formula", "公式", Text),
            field("unit", "单位", Text),
            field("decimals", "小数位", Whole),
            field("rule", "口径", Text),
            field("last_year", "上年名称", Text),
            field("note", "备注", Text),
        ],
    },
    Shape {
        files: Files::Many("checklists"),
        head: Some(("清单", &[field("title", "标题", Text)])),
        sheet: "清单条目",
        list: "item",
        fields: &[
            field("id", "条目", Text),
            field("text", "内容", Text),
            field("points", "相对分值", Text),
            field("veto", "一票否决", Flag),
        ],
    },
    Shape {
        files: Files::One("claims.toml"),
        head: None,
        sheet: "论断",
        list: "claim",
        fields: &[
            field("text", "论断", Text),
            field("formula", "公式", Text),
            field("measure", "度量", Text),
            field("evidence", "佐证材料", List),
        ],
    },
];

/// Rows of texts with headings first.
pub(crate) type Rows = Vec<Vec<String>>;

impl Shape {
    /// The name of a file of this form without folder and extension; `None` for other files.
    pub(crate) fn stem<'a>(&self, file: &'a str) -> Option<&'a str> {
        match self.files {
            Files::One(name) => (file == name).then_some(""),
            Files::Many(folder) => file
                .strip_prefix(folder)?
                .strip_prefix('/')?
                .strip_suffix(".toml")
                .filter(|it| !it.contains('/')),
        }
    }

    /// The file's name of a stem.
    pub(crate) fn file(&self, stem: &str) -> String {
        match self.files {
            Files::One(name) => name.to_owned(),
            Files::Many(folder) => format!("{folder}/{}.toml", crate::folder::safe_name(stem)),
        }
    }

    /// Settings and entries of a file, when rows can say all of it: what is made of the rows again must
    /// equal the file.
    pub(crate) fn parse(&self, text: &str) -> Option<(Table, Vec<Table>)> {
        let whole = parse(text)?;
        let mut head = whole.clone();
        let list = match head.remove(self.list) {
            None => Vec::new(),
            Some(Value::Array(items)) => items.into_iter().map(table_of).collect::<Option<Vec<_>>>()?,
            Some(_) => return None,
        };
        let empty_list = whole.contains_key(self.list) && list.is_empty();
        if empty_list || (self.head.is_none() && !head.is_empty()) {
            return None;
        }
        let head_fields = self.head.map_or(&[][..], |(_, fields)| fields);
        let whole_head = round(&head, head_fields) == Some(head.clone());
        let whole_list = list.iter().all(|it| round(it, self.fields).as_ref() == Some(it));
        let blank = list.iter().any(Table::is_empty);
        (whole_head && whole_list && !blank).then_some((head, list))
    }

    /// The sheets of some files of this form: (sheet name, rows). Files that rows cannot express are left
    /// out. Nothing when no file is left.
    pub(crate) fn rows(&self, files: &[(&str, &str)]) -> Vec<(&'static str, Rows)> {
        let parsed: Vec<(&str, Table, Vec<Table>)> = files
            .iter()
            .filter_map(|(file, text)| {
                let (head, list) = self.parse(text)?;
                Some((self.stem(file)?, head, list))
            })
            .collect();
        if parsed.is_empty() {
            return Vec::new();
        }
        let mut sheets = Vec::new();
        let many = matches!(self.files, Files::Many(_));
        if let Some((sheet, fields)) = self.head {
            let rows: Vec<(&str, &Table)> = parsed.iter().map(|(stem, head, _)| (*stem, head)).collect();
            sheets.push((sheet, grid(&rows, fields, many)));
        }
        let entries: Vec<(&str, &Table)> =
            parsed.iter().flat_map(|(stem, _, list)| list.iter().map(|it| (*stem, it))).collect();
        sheets.push((self.sheet, grid(&entries, self.fields, many)));
        sheets
    }

    /// The files that rows of sheets stand for: (file, settings and entries as one TOML value, text).
    pub(crate) fn files(&self, head: Option<&Rows>, list: Option<&Rows>) -> Vec<(String, Table, String)> {
        let mut files: Vec<(String, Table, Vec<Table>)> = Vec::new();
        let many = matches!(self.files, Files::Many(_));
        let head_fields = self.head.map_or(&[][..], |(_, fields)| fields);
        let parts = [(head, head_fields, true), (list, self.fields, false)];
        for (rows, fields, is_head) in parts {
            for (stem, table) in rows.map(|it| tables(it, fields, many)).unwrap_or_default() {
                let at = files.iter().position(|(it, _, _)| *it == stem).unwrap_or_else(|| {
                    files.push((stem, Table::new(), Vec::new()));
                    files.len() - 1
                });
                if is_head { files[at].1.extend(table) } else { files[at].2.push(table) }
            }
        }
        if files.is_empty() && !many && list.is_some() {
            files.push((String::new(), Table::new(), Vec::new()));
        }
        files
            .into_iter()
            .map(|(stem, head, list)| {
                let text = text(&head, self.list, &list);
                let mut whole = head;
                if !list.is_empty() {
                    let items = list.into_iter().map(Value::Table).collect();
                    whole.insert(self.list.to_owned(), Value::Array(items));
                }
                (self.file(&stem), whole, text)
            })
            .collect()
    }
}

// Not by way of serde, which makes texts of dates.
fn table_of(value: Value) -> Option<Table> {
    match value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

/// TOML text as a table, Chinese keys with or without quotes.
pub(crate) fn parse(text: &str) -> Option<Table> {
    toml::from_str(&quote_bare_keys(text)).ok()
}

fn round(table: &Table, fields: &[Field]) -> Option<Table> {
    let mut again = Table::new();
    for (key, value) in table {
        let known = fields.iter().find(|it| it.key == key);
        // An unknown key with the heading of a known one would come back as that one.
        if known.is_none() && (fields.iter().any(|it| it.heading == key) || key == FILE || key.is_empty()) {
            return None;
        }
        let kind = known.map_or(Any, |it| it.kind);
        again.insert(key.clone(), decode(&encode(value, kind)?, kind)?);
    }
    Some(again)
}

fn grid(rows: &[(&str, &Table)], fields: &[Field], many: bool) -> Rows {
    let mut unknown: Vec<&str> = Vec::new();
    for key in rows.iter().flat_map(|(_, table)| table.keys()) {
        if !fields.iter().any(|it| it.key == key) && !unknown.contains(&key.as_str()) {
            unknown.push(key);
        }
    }
    let file = many.then_some(FILE);
    let heading = file.into_iter().chain(fields.iter().map(|it| it.heading)).chain(unknown.iter().copied());
    let mut grid = vec![heading.map(str::to_owned).collect::<Vec<_>>()];
    for (stem, table) in rows {
        let cell =
            |key: &str, kind: FieldKind| table.get(key).and_then(|it| encode(it, kind)).unwrap_or_default();
        let stem = many.then(|| (*stem).to_owned());
        let known = fields.iter().map(|it| cell(it.key, it.kind));
        let rest = unknown.iter().map(|it| cell(it, Any));
        grid.push(stem.into_iter().chain(known).chain(rest).collect());
    }
    grid
}

fn tables(rows: &Rows, fields: &[Field], many: bool) -> Vec<(String, Table)> {
    let Some((headings, body)) = rows.split_first() else { return Vec::new() };
    let mut tables = Vec::new();
    for row in body {
        let mut stem = String::new();
        let mut table = Table::new();
        for (heading, cell) in headings.iter().zip(row) {
            let heading = heading.trim();
            if cell.is_empty() || heading.is_empty() {
                continue;
            }
            if many && heading == FILE {
                stem = cell.trim().to_owned();
                continue;
            }
            let known = fields.iter().find(|it| it.heading == heading || it.key == heading);
            let kind = known.map_or(Any, |it| it.kind);
            let key = known.map_or(heading, |it| it.key);
            let value = decode(cell, kind).unwrap_or_else(|| Value::String(cell.clone()));
            table.insert(key.to_owned(), value);
        }
        if table.is_empty() && (!many || stem.is_empty()) {
            continue;
        }
        tables.push((stem, table));
    }
    tables
}

fn encode(value: &Value, kind: FieldKind) -> Option<String> {
    match (kind, value) {
        (_, Value::String(text)) if text.is_empty() => Some("\"\"".to_owned()),
        (Text, Value::String(text)) => Some(text.clone()),
        (Flag, Value::Boolean(flag)) => Some(if *flag { "是" } else { "否" }.to_owned()),
        (Whole, Value::Integer(number)) => Some(number.to_string()),
        (List, Value::Array(items)) => {
            let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            let plain = |it: &&str| {
                !it.is_empty() && it.trim() == *it && !it.contains(['；', ';']) && !it.starts_with(['[', '"'])
            };
            match texts {
                Some(texts) if !texts.is_empty() && texts.iter().all(plain) => Some(texts.join("；")),
                _ => literal(value),
            }
        }
        (Any, Value::String(text)) if read_literal(text).is_none() => Some(text.clone()),
        (Any | List, _) => literal(value),
        _ => None,
    }
}

fn decode(cell: &str, kind: FieldKind) -> Option<Value> {
    if cell == "\"\"" {
        return Some(Value::String(String::new()));
    }
    let text = || Some(Value::String(cell.to_owned()));
    match kind {
        Text => text(),
        Flag => match cell.trim() {
            "是" | "TRUE" | "true" => Some(Value::Boolean(true)),
            "否" | "FALSE" | "false" => Some(Value::Boolean(false)),
            _ => text(),
        },
        Whole => match cell.trim().parse() {
            Ok(number) => Some(Value::Integer(number)),
            Err(_) => text(),
        },
        List if cell.starts_with(['[', '"']) => read_literal(cell).or_else(text),
        List => {
            let parts = cell.split(['；', ';']).map(str::trim).filter(|it| !it.is_empty());
            Some(Value::Array(parts.map(|it| Value::String(it.to_owned())).collect()))
        }
        Any => read_literal(cell).or_else(text),
    }
}

/// A value as TOML on one line.
pub(crate) fn literal(value: &Value) -> Option<String> {
    let text = match value {
        // The writer would choose the form of several lines for some texts.
        Value::String(text) => quoted(text),
        value => value.to_string(),
    };
    (read_literal(&text).as_ref() == Some(value)).then_some(text)
}

fn read_literal(text: &str) -> Option<Value> {
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.contains('\n') {
        return None;
    }
    let mut table = parse(&format!("v = {trimmed}"))?;
    (table.len() == 1).then(|| table.remove("v"))?
}

/// A text as a basic TOML string.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { quoted(name) }
}

fn text(head: &Table, list_key: &str, list: &[Table]) -> String {
    let mut out = String::new();
    let push = |out: &mut String, table: &Table| {
        for (name, value) in table {
            let value = literal(value).unwrap_or_else(|| quoted(&value.to_string()));
            out.push_str(&format!("{} = {value}\n", key(name)));
        }
    };
    push(&mut out, head);
    for entry in list {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&format!("[[{list_key}]]\n"));
        push(&mut out, entry);
    }
    out
}

/// dossier.toml as rows of (path of the key, value); `None` when rows cannot say all of it.
pub(crate) fn settings_rows(text: &str) -> Option<Vec<(String, String)>> {
    let table = parse(text)?;
    let mut rows = Vec::new();
    flatten("", &table, &mut rows)?;
    (settings_text(&rows).and_then(|it| parse(&it)).as_ref() == Some(&table)).then_some(rows)
}

fn flatten(prefix: &str, table: &Table, rows: &mut Vec<(String, String)>) -> Option<()> {
    for (name, value) in table {
        let path = format!("{prefix}{}", key(name));
        match value {
            Value::Table(inner) if inner.is_empty() => return None,
            Value::Table(inner) => flatten(&format!("{path}."), inner, rows)?,
            value => rows.push((path.clone(), encode(value, settings_kind(&path))?)),
        }
    }
    Some(())
}

// Texts, but for the two numbers; formulas of inputs and values of parameters are texts whatever they
// look like.
fn settings_kind(path: &str) -> FieldKind {
    const TEXTS: [&str; 9] =
        ["id", "department", "short", "stage", "pack", "region", "notice", "salt", "last_year"];
    let is_text =
        TEXTS.contains(&path) || ["books.", "inputs.", "parameters."].iter().any(|it| path.starts_with(it));
    match path {
        "format" | "year" => Whole,
        _ if is_text => Text,
        _ => Any,
    }
}

/// dossier.toml made of rows of (path of the key, value). `None` when a path is no key.
pub(crate) fn settings_text(rows: &[(String, String)]) -> Option<String> {
    let mut out = String::new();
    for (path, cell) in rows {
        let value = decode(cell, settings_kind(path))?;
        let line = format!("{path} = {}\n", literal(&value)?);
        // A path from a sheet is typed by hand; it must be one key and nothing else.
        let one = !path.contains(['\n', '=', '#']) && parse(&line).is_some();
        one.then(|| out.push_str(&line))?;
    }
    Some(out)
}
