//! The embedded books and packs read without a finding, and their examples come out exactly.

use hengji_diag::{Diagnostic, Language, Locale, Severity, render};
use hengji_rulebook::{Book, library};

fn words(found: &[Diagnostic]) -> String {
    found.iter().map(|it| render::plain(it, Locale::of(Language::Chinese))).collect::<Vec<_>>().join("\n")
}

#[test]
fn embedded_books_read_without_a_finding() {
    for name in library::book_names() {
        let (file, text) = library::book_text(name).unwrap();
        let (book, found) = Book::parse(text, file);
        assert!(book.is_some() && found.is_empty(), "{}", words(&found));
    }
}

#[test]
fn every_example_comes_out_exactly() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for name in library::book_names() {
        let book = library::book(name).unwrap();
        for tested in book.test() {
            count += 1;
            for it in &tested.differs {
                wrong.push(format!(
                    "{name}:{} {} {} {}: expected {} got {}",
                    tested.line, tested.code, tested.name, it.part, it.expected, it.got
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} examples differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn embedded_packs_read_without_an_error() {
    for name in library::pack_names() {
        let (pack, found) = library::pack(name).unwrap();
        let errors: Vec<Diagnostic> = found.into_iter().filter(|it| it.severity == Severity::Error).collect();
        assert!(pack.is_some() && errors.is_empty(), "{}", words(&errors));
    }
}

#[test]
fn a_wrong_book_gives_every_mistake_with_its_line() {
    let mut wrong = Vec::new();
    for case in include_str!("books.md").split("\n--- ").skip(1) {
        let (name, rest) = case.split_once('\n').unwrap();
        let (text, wanted) = rest.split_once("\nexpect\n").unwrap();
        let (_, found) = Book::parse_with(text, "x.toml", &|_| None);
        let said = |it: &Diagnostic| {
            let severity = if it.severity == Severity::Error { "error" } else { "warning" };
            format!("{severity} {} {}", it.code.code, it.place.line.unwrap_or(0))
        };
        let mut got: Vec<String> = found.iter().map(said).collect();
        let mut want: Vec<String> =
            wanted.lines().map(str::trim).filter(|it| !it.is_empty()).map(String::from).collect();
        got.sort();
        want.sort();
        if got != want {
            wrong.push(format!("--- {name}\nwant {want:?}\ngot  {got:?}\n{}", words(&found)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Another bureau's pack: another outline, another form, no code.
const OTHER_PACK: &str = r#"
format = 1
pack = "hn-tiny"
title = "另一处的方案"
jurisdiction = "某省某县"
year = 2023
document = { title = "通知", number = "某财绩〔2024〕1号", issued = "2024-02-01", confidence = "confirmed" }
books = { department = "gd-department-v1", project = "project-2021" }
ordinals = ["第{}章 "]
title_line = "{部门名称}绩效报告"
contents = true
[parameters."project-2021"]
满意度计分 = "比例"
[[section]]
id = "only"
level = 1
title = "任务"
content = { kind = "rows", rows = "年度任务", item = "{任务名称}", join = "；", end = "。" }
[[edition]]
name = "公开"
hide = []
[[form]]
name = "project"
for = "project"
title = "项目自评表"
widths = [10, 20, 8]
[[form.block]]
kind = "items"
columns = [ { heading = "指标", shows = "level3" }, { heading = "得分", shows = "score" } ]
[[form.block]]
kind = "total"
cells = [ { span = 2, value = "总分" }, { span = 1, value = "{总分}" } ]
"#;

#[test]
fn another_pack_loads_without_recompiling() {
    let (pack, found) = hengji_rulebook::Pack::parse(&[("pack.toml", OTHER_PACK)]);
    let pack = pack.unwrap();
    assert!(found.is_empty(), "{}", words(&found));
    assert_eq!((pack.sections.len(), pack.forms[0].blocks.len(), pack.contents), (1, 2, true));
    assert_eq!(pack.answers("project-2021").collect::<Vec<_>>(), [("满意度计分", "比例")]);
    assert_eq!(pack.sections_of("公开").len(), 1);
}

#[test]
fn mistakes_in_a_pack_are_placed() {
    let text = OTHER_PACK.replace("level = 1", "level = 7").replace("shows = \"score\"", "shows = \"scroe\"");
    let text = text.replace("hide = []", "hide = [\"nix\"]").replace("2024-02-01", "2024-02-30");
    let (_, found) = hengji_rulebook::Pack::parse(&[("pack.toml", &text)]);
    let mut codes: Vec<(&str, u32)> =
        found.iter().map(|it| (it.code.code, it.place.line.unwrap_or(0))).collect();
    codes.sort();
    assert_eq!(codes, [("RB002", 29), ("RB003", 7), ("RB030", 16), ("RB033", 0)], "{}", words(&found));
}

#[test]
fn a_book_may_state_differences_only() {
    let newer = library::book("project-2021").unwrap();
    assert_eq!(newer.schemes[0].name, "S3");
    assert_eq!(newer.rows.len(), library::book("project-2020").unwrap().rows.len());
    assert_eq!(newer.parameter("满意度计分").unwrap().default, "分档");
    // A change in the book it starts from changes its digest, too.
    let (_, text) = library::book_text("project-2021").unwrap();
    let changed = |name: &str| {
        let (_, base) = library::book_text(name)?;
        Book::parse_with(&base.replace("预算执行率按比例", "执行率按比例"), name, &|_| None).0
    };
    let other = Book::parse_with(text, "rulebooks/project-2021.toml", &changed).0.unwrap();
    let same = Book::parse(text, "rulebooks/project-2021.toml").0.unwrap();
    assert_eq!((same.digest == newer.digest, other.digest == newer.digest), (true, false));
}

#[test]
fn any_bytes_are_read_without_a_panic() {
    let good = library::book_text("project-2020").unwrap().1;
    for seed in 0..40_usize {
        let mut bytes = good.as_bytes().to_vec();
        for step in 0..6 {
            let at = (seed * 7919 + step * 104_729) % bytes.len();
            bytes[at] = bytes[at].wrapping_mul(31).wrapping_add(seed as u8);
        }
        bytes.truncate(good.len() * (seed + 10) / 50);
        hengji_rulebook::fuzz(&bytes);
    }
}

/// The 14 primitives on the worked examples of the field, beyond those in the books.
#[test]
fn primitives_give_the_worked_examples() {
    let (book, found) = Book::parse_with(include_str!("primitives.toml"), "primitives.toml", &|_| None);
    let book = book.unwrap();
    let errors: Vec<Diagnostic> = found.into_iter().filter(|it| it.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{}", words(&errors));
    let wrong: Vec<String> = book
        .test()
        .iter()
        .filter(|it| !it.passed())
        .map(|it| format!("{} {} {:?}", it.code, it.name, it.differs))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let used: std::collections::BTreeSet<&str> = book.items.iter().filter_map(|it| it.primitive).collect();
    let all: std::collections::BTreeSet<&str> = hengji_rulebook::PRIMITIVES.into_iter().collect();
    assert_eq!(used, all);
}

/// Lowered row rules say what the evaluator says, over a grid of kinds, targets and results.
#[test]
fn lowered_rules_agree_with_the_evaluator() {
    use hengji_formula::{Overlay, Value};
    use hengji_num::Rational;
    use hengji_rulebook::run::{self, Given, Keep, literal};
    use hengji_rulebook::{Quick, SchemaScope, rows};
    let book = library::book("project-2020").unwrap();
    let quick = Quick::new(book, &|_| None).expect("our own rules are simple");
    let base = SchemaScope { year: 2022 };
    let mut scope = Overlay::new(&base);
    run::bind_parameters(&mut scope, book, &|_| None);
    let points = Rational::int(8);
    let (mut compared, mut known) = (0, 0);
    for kind in ["≥", ">", "=", "≤", "<", "区间", "定性"] {
        for scoring in ["", "完成比例", "直接赋分", "满意度", "日期"] {
            for target in ["", "0%", "80%", "97.01%"] {
                for actual in ["", "-3%", "0%", "47.9%", "48%", "80%", "104.5%", "161%", "300%"] {
                    let mut given = vec![
                        Given::plain("指标性质", Value::text(kind)),
                        Given::plain("计分方式", Value::text(scoring)),
                        Given::plain("指标值上限", literal("98%")),
                    ];
                    for (name, text) in [("指标值", target), ("完成值", actual)] {
                        if !text.is_empty() {
                            given.push(Given::plain(name, literal(text)));
                        }
                    }
                    let slow = rows::row(book, None, &points, &scope, &given, Keep::Values);
                    compared += 1;
                    let Some(fast) = quick.score(&quick.row(&points, &given).unwrap()) else { continue };
                    known += 1;
                    let what = format!("{kind} {scoring} {target} {actual}");
                    assert_eq!(Some(fast.rule), slow.rule, "{what}");
                    if let Some(score) = fast.score {
                        assert_eq!(run::points_of(&slow.score), Some(score), "{what}");
                    }
                }
            }
        }
    }
    assert!(known * 2 > compared, "{known} of {compared}");
}

/// Contracts §3: every input that a book names is a field of a standard table or a word of the vocabulary.
#[test]
fn every_input_resolves_to_the_schema() {
    use hengji_formula::{NameKind, Overlay, Type, Value, dependencies};
    let base = hengji_rulebook::SchemaScope { year: 2022 };
    let mut inputs = 0;
    for book in library::book_names().filter_map(library::book) {
        let mut scope = Overlay::new(&base);
        hengji_rulebook::run::bind_parameters(&mut scope, book, &|_| None);
        scope.bind("本项目", NameKind::Constant, Type::Reference("projects".into()), Value::text(""), None);
        for input in book.items.iter().flat_map(|it| &it.inputs) {
            inputs += 1;
            let read = dependencies(input.formula.expr.as_ref().unwrap(), &scope);
            for (kind, name) in read.names.iter().filter(|it| it.0 == NameKind::Vocabulary) {
                assert!(hengji_schema::vocabulary().entry(name).is_some(), "{}: {kind:?} {name}", book.name);
            }
            for (table, column) in &read.columns {
                let def = hengji_schema::table(table).unwrap_or_else(|| panic!("{}: {table}", book.name));
                assert!(column.is_empty() || def.column(column).is_some(), "{}: {table}.{column}", book.name);
            }
        }
    }
    assert!(inputs > 30, "{inputs}");
}
