//! Text to [`Book`]; every mistake placed, all in one run.

use hengji_diag::{Diagnostic, Place, Text};
use hengji_num::Rational;
use hengji_schema::{Block, Source, nearest, units};
use sm3::{Digest, Sm3};
use std::collections::HashSet;
use std::sync::Arc;

use crate::book::*;
use crate::codes;
use crate::expand::{self, Expanded};
use crate::read::{decimal, grades, named_grades, one_of, width, year};

/// Finds another book by name, for `extends` and `rows`.
pub type Library<'a> = &'a dyn Fn(&str) -> Option<Book>;

pub(crate) fn book(text: &str, file: &str, library: Library<'_>) -> (Option<Book>, Vec<Diagnostic>) {
    let mut more = Vec::new();
    let (book, mut found) = Source::read(file, text, |block| whole_book(block, file, library, &mut more));
    found.append(&mut more);
    let mut book = match book {
        Some(book) => book,
        None => return (None, found),
    };
    // What it takes from other books is part of what it says.
    let others = std::mem::take(&mut book.digest);
    let mut hash = Sm3::new_with_prefix(text.as_bytes());
    if !others.is_empty() {
        hash.update([0]);
        hash.update(others.as_bytes());
    }
    book.digest = hex::encode(hash.finalize());
    (Some(book), found)
}

fn whole_book(block: &Block<'_, '_>, file: &str, library: Library<'_>, found: &mut Vec<Diagnostic>) -> Book {
    for key in ["format", "semantics"] {
        if let Some(number) = block.int(key)
            && number != 1
        {
            let text = Text::new("rulebook-format").with("format", number);
            block.add(Diagnostic::error(codes::FORMAT, text), Some(key));
        }
    }
    let mut book = inherited(block, library);
    book.file = file.to_owned();
    head(&mut book, block);
    for it in block.blocks("parameter") {
        let read = parameter(&it);
        put(&mut book.parameters, read, |it| it.name.clone());
    }
    for it in block.blocks("group") {
        let read = group(&it);
        put(&mut book.groups, read, |it| it.path.clone());
    }
    if block.has("scheme") {
        // The schemes of an extending book replace the inherited ones: they belong together.
        book.schemes = block.blocks("scheme").iter().map(scheme).collect();
    }
    let mut reader = Reader { file, found };
    items(&mut book, block, &mut reader);
    lets(&mut book, block, &mut reader);
    rows(&mut book, block, &mut reader, library);
    if let Some(it) = block.block("over_target") {
        book.over = Some(over_target(&it, &mut reader));
    }
    for it in block.blocks("whole") {
        book.wholes.push(whole(&it));
    }
    crate::check::structure(&book, block);
    book
}

fn inherited(block: &Block<'_, '_>, library: Library<'_>) -> Book {
    let Some(name) = block.text("extends") else { return Book::default() };
    match library(&name) {
        // Examples of the whole form belong to the book that states them.
        Some(base) => {
            Book { extends: Some(name), published: false, wholes: Vec::new(), changes: Vec::new(), ..base }
        }
        None => {
            no_book(block, "extends", &name);
            // What it would have given is not reported as missing.
            Book { extends: Some(name), ..Book::default() }
        }
    }
}

fn no_book(block: &Block<'_, '_>, key: &'static str, name: &str) {
    let text = Text::new("rulebook-no-such-book").with("name", name);
    block.add(Diagnostic::error(codes::NO_SUCH_BOOK, text), Some(key));
}

/// Replaces the entry with the same key, or adds it.
fn put<T, K: PartialEq>(list: &mut Vec<T>, entry: T, key: impl Fn(&T) -> K) {
    match list.iter_mut().find(|it| key(it) == key(&entry)) {
        Some(old) => *old = entry,
        None => list.push(entry),
    }
}

