//! An SVG picture, one element a line, with text measured roughly.

use std::fmt::Write;

/// Width of the view box: ten units a millimetre.
pub(crate) const WIDTH: f64 = crate::WIDTH_MM as f64 * 10.0;
/// Size of labels: 9 pt.
pub(crate) const SIZE: f64 = 32.0;

/// Dark, light, middle, pale and near black: told apart on a black-and-white printer too.
pub(crate) const SERIES: [&str; 5] = ["#1f4e79", "#a9c1d9", "#5f88b0", "#dbe5ef", "#3b3b3b"];
/// What was lost.
pub(crate) const LOST: &str = "#a8412f";
/// Lines of the axis.
const LINE: &str = "#8c8c8c";
/// Lines of the grid.
const FAINT: &str = "#d9d9d9";
const INK: &str = "#1a1a1a";
/// Song faces, as in the tables beside the chart.
const FACES: &str = "宋体, SimSun, Noto Serif SC, Noto Serif CJK SC, serif";

/// Where text hangs on its point.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture being drawn.
#[derive(Default)]
pub(crate) struct Svg {
    lines: String,
}

impl Svg {
    pub(crate) fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, fill: &str) {
        let _ = writeln!(
            self.lines,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\"/>",
            at(x),
            at(y),
            at(width.max(0.0)),
            at(height.max(0.0)),
        );
    }

    /// A rectangle with a thin frame, for pale fills.
    pub(crate) fn framed(&mut self, x: f64, y: f64, width: f64, height: f64, fill: &str) {
        let _ = writeln!(
            self.lines,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\" stroke=\"{LINE}\" stroke-width=\"1.5\"/>",
            at(x),
            at(y),
            at(width.max(0.0)),
            at(height.max(0.0)),
        );
    }

    pub(crate) fn axis_line(&mut self, x1: f64, y1: f64, x2: f64, y2: f64) {
        self.line(x1, y1, x2, y2, LINE, 3.0);
    }

    pub(crate) fn grid_line(&mut self, x1: f64, y1: f64, x2: f64, y2: f64) {
        self.line(x1, y1, x2, y2, FAINT, 2.0);
    }

    pub(crate) fn line(&mut self, x1: f64, y1: f64, x2: f64, y2: f64, stroke: &str, width: f64) {
        let _ = writeln!(
            self.lines,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{stroke}\" stroke-width=\"{width}\"/>",
            at(x1),
            at(y1),
            at(x2),
            at(y2),
        );
    }

    pub(crate) fn polyline(&mut self, points: &[(f64, f64)], stroke: &str, dashes: &str) {
        let dashes =
            if dashes.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dashes}\"") };
        let _ = writeln!(
            self.lines,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"6\"{dashes}/>",
            joined(points),
        );
    }

    pub(crate) fn polygon(&mut self, points: &[(f64, f64)], fill: &str) {
        let _ = writeln!(self.lines, "<polygon points=\"{}\" fill=\"{fill}\"/>", joined(points));
    }

    pub(crate) fn dot(&mut self, x: f64, y: f64, fill: &str) {
        let _ = writeln!(self.lines, "<circle cx=\"{}\" cy=\"{}\" r=\"9\" fill=\"{fill}\"/>", at(x), at(y));
    }

    /// Text whose line is centred on `y`.
    pub(crate) fn text(&mut self, x: f64, y: f64, anchor: Anchor, text: &str) {
        self.coloured(x, y, anchor, text, INK);
    }

    /// Text centred on a point, with lines of the grid kept off it.
    pub(crate) fn label(&mut self, x: f64, y: f64, text: &str) {
        let half = width(text) / 2.0;
        self.rect(x - half, y - SIZE * 0.5, half * 2.0, SIZE, "#ffffff");
        self.text(x, y, Anchor::Middle, text);
    }

    pub(crate) fn coloured(&mut self, x: f64, y: f64, anchor: Anchor, text: &str, fill: &str) {
        if text.is_empty() {
            return;
        }
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = writeln!(
            self.lines,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" fill=\"{fill}\">{}</text>",
            at(x),
            at(y + SIZE * 0.35),
            escaped(text),
        );
    }

    /// Several lines, the block centred on `y`.
    pub(crate) fn wrapped(&mut self, x: f64, y: f64, anchor: Anchor, lines: &[String]) {
        let top = y - LINE_HEIGHT * (count(lines.len()) - 1.0) / 2.0;
        for (n, line) in lines.iter().enumerate() {
            self.text(x, top + LINE_HEIGHT * count(n), anchor, line);
        }
    }

    /// The whole picture with its words as title.
    pub(crate) fn finish(self, height: f64, alt: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" font-family=\"{FACES}\" font-size=\"{SIZE}\">\n<title>{}</title>\n{}</svg>\n",
            at(WIDTH),
            at(height.ceil()),
            escaped(alt),
            self.lines,
        )
    }
}

/// Height of a line of labels.
pub(crate) const LINE_HEIGHT: f64 = SIZE * 1.25;

/// A count as a coordinate.
pub(crate) fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// A coordinate with one decimal, without a needless one.
fn at(value: f64) -> String {
    let value = if value.is_finite() { value.clamp(-1e6, 1e6) } else { 0.0 };
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn joined(points: &[(f64, f64)]) -> String {
    points.iter().map(|(x, y)| format!("{},{}", at(*x), at(*y))).collect::<Vec<_>>().join(" ")
}

/// Text for an SVG: markup escaped, what XML cannot hold replaced visibly.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | '\r' => out.push(' '),
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            c if c.is_control() => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// Rough width of a text: a Chinese character is one em, a digit or letter about half.
pub(crate) fn width(text: &str) -> f64 {
    text.chars().map(character_width).sum()
}

fn character_width(c: char) -> f64 {
    let ems = match c {
        '.' | ',' | ' ' | ':' | ';' | '\'' | 'i' | 'l' => 0.3,
        '%' | 'm' | 'w' | 'M' | 'W' => 0.85,
        c if c.is_ascii() => 0.56,
        _ => 1.0,
    };
    ems * SIZE
}

/// Breaks a label into at most `lines` lines of `max` width; what does not fit ends in “…”.
pub(crate) fn wrap(text: &str, max: f64, lines: usize) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut used = 0.0;
    for c in text.chars() {
        let w = character_width(c);
        if used + w > max && used > 0.0 {
            if out.len() == lines {
                let last = out.last_mut().expect("never empty");
                last.pop();
                last.push('…');
                break;
            }
            out.push(String::new());
            used = 0.0;
        }
        out.last_mut().expect("never empty").push(c);
        used += w;
    }
    out
}
