//! Verification of a filed document against its proof, and against the dossier (contracts §6).
//!
//! Without the dossier the best that can be said is 自洽: every figure stands as printed and every working follows
//! from its leaves. With it, 属实: every figure was computed again from the rows.

pub mod recheck;

use crate::codes;
use crate::figure::spec;
use crate::template::Format;
use hengji_diag::{Diagnostic, Place, Severity, Text};
use hengji_document::{Proof, ProofFigure};
use hengji_num::{Quantity, Rational, Unit, UnitTable, format_quantity};
use hengji_reader::{DocxFigures, Found};
use recheck::recheck;
use std::collections::{BTreeMap, HashMap};

/// What can be said of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Something was changed, is missing or does not follow (不符).
    Contradicted,
    /// 自洽: consistent in itself; the rows were not seen.
    Consistent,
    /// 属实: every figure computed again from the dossier.
    True,
}

/// The outcome of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The verdict.
    pub verdict: Verdict,
    /// Figures in the proof.
    pub figures: usize,
    /// Figures found in the document as printed.
    pub standing: usize,
    /// Nodes of workings computed again.
    pub nodes: usize,
    /// What was found.
    pub found: Vec<Diagnostic>,
}

/// Verifies what a docx says. `again` is the proof computed anew from the dossier, when there is one; figures
/// typed outside a control are given by `bare`, as (paragraph, start, end, text).
pub fn verify(
    file: &str,
    docx: &DocxFigures,
    again: Option<&Proof>,
    units: &UnitTable,
    bare: &[(usize, usize, usize, String)],
) -> Verification {
    let mut found = Vec::new();
    let outcome = |found: Vec<Diagnostic>, figures, standing, nodes| {
        let wrong = found.iter().any(|it: &Diagnostic| it.severity == Severity::Error);
        let verdict = match (wrong, again.is_some()) {
            (true, _) => Verdict::Contradicted,
            (false, true) => Verdict::True,
            (false, false) => Verdict::Consistent,
        };
        Verification { verdict, figures, standing, nodes, found }
    };
    let proof = match read_proof(docx) {
        Ok(proof) => proof,
        Err(text) => {
            found.push(
                Diagnostic::error(codes::PROOF_UNREADABLE, text)
                    .at(Place::file(file))
                    .help(Text::new("verify-proof-help")),
            );
            return outcome(found, 0, 0, 0);
        }
    };
    let standing = compare_texts(file, docx, &proof, &mut found);
    typed_outside(file, docx, bare, &mut found);
    let nodes = recheck_all(file, &proof, units, &mut found);
    if let Some(again) = again {
        compare_again(file, &proof, again, &mut found);
    }
    outcome(found, proof.figures.len(), standing, nodes)
}

fn read_proof(docx: &DocxFigures) -> Result<Proof, Text> {
    match docx.proofs.as_slice() {
        [] => Err(Text::new("verify-no-proof")),
        [first, rest @ ..] if rest.iter().all(|it| it == first) => {
            let proof: Proof = serde_json::from_str(first)
                .map_err(|error| Text::new("verify-bad-proof").with("why", error.to_string()))?;
            match (proof.format, proof.semantics) {
                (1, 1) => Ok(proof),
                (format, _) => Err(Text::new("verify-new-proof").with("format", i64::from(format))),
            }
        }
        _ => Err(Text::new("verify-two-proofs")),
    }
}

fn place(file: &str, docx: &DocxFigures, found: &Found) -> Place {
    let mut place = Place::file(file).at_line(found.paragraph + 1);
    if let Some(text) = docx.paragraphs.get(found.paragraph)
        && found.end <= text.text.chars().count()
    {
        place = place.span(found.start, found.end);
    }
    place
}

fn excerpt(docx: &DocxFigures, paragraph: usize) -> String {
    docx.paragraphs.get(paragraph).map(|it| it.text.clone()).unwrap_or_default()
}

