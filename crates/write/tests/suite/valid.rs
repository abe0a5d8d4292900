//! Whether Word would open a docx without repair: elements in the order of ECMA-376, relationships and content
//! types closed, ids unique, table grids whole. The sequences are data, in `tests/ecma376`.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Cursor, Read};
use std::sync::OnceLock;

/// All faults of a docx, readable; none for a good one.
pub fn faults(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let parts = parts(bytes);
    let mut trees = BTreeMap::new();
    for (name, bytes) in &parts {
        if name.ends_with(".xml") || name.ends_with(".rels") {
            let text = std::str::from_utf8(bytes).expect("every part is UTF-8");
            match Element::parse(text) {
                Ok(tree) => {
                    order(name, &tree, &mut found);
                    trees.insert(name.as_str(), tree);
                }
                Err(e) => found.push(format!("{name}: not well-formed: {e}")),
            }
        }
    }
    content_types(&parts, &trees, &mut found);
    relationships(&parts, &trees, &mut found);
    if let (Some(document), Some(styles)) = (trees.get("word/document.xml"), trees.get("word/styles.xml")) {
        unique(document, &mut found);
        named_styles(&trees, styles, &mut found);
        document.each(&mut |it| {
            if it.name == "w:tbl" {
                grid(it, &mut found);
            }
        });
    }
    found
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        assert!(out.insert(name, bytes).is_none(), "a part stands twice");
    }
    out
}

/// An element with its children.
#[derive(Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Element>,
}

impl Element {
    fn parse(text: &str) -> Result<Element, String> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().enable_all_checks(true);
        let mut open = vec![Element::default()];
        loop {
            match reader.read_event().map_err(|e| e.to_string())? {
                Event::Start(it) => open.push(Element::begin(&it)?),
                Event::Empty(it) => open.last_mut().unwrap().children.push(Element::begin(&it)?),
                Event::End(_) => {
                    let done = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(done);
                }
                Event::GeneralRef(it) => {
                    it.resolve_char_ref().map_err(|e| e.to_string())?;
                }
                Event::Text(it) => {
                    let bad =
                        |c: char| c.is_control() && !"\n\t\r".contains(c) || "\u{FFFE}\u{FFFF}".contains(c);
                    if it.xml10_content().contains(bad) {
                        return Err("a character that XML cannot hold".to_owned());
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let mut top = open.pop().filter(|_| open.is_empty()).ok_or("not closed")?;
        if top.children.len() != 1 {
            return Err(format!("{} root elements", top.children.len()));
        }
        Ok(top.children.remove(0))
    }

    fn begin(it: &BytesStart<'_>) -> Result<Element, String> {
        let mut attributes = BTreeMap::new();
        for a in it.attributes() {
            let a = a.map_err(|e| e.to_string())?;
            let value = a.normalized_value(XmlVersion::Implicit1_0).map_err(|e| e.to_string())?;
            attributes.insert(a.key.as_ref().to_owned(), value.into_owned());
        }
        Ok(Element { name: it.name().as_ref().to_owned(), attributes, children: Vec::new() })
    }

    fn each(&self, visit: &mut dyn FnMut(&Element)) {
        visit(self);
        for it in &self.children {
            it.each(visit);
        }
    }

    fn get(&self, key: &str) -> &str {
        self.attributes.get(key).map_or("", String::as_str)
    }

    fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|it| it.name == name)
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |it| it.name == name)
    }
}

/// What may stand in an element.
#[derive(Default)]
struct Rule {
    steps: Vec<Step>,
    attributes: BTreeSet<String>,
}

/// One step of a sequence: these names, once or often, perhaps required.
struct Step {
    names: Vec<String>,
    many: bool,
    required: bool,
}

fn rules() -> &'static HashMap<String, Rule> {
    static RULES: OnceLock<HashMap<String, Rule>> = OnceLock::new();
    RULES.get_or_init(|| {
        let mut rules: HashMap<String, Rule> = HashMap::new();
        let files = [
            include_str!("../ecma376/wordprocessing.txt"),
            include_str!("../ecma376/drawing.txt"),
            include_str!("../ecma376/package.txt"),
        ];
        for line in files.iter().flat_map(|it| it.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (parent, mark, rest) = split_rule(line);
            let rule = rules.entry(parent.to_owned()).or_default();
            match mark {
                '=' => rule.steps = steps(parent, rest),
                _ => rule.attributes = rest.split_whitespace().map(str::to_owned).collect(),
            }
        }
        rules
    })
}

fn split_rule(line: &str) -> (&str, char, &str) {
    let at = line.find([' ']).expect("a rule has a parent");
    let rest = line[at..].trim_start();
    let mark = rest.chars().next().expect("a rule has = or @");
    assert!("=@".contains(mark), "{line}");
    (&line[..at], mark, rest[1..].trim())
}