fn head(book: &mut Book, block: &Block<'_, '_>) {
    let extends = book.extends.is_some();
    book.name = block.required("book");
    book.title = block.required("title");
    set(&mut book.region, block.text("region"));
    if let Some(kind) =
        one_of(block, "kind", &[("department", BookKind::Department), ("project", BookKind::Project)])
    {
        book.kind = kind;
    }
    match block.block("years") {
        Some(years) => {
            let edge = |key| years.int(key).map_or(0, |n| year(&years, key, n));
            book.years = (edge("from"), edge("to"));
            if book.years.0 > book.years.1 {
                years.add(Diagnostic::error(codes::YEARS, Text::new("rulebook-years")), None);
            }
            years.finish();
        }
        None if !extends => block.add(missing("years"), None),
        None => {}
    }
    match decimal(block, "points") {
        Some(points) => book.points = points,
        None if !extends && !block.has("points") => block.add(missing("points"), None),
        None => {}
    }
    if let Some(rounding) = block.block("rounding") {
        one_of(&rounding, "at", &[("indicator", ())]);
        one_of(&rounding, "mode", &[("half-up", ())]);
        book.places = width(&rounding, "places", 2).min(6);
        rounding.finish();
    } else if !extends {
        book.places = 2;
    }
    book.published = one_of(block, "status", &[("draft", false), ("published", true)]).unwrap_or(false);
    let own = grades(block, "grades");
    if !own.is_empty() {
        book.grades = own;
    }
    if let Some(sets) = block.block("grade_sets") {
        for name in sets.keys() {
            let bands = named_grades(&sets, &name);
            put(&mut book.grade_sets, (name, bands), |it| it.0.clone());
        }
    }
    book.changes = block.texts("changes");
}

fn missing(key: &str) -> Diagnostic {
    Diagnostic::error(codes::PACK_KEY, Text::new("rulebook-lacks-key").with("key", key))
}

fn set(field: &mut String, value: Option<String>) {
    if let Some(value) = value {
        *field = value;
    }
}

fn parameter(it: &Block<'_, '_>) -> Parameter {
    let alternatives: Vec<(String, String)> = it
        .blocks("alternatives")
        .iter()
        .map(|a| {
            let pair = (a.required("value"), a.required("means"));
            a.finish();
            pair
        })
        .collect();
    let parameter = Parameter {
        name: it.required("name"),
        question: it.required("question"),
        default: it.required("default"),
        quantity: it.flag("quantity").unwrap_or(false),
        basis: basis(it),
        line: line(it),
        alternatives,
    };
    let values: Vec<&str> = parameter.alternatives.iter().map(|a| a.0.as_str()).collect();
    if !parameter.quantity && !values.contains(&parameter.default.as_str()) {
        let text = Text::new("rulebook-parameter-default")
            .with("name", parameter.name.as_str())
            .with("value", parameter.default.as_str());
        let mut finding = Diagnostic::error(codes::PARAMETER, text)
            .help(Text::new("rulebook-allowed-words").with("words", values.join("、")));
        if let Some(near) = nearest(&parameter.default, values.iter().copied()) {
            finding = finding.fix(near);
        }
        it.add(finding, Some("default"));
    }
    it.finish();
    parameter
}

fn basis(it: &Block<'_, '_>) -> Basis {
    let Some(b) = it.block("basis") else { return Basis::default() };
    let basis = Basis {
        document: b.required("document"),
        clause: b.text("clause").unwrap_or_default(),
        confirmed: one_of(&b, "confidence", &[("confirmed", true), ("unconfirmed", false)]).unwrap_or(false),
        note: b.text("note").unwrap_or_default(),
    };
    b.finish();
    basis
}

fn group(it: &Block<'_, '_>) -> Group {
    let group = Group { path: it.texts("path"), points: decimal(it, "points").unwrap_or_default() };
    it.finish();
    group
}

fn scheme(it: &Block<'_, '_>) -> Scheme {
    let mut levels = Vec::new();
    if let Some(block) = it.block("levels") {
        for (name, text) in block.pairs() {
            match crate::pack::decimal(&text) {
                Some(points) => levels.push((name, points)),
                None => it.add(
                    Diagnostic::error(
                        codes::NUMBER,
                        Text::new("rulebook-not-a")
                            .with("key", name)
                            .with("text", text)
                            .with("what", Text::new("rulebook-a-decimal")),
                    ),
                    Some("levels"),
                ),
            }
        }
    }
    let scheme = Scheme {
        name: it.required("name"),
        title: it.text("title").unwrap_or_default(),
        points: decimal(it, "points"),
        levels,
        basis: basis(it),
        line: line(it),
    };
    it.finish();
    scheme
}

fn line(it: &Block<'_, '_>) -> u32 {
    it.place(None).line.unwrap_or(0)
}

