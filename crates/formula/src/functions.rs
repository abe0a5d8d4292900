//! The functions of the language, as one table.

/// A function of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// 计数
    Count,
    /// 去重计数
    CountDistinct,
    /// 合计
    Sum,
    /// 平均
    Mean,
    /// 最大
    Largest,
    /// 最小
    Smallest,
    /// 中位数
    Median,
    /// 最早
    Earliest,
    /// 最晚
    Latest,
    /// 首次
    FirstTime,
    /// 存在
    Exists,
    /// 全部
    ForAll,
    /// 有效于
    ValidOn,
    /// 截至
    UpTo,
    /// 年初至
    YearToDate,
    /// 本期
    InPeriod,
    /// 分组
    GroupBy,
    /// 同比
    YearOnYear,
    /// 增减
    Change,
    /// 上年
    LastYear,
    /// 历史
    History,
    /// 占比
    Share,
    /// 完成率
    Completion,
    /// 限于
    Clamp,
    /// 最大值
    Max,
    /// 最小值
    Min,
    /// 绝对值
    Abs,
    /// 四舍五入
    Round,
    /// 向上取整
    RoundUp,
    /// 向下取整
    RoundDown,
    /// 分档
    Band,
    /// 档次
    Tier,
    /// 勾选
    Ticked,
    /// 期初
    PeriodStart,
    /// 期末
    PeriodEnd,
    /// 季末
    QuarterEnd,
    /// 月末
    MonthEnd,
    /// 天数
    Days,
    /// 小时数
    Hours,
    /// 工作日数
    Workdays,
    /// 年份
    Year,
    /// 月份
    Month,
    /// 若缺
    IfMissing,
    /// 是否缺
    IsMissing,
}

/// One row of the table of functions.
#[derive(Clone, Copy, Debug)]
pub struct FunctionDef {
    /// The name in formulas.
    pub name: &'static str,
    /// Which it is.
    pub function: Function,
    /// The fewest arguments.
    pub least: usize,
    /// The most arguments.
    pub most: usize,
    /// How it is written, shown when the arguments are wrong.
    pub usage: &'static str,
}

const fn def(
    name: &'static str,
    function: Function,
    least: usize,
    most: usize,
    usage: &'static str,
) -> FunctionDef {
    FunctionDef { name, function, least, most, usage }
}

// The most arguments of 最大值 and 最小值; the number of nodes bounds it anyway.
const MANY: usize = crate::MAX_NODES;

/// Every function of the language, in the order of contracts §2.
pub const FUNCTIONS: &[FunctionDef] = &[
    def("计数", Function::Count, 1, 1, "计数(行集)"),
    def("去重计数", Function::CountDistinct, 2, 2, "去重计数(行集，式)"),
    def("合计", Function::Sum, 2, 2, "合计(行集，式)"),
    def("平均", Function::Mean, 2, 2, "平均(行集，式)"),
    def("最大", Function::Largest, 2, 2, "最大(行集，式)"),
    def("最小", Function::Smallest, 2, 2, "最小(行集，式)"),
    def("中位数", Function::Median, 2, 2, "中位数(行集，式)"),
    def("最早", Function::Earliest, 2, 2, "最早(行集，列)"),
    def("最晚", Function::Latest, 2, 2, "最晚(行集，列)"),
    def("首次", Function::FirstTime, 2, 2, "首次(行集，列)"),
    def("存在", Function::Exists, 1, 2, "存在(行集，条件)"),
    def("全部", Function::ForAll, 2, 2, "全部(行集，条件)"),
    def("有效于", Function::ValidOn, 1, 2, "有效于(行集，日期)"),
    def("截至", Function::UpTo, 1, 2, "截至(行集，日期)"),
    def("年初至", Function::YearToDate, 1, 2, "年初至(行集，日期)"),
    def("本期", Function::InPeriod, 1, 2, "本期(行集，期间)"),
    def("分组", Function::GroupBy, 3, 3, "分组(行集，列，聚合)"),
    def("同比", Function::YearOnYear, 1, 1, "同比(度量)"),
    def("增减", Function::Change, 1, 1, "增减(度量)"),
    def("上年", Function::LastYear, 1, 1, "上年(度量)"),
    def("历史", Function::History, 2, 2, "历史(度量，年)"),
    def("占比", Function::Share, 2, 2, "占比(部分，整体)"),
    def("完成率", Function::Completion, 2, 2, "完成率(实际，目标)"),
    def("限于", Function::Clamp, 3, 3, "限于(值，下限，上限)"),
    def("最大值", Function::Max, 1, MANY, "最大值(值，值，…)"),
    def("最小值", Function::Min, 1, MANY, "最小值(值，值，…)"),
    def("绝对值", Function::Abs, 1, 1, "绝对值(值)"),
    def("四舍五入", Function::Round, 1, 2, "四舍五入(值，位数)"),
    def("向上取整", Function::RoundUp, 1, 2, "向上取整(值，步长)"),
    def("向下取整", Function::RoundDown, 1, 2, "向下取整(值，步长)"),
    def("分档", Function::Band, 2, 2, "分档(值，“≥95%：4分；[90%，95%)：3分；其他：0分”)"),
    def("档次", Function::Tier, 2, 2, "档次(值，“≥90：优；[80，90)：良；其他：差”)"),
    def("勾选", Function::Ticked, 1, 1, "勾选(清单)"),
    def("期初", Function::PeriodStart, 1, 1, "期初(期间)"),
    def("期末", Function::PeriodEnd, 1, 1, "期末(期间)"),
    def("季末", Function::QuarterEnd, 1, 1, "季末(日期)"),
    def("月末", Function::MonthEnd, 1, 1, "月末(日期)"),
    def("天数", Function::Days, 1, 2, "天数(起，止)"),
    def("小时数", Function::Hours, 2, 2, "小时数(起，止)"),
    def("工作日数", Function::Workdays, 2, 2, "工作日数(起，止)"),
    def("年份", Function::Year, 1, 1, "年份(日期)"),
    def("月份", Function::Month, 1, 1, "月份(日期)"),
    def("若缺", Function::IfMissing, 2, 2, "若缺(值，代替)"),
    def("是否缺", Function::IsMissing, 1, 1, "是否缺(值)"),
];

/// The constants every formula knows unless the scope gives the name another meaning.
pub const CONSTANTS: [&str; 5] = ["本年", "上年", "今天", "截止日", "本期"];

/// The name of the rows of a group, in the third argument of 分组.
pub const GROUP: &str = "本组";

/// The function of this name.
pub fn function(name: &str) -> Option<&'static FunctionDef> {
    FUNCTIONS.iter().find(|it| it.name == name)
}

impl Function {
    /// Its name in formulas.
    pub fn name(self) -> &'static str {
        FUNCTIONS.iter().find(|it| it.function == self).map_or("", |it| it.name)
    }
}
