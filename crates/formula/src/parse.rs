//! Tokens to a tree: a Pratt parser that goes on after an error.

use hengji_diag::{Diagnostic, Text};
use hengji_num::UnitTable;
use std::sync::Arc;

use crate::ast::{BinaryOp, Expr, Node, NodeKind, Span};
use crate::codes;
use crate::lex::{KEYWORDS, Token, TokenKind, error_at, lex};
use crate::{MAX_DEPTH, MAX_NODES};

// Brackets and branches may nest this deep: every tree of MAX_DEPTH, printed, needs at most two a level.
const MAX_NESTING: usize = 2 * MAX_DEPTH + 8;
// Enough to mend a formula by; more would bury the first.
const MAX_ERRORS: usize = 20;

struct Parser<'a> {
    source: &'a str,
    tokens: Vec<Token>,
    at: usize,
    nesting: usize,
    nodes: usize,
    stopped: bool,
    found: Vec<Diagnostic>,
}

// A node and how deep it is.
type Deep = (Node, usize);

/// Reads a formula. Several errors come in one run; with errors there is still a tree, unless nothing was
/// written or the formula is too deep or too large. Spans and places count code points of `source`.
pub fn parse(source: &str, units: &UnitTable) -> (Option<Expr>, Vec<Diagnostic>) {
    let (tokens, found) = lex(source, units);
    let mut parser = Parser { source, tokens, at: 0, nesting: 0, nodes: 0, stopped: false, found };
    if parser.kind() == &TokenKind::End {
        if parser.found.is_empty() {
            parser.report_here(codes::EMPTY_FORMULA, Text::new("formula-empty"));
        }
        return (None, parser.found);
    }
    let root = parser.expression(1).0;
    parser.rest();
    parser.found.sort_by_key(|it| (it.place.start, it.place.end));
    parser.found.truncate(MAX_ERRORS);
    let expr = (!parser.stopped).then(|| Expr { source: Arc::from(source), root });
    (expr, parser.found)
}

