//! Every kind of chart, held against its picture: the SVG is one element a line and can be looked at.

use hengji_chart::{
    Band, Bar, BarChart, ColumnChart, Columns, Drawing, LineChart, Loss, LossChart, Series, Value,
};
use hengji_diag::{Language, Locale};
use hengji_num::Rational;

fn value(text: &str) -> Value {
    Value::new(Rational::parse(text).unwrap(), text)
}

fn series(name: &str, values: &[&str]) -> Series {
    let values = values.iter().map(|it| (!it.is_empty()).then(|| value(it))).collect();
    Series { name: name.to_owned(), values }
}

fn names(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

fn locale() -> &'static Locale {
    Locale::of(Language::Chinese)
}

/// Holds a drawing against the picture of its name; HENGJI_UPDATE=1 writes it anew.
fn same(name: &str, drawing: &Drawing) {
    let path = format!("{}/tests/suite/{name}.svg", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("HENGJI_UPDATE").is_some() {
        std::fs::write(&path, &drawing.svg).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(drawing.svg == expected, "{name}.svg differs: set HENGJI_UPDATE=1, then read the difference");
}

#[test]
fn scores_by_item() {
    let bar = |label: &str, score: &str, full: &str| Bar {
        label: label.to_owned(),
        value: Value::new(Rational::parse(score).unwrap(), format!("{score}／{full}")),
        whole: Some(Rational::parse(full).unwrap()),
    };
    let chart = BarChart {
        title: "一级指标得分".to_owned(),
        bars: vec![
            bar("预算编制情况", "19.50", "20"),
            bar("预算执行情况", "39.39", "40"),
            bar("预算使用效益", "40.00", "40"),
            bar("一个名字特别长而且还要再长一些一直长到放不下两行为止的项目指标", "3", "5"),
        ],
    };
    let drawing = chart.draw(locale());
    same("bar", &drawing);
    assert!(drawing.alt.starts_with("一级指标得分：预算编制情况 19.50／20；"), "{}", drawing.alt);
}

#[test]
fn budget_against_outturn() {
    let mut chart = ColumnChart {
        title: "预算与执行".to_owned(),
        unit: "万元".to_owned(),
        categories: names("基本支出 一般公共预算项目支出 政府性基金项目支出 其他"),
        series: vec![
            series("预算", &["4900.00", "32500.00", "25.00", "700"]),
            series("执行", &["4848.09", "32323.14", "23.63", ""]),
        ],
        columns: Columns::Grouped,
    };
    same("grouped", &chart.draw(locale()));
    chart.columns = Columns::Stacked;
    same("stacked", &chart.draw(locale()));
}

#[test]
fn points_lost() {
    let loss = |label: &str, lost: &str| Loss {
        label: label.to_owned(),
        lost: Value::new(Rational::parse(lost).unwrap(), format!("−{lost}")),
    };
    let chart = LossChart {
        title: "失分".to_owned(),
        full: value("100"),
        losses: vec![
            loss("预算编制约束性", "0.5"),
            loss("部门预算资金支出率", "0.24"),
            loss("绩效管理制度建设", "0.37"),
        ],
        score: value("98.89"),
    };
    same("loss", &chart.draw(locale()));
}

#[test]
fn payments_by_month() {
    let border =
        |low: &str, high: &str| Some((Rational::parse(low).unwrap(), Rational::parse(high).unwrap()));
    let chart = LineChart {
        title: "支出进度".to_owned(),
        unit: "%".to_owned(),
        categories: names("1月 2月 3月 4月 5月 6月"),
        series: vec![
            series("实际", &["5.2", "11.0", "", "31.5", "40.2", ""]),
            series("序时", &["8.3", "16.7", "25", "33.3", "41.7", "50"]),
        ],
        band: Some(Band {
            name: "预测区间".to_owned(),
            borders: vec![None, None, None, None, border("40.2", "40.2"), border("45", "52")],
        }),
    };
    same("line", &chart.draw(locale()));
}

#[test]
fn strange_numbers_and_names_still_give_a_picture() {
    let hostile = "<script>&\"\u{0}\u{FFFE}";
    let huge = Rational::parse("1000000000000000000000000000000000000000000").unwrap();
    for number in [Rational::ZERO, -&Rational::ONE, huge] {
        let value = Value::new(number.clone(), hostile);
        let bar = Bar { label: hostile.to_owned(), value: value.clone(), whole: Some(number) };
        let svg = BarChart { title: hostile.to_owned(), bars: vec![bar] }.draw(locale()).svg;
        assert!(!svg.contains("<script>") && !svg.contains('\u{0}') && !svg.contains("NaN"), "{svg}");
    }
    assert!(BarChart::default().draw(locale()).svg.ends_with("</svg>\n"));
    assert!(ColumnChart::default().draw(locale()).svg.ends_with("</svg>\n"));
    assert!(LineChart::default().draw(locale()).svg.ends_with("</svg>\n"));
}
