//! Units as data, and which sums of them mean something (contracts §1).

use crate::rational::Rational;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock};

/// The kind of thing a unit measures. Only equal dimensions add up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// A bare number without a unit.
    Plain,
    /// A ratio, written in % or ‰ (比率).
    Ratio,
    /// A difference of ratios (个百分点).
    PercentPoint,
    /// Any other dimension by name: 货币, 面积, 时间, 分, or a counting word for itself.
    Named(Arc<str>),
}

/// One unit with its size in the base unit of its dimension.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BaseUnit {
    /// As written: 万元, 家次, %.
    pub name: Arc<str>,
    /// What it measures.
    pub dimension: Dimension,
    /// How many base units one of it is: 万元 is 10,000 when 元 is the base.
    pub scale: Rational,
    /// Decimals used in print when nothing else is asked for; `None` prints as many as needed.
    pub decimals: Option<u32>,
}

/// A unit, possibly a compound of one unit over one unit (元/家).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Unit {
    /// The unit, or the numerator of a compound.
    pub top: Arc<BaseUnit>,
    /// The denominator of a compound.
    pub over: Option<Arc<BaseUnit>>,
}

/// Two units that do not go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitError {
    /// `+`, `−` or a comparison of different dimensions (家 with 家次).
    Mismatch(Unit, Unit),
    /// A ratio and a bare number were added (write 100% for 1).
    RatioWithPlain(Unit, Unit),
    /// Two ratios were added outside 合计 and 占比.
    RatioPlusRatio,
    /// A product that is no unit (家 × 家).
    NoProduct(Unit, Unit),
    /// A quotient that is no compound of one unit over one unit.
    NoQuotient(Unit, Unit),
}

impl Unit {
    /// A simple unit.
    pub fn simple(base: Arc<BaseUnit>) -> Unit {
        Unit { top: base, over: None }
    }

    /// The bare number.
    pub fn plain() -> Unit {
        static UNIT: LazyLock<Arc<BaseUnit>> = LazyLock::new(|| {
            Arc::new(BaseUnit {
                name: "".into(),
                dimension: Dimension::Plain,
                scale: Rational::ONE,
                decimals: None,
            })
        });
        Unit::simple(UNIT.clone())
    }

    /// The per cent sign (%), two decimals.
    pub fn percent() -> Unit {
        static UNIT: LazyLock<Arc<BaseUnit>> = LazyLock::new(|| {
            Arc::new(BaseUnit {
                name: "%".into(),
                dimension: Dimension::Ratio,
                scale: Rational::scaled(1, 2),
                decimals: Some(2),
            })
        });
        Unit::simple(UNIT.clone())
    }

    /// 个百分点.
    pub fn percent_points() -> Unit {
        static UNIT: LazyLock<Arc<BaseUnit>> = LazyLock::new(|| {
            Arc::new(BaseUnit {
                name: "个百分点".into(),
                dimension: Dimension::PercentPoint,
                scale: Rational::scaled(1, 2),
                decimals: Some(2),
            })
        });
        Unit::simple(UNIT.clone())
    }

    /// The size of one of this unit in base units.
    pub fn scale(&self) -> Rational {
        match &self.over {
            None => self.top.scale.clone(),
            // A unit's scale is positive (UnitTable::parse refuses others), so the division succeeds.
            Some(over) => self.top.scale.div(&over.scale).unwrap_or(Rational::ONE),
        }
    }

    /// The dimension, when this is no compound.
    pub fn dimension(&self) -> Option<&Dimension> {
        self.over.is_none().then_some(&self.top.dimension)
    }

    /// Whether this has no dimension: a bare number, a ratio or percentage points.
    pub fn is_dimensionless(&self) -> bool {
        matches!(self.dimension(), Some(Dimension::Plain | Dimension::Ratio | Dimension::PercentPoint))
    }

    /// Whether this is the bare number.
    pub fn is_plain(&self) -> bool {
        self.dimension() == Some(&Dimension::Plain)
    }

    /// Whether this is a ratio (% or ‰).
    pub fn is_ratio(&self) -> bool {
        self.dimension() == Some(&Dimension::Ratio)
    }