fn steps(parent: &str, text: &str) -> Vec<Step> {
    let prefix = parent.split_once(':').map_or("", |it| it.0);
    let full = |name: &str| {
        if name.contains(':') || prefix.is_empty() { name.to_owned() } else { format!("{prefix}:{name}") }
    };
    let mut out = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (names, after) = if let Some(group) = rest.strip_prefix('{') {
            let end = group.find('}').expect("a group is closed");
            (group[..end].split_whitespace().map(full).collect(), &group[end + 1..])
        } else {
            let end = rest.find([' ', '*', '!']).unwrap_or(rest.len());
            (vec![full(&rest[..end])], &rest[end..])
        };
        let many = after.starts_with('*');
        let required = after.starts_with('!');
        rest = after[usize::from(many || required)..].trim_start();
        out.push(Step { names, many, required });
    }
    out
}

/// Holds the children and attributes of every element against its rule.
fn order(part: &str, element: &Element, found: &mut Vec<String>) {
    let none = Rule::default();
    let rule = rules().get(&element.name).unwrap_or(&none);
    for key in element.attributes.keys() {
        if !key.starts_with("xmlns") && !rule.attributes.contains(key) {
            found.push(format!("{part}: {} has an attribute {key}", element.name));
        }
    }
    let mut at = 0;
    let mut used = 0;
    for child in &element.children {
        let place = rule.steps[at..].iter().position(|it| it.names.contains(&child.name));
        let again = place == Some(0) && used > 0 && !rule.steps[at].many;
        match place {
            Some(steps) if !again => {
                used = if steps == 0 { used + 1 } else { 1 };
                at += steps;
            }
            _ => {
                let known = rule.steps.iter().any(|it| it.names.contains(&child.name));
                let why = if known { "out of order" } else { "does not belong there" };
                found.push(format!("{part}: {} in {}: {why}", child.name, element.name));
            }
        }
        order(part, child, found);
    }
    for step in rule.steps.iter().filter(|it| it.required) {
        if !element.children.iter().any(|it| step.names.contains(&it.name)) {
            found.push(format!("{part}: {} has no {}", element.name, step.names[0]));
        }
    }
}

fn content_types(
    parts: &BTreeMap<String, Vec<u8>>,
    trees: &BTreeMap<&str, Element>,
    found: &mut Vec<String>,
) {
    let types = &trees["[Content_Types].xml"];
    let defaults: BTreeSet<&str> = types.all("Default").map(|it| it.get("Extension")).collect();
    let overrides: BTreeSet<&str> = types.all("Override").map(|it| it.get("PartName")).collect();
    for name in parts.keys().filter(|it| *it != "[Content_Types].xml") {
        let extension = name.rsplit('.').next().unwrap();
        if !defaults.contains(extension) && !overrides.contains(format!("/{name}").as_str()) {
            found.push(format!("{name} has no content type"));
        }
    }
    for it in overrides {
        if !parts.contains_key(it.trim_start_matches('/')) {
            found.push(format!("content type of {it}, which is not there"));
        }
    }
}

fn relationships(
    parts: &BTreeMap<String, Vec<u8>>,
    trees: &BTreeMap<&str, Element>,
    found: &mut Vec<String>,
) {
    let mut reached = BTreeSet::from(["[Content_Types].xml".to_owned()]);
    for (name, tree) in trees.iter().filter(|it| it.0.ends_with(".rels")) {
        let (folder, file) = name.split_once("_rels/").unwrap();
        let source = format!("{folder}{}", file.strip_suffix(".rels").unwrap());
        reached.insert((*name).to_owned());
        let mut ids = BTreeSet::new();
        for it in tree.all("Relationship") {
            if !ids.insert(it.get("Id").to_owned()) {
                found.push(format!("{name}: {} stands twice", it.get("Id")));
            }
            let target = it.get("Target");
            if it.get("TargetMode") == "External" {
                let plain =
                    target.is_ascii() && !target.contains([' ', '<', '>', '"', '\\', '^', '`', '{', '}']);
                if !plain || !(target.starts_with("http://") || target.starts_with("https://")) {
                    found.push(format!("{name}: a link to {target}"));
                }
                continue;
            }
            let part = resolved(folder, target);
            if !parts.contains_key(&part) {
                found.push(format!("{name}: {target} is not there"));
            }
            reached.insert(part);
        }
        let Some(tree) = trees.get(source.as_str()) else { continue };
        tree.each(&mut |it| {
            for (key, value) in it.attributes.iter().filter(|it| it.0.starts_with("r:")) {
                if !ids.contains(value) {
                    found.push(format!("{source}: {key}={value} leads nowhere"));
                }
            }
        });
    }
    for name in parts.keys().filter(|it| !reached.contains(*it)) {
        found.push(format!("nothing leads to {name}"));
    }
}

