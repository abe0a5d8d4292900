//! Help and the words about a wrong command line, in both languages, as kept in cases/words.*.txt.
//! HENGJI_UPDATE=1 writes them anew.

use crate::common::{hengji, program, run};
use std::path::Path;

const COMMANDS: [&str; 10] =
    ["", "new", "check", "score", "report", "verify", "explain", "reconcile", "fonts", "completions"];
const WRONG: [&[&str]; 5] = [
    &["reprot", "x"],
    &["report", "x", "--fnial"],
    &["report", "x", "--edition", "秘密"],
    &["report"],
    &["check", "there-is-no-such-folder"],
];

fn all_words(language: &str) -> String {
    let mut all = String::new();
    for name in COMMANDS {
        let mut args = vec!["--lang", language];
        args.extend(Some(name).filter(|it| !it.is_empty()));
        args.push("--help");
        let ran = hengji(&args);
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        all.push_str(&format!("$ hengji {name} --help\n{}\n", ran.out.trim_end()));
    }
    for wrong in WRONG {
        let mut command = program(&["--lang", language]);
        command.args(wrong);
        let ran = run(command);
        assert_eq!(ran.code, 2, "{wrong:?}: {}", ran.err);
        all.push_str(&format!("$ hengji {}\n{}\n", wrong.join(" "), (ran.out + &ran.err).trim_end()));
    }
    all
}

#[test]
fn help_and_errors_read_as_kept() {
    for language in ["zh", "en"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cases/words.{language}.txt"));
        let now = all_words(language);
        if std::env::var("HENGJI_UPDATE").is_ok() {
            std::fs::write(&path, &now).expect("a file");
        }
        let kept = std::fs::read_to_string(&path).expect("the kept words");
        for (number, (one, two)) in kept.lines().zip(now.lines()).enumerate() {
            assert_eq!(one, two, "{}, line {}", path.display(), number + 1);
        }
        assert_eq!(kept.lines().count(), now.lines().count(), "{}", path.display());
    }
}
