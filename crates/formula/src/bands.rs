//! Tables of bands (区间表): `≥95%：4分；[90%，95%)：3分；其他：0分`.

use hengji_num::{Quantity, Unit, UnitTable};
use std::cmp::Ordering;
use std::sync::Arc;

use crate::ast::{BinaryOp, NodeKind};
use crate::lex::fold;
use crate::parse::parse;

/// A table of bands as 分档 and 档次 read it.
///
/// `区间表 = 段 { ； 段 }`, `段 = 区间 ： 结果`. An interval (区间) is a comparison (`≥95%`, `<60`, `=0`), an interval
/// in brackets (`[90%，95%)`, `(0，10%]`), two limits that include the lower one (`90%～95%`), or `其他` for all
/// that is left. A result (结果) is a number with or without a unit, or a word.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands {
    /// In the order written.
    pub bands: Vec<Band>,
}

/// One band.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// The lower limit; `None` is open.
    pub low: Option<Limit>,
    /// The upper limit; `None` is open.
    pub high: Option<Limit>,
    /// Whether this is 其他, which takes what no other band takes.
    pub otherwise: bool,
    /// The result when it is a number.
    pub number: Option<Quantity>,
    /// The result as written.
    pub result: Arc<str>,
    /// The band as written.
    pub source: Arc<str>,
}

/// One end of a band.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Where.
    pub at: Quantity,
    /// Whether the limit itself belongs to the band.
    pub included: bool,
}

/// What is wrong with a table of bands: the text id and the part it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BandError {
    /// `formula-bands-…`.
    pub text_id: &'static str,
    /// The band, or two bands.
    pub part: String,
}

// More bands than any rule has.
const MAX_BANDS: usize = 200;

impl Bands {
    /// Reads a table, or says what is wrong with it: a band that cannot be read, no band, limits of different
    /// units, an empty band, two bands that overlap.
    pub fn parse(text: &str, units: &UnitTable) -> Result<Bands, BandError> {
        let mut bands = Vec::new();
        for part in text.split(['；', ';', '\n']).map(str::trim).filter(|it| !it.is_empty()) {
            if bands.len() == MAX_BANDS {
                return Err(wrong("formula-bands-too-many", part));
            }
            bands.push(band(part, units).ok_or_else(|| wrong("formula-bands-unreadable", part))?);
        }
        let bands = Bands { bands };
        bands.verify()?;
        Ok(bands)
    }

    fn verify(&self) -> Result<(), BandError> {
        if self.bands.is_empty() {
            return Err(wrong("formula-bands-empty", ""));
        }
        let first = self.unit();
        for (i, band) in self.bands.iter().enumerate() {
            for limit in [&band.low, &band.high].into_iter().flatten() {
                if first.as_ref().is_some_and(|unit| !unit.same_dimension(&limit.at.unit)) {
                    return Err(wrong("formula-bands-units", &band.source));
                }
            }
            if band.is_empty() {
                return Err(wrong("formula-bands-no-value", &band.source));
            }
            if let Some(other) = self.bands[..i].iter().find(|it| it.overlaps(band)) {
                return Err(wrong("formula-bands-overlap", &format!("{} / {}", other.source, band.source)));
            }
        }
        Ok(())
    }

    /// The unit of the limits, from the first one.
    pub fn unit(&self) -> Option<Unit> {
        let limits = self.bands.iter().flat_map(|it| [&it.low, &it.high]).flatten();
        limits.map(|it| it.at.unit.clone()).next()
    }

    /// The unit of the results when all are numbers of one dimension.
    pub fn result_unit(&self) -> Option<Unit> {
        let first = self.bands.first()?.number.as_ref()?.unit.clone();
        let same = |it: &Band| it.number.as_ref().is_some_and(|q| q.unit.same_dimension(&first));
        self.bands.iter().all(same).then_some(first)
    }

    /// The band a value falls into; a value of another dimension than the limits falls into none.
    pub fn find(&self, value: &Quantity) -> Option<&Band> {
        let hit = self.bands.iter().find(|it| !it.otherwise && it.contains(value));
        hit.or_else(|| self.bands.iter().find(|it| it.otherwise))
    }

    /// Values between the lowest and the highest limit that no band takes, as text; empty when there are none.
    pub fn gaps(&self) -> Vec<String> {
        if self.bands.iter().any(|it| it.otherwise) {
            return Vec::new();
        }
        let mut sorted: Vec<&Band> = self.bands.iter().collect();
        sorted.sort_by(|a, b| low_order(a, b));
        let mut gaps = Vec::new();
        for pair in sorted.windows(2) {
            if let (Some(high), Some(low)) = (&pair[0].high, &pair[1].low) {
                let order = high.at.base.cmp(&low.at.base);
                if order.is_lt() || order.is_eq() && !high.included && !low.included {
                    let open = if high.included { "(" } else { "[" };
                    let close = if low.included { ")" } else { "]" };
                    gaps.push(format!("{open}{}，{}{close}", high.at, low.at));
                }
            }
        }
        gaps
    }
}

fn wrong(text_id: &'static str, part: &str) -> BandError {
    BandError { text_id, part: part.to_owned() }
}

