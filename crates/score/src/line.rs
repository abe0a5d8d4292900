//! An item scored by its rule: inputs, checklist, own indicators, three scores.

use hengji_diag::{Diagnostic, Text};
use hengji_formula::{Answer, NameKind, Overlay, ReasonKind, Scope, Value};
use hengji_model::{Class, Row};
use hengji_num::{Rational, Rounding};
use hengji_rulebook::run::{self, Given, Instead, Keep, Ticked};
use hengji_rulebook::{Book, CheckRule, NotApplicable, Rule};

use crate::codes;
use crate::row::ScoredRow;
use crate::scored::{Amount, CheckLine, Item, Lack, Used};
use crate::scorer::{Scorer, amount, bind, class_of, formula_of, lacks};
use crate::sentence::fill;

/// What the department itself says about an item, and in which columns.
#[derive(Clone, Copy, Default)]
pub(crate) struct Said<'m> {
    pub row: Option<Row<'m>>,
    pub declared: &'static str,
    pub reason: &'static str,
    pub measure: &'static str,
    pub tier: &'static str,
    pub na_reason: &'static str,
}

/// The book-wide answer to what becomes of items that do not apply; none: each item's own rule.
pub(crate) fn policy(scorer: &Scorer<'_>, book: &Book) -> Option<NotApplicable> {
    let used = scorer.options.parameters(book, scorer.model);
    match used.iter().find(|it| it.name == "不适用处理").map(|it| it.value.as_str()) {
        Some("siblings") => Some(NotApplicable::Siblings),
        Some("parent") => Some(NotApplicable::Parent),
        Some("rescale") => Some(NotApplicable::Rescale),
        Some("full") => Some(NotApplicable::Full),
        _ => None,
    }
}

/// Whether an item applies: declared so, else by its condition; a condition that is missing does not rule it
/// out. The inputs that the condition needed come along.
pub(crate) fn applies(
    scorer: &Scorer<'_>,
    rule: &Rule,
    ground: &Overlay<'_>,
    declared: Option<bool>,
    found: &mut Vec<Diagnostic>,
) -> (bool, Option<Vec<Given>>) {
    if let Some(declared) = declared {
        return (declared, None);
    }
    let Some(condition) = &rule.applies else { return (true, None) };
    let inputs = inputs(scorer, rule, ground, scorer.keep(), found);
    let mut overlay = Overlay::new(ground);
    for input in &inputs {
        input.bind(&mut overlay, NameKind::Input);
    }
    (run::formula(condition, &overlay, Keep::Values).0.as_bool() != Some(false), Some(inputs))
}

/// Scores an item by its rule. `own` are its own indicators, scored.
#[expect(clippy::too_many_arguments, reason = "one line of the form has this many sources")]
pub(crate) fn rule(
    scorer: &Scorer<'_>,
    book: &Book,
    rule: &Rule,
    points: Rational,
    ground: &Overlay<'_>,
    said: &Said<'_>,
    own: &[ScoredRow],
    (applies, ready): (bool, Option<Vec<Given>>),
    found: &mut Vec<Diagnostic>,
) -> Item {
    let mut item = described(rule, &points);
    declare(&mut item, said);
    if !applies {
        not_applicable(&mut item, rule, said, found);
        if policy(scorer, book).unwrap_or_else(|| rule.not_applicable.clone()) == NotApplicable::Full {
            full_marks(&mut item, points);
        }
        return item;
    }
    let inputs = ready.unwrap_or_else(|| inputs(scorer, rule, ground, scorer.keep(), found));
    let answers = answers(scorer, rule, ground);
    let line = Line { scorer, book, rule, points: &points, ground, inputs: &inputs, own };
    let ticked: Vec<Ticked> = answers.iter().map(|it| it.ticked).collect();
    let outcome = line.outcome(scorer.keep(), &inputs, &ticked, said);
    item.recomputed = match line.refused(said, found) {
        Some(range) => range,
        None => line.amount(&outcome.score, &inputs, &ticked, said),
    };
    item.class = if item.recomputed.is_open() { Class::Missing } else { line.class(&answers, said) };
    item.evidenced = line.evidenced(&item.recomputed, &answers, said);
    item.inputs = inputs.iter().map(|it| used(scorer, rule, it)).collect();
    item.value = outcome.value.as_ref().map(|it| used(scorer, rule, it));
    item.working = outcome.working.clone();
    item.checklist =
        answers.iter().zip(&rule.checklist).map(|(answer, rule)| check_line(rule, answer)).collect();
    item.own = own.iter().map(|it| it.item.clone()).collect();
    item.evidence.extend(answers.iter().flat_map(|it| it.evidence.iter().cloned()));
    item.evidence.sort();
    item.evidence.dedup();
    match said.row {
        Some(row) => crate::row::choose(scorer, &mut item, &row, said.declared, found),
        None => {
            item.score = item.recomputed.clone();
            item.lost = item.score.known().map(|score| &item.points - score);
        }
    }
    line.warn(&outcome, found);
    line.explain(&mut item, &outcome, said, found);
    item
}

