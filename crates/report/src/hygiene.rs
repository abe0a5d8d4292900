//! Checks of our own output before it leaves the house: official format and text hygiene
//! (domain: GB/T 9704 validation, guarantees of the generator).

use crate::codes;
use hengji_diag::{Diagnostic, Place, Text};
use hengji_document::tree::plain_text;
use hengji_document::{Block, Document};

/// Checks a document's title, level order, numbering, punctuation, brackets and doubled words.
pub fn check(document: &Document) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    title(document, &mut found);
    levels(document, &mut found);
    for (number, text) in texts(document).into_iter().enumerate() {
        let mut add = |text: Text, excerpt: &str| {
            found.push(
                Diagnostic::warning(codes::TEXT_HYGIENE, text)
                    .at(Place::file(document.part.clone()).at_line(number + 1))
                    .showing(excerpt),
            );
        };
        brackets(&text, &mut add);
        punctuation(&text, &mut add);
        doubled(&text, &mut add);
    }
    found
}

fn texts(document: &Document) -> Vec<String> {
    document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading { content, .. } | Block::Paragraph { content, .. } => Some(plain_text(content)),
            _ => None,
        })
        .collect()
}

fn title(document: &Document, found: &mut Vec<Diagnostic>) {
    let mut add = |id: &'static str| {
        let place = Place::file(document.part.clone());
        found
            .push(Diagnostic::warning(codes::TITLE, Text::new(id)).at(place).showing(document.title.clone()));
    };
    // 22 characters of 二号 fit a line of 156 mm; three lines are the most.
    if document.title.chars().count() > 60 {
        add("report-title-long");
    }
    if document.title.ends_with(['。', '，', '；', '：', '、', '.']) {
        add("report-title-stop");
    }
}

fn levels(document: &Document, found: &mut Vec<Diagnostic>) {
    let mut counters = [0_usize; 5];
    let mut last = 0_usize;
    for block in &document.blocks {
        let Block::Heading { level, content } = block else { continue };
        let (level, text) = (usize::from(*level).clamp(1, 4), plain_text(content));
        let mut add = |id: &'static str, want: String| {
            found.push(
                Diagnostic::warning(codes::LEVELS, Text::new(id).with("want", want))
                    .at(Place::file(document.part.clone()))
                    .showing(text.clone()),
            );
        };
        if level > last + 1 && last > 0 {
            add("report-level-skipped", String::new());
        }
        counters[level] += 1;
        counters[level + 1..].fill(0);
        last = level;
        if let Some(stated) = ordinal(&text, level)
            && stated != counters[level]
        {
            add("report-number-skipped", counters[level].to_string());
            counters[level] = stated;
        }
    }
}

/// The ordinal a heading states: 一、 at level 1, （二） at level 2, 3. at level 3.
fn ordinal(text: &str, level: usize) -> Option<usize> {
    let number = match level {
        1 => text.split_once('、')?.0,
        2 => text.strip_prefix('（')?.split_once('）')?.0,
        3 => text.split_once(['.', '．'])?.0,
        _ => text.strip_prefix('（')?.split_once('）')?.0,
    };
    number.parse().ok().or_else(|| chinese_ordinal(number))
}

fn chinese_ordinal(text: &str) -> Option<usize> {
    let digit = |c: char| "一二三四五六七八九".chars().position(|d| d == c).map(|at| at + 1);
    let (mut total, mut pending) = (0, None);
    for c in text.chars() {
        match c {
            '十' => {
                total += pending.take().unwrap_or(1) * 10;
            }
            _ => pending = Some(digit(c)?),
        }
    }
    (text.chars().count() > 0).then_some(total + pending.unwrap_or(0))
}

fn brackets(text: &str, add: &mut dyn FnMut(Text, &str)) {
    const PAIRS: [(char, char); 6] =
        [('（', '）'), ('《', '》'), ('“', '”'), ('‘', '’'), ('〔', '〕'), ('「', '」')];
    let mut stack = Vec::new();
    for c in text.chars() {
        if let Some((_, close)) = PAIRS.iter().find(|(open, _)| *open == c) {
            stack.push(*close);
        } else if PAIRS.iter().any(|(_, close)| *close == c) && stack.pop() != Some(c) {
            add(Text::new("report-brackets").with("mark", c.to_string()), &shorten(text));
            return;
        }
    }
    if let Some(open) = stack.last() {
        add(Text::new("report-brackets").with("mark", open.to_string()), &shorten(text));
    }
}

