//! Points that move, totals, grades, and the point-loss account (丢分账).

use hengji_num::{Rational, Rounding};
use hengji_rulebook::{Grade, NotApplicable, grade_of};

use crate::scored::{Amount, GroupScore, Item, Lack, Loss, Scored};

/// An item before scoring: its points and whether it applies.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub code: String,
    pub path: Vec<String>,
    pub points: Rational,
    pub policy: NotApplicable,
    pub applies: bool,
}

/// The points of each slot after those that do not apply gave theirs away, and whether the total is rescaled.
///
/// Shares are cut to whole hundredths and the rest goes to the largest remainders, so that printed points
/// add up.
pub(crate) fn distribute(slots: &[Slot]) -> (Vec<Rational>, bool) {
    let mut points: Vec<Rational> = slots.iter().map(|it| it.points.clone()).collect();
    let mut rescale = false;
    for (index, slot) in slots.iter().enumerate().filter(|(_, it)| !it.applies) {
        if slot.policy == NotApplicable::Full {
            continue;
        }
        points[index] = Rational::ZERO;
        let takers = takers(slots, index);
        if takers.is_empty() {
            rescale = true;
            continue;
        }
        let weights: Vec<Rational> = takers.iter().map(|at| slots[*at].points.clone()).collect();
        for (at, share) in takers.iter().zip(shares(&slot.points, &weights)) {
            points[*at] = &points[*at] + &share;
        }
    }
    (points, rescale)
}

fn takers(slots: &[Slot], from: usize) -> Vec<usize> {
    let slot = &slots[from];
    let under = |depth: usize| -> Vec<usize> {
        let prefix = &slot.path[..depth.min(slot.path.len())];
        let takes = |(at, it): (usize, &Slot)| {
            (at != from && it.applies && !it.points.is_zero() && it.path.starts_with(prefix)).then_some(at)
        };
        slots.iter().enumerate().filter_map(takes).collect()
    };
    match &slot.policy {
        NotApplicable::Rescale | NotApplicable::Full => Vec::new(),
        NotApplicable::MoveTo(code) => {
            let to = slots.iter().position(|it| it.code == *code && it.applies);
            to.map_or_else(|| under(1), |at| vec![at])
        }
        NotApplicable::Parent => under(1),
        NotApplicable::Siblings => {
            let near = under(slot.path.len().saturating_sub(1).max(1));
            if near.is_empty() { under(1) } else { near }
        }
    }
}

/// Splits `whole` by weights into hundredths; the last hundredths go to the largest remainders.
pub(crate) fn shares(whole: &Rational, weights: &[Rational]) -> Vec<Rational> {
    let sum: Rational = weights.iter().sum();
    let exact: Vec<Rational> = weights
        .iter()
        .map(|it| {
            (whole * it)
                .div(&sum)
                .unwrap_or_else(|_| whole.div(&Rational::int(weights.len() as i64)).unwrap_or_default())
        })
        .collect();
    let mut cut: Vec<Rational> = exact.iter().map(|it| it.round(2, Rounding::Down)).collect();
    let mut order: Vec<usize> = (0..cut.len()).collect();
    order.sort_by(|a, b| (&exact[*b] - &cut[*b]).cmp(&(&exact[*a] - &cut[*a])));
    let cent = Rational::scaled(1, 2);
    for at in order.iter().cycle().take(cut.len() * 2) {
        let left = whole - &cut.iter().sum::<Rational>();
        if left.is_zero() || left.is_negative() {
            break;
        }
        let step = if left < cent { left } else { cent.clone() };
        cut[*at] = &cut[*at] + &step;
    }
    cut
}

/// The sum of amounts: known when all are, a range when one is open, none when one was never given.
pub(crate) fn sum<'a>(amounts: impl IntoIterator<Item = &'a Amount>) -> Amount {
    let (mut low, mut high) = (Rational::ZERO, Rational::ZERO);
    let mut missing: Vec<Lack> = Vec::new();
    let mut open = false;
    for amount in amounts {
        match amount {
            Amount::None => return Amount::None,
            Amount::NotApplicable => continue,
            Amount::Range { missing: own, .. } => {
                open = true;
                missing.extend(own.iter().cloned());
            }
            Amount::Score(_) => {}
        }
        low = &low + &amount.low();
        high = &high + &amount.high();
    }
    if open { Amount::Range { low, high, missing } } else { Amount::Score(low) }
}

fn scaled(amount: Amount, full: &Rational, of: &Rational, places: u32) -> Amount {
    let scale = |it: &Rational| (it * full).div(of).unwrap_or_default().round(places, Rounding::HalfUp);
    match amount {
        Amount::Score(score) => Amount::Score(scale(&score)),
        Amount::Range { low, high, missing } => {
            Amount::Range { low: scale(&low), high: scale(&high), missing }
        }
        other => other,
    }
}

/// Fills totals, headings, grade and losses from the items.
pub(crate) fn finish(scored: &mut Scored, grades: &[Grade], places: u32, rescale: bool) {
    scored.groups = groups(&scored.items);
    let of = |pick: fn(&Item) -> &Amount| sum(scored.items.iter().map(pick));
    let mut totals =
        [of(|it| &it.declared), of(|it| &it.recomputed), of(|it| &it.evidenced), of(|it| &it.score)];
    if rescale {
        let applicable: Rational = scored.items.iter().map(|it| &it.points).sum();
        let plain = totals[3].low();
        totals = totals.map(|it| scaled(it, &scored.points, &applicable, places));
        scored.rescaled = Some((plain, applicable));
    }
    let [declared, recomputed, evidenced, total] = totals;
    if scored.declared == Amount::None {
        scored.declared = declared;
    }
    scored.recomputed = recomputed;
    scored.evidenced = evidenced;
    scored.grade = grade(grades, &total);
    scored.total = total;
    scored.losses = losses(scored);
}

