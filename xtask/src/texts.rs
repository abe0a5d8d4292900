//! The texts of `locales/`: both languages have the same ids and arguments, and every id named in code is there.
//!
//! Reads as much of Fluent as we write: messages, attributes, continuation lines, comments.

use crate::shell::Done;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// Places in code where a literal is a text's id.
const CALLS: [&str; 4] = ["Text::new(", "locale.get(", "locale.has(", "locale().get("];

/// The arguments of each message (and attribute), by id.
type Messages = BTreeMap<String, BTreeSet<String>>;

/// Compares the languages and the code; names everything that is wrong.
pub fn check(root: &Path) -> Done {
    let mut faults = Vec::new();
    let languages: Vec<Messages> =
        LANGUAGES.iter().map(|tag| language(&root.join("locales").join(tag), &mut faults)).collect();
    compare(&languages[0], &languages[1], &mut faults);
    let code = code(&root.join("crates"), &mut faults);
    let used = used_ids(&code);
    for (id, place) in &used {
        if !languages[0].contains_key(id) {
            faults.push(format!("{place}: no text has the id {id}"));
        }
    }
    let unnamed: Vec<&str> =
        languages[0].keys().filter(|id| !is_named(id, &code)).map(String::as_str).collect();
    if !unnamed.is_empty() {
        println!("named nowhere in code, and so perhaps never said: {}", unnamed.join(" "));
    }
    if faults.is_empty() {
        println!("{} texts in {}", languages[0].len(), LANGUAGES.join(" and "));
        return Ok(());
    }
    Err(format!("the texts are not in order:\n  {}", faults.join("\n  ")))
}

fn language(folder: &Path, faults: &mut Vec<String>) -> Messages {
    let mut all = Messages::new();
    for file in files_below(folder, "ftl") {
        let Ok(content) = fs::read_to_string(&file) else {
            faults.push(format!("{}: not readable as UTF-8", file.display()));
            continue;
        };
        let room = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for (id, args) in messages(&content, &shown(&file), faults) {
            if !id.starts_with(&format!("{room}-")) {
                faults.push(format!("{}: the id {id} does not begin with {room}-", shown(&file)));
            }
            if all.insert(id.clone(), args).is_some() {
                faults.push(format!("{}: the id {id} stands twice", shown(&file)));
            }
        }
    }
    all
}

/// The messages of one file, in order; an attribute counts as `id.attribute`.
fn messages(content: &str, file: &str, faults: &mut Vec<String>) -> Vec<(String, BTreeSet<String>)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (number, line) in content.lines().enumerate() {
        let indented = line.starts_with([' ', '\t']);
        let bare = line.trim();
        if bare.is_empty() || (line.starts_with('#') && !indented) {
            continue;
        }
        let head = bare.split_once('=').map(|(id, value)| (id.trim(), value)).filter(|(id, _)| is_id(id));
        match (indented, head, found.last_mut()) {
            (false, Some((id, value)), _) => found.push((id.to_owned(), value.to_owned())),
            (true, Some((id, value)), Some((message, _))) if id.starts_with('.') => {
                let whole = format!("{}{id}", message.split('.').next().unwrap_or_default());
                found.push((whole, value.to_owned()));
            }
            (true, _, Some((_, value))) => {
                value.push('\n');
                value.push_str(bare);
            }
            _ => {
                faults.push(format!("{file}:{}: neither a message nor its continuation: {bare}", number + 1))
            }
        }
    }
    for (id, value) in &found {
        if value.matches('{').count() != value.matches('}').count() {
            faults.push(format!("{file}: the braces of {id} do not close"));
        }
    }
    found.into_iter().map(|(id, value)| (id, arguments(&value))).collect()
}