/// An item that does not apply but earns full marks.
pub(crate) fn full_marks(item: &mut Item, points: Rational) {
    let full = Amount::Score(points.clone());
    item.points = points;
    item.recomputed = full.clone();
    item.evidenced = full.clone();
    item.declared = full.clone();
    item.score = full;
    item.lost = Some(Rational::ZERO);
}

fn described(rule: &Rule, points: &Rational) -> Item {
    let basis = &rule.basis;
    let clause = if basis.clause.is_empty() {
        basis.document.clone()
    } else {
        format!("{} {}", basis.document, basis.clause)
    };
    Item {
        code: rule.code.clone(),
        path: rule.path.clone(),
        points: points.clone(),
        points_before: rule.points.clone(),
        clause,
        explanation: rule.explanation.clone(),
        standard: rule.standard.clone(),
        rule: rule.primitive.unwrap_or_default().to_owned(),
        evidence_expected: rule.evidence.clone(),
        rule_deducts: rule.score.text.contains("不符合数"),
        ..Item::default()
    }
}

fn declare(item: &mut Item, said: &Said<'_>) {
    let Some(row) = &said.row else { return };
    let text = |column: &str| row.text(column).unwrap_or_default().to_owned();
    item.declared = row.quantity(said.declared).map_or(Amount::None, |q| Amount::Score(q.value()));
    item.reason = text(said.reason);
    item.measure = text(said.measure);
    item.tier = text(said.tier);
    item.not_applicable_reason = text(said.na_reason);
    // The project's own row names evidence of the whole project, not of this line.
    if row.table().id() == "declarations" {
        item.evidence = row.texts("evidence").into_iter().map(str::to_owned).collect();
        item.reviewed = row.quantity("reviewed").map(|q| (q.value(), text("reviewed_basis")));
    }
}

fn not_applicable(item: &mut Item, rule: &Rule, said: &Said<'_>, found: &mut Vec<Diagnostic>) {
    item.points = Rational::ZERO;
    item.declared = Amount::NotApplicable;
    item.recomputed = Amount::NotApplicable;
    item.evidenced = Amount::NotApplicable;
    item.score = Amount::NotApplicable;
    if item.not_applicable_reason.is_empty() {
        match &rule.applies {
            Some(condition) => item.not_applicable_reason = format!("不满足适用条件：{}", condition.text),
            None => {
                let text = Text::new("score-no-na-reason").with("name", item.name());
                let mut finding = Diagnostic::warning(codes::NO_NA_REASON, text);
                if let Some(row) = &said.row {
                    finding = finding.at(row.place("na_reason"));
                }
                found.push(finding);
            }
        }
    }
}