// Returns how many figures stand as printed.
fn compare_texts(file: &str, docx: &DocxFigures, proof: &Proof, found: &mut Vec<Diagnostic>) -> usize {
    let mut by_id: HashMap<&str, Vec<&Found>> = HashMap::new();
    for one in &docx.figures {
        by_id.entry(one.id()).or_default().push(one);
        if let (Some(tag), Some(bookmark)) = (&one.tag, &one.bookmark)
            && tag != bookmark
        {
            let text = Text::new("verify-moved").with("text", one.text.as_str());
            found.push(Diagnostic::error(codes::FIGURE_MOVED, text).at(place(file, docx, one)));
        }
    }
    let known: BTreeMap<&str, &ProofFigure> = proof.figures.iter().map(|it| (it.id.as_str(), it)).collect();
    for one in docx.figures.iter().filter(|one| !known.contains_key(one.id())) {
        let text = Text::new("verify-not-in-proof").with("text", one.text.as_str());
        found.push(
            Diagnostic::error(codes::NOT_IN_PROOF, text)
                .at(place(file, docx, one))
                .showing(excerpt(docx, one.paragraph)),
        );
    }
    let mut standing = 0;
    let mut changed: Vec<(&ProofFigure, &Found)> = Vec::new();
    for figure in &proof.figures {
        match by_id.get(figure.id.as_str()).map(Vec::as_slice) {
            Some(places) => {
                standing += usize::from(places.iter().all(|one| one.text == figure.text));
                changed.extend(places.iter().filter(|one| one.text != figure.text).map(|one| (figure, *one)));
            }
            None => standing += usize::from(lost(file, docx, proof, figure, found)),
        }
    }
    report_changed(file, docx, &changed, found);
    standing
}

fn report_changed(
    file: &str,
    docx: &DocxFigures,
    changed: &[(&ProofFigure, &Found)],
    found: &mut Vec<Diagnostic>,
) {
    for (figure, one) in changed {
        let partner = changed.iter().find(|(other, place)| {
            other.id != figure.id && one.text == other.text && place.text == figure.text
        });
        let (code, text) = match partner {
            Some((other, _)) => (
                codes::FIGURES_SWAPPED,
                Text::new("verify-swapped")
                    .with("name", figure.name.as_str())
                    .with("other", other.name.as_str()),
            ),
            None => (codes::TEXT_CHANGED, Text::new("verify-changed").with("name", figure.name.as_str())),
        };
        found.push(
            Diagnostic::error(code, text)
                .at(place(file, docx, one))
                .showing(excerpt(docx, one.paragraph))
                .figures(one.text.clone(), figure.text.clone(), None),
        );
    }
}

// The control and the bookmark are gone: by order and text, the figure may still stand between its neighbours.
fn lost(
    file: &str,
    docx: &DocxFigures,
    proof: &Proof,
    figure: &ProofFigure,
    found: &mut Vec<Diagnostic>,
) -> bool {
    let at = proof.figures.iter().position(|it| it.id == figure.id).unwrap_or(0);
    let spot = |it: &&ProofFigure| docx.figures.iter().find(|one| one.id() == it.id).map(|one| one.paragraph);
    let from = proof.figures[..at].iter().rev().find_map(|it| spot(&it)).unwrap_or(0);
    let until = proof.figures[at + 1..]
        .iter()
        .find_map(|it| spot(&it))
        .unwrap_or(docx.paragraphs.len().saturating_sub(1));
    let here = (from..=until.max(from))
        .find(|at| docx.paragraphs.get(*at).is_some_and(|paragraph| paragraph.text.contains(&figure.text)));
    let name = figure.name.as_str();
    match here {
        Some(paragraph) => {
            let text = Text::new("verify-control-lost").with("name", name).with("text", figure.text.as_str());
            let warning = Diagnostic::warning(codes::CONTROL_LOST, text);
            found
                .push(warning.at(Place::file(file).at_line(paragraph + 1)).showing(excerpt(docx, paragraph)));
            true
        }
        None => {
            let text = Text::new("verify-missing").with("name", name).with("text", figure.text.as_str());
            found.push(Diagnostic::error(codes::FIGURE_GONE, text).at(Place::file(file).at_line(from + 1)));
            false
        }
    }
}

