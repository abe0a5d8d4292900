//! `hengji check DIR`: everything wrong with a dossier, in one run.

use crate::exit::Exit;
use crate::load::{self, has_errors};
use crate::output::{Output, counts};
use hengji_diag::Text;
use hengji_report::figure::Edition;
use hengji_report::papers::papers;
use std::path::PathBuf;

/// Checks data, references, formulas, prose and what the papers would say.
pub fn run(matches: &clap::ArgMatches, output: &Output) -> Exit {
    let Some(dir) = matches.get_one::<PathBuf>("dir") else { return Exit::Usage };
    let Some(options) = load::scope_options(matches, output) else { return Exit::Usage };
    let Some(loaded) = load::dossier(dir, output) else { return Exit::Usage };
    let mut found = loaded.found;
    if let Some(rules) = load::rules(dir, &loaded.model, &mut found) {
        let scope = loaded.model.scope(options);
        let (department, projects) = load::scores(&scope, &rules, &mut found);
        let order = load::order(&scope, &rules, &department, &projects, Edition::Internal);
        found.extend(papers(&order, &mut |_, _| {}).found);
    }
    output.findings(&found);
    let summary = counts(&found);
    let text = Text::new("cli-check-done")
        .with("errors", summary["errors"].as_i64().unwrap_or(0))
        .with("warnings", summary["warnings"].as_i64().unwrap_or(0));
    output.say(&text);
    output.summary(summary);
    if has_errors(&found) { Exit::Findings } else { Exit::Done }
}