/// The inputs of a rule, with the dossier's bindings in place of the book's formulas.
fn inputs(
    scorer: &Scorer<'_>,
    rule: &Rule,
    ground: &dyn Scope,
    keep: Keep,
    found: &mut Vec<Diagnostic>,
) -> Vec<Given> {
    let Some(bindings) = scorer.model.meta().inputs.get(&rule.code) else {
        return run::inputs(rule, ground, keep, &|_| None);
    };
    for name in bindings.keys().filter(|it| !rule.inputs.iter().any(|input| *input.name == ***it)) {
        let names: Vec<&str> = rule.inputs.iter().map(|it| &*it.name).collect();
        let text =
            Text::new("score-no-such-input").with("code", rule.code.as_str()).with("name", name.as_str());
        let help = Text::new("score-no-such-input-help").with("names", names.join("、"));
        let place = hengji_diag::Place::file("dossier.toml");
        found.push(Diagnostic::warning(codes::NO_SUCH_INPUT, text).at(place).help(help));
    }
    let own = std::cell::RefCell::new(Vec::new());
    let all = run::inputs(rule, ground, keep, &|name| {
        let text = bindings.get(name)?;
        let place = hengji_diag::Place::file("dossier.toml");
        Some(Instead::Formula(formula_of(scorer.model, text, place, &mut own.borrow_mut())))
    });
    found.extend(own.into_inner());
    all
}

fn used(scorer: &Scorer<'_>, rule: &Rule, it: &Given) -> Used {
    let bound = scorer.model.meta().inputs.get(&rule.code).is_some_and(|b| b.contains_key(&*it.name));
    Used {
        name: it.name.clone(),
        formula: it.formula.clone(),
        value: it.value.clone(),
        working: it.working.clone(),
        class: class_of(scorer, it),
        bound,
    }
}

/// An answer with where it comes from.
#[derive(Clone, Default)]
struct Answered {
    ticked: Ticked,
    class: Class,
    explanation: String,
    evidence: Vec<String>,
}

/// The answers to the rule's checklist: by formula where it gives one, else as typed.
fn answers(scorer: &Scorer<'_>, rule: &Rule, ground: &dyn Scope) -> Vec<Answered> {
    if rule.checklist.is_empty() {
        return Vec::new();
    }
    let typed: Vec<Row<'_>> = scorer
        .model
        .table("checklist_answers")
        .map(|table| {
            table.rows_where("checklist", &rule.code).filter(|it| is_department(scorer, it)).collect()
        })
        .unwrap_or_default();
    let one = |(index, item): (usize, &CheckRule)| {
        if let Some(answer) = computed(scorer, item, ground) {
            return answer;
        }
        let number = (index + 1).to_string();
        let row = typed.iter().find(|it| {
            let key = it.text("item").unwrap_or_default();
            key == item.key || key == item.text || key == number
        });
        row.filter(|it| scorer.counts(it)).map(typed_answer).unwrap_or_default()
    };
    rule.checklist.iter().enumerate().map(one).collect()
}

fn computed(scorer: &Scorer<'_>, item: &CheckRule, ground: &dyn Scope) -> Option<Answered> {
    let (value, working) = run::formula(item.formula.as_ref()?, ground, Keep::Working);
    let answer = if value.as_bool()? { Answer::Yes } else { Answer::No };
    Some(Answered {
        ticked: Ticked { answer: Some(answer), breaches: 0 },
        class: working.map_or(Class::Computed, |it| scorer.scope.class_of(&it)),
        ..Answered::default()
    })
}

fn typed_answer(row: &Row<'_>) -> Answered {
    let mut ticked = Ticked::parse(row.text("answer").unwrap_or_default());
    let count = row.quantity("count").and_then(|q| q.value().to_i128());
    ticked.breaches = count.and_then(|it| i64::try_from(it).ok()).unwrap_or(0);
    Answered {
        ticked,
        class: if ticked.answer.is_none() { Class::Missing } else { row.class() },
        explanation: row.text("explanation").unwrap_or_default().to_owned(),
        evidence: row.texts("evidence").into_iter().map(str::to_owned).collect(),
    }
}

/// Whether a row speaks of the department: its object is blank or an object of kind 部门整体.
pub(crate) fn is_department(scorer: &Scorer<'_>, row: &Row<'_>) -> bool {
    let Some(key) = row.text("object") else { return true };
    let object = scorer.model.table("objects").and_then(|it| it.find(key));
    object.is_some_and(|it| it.text("kind") == Some("部门整体"))
}

fn check_line(rule: &CheckRule, answer: &Answered) -> CheckLine {
    let word = match answer.ticked.answer {
        Some(Answer::Yes) => "是",
        Some(Answer::No) => "否",
        Some(Answer::NotApplicable) => "不适用",
        None => "",
    };
    CheckLine {
        key: rule.key.clone(),
        text: rule.text.clone(),
        points: rule.points.clone(),
        answer: word.to_owned(),
        explanation: answer.explanation.clone(),
        attested: answer.class <= Class::Attested,
        veto: rule.veto,
    }
}

