//! When a Chinese numeral with a unit behind it is a quantity, and when it is a way of speaking.

use crate::figure::{FigureFound, Modifier};
use crate::find::Reader;
use crate::words;
use hengji_num::{Dimension, Rational, Stated, Unit};
use std::ops::Range;

/// Counting words that follow a single Chinese digit mostly when things are really counted (两家, 三座).
const COUNTED: &[&str] = &[
    "家", "户", "座", "宗", "台", "套", "辆", "所", "起", "篇", "家次", "人次", "场次", "户次", "台次", "栋",
    "间",
];

/// Characters behind a short numeral and unit that make a name of a place or an institution: 三门峡, 五台山.
const PLACE_TAILS: &str = "县市区镇乡街路河山渠江湖岛峡桥店寨沟屯口";

/// Units that occur in names of places: 三门, 五台, 三元, 七里.
const PLACE_UNITS: &[&str] =
    &["门", "台", "元", "道", "家", "层", "块", "组", "户", "站", "口", "套", "节", "通"];

impl Reader<'_> {
    /// Whether a Chinese numeral at `number` with a unit up to `end` is a quantity.
    pub fn chinese_allowed(&self, number: &Range<usize>, end: usize, stated: &Stated) -> bool {
        let unit = &stated.quantity.unit;
        let first = self.chars[number.start];
        let single = number.len() == 1;
        let name = &*unit.top.name;
        if matches!(self.before(number.start), Some('第' | '初' | '星' | '周'))
            || self.in_plan_name(number, end)
        {
            return false;
        }
        // 一个, 一家, 一项 are articles; 一成不变 and its like are idioms.
        if single && matches!(first, '一' | '壹') && !self.money_like(unit) && name != "成" {
            return false;
        }
        if name == "成" {
            return !self
                .get(end)
                .is_some_and(|c| "立果效功本员为长熟绩交型都人品套片不就形千上".contains(c));
        }
        // 十分重要, 一分为二: points only behind a word of scoring.
        if name == "分" && unit.over.is_none() {
            return self.before(number.start).is_some_and(|c| "得扣加减为满各计共".contains(c));
        }
        if single
            && matches!(name, "元" | "期" | "点" | "条" | "类" | "口" | "股" | "对" | "方" | "维" | "线")
        {
            return false;
        }
        if single && PLACE_UNITS.contains(&name) && self.get(end).is_some_and(|c| PLACE_TAILS.contains(c)) {
            return false;
        }
        if unit.is_plain() {
            // 万 and 亿 alone after a numeral: 三万, 两亿 stand for a quantity only with a word that leads to it.
            return number.len() > 1 && self.leads_by_verb(number.start);
        }
        if self.before(number.start) == Some('个') || self.starts(end, "节气") || self.starts(end, "之家")
        {
            return false;
        }
        !self.is_set_phrase(number, end, name)
    }

    // 两个维护, 八项规定, 十件实事: short numeral, 个 or 项 or 条 or 件, and a word of politics behind it.
    fn is_set_phrase(&self, number: &Range<usize>, end: usize, name: &str) -> bool {
        // 五个一工程, but 两个一级项目.
        let one = name == "个"
            && self.get(end) == Some('一')
            && !self.get(end + 1).is_some_and(|c| "级类般批家".contains(c));
        let phrase = matches!(name, "个" | "项" | "条" | "件")
            && words::SET_PHRASES.iter().any(|it| self.starts(end, it));
        number.len() <= 2 && (one || phrase)
    }

    // 三年行动, 五年规划: unit_at keeps 年 before such a word from being a unit; here 十四五 and 三年 … 计划.
    fn in_plan_name(&self, number: &Range<usize>, end: usize) -> bool {
        matches!(self.get(end), Some('+' | '＋')) || self.before(number.start) == Some('+')
    }

    fn leads_by_verb(&self, at: usize) -> bool {
        self.before(at).is_some_and(|c| "达到近超逾约为共计过破增加长减少".contains(c))
    }

    fn money_like(&self, unit: &Unit) -> bool {
        hengji_num::is_money(unit) || unit.is_ratio() || unit.top.name.starts_with(['万', '亿'])
    }

    /// Whether a figure is surely a typed quantity, fit for a finding in a narrative.
    pub fn is_surely_typed(&self, figure: &FigureFound) -> bool {
        let unit = &figure.stated.quantity.unit;
        let name = &*unit.top.name;
        let value = figure.stated.quantity.value();
        // Lengths of time name periods and rules more often than results: 3年来, 24小时, 两个月.
        // 24字 counts the characters of a motto.
        if matches!(name, "年" | "个月" | "季度" | "周" | "字")
            || (name == "小时" && value == Rational::int(24))
        {
            return false;
        }
        // Words alone (持平, 翻番), and fractions of speech (三分之一).
        let first = self.chars[figure.number.start];
        let arabic = figure.number.clone().any(|at| crate::find::is_digit(self.chars[at]));
        if arabic {
            return true;
        }
        if matches!(first, '持' | '翻') {
            return false;
        }
        let is_share = unit.is_ratio() && matches!(name, "%" | "‰");
        if is_share || hengji_num::is_money(unit) {
            return name != "%" || value != Rational::int(100);
        }
        if matches!(unit.dimension(), Some(Dimension::Ratio | Dimension::Plain | Dimension::PercentPoint)) {
            return false;
        }
        if figure.modifiers.contains(&Modifier::Range) {
            return false;
        }
        // 近千家: only such a word makes the bare power a number at all.
        if matches!(first, '百' | '千' | '万' | '亿') {
            return true;
        }
        let long = figure.number.len() > 1 && value > Rational::int(10);
        match figure.number.len() {
            1 => COUNTED.contains(&name) && value < Rational::int(10),
            _ => {
                long && !matches!(
                    name,
                    "条" | "项" | "款" | "字" | "天" | "小时" | "分钟" | "步" | "级" | "节"
                )
            }
        }
    }
}
