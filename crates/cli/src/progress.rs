//! Progress on work over a second, on a terminal only.

use crate::output::Output;
use hengji_diag::{Locale, Text};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// A spinner that shows up after a moment and leaves nothing behind.
pub struct Progress {
    bar: ProgressBar,
    locale: &'static Locale,
}

impl Progress {
    /// A spinner on the terminal's error stream; none where that is no terminal.
    pub fn new(output: &Output) -> Progress {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(300));
        Progress { bar, locale: output.locale }
    }

    /// Names the step.
    pub fn step(&self, id: &'static str) {
        self.bar.set_message(self.locale.get(id));
    }

    /// How many forms are filled.
    pub fn forms(&self, done: usize, total: usize) {
        let text = Text::new("cli-step-forms").with("done", done).with("total", total);
        self.bar.set_message(self.locale.words(&text));
    }

    /// The file being made.
    pub fn file(&self, name: &str) {
        self.bar.set_message(self.locale.words(&Text::new("cli-step-file").with("name", name)));
    }

    /// Takes the spinner away.
    pub fn done(&self) {
        self.bar.finish_and_clear();
    }
}
