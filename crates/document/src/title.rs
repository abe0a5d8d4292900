//! Where a long title breaks.

/// Places after which a title breaks well: the end of a name or a year.
const AFTER: &[&str] =
    &["年度", "年", "局", "委", "办", "厅", "院", "会", "中心", "关于", "的", "）", "》", "、"];
/// Places before which it breaks well: the beginning of what the document is.
const BEFORE: &[&str] = &["部门整体", "项目支出", "关于", "绩效", "《", "（"];
/// Cost of a break elsewhere, in the measure of squared characters.
const ELSEWHERE: usize = 400;
/// Cost of a line more than needed: worth it only to spare a break inside a word.
const LINE: usize = 40;
/// Titles longer than this are left to the reader's program.
const LONGEST: usize = 120;

/// The lines of a title when at most `widest` Chinese characters fit on one.
///
/// A line break in the title is kept. A title that does not fit is broken into lines of about the same
/// width, between words rather than inside them (GB/T 9704 §7.3.1: 词意完整，排列对称). Lines are never
/// dropped or cut: what cannot be broken well stays on one line.
pub fn title_lines(title: &str, widest: usize) -> Vec<String> {
    title.split('\n').flat_map(|line| balanced(line.trim(), widest)).collect()
}

fn balanced(line: &str, widest: usize) -> Vec<String> {
    let chars: Vec<char> = line.chars().collect();
    let half: usize = chars.iter().map(|c| half_widths(*c)).sum();
    if half <= widest * 2 || widest == 0 || chars.len() > LONGEST {
        return vec![line.to_owned()];
    }
    let needed = half.div_ceil(widest * 2);
    let ways = [needed, needed + 1].into_iter().filter_map(|lines| best(&chars, widest, lines));
    let cheapest = ways.min_by_key(|(cost, lines)| cost + lines.len() * LINE);
    cheapest.map_or_else(|| vec![line.to_owned()], |it| it.1)
}

/// The cheapest way to break into `lines` lines, each within `widest`: by far from even, by inside words.
fn best(chars: &[char], widest: usize, lines: usize) -> Option<(usize, Vec<String>)> {
    let mut sums = vec![0];
    for c in chars {
        sums.push(sums[sums.len() - 1] + half_widths(*c));
    }
    let total = sums[chars.len()];
    let good: Vec<bool> = (0..=chars.len()).map(|at| breaks_well(chars, at)).collect();
    let cost = |from: usize, to: usize| -> Option<usize> {
        let width = sums[to] - sums[from];
        if width == 0 || width > widest * 2 {
            return None;
        }
        let uneven = width.abs_diff(total / lines);
        let last = to == chars.len();
        Some(uneven * uneven + if last || good[to] { 0 } else { ELSEWHERE })
    };
    // costs[n][to]: the cheapest n lines that end before `to`, with where the last of them begins.
    let mut costs: Vec<Vec<Option<(usize, usize)>>> = vec![vec![None; chars.len() + 1]; lines + 1];
    costs[0][0] = Some((0, 0));
    for n in 1..=lines {
        for to in 1..=chars.len() {
            let ways = (0..to).filter_map(|from| {
                let (before, _) = costs[n - 1][from]?;
                Some((before + cost(from, to)?, from))
            });
            costs[n][to] = ways.min();
        }
    }
    let (cost, _) = costs[lines][chars.len()]?;
    let mut out = Vec::new();
    let mut to = chars.len();
    for n in (1..=lines).rev() {
        let (_, from) = costs[n][to]?;
        out.push(chars[from..to].iter().collect());
        to = from;
    }
    out.reverse();
    Some((cost, out))
}

fn breaks_well(chars: &[char], at: usize) -> bool {
    let before: String = chars[..at].iter().collect();
    let after: String = chars[at..].iter().collect();
    let inside_year = before.ends_with('年') && after.starts_with('度');
    !inside_year
        && (AFTER.iter().any(|it| before.ends_with(it)) || BEFORE.iter().any(|it| after.starts_with(it)))
}

/// Width in half characters: a Chinese character is two, a digit or letter one.
fn half_widths(c: char) -> usize {
    if c.is_ascii() { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::title_lines;

    #[test]
    fn long_titles_break_between_words_into_even_lines() {
        let lines = |title: &str| title_lines(title, 19).join("／");
        assert_eq!(lines("2022年度绩效自评报告"), "2022年度绩效自评报告");
        assert_eq!(
            lines("某区某局2022年度部门整体支出绩效自评报告"),
            "某区某局2022年度／部门整体支出绩效自评报告"
        );
        assert_eq!(
            lines("某市某区科技工业商务和信息化局2022年度部门整体支出绩效自评报告"),
            "某市某区科技工业商务和信息化局／2022年度部门整体支出绩效自评报告"
        );
        assert_eq!(
            lines("2022年度某某市某某区科技工业商务和信息化局部门整体支出绩效自评报告"),
            "2022年度／某某市某某区科技工业商务和信息化局／部门整体支出绩效自评报告"
        );
        assert_eq!(lines("自己\n断开的题目"), "自己／断开的题目");
        assert_eq!(lines(""), "");
    }

    #[test]
    fn what_cannot_be_broken_stays() {
        assert_eq!(title_lines(&"长".repeat(500), 20).concat().chars().count(), 500);
        assert_eq!(title_lines("一二三", 0), ["一二三"]);
        assert_eq!(title_lines(&"字".repeat(50), 20).len(), 3);
    }
}
