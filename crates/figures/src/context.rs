//! What the words around a number say of it: change, role, the thing counted, the period.

use crate::figure::{Change, Period, Role};
use crate::find::{REACH, Reader, is_blank, is_digit};
use crate::words;
use hengji_num::{Dimension, Unit};
use std::ops::Range;

const CLAUSE_ENDS: &str = "，。；：！？、,;:!?（）()\n\t|";

/// A period without anything named yet.
pub fn period(span: Range<usize>) -> Period {
    Period { span, year: None, until_year: None, months: None, relative: None, as_of: false }
}

/// Remembers 上年, 去年, 本年, 今年, 上半年, 三季度 as the period of what follows in the paragraph.
///
/// 较上年 and 比上年 compare with last year; the figure itself is of this one.
pub fn note_period_word(reader: &mut Reader<'_>, at: usize) {
    const MONTHS: [(&str, (u8, u8)); 6] = [
        ("上半年", (1, 6)),
        ("下半年", (7, 12)),
        ("一季度", (1, 3)),
        ("二季度", (4, 6)),
        ("三季度", (7, 9)),
        ("四季度", (10, 12)),
    ];
    if !"上下去今本一二三四".contains(reader.chars[at]) {
        return;
    }
    let compared = matches!(reader.before(at), Some('较' | '比' | '与' | '和' | '同'));
    if let Some((word, months)) = MONTHS.iter().find(|it| reader.starts(at, it.0)) {
        let year = reader.period.as_ref().and_then(|it| it.year);
        let span = at..at + word.chars().count();
        reader.period = Some(Period { year, months: Some(*months), ..period(span) });
        return;
    }
    let relative = match reader.get(at + 1) {
        Some('年') if "上去".contains(reader.chars[at]) => -1,
        Some('年') if "今本".contains(reader.chars[at]) => 0,
        _ => return,
    };
    // 上年结转 is a name of money.
    if !compared && !reader.starts(at + 2, "结转") {
        let before = reader.period.replace(Period { relative: Some(relative), ..period(at..at + 2) });
        if relative < 0 && reader.period_behind.is_none() {
            reader.period_behind = Some(before);
        }
    }
}

/// Where the clause before `at` begins: behind the nearest mark, the figure before, or [`REACH`] characters back.
pub fn clause_start(reader: &Reader<'_>, at: usize) -> usize {
    let floor = reader.floor.min(at).max(at.saturating_sub(REACH));
    // A colon or an opening bracket right before the number does not end its clause: 预算数：1200.
    let mut start = at;
    if start > floor && "：:（(".contains(reader.chars[start - 1]) {
        start -= 1;
    }
    while start > floor {
        let c = reader.chars[start - 1];
        // 因公出国（境）6万元: a short remark in brackets belongs to the name.
        if matches!(c, '）' | ')')
            && let Some(open) = opening(reader, start - 1, floor)
        {
            start = open;
            continue;
        }
        if CLAUSE_ENDS.contains(c) {
            break;
        }
        start -= 1;
    }
    start
}

// The opening bracket of the closing one at `close`, when it is near and words alone stand between. An item
// number (（一）) at the head of what is looked at is none.
fn opening(reader: &Reader<'_>, close: usize, floor: usize) -> Option<usize> {
    let from = floor.max(close.saturating_sub(12));
    let open = (from..close).rev().find(|at| matches!(reader.chars[*at], '（' | '('))?;
    let words = &reader.chars[open + 1..close];
    let named = open > floor && !CLAUSE_ENDS.contains(reader.chars[open - 1]);
    (named && !words.iter().any(|c| is_digit(*c))).then_some(open)
}

/// The place before the copulas that end at `at`, and whether a level is meant (增长到) rather than a change.
pub fn before_copulas(reader: &Reader<'_>, at: usize) -> (usize, bool) {
    let mut at = reader.back_over_blanks(at);
    for _ in 0..4 {
        if matches!(reader.before(at), Some('到' | '至')) && !reader.ends(at, "达到") {
            return (at - 1, true);
        }
        match last_of(reader, words::COPULAS, at) {
            // 下达 and 送达 are verbs of their own.
            Some("达") if at >= 2 && "下传送转抵".contains(reader.chars[at - 2]) => break,
            Some("有") if at >= 2 && "实拥占保".contains(reader.chars[at - 2]) => break,
            Some(word) => at = reader.back_over_blanks(at - word.chars().count()),
            None => break,
        }
    }
    (at, false)
}

