//! The command line, with help texts from `locales/*/cli.ftl`.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, builder::PossibleValuesParser, value_parser};
use hengji_diag::{Language, Locale, Text};
use std::path::PathBuf;

/// The language of the interface: `--lang`, else `HENGJI_LANG`, else Chinese.
///
/// It is looked up before parsing, because help itself is in that language.
pub fn language(args: &[String]) -> Language {
    let after_flag = args.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1].clone());
    let joined = args.iter().find_map(|arg| arg.strip_prefix("--lang=").map(str::to_owned));
    let wanted = after_flag.or(joined).or_else(|| std::env::var("HENGJI_LANG").ok());
    match wanted.as_deref() {
        Some(tag) if tag.starts_with("en") => Language::English,
        _ => Language::Chinese,
    }
}

/// The whole command tree in one language.
pub fn command(locale: &'static Locale) -> Command {
    let t = |id: &'static str| locale.get(id);
    let mut root = Command::new("hengji")
        .version(env!("CARGO_PKG_VERSION"))
        .about(t("cli-about"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .arg(
            Arg::new("lang")
                .long("lang")
                .global(true)
                .value_parser(PossibleValuesParser::new(["zh", "en"]))
                .help(t("cli-lang")),
        )
        .arg(
            Arg::new("format")
                .long("format")
                .global(true)
                .default_value("human")
                .value_parser(PossibleValuesParser::new(["human", "json"]))
                .help(t("cli-format")),
        )
        .arg(
            Arg::new("color")
                .long("color")
                .global(true)
                .default_value("auto")
                .value_parser(PossibleValuesParser::new(["auto", "always", "never"]))
                .help(t("cli-color")),
        );
    for sub in [new(&t), check(&t), score(&t), report(&t), verify(&t), explain(&t), reconcile(&t), fonts(&t)]
    {
        root = root.subcommand(sub);
    }
    root = root.subcommand(
        Command::new("completions").about(t("cli-completions")).arg(
            Arg::new("shell")
                .required(true)
                .value_parser(value_parser!(clap_complete::Shell))
                .help(t("cli-shell")),
        ),
    );
    localised(root, &t)
}

// clap's own headings and flags in the language of the interface; values and defaults stand in our own texts.
fn localised(command: Command, t: Words) -> Command {
    let is_root = command.get_name() == "hengji";
    let mut template = format!("{{about}}\n\n{}: {{usage}}\n", t("cli-heading-usage"));
    if is_root {
        template.push_str(&format!("\n{}:\n{{subcommands}}\n", t("cli-heading-commands")));
    }
    if command.get_positionals().next().is_some() {
        template.push_str(&format!("\n{}:\n{{positionals}}\n", t("cli-heading-arguments")));
    }
    template.push_str(&format!("\n{}:\n{{options}}\n", t("cli-heading-options")));
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let mut command = command
        .help_template(template)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .mut_args(|arg| match arg.get_action().takes_values() {
            true => arg.hide_possible_values(true).hide_default_value(true),
            false => arg,
        })
        .arg(Arg::new("help").long("help").short('h').action(ArgAction::Help).help(t("cli-help")));
    if is_root {
        command = command.arg(
            Arg::new("version").long("version").short('V').action(ArgAction::Version).help(t("cli-version")),
        );
    }
    for name in names {
        command = command.mut_subcommand(name, |sub| localised(sub, t));
    }
    command
}

type Words<'a> = &'a dyn Fn(&'static str) -> String;

fn dir(t: Words) -> Arg {
    Arg::new("dir").value_name("DIR").required(true).value_parser(value_parser!(PathBuf)).help(t("cli-dir"))
}

fn evidence(t: Words) -> Arg {
    Arg::new("evidence")
        .long("evidence")
        .default_value("all")
        .value_parser(PossibleValuesParser::new(["all", "public"]))
        .help(t("cli-evidence"))
}

fn as_of(t: Words) -> Arg {
    Arg::new("as-of").long("as-of").value_name("YYYY-MM-DD").help(t("cli-as-of"))
}

fn new(t: Words) -> Command {
    Command::new("new").about(t("cli-new")).arg(dir(t)).arg(
        Arg::new("from")
            .long("from")
            .value_name("LASTYEAR")
            .value_parser(value_parser!(PathBuf))
            .help(t("cli-new-from")),
    )
}

fn check(t: Words) -> Command {
    Command::new("check").about(t("cli-check")).arg(dir(t)).arg(as_of(t))
}

fn score(t: Words) -> Command {
    Command::new("score")
        .about(t("cli-score"))
        .arg(dir(t))
        .arg(evidence(t))
        .arg(as_of(t))
        .arg(Arg::new("object").long("object").value_name("CODE").help(t("cli-score-object")))
        .arg(Arg::new("explain").long("explain").action(ArgAction::SetTrue).help(t("cli-score-explain")))
}

fn report(t: Words) -> Command {
    Command::new("report")
        .about(t("cli-report"))
        .arg(dir(t))
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("FOLDER")
                .default_value("out")
                .value_parser(value_parser!(PathBuf))
                .help(t("cli-report-out")),
        )
        .arg(
            Arg::new("edition")
                .long("edition")
                .default_value("报送")
                .value_parser(PossibleValuesParser::new(["内部", "报送", "公开"]))
                .help(t("cli-report-edition")),
        )
        .arg(Arg::new("final").long("final").action(ArgAction::SetTrue).help(t("cli-report-final")))
        .arg(
            Arg::new("fonts-dir")
                .long("fonts-dir")
                .value_name("FOLDER")
                .value_parser(value_parser!(PathBuf))
                .help(t("cli-fonts-dir")),
        )
        .arg(evidence(t))
        .arg(as_of(t))
}

fn verify(t: Words) -> Command {
    Command::new("verify")
        .about(t("cli-verify"))
        .arg(
            Arg::new("file")
                .value_name("FILE.docx")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help(t("cli-verify-file")),
        )
        .arg(Arg::new("dir").value_name("DIR").value_parser(value_parser!(PathBuf)).help(t("cli-verify-dir")))
}

fn explain(t: Words) -> Command {
    Command::new("explain")
        .about(t("cli-explain"))
        .arg(dir(t))
        .arg(Arg::new("what").value_name("NAME").required(true).help(t("cli-explain-what")))
        .arg(Arg::new("object").long("object").value_name("CODE").help(t("cli-score-object")))
        .arg(evidence(t))
        .arg(as_of(t))
        .arg(Arg::new("rows").long("rows").action(ArgAction::SetTrue).help(t("cli-explain-rows")))
}

fn reconcile(t: Words) -> Command {
    Command::new("reconcile").about(t("cli-reconcile")).arg(dir(t)).arg(as_of(t))
}

fn fonts(t: Words) -> Command {
    Command::new("fonts").about(t("cli-fonts")).arg(
        Arg::new("fonts-dir")
            .long("fonts-dir")
            .value_name("FOLDER")
            .value_parser(value_parser!(PathBuf))
            .help(t("cli-fonts-dir")),
    )
}

/// What is wrong with the command line, in the language of the interface.
pub fn usage_error(error: &clap::Error, locale: &Locale) -> String {
    let said = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(one)) => one.clone(),
        Some(ContextValue::Strings(many)) => many.join("、"),
        _ => String::new(),
    };
    let arg = said(ContextKind::InvalidArg);
    let text = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            Text::new("cli-bad-command").with("command", said(ContextKind::InvalidSubcommand))
        }
        ErrorKind::UnknownArgument => Text::new("cli-bad-option").with("option", arg),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Text::new("cli-bad-value")
            .with("option", arg)
            .with("value", said(ContextKind::InvalidValue))
            .with("allowed", said(ContextKind::ValidValue)),
        ErrorKind::MissingRequiredArgument => Text::new("cli-missing-argument").with("option", arg),
        _ => Text::new("cli-bad-usage").with("option", arg),
    };
    let suggestion =
        match error.get(ContextKind::SuggestedSubcommand).or(error.get(ContextKind::SuggestedArg)) {
            Some(ContextValue::String(one)) => one.clone(),
            Some(ContextValue::Strings(many)) => many.join("、"),
            _ => String::new(),
        };
    let mut out = format!("{}: {}\n", locale.get("diag-error"), locale.words(&text));
    if !suggestion.is_empty() {
        out.push_str(&locale.words(&Text::new("cli-did-you-mean").with("suggestion", suggestion)));
        out.push('\n');
    }
    out.push_str(&locale.get("cli-see-help"));
    out.push('\n');
    out
}