struct Line<'a, 'm> {
    scorer: &'a Scorer<'m>,
    book: &'a Book,
    rule: &'a Rule,
    points: &'a Rational,
    ground: &'a Overlay<'a>,
    inputs: &'a [Given],
    own: &'a [ScoredRow],
}

impl Line<'_, '_> {
    fn outcome(&self, keep: Keep, inputs: &[Given], ticked: &[Ticked], said: &Said<'_>) -> run::Outcome {
        run::rule(self.rule, self.points, self.ground, inputs, keep, &|overlay| {
            if !self.rule.checklist.is_empty() {
                run::bind_checklist(overlay, &self.rule.checklist, ticked);
            }
            if self.rule.own.is_some() {
                bind_own(overlay, self.own, keep);
            }
            bind_said(overlay, said);
        })
    }

    fn lacks(&self, missing: &hengji_formula::Missing) -> Vec<Lack> {
        lacks(missing, &self.rule.code, &self.rule.ask)
    }

    fn amount(&self, score: &Value, inputs: &[Given], ticked: &[Ticked], said: &Said<'_>) -> Amount {
        let bounds = || self.bounds(inputs, ticked, said);
        amount(score, self.points, self.book.places, bounds, |it| self.lacks(it))
    }

    /// The lowest and highest score that what is missing leaves open.
    fn bounds(&self, inputs: &[Given], ticked: &[Ticked], said: &Said<'_>) -> (Rational, Rational) {
        let whole = (Rational::ZERO, self.points.round(self.book.places, Rounding::HalfUp));
        if self.rule.own.is_some() {
            return self.own_bounds().unwrap_or(whole);
        }
        if self.rule.checklist.is_empty() || ticked.iter().all(|it| it.answer.is_some()) {
            return whole;
        }
        let with = |answer: Answer| {
            let fill = |it: &Ticked| Ticked { answer: it.answer.or(Some(answer)), ..*it };
            let ticked: Vec<Ticked> = ticked.iter().map(fill).collect();
            run::points_of(&self.outcome(Keep::Values, inputs, &ticked, said).score)
        };
        match (with(Answer::No), with(Answer::Yes)) {
            // An open answer may stand for any number of breaches.
            (Some(_), Some(high)) if self.rule.score.text.contains("不符合数") => {
                (Rational::ZERO, run::line_score(&high, self.points, self.book.places))
            }
            (Some(low), Some(high)) => {
                let round = |it: &Rational| run::line_score(it, self.points, self.book.places);
                (round(&low), round(&high))
            }
            _ => whole,
        }
    }

    fn own_bounds(&self) -> Option<(Rational, Rational)> {
        if self.own.is_empty() {
            return None;
        }
        let weight: Rational = self.own.iter().map(|it| &it.item.points).sum();
        let of = |pick: fn(&Amount) -> Rational| {
            let sum: Rational = self.own.iter().map(|it| pick(&it.item.recomputed)).sum();
            let share = (&sum * self.points).div(&weight).ok()?;
            Some(run::line_score(&share, self.points, self.book.places))
        };
        Some((of(Amount::low)?, of(Amount::high)?))
    }

    /// The range of the tier, when the declared score lies outside it, or of the item, when the tier is unknown.
    fn refused(&self, said: &Said<'_>, found: &mut Vec<Diagnostic>) -> Option<Amount> {
        let row = said.row.as_ref().filter(|_| !self.rule.tiers.is_empty())?;
        let name = row.text(said.tier)?;
        let declared = row.quantity(said.declared).map(|q| q.value());
        let tier = self.rule.tiers.iter().find(|it| it.name == name);
        let range = match (tier, &declared) {
            (Some(tier), Some(declared)) => run::in_tier(tier, declared, self.points).err()?,
            (Some(_), None) => return None,
            (None, _) => self.rule.tiers.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join("、"),
        };
        let text = Text::new("score-outside-tier").with("tier", name).with("range", range);
        let finding = Diagnostic::error(codes::OUTSIDE_TIER, text).at(row.place(said.declared));
        found.push(finding.showing(declared.map(|it| it.to_fixed(2)).unwrap_or_default()));
        let (from, to) = tier.map_or((Rational::ZERO, Rational::ONE), |it| (it.from.clone(), it.to.clone()));
        let missing = vec![Lack {
            code: self.rule.code.clone(),
            what: "自评分".into(),
            why: "超出档次区间".into(),
            ask: self.rule.ask.clone(),
        }];
        Some(Amount::Range { low: &from * self.points, high: &to * self.points, missing })
    }