/// Parses formulas and keeps what is wrong with them, at their line.
pub(crate) struct Reader<'a> {
    pub file: &'a str,
    pub found: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn formula(&mut self, text: &str, place: Place) -> Formula {
        let (expr, found) = hengji_formula::parse(text, units());
        let wrong = !found.is_empty();
        for mut finding in found {
            finding.place.file = Some(self.file.to_owned());
            finding.place.line = place.line;
            finding.excerpt = Some(text.to_owned());
            self.found.push(finding);
        }
        let expr = expr.filter(|_| !wrong).map(Arc::new);
        Formula { text: text.trim().into(), expr, place }
    }

    fn at(&mut self, it: &Block<'_, '_>, key: &'static str) -> Option<Formula> {
        let text = it.text(key)?;
        Some(self.formula(&text, it.place(Some(key))))
    }
}

fn items(book: &mut Book, block: &Block<'_, '_>, reader: &mut Reader<'_>) {
    let mut seen = HashSet::new();
    for it in block.blocks("indicator") {
        let rule = item(&it, reader);
        it.finish();
        if seen.insert(rule.code.clone()) {
            put(&mut book.items, rule, |it| it.code.clone());
        } else {
            let text = Text::new("rulebook-two-rules").with("code", rule.code.as_str());
            it.add(Diagnostic::error(codes::TWO_RULES, text), Some("code"));
            // It stays, so that its own mistakes are found in the same run.
            book.items.push(rule);
        }
    }
}

fn item(it: &Block<'_, '_>, reader: &mut Reader<'_>) -> Rule {
    let place = it.place(None);
    let mut inputs: Vec<(String, String, Place)> = Vec::new();
    if let Some(block) = it.block("inputs") {
        let at = |name: &str| block.place(Some(name));
        inputs.extend(block.pairs().into_iter().map(|(name, text)| {
            let place = at(&name);
            (name, text, place)
        }));
    }
    let primitive = it.block("rule").and_then(|rule| expand::expand(&rule));
    let own = it.block("own").map(|own| own_slots(&own));
    let tiers = tiers(it);
    let (value, score, expanded) = formulas(it, primitive, own.as_ref(), &tiers);
    for (name, text) in &expanded.inputs {
        inputs.push((name.clone(), text.clone(), it.place(Some("rule"))));
    }
    let mut rule = Rule {
        code: it.required("code"),
        path: it.texts("path"),
        points: decimal(it, "points").unwrap_or_default(),
        basis: basis(it),
        explanation: it.text("explanation").unwrap_or_default(),
        standard: it.text("standard").unwrap_or_default(),
        primitive: (!expanded.name.is_empty()).then_some(expanded.name),
        checklist: it.blocks("checklist").iter().map(|c| check_item(c, reader)).collect(),
        own,
        tiers,
        evidence: it.texts("evidence"),
        not_applicable: not_applicable(it),
        applies: reader.at(it, "applies"),
        warnings: it.blocks("warn").iter().filter_map(|w| warning(w, reader)).collect(),
        reason: it.text("reason").unwrap_or(expanded.reason),
        restore: it.text("restore").unwrap_or(expanded.restore),
        reason_needed: reader.at(it, "reason_needed"),
        ask: it.text("ask").unwrap_or_default(),
        examples: it.blocks("example").iter().map(example).collect(),
        line: line(it),
        ..Rule::default()
    };
    rule.inputs = inputs
        .into_iter()
        .map(|(name, text, place)| Input {
            name: name.as_str().into(),
            formula: reader.formula(&text, place),
        })
        .collect();
    rule.value = value.map(|text| reader.formula(&text, value_place(it)));
    match score {
        Some(text) => rule.score = reader.formula(&text, score_place(it)),
        None => {
            let text = Text::new("rulebook-no-rule").with("code", rule.code.as_str());
            reader.found.push(Diagnostic::error(codes::NO_RULE, text).at(place));
        }
    }
    rule
}

fn value_place(it: &Block<'_, '_>) -> Place {
    it.place(Some(if it.has("value") { "value" } else { "rule" }))
}

fn score_place(it: &Block<'_, '_>) -> Place {
    it.place(Some(if it.has("score") { "score" } else { "rule" }))
}

