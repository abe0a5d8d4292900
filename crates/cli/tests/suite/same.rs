//! The same dossier gives the same bytes, wherever and however the program runs.

use crate::common::{packages, program, run, text};
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .expect("a folder")
        .map(|it| it.expect("an entry"))
        .map(|it| (it.file_name().to_string_lossy().into_owned(), std::fs::read(it.path()).expect("a file")))
        .collect()
}

#[test]
fn another_time_zone_language_home_and_thread_count_change_no_byte() {
    for made in packages() {
        let home = TempDir::new().expect("a folder");
        let out = home.path().join("elsewhere");
        let mut command = program(&["report", text(&made.dossier), "--out", text(&out)]);
        command
            .env("TZ", "Pacific/Kiritimati")
            .env("LANG", "tr_TR.UTF-8")
            .env("LC_ALL", "tr_TR.UTF-8")
            .env("HOME", home.path())
            .env("USER", "someone-else")
            .env("HENGJI_LANG", "en")
            .env("RAYON_NUM_THREADS", "1")
            .current_dir(home.path());
        let ran = run(command);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let (one, two) = (files(&made.out), files(&out));
        assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
        for (name, bytes) in one {
            assert!(bytes == two[&name], "{name} differs");
        }
    }
}
