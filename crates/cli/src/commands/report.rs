//! `hengji report DIR --out FOLDER`: the whole filing package.

use crate::exit::Exit;
use crate::load;
use crate::output::{Output, counts};
use crate::progress::Progress;
use hengji_diag::Text;
use hengji_report::figure::Edition;
use hengji_report::package::NAMES;
use hengji_report::papers::{open_items, papers};
use serde_json::json;
use std::path::PathBuf;

/// Writes the package. Findings do not stop it: a figure whose inputs are in error prints 【缺】.
pub fn run(matches: &clap::ArgMatches, output: &Output) -> Exit {
    let Some(dir) = matches.get_one::<PathBuf>("dir") else { return Exit::Usage };
    let Some(out) = matches.get_one::<PathBuf>("out") else { return Exit::Usage };
    let edition =
        matches.get_one::<String>("edition").and_then(|it| Edition::of_word(it)).unwrap_or_default();
    let Some(options) = load::scope_options(matches, output) else { return Exit::Usage };
    let progress = Progress::new(output);
    progress.step("cli-step-read");
    let Some(loaded) = load::dossier(dir, output) else { return Exit::Usage };
    let mut found = loaded.found;
    let Some(rules) = load::rules(dir, &loaded.model, &mut found) else {
        output.findings(&found);
        return Exit::Usage;
    };
    progress.step("cli-step-score");
    let scope = loaded.model.scope(options);
    let (department, projects) = load::scores(&scope, &rules, &mut found);
    let open = open_items(&department, &projects);
    if matches.get_flag("final") && !open.is_empty() {
        refuse(&open, output);
        return Exit::Findings;
    }
    progress.step("cli-step-papers");
    let order = load::order(&scope, &rules, &department, &projects, edition);
    let made = papers(&order, &mut |done, total| progress.forms(done, total));
    found.extend(made.found.iter().cloned());
    let mut notes = Vec::new();
    let fonts = crate::pages::fonts(matches);
    let files = match crate::bytes::package(
        &made,
        &fonts,
        hengji_formula::Scope::as_of(&scope),
        &mut notes,
        &|name| {
            progress.file(name);
        },
    ) {
        Ok(files) => files,
        Err(text) => {
            output.say(&text);
            return Exit::Usage;
        }
    };
    let stale: Vec<String> = NAMES.iter().map(|it| (*it).to_owned()).collect();
    let named: Vec<(String, Vec<u8>)> =
        files.iter().map(|file| (file.name.to_owned(), file.bytes.clone())).collect();
    progress.done();
    if let Err(refused) = hengji_dossier::write_package(out, &named, &stale) {
        output.findings(&refused);
        output.summary(counts(&refused));
        return Exit::Usage;
    }
    output.findings(&found);
    for note in &notes {
        output.say(note);
    }
    for file in &files {
        if output.json {
            output.line(&json!({ "file": file.name, "bytes": file.bytes.len(), "pages": file.pages }));
        } else {
            let text = match file.pages {
                Some(pages) => Text::new("cli-report-pages").with("pages", pages),
                None => Text::new("cli-report-file"),
            };
            output.say(&text.with("name", file.name).with("kilobytes", file.bytes.len().div_ceil(1024)));
        }
    }
    let text = Text::new(if made.draft { "cli-report-draft" } else { "cli-report-done" })
        .with("dir", out.display().to_string())
        .with("figures", made.proof.figures.len())
        .with("total", department.total.shown())
        .with("grade", department.grade.as_str())
        .with("open", open.len());
    output.say(&text);
    output.summary(json!({
        "out": out.display().to_string(), "figures": made.proof.figures.len(), "draft": made.draft,
        "proof": made.proof.digest(), "findings": counts(&found),
    }));
    Exit::Done
}

fn refuse(open: &[(String, String, String, String)], output: &Output) {
    for (object, item, what, ask) in open {
        if output.json {
            output.line(&json!({ "object": object, "item": item, "missing": what, "ask": ask }));
        } else {
            let text = Text::new("cli-final-item")
                .with("object", object.as_str())
                .with("item", item.as_str())
                .with("what", what.as_str())
                .with("ask", ask.as_str());
            output.say(&text);
        }
    }
    output.say(&Text::new("cli-final-refused").with("open", open.len()));
    output.summary(json!({ "refused": true, "open": open.len() }));
}