    /// Whether this is percentage points.
    pub fn is_percent_points(&self) -> bool {
        self.dimension() == Some(&Dimension::PercentPoint)
    }

    /// Whether both measure the same thing.
    pub fn same_dimension(&self, other: &Unit) -> bool {
        self.top.dimension == other.top.dimension
            && self.over.as_ref().map(|it| &it.dimension) == other.over.as_ref().map(|it| &it.dimension)
    }

    /// The unit of a sum of `self` and `other` (contracts §1); the left unit is kept for display.
    pub fn sum(&self, other: &Unit) -> Result<Unit, UnitError> {
        if self.is_ratio() && other.is_ratio() {
            return Err(UnitError::RatioPlusRatio);
        }
        self.shift(other)
    }

    /// The unit of `self − other`: ratio − ratio is percentage points.
    pub fn difference(&self, other: &Unit) -> Result<Unit, UnitError> {
        if self.is_ratio() && other.is_ratio() {
            return Ok(Unit::percent_points());
        }
        self.shift(other)
    }

    fn shift(&self, other: &Unit) -> Result<Unit, UnitError> {
        if self.is_ratio() && other.is_percent_points() {
            return Ok(self.clone());
        }
        if self.is_percent_points() && other.is_ratio() {
            return Ok(other.clone());
        }
        if (self.is_ratio() && other.is_plain()) || (self.is_plain() && other.is_ratio()) {
            return Err(UnitError::RatioWithPlain(self.clone(), other.clone()));
        }
        if self.same_dimension(other) {
            return Ok(self.clone());
        }
        Err(UnitError::Mismatch(self.clone(), other.clone()))
    }

    /// Whether the two may be compared. A bare integer may be compared with a count; the caller checks
    /// that the bare side is a whole number.
    pub fn comparable(&self, other: &Unit) -> Result<(), UnitError> {
        let ratio_like = |u: &Unit| u.is_ratio() || u.is_percent_points();
        if self.same_dimension(other) || (ratio_like(self) && ratio_like(other)) {
            return Ok(());
        }
        let count = |u: &Unit| matches!(u.dimension(), Some(Dimension::Named(_)));
        if (self.is_plain() && count(other)) || (count(self) && other.is_plain()) {
            return Ok(());
        }
        Err(UnitError::Mismatch(self.clone(), other.clone()))
    }

    /// The unit of `self × other`.
    pub fn product(&self, other: &Unit) -> Result<Unit, UnitError> {
        if self.is_plain() || (self.is_dimensionless() && !other.is_plain()) {
            return Ok(other.clone());
        }
        if other.is_dimensionless() {
            return Ok(self.clone());
        }
        let cancels = |a: &Unit, b: &Unit| {
            b.over.is_none() && a.over.as_ref().is_some_and(|over| over.dimension == b.top.dimension)
        };
        if cancels(self, other) {
            return Ok(Unit::simple(self.top.clone()));
        }
        if cancels(other, self) {
            return Ok(Unit::simple(other.top.clone()));
        }
        Err(UnitError::NoProduct(self.clone(), other.clone()))
    }

    /// The unit of `self ÷ other`: the same dimension gives a ratio, bare by bare a bare number.
    pub fn quotient(&self, other: &Unit) -> Result<Unit, UnitError> {
        if self.is_plain() && other.is_plain() {
            return Ok(Unit::plain());
        }
        if self.is_dimensionless() && other.is_dimensionless() {
            return Ok(if other.is_plain() { self.clone() } else { Unit::percent() });
        }
        if other.is_dimensionless() {
            return Ok(self.clone());
        }
        if self.same_dimension(other) {
            return Ok(Unit::percent());
        }
        if self.over.is_none() && other.over.is_none() && !self.is_dimensionless() {
            return Ok(Unit { top: self.top.clone(), over: Some(other.top.clone()) });
        }
        // 元 ÷ (元/家) counts the 家 again.
        if self.over.is_none()
            && let Some(over) = &other.over
            && self.top.dimension == other.top.dimension
        {
            return Ok(Unit::simple(over.clone()));
        }
        Err(UnitError::NoQuotient(self.clone(), other.clone()))
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.top.name)?;
        if let Some(over) = &self.over {
            write!(f, "/{}", over.name)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unit({self})")
    }
}

