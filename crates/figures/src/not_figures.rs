//! What has digits and is no quantity: years and dates, numbers of documents and items, codes, names.

use crate::context;
use crate::figure::Period;
use crate::find::{Reader, is_digit, is_letter};
use hengji_num::written::{arabic_digit, digit};

impl Reader<'_> {
    /// Where something that is no quantity ends, when it begins at `at`. Dates are remembered as periods.
    pub fn not_a_figure(&mut self, at: usize) -> Option<usize> {
        match self.chars[at] {
            '第' => self.ordinal(at),
            '前' => self.rank(at),
            '〔' | '[' | '［' | '【' | '（' | '(' => self.bracketed_number(at),
            c if is_digit(c) => self.date(at).or_else(|| self.code(at)),
            c if digit(c).is_some() => self.chinese_year(at).or_else(|| self.chinese_chain(at)),
            _ => None,
        }
    }

    // 第三, 第12批, 第1—3季度.
    fn ordinal(&self, at: usize) -> Option<usize> {
        let end = self.any_number(self.over_blanks(at + 1))?;
        let second = self.dash(end).and_then(|it| self.any_number(it));
        Some(second.unwrap_or(end))
    }

    // 前10名, 前三位: a place in a ranking.
    fn rank(&self, at: usize) -> Option<usize> {
        let end = self.over_blanks(self.any_number(at + 1)?);
        self.get(end).filter(|c| matches!(c, '名' | '位' | '强' | '列' | '甲'))?;
        Some(end + 1)
    }

    // （3）, （十二）, 〔2020〕, [1], （2022年）: the number of an item, a year, a note.
    fn bracketed_number(&mut self, at: usize) -> Option<usize> {
        let start = self.over_blanks(at + 1);
        let end = self.over_blanks(self.any_number(start)?);
        if matches!(self.get(end), Some('）' | ')' | '〕' | ']' | '］' | '】')) && end <= start + 5 {
            return Some(end + 1);
        }
        None
    }

    // The end of Arabic digits or Chinese numerals at `at`, ten characters at most; no sign, no unit.
    fn any_number(&self, at: usize) -> Option<usize> {
        let arabic = self.digits_few(at);
        if arabic > 0 {
            return Some(at + arabic);
        }
        let numeral = |c: &char| digit(*c).is_some() || matches!(c, '十' | '百' | '千' | '廿' | '卅');
        let rest = self.chars.get(at..)?;
        let length = rest.iter().take(10).take_while(|c| numeral(c)).count();
        (length > 0).then_some(at + length)
    }

    // How many digits stand at `at`, counted to 12 at most.
    fn digits_few(&self, at: usize) -> usize {
        self.chars.get(at..).map_or(0, |it| it.iter().take(12).take_while(|c| is_digit(**c)).count())
    }

    // The place behind a dash or 至/到, with blanks.
    fn dash(&self, at: usize) -> Option<usize> {
        let at = self.over_blanks(at);
        let mut end = at;
        while end < at + 2
            && matches!(self.get(end), Some('-' | '—' | '–' | '－' | '~' | '～' | '至' | '到' | '−'))
        {
            end += 1;
        }
        (end > at).then(|| self.over_blanks(end))
    }

    fn value(&self, at: usize, length: usize) -> i32 {
        self.chars[at..at + length].iter().fold(0, |n, c| n * 10 + i32::from(arabic_digit(*c).unwrap_or(0)))
    }

    fn year_at(&self, at: usize) -> Option<i32> {
        (self.digits_few(at) == 4).then(|| self.value(at, 4)).filter(|it| (1900..=2100).contains(it))
    }

    fn date(&mut self, at: usize) -> Option<usize> {
        self.years(at).or_else(|| self.months(at)).or_else(|| self.day_or_time(at))
    }

    // 2022年, 2022年3月5日, 2022-03-05, 2021-2023年, 2022年1—7月, 2022.05.
    fn years(&mut self, at: usize) -> Option<usize> {
        let year = self.year_at(at)?;
        let mut period = Period { year: Some(year), ..context::period(at..at) };
        let mut end = at + 4;
        let then = self.over_blanks(end);
        if self.get(then) == Some('年') {
            end = self.calendar_tail(then + 1, &mut period);
            if let Some(next) = self.dash(end)
                && let Some(until) = self.year_at(next)
            {
                end = self.until_year(next, until, &mut period);
            }
        } else if let Some(next) = self.dash(end)
            && let Some(until) = self.year_at(next)
        {
            end = self.until_year(next, until, &mut period);
        } else if let Some(numeric) = self.numeric_date(end) {
            end = numeric;
        } else if self.get(end) == Some('、') && self.year_at(end + 1).is_some() {
            return Some(end);
        } else if matches!(self.get(then), Some('财' | '学')) && self.get(then + 1) == Some('年') {
            end = then + 2;
        } else {
            return None;
        }
        // 比2021年增长, 与2021年持平: the other year is only compared with.
        let left = self.before(self.back_over_blanks(at));
        let with = ["持平", "基本持平", "相比", "同期"].iter().any(|it| self.starts(end, it));
        if matches!(left, Some('较' | '比')) || (with && matches!(left, Some('与' | '和' | '同'))) {
            return Some(end);
        }
        period.as_of = self.ends(self.back_over_blanks(at), "截至") || self.ends(at, "截止");
        period.span = at..end;
        self.period = Some(period);
        self.period_behind = None;
        Some(end)
    }

    // 2023年12月31日 as the end of a span; its last month is the last of the whole.
    fn until_year(&self, at: usize, year: i32, period: &mut Period) -> usize {
        period.until_year = Some(year);
        let then = self.over_blanks(at + 4);
        if self.get(then) != Some('年') {
            return at + 4;
        }
        let mut last = period.clone();
        let end = self.calendar_tail(then + 1, &mut last);
        if let (Some((first, _)), Some((_, month))) = (period.months, last.months) {
            period.months = Some((first, month));
        }
        end
    }

    // -03-05, .5.12, /3 behind a year, when no unit follows.
    fn numeric_date(&self, at: usize) -> Option<usize> {
        let mark = self.get(at).filter(|c| matches!(c, '-' | '.' | '/' | '．' | '—'))?;
        let month = self.digits_few(at + 1);
        let is_month = |length: usize| (1..=2).contains(&length);
        if !is_month(month) || self.value(at + 1, month) > 12 || self.value(at + 1, month) == 0 {
            return None;
        }
        let end = at + 1 + month;
        if self.get(end) == Some(mark) && is_month(self.digits_few(end + 1)) {
            return Some(end + 1 + self.digits_few(end + 1));
        }
        self.unit_at(end).is_none().then_some(end)
    }

    // 度 3月5日 10时30分, 1—7月, 第一季度, 上半年 behind 年.
    fn calendar_tail(&self, at: usize, period: &mut Period) -> usize {
        let at = if self.get(at) == Some('度') { at + 1 } else { at };
        let start = self.over_blanks(at);
        match self.month_span(start, period) {
            Some(end) => end,
            None => {
                for (word, months) in [
                    ("上半年", (1, 6)),
                    ("下半年", (7, 12)),
                    ("第一季度", (1, 3)),
                    ("一季度", (1, 3)),
                    ("二季度", (4, 6)),
                    ("三季度", (7, 9)),
                    ("四季度", (10, 12)),
                ] {
                    if self.starts(start, word) {
                        period.months = Some(months);
                        return start + word.chars().count();
                    }
                }
                at
            }
        }
    }

    // 3月, 1-7月, 1月至7月, 3月5日.
    fn month_span(&self, at: usize, period: &mut Period) -> Option<usize> {
        let month = |at: usize| {
            let length = self.digits_few(at);
            let value = if (1..=2).contains(&length) { self.value(at, length) } else { 0 };
            (1..=12).contains(&value).then(|| (at + length, value as u8))
        };
        let (first_end, first) = month(at)?;
        let named = |end: usize| self.get(self.over_blanks(end)) == Some('月');
        let mut end = first_end;
        let mut last = first;
        if named(end) {
            end = self.day_behind(self.over_blanks(end) + 1);
        }
        if let Some(next) = self.dash(end)
            && let Some((second_end, second)) = month(next)
            && (named(second_end))
        {
            last = second;
            end = self.day_behind(self.over_blanks(second_end) + 1);
        } else if end == first_end {
            return None;
        }
        period.months = Some((first, last));
        Some(end)
    }

    // 份, or 5日, 5日—7日, behind 月.
    fn day_behind(&self, at: usize) -> usize {
        if self.get(at) == Some('份') {
            return at + 1;
        }
        self.day_or_time(self.over_blanks(at)).unwrap_or(at)
    }

    fn months(&mut self, at: usize) -> Option<usize> {
        let mut period = context::period(at..at);
        let end = self.month_span(at, &mut period)?;
        // 3个月 does not come here; 12月 does, also in 1—12月 without a year: the year named before still holds.
        period.year = self.period.as_ref().and_then(|it| it.year);
        period.span = at..end;
        period.as_of = self.ends(at, "截至");
        self.period = Some(period);
        Some(end)
    }

    // 25日, 10号, 5—7日, 8时30分, 9:00, 12点整.
    fn day_or_time(&self, at: usize) -> Option<usize> {
        let length = self.digits_few(at);
        if length == 0 {
            return None;
        }
        let end = at + length;
        let then = self.over_blanks(end);
        let day = |at: usize| matches!(self.get(at), Some('日' | '号'));
        if day(then) && !self.starts(then, "日元") {
            return Some(self.building_behind(then + 1));
        }
        if let Some(next) = self.dash(end) {
            let second = self.digits_few(next);
            if second > 0 && day(self.over_blanks(next + second)) {
                return Some(self.over_blanks(next + second) + 1);
            }
        }
        if length > 2 {
            return None;
        }
        match self.get(then) {
            Some('时') => {
                let minutes = self.digits_few(then + 1);
                let minute_end = then + 1 + minutes;
                Some(if minutes > 0 && self.get(minute_end) == Some('分') {
                    minute_end + 1
                } else {
                    then + 1
                })
            }
            Some('点')
                if self
                    .get(then + 1)
                    .is_none_or(|c| is_digit(c) || "半整前后至到钟以，。、；".contains(c)) =>
            {
                Some(then + 1)
            }
            _ => None,
        }
    }

    // 3栋, 502室 behind 12号: the rest of an address.
    fn building_behind(&self, at: usize) -> usize {
        let end = at + self.digits_few(at);
        let named = matches!(self.get(end), Some('栋' | '幢' | '座' | '楼' | '室' | '院'));
        if end > at && named { self.building_behind_once(end + 1) } else { at }
    }

    fn building_behind_once(&self, at: usize) -> usize {
        let end = at + self.digits_few(at);
        if end > at && matches!(self.get(end), Some('室' | '房' | '层' | '楼')) { end + 1 } else { at }
    }

    // Numbers joined to other numbers by marks, and numbers of items: 020-12345678, 1+4, 3·15, 10/10, 1:1.5, 7×24,
    // 1., 2）. Also the digits of a name: 5G, 4A, 3D.
    fn code(&self, at: usize) -> Option<usize> {
        let end = at + self.digits(at);
        if self.joined_left(at) {
            return Some(end);
        }
        let next = self.get(end);
        if self.begins_item(at)
            && end - at <= 3
            && matches!(next, Some('.' | '．' | '、' | ')' | '）'))
            && !self.get(end + 1).is_some_and(is_digit)
        {
            return Some(end + 1);
        }
        if self.begins_line(at)
            && let Some(section_end) = self.section_number(end)
        {
            return Some(section_end);
        }
        if next.is_some_and(is_letter) && self.unit_at(end).is_none() {
            return Some(self.name_end(end));
        }
        if let Some(end) = self.unclear_comma(at, end) {
            return Some(end);
        }
        let joint =
            next.filter(|c| matches!(c, '+' | '＋' | '·' | '•' | '/' | ':' | '：' | '∶' | '×' | '*'))?;
        let part =
            |c: char| is_digit(c) || is_letter(c) || (matches!(joint, '+' | '＋') && digit(c).is_some());
        if !self.get(end + 1).is_some_and(part) {
            return None;
        }
        Some(self.chain_end(end))
    }

    // 1，234万元: a full-width comma separates thousands here or two clauses there; nothing is claimed of either.
    fn unclear_comma(&self, at: usize, end: usize) -> Option<usize> {
        let mut end = end;
        if !(1..=3).contains(&(end - at)) || self.chars[at] == '0' || !self.chars[at].is_ascii() {
            return None;
        }
        let start = end;
        while self.get(end) == Some('，') && self.digits_few(end + 1) == 3 {
            end += 4;
        }
        (end > start).then(|| self.chain_end(end))
    }

    // The end of a chain of digits and joints, from a joint on.
    fn chain_end(&self, at: usize) -> usize {
        let inside = |c: &&char| {
            is_digit(**c)
                || is_letter(**c)
                || matches!(c, '+' | '＋' | '·' | '•' | '/' | ':' | '：' | '∶' | '×' | '*' | '.')
        };
        let mut end = at + self.chars[at..].iter().take_while(inside).count();
        // A mark at the very end is punctuation, not part of the chain.
        while end > at && !is_digit(self.chars[end - 1]) && !is_letter(self.chars[end - 1]) {
            end -= 1;
        }
        end
    }

    fn name_end(&self, at: usize) -> usize {
        at + self.chars[at..].iter().take_while(|c| is_letter(**c) || is_digit(**c)).count()
    }

    // A hyphen chain on the right (020-8888) or a joint on the left (+4, -8888) makes it a code.
    fn joined_left(&self, at: usize) -> bool {
        let end = at + self.digits_few(at);
        let hyphen = |c: Option<char>| matches!(c, Some('-' | '－'));
        let phone = self.digits_few(at) >= 3 && hyphen(self.get(end)) && self.digits_few(end + 1) >= 7;
        let left = self.before(at);
        let left_joint = matches!(left, Some('+' | '＋' | '·' | '•' | '_' | '#' | '№'));
        let phone_tail = hyphen(left) && at >= 2 && is_digit(self.chars[at - 2]) && self.digits_few(at) >= 4;
        phone || left_joint || phone_tail
    }

    fn begins_line(&self, at: usize) -> bool {
        let left = self.chars[..at]
            .iter()
            .rev()
            .find(|c| !matches!(c, ' ' | '\u{a0}' | '\u{3000}' | '\t' | '#' | '*'));
        at == 0 || (left.is_none_or(|c| *c == '\n') && at < usize::MAX)
    }

    // Whether an item number may stand at `at`: at the head of a line or of a sentence.
    fn begins_item(&self, at: usize) -> bool {
        let left = self.before(self.back_over_blanks(at));
        left.is_none_or(|c| matches!(c, '\n' | '。' | '；' | ';' | '：' | ':' | '！' | '？' | '\t' | '|'))
    }

    // .2 or .2.3 behind the first digits of a heading number, when a word and no unit follows.
    fn section_number(&self, at: usize) -> Option<usize> {
        let mut end = at;
        while matches!(self.get(end), Some('.' | '．')) && (1..=2).contains(&self.digits_few(end + 1)) {
            end = end + 1 + self.digits_few(end + 1);
        }
        (end > at && self.unit_at(end).is_none()).then_some(end)
    }

    // 二〇二二年, 二零二二年.
    fn chinese_year(&mut self, at: usize) -> Option<usize> {
        let year =
            self.chars.get(at..at + 4)?.iter().try_fold(0, |n, c| Some(n * 10 + i32::from(digit(*c)?)))?;
        let known = (1900..=2100).contains(&year) && self.get(at + 4) == Some('年');
        if !known {
            return None;
        }
        self.period = Some(Period { year: Some(year), ..context::period(at..at + 5) });
        Some(at + 5)
    }

    // 一+四 and the like: a name.
    fn chinese_chain(&self, at: usize) -> Option<usize> {
        matches!(self.get(at + 1), Some('+' | '＋')).then_some(at + 2)
    }
}
