//! Cases a domain reader can follow: tests/cases/rows.md for single indicators, tests/cases/forms.md for
//! whole forms.

use hengji_diag::{Diagnostic, Severity};
use hengji_model::{Grid, Model, RawDossier, RawTable, RawText};
use hengji_num::Rational;
use hengji_rulebook::library;
use hengji_score::{Amount, Options, Scored, score_department, score_project};

struct Case {
    name: String,
    lines: Vec<String>,
}

fn cases(text: &str) -> Vec<Case> {
    let mut all: Vec<Case> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("--- ") {
            all.push(Case { name: name.to_owned(), lines: Vec::new() });
        } else if let Some(case) = all.last_mut() {
            case.lines.push(line.to_owned());
        }
    }
    all
}

fn table(name: &str, rows: &[Vec<String>]) -> RawTable {
    let grid = Grid::of(rows.iter().map(|row| row.iter().map(String::as_str).collect::<Vec<_>>()));
    RawTable { name: name.to_owned(), file: format!("tables/{name}.csv"), sheet: None, grid }
}

fn load(meta: &str, tables: Vec<RawTable>) -> Model {
    let head = "format = 1\nid = \"t\"\ndepartment = \"某局\"\nyear = 2022\nsalt = \"s\"\n";
    let raw = RawDossier {
        meta: RawText::new("dossier.toml", format!("{head}{meta}")),
        tables,
        ..RawDossier::default()
    };
    Model::load(raw).0
}

fn said(found: &[Diagnostic]) -> Vec<String> {
    let word = |it: &Diagnostic| if it.severity == Severity::Error { "error" } else { "warning" };
    let mut all: Vec<String> = found
        .iter()
        .map(|it| match &it.place.column {
            Some(column) => format!("{} {} at {column}", word(it), it.code.code),
            None => format!("{} {}", word(it), it.code.code),
        })
        .collect();
    all.sort();
    all
}

fn shown(amount: &Amount) -> String {
    amount.shown().replace("（待填）", "")
}

fn row(case: &Case) -> Vec<String> {
    let given = case.lines.iter().find_map(|it| it.strip_prefix("given ")).expect("a case gives a row");
    let mut fields = vec![
        ("编号".to_owned(), "I1".to_owned()),
        ("项目".to_owned(), "P1".to_owned()),
        ("一级指标".to_owned(), "产出指标".to_owned()),
        ("二级指标".to_owned(), "数量指标".to_owned()),
        ("三级指标".to_owned(), "甲".to_owned()),
    ];
    for field in given.split('｜') {
        let (name, value) = field.trim().split_once(' ').expect("a field has a value");
        fields.push((name.to_owned(), value.to_owned()));
    }
    if fields.iter().all(|it| it.0 != "分值") {
        fields.push(("分值".to_owned(), "10".to_owned()));
    }
    let (heads, cells): (Vec<String>, Vec<String>) = fields.into_iter().unzip();
    let projects = [["编号", "项目名称", "项目级次"], ["P1", "某项目", "二级"]];
    let projects: Vec<Vec<String>> = projects.iter().map(|r| r.map(String::from).to_vec()).collect();
    let model = load("", vec![table("projects", &projects), table("indicators", &[heads, cells])]);
    let book = library::book("project-2020").expect("embedded");
    let scored = score_project(book, &model, "P1", &Options::default());
    let item = scored.item("I1").expect("the row");
    let mut out = vec![match &item.recomputed {
        Amount::Range { .. } => format!("range {}", shown(&item.recomputed)),
        it => format!("score {}", shown(it)),
    }];
    if case.lines.iter().any(|it| it.starts_with("lost ")) {
        out.push(format!("lost {}", item.lost.as_ref().map(|it| it.to_fixed(2)).unwrap_or_default()));
    }
    // The row alone does not fill the form, so its sums of points are not looked at here.
    let own: Vec<Diagnostic> = scored.found.iter().filter(|it| it.code.code != "SC001").cloned().collect();
    out.extend(said(&own));
    out
}

