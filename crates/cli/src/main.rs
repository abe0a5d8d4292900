//! The program `hengji`.

mod args;
mod bytes;
mod commands;
mod exit;
mod load;
mod output;
mod pages;
mod progress;

use exit::Exit;
use hengji_diag::Locale;
use output::Output;
use std::io::Write;

fn main() -> std::process::ExitCode {
    if hengji_workbook::isolated::is_child() {
        return std::process::ExitCode::from(hengji_workbook::isolated::child_main());
    }
    let raw: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let locale = Locale::of(args::language(&raw));
    match args::command(locale).try_get_matches_from(std::env::args_os()) {
        Ok(matches) => run(&matches, locale).into(),
        Err(error) => {
            // Help and version are what was asked for; anything else is a usage error.
            let help = error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
            if help || !error.use_stderr() {
                let _ = error.print();
            } else {
                let _ = write!(std::io::stderr(), "{}", args::usage_error(&error, locale));
            }
            if error.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() }
        }
    }
}

fn run(matches: &clap::ArgMatches, locale: &'static Locale) -> Exit {
    let Some((name, sub)) = matches.subcommand() else { return Exit::Usage };
    let output = Output::new(sub, locale);
    match name {
        "new" => commands::new::run(sub, &output),
        "check" => commands::check::run(sub, &output),
        "score" => commands::score::run(sub, &output),
        "report" => commands::report::run(sub, &output),
        "verify" => commands::verify::run(sub, &output),
        "explain" => commands::explain::run(sub, &output),
        "reconcile" => commands::reconcile::run(sub, &output),
        "fonts" => commands::fonts::run(sub, &output),
        "completions" => {
            if let Some(shell) = sub.get_one::<clap_complete::Shell>("shell") {
                clap_complete::generate(*shell, &mut args::command(locale), "hengji", &mut std::io::stdout());
            }
            Exit::Done
        }
        _ => Exit::Usage,
    }
}