    fn class(&self, answers: &[Answered], said: &Said<'_>) -> Class {
        let inputs =
            self.inputs.iter().map(|it| class_of(self.scorer, it)).filter(|it| *it != Class::Missing);
        let answers = answers.iter().map(|it| it.class);
        let own = self.own.iter().map(|it| it.item.class);
        let weakest = inputs.chain(answers).chain(own).max().unwrap_or(Class::Missing);
        if weakest == Class::Asserted && attests(said) { Class::Attested } else { weakest }
    }

    /// The score on computed and attested inputs only: asserted ones count as missing.
    fn evidenced(&self, recomputed: &Amount, answers: &[Answered], said: &Said<'_>) -> Amount {
        let weak = |class: Class| class == Class::Asserted;
        let own_weak = self.own.iter().any(|it| it.item.evidenced != it.item.recomputed);
        let input_weak = |it: &Given| weak(class_of(self.scorer, it));
        if attests(said) && !own_weak {
            return recomputed.clone();
        }
        if !own_weak && !answers.iter().any(|it| weak(it.class)) && !self.inputs.iter().any(input_weak) {
            return recomputed.clone();
        }
        if own_weak {
            return self.evidenced_own();
        }
        let bare = |it: &Given| match input_weak(it) {
            true => Given {
                value: Value::missing(ReasonKind::NotProvided, &format!("{}的佐证材料", it.name)),
                ..it.clone()
            },
            false => it.clone(),
        };
        let inputs: Vec<Given> = self.inputs.iter().map(bare).collect();
        let unticked = |it: &Answered| if weak(it.class) { Ticked::default() } else { it.ticked };
        let ticked: Vec<Ticked> = answers.iter().map(unticked).collect();
        let score = self.outcome(Keep::Values, &inputs, &ticked, said).score;
        self.amount(&score, &inputs, &ticked, said)
    }

    fn evidenced_own(&self) -> Amount {
        let weight: Rational = self.own.iter().map(|it| &it.item.points).sum();
        let of = |pick: fn(&Amount) -> Rational| {
            let sum: Rational = self.own.iter().map(|it| pick(&it.item.evidenced)).sum();
            let share = (&sum * self.points).div(&weight).unwrap_or_default();
            run::line_score(&share, self.points, self.book.places)
        };
        let missing = self.own.iter().flat_map(|it| it.item.evidenced.missing().iter().cloned()).collect();
        Amount::Range { low: of(Amount::low), high: of(Amount::high), missing }
    }

    fn warn(&self, outcome: &run::Outcome, found: &mut Vec<Diagnostic>) {
        if self.rule.warnings.is_empty() {
            return;
        }
        let mut overlay = self.overlay(outcome);
        run::bind_points(&mut overlay, self.points);
        for warning in &self.rule.warnings {
            if run::formula(&warning.when, &overlay, Keep::Values).0.as_bool() == Some(true) {
                let text = Text::new("score-rule-warning")
                    .with("name", self.rule.path.last().cloned().unwrap_or_default())
                    .with("say", warning.say.as_str());
                found.push(Diagnostic::warning(codes::RULE_WARNING, text));
            }
        }
    }

