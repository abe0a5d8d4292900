//! Documents thrown together at random: whatever the tree, the docx is valid and reads back.

use crate::{sample, valid};
use hengji_document::{
    Align, Block, Cell, Chart, Document, Figure, Inline, PageNumbers, PageSize, ParagraphStyle, Proof,
    ProofFigure, Row, Table, TableStyle,
};
use hengji_write::{DocxOptions, HtmlPackage, docx, docx_of, html};
use proptest::prelude::*;

fn cases() -> u32 {
    std::env::var("HENGJI_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(64)
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(sample::HOSTILE.to_owned()),
        Just(String::new()),
        Just("全年支出37,796.38万元，“执行率”——97％\r\n第二行\t制表".to_owned()),
        any::<String>(),
    ]
}

fn figure() -> impl Strategy<Value = Figure> {
    let id = prop_oneof![Just("0123456789ab".to_owned()), "[0-9a-f]{12}", words()];
    (id, words(), words()).prop_map(|(id, alias, text)| Figure { id, alias, text })
}

fn inline() -> impl Strategy<Value = Inline> {
    prop_oneof![
        words().prop_map(Inline::Text),
        words().prop_map(Inline::Strong),
        figure().prop_map(Inline::Figure),
        (words(), prop_oneof![words(), words().prop_map(|it| format!("https://a.cn/{it}"))])
            .prop_map(|(text, url)| Inline::Link { text, url }),
        Just(Inline::Break),
    ]
}

fn content() -> impl Strategy<Value = Vec<Inline>> {
    prop::collection::vec(inline(), 0..4)
}

fn cell() -> impl Strategy<Value = Cell> {
    let align = prop_oneof![Just(Align::Left), Just(Align::Center), Just(Align::Right)];
    (content(), 0u32..5, 0u32..5, align, any::<bool>())
        .prop_map(|(content, columns, rows, align, head)| Cell { content, columns, rows, align, head })
}

fn table() -> impl Strategy<Value = Table> {
    let rows =
        prop::collection::vec(prop::collection::vec(cell(), 0..5).prop_map(|cells| Row { cells }), 0..6);
    let style = prop_oneof![Just(TableStyle::Grid), Just(TableStyle::Plain)];
    (
        prop::option::of(words()),
        prop::option::of(words()),
        prop::collection::vec(any::<u32>(), 0..7),
        rows,
        0usize..4,
        style,
    )
        .prop_map(|(caption, unit_note, widths, rows, head_rows, style)| Table {
            caption,
            unit_note,
            widths,
            rows,
            head_rows,
            style,
        })
}

fn chart() -> impl Strategy<Value = Chart> {
    let svg =
        prop_oneof![Just(sample::chart().svg), words(), Just("<svg viewBox=\"0 0 1 900000\"/>".to_owned())];
    (svg, any::<u32>(), words(), words()).prop_map(|(svg, width_mm, caption, alt)| Chart {
        svg,
        width_mm,
        caption,
        alt,
    })
}

fn block() -> impl Strategy<Value = Block> {
    let style = prop::sample::select(vec![
        ParagraphStyle::Body,
        ParagraphStyle::Flush,
        ParagraphStyle::Centered,
        ParagraphStyle::Signature,
        ParagraphStyle::Note,
        ParagraphStyle::Caption,
        ParagraphStyle::ListItem,
    ]);
    prop_oneof![
        3 => (any::<u8>(), content()).prop_map(|(level, content)| Block::Heading { level, content }),
        6 => (style, content()).prop_map(|(style, content)| Block::Paragraph { style, content }),
        6 => table().prop_map(Block::Table),
        1 => chart().prop_map(Block::Chart),
        2 => Just(Block::PageBreak),
    ]
}

fn document() -> impl Strategy<Value = Document> {
    let page = prop_oneof![Just(PageSize::Official), Just(PageSize::Form), Just(PageSize::FormLandscape)];
    let numbers = prop_oneof![Just(PageNumbers::Official), Just(PageNumbers::None)];
    (
        words(),
        prop::option::of(words()),
        prop::option::of(words()),
        page,
        numbers,
        prop::collection::vec(block(), 0..6),
    )
        .prop_map(|(title, running_head, running_foot, page, numbers, blocks)| Document {
            title,
            part: "report".to_owned(),
            running_head,
            running_foot,
            page,
            numbers,
            blocks,
        })
}

fn proof(words: &str) -> Proof {
    let figure =
        ProofFigure { id: "0123456789ab".to_owned(), name: words.to_owned(), ..ProofFigure::default() };
    Proof { figures: vec![figure], ..Proof::default() }
}

/// How many figures stand in a block.
fn figures(block: &Block) -> usize {
    let count = |content: &[Inline]| content.iter().filter(|it| matches!(it, Inline::Figure(_))).count();
    match block {
        Block::Heading { content, .. } | Block::Paragraph { content, .. } => count(content),
        Block::Table(table) => table.rows.iter().flat_map(|it| &it.cells).map(|it| count(&it.content)).sum(),
        Block::Chart(_) | Block::PageBreak => 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn any_documents_give_a_valid_docx_that_reads_back(documents in prop::collection::vec(document(), 0..3), name in words()) {
        let documents: Vec<&Document> = documents.iter().collect();
        let proof = proof(&name);
        let bytes = docx_of(&documents, &proof, DocxOptions::default()).unwrap();
        prop_assert_eq!(valid::faults(&bytes), Vec::<String>::new());
        let found = hengji_reader::read_figures(&bytes).unwrap();
        let read: Proof = serde_json::from_str(&found.proofs[0]).unwrap();
        prop_assert_eq!(read, proof);
        prop_assert!(found.figures.iter().all(|it| it.tag.is_some()));
        let bound: usize = documents.iter().flat_map(|it| &it.blocks).map(figures).sum();
        prop_assert_eq!(found.figures.len(), bound);
    }

    #[test]
    fn any_document_gives_a_page(document in document(), name in words()) {
        let proof = proof(&name);
        let package = HtmlPackage {
            title: &name,
            edition: &name,
            documents: &[&document],
            proof: &proof,
            charts: &[],
            names: &std::collections::BTreeMap::new(),
        };
        let page = html(&package, hengji_diag::Locale::of(hengji_diag::Language::Chinese));
        crate::page::check(&page);
    }
}

#[test]
fn the_sample_is_valid() {
    let (report, annex) = (sample::document(), sample::annex());
    let bytes = docx(&report, &sample::proof()).unwrap();
    assert_eq!(valid::faults(&bytes), Vec::<String>::new());
    let bytes = docx_of(&[&report, &annex], &sample::proof(), DocxOptions::default()).unwrap();
    assert_eq!(valid::faults(&bytes), Vec::<String>::new());
}