// The word of a list that ends at `at`, behind the figure before.
fn last_of(reader: &Reader<'_>, list: &[&'static str], at: usize) -> Option<&'static str> {
    list.iter().copied().find(|it| at >= reader.floor + it.chars().count() && reader.ends(at, it))
}

/// Whether the number is an increase or a decrease: 增长57.9%, 减少了3家; 增长到881家 and 新增3家 are neither.
pub fn change(reader: &Reader<'_>, at: usize) -> Option<Change> {
    let (mut at, level) = before_copulas(reader, at);
    if level {
        return None;
    }
    if let Some(word) = last_of(reader, words::RATE_WORDS, at) {
        at -= word.chars().count();
    }
    if reader.ends(at, "新增") || reader.ends(at, "首增") {
        return None;
    }
    words::CHANGES
        .iter()
        .find(|it| at >= reader.floor + it.0.chars().count() && reader.ends(at, it.0))
        .map(|it| it.1)
}

/// The roles named between `start` and `at`, nearest first, each once. A word inside a longer one is not counted.
pub fn roles(reader: &Reader<'_>, start: usize, at: usize) -> Vec<Role> {
    let mut found = Vec::new();
    let mut end = at;
    while end > start {
        let hit = words::ROLES.iter().find(|(word, _)| {
            let length = word.chars().count();
            end >= start + length && reader.ends(end, word)
        });
        match hit {
            Some((word, role)) => {
                if !found.contains(role) {
                    found.push(*role);
                }
                end -= word.chars().count();
            }
            None => end -= 1,
        }
    }
    found
}

/// The thing counted: the noun behind a counting word (62个行政村), else the words before the number
/// (快充桩169个) without what only leads to it.
pub fn label(reader: &Reader<'_>, start: usize, left: usize, right: usize, unit: &Unit) -> String {
    let counts = |name: &str| matches!(unit.dimension(), Some(Dimension::Named(it)) if &**it == name);
    if (counts(unit.top.name.trim_start_matches(['万', '亿'])) || unit.is_plain())
        && let Some(noun) = noun_behind(reader, right)
    {
        return noun;
    }
    let (mut end, _) = before_copulas(reader, left);
    let mut begin = match &reader.period {
        Some(period) if period.span.end <= end => start.max(period.span.end),
        _ => start,
    };
    // Verbs of change and the words that only say "in all" lead to the number, they do not name the thing.
    for _ in 0..3 {
        let lead = words::CHANGES
            .iter()
            .map(|it| it.0)
            .filter(|it| it.chars().count() > 1)
            .chain(["新增", "同比", "合计", "总计", "共计", "累计", "其中", "占"])
            .find(|word| end >= begin + word.chars().count() && reader.ends(end, word));
        match lead {
            Some(word) => end = before_copulas(reader, end - word.chars().count()).0,
            None => break,
        }
    }
    for word in ["以来", "其中", "包括", "同比", "全年", "完成", "新增", "累计", "共", "和", "及", "与"]
    {
        let rate = word == "完成" && reader.starts(begin, "完成率");
        if begin + word.chars().count() <= end && reader.starts(begin, word) && !rate {
            begin += word.chars().count();
        }
    }
    let end = end.max(begin);
    let text = reader.text(begin..end);
    text.trim_matches(|c: char| is_blank(c) || "：:，的（(￥¥".contains(c)).to_owned()
}

// The noun behind a counting word, up to a mark, a digit or a verb.
fn noun_behind(reader: &Reader<'_>, at: usize) -> Option<String> {
    let start = if reader.get(at) == Some('的') { at + 1 } else { at };
    let stop = |c: char| {
        CLAUSE_ENDS.contains(c) || is_digit(c) || is_blank(c) || "和及与等并已均将是为有在“《{”》".contains(c)
    };
    let rest = reader.chars.get(start..)?;
    let mut length = rest.iter().take(16).take_while(|c| !stop(**c)).count();
    for verb in [
        "进行", "开展", "完成", "同比", "增长", "实现", "纳入", "达到", "下降", "占", "参加", "参与", "平均",
        "较上", "比上", "作为", "增加", "减少", "提高",
    ] {
        let word: Vec<char> = verb.chars().collect();
        if let Some(cut) = rest[..(length + 1).min(rest.len())].windows(word.len()).position(|it| it == word)
        {
            length = cut;
        }
    }
    (length > 0).then(|| rest[..length].iter().collect())
}
