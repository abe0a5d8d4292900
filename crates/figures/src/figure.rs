//! What is found.

use hengji_num::{Interval, Stated};
use std::ops::Range;

/// A quantity found in a text. Spans count Unicode code points from the start of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureFound {
    /// Number and unit.
    pub span: Range<usize>,
    /// The number alone.
    pub number: Range<usize>,
    /// Number, unit and the words that widen it: 约…左右.
    pub whole: Range<usize>,
    /// Number and unit as written: `37,796.38万元`, `20多万人次`.
    pub text: String,
    /// The exact value as written, its unit and the worth of its last digit. A decrease (下降3.2%) is not
    /// negative here: see `change`.
    pub stated: Stated,
    /// The values the writing stands for, in base units (domain rules on printed numbers; modifiers applied).
    pub interval: Interval,
    /// The words that widen or open the interval, in the order they stand.
    pub modifiers: Vec<Modifier>,
    /// Whether the number is a change and in which direction.
    pub change: Option<Change>,
    /// What the words of its clause say it is, nearest first.
    pub roles: Vec<Role>,
    /// The thing counted or measured, as far as the words beside the number tell: 行政村, 快充桩. May be empty.
    pub label: String,
    /// The last period named before it in the same paragraph.
    pub period: Option<Period>,
}

impl FigureFound {
    /// The interval with the sign of a decrease: 下降3.2% is [−3.25%, −3.15%).
    pub fn signed_interval(&self) -> Interval {
        if self.change == Some(Change::Down) { self.interval.negated() } else { self.interval.clone() }
    }

    /// Whether a word such as 约 makes it approximate.
    pub fn is_approximate(&self) -> bool {
        !self.modifiers.is_empty()
    }
}

/// A direction of change (增减).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// 增长 增加 提高: the number is the increase.
    Up,
    /// 下降 减少 降低: the number is the decrease.
    Down,
}

/// A word that widens a number (修饰词).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Modifier {
    /// 约 大约 左右 上下: ±5%.
    About,
    /// 近 接近 将近: from 0.9 of it up to it.
    Nearly,
    /// 超 超过 突破 逾 高于: above it.
    Above,
    /// 以上 至少 不少于 不低于: it or more.
    AtLeast,
    /// 不足 不到 未满 低于: below it.
    Below,
    /// 以下 不超过 至多 以内: it or less.
    AtMost,
    /// 余 多: up to one more of its last digit that is not zero.
    Odd,
    /// 3—5家: any value between; `stated` holds the lower one.
    Range,
}

/// What a figure is, by the words of its clause (口径词).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 预算数, 年初预算, 全年预算.
    Budget,
    /// 执行数, 支出, 决算.
    Executed,
    /// 执行率, 完成率, 完成预算的….
    Completion,
    /// 同比, 较上年.
    YearOnYear,
    /// 占, 占比, 比重.
    Share,
    /// 其中, 包括.
    PartOf,
    /// 合计, 共, 总计.
    Total,
    /// 累计.
    Cumulative,
    /// 新增, 净增.
    New,
    /// 目标, 指标值, 计划.
    Target,
    /// 实际完成, 完成值.
    Actual,
    /// 平均, 人均, 户均.
    Average,
    /// 得分, 评分.
    Score,
    /// 满分, 分值, 权重.
    FullMarks,
    /// 上年, 去年.
    LastYear,
    /// 突破, 首次.
    Threshold,
    /// 翻番, 是…的…倍.
    Multiple,
}

/// A period or date named in the text (期间).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// Where it stands.
    pub span: Range<usize>,
    /// The year, if one is named.
    pub year: Option<i32>,
    /// The last year of a span of years (2021—2023年).
    pub until_year: Option<i32>,
    /// First and last month, if months are named.
    pub months: Option<(u8, u8)>,
    /// 上年, 去年: −1; 今年, 本年: 0; when no year is named.
    pub relative: Option<i32>,
    /// 截至, 截止: the end of the period is meant.
    pub as_of: bool,
}
