//! The words that widen a number (约 近 余 以上 3—5), and the interval they make of it.

use crate::context;
use crate::figure::Modifier;
use crate::find::Reader;
use crate::quantity::Core;
use crate::words;
use hengji_num::{BarePowers, End, Interval, Quantity, Rational, Stated, scan};

/// 约 and 左右 mean give or take this share (domain rules on printed numbers).
fn about_share() -> Rational {
    Rational::scaled(5, 2)
}

/// 近X means at least this share of X.
fn nearly_share() -> Rational {
    Rational::scaled(9, 1)
}

impl Reader<'_> {
    // 100% is an exact claim when all of something is meant.
    pub(crate) fn plain_interval(&self, stated: &Stated, left: usize, end: usize) -> Interval {
        let whole = stated.quantity.unit.is_ratio() && stated.quantity.base == Rational::ONE;
        if whole && stated.step == Rational::scaled(1, 2) {
            let clause: String = self.text(context::clause_start(self, left)..left);
            let claims = ["占", "全部", "全覆盖", "覆盖率", "全面"];
            if claims.iter().any(|it| clause.contains(it))
                || ["全覆盖", "覆盖", "全部"].iter().any(|it| self.starts(end, it))
            {
                return Interval::exact(Rational::ONE);
            }
        }
        stated.interval()
    }

    pub(crate) fn modifiers_before(&self, at: usize) -> (usize, Vec<Modifier>) {
        let (start, modifiers) = self.modifiers_ending(at);
        if !modifiers.is_empty() {
            return (start, modifiers);
        }
        // 至少完成50项: a verb stands between.
        let verb =
            words::VERBS_BETWEEN.iter().find(|it| at >= self.floor + it.chars().count() && self.ends(at, it));
        match verb.map(|it| self.modifiers_ending(at - it.chars().count())) {
            Some((start, found)) if !found.is_empty() && !found.contains(&Modifier::About) => (start, found),
            _ => (at, modifiers),
        }
    }

    fn modifiers_ending(&self, at: usize) -> (usize, Vec<Modifier>) {
        let mut modifiers = Vec::new();
        let mut at = at;
        // A few may follow one another: 超过约, 逾近. Blanks may stand between.
        while modifiers.len() < 3 {
            let end = self.back_over_blanks(at);
            match words::BEFORE
                .iter()
                .find(|(word, _)| end >= self.floor + word.chars().count() && self.ends(end, word))
            {
                Some((word, modifier)) if !self.is_other_word(end, word) => {
                    modifiers.insert(0, *modifier);
                    at = end - word.chars().count();
                }
                _ => break,
            }
        }
        (at, modifiers)
    }

    // 节约5万, 附近3公里, 靠近, 条约, 最近3年: the character belongs to another word.
    fn is_other_word(&self, end: usize, word: &str) -> bool {
        let before = self.before(end - word.chars().count());
        let heads = match word {
            "约" => "节条合公预签集制契大",
            "近" => "最附靠相临接将邻",
            "超" => "高",
            "突破" => "",
            _ => return false,
        };
        before.is_some_and(|c| heads.contains(c))
    }

    pub(crate) fn modifiers_behind(&self, at: usize) -> (usize, Option<Modifier>) {
        let start = self.over_blanks(at);
        match words::BEHIND.iter().find(|it| self.starts(start, it.0)) {
            Some((word, modifier)) => (start + word.chars().count(), Some(*modifier)),
            None => (at, None),
        }
    }

    // —5家, ~15%, 至50万元 behind a number with or without its unit, in a text that does not say 从…到.
    pub(crate) fn range_behind(&self, first: &Core) -> Option<(usize, Interval, Stated)> {
        let Core { number, end, stated: first, has_unit, .. } = first;
        let (end, has_unit) = (*end, *has_unit);
        let mut at = self.over_blanks(end);
        let mark = self.get(at)?;
        if !matches!(mark, '-' | '—' | '–' | '－' | '~' | '～' | '至' | '到') {
            return None;
        }
        while matches!(self.get(at), Some('-' | '—' | '–' | '－' | '~' | '～' | '至' | '到')) && at < end + 4
        {
            at += 1;
        }
        let at = self.over_blanks(at);
        let (length, second) = scan(self.chars.get(at..)?, BarePowers::Refused)?;
        let core = self.core(at, length, &second.ok()?)?;
        if !core.has_unit || (matches!(mark, '至' | '到') && self.said_from(number.start)) {
            return None;
        }
        let low = if has_unit && first.quantity.unit.same_dimension(&core.stated.quantity.unit) {
            first.clone()
        } else if !has_unit {
            let unit = core.stated.quantity.unit.clone();
            let step = &first.step * &unit.scale();
            Stated { quantity: Quantity::of(first.quantity.base.clone(), unit), step }
        } else {
            return None;
        };
        let (from, to) = (low.interval(), core.stated.interval());
        (low.quantity.base <= core.stated.quantity.base).then(|| (core.end, from.hull(&to), low))
    }

    fn said_from(&self, at: usize) -> bool {
        let clause = context::clause_start(self, at);
        self.chars[clause..at].iter().any(|c| matches!(c, '从' | '由'))
    }
}

// The interval of §8.0 for a modifier: what the word adds to or takes from what the digits say.
pub(crate) fn widened(interval: &Interval, modifier: Modifier, stated: &Stated) -> Interval {
    let value = &stated.quantity.base;
    let open = match modifier {
        Modifier::About => {
            let about = Interval::about(value, &about_share());
            return about.hull(interval);
        }
        Modifier::Range => return interval.clone(),
        Modifier::Nearly => near_below(value),
        Modifier::Above => Interval::above(value.clone()),
        Modifier::AtLeast => Interval::at_least(value.clone()),
        Modifier::Below => Interval::below(value.clone()),
        Modifier::AtMost => Interval::at_most(value.clone()),
        Modifier::Odd => odd(stated),
    };
    // Two words that both bound it (逾20多万) hold together; a bound replaces what the digits alone say.
    match interval.intersection(&open) {
        Some(both) if bounds_already(interval, stated) => both,
        _ => open,
    }
}

// Whether the interval has been bounded by a word before: then it is no longer the plain one of the digits.
fn bounds_already(interval: &Interval, stated: &Stated) -> bool {
    *interval != stated.interval()
}

fn near_below(value: &Rational) -> Interval {
    let low = value * &nearly_share();
    Interval::between(End::Closed(low), End::Open(value.clone()))
        .unwrap_or_else(|| Interval::exact(value.clone()))
}

// 800余: from 800 to one more of the place of its last digit that is not zero.
fn odd(stated: &Stated) -> Interval {
    let value = stated.quantity.value();
    let mut place = stated.step.div(&stated.quantity.unit.scale()).unwrap_or(Rational::ONE);
    let ten = Rational::int(10);
    // A number has at most 60 digits.
    for _ in 0..60 {
        let higher = &place * &ten;
        let whole = value.div(&higher).is_ok_and(|it| it.is_integer());
        if place.is_zero() || value.is_zero() || !whole {
            break;
        }
        place = higher;
    }
    let low = stated.quantity.base.clone();
    let high = &low + &(&place * &stated.quantity.unit.scale());
    Interval::between(End::Closed(low.clone()), End::Open(high)).unwrap_or_else(|| Interval::exact(low))
}