fn typed_outside(
    file: &str,
    docx: &DocxFigures,
    bare: &[(usize, usize, usize, String)],
    found: &mut Vec<Diagnostic>,
) {
    for (paragraph, start, end, text) in bare {
        let bound = docx
            .figures
            .iter()
            .any(|one| one.paragraph == *paragraph && one.start < *end && *start < one.end);
        if !bound {
            let message = Text::new("verify-typed-outside").with("text", text.as_str());
            found.push(
                Diagnostic::error(codes::TYPED_OUTSIDE, message)
                    .at(Place::file(file).at_line(paragraph + 1).span(*start, *end))
                    .showing(excerpt(docx, *paragraph)),
            );
        }
    }
}

fn recheck_all(file: &str, proof: &Proof, units: &UnitTable, found: &mut Vec<Diagnostic>) -> usize {
    let mut nodes = 0;
    for figure in &proof.figures {
        let result = recheck(&figure.working, units);
        nodes += result.equal;
        for differing in result.differing {
            let text = Text::new("verify-not-consistent")
                .with("name", figure.name.as_str())
                .with("src", differing.src);
            found.push(Diagnostic::error(codes::NOT_CONSISTENT, text).at(Place::file(file)).figures(
                differing.stated,
                differing.computed,
                None,
            ));
        }
        if let Some(printed) = printed_again(figure, units)
            && printed != figure.text
        {
            let text = Text::new("verify-print-differs").with("name", figure.name.as_str());
            found.push(Diagnostic::error(codes::PRINT_DIFFERS, text).at(Place::file(file)).figures(
                figure.text.clone(),
                printed,
                None,
            ));
        }
    }
    nodes
}

/// Prints the exact value of a proof entry by its format words again; `None` for texts and missing values.
fn printed_again(figure: &ProofFigure, units: &UnitTable) -> Option<String> {
    if figure.class == hengji_document::Class::Missing {
        return None;
    }
    let value = Rational::parse(&figure.value).ok()?;
    let unit = if figure.unit.is_empty() { Unit::plain() } else { units.get(&figure.unit)? };
    let spec = spec(&Format::parse(&figure.format).ok()?, units).ok()?;
    format_quantity(&Quantity::of(value, unit), &spec).ok()
}

