//! Pages that are generated: each is printed by a command, kept in the repository, and compared here.

use crate::shell::{self, Done};
use std::fs;

/// A generated page and the cargo command that prints it.
struct Page {
    path: &'static str,
    cargo: &'static [&'static str],
}

/// Every generated page.
const PAGES: &[Page] = &[];

/// Writes every page anew.
pub fn write() -> Done {
    for page in PAGES {
        fs::write(shell::root().join(page.path), print(page)?).map_err(|e| format!("{}: {e}", page.path))?;
        println!("{}", page.path);
    }
    Ok(())
}

/// Fails when a page differs from what its command prints.
pub fn check() -> Done {
    let mut old = Vec::new();
    for page in PAGES {
        let kept = fs::read(shell::root().join(page.path)).unwrap_or_default();
        if kept != print(page)? {
            old.push(page.path);
        }
    }
    if old.is_empty() {
        println!("{} pages are up to date", PAGES.len());
        return Ok(());
    }
    Err(format!("out of date: {}; run `cargo xtask docs` and commit", old.join(", ")))
}

fn print(page: &Page) -> Result<Vec<u8>, String> {
    shell::output(shell::cargo().args(page.cargo))
}
