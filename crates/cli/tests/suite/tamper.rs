//! A report that somebody changed by hand: verify names what was changed.

use crate::common::{Choices, Made, REPORT, Ran, hengji_json, packages, seed, text, with_part};
use tempfile::TempDir;

const BODY: &str = "word/document.xml";
const PROOF: &str = "customXml/item1.xml";

fn verify(docx: &[u8], dossier: Option<&Made>) -> Ran {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join(REPORT);
    std::fs::write(&file, docx).expect("a file");
    match dossier {
        Some(made) => hengji_json(&["verify", text(&file), text(&made.dossier)]),
        None => hengji_json(&["verify", text(&file)]),
    }
}

/// The content controls of the body with the place of each and the place of its text.
struct Control {
    whole: std::ops::Range<usize>,
    text: std::ops::Range<usize>,
}

fn controls(body: &str) -> Vec<Control> {
    let mut all = Vec::new();
    let mut from = 0;
    while let Some(start) = body[from..].find("<w:sdt>").map(|it| it + from) {
        let end = body[start..].find("</w:sdt>").expect("a control ends") + start + "</w:sdt>".len();
        from = end;
        if let Some(open) = body[start..end].find("<w:t ").or_else(|| body[start..end].find("<w:t>")) {
            let first = start + open + body[start + open..].find('>').expect("a tag ends") + 1;
            let last = first + body[first..].find("</w:t>").expect("a text ends");
            all.push(Control { whole: start..end, text: first..last });
        }
    }
    assert!(all.len() > 2, "the report has bound figures");
    all
}

fn report(made: &Made) -> Vec<u8> {
    made.bytes(REPORT)
}

#[test]
fn untouched_is_consistent_and_true() {
    for made in packages() {
        let ran = verify(&report(made), None);
        assert_eq!((ran.code, &ran.summary()["verdict"]), (0, &"自洽".into()), "{}", ran.out);
        let ran = verify(&report(made), Some(made));
        assert_eq!((ran.code, &ran.summary()["verdict"]), (0, &"属实".into()), "{}", ran.out);
        assert_eq!(ran.summary()["standing"], ran.summary()["figures"]);
    }
}

#[test]
fn a_flipped_digit_is_named() {
    let mut choices = Choices(seed());
    for made in packages() {
        for _ in 0..3 {
            let mut now = String::new();
            let docx = with_part(&report(made), BODY, |body| {
                let all = controls(body);
                let with_digit: Vec<&Control> = all
                    .iter()
                    .filter(|it| body[it.text.clone()].contains(|c: char| c.is_ascii_digit()))
                    .collect();
                let one = with_digit[choices.below(with_digit.len())];
                let digits: Vec<usize> = body[one.text.clone()]
                    .char_indices()
                    .filter(|it| it.1.is_ascii_digit())
                    .map(|it| it.0 + one.text.start)
                    .collect();
                let at = digits[choices.below(digits.len())];
                let digit = body[at..=at].parse::<u8>().expect("a digit");
                let changed = format!("{}{}{}", &body[..at], (digit + 1) % 10, &body[at + 1..]);
                now = changed[one.text.clone()].to_owned();
                changed
            });
            let ran = verify(&docx, None);
            assert_eq!(ran.code, 1, "{now}: {}", ran.out);
            let named = ran
                .lines()
                .into_iter()
                .find(|it| it["code"] == "RP023")
                .unwrap_or_else(|| panic!("{now} is not named: {}", ran.out));
            assert!(named.to_string().contains(&now), "{now} is not in {named}");
            assert_eq!(ran.summary()["verdict"], "不符");
        }
    }
}

#[test]
fn swapped_figures_are_named() {
    for made in packages() {
        let docx = with_part(&report(made), BODY, |body| {
            let all = controls(body);
            let a = &all[0].text;
            let b =
                &all.iter().find(|it| body[it.text.clone()] != body[a.clone()]).expect("two figures").text;
            let (x, y) = (&body[a.clone()], &body[b.clone()]);
            format!("{}{y}{}{x}{}", &body[..a.start], &body[a.end..b.start], &body[b.end..])
        });
        let ran = verify(&docx, None);
        assert_eq!(ran.code, 1);
        assert!(ran.codes().contains(&"RP024".to_owned()), "{}", ran.out);
    }
}

#[test]
fn a_lost_control_and_a_lost_figure_are_named() {
    for made in packages() {
        let kept_text = with_part(&report(made), BODY, |body| {
            let one = &controls(body)[1];
            let run = format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", &body[one.text.clone()]);
            format!("{}{run}{}", &body[..one.whole.start], &body[one.whole.end..])
        });
        let ran = verify(&kept_text, None);
        let codes = ran.codes();
        assert!(codes.iter().any(|it| it == "RP025" || it == "RP026"), "{}", ran.out);
        let gone = with_part(&report(made), BODY, |body| {
            let all = controls(body);
            // One whose text stands nowhere else, so that nothing can be taken for it.
            let one = all
                .iter()
                .find(|it| body.matches(&format!(">{}<", &body[it.text.clone()])).count() == 1)
                .expect("a figure printed once");
            format!("{}{}", &body[..one.whole.start], &body[one.whole.end..])
        });
        let ran = verify(&gone, None);
        assert_eq!(ran.code, 1, "{}", ran.out);
        assert!(ran.codes().contains(&"RP026".to_owned()), "{}", ran.out);
    }
}

#[test]
fn a_figure_typed_into_the_text_is_named() {
    for made in packages() {
        let docx = with_part(&report(made), BODY, |body| {
            let end = controls(body)[1].whole.end;
            format!(
                "{}<w:r><w:t xml:space=\"preserve\">，另有7,777.77万元</w:t></w:r>{}",
                &body[..end],
                &body[end..]
            )
        });
        let ran = verify(&docx, None);
        assert!(ran.codes().contains(&"RP027".to_owned()), "{}", ran.out);
        assert!(ran.out.contains("7,777.77万元"));
    }
}

#[test]
fn a_report_without_its_proof_is_refused() {
    for made in packages() {
        let ran = verify(&with_part(&report(made), PROOF, |_| "<x/>".to_owned()), None);
        assert_eq!(ran.code, 1);
        assert!(ran.codes().contains(&"RP020".to_owned()), "{}", ran.out);
    }
}