fn is_id(word: &str) -> bool {
    let word = word.strip_prefix(['.', '-']).unwrap_or(word);
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn arguments(value: &str) -> BTreeSet<String> {
    let name = |rest: &str| {
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect::<String>()
    };
    value.split('$').skip(1).map(name).filter(|n| !n.is_empty()).collect()
}

fn compare(chinese: &Messages, english: &Messages, faults: &mut Vec<String>) {
    for id in chinese.keys().filter(|id| !english.contains_key(*id)) {
        faults.push(format!("{id} has no English text"));
    }
    for (id, args) in english {
        match chinese.get(id) {
            None => faults.push(format!("{id} has no Chinese text")),
            Some(other) if other != args => {
                faults.push(format!("{id}: the arguments differ: {other:?} in Chinese, {args:?} in English"));
            }
            Some(_) => {}
        }
    }
}

/// The code of every room, by file, without unit tests: they stand last in a file and may name texts that do not
/// exist.
fn code(crates: &Path, faults: &mut Vec<String>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for file in
        files_below(crates, "rs").into_iter().filter(|f| f.components().any(|c| c.as_os_str() == "src"))
    {
        match fs::read_to_string(&file) {
            Ok(code) => {
                all.push((shown(&file), code.split("#[cfg(test)]").next().unwrap_or_default().to_owned()));
            }
            Err(why) => faults.push(format!("{}: {why}", file.display())),
        }
    }
    all
}

/// Every id that code surely names, with one place of use.
fn used_ids(code: &[(String, String)]) -> BTreeMap<String, String> {
    let mut used = BTreeMap::new();
    for (file, code) in code {
        for id in ids_in(code) {
            used.entry(id).or_insert_with(|| file.clone());
        }
    }
    used
}

/// Whether the id, or the message it is an attribute of, stands in code as a literal.
fn is_named(id: &str, code: &[(String, String)]) -> bool {
    let literal = format!("\"{}\"", id.split('.').next().unwrap_or(id));
    code.iter().any(|(_, code)| code.contains(&literal))
}

fn ids_in(code: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for line_or_more in CALLS.iter().flat_map(|call| code.split(call).skip(1)) {
        let Some(literal) = line_or_more.trim_start().strip_prefix('"') else { continue };
        ids.extend(literal.split('"').next().filter(|id| is_id(id)).map(str::to_owned));
    }
    ids
}

/// Every file of this extension below a folder, sorted.
pub fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for path in fs::read_dir(next).into_iter().flatten().filter_map(|e| e.ok().map(|e| e.path())) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn shown(path: &Path) -> String {
    path.strip_prefix(crate::shell::root()).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(chinese: &str, english: &str) -> Vec<String> {
        let mut faults = Vec::new();
        let [zh, en] = [chinese, english].map(|t| messages(t, "f.ftl", &mut faults).into_iter().collect());
        compare(&zh, &en, &mut faults);
        faults
    }

    #[test]
    fn the_same_ids_and_arguments_are_fine() {
        let chinese = "# 注\nnum-a = 第 { $row } 行\nnum-b =\n    两行\n    { $x }\n    .hint = 提示\n";
        let english = "num-b = { $x ->\n    [one] one\n   *[other] { $x }\n }\n    .hint = hint\nnum-a = row { $row }\n";
        assert_eq!(faults_of(chinese, english), Vec::<String>::new());
    }

    #[test]
    fn differences_are_named() {
        let found = faults_of("num-a = { $row }\nnum-c = 丙\n", "num-a = { $line }\nnum-b = b {\n??\n");
        assert_eq!(
            found,
            [
                "f.ftl:3: neither a message nor its continuation: ??",
                "f.ftl: the braces of num-b do not close",
                "num-c has no English text",
                "num-a: the arguments differ: {\"row\"} in Chinese, {\"line\"} in English",
                "num-b has no Chinese text",
            ]
        );
    }

    #[test]
    fn ids_are_found_in_code() {
        let code = "Text::new(\n    \"num-a\").with(); locale.get(\"num-b\") map.get(\"num-c\")";
        assert_eq!(ids_in(code), ["num-a", "num-b"]);
    }

    #[test]
    fn the_texts_of_this_repository_are_in_order() {
        assert_eq!(check(&crate::shell::root()), Ok(()));
    }
}