fn low_order(a: &Band, b: &Band) -> Ordering {
    match (&a.low, &b.low) {
        (None, None) => Ordering::Equal,
        (None, _) => Ordering::Less,
        (_, None) => Ordering::Greater,
        (Some(a), Some(b)) => a.at.base.cmp(&b.at.base).then(b.included.cmp(&a.included)),
    }
}

impl Band {
    /// Whether the value lies in it; never for 其他.
    pub fn contains(&self, value: &Quantity) -> bool {
        let above = |limit: &Limit| match value.compare(&limit.at) {
            Ok(order) => order.is_gt() || order.is_eq() && limit.included,
            Err(_) => false,
        };
        let below = |limit: &Limit| match value.compare(&limit.at) {
            Ok(order) => order.is_lt() || order.is_eq() && limit.included,
            Err(_) => false,
        };
        !self.otherwise && self.low.as_ref().is_none_or(above) && self.high.as_ref().is_none_or(below)
    }

    fn is_empty(&self) -> bool {
        match (&self.low, &self.high) {
            (Some(low), Some(high)) => match low.at.base.cmp(&high.at.base) {
                Ordering::Less => false,
                Ordering::Equal => !(low.included && high.included),
                Ordering::Greater => true,
            },
            _ => false,
        }
    }

    fn overlaps(&self, other: &Band) -> bool {
        if self.otherwise || other.otherwise {
            return self.otherwise && other.otherwise;
        }
        let before = |a: &Band, b: &Band| match (&a.high, &b.low) {
            (Some(high), Some(low)) => match high.at.base.cmp(&low.at.base) {
                Ordering::Less => true,
                Ordering::Equal => !(high.included && low.included),
                Ordering::Greater => false,
            },
            _ => false,
        };
        !before(self, other) && !before(other, self)
    }
}

fn band(part: &str, units: &UnitTable) -> Option<Band> {
    let colon = part.find(['：', ':'])?;
    let (interval, rest) = part.split_at(colon);
    let result = rest.trim_start_matches(['：', ':']).trim();
    if result.is_empty() {
        return None;
    }
    let (low, high, otherwise) = interval_of(interval.trim(), units)?;
    let number = number(result, units);
    Some(Band { low, high, otherwise, number, result: result.into(), source: part.into() })
}

type Ends = (Option<Limit>, Option<Limit>, bool);

fn interval_of(text: &str, units: &UnitTable) -> Option<Ends> {
    let folded: String = text.chars().map(fold).collect();
    let text = folded.as_str();
    if text == "其他" || text == "其它" || text == "其余" {
        return Some((None, None, true));
    }
    let limit = |text: &str, included| Some(Limit { at: number(text, units)?, included });
    for (sign, low, included) in [
        ("≥", true, true),
        (">=", true, true),
        ("≤", false, true),
        ("<=", false, true),
        (">", true, false),
        ("<", false, false),
    ] {
        if let Some(rest) = text.strip_prefix(sign) {
            let limit = limit(rest, included)?;
            return Some(if low { (Some(limit), None, false) } else { (None, Some(limit), false) });
        }
    }
    if let Some(rest) = text.strip_prefix('=') {
        let limit = limit(rest, true)?;
        return Some((Some(limit.clone()), Some(limit), false));
    }
    if let Some((low, high)) = text.split_once(['~', '～']) {
        return Some((Some(limit(low, true)?), Some(limit(high, false)?), false));
    }
    let open = text.chars().next().filter(|c| matches!(c, '[' | '('))?;
    let close = text.chars().last().filter(|c| matches!(c, ']' | ')'))?;
    // Both ends are one byte long.
    let inner = text.get(1..text.len().checked_sub(1)?)?;
    let lone = || inner.split_once(',').filter(|it| !it.1.contains(','));
    let (low, high) = inner.split_once('，').or_else(|| inner.split_once(", ")).or_else(lone)?;
    let end = |text: &str, included| {
        let text = text.trim();
        if matches!(text, "∞" | "+∞" | "-∞" | "") {
            Some(None)
        } else {
            limit(text, included).map(Some)
        }
    };
    Some((end(low, open == '[')?, end(high, close == ']')?, false))
}

// A number as a formula writes it, with or without a minus sign; nothing else.
fn number(text: &str, units: &UnitTable) -> Option<Quantity> {
    let text = text.trim();
    // A band has a few characters; longer texts are no number.
    if text.len() > 200 || !text.starts_with(|c: char| fold(c) == '-' || fold(c).is_ascii_digit()) {
        return None;
    }
    let (expr, found) = parse(text, units);
    let expr = expr.filter(|_| found.is_empty())?;
    match expr.root.kind {
        NodeKind::Number(q) => Some(q),
        NodeKind::Negate(inner) => match inner.kind {
            NodeKind::Number(q) => Some(Quantity { base: -q.base, unit: q.unit }),
            _ => None,
        },
        // 1/3 is a number, too.
        NodeKind::Binary(BinaryOp::Div, a, b) => match (a.kind, b.kind) {
            (NodeKind::Number(a), NodeKind::Number(b)) => a.div(&b).ok()?.ok(),
            _ => None,
        },
        _ => None,
    }
}