/// The texts of value and score, from what is written or from the primitive, with the cases before it.
fn formulas(
    it: &Block<'_, '_>,
    primitive: Option<Expanded>,
    own: Option<&OwnSlots>,
    tiers: &[Tier],
) -> (Option<String>, Option<String>, Expanded) {
    let mut expanded = primitive.unwrap_or_default();
    if let Some(own) = own {
        expanded.value.get_or_insert_with(|| "个性得分率".into());
        if expanded.score.is_empty() {
            expanded.score = format!(
                "如果 (个性指标数 < {}) 则 最小值(分值 × 个性得分率，分值 × {}) 否则 分值 × 最小值(个性得分率，100%)",
                own.min,
                percent(&own.share_if_fewer)
            );
        }
        if expanded.reason.is_empty() {
            expanded.reason = "自设指标平均得分率 {指标值 : 2位}".into();
            expanded.restore = "自设指标全部达成可得满分".into();
        }
    }
    if !tiers.is_empty() {
        expanded.score = tier_score(tiers);
        if expanded.name.is_empty() {
            expanded.name = "TIER";
        }
    }
    if it.has("score") && !expanded.score.is_empty() {
        it.add(Diagnostic::error(codes::TWO_RULES, Text::new("rulebook-score-and-rule")), Some("score"));
    }
    let value = it.text("value").or(expanded.value.take());
    let mut score = it.text("score").or(Some(expanded.score.clone())).filter(|it| !it.trim().is_empty());
    for case in it.blocks("cases").iter().rev() {
        let (when, then) = (case.required("when"), case.required("score"));
        case.finish();
        score = score.map(|rest| format!("如果 {when} 则 ({then}) 否则 {rest}"));
    }
    (value, score, expanded)
}

/// `100% × n` in percent, written exactly.
fn percent(share: &Rational) -> String {
    let hundred = &Rational::int(100) * share;
    format!("{}%", hundred.exact_text())
}

fn tier_score(tiers: &[Tier]) -> String {
    let mut text = String::new();
    for (index, tier) in tiers.iter().enumerate() {
        let own = format!("若缺(申报分，分值 × {})", percent(&tier.default));
        if index + 1 == tiers.len() {
            text.push_str(&own);
        } else {
            text.push_str(&format!("如果 档次 = “{}” 则 {own} 否则 ", tier.name));
        }
    }
    text
}

fn own_slots(own: &Block<'_, '_>) -> OwnSlots {
    let slots = OwnSlots {
        min: width(own, "min", 1) as usize,
        max: width(own, "max", 99) as usize,
        share_if_fewer: decimal(own, "share_if_fewer").unwrap_or(Rational::ONE),
    };
    own.finish();
    slots
}

fn tiers(it: &Block<'_, '_>) -> Vec<Tier> {
    let tier = |t: &Block<'_, '_>| {
        let tier = Tier {
            name: t.required("name"),
            from: decimal(t, "from").unwrap_or_default(),
            to: decimal(t, "to").unwrap_or(Rational::ONE),
            to_included: t.flag("to_included").unwrap_or(false),
            default: decimal(t, "default").unwrap_or_default(),
        };
        t.finish();
        tier
    };
    it.blocks("tiers").iter().map(tier).collect()
}

fn check_item(it: &Block<'_, '_>, reader: &mut Reader<'_>) -> CheckRule {
    let item = CheckRule {
        key: it.required("key"),
        text: it.required("text"),
        points: decimal(it, "points").unwrap_or(Rational::ONE),
        veto: it.flag("veto").unwrap_or(false),
        formula: reader.at(it, "formula"),
    };
    it.finish();
    item
}

fn warning(it: &Block<'_, '_>, reader: &mut Reader<'_>) -> Option<Warning> {
    let when = reader.at(it, "when");
    let say = it.required("say");
    it.finish();
    Some(Warning { when: when?, say })
}