fn form(case: &Case) -> Vec<String> {
    let mut meta = String::new();
    let mut tables: Vec<(String, Vec<Vec<String>>)> = Vec::new();
    let mut lines = case.lines.iter().peekable();
    let mut scheme = None;
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("project ") {
            scheme = Some(name.to_owned());
        } else if let Some(set) = line.strip_prefix("set ") {
            meta.push_str(&format!("[parameters]\n{set}\n"));
        } else if let Some(bind) = line.strip_prefix("bind ") {
            let (code, rest) = bind.split_once(' ').expect("a code and a name");
            let head = format!("[inputs.\"{code}\"]\n");
            if !meta.contains(&head) {
                meta.push_str(&head);
            }
            meta.push_str(&format!("{rest}\n"));
        } else if let Some(name) = line.strip_prefix("table ") {
            let mut rows = Vec::new();
            while let Some(row) = lines.next_if(|it| !it.is_empty()) {
                rows.push(row.split(',').map(str::to_owned).collect());
            }
            tables.push((name.to_owned(), rows));
        }
    }
    let projects = vec![
        vec!["编号".into(), "项目名称".into(), "项目级次".into(), "权重方案".into()],
        vec!["P1".into(), "某项目".into(), "二级".into(), scheme.clone().unwrap_or_default()],
    ];
    tables.push(("项目".into(), projects));
    let model = load(&meta, tables.iter().map(|(name, rows)| table(name, rows)).collect());
    let scored = match scheme {
        Some(_) => {
            let book = library::book("project-2020").expect("embedded");
            score_project(book, &model, "P1", &Options::default())
        }
        None => {
            let book = library::book("gd-department-v1").expect("embedded");
            score_department(book, &model, &[], &Options::default())
        }
    };
    losses_add_up(&scored);
    let wanted = case.lines.iter().skip_while(|it| *it != "expect").skip(1);
    let mut out = Vec::new();
    for want in wanted.filter(|it| !it.trim().is_empty()) {
        let words: Vec<&str> = want.split(' ').collect();
        match words[0] {
            "item" => {
                let item = scored.item(words[1]).map(|it| shown(&it.score)).unwrap_or_default();
                out.push(format!("item {} {item}", words[1]));
            }
            "total" => out.push(format!("total {} {}", shown(&scored.total), scored.grade)),
            "losses" => {
                let sum: Rational = scored.losses.iter().map(|it| &it.points).sum();
                out.push(format!("losses {}", sum.to_fixed(2)));
            }
            _ => {}
        }
    }
    // A department of one table lacks nearly everything; only what its case names is looked at.
    let all = said(&scored.found);
    let named = |it: &String| scored.object != "department" || case.lines.contains(it);
    out.extend(all.into_iter().filter(named));
    out
}

fn losses_add_up(scored: &Scored) {
    if let Amount::Score(total) = &scored.total {
        let sum: Rational = scored.losses.iter().map(|it| &it.points).sum();
        let full: Rational = scored.items.iter().map(|it| &it.points).sum();
        let full = if scored.rescaled.is_some() { scored.points.clone() } else { full };
        assert_eq!(&full - total, sum, "{}", scored.name);
    }
}

fn compare(text: &str, run: fn(&Case) -> Vec<String>, wanted: fn(&Case) -> Vec<String>) {
    let mut wrong = Vec::new();
    for case in cases(text) {
        let (mut got, mut want) = (run(&case), wanted(&case));
        got.sort();
        want.sort();
        if got != want {
            wrong.push(format!("--- {}\nexpected {want:?}\ngot      {got:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_row_is_scored_as_the_case_says() {
    let wanted = |case: &Case| {
        let keys = ["score ", "range ", "lost ", "warning ", "error "];
        case.lines.iter().filter(|it| keys.iter().any(|key| it.starts_with(key))).cloned().collect()
    };
    compare(include_str!("cases/rows.md"), row, wanted);
}

#[test]
fn a_form_is_scored_as_the_case_says() {
    let wanted = |case: &Case| {
        let after = case.lines.iter().skip_while(|it| *it != "expect").skip(1);
        after.filter(|it| !it.trim().is_empty()).cloned().collect()
    };
    compare(include_str!("cases/forms.md"), form, wanted);
}

#[test]
fn a_departments_book_sees_the_scores_of_its_projects() {
    let text = r#"
        book = "t"
        title = "t"
        kind = "department"
        years = { from = 2020, to = 2024 }
        points = "20"
        [[indicator]]
        code = "1"
        path = ["项目得分"]
        points = "20"
        rule = { kind = "AGGREGATE", of = "得分[编码 = “总分”]", share = "得分 ÷ 分值" }
    "#;
    let (book, found) = hengji_rulebook::Book::parse(text, "t.toml");
    assert!(found.iter().all(|it| it.severity != Severity::Error), "{found:?}");
    let project = |name: &str, total: i64| Scored {
        object: name.to_owned(),
        points: Rational::int(100),
        total: Amount::Score(Rational::int(total)),
        ..Scored::default()
    };
    let model = load("", Vec::new());
    let projects = [project("P1", 90), project("P2", 80)];
    let scored = score_department(&book.unwrap(), &model, &projects, &Options::default());
    assert_eq!(shown(&scored.total), "17.00", "{:?} {:?}", scored.total.missing(), scored.items[0].inputs);
    let open = Scored { total: Amount::None, ..project("P3", 0) };
    let scored = score_department(
        &hengji_rulebook::Book::parse(text, "t.toml").0.unwrap(),
        &model,
        &[project("P1", 90), open],
        &Options::default(),
    );
    assert_eq!(shown(&scored.total), "0.00—20.00");
}