/// The grade of a total; of a range only when both ends have the same.
pub(crate) fn grade(grades: &[Grade], total: &Amount) -> String {
    match total {
        Amount::Score(score) => grade_of(grades, score).to_owned(),
        Amount::Range { low, high, .. } if grade_of(grades, low) == grade_of(grades, high) => {
            grade_of(grades, low).to_owned()
        }
        _ => String::new(),
    }
}

fn groups(items: &[Item]) -> Vec<GroupScore> {
    let mut paths: Vec<Vec<String>> = Vec::new();
    for item in items {
        for depth in 1..item.path.len() {
            let path = item.path[..depth].to_vec();
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
    }
    let group = |path: Vec<String>| {
        let own: Vec<&Item> = items.iter().filter(|it| it.path.starts_with(&path)).collect();
        GroupScore {
            points: own.iter().map(|it| &it.points).sum(),
            score: sum(own.iter().map(|it| &it.score)),
            path,
        }
    };
    paths.into_iter().map(group).collect()
}

/// The losses of all items; they add up to full points − total exactly while the total is known.
fn losses(scored: &Scored) -> Vec<Loss> {
    let mut all: Vec<Loss> = scored.items.iter().flat_map(item_losses).collect();
    if let (Some((plain, applicable)), Amount::Score(total)) = (&scored.rescaled, &scored.total) {
        // Rescaling stretches gains and losses alike; the stretch stands as a line of its own.
        let lost = &scored.points - total;
        let stretch = &lost - &(applicable - plain);
        if !stretch.is_zero() {
            all.push(Loss {
                name: "折算".into(),
                points: stretch,
                reason: format!(
                    "不适用指标的分值不计，其余 {} 分按 {} 分折算",
                    applicable.to_fixed(2),
                    scored.points.to_fixed(2)
                ),
                ..Loss::default()
            });
        }
    }
    all
}

fn item_losses(item: &Item) -> Vec<Loss> {
    let Some(lost) = item.lost.as_ref().filter(|it| !it.is_zero()) else { return Vec::new() };
    let base = |points: Rational, reason: String, restore: String| Loss {
        code: item.code.clone(),
        name: item.name().to_owned(),
        points,
        reason,
        clause: item.clause.clone(),
        restore,
    };
    let reason = if item.reason.is_empty() { item.why.clone() } else { item.reason.clone() };
    let usual = || vec![base(lost.clone(), join(&item.why, &item.reason, &reason), item.restore.clone())];
    // A declared score of its own leaves no way to say which part lost how much.
    if item.declared.known().is_some_and(|it| item.recomputed.known() != Some(it)) {
        return usual();
    }
    let parts = if item.own.is_empty() { checklist_parts(item) } else { own_parts(item) };
    if parts.is_empty() {
        return usual();
    }
    let mut all: Vec<Loss> =
        parts.into_iter().map(|(points, reason, restore)| base(points, reason, restore)).collect();
    let said: Rational = all.iter().map(|it| &it.points).sum();
    let rest = lost - &said;
    if !rest.is_zero() {
        all.push(base(rest, "四舍五入及封顶的差额".into(), String::new()));
    }
    all
}

fn join(why: &str, declared: &str, reason: &str) -> String {
    if why.is_empty() || declared.is_empty() { reason.to_owned() } else { format!("{why}：{declared}") }
}

fn checklist_parts(item: &Item) -> Vec<(Rational, String, String)> {
    let applies = |it: &&crate::scored::CheckLine| it.answer != "不适用";
    let sum: Rational = item.checklist.iter().filter(applies).map(|it| &it.points).sum();
    let unmet: Vec<_> = item.checklist.iter().filter(|it| it.answer == "否").collect();
    // A veto or a deduction for each breach is not the sum of its parts.
    if sum.is_zero() || unmet.is_empty() || unmet.iter().any(|it| it.veto) || item.rule_deducts {
        return Vec::new();
    }
    let part = |it: &&crate::scored::CheckLine| {
        let points = (&item.points * &it.points).div(&sum).unwrap_or_default();
        let reason = match it.explanation.is_empty() {
            true => format!("不符合：{}{}", it.key, it.text),
            false => format!("不符合：{}{}（{}）", it.key, it.text, it.explanation),
        };
        (points, reason, format!("做到{}并提供佐证", it.key))
    };
    unmet.iter().map(part).collect()
}

fn own_parts(item: &Item) -> Vec<(Rational, String, String)> {
    let sum: Rational = item.own.iter().map(|it| &it.points).sum();
    let part = |own: &Item| {
        let lost = own.lost.as_ref().filter(|it| !it.is_zero())?;
        let points = (lost * &item.points).div(&sum).ok()?;
        let reason = if own.reason.is_empty() { own.why.clone() } else { join(&own.why, &own.reason, "") };
        Some((points, format!("{}：{reason}", own.name()), own.restore.clone()))
    };
    item.own.iter().filter_map(part).collect()
}
