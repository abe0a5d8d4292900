//! `hengji fonts`: which face serves which role, and what is missing.

use crate::exit::Exit;
use crate::output::Output;
use hengji_diag::Text;
use serde_json::json;

/// Lists the roles.
#[cfg(feature = "pdf")]
pub fn run(matches: &clap::ArgMatches, output: &Output) -> Exit {
    let fonts = crate::pages::fonts(matches);
    for served in fonts.report() {
        let (role, official) = (served.role.name(), served.role.official());
        if output.json {
            let face = served
                .face
                .as_ref()
                .map(|face| json!({ "family": face.family, "official": face.official, "lacks": face.lacks }));
            output.line(&json!({ "role": role, "official": official, "face": face }));
            continue;
        }
        let text = match &served.face {
            None => Text::new("cli-font-none"),
            Some(face) if face.official => Text::new("cli-font-exact").with("face", face.family.as_str()),
            Some(face) => Text::new("cli-font-substitute")
                .with("face", face.family.as_str())
                .with("lacks", face.lacks as usize),
        };
        output.say(&text.with("role", role).with("official", official));
    }
    if !fonts.can_set_chinese() {
        output.say(&Text::new("cli-no-fonts"));
    }
    output.summary(json!({ "chinese": fonts.can_set_chinese() }));
    Exit::Done
}

/// Built without pdf there is nothing to list.
#[cfg(not(feature = "pdf"))]
pub fn run(_: &clap::ArgMatches, output: &Output) -> Exit {
    output.say(&Text::new("cli-built-without-pdf"));
    output.summary(json!({ "chinese": false }));
    Exit::Done
}
