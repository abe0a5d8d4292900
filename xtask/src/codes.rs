//! The codes of findings: each stands for one thing and is never used twice.

use crate::{shell::Done, texts::files_below};
use std::{collections::BTreeMap, fs, path::Path};

/// Compares every `Code::new("XX000", "name")` of the crates.
pub fn check(root: &Path) -> Done {
    let mut names: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for file in files_below(&root.join("crates"), "rs") {
        // Tests make codes of their own.
        if file.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let text = fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for call in text.split("Code::new(").skip(1) {
            let words: Vec<&str> = call.splitn(5, '"').collect();
            if let [_, code, _, name, _] = words.as_slice()
                && code.len() == 5
            {
                let place = file.strip_prefix(root).unwrap_or(&file).display().to_string();
                names.entry((*code).to_owned()).or_default().insert((*name).to_owned(), place);
            }
        }
    }
    let doubled: Vec<String> = names
        .iter()
        .filter(|(_, all)| all.len() > 1)
        .map(|(code, all)| {
            let uses: Vec<String> = all.iter().map(|(name, place)| format!("{name} ({place})")).collect();
            format!("{code}: {}", uses.join(", "))
        })
        .collect();
    if doubled.is_empty() {
        println!("{} codes, each for one thing", names.len());
        return Ok(());
    }
    Err(format!("codes used for two things:\n  {}", doubled.join("\n  ")))
}