fn compare_again(file: &str, proof: &Proof, again: &Proof, found: &mut Vec<Diagnostic>) {
    if proof.dossier != again.dossier {
        found.push(
            Diagnostic::info(codes::DOSSIER_CHANGED, Text::new("verify-dossier-changed"))
                .at(Place::file(file)),
        );
    }
    for (name, digest) in &proof.books {
        if again.books.get(name).is_some_and(|now| now != digest) {
            let text = Text::new("verify-book-changed").with("book", name.as_str());
            found.push(Diagnostic::warning(codes::BOOK_CHANGED, text).at(Place::file(file)));
        }
    }
    let now: HashMap<(&str, &str), &ProofFigure> =
        again.figures.iter().map(|it| ((it.part.as_str(), it.id.as_str()), it)).collect();
    for figure in &proof.figures {
        let name = figure.name.as_str();
        match now.get(&(figure.part.as_str(), figure.id.as_str())) {
            None => {
                let text = Text::new("verify-no-such-figure").with("name", name);
                found.push(Diagnostic::error(codes::RECOMPUTED_DIFFERS, text).at(Place::file(file)));
            }
            Some(other)
                if (&other.value, &other.unit, &other.text)
                    != (&figure.value, &figure.unit, &figure.text) =>
            {
                let text = Text::new("verify-recomputed-differs").with("name", name);
                found.push(
                    Diagnostic::error(codes::RECOMPUTED_DIFFERS, text)
                        .at(Place::file(file))
                        .figures(figure.text.clone(), other.text.clone(), None)
                        .help(Text::new("verify-recomputed-help")),
                );
            }
            Some(other) if other.working != figure.working || other.sources != figure.sources => {
                let text = Text::new("verify-rows-differ").with("name", name);
                found.push(Diagnostic::warning(codes::ROWS_DIFFER, text).at(Place::file(file)));
            }
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hengji_document::{Class, Working};
    use hengji_reader::Paragraph;

    fn units() -> UnitTable {
        UnitTable::parse("[[unit]]\nname='家'\ndimension='家'\ndecimals=0\n").unwrap()
    }

    fn entry(id: &str, text: &str, value: &str) -> ProofFigure {
        ProofFigure {
            id: id.into(),
            name: format!("度量{id}"),
            part: "report".into(),
            text: text.into(),
            value: value.into(),
            unit: "家".into(),
            class: Class::Computed,
            working: Working {
                op: "leaf".into(),
                value: value.into(),
                unit: "家".into(),
                ..Working::default()
            },
            ..ProofFigure::default()
        }
    }

    fn docx(figures: &[(&str, &str)], proof: &Proof) -> DocxFigures {
        let mut out = DocxFigures { proofs: vec![proof.canonical()], ..DocxFigures::default() };
        for (number, (id, text)) in figures.iter().enumerate() {
            out.paragraphs.push(Paragraph { text: format!("有{text}。"), ..Paragraph::default() });
            if !id.is_empty() {
                out.figures.push(Found {
                    tag: Some((*id).to_owned()),
                    text: (*text).to_owned(),
                    paragraph: number,
                    start: 1,
                    end: 1 + text.chars().count(),
                    ..Found::default()
                });
            }
        }
        out
    }

    fn proof() -> Proof {
        Proof {
            format: 1,
            semantics: 1,
            figures: vec![entry("aaa", "349家", "349"), entry("bbb", "881家", "881")],
            ..Proof::default()
        }
    }

    fn names(verification: &Verification) -> Vec<&'static str> {
        verification.found.iter().map(|it| it.code.name).collect()
    }

    #[test]
    fn a_document_as_written_is_consistent_and_with_the_dossier_true() {
        let proof = proof();
        let docx = docx(&[("aaa", "349家"), ("bbb", "881家")], &proof);
        let alone = verify("r.docx", &docx, None, &units(), &[]);
        assert_eq!((alone.verdict, alone.standing, alone.found.len()), (Verdict::Consistent, 2, 0));
        assert_eq!(verify("r.docx", &docx, Some(&proof), &units(), &[]).verdict, Verdict::True);
    }

    #[test]
    fn a_flipped_digit_swapped_and_lost_figures_are_named() {
        let proof = proof();
        let of = |figures: &[(&str, &str)]| names(&verify("r", &docx(figures, &proof), None, &units(), &[]));
        assert_eq!(of(&[("aaa", "343家"), ("bbb", "881家")]), ["text-changed"]);
        assert_eq!(of(&[("aaa", "881家"), ("bbb", "349家")]), ["figures-swapped", "figures-swapped"]);
        assert_eq!(of(&[("", "349家"), ("bbb", "881家")]), ["control-lost"]);
        assert_eq!(of(&[("bbb", "881家")]), ["figure-gone"]);
        assert_eq!(of(&[("aaa", "349家"), ("bbb", "881家"), ("ccc", "9家")]), ["not-in-proof"]);
    }

    #[test]
    fn a_proof_that_does_not_follow_or_is_not_there_is_named() {
        let mut bad = proof();
        bad.figures[0].value = "348".into();
        let docx_bad = docx(&[("aaa", "349家"), ("bbb", "881家")], &bad);
        assert_eq!(names(&verify("r", &docx_bad, None, &units(), &[])), ["print-differs"]);
        let none = DocxFigures::default();
        assert_eq!(names(&verify("r", &none, None, &units(), &[])), ["proof-unreadable"]);
        let good = proof();
        let now = verify("r", &docx(&[("aaa", "349家"), ("bbb", "881家")], &good), Some(&bad), &units(), &[]);
        assert_eq!(names(&now), ["recomputed-differs"]);
        let typed = [(0, 9, 12, "12家".to_owned())];
        let docx_good = docx(&[("aaa", "349家"), ("bbb", "881家")], &good);
        assert_eq!(names(&verify("r", &docx_good, None, &units(), &typed)), ["typed-outside"]);
    }
}
