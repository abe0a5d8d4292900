//! `hengji new DIR [--from LASTYEAR]`.

use crate::exit::Exit;
use crate::output::{Output, counts};
use hengji_diag::Text;
use std::path::PathBuf;

/// Makes a new dossier.
pub fn run(matches: &clap::ArgMatches, output: &Output) -> Exit {
    let Some(dir) = matches.get_one::<PathBuf>("dir") else { return Exit::Usage };
    let made = match matches.get_one::<PathBuf>("from") {
        Some(last) => hengji_dossier::new_from(last, dir, &crate::load::how()),
        None => hengji_dossier::new(dir),
    };
    match made {
        Ok(found) => {
            output.findings(&found);
            output.say(&Text::new("cli-new-done").with("dir", dir.display().to_string()));
            output.summary(counts(&found));
            Exit::Done
        }
        Err(refused) => {
            output.findings(&refused);
            output.summary(counts(&refused));
            Exit::Usage
        }
    }
}