/// All units known, by name (计量单位表).
#[derive(Clone, Debug, Default)]
pub struct UnitTable {
    units: HashMap<Arc<str>, Arc<BaseUnit>>,
}

#[derive(serde::Deserialize)]
struct UnitFile {
    unit: Vec<UnitRow>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitRow {
    name: String,
    dimension: String,
    #[serde(default = "one")]
    scale: String,
    decimals: Option<u32>,
    #[serde(default)]
    aliases: Vec<String>,
    /// For readers of the file; not used by the program.
    #[serde(default)]
    #[expect(dead_code, reason = "documentation in the data file")]
    note: String,
}

fn one() -> String {
    "1".into()
}

impl UnitTable {
    /// Reads units from TOML: `[[unit]] name, dimension, scale = "10000", decimals, aliases, note`.
    ///
    /// The dimensions `数`, `比率` and `百分点` are the built-in ones; any other is a dimension by its name.
    /// A counting word's dimension is usually its own name. Errors are plain sentences with the unit's name:
    /// the file is ours, so a mistake in it is a mistake of the build.
    pub fn parse(text: &str) -> Result<UnitTable, String> {
        let file: UnitFile = toml::from_str(text).map_err(|e| e.to_string())?;
        let mut table = UnitTable::default();
        for row in file.unit {
            let scale = Rational::parse(&row.scale).map_err(|e| format!("unit {}: scale: {e}", row.name))?;
            if scale.is_zero() || scale.is_negative() {
                return Err(format!("unit {}: the scale must be above zero", row.name));
            }
            let dimension = match row.dimension.as_str() {
                "数" => Dimension::Plain,
                "比率" => Dimension::Ratio,
                "百分点" => Dimension::PercentPoint,
                other => Dimension::Named(other.into()),
            };
            let unit = Arc::new(BaseUnit {
                name: row.name.as_str().into(),
                dimension,
                scale,
                decimals: row.decimals,
            });
            for name in row.aliases.iter().chain([&row.name]) {
                if table.units.insert(name.as_str().into(), unit.clone()).is_some() {
                    return Err(format!("unit {name} is defined twice"));
                }
            }
        }
        Ok(table)
    }

    /// Adds a counting word of a ledger, as its own dimension; a known unit of that name stays as it is.
    pub fn declare_counting_word(&mut self, name: &str) {
        if self.base(name).is_none() {
            let unit = BaseUnit {
                name: name.into(),
                dimension: Dimension::Named(name.into()),
                scale: Rational::ONE,
                decimals: Some(0),
            };
            self.units.insert(name.into(), Arc::new(unit));
        }
    }

    /// Finds a unit by name. 万 or 亿 may stand before any unit (1.2万人次); `元/家` is a compound.
    pub fn get(&self, name: &str) -> Option<Unit> {
        if let Some(base) = self.base(name) {
            return Some(Unit::simple(base));
        }
        let (top, over) = name.split_once('/')?;
        Some(Unit { top: self.base(top)?, over: Some(self.base(over)?) })
    }

    fn base(&self, name: &str) -> Option<Arc<BaseUnit>> {
        if let Some(unit) = self.units.get(name) {
            return Some(unit.clone());
        }
        let (factor, rest) = [("万亿", 12), ("万", 4), ("亿", 8)]
            .iter()
            .find_map(|(word, power)| Some((Rational::pow10(*power), name.strip_prefix(word)?)))?;
        let unit = match rest {
            "" => return Some(prefixed(name, &factor, &Unit::plain().top)),
            rest => self.units.get(rest)?,
        };
        matches!(unit.dimension, Dimension::Named(_)).then(|| prefixed(name, &factor, unit))
    }

    /// All names, for suggestions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.units.keys().map(|it| &**it)
    }
}

fn prefixed(name: &str, factor: &Rational, unit: &BaseUnit) -> Arc<BaseUnit> {
    let scale = factor * &unit.scale;
    Arc::new(BaseUnit { name: name.into(), dimension: unit.dimension.clone(), scale, decimals: None })
}
