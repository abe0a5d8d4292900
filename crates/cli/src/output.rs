//! What the terminal shows: findings as text or as JSON Lines (contracts §7).

use hengji_diag::{Diagnostic, Locale, Severity, Text, render};
use serde_json::{Value, json};
use std::io::{IsTerminal, Write, stderr, stdout};

/// How to print.
pub struct Output {
    /// The language.
    pub locale: &'static Locale,
    /// `--format json`.
    pub json: bool,
    colours: bool,
}

impl Output {
    /// From the global options.
    pub fn new(matches: &clap::ArgMatches, locale: &'static Locale) -> Output {
        let word = |id: &str| matches.get_one::<String>(id).cloned().unwrap_or_default();
        let colours = match word("color").as_str() {
            "always" => true,
            "never" => false,
            _ => stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        };
        Output { locale, json: word("format") == "json", colours }
    }

    /// Prints findings: JSON objects on stdout, or text on stderr. Errors first, then in order of place.
    pub fn findings(&self, found: &[Diagnostic]) {
        let mut sorted: Vec<&Diagnostic> = found.iter().collect();
        sorted.sort_by_key(|it| std::cmp::Reverse(it.severity));
        for one in sorted {
            if self.json {
                self.line(&one.json(self.locale));
            } else {
                // A closed pipe ends the program's interest in output, not its work.
                let text = self.coloured(one.severity, &render::plain(one, self.locale));
                let _ = writeln!(stderr().lock(), "{text}");
            }
        }
    }

    /// Prints one JSON line on stdout.
    pub fn line(&self, value: &Value) {
        // A closed pipe ends the program's interest in output, not its work.
        let _ = writeln!(stdout().lock(), "{value}");
    }

    /// Prints a sentence for people: on stdout, or on stderr when stdout carries JSON.
    pub fn say(&self, text: &Text) {
        self.words(&self.locale.words(text));
    }

    /// Prints ready words for people.
    pub fn words(&self, words: &str) {
        let _ = if self.json {
            writeln!(stderr().lock(), "{words}")
        } else {
            writeln!(stdout().lock(), "{words}")
        };
    }

    /// The last line of JSON output.
    pub fn summary(&self, summary: Value) {
        if self.json {
            self.line(&json!({ "summary": summary }));
        }
    }

    fn coloured(&self, severity: Severity, text: &str) -> String {
        if !self.colours {
            return text.to_owned();
        }
        let colour = match severity {
            Severity::Error => "31",
            Severity::Warning => "33",
            Severity::Info => "36",
        };
        match text.split_once(": ") {
            Some((head, rest)) => format!("\u{1b}[1;{colour}m{head}\u{1b}[0m: {rest}"),
            None => text.to_owned(),
        }
    }
}

/// How many findings of each severity, for summaries.
pub fn counts(found: &[Diagnostic]) -> Value {
    let of = |severity| found.iter().filter(|it| it.severity == severity).count();
    json!({ "errors": of(Severity::Error), "warnings": of(Severity::Warning), "infos": of(Severity::Info) })
}
