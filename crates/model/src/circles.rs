//! Measures that need each other: circles, and chains that are too long.

use crate::found::{Found, MEASURE_CIRCLE};
use crate::model::{Measure, Model};
use crate::scope::{ModelScope, ScopeOptions, Use};
use hengji_diag::{Diagnostic, Text};

/// The longest chain of measures that need each other.
const MAX_CHAIN: usize = 24;

impl Model {
    // A measure's dependencies are those of its formula; a measure on the way to itself is in a circle.
    pub(crate) fn find_circles(&mut self, found: &mut Found) {
        let edges = self.measure_edges();
        for circle in circles(&edges) {
            let names: Vec<&str> = circle.iter().map(|i| self.measures[*i].def.name.as_str()).collect();
            let words = format!("{} → {}", names.join(" → "), names[0]);
            let text = Text::new("model-measure-circle").with("circle", words);
            let place = self.measures[circle[0]].def.formula_place.clone();
            let finding =
                Diagnostic::error(MEASURE_CIRCLE, text).help(Text::new("model-measure-circle-help"));
            found.add(finding.at(place).showing(self.measures[circle[0]].def.formula.clone()));
            for i in circle {
                self.measures[i].in_circle = true;
            }
        }
    }

    fn measure_edges(&self) -> Vec<Vec<usize>> {
        let scope = ModelScope::new(self, ScopeOptions::default(), Use::Circles);
        let edges = |measure: &Measure| match &measure.expr {
            Some(expr) => {
                let names = hengji_formula::dependencies(expr, &scope).names;
                names.iter().filter_map(|(_, name)| self.measure_names.get(&**name).copied()).collect()
            }
            None => Vec::new(),
        };
        self.measures.iter().map(edges).collect()
    }

    // Measures are worked out one inside the other, so a chain of them must end before the stack does.
    pub(crate) fn find_long_chains(&mut self, found: &mut Found) {
        let edges = self.measure_edges();
        let mut height: Vec<usize> = vec![0; self.measures.len()];
        for _ in 0..=MAX_CHAIN {
            let last = height.clone();
            for (i, next) in edges.iter().enumerate().filter(|(i, _)| !self.measures[*i].in_circle) {
                height[i] = next.iter().map(|n| last[*n] + 1).max().unwrap_or(0);
            }
            if last == height {
                break;
            }
        }
        for (i, height) in height.into_iter().enumerate().filter(|(_, h)| *h > MAX_CHAIN) {
            let def = &self.measures[i].def;
            let text = Text::new("model-measure-chain")
                .with("name", def.name.as_str())
                .with("count", height)
                .with("limit", MAX_CHAIN);
            found.add(Diagnostic::error(MEASURE_CIRCLE, text).at(def.formula_place.clone()));
            self.measures[i].in_circle = true;
        }
    }
}

// The circles of a graph, each once, starting at its first member (strongly connected components).
fn circles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let edges = &without_ends(edges);
    let reach = |from: usize| -> Vec<bool> {
        let mut seen = vec![false; edges.len()];
        let mut open: Vec<usize> = edges[from].clone();
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                open.extend(&edges[at]);
            }
        }
        seen
    };
    let mut in_one = vec![false; edges.len()];
    let mut found = Vec::new();
    for start in 0..edges.len() {
        if in_one[start] || edges[start].is_empty() || !reach(start)[start] {
            continue;
        }
        // Walk back to the start along one shortest way.
        let mut from = vec![usize::MAX; edges.len()];
        let mut queue = std::collections::VecDeque::from([start]);
        'search: while let Some(at) = queue.pop_front() {
            for next in &edges[at] {
                if *next == start {
                    from[start] = at;
                    break 'search;
                }
                if from[*next] == usize::MAX {
                    from[*next] = at;
                    queue.push_back(*next);
                }
            }
        }
        let mut circle = vec![start];
        let mut at = from[start];
        while at != start && at != usize::MAX {
            circle.push(at);
            at = from[at];
        }
        circle[1..].reverse();
        circle.iter().for_each(|i| in_one[*i] = true);
        found.push(circle);
    }
    found
}

// Takes away, again and again, what needs nothing that is left; what stays is in a circle or needs one.
fn without_ends(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); edges.len()];
    let mut open: Vec<usize> = edges.iter().map(Vec::len).collect();
    for (from, next) in edges.iter().enumerate() {
        next.iter().for_each(|to| users[*to].push(from));
    }
    let mut gone: Vec<bool> = open.iter().map(|n| *n == 0).collect();
    let mut queue: Vec<usize> = (0..edges.len()).filter(|i| gone[*i]).collect();
    while let Some(at) = queue.pop() {
        for user in &users[at] {
            open[*user] -= 1;
            if open[*user] == 0 {
                gone[*user] = true;
                queue.push(*user);
            }
        }
    }
    let kept = |(from, next): (usize, &Vec<usize>)| match gone[from] {
        true => Vec::new(),
        false => next.iter().copied().filter(|n| !gone[*n]).collect(),
    };
    edges.iter().enumerate().map(kept).collect()
}