    fn overlay(&self, outcome: &run::Outcome) -> Overlay<'_> {
        let mut overlay = Overlay::new(self.ground);
        for input in self.inputs.iter().chain(outcome.value.iter()) {
            input.bind(&mut overlay, NameKind::Input);
        }
        overlay
    }

    fn explain(&self, item: &mut Item, outcome: &run::Outcome, said: &Said<'_>, found: &mut Vec<Diagnostic>) {
        let Some(lost) = item.lost.as_ref().filter(|it| !it.is_zero() && !it.is_negative()) else { return };
        let mut overlay = self.overlay(outcome);
        bind_said(&mut overlay, said);
        item.why = fill(&self.rule.reason, &overlay);
        item.restore = fill(&self.rule.restore, &overlay);
        if item.why.is_empty() {
            item.why = unmet(item);
        }
        let needed = self
            .rule
            .reason_needed
            .as_ref()
            .is_none_or(|it| run::formula(it, &overlay, Keep::Values).0.as_bool() != Some(false));
        if let Some(row) = said.row.filter(|_| needed && item.reason.is_empty()) {
            let text = Text::new("score-no-reason").with("name", item.name());
            let finding = Diagnostic::warning(codes::NO_REASON, text).at(row.place(said.reason));
            found.push(finding.showing(format!("−{}", lost.to_fixed(2))));
        }
    }
}

/// Whether the department's declaration of the item names evidence: that attests what is typed for it, and
/// that an empty register is empty.
fn attests(said: &Said<'_>) -> bool {
    said.row.is_some_and(|it| it.table().id() == "declarations" && !it.texts("evidence").is_empty())
}

fn unmet(item: &Item) -> String {
    let no = item.checklist.iter().filter(|it| it.answer == "否");
    let texts: Vec<String> = no.map(|it| format!("{}{}", it.key, it.text)).collect();
    if texts.is_empty() { String::new() } else { format!("不符合：{}", texts.join("；")) }
}

fn bind_said(overlay: &mut Overlay<'_>, said: &Said<'_>) {
    let tier = said.row.and_then(|it| it.text(said.tier));
    bind(overlay, "档次", tier.map_or_else(|| Value::missing(ReasonKind::Blank, "档次"), Value::text));
    let declared = said.row.and_then(|it| it.quantity(said.declared)).map(|q| q.value());
    let value = match declared {
        Some(points) => Value::Quantity(hengji_rulebook::points_quantity(&points)),
        None => Value::missing(ReasonKind::Blank, "申报分"),
    };
    bind(overlay, "申报分", value);
}

/// Binds 个性得分率 and 个性指标数: the weighted mean as a formula over the indicators' names, so that its
/// working leads to each of them.
fn bind_own(overlay: &mut Overlay<'_>, own: &[ScoredRow], keep: Keep) {
    let count = hengji_schema::units().get("个").unwrap_or_else(hengji_num::Unit::plain);
    bind(overlay, "个性指标数", Value::quantity(Rational::from(own.len() as i64), &count));
    if own.is_empty() {
        bind(overlay, "个性得分率", Value::missing(ReasonKind::NotProvided, "个性指标"));
        return;
    }
    let mut terms = Vec::new();
    let mut given = Vec::new();
    for (index, row) in own.iter().enumerate() {
        let name = format!("{}得分{}", row.item.name().replace(['「', '」'], ""), index + 1);
        let value = match &row.exact {
            Some(exact) => Value::Quantity(hengji_rulebook::points_quantity(exact)),
            None => match row.item.recomputed.missing().first() {
                Some(lack) => {
                    Value::missing(ReasonKind::NotProvided, &format!("{}：{}", row.item.name(), lack.what))
                }
                None => Value::missing(ReasonKind::NotProvided, row.item.name()),
            },
        };
        terms.push(format!("「{name}」"));
        given.push(Given { name: name.into(), formula: "".into(), value, working: row.item.working.clone() });
    }
    let weight: Rational = own.iter().map(|it| &it.item.points).sum();
    let text = format!("({}) ÷ {}分", terms.join(" + "), weight.exact_text());
    let (expr, _) = hengji_formula::parse(&text, hengji_schema::units());
    let formula = hengji_rulebook::Formula {
        text: text.into(),
        expr: expr.map(std::sync::Arc::new),
        ..hengji_rulebook::Formula::default()
    };
    let ground = hengji_rulebook::SchemaScope { year: 2022 };
    let mut names = Overlay::new(&ground);
    for it in &given {
        it.bind(&mut names, NameKind::Input);
    }
    let (value, working) = run::formula(&formula, &names, keep);
    let all = Given { name: "个性得分率".into(), formula: formula.text, value, working };
    all.bind(overlay, NameKind::Input);
}
