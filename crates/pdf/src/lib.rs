//! Document tree and fonts to PDF (版式文件): the layout of GB/T 9704, PDF/A, fonts embedded.
//!
//! The only room that knows typst. The template is fixed; a document reaches it as data, so that nothing in a
//! dossier is ever read as markup. The same document and faces give the same bytes: no clock, user or path.
//!
//! Reading order: [`fonts`], `names` (what a font file says of itself), `world` (what typst may see), `data`
//! (the document as a value), `grid` (cells of a table), `rows` (on which page each row lies), `charts`, `texts`, `template.typ`.

mod charts;
mod data;
pub mod fonts;
mod grid;
mod names;
mod rows;
mod texts;
mod world;

pub use fonts::{FaceReport, Fonts, GBK_CHARACTERS, Role, RoleReport, usual_folders};

use hengji_document::{Block, Chart, Document, PageSize};
use jiff::civil::Date;
use rows::RowPages;
use std::{
    collections::BTreeSet,
    fmt,
    panic::{self, AssertUnwindSafe},
};
use typst::{
    diag::SourceDiagnostic,
    foundations::{Datetime, Dict, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfStandard, PdfStandards, Timestamp};

/// How to write a pdf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PdfOptions {
    /// The day the file says it was made (PDF/A asks for one): the day of the report, never the clock's.
    pub date: Date,
    /// Whether the text is tagged for readers who cannot see it. Costs about three times the size in long tables.
    pub tagged: bool,
}

impl PdfOptions {
    /// A tagged pdf of that day.
    pub fn on(date: Date) -> PdfOptions {
        PdfOptions { date, tagged: true }
    }
}

/// A written pdf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Why it is a plain pdf and not PDF/A-2b, as a face whose licence forbids embedding; empty when it is.
    pub not_archival: Vec<String>,
    /// Characters that no face has; each was printed as 〓.
    pub replaced: BTreeSet<char>,
    /// Captions of charts whose SVG could not be read; their descriptions stand in their place.
    pub charts_left_out: Vec<String>,
}

/// Why there is no pdf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PdfError {
    /// No face for Chinese text was found; see [`Fonts::report`].
    NoChineseFace,
    /// The typesetter refused, which is our mistake and not the document's.
    Typesetter(Vec<String>),
}

impl fmt::Display for PdfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PdfError::NoChineseFace => f.write_str("no face for Chinese text"),
            PdfError::Typesetter(messages) => write!(f, "typesetter: {}", messages.join("; ")),
        }
    }
}

impl std::error::Error for PdfError {}

/// Writes one document.
///
/// - Errors: [`PdfError::NoChineseFace`] when `fonts` cannot set Chinese.
pub fn pdf(document: &Document, fonts: &Fonts, options: &PdfOptions) -> Result<Pdf, PdfError> {
    pdf_of_all(&[document], fonts, options)
}

/// Writes several documents into one file, each on its own paper, with pages numbered throughout.
pub fn pdf_of_all(documents: &[&Document], fonts: &Fonts, options: &PdfOptions) -> Result<Pdf, PdfError> {
    if !fonts.can_set_chinese() {
        return Err(PdfError::NoChineseFace);
    }
    let set = |documents: &[&Document]| typeset(documents, fonts);
    let mut charts_left_out = Vec::new();
    let mut paged = set(documents);
    if paged.is_err() {
        let is_broken = |chart: &Chart| set(&[&alone(chart)]).is_err();
        if let Some((mended, left_out)) = charts::replace_broken(documents, is_broken) {
            charts_left_out = left_out;
            paged = set(&mended.iter().collect::<Vec<_>>());
        }
    }
    let written = paged.and_then(|(paged, replaced)| {
        let (bytes, not_archival) = match export(&paged, options, Some(PdfStandard::A_2b)) {
            Ok(bytes) => (bytes, Vec::new()),
            Err(PdfError::Typesetter(why)) => (export(&paged, options, None)?, why),
            Err(other) => return Err(other),
        };
        Ok(Pdf { bytes, pages: paged.pages().len(), not_archival, replaced, charts_left_out })
    });
    // What typst remembers between jobs would otherwise grow without end.
    typst::comemo::evict(1);
    written
}

