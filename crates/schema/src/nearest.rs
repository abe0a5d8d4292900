//! The nearest known name, for help in messages.

/// The candidate closest to `name`, when it is close enough to be what was meant.
///
/// Close means at most one third of the characters differ (one for short names), or one text contains the
/// other. Ties go to the first candidate.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.chars().take(64).collect();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other: Vec<char> = candidate.chars().take(64).collect();
        let distance = score(&name, &other);
        if distance.is_some_and(|d| best.is_none_or(|(b, _)| d < b)) {
            best = distance.map(|d| (d, candidate));
        }
    }
    best.map(|(_, text)| text)
}

// Half steps, so that a contained name ranks after a slip of one character.
fn score(a: &[char], b: &[char]) -> Option<usize> {
    let limit = (a.len().max(b.len()) / 3).max(1);
    if a.len().min(b.len()) > 1 && a.len().abs_diff(b.len()) <= limit || a.len() == b.len() {
        let d = distance(a, b);
        if d <= limit && d < a.len().max(1) {
            return Some(2 * d);
        }
    }
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let inside = short.len() >= 2 && long.windows(short.len()).any(|w| w == short);
    inside.then(|| 3 + 2 * (long.len() - short.len()))
}

fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        let names = ["项目名称", "项目代码", "金额", "支付日期"];
        assert_eq!(nearest("项目名称 ", names), Some("项目名称"));
        assert_eq!(nearest("项目名秤", names), Some("项目名称"));
        assert_eq!(nearest("实际支付日期", names), Some("支付日期"));
        assert_eq!(nearest("天气", names), None);
    }
}
