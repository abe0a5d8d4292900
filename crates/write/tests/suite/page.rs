//! The html page: every figure leads to its working, nothing in the text becomes markup.

use crate::sample;
use hengji_diag::{Language, Locale};
use hengji_document::{Block, Document, Inline, ParagraphStyle};
use hengji_write::{HtmlPackage, html};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};

fn page() -> String {
    let report = sample::document();
    let names = BTreeMap::from([("payments".to_owned(), "支付".to_owned())]);
    let package = HtmlPackage {
        title: &report.title,
        edition: "内部",
        documents: &[&report],
        proof: &sample::proof(),
        charts: &[sample::chart()],
        names: &names,
    };
    html(&package, Locale::of(Language::Chinese))
}

/// The page is well-formed, its ids are unique, its inner links lead somewhere.
pub fn check(page: &str) {
    let (ids, targets) = ids_and_targets(page);
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    for target in &targets {
        assert!(unique.contains(target), "{target}");
    }
}

/// Ids and the targets of links inside the page; fails when the page is not well-formed.
fn ids_and_targets(page: &str) -> (Vec<String>, Vec<String>) {
    let page = page.strip_prefix("<!DOCTYPE html>").unwrap();
    let style = page.find("<style>").unwrap()..page.find("</style>").unwrap();
    assert!(!page[style.start + 7..style.end].contains('<'), "styles hold no markup");
    let page = format!("{}{}", &page[..style.start + 7], &page[style.end..]);
    let mut reader = Reader::from_str(&page);
    let (mut ids, mut targets) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return (ids, targets),
            Event::Start(it) | Event::Empty(it) => {
                for attribute in it.attributes() {
                    let attribute = attribute.unwrap();
                    match attribute.key.as_ref() {
                        "id" => ids.push(attribute.value.to_string()),
                        "href" => targets.extend(attribute.value.strip_prefix('#').map(str::to_owned)),
                        key => assert!(!key.starts_with("on"), "{key}"),
                    }
                }
                assert!(!["script", "iframe", "object"].contains(&it.name().as_ref()));
            }
            _ => {}
        }
    }
}

#[test]
fn every_link_inside_the_page_leads_somewhere_and_ids_are_unique() {
    let page = page();
    check(&page);
    assert!(ids_and_targets(&page).1.iter().any(|it| it.starts_with("w-")));
}

#[test]
fn a_figure_shows_its_working_down_to_the_rows() {
    let page = page();
    for words in [
        "37,796.38万元",
        "合计(支付，金额)",
        "支付",
        "P-0001",
        "P-0002",
        "未计入",
        "由明细算得",
        &sample::proof().digest(),
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn hostile_text_stays_text_everywhere() {
    let text = || vec![Inline::Text(sample::HOSTILE.to_owned())];
    let document = Document {
        title: sample::HOSTILE.to_owned(),
        running_head: Some(sample::HOSTILE.to_owned()),
        blocks: vec![
            Block::Heading { level: 1, content: text() },
            Block::Paragraph { style: ParagraphStyle::Body, content: text() },
        ],
        ..Document::default()
    };
    let mut proof = sample::proof();
    for it in &mut proof.figures {
        it.name = sample::HOSTILE.to_owned();
        it.formula = sample::HOSTILE.to_owned();
        it.working.src = sample::HOSTILE.to_owned();
    }
    let report = sample::document();
    let package = HtmlPackage {
        title: sample::HOSTILE,
        edition: sample::HOSTILE,
        documents: &[&document, &report],
        proof: &proof,
        charts: &[],
        names: &BTreeMap::new(),
    };
    let page = html(&package, Locale::of(Language::Chinese));
    ids_and_targets(&page);
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;=1+1"));
}
