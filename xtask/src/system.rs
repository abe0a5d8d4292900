//! Packages of the machine that tests need beyond cargo.

use crate::shell::{self, Done};
use std::{path::Path, process::Command};

/// One thing needed, how to see that it is there, and the Debian packages that bring it.
struct Need {
    what: &'static str,
    there: fn() -> bool,
    packages: &'static [&'static str],
}

const NEEDS: &[Need] = &[
    Need {
        what: "LibreOffice, the independent reader of our docx and xlsx",
        there: || shell::has_program("soffice") && office_part("libswlo.so") && office_part("libsclo.so"),
        packages: &["libreoffice-writer-nogui", "libreoffice-calc-nogui"],
    },
    Need {
        what: "poppler, the independent reader of our pdf",
        there: || shell::has_program("pdftotext") && shell::has_program("pdffonts"),
        packages: &["poppler-utils"],
    },
    Need {
        what: "Chinese fonts",
        there: || Path::new("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc").is_file(),
        packages: &["fonts-noto-cjk"],
    },
];

fn office_part(name: &str) -> bool {
    Path::new("/usr/lib/libreoffice/program").join(name).is_file()
}

/// Installs what is missing when it may, else says exactly what to install.
pub fn packages() -> Done {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.there)()).collect();
    for need in &missing {
        println!("not here: {}", need.what);
    }
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages).copied().collect();
    if packages.is_empty() {
        println!("everything is here");
        return Ok(());
    }
    let Some(prefix) = privilege().filter(|_| shell::has_program("apt-get")) else {
        return Err(format!(
            "the tests need more than cargo; please run\n  sudo apt-get install --no-install-recommends {}\nand start again",
            packages.join(" ")
        ));
    };
    // A fresh machine has no package lists; an old list is tried first, since it costs nothing.
    if install(&prefix, &packages).is_err() {
        shell::run(apt(&prefix).arg("update"))?;
        install(&prefix, &packages)?;
    }
    match NEEDS.iter().find(|need| !(need.there)()) {
        Some(need) => Err(format!("still not here after the installation: {}", need.what)),
        None => Ok(()),
    }
}

fn install(prefix: &[&str], packages: &[&str]) -> Done {
    shell::run(apt(prefix).args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

fn apt(prefix: &[&str]) -> Command {
    let words: Vec<&str> =
        prefix.iter().copied().chain(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]).collect();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).args(["-q", "-o", "DPkg::Lock::Timeout=300"]);
    command
}

/// The words before a command that needs root: none as root, `sudo -n` when it asks for no password.
fn privilege() -> Option<Vec<&'static str>> {
    let id = shell::output(Command::new("id").arg("-u")).ok()?;
    if id.trim_ascii() == b"0" {
        return Some(Vec::new());
    }
    let asks_nothing = shell::has_program("sudo")
        && Command::new("sudo").args(["-n", "true"]).output().is_ok_and(|out| out.status.success());
    asks_nothing.then(|| vec!["sudo", "-n"])
}