/// Exports with tags when asked for, and without them where the exporter cannot tag a table: typst-pdf 0.15
/// panics on a table whose head is taller than a page.
fn export(
    paged: &PagedDocument,
    options: &PdfOptions,
    standard: Option<PdfStandard>,
) -> Result<Vec<u8>, PdfError> {
    let attempt = |tagged| caught(|| export_as(paged, &PdfOptions { tagged, ..options.clone() }, standard));
    match attempt(options.tagged) {
        Err(Crashed) if options.tagged => attempt(false),
        other => other,
    }
    .unwrap_or_else(|Crashed| Err(PdfError::Typesetter(vec!["crashed".to_owned()])))
}

/// The typesetter came upon a mistake of its own.
struct Crashed;

/// Runs a piece of the typesetter, whose mistakes must not end ours.
fn caught<T>(body: impl FnOnce() -> T) -> Result<T, Crashed> {
    // Nothing outlives the closure but values it returns, and typst's caches are rebuilt on a miss.
    panic::catch_unwind(AssertUnwindSafe(body)).map_err(|_| Crashed)
}

/// Lays the documents out; also the characters that no face has.
///
/// A form a little too long for one page is set tighter, step by step, as long as that helps. Then a label over
/// several rows that is torn by the end of a page is put on both pages. What typst remembers of the unchanged
/// documents makes the further rounds cheap.
fn typeset(documents: &[&Document], fonts: &Fonts) -> Result<(PagedDocument, BTreeSet<char>), PdfError> {
    let unknown = RowPages::default();
    let mut tighter = vec![0; documents.len()];
    loop {
        let mut packer = data::Packer::new(fonts, &unknown, &tighter);
        let paged = lay_out(packer.inputs(documents), fonts)?;
        let pages = RowPages::of(&paged);
        let next: Vec<usize> = (0..documents.len())
            .map(|n| next_step(documents[n], tighter[n], pages.overflow(n, packer.tables_of[n].clone())))
            .collect();
        if next != tighter {
            tighter = next;
            continue;
        }
        let mut again = data::Packer::new(fonts, &pages, &tighter);
        let inputs = again.inputs(documents);
        let paged = if again.cut { lay_out(inputs, fonts)? } else { paged };
        return Ok((paged, packer.replaced));
    }
}

/// The tightest of the template's steps; one more means that all were tried in vain.
const TIGHTEST: usize = 3;

/// How tight a document is set in the next round, when this part of its rows ran over its page.
fn next_step(document: &Document, now: usize, overflow: Option<usize>) -> usize {
    let is_form = document.page != PageSize::Official && !document.blocks.contains(&Block::PageBreak);
    match (overflow, now) {
        (Some(over), 0) if is_form => match over {
            0..=8 => 1,
            9..=18 => 2,
            19..=35 => 3,
            _ => 0,
        },
        (Some(_), 1..=TIGHTEST) => now + 1,
        _ => now,
    }
}

fn lay_out(inputs: Dict, fonts: &Fonts) -> Result<PagedDocument, PdfError> {
    let desk = world::Desk::new(&inputs, fonts);
    let compiled = caught(|| typst::compile::<PagedDocument>(&desk).output.map_err(|found| refused(&found)));
    compiled.unwrap_or_else(|Crashed| Err(PdfError::Typesetter(vec!["crashed".to_owned()])))
}

fn alone(chart: &Chart) -> Document {
    Document { blocks: vec![Block::Chart(chart.clone())], ..Document::default() }
}

fn export_as(
    paged: &PagedDocument,
    options: &PdfOptions,
    standard: Option<PdfStandard>,
) -> Result<Vec<u8>, PdfError> {
    let standards = PdfStandards::new(standard.as_slice())
        .map_err(|e| PdfError::Typesetter(vec![e.message().to_string()]))?;
    let options = typst_pdf::PdfOptions {
        ident: Smart::Auto,
        creator: Smart::Custom(Some("Hengji".to_owned())),
        timestamp: midnight(options.date).map(Timestamp::new_utc),
        page_ranges: None,
        standards,
        tagged: options.tagged,
        pretty: false,
    };
    typst_pdf::pdf(paged, &options).map_err(|found| refused(&found))
}

fn midnight(date: Date) -> Option<Datetime> {
    let [month, day] = [date.month(), date.day()].map(i8::unsigned_abs);
    Datetime::from_ymd_hms(date.year().into(), month, day, 0, 0, 0)
}

fn refused(found: &[SourceDiagnostic]) -> PdfError {
    PdfError::Typesetter(found.iter().map(|d| d.message.to_string()).collect())
}
