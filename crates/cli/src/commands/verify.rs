//! `hengji verify FILE.docx [DIR]`.

use crate::exit::Exit;
use crate::load;
use crate::output::{Output, counts};
use hengji_diag::Text;
use hengji_document::Proof;
use hengji_figures::bare_figures;
use hengji_reader::{DocxFigures, read_figures};
use hengji_report::figure::Edition;
use hengji_report::outline::PART;
use hengji_report::papers::{papers, proof_of};
use hengji_report::verify::{Verdict, verify};
use serde_json::json;
use std::path::PathBuf;

/// Verifies a report against its proof, and against the dossier when one is given.
pub fn run(matches: &clap::ArgMatches, output: &Output) -> Exit {
    let Some(file) = matches.get_one::<PathBuf>("file") else { return Exit::Usage };
    let shown = file.display().to_string();
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => {
            output.say(&Text::new("cli-cannot-read").with("file", shown).with("why", error.to_string()));
            return Exit::Usage;
        }
    };
    let docx = match read_figures(&bytes) {
        Ok(docx) => docx,
        Err(error) => {
            let found = error.diagnostic().at(hengji_diag::Place::file(shown));
            output.findings(std::slice::from_ref(&found));
            output.summary(counts(&[found]));
            return Exit::Usage;
        }
    };
    let units = hengji_schema::units();
    let again = match matches.get_one::<PathBuf>("dir") {
        None => None,
        Some(dir) => match proof_again(dir, edition_of(&docx), output) {
            Some(proof) => Some(proof),
            None => return Exit::Usage,
        },
    };
    let outcome = verify(&shown, &docx, again.as_ref(), units, &typed(&docx));
    output.findings(&outcome.found);
    let id = match outcome.verdict {
        Verdict::Contradicted => "verify-verdict-contradicted",
        Verdict::Consistent => "verify-verdict-consistent",
        Verdict::True => "verify-verdict-true",
    };
    let problems = outcome.found.iter().filter(|it| it.severity == hengji_diag::Severity::Error).count();
    let text = Text::new(id)
        .with("figures", outcome.figures)
        .with("nodes", outcome.nodes)
        .with("problems", problems);
    output.say(&text);
    output.summary(json!({
        "verdict": match outcome.verdict {
            Verdict::Contradicted => "不符", Verdict::Consistent => "自洽", Verdict::True => "属实",
        },
        "figures": outcome.figures, "standing": outcome.standing, "nodes": outcome.nodes,
        "findings": counts(&outcome.found),
    }));
    if outcome.verdict == Verdict::Contradicted { Exit::Findings } else { Exit::Done }
}

fn edition_of(docx: &DocxFigures) -> Edition {
    let proof = docx.proofs.first().and_then(|text| serde_json::from_str::<Proof>(text).ok());
    proof.and_then(|proof| Edition::of_word(&proof.edition)).unwrap_or_default()
}

// Figures in the text that no control holds. Only running text: cells of tables are labels and rules as well.
fn typed(docx: &DocxFigures) -> Vec<(usize, usize, usize, String)> {
    let mut out = Vec::new();
    for (number, paragraph) in docx.paragraphs.iter().enumerate() {
        if !matches!(paragraph.spot, hengji_reader::Spot::Running) {
            continue;
        }
        for figure in bare_figures(&paragraph.text, hengji_schema::units()) {
            out.push((number, figure.span.start, figure.span.end, figure.text));
        }
    }
    out
}

fn proof_again(dir: &std::path::Path, edition: Edition, output: &Output) -> Option<Proof> {
    let loaded = load::dossier(dir, output)?;
    let mut found = loaded.found;
    let Some(rules) = load::rules(dir, &loaded.model, &mut found) else {
        output.findings(&found);
        return None;
    };
    let scope = loaded.model.scope(hengji_model::ScopeOptions::default());
    let (department, projects) = load::scores(&scope, &rules, &mut found);
    let order = load::order(&scope, &rules, &department, &projects, edition);
    Some(proof_of(&papers(&order, &mut |_, _| {}).proof, PART))
}
