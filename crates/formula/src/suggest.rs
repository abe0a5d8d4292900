//! The nearest known name.

/// The name nearest to `word`, if one is near enough: at most one change in three characters.
///
/// Among equally near ones the shortest, then the first in order of text.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let word: Vec<char> = word.chars().take(64).collect();
    let limit = word.len().div_ceil(3).max(1);
    let mut best: Option<(usize, usize, String)> = None;
    for name in names {
        let chars: Vec<char> = name.chars().take(65).collect();
        if chars.len() > 64 || chars.len().abs_diff(word.len()) > limit || chars == word {
            continue;
        }
        let distance = distance(&word, &chars);
        // A name of one character shares nothing with another one.
        if distance > limit || distance >= word.len().max(chars.len()) {
            continue;
        }
        let found = (distance, chars.len(), name.to_owned());
        if best.as_ref().is_none_or(|it| found < *it) {
            best = Some(found);
        }
    }
    best.map(|it| it.2)
}

// Insertions, deletions, replacements and swaps of neighbours.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["支付", "预算", "走访", "其他资金执行", "计数"];
        assert_eq!(nearest("支府", names).as_deref(), Some("支付"));
        assert_eq!(nearest("其它资金执行", names).as_deref(), Some("其他资金执行"));
        assert_eq!(nearest("数计", names).as_deref(), Some("计数"));
        assert_eq!(nearest("合同", names), None);
        assert_eq!(nearest("x", names), None);
    }
}
