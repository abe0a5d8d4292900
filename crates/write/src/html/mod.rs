//! A package as one page: the documents, and behind every figure its working.
//!
//! Nothing is fetched and nothing runs: no script, no font, no picture from elsewhere, and a content
//! security policy that says so. A figure is a link to its working, which shows itself as the target of that
//! link; on paper only the documents remain, in the look of GB/T 9704.
//!
//! Reading order: this file lays out the page, [`blocks`] writes documents, [`working`] workings.

mod blocks;
mod working;

use crate::xml::Xml;
use blocks::Figures;
use hengji_diag::{Locale, Text};
use hengji_document::{Chart, Document, Proof};
use std::collections::BTreeMap;

/// What goes on the page.
#[derive(Clone, Copy, Debug)]
pub struct HtmlPackage<'a> {
    /// The title of the page.
    pub title: &'a str,
    /// 内部, 报送 or 公开.
    pub edition: &'a str,
    /// The documents in order.
    pub documents: &'a [&'a Document],
    /// The proof with the workings.
    pub proof: &'a Proof,
    /// Charts shown after the documents.
    pub charts: &'a [Chart],
    /// Names of tables and columns by id (`projects`, `projects.amount`), shown instead of the ids.
    pub names: &'a BTreeMap<String, String>,
}

const STYLE: &str = include_str!("page.css");
/// No script, no network; styles stand in the page.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// Writes the page.
///
/// The texts around the documents are in the locale's language, the documents are as they are. The same
/// input gives the same text.
pub fn html(package: &HtmlPackage<'_>, locale: &Locale) -> String {
    let mut x = Xml::html();
    x.element("html", &[("lang", "zh-CN")], |x| {
        x.element("head", &[], |x| head(x, package));
        x.element("body", &[], |x| body(x, package, locale));
    });
    x.into_string()
}

fn head(x: &mut Xml, package: &HtmlPackage<'_>) {
    x.empty("meta", &[("charset", "utf-8")]);
    x.empty("meta", &[("http-equiv", "Content-Security-Policy"), ("content", POLICY)]);
    x.empty("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
    // 360 and the like otherwise show the page as an Internet Explorer of long ago would.
    x.empty("meta", &[("name", "renderer"), ("content", "webkit")]);
    x.empty("meta", &[("name", "referrer"), ("content", "no-referrer")]);
    x.text_element("title", &[], package.title);
    x.element("style", &[], |x| {
        x.raw(STYLE);
        x.raw(&running_head(&notices(package.documents).join("　")));
    });
}

/// The notice in the margin of every printed page.
fn running_head(notice: &str) -> String {
    if notice.is_empty() {
        return String::new();
    }
    let mut content = String::new();
    for c in notice.chars() {
        // In a CSS string only letters and digits of any script stand as they are.
        if c.is_alphanumeric() {
            content.push(c);
        } else {
            let c = if c == '\0' { char::REPLACEMENT_CHARACTER } else { c };
            content.push_str(&format!("\\{:06x}", u32::from(c)));
        }
    }
    format!("@page {{ @top-center {{ content: \"{content}\"; font: 9pt \"宋体\", SimSun, serif; }} }}\n")
}

fn body(x: &mut Xml, package: &HtmlPackage<'_>, locale: &Locale) {
    let digest = package.proof.digest();
    let notices = notices(package.documents);
    x.element("header", &[("class", "head")], |x| {
        x.text_element("h1", &[], package.title);
        x.element("p", &[("class", "facts")], |x| {
            x.text(&locale.words(&Text::new("write-html-edition").with("edition", package.edition)));
            x.text_element("code", &[("class", "digest")], &digest_words(locale, &digest));
        });
        for notice in &notices {
            x.text_element("p", &[("class", "notice"), ("role", "note")], notice);
        }
        x.text_element("p", &[("class", "hint")], &locale.get("write-html-hint"));
        if package.documents.len() > 1 {
            contents(x, package.documents, locale);
        }
    });
    if !notices.is_empty() {
        // Browsers without margin boxes show it on the first page only.
        x.text_element("p", &[("class", "first-page"), ("aria-hidden", "true")], &notices.join("　"));
    }
    let mut figures = Figures::new(package.proof);
    x.element("main", &[], |x| {
        for (at, document) in package.documents.iter().enumerate() {
            blocks::document(x, document, at, &mut figures);
        }
        if !package.charts.is_empty() {
            x.element("article", &[("class", "charts")], |x| {
                x.text_element("h2", &[], &locale.get("write-html-charts"));
                for chart in package.charts {
                    blocks::chart(x, chart);
                }
            });
        }
    });
    let label = locale.get("write-html-workings");
    x.element("section", &[("class", "workings"), ("aria-label", &label)], |x| {
        for (id, figure) in figures.shown() {
            working::panel(x, id, figure, package.names, locale);
        }
    });
    x.text_element("footer", &[("class", "foot")], &digest_words(locale, &digest));
}

fn digest_words(locale: &Locale, digest: &str) -> String {
    locale.words(&Text::new("write-html-digest").with("digest", digest))
}

/// The running heads of the documents, each once.
fn notices<'a>(documents: &[&'a Document]) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    for it in documents.iter().filter_map(|it| it.running_head.as_deref()) {
        if !it.is_empty() && !out.contains(&it) {
            out.push(it);
        }
    }
    out
}

fn contents(x: &mut Xml, documents: &[&Document], locale: &Locale) {
    x.element("nav", &[("aria-label", &locale.get("write-html-contents"))], |x| {
        x.element("details", &[], |x| {
            x.text_element("summary", &[], &locale.get("write-html-contents"));
            x.element("ol", &[], |x| {
                for (at, document) in documents.iter().enumerate() {
                    x.element("li", &[], |x| {
                        x.text_element("a", &[("href", &format!("#d-{at}"))], &document.title);
                    });
                }
            });
        });
    });
}