fn punctuation(text: &str, add: &mut dyn FnMut(Text, &str)) {
    let chars: Vec<char> = text.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        let after_han = at > 0 && is_han(chars[at - 1]);
        let odd = match c {
            ',' | ';' | '!' | '?' => after_han,
            '(' | ')' => after_han || chars.get(at + 1).copied().is_some_and(is_han),
            '-' => chars.get(at + 1) == Some(&'-'),
            '[' | '【' => {
                chars.get(at + 5).is_some_and(|close| matches!(close, ']' | '】'))
                    && chars[at + 1..at + 5].iter().all(char::is_ascii_digit)
            }
            _ => false,
        };
        if odd {
            let around: String = chars[at.saturating_sub(8)..(at + 8).min(chars.len())].iter().collect();
            add(Text::new("report-punctuation").with("mark", c.to_string()), &around);
        }
    }
}

// Particles and marks that are never doubled on purpose; words such as 人人 and 稳稳 are not among them.
const NEVER_DOUBLED: &str = "的了和与按在是为对将及其等把被由从，。；：、";

fn doubled(text: &str, add: &mut dyn FnMut(Text, &str)) {
    let chars: Vec<char> = text.chars().collect();
    for pair in chars.windows(2) {
        if pair[0] == pair[1] && NEVER_DOUBLED.contains(pair[0]) {
            let word: String = pair.iter().collect();
            add(Text::new("report-doubled").with("word", word), &shorten(text));
        }
    }
}

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

fn shorten(text: &str) -> String {
    let mut out: String = text.chars().take(40).collect();
    if text.chars().nth(40).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use hengji_document::{Inline, ParagraphStyle};

    fn document(title: &str, lines: &[(u8, &str)]) -> Document {
        let blocks = lines
            .iter()
            .map(|(level, text)| match level {
                0 => Block::Paragraph {
                    style: ParagraphStyle::Body,
                    content: vec![Inline::Text((*text).into())],
                },
                level => Block::Heading { level: *level, content: vec![Inline::Text((*text).into())] },
            })
            .collect();
        Document { title: title.into(), part: "report".into(), blocks, ..Document::default() }
    }

    fn names(document: &Document) -> Vec<&'static str> {
        check(document).iter().map(|it| it.message.id).collect()
    }

    #[test]
    fn a_clean_report_has_no_findings() {
        let lines = [
            (1, "一、基本情况"),
            (2, "（一）部门概况"),
            (2, "（二）收支情况"),
            (
                0,
                "按资金来源，财政拨款37,194.86万元（其中基金23.63万元）。〔2022〕3号《方案（2021—2023年）》“甲”",
            ),
            (1, "二、综合评价分析"),
            (0, "人人参与，稳稳推进；GB/T 9704-2012，A-B。"),
        ];
        assert_eq!(names(&document("2022年度某局部门整体支出绩效自评报告", &lines)), Vec::<&str>::new());
    }

    #[test]
    fn each_fault_is_named() {
        let of = |level, text| names(&document("报告", &[(level, text)]));
        assert_eq!(of(0, "按按资金来源"), ["report-doubled"]);
        assert_eq!(of(0, "《立足“甲、乙》”"), ["report-brackets"]);
        assert_eq!(of(0, "基金等)并"), ["report-punctuation"]);
        assert_eq!(of(0, "活动--第一站"), ["report-punctuation"]);
        assert_eq!(of(0, "文号[2022]3号"), ["report-punctuation"]);
        assert_eq!(names(&document("报告。", &[])), ["report-title-stop"]);
        let skipped = document("报告", &[(1, "一、甲"), (1, "三、乙"), (3, "1.丙")]);
        assert_eq!(names(&skipped), ["report-number-skipped", "report-level-skipped"]);
    }
}
