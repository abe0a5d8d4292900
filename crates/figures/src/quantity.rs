//! A number with its unit and the words that widen it.

use crate::context;
use crate::figure::{FigureFound, Modifier};
use crate::find::{REACH, Reader, is_blank, is_digit, is_letter};
use crate::widening::widened;
use crate::words;
use hengji_num::written::arabic_digit;
use hengji_num::{BarePowers, Form, Interval, Stated, Unit, Written, WrittenError, scan};
use std::ops::Range;

/// The longest unit name looked for, in characters.
const UNIT_LENGTH_MAX: usize = 10;

/// A number with its unit, before the words around it are looked at.
pub(crate) struct Core {
    pub(crate) number: Range<usize>,
    pub(crate) end: usize,
    pub(crate) stated: Stated,
    /// The number had 余 or 多 inside: 20多万.
    pub(crate) odd: bool,
    pub(crate) chinese: bool,
    pub(crate) has_unit: bool,
}

impl Reader<'_> {
    /// The quantity at `at`: found, or `Err` with the end of a number that is none, or `None` when no number
    /// begins here.
    pub fn quantity(&self, at: usize) -> Option<Result<FigureFound, usize>> {
        let (bare, bare_modifier) = self.bare_powers(at);
        let (length, number) = self.spaced_number(at).or_else(|| scan(&self.chars[at..], bare))?;
        let skip = Some(Err(at + length));
        let Ok(number) = number else { return skip };
        if self.reads_on_from_left(at) {
            return skip;
        }
        let Some(mut core) = self.core(at, length, &number) else { return skip };
        let range = self.range_behind(&core);
        if core.chinese && range.is_none() && !self.chinese_allowed(&core.number, core.end, &core.stated) {
            return Some(Err(core.end.max(at + length)));
        }
        if bare_modifier.is_some() && !core.has_unit {
            return skip;
        }
        if !core.has_unit
            && let Some(unit) = self.unit_of_list(at, core.end)
        {
            core.stated = Stated::with_unit(&number, unit);
            core.has_unit = true;
        }
        if self.names_recent_time(&core) {
            return Some(Err(core.end));
        }
        if !(number.chinese
            || core.has_unit
            || range.is_some()
            || self.stands_without_unit(at, length, &number))
        {
            return skip;
        }
        if self.minus_before(at) {
            core.stated = core.stated.negated();
            core.number.start -= 1;
        }
        Some(Ok(self.finish(core, range)))
    }

    // 分别为16、11和5家: the unit at the end of a list holds for all of it.
    fn unit_of_list(&self, at: usize, end: usize) -> Option<Unit> {
        const ITEMS_MAX: usize = 8;
        if !matches!(self.get(end), Some('、' | '和' | '及')) {
            return None;
        }
        let clause =
            self.chars[at.saturating_sub(REACH)..at].iter().rev().take_while(|c| !"，。；\n".contains(**c));
        let before: String = clause.collect::<Vec<_>>().into_iter().rev().collect();
        if !["分别", "依次"].iter().any(|it| before.contains(it)) {
            return None;
        }
        let mut end = end;
        for _ in 0..ITEMS_MAX {
            if !matches!(self.get(end), Some('、' | '和' | '及')) {
                return None;
            }
            let (length, number) = scan(self.chars.get(end + 1..)?, BarePowers::Refused)?;
            let core = self.core(end + 1, length, &number.ok()?)?;
            if core.has_unit {
                return Some(core.stated.quantity.unit);
            }
            end = core.end;
        }
        None
    }

    // 近三年, 近5个月: a period up to now, not a number.
    fn names_recent_time(&self, core: &Core) -> bool {
        let start = self.back_over_blanks(core.number.start);
        matches!(&*core.stated.quantity.unit.top.name, "年" | "个月" | "周" | "天")
            && self.before(start) == Some('近')
    }

    // 4 850.40: blanks between groups of three, believed only where a decimal part ends the number.
    fn spaced_number(&self, at: usize) -> Option<(usize, Result<Written, WrittenError>)> {
        let blank = |at: usize| self.get(at).is_some_and(is_blank);
        let few = |at: usize| {
            self.chars.get(at..).map_or(0, |it| it.iter().take(4).take_while(|c| is_digit(**c)).count())
        };
        let mut end = at + few(at);
        if !(1..=3).contains(&(end - at)) || !blank(end) {
            return None;
        }
        while end < at + REACH && blank(end) && few(end + 1) == 3 {
            end += 4;
        }
        if !(matches!(self.get(end), Some('.' | '．')) && few(end + 1) > 0) {
            return None;
        }
        end += 1 + self.digits(end + 1);
        let tight: Vec<char> = self.chars[at..end].iter().copied().filter(|c| !is_blank(*c)).collect();
        let (length, number) = scan(&tight, BarePowers::Refused)?;
        (length == tight.len()).then_some((end - at, number))
    }

    // Whether what stands directly before makes this number part of something else.
    fn reads_on_from_left(&self, at: usize) -> bool {
        match self.before(at) {
            Some('.' | '．' | ',') => at >= 2 && is_digit(self.chars[at - 2]),
            Some('±' | '第' | '№' | '×') => true,
            Some('数' | '几' | '好') => !is_digit(self.chars[at]),
            _ => false,
        }
    }

    pub(crate) fn core(&self, at: usize, length: usize, number: &Written) -> Option<Core> {
        let end = at + length;
        let core = |number_end, end, stated, odd, has_unit| Core {
            number: at..number_end,
            end,
            stated,
            odd,
            chinese: number.chinese,
            has_unit,
        };
        if number.form != Form::Bare {
            let stated = Stated::of(number, "", self.units).ok()?;
            return Some(core(end, end, stated, false, true));
        }
        if let Some((odd_end, unit)) = self.odd_unit(end) {
            return Some(core(end, odd_end, Stated::with_unit(number, unit), true, true));
        }
        // 1.2万人次: the unit is 万人次, the number 1.2.
        if let Some(part) = &number.before_big
            && let Some((unit_end, unit)) = self.unit_at(at + part.0)
            && unit_end >= end
        {
            // 增加4.66万 is a quantity; 三万 alone is left to the rules on Chinese numerals.
            let has_unit = !unit.is_plain() || is_digit(self.chars[at]);
            return Some(core(at + part.0, unit_end, Stated::with_unit(&part.1, unit), false, has_unit));
        }
        if let Some((unit_end, unit)) = self.unit_at(end) {
            return Some(core(end, unit_end, Stated::with_unit(number, unit), false, true));
        }
        if matches!(self.before(at), Some('￥' | '¥')) {
            return Some(core(end, end, Stated::with_unit(number, self.units.get("元")?), false, true));
        }
        Some(core(end, end, Stated::with_unit(number, Unit::plain()), false, false))
    }

    // 余家, 多万人次, 余万元 behind a number: the end and the unit.
    fn odd_unit(&self, at: usize) -> Option<(usize, Unit)> {
        match self.get(at) {
            Some('余' | '多') => self.unit_at(at + 1),
            _ => None,
        }
    }

    /// The longest known unit at `at`, over blanks: where it ends and what it is. A character that begins
    /// another word (3处理) is no unit.
    pub fn unit_at(&self, at: usize) -> Option<(usize, Unit)> {
        let start = self.over_blanks(at);
        let rest = &self.chars[start.min(self.chars.len())..];
        if !rest.first().is_some_and(|c| self.unit_heads.contains(c)) {
            return None;
        }
        let usable = rest
            .iter()
            .take(UNIT_LENGTH_MAX)
            .take_while(|c| !is_blank(**c) && **c != '\n' && !is_digit(**c))
            .count();
        let mut length = usable;
        while length > 0 {
            let name: String = rest[..length].iter().collect();
            if let Some(unit) = self.units.get(&name)
                && !words::NAMING_UNITS.contains(&&*unit.top.name)
                && self.ends_unit(&name, rest, length)
            {
                return Some((start + length, unit));
            }
            length -= 1;
        }
        None
    }

    fn ends_unit(&self, name: &str, rest: &[char], length: usize) -> bool {
        let next = rest.get(length).copied();
        let last = rest[length - 1];
        if is_letter(last) && next.is_some_and(|c| is_letter(c) || is_digit(c)) {
            return false;
        }
        // The quarter of a year is a date; 个季度 is a length of time.
        if name == "季度" {
            return false;
        }
        let plain_name = name.trim_start_matches(['万', '亿']);
        let key = if plain_name.is_empty() { name } else { plain_name };
        !next.is_some_and(|c| {
            words::OTHER_WORD.iter().any(|(unit, heads)| *unit == key && heads.contains(c))
                && !(key == "次" && c == '日')
        })
    }

    // 近千家: a power without a digit counts behind a word that makes it one.
    pub(crate) fn bare_powers(&self, at: usize) -> (BarePowers, Option<Modifier>) {
        if !matches!(self.chars[at], '百' | '千' | '万' | '亿')
            || self.starts(at, "百分")
            || self.starts(at, "千分")
        {
            return (BarePowers::Refused, None);
        }
        // 百余家, 千多人.
        if matches!(self.get(at + 1), Some('余' | '多')) && self.unit_at(at + 2).is_some() {
            return (BarePowers::Allowed, None);
        }
        let found = words::BEFORE_BARE_POWER.iter().find(|it| self.ends(at, it.0)).map(|it| it.1);
        // 以上百户 is 以上 and something else.
        match found {
            Some(modifier) if !self.ends(at, "以上") && !self.ends(at, "向上") => {
                (BarePowers::Allowed, Some(modifier))
            }
            _ => (BarePowers::Refused, None),
        }
    }

    // A minus, not a dash: at the head, behind a bracket or a word that leads to a number.
    fn minus_before(&self, at: usize) -> bool {
        if !matches!(self.before(at), Some('-' | '−' | '－' | '△' | '▲')) {
            return false;
        }
        let sure = matches!(self.before(at), Some('△' | '▲' | '−'));
        let left = self.before(at - 1);
        sure || left.is_none_or(|c| is_blank(c) || "长为降率是达到幅：:（(，,、|\n\t增余额差值数".contains(c))
    }

    // A number without a unit is a figure when its form or the word before it says so: 38,962.08, 得分98.
    fn stands_without_unit(&self, at: usize, length: usize, number: &Written) -> bool {
        let text = &self.chars[at..at + length];
        let end = at + length;
        if self.get(end).is_some_and(|c| is_letter(c) || "号版#＃".contains(c))
            || number.before_big.is_some() && length < 2
        {
            return false;
        }
        if self.starts(end, "时代") || text.len() > 24 {
            return false;
        }
        let grouped = text.contains(&',');
        let decimals = text.iter().rev().take_while(|c| arabic_digit(**c).is_some()).count();
        let has_point = decimals < text.len() && matches!(text[text.len() - 1 - decimals], '.' | '．');
        if grouped || (has_point && decimals >= 2 && !self.options.only_sure) {
            return true;
        }
        self.leads_to_number(at)
    }

    // Whether a role word or a copula stands directly before: 得分98, 预算数为1200.
    fn leads_to_number(&self, at: usize) -> bool {
        let at = context::before_copulas(self, at).0;
        words::ROLES.iter().any(|(word, role)| words::NAMING_ROLES.contains(role) && self.ends(at, word))
    }

    fn finish(&self, core: Core, range: Option<(usize, Interval, Stated)>) -> FigureFound {
        let span = core.number.start..core.end;
        let (left, mut modifiers) = self.modifiers_before(core.number.start);
        if let Some(it) = self.bare_powers(core.number.start).1
            && !modifiers.contains(&it)
        {
            modifiers.push(it);
        }
        if core.odd {
            modifiers.push(Modifier::Odd);
        }
        let mut stated = core.stated;
        let mut end = core.end;
        let mut interval = None;
        let mut span = span;
        if let Some((range_end, range, low)) = range {
            (end, span, interval, stated) = (range_end, span.start..range_end, Some(range), low);
            modifiers.push(Modifier::Range);
        }
        let (behind, more) = self.modifiers_behind(end);
        modifiers.extend(more);
        let base = interval.unwrap_or_else(|| self.plain_interval(&stated, left, end));
        let interval = modifiers.iter().fold(base, |all, it| widened(&all, *it, &stated));
        let clause = context::clause_start(self, left);
        FigureFound {
            text: self.text(span.clone()),
            number: core.number,
            whole: left..behind,
            change: context::change(self, left),
            roles: context::roles(self, clause, left),
            label: context::label(self, clause, left, behind, &stated.quantity.unit),
            period: self.period.clone(),
            span,
            stated,
            interval,
            modifiers,
        }
    }
}