fn not_applicable(it: &Block<'_, '_>) -> NotApplicable {
    match it.text("na").as_deref() {
        None | Some("siblings") => NotApplicable::Siblings,
        Some("parent") => NotApplicable::Parent,
        Some("rescale") => NotApplicable::Rescale,
        Some("full") => NotApplicable::Full,
        Some(text) => match text.strip_prefix("move-to ") {
            Some(code) => NotApplicable::MoveTo(code.trim().to_owned()),
            None => {
                let message = Text::new("rulebook-unknown-word").with("key", "na").with("word", text);
                let help = Text::new("rulebook-allowed-words")
                    .with("words", "siblings、parent、rescale、full、move-to 编码");
                it.add(Diagnostic::error(codes::NOT_APPLICABLE, message).help(help), Some("na"));
                NotApplicable::Siblings
            }
        },
    }
}

fn example(it: &Block<'_, '_>) -> Example {
    let pairs = |key| it.block(key).map(|b: Block<'_, '_>| b.pairs()).unwrap_or_default();
    let mut example = Example {
        name: it.required("name"),
        given: pairs("given"),
        answers: it.texts("answers"),
        parameters: pairs("parameters"),
        points: decimal(it, "points"),
        line: line(it),
        ..Example::default()
    };
    match it.block("expect") {
        Some(expect) => {
            example.value = expect.text("value").unwrap_or_default();
            example.score = expect.required("score");
            expect.finish();
        }
        None => it.add(missing("expect"), None),
    }
    it.finish();
    example
}

fn lets(book: &mut Book, block: &Block<'_, '_>, reader: &mut Reader<'_>) {
    let Some(own) = block.block("let") else { return };
    for (name, text) in own.pairs() {
        let formula = reader.formula(&text, own.place(Some(&name)));
        put(&mut book.lets, Input { name: name.as_str().into(), formula }, |it| it.name.clone());
    }
}

fn rows(book: &mut Book, block: &Block<'_, '_>, reader: &mut Reader<'_>, library: Library<'_>) {
    if let Some(name) = block.text("rows") {
        match library(&name) {
            Some(other) => {
                let mut other = other;
                // The parameters that the row rules need come along, unless the book has its own.
                for parameter in other.parameters.drain(..) {
                    if book.parameter(&parameter.name).is_none() {
                        book.parameters.push(parameter);
                    }
                }
                book.digest.push_str(&other.digest);
                book.rows = other.rows;
                book.lets = other.lets;
                book.over = other.over;
                book.rows_from = Some(name);
            }
            None => no_book(block, "rows", &name),
        }
    }
    let mut seen = HashSet::new();
    for it in block.blocks("row") {
        let rule = row(&it, reader);
        if !seen.insert(rule.id.clone()) {
            let text = Text::new("rulebook-two-rules").with("code", rule.id.as_str());
            it.add(Diagnostic::error(codes::TWO_RULES, text), Some("id"));
        }
        it.finish();
        put(&mut book.rows, rule, |it| it.id.clone());
    }
}

fn row(it: &Block<'_, '_>, reader: &mut Reader<'_>) -> RowRule {
    let tiers = tiers(it);
    let score = if tiers.is_empty() { it.required("score") } else { tier_score(&tiers) };
    let when = it.required("when");
    RowRule {
        id: it.required("id"),
        title: it.text("title").unwrap_or_default(),
        basis: basis(it),
        when: reader.formula(&when, it.place(Some("when"))),
        score: reader.formula(&score, score_place(it)),
        over: it.flag("over").unwrap_or(false),
        tiers,
        reason: it.text("reason").unwrap_or_default(),
        restore: it.text("restore").unwrap_or_default(),
        examples: it.blocks("example").iter().map(example).collect(),
        line: line(it),
    }
}

fn over_target(it: &Block<'_, '_>, reader: &mut Reader<'_>) -> OverTarget {
    let mut formula = |key: &'static str| {
        let text = it.required(key);
        reader.formula(&text, it.place(Some(key)))
    };
    let over = OverTarget {
        degree: formula("degree"),
        ask_above: formula("ask_above"),
        factor: formula("factor"),
        basis: basis(it),
    };
    it.finish();
    over
}

fn whole(it: &Block<'_, '_>) -> Whole {
    let whole = Whole {
        name: it.required("name"),
        score: it.required("score"),
        grade: it.text("grade").unwrap_or_default(),
        lines: it
            .text_lists("lines")
            .into_iter()
            .map(|pair| {
                let mut pair = pair.into_iter();
                (pair.next().unwrap_or_default(), pair.next().unwrap_or_default())
            })
            .collect(),
        line: line(it),
    };
    it.finish();
    whole
}