impl Parser<'_> {
    fn kind(&self) -> &TokenKind {
        &self.tokens[self.at].kind
    }

    fn span(&self) -> Span {
        self.tokens[self.at].span
    }

    // The last token is End and is never passed.
    fn advance(&mut self) -> Token {
        let token = self.tokens[self.at].clone();
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
        token
    }

    fn eat(&mut self, kind: &TokenKind) -> bool {
        let found = self.kind() == kind;
        if found {
            self.advance();
        }
        found
    }

    fn report(&mut self, code: hengji_diag::Code, text: Text, span: Span) -> Option<&mut Diagnostic> {
        if self.stopped || self.found.len() > 4 * MAX_ERRORS {
            return None;
        }
        self.found.push(error_at(code, text, self.source, span));
        self.found.last_mut()
    }

    fn report_here(&mut self, code: hengji_diag::Code, text: Text) -> Option<&mut Diagnostic> {
        self.report(code, text, self.span())
    }

    // Past a limit nothing more is read: the tokens run out.
    fn stop(&mut self, code: hengji_diag::Code, text: Text, span: Span) {
        self.report(code, text, span);
        self.stopped = true;
        self.at = self.tokens.len() - 1;
    }

    fn make(&mut self, kind: NodeKind, span: Span, depth: usize) -> Deep {
        self.nodes += 1;
        if !self.stopped && depth > MAX_DEPTH {
            self.stop(codes::TOO_DEEP, Text::new("formula-too-deep").with("limit", MAX_DEPTH), span);
        }
        if !self.stopped && self.nodes > MAX_NODES {
            self.stop(codes::TOO_LARGE, Text::new("formula-too-large"), span);
        }
        if self.stopped {
            // What was built so far is dropped piece by piece, so that no deep tree is ever dropped at once.
            return (Node { kind: NodeKind::Error, span }, 1);
        }
        (Node { kind, span }, depth)
    }

    fn expression(&mut self, level: u8) -> Deep {
        if self.nesting >= MAX_NESTING {
            self.stop(codes::TOO_DEEP, Text::new("formula-too-deep").with("limit", MAX_DEPTH), self.span());
        }
        if self.stopped {
            return self.make(NodeKind::Error, self.span(), 1);
        }
        self.nesting += 1;
        let mut left = self.operand(level);
        let mut compared = false;
        while let &TokenKind::Op(op) = self.kind() {
            if op.level() < level || self.stopped {
                break;
            }
            if op.level() == 4 && compared {
                let found =
                    self.report_here(codes::CHAINED_COMPARISON, Text::new("formula-chained-comparison"));
                if let Some(found) = found {
                    found.help = Some(Text::new("formula-chained-comparison-help"));
                }
            }
            compared = op.level() == 4;
            self.advance();
            let right = self.expression(op.level() + 1);
            let span = Span { start: left.0.span.start, end: right.0.span.end };
            let depth = left.1.max(right.1) + 1;
            left = self.make(NodeKind::Binary(op, Box::new(left.0), Box::new(right.0)), span, depth);
        }
        self.nesting -= 1;
        left
    }

    fn operand(&mut self, level: u8) -> Deep {
        let start = self.span();
        match self.kind() {
            // 非 binds looser than a comparison, so its operand is one.
            TokenKind::Not => {
                self.advance();
                if level > 3 {
                    let text = Text::new("formula-not-needs-brackets");
                    self.report(codes::VALUE_EXPECTED, text, start);
                }
                let (inner, depth) = self.expression(4);
                let span = Span { start: start.start, end: inner.span.end };
                self.make(NodeKind::Not(Box::new(inner)), span, depth + 1)
            }
            TokenKind::Op(BinaryOp::Sub) => {
                self.advance();
                let (inner, depth) = self.postfix();
                let span = Span { start: start.start, end: inner.span.end };
                self.make(NodeKind::Negate(Box::new(inner)), span, depth + 1)
            }
            _ => self.postfix(),
        }
    }

    fn choice(&mut self) -> Deep {
        let start = self.advance().span;
        let condition = self.expression(1);
        let then = self.branch(&TokenKind::Then, "则", start);
        let other = self.branch(&TokenKind::Else, "否则", start);
        let span = Span { start: start.start, end: other.0.span.end };
        let depth = condition.1.max(then.1).max(other.1) + 1;
        self.make(NodeKind::If(Box::new(condition.0), Box::new(then.0), Box::new(other.0)), span, depth)
    }

    fn branch(&mut self, word: &TokenKind, shown: &str, start: Span) -> Deep {
        if self.eat(word) {
            return self.expression(1);
        }
        let text = Text::new("formula-missing-branch").with("word", shown);
        if let Some(found) = self.report(codes::MISSING_BRANCH, text, start) {
            found.help = Some(Text::new("formula-missing-branch-help"));
        }
        self.make(NodeKind::Error, self.span(), 1)
    }

    fn postfix(&mut self) -> Deep {
        let mut left = self.primary();
        loop {
            match self.kind() {
                TokenKind::OpenBracket => {
                    let open = self.advance().span;
                    let mut condition = self.expression(1);
                    let at = self.at;
                    let end = self.close(&TokenKind::CloseBracket, "]", open);
                    if self.at > at + 1 {
                        condition.0.kind = NodeKind::Error;
                    }
                    let span = Span { start: left.0.span.start, end };
                    let depth = left.1.max(condition.1) + 1;
                    let kind = NodeKind::Filter(Box::new(left.0), Box::new(condition.0));
                    left = self.make(kind, span, depth);
                }
                TokenKind::Dot => {
                    let dot = self.advance().span;
                    let at = self.span();
                    let name = match self.kind() {
                        TokenKind::Name(name) | TokenKind::Quoted(name) => name.clone(),
                        _ => {
                            self.report(codes::VALUE_EXPECTED, Text::new("formula-field-expected"), dot);
                            return left;
                        }
                    };
                    self.advance();
                    let span = Span { start: left.0.span.start, end: at.end };
                    left = self.make(NodeKind::Field(Box::new(left.0), name, at), span, left.1 + 1);
                }
                _ => return left,
            }
            if self.stopped {
                return left;
            }
        }
    }

    fn primary(&mut self) -> Deep {
        let span = self.span();
        let kind = match self.kind().clone() {
            TokenKind::Number(q) => NodeKind::Number(q),
            TokenKind::Text(t) => NodeKind::Text(t),
            TokenKind::Date(d) => NodeKind::Date(d),
            TokenKind::Period(p) => NodeKind::Period(p),
            TokenKind::Bool(b) => NodeKind::Bool(b),
            TokenKind::Bad => NodeKind::Error,
            TokenKind::Quoted(name) => NodeKind::Name(name),
            TokenKind::Name(name) => {
                self.advance();
                return match self.kind() {
                    TokenKind::Open => self.call(name, span),
                    _ => self.make(NodeKind::Name(name), span, 1),
                };
            }
            TokenKind::Open => return self.group(),
            TokenKind::If => return self.choice(),
            _ => {
                self.value_expected();
                return self.make(NodeKind::Error, Span { start: span.start, end: span.start }, 1);
            }
        };
        self.advance();
        self.make(kind, span, 1)
    }

    // The mark is left to whoever waits for it; one that nobody waits for is skipped by `rest`.
    fn value_expected(&mut self) {
        let text = match self.kind() {
            TokenKind::End => Text::new("formula-value-expected-end"),
            _ => Text::new("formula-value-expected").with("found", self.written(self.span())),
        };
        let already = self.found.last().is_some_and(|it| it.place.start == Some(self.span().start));
        if !already && let Some(found) = self.report_here(codes::VALUE_EXPECTED, text) {
            found.help = Some(Text::new("formula-value-expected-help"));
        }
    }

    fn call(&mut self, name: Arc<str>, name_span: Span) -> Deep {
        let open = self.advance().span;
        let (args, depth) = self.items();
        let end = self.close(&TokenKind::Close, ")", open);
        let span = Span { start: name_span.start, end };
        self.make(NodeKind::Call(name, name_span, args), span, depth + 1)
    }

    fn group(&mut self) -> Deep {
        let open = self.advance().span;
        let (mut items, depth) = self.items();
        let end = self.close(&TokenKind::Close, ")", open);
        let span = Span { start: open.start, end };
        match items.len() {
            0 => {
                self.report(codes::VALUE_EXPECTED, Text::new("formula-empty-brackets"), span);
                self.make(NodeKind::Error, span, 1)
            }
            // The brackets belong to the span, so that an underline covers them.
            1 => {
                let inner = items.remove(0);
                (Node { kind: inner.kind, span }, depth)
            }
            _ => self.make(NodeKind::List(items), span, depth + 1),
        }
    }

    // Formulas separated by ， or ；, up to the closing bracket, which stays.
    fn items(&mut self) -> (Vec<Node>, usize) {
        let (mut items, mut depth) = (Vec::new(), 0);
        if *self.kind() == TokenKind::Close {
            return (items, depth);
        }
        loop {
            let (mut item, d) = self.expression(1);
            depth = depth.max(d);
            if self.sync() {
                item.kind = NodeKind::Error;
            }
            items.push(item);
            if !self.eat(&TokenKind::Comma) && !self.eat(&TokenKind::Semicolon) {
                return (items, depth);
            }
        }
    }

    // After an item only a separator or the closing bracket may stand; what else stands there is reported once.
    // Whether there was such: then the item is not what was meant, and is not judged further.
    fn sync(&mut self) -> bool {
        let start = self.at;
        while !matches!(
            self.kind(),
            TokenKind::Comma
                | TokenKind::Semicolon
                | TokenKind::Close
                | TokenKind::CloseBracket
                | TokenKind::End
        ) {
            self.unexpected();
        }
        self.at > start
    }

    fn close(&mut self, mark: &TokenKind, shown: &str, open: Span) -> u32 {
        let closed =
            |kind: &TokenKind| matches!(kind, TokenKind::Close | TokenKind::CloseBracket | TokenKind::End);
        while !closed(self.kind()) {
            self.unexpected();
        }
        let end = self.span().end;
        if self.eat(mark) {
            return end;
        }
        let text = Text::new("formula-unclosed-bracket").with("mark", shown);
        self.report(codes::UNCLOSED_BRACKET, text, open);
        self.span().start
    }

    fn begins_value(&self) -> bool {
        matches!(
            self.kind(),
            TokenKind::Number(_)
                | TokenKind::Text(_)
                | TokenKind::Date(_)
                | TokenKind::Period(_)
                | TokenKind::Bool(_)
                | TokenKind::Name(_)
                | TokenKind::Quoted(_)
                | TokenKind::Open
                | TokenKind::If
                | TokenKind::Not
                | TokenKind::Bad
        )
    }

    // Something that cannot follow a whole value: a second value is read and dropped, a mark is skipped.
    fn unexpected(&mut self) {
        let span = self.span();
        let written = self.written(span);
        if self.begins_value() {
            // 日期 在本年: the keyword has run into the name behind it.
            let keyword = match self.kind() {
                TokenKind::Name(name) => KEYWORDS.iter().find(|it| name.starts_with(**it)),
                _ => None,
            };
            let help = match keyword {
                Some(word) => Text::new("formula-space-round-keyword").with("keyword", *word),
                None => Text::new("formula-operator-expected-help"),
            };
            let text = Text::new("formula-operator-expected").with("found", written);
            if !self.reported_before(span)
                && let Some(found) = self.report(codes::OPERATOR_EXPECTED, text, span)
            {
                found.help = Some(help);
            }
        } else {
            let text = Text::new("formula-stray-mark").with("found", written);
            if let Some(found) = self.report(codes::STRAY_MARK, text, span) {
                found.help = Some(Text::new("formula-stray-mark-help"));
            }
            self.advance();
        }
        // What follows is still read for its own mistakes.
        if self.begins_value() {
            self.expression(1);
        }
    }

    // Whether a mistake of the lexer lies between the last token and this one, or is this one.
    fn reported_before(&self, span: Span) -> bool {
        let last = self.tokens[self.at.saturating_sub(1)].span.end;
        *self.kind() == TokenKind::Bad
            || self.found.iter().any(|it| it.place.start.is_some_and(|s| last <= s && s < span.start))
    }

    fn rest(&mut self) {
        while *self.kind() != TokenKind::End && !self.stopped {
            self.unexpected();
        }
    }

    fn written(&self, span: Span) -> String {
        let length = (span.end - span.start) as usize;
        self.source.chars().skip(span.start as usize).take(length.min(40)).collect()
    }
}