/// A target seen from a folder.
fn resolved(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for piece in target.split('/') {
        match piece {
            ".." => drop(path.pop()),
            it => path.push(it),
        }
    }
    path.join("/")
}

/// Ids of controls, bookmarks and pictures, and names of bookmarks.
fn unique(document: &Element, found: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    let mut open = BTreeSet::new();
    document.each(&mut |it| {
        let key = match it.name.as_str() {
            "w:sdtPr" => format!("control {}", it.child("w:id").map_or("", |it| it.get("w:val"))),
            "w:bookmarkStart" => {
                open.insert(it.get("w:id").to_owned());
                let name = it.get("w:name");
                if name.len() > 40 || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                    found.push(format!("a bookmark named {name}"));
                }
                if !seen.insert(format!("bookmark name {name}")) {
                    found.push(format!("bookmark {name} stands twice"));
                }
                format!("bookmark {}", it.get("w:id"))
            }
            "w:bookmarkEnd" => {
                if !open.remove(it.get("w:id")) {
                    found.push(format!("bookmark {} ends without a beginning", it.get("w:id")));
                }
                return;
            }
            "wp:docPr" => format!("picture {}", it.get("id")),
            "w:alias" | "w:tag" if it.get("w:val").encode_utf16().count() > 64 => {
                found.push(format!("{} is longer than Word takes", it.name));
                return;
            }
            _ => return,
        };
        if !seen.insert(key.clone()) {
            found.push(format!("{key} stands twice"));
        }
    });
    for it in open {
        found.push(format!("bookmark {it} never ends"));
    }
}

/// Every style that is used exists.
fn named_styles(trees: &BTreeMap<&str, Element>, styles: &Element, found: &mut Vec<String>) {
    let mut ids = BTreeSet::new();
    for it in styles.all("w:style") {
        if !ids.insert(it.get("w:styleId").to_owned()) {
            found.push(format!("style {} stands twice", it.get("w:styleId")));
        }
    }
    for (name, tree) in trees {
        tree.each(&mut |it| {
            let used = ["w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next", "w:link"];
            if used.contains(&it.name.as_str()) && !ids.contains(it.get("w:val")) {
                found.push(format!("{name}: no style {}", it.get("w:val")));
            }
        });
    }
}

/// Rows fill the grid, merges begin somewhere, cells end in a paragraph.
fn grid(table: &Element, found: &mut Vec<String>) {
    let columns = table.child("w:tblGrid").map_or(0, |it| it.children.len());
    if columns == 0 || columns > 63 {
        found.push(format!("a table of {columns} columns"));
    }
    let mut above: BTreeMap<usize, usize> = BTreeMap::new();
    for (n, row) in table.all("w:tr").enumerate() {
        let mut column = 0;
        let mut merged = BTreeMap::new();
        for cell in row.all("w:tc") {
            let properties = cell.child("w:tcPr");
            let span = properties
                .and_then(|it| it.child("w:gridSpan"))
                .map_or(1, |it| it.get("w:val").parse().unwrap());
            match properties.and_then(|it| it.child("w:vMerge")).map(|it| it.get("w:val")) {
                Some("restart") => drop(merged.insert(column, span)),
                Some(_) if above.get(&column) != Some(&span) => {
                    found.push(format!("row {}: a merge goes on that never began", n + 1));
                }
                Some(_) => drop(merged.insert(column, span)),
                None => {}
            }
            if cell.children.last().is_none_or(|it| it.name != "w:p") {
                found.push(format!("row {}: a cell does not end in a paragraph", n + 1));
            }
            column += span;
        }
        if column != columns {
            found.push(format!("row {} fills {column} of {columns} columns", n + 1));
        }
        above = merged;
    }
    if table.child("w:tr").is_none() {
        found.push("a table without rows".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order_of(xml: &str) -> Vec<String> {
        let mut found = Vec::new();
        order("x", &Element::parse(xml).unwrap(), &mut found);
        found
    }

    #[test]
    fn the_validator_sees_what_is_wrong() {
        assert_eq!(order_of("<w:pPr><w:pStyle w:val=\"a\"/><w:jc w:val=\"left\"/></w:pPr>"), [""; 0]);
        assert_eq!(order_of("<w:pPr><w:jc/><w:pStyle/></w:pPr>"), ["x: w:pStyle in w:pPr: out of order"]);
        assert_eq!(order_of("<w:pPr><w:jc/><w:jc/></w:pPr>"), ["x: w:jc in w:pPr: out of order"]);
        assert_eq!(order_of("<w:tc><w:r/></w:tc>"), ["x: w:r in w:tc: does not belong there"]);
        assert_eq!(order_of("<w:style/>"), ["x: w:style has no w:name"]);
        assert_eq!(order_of("<w:jc w:value=\"left\"/>"), ["x: w:jc has an attribute w:value"]);
    }
}
