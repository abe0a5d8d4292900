//! Dossiers as folders: reading, writing, and what is refused.

use hengji_diag::{Diagnostic, Language, Locale, render};
use hengji_dossier::*;
use std::fs;
use std::path::Path;

pub(crate) fn said(found: &[Diagnostic]) -> String {
    found.iter().map(|it| render::plain(it, Locale::of(Language::Chinese))).collect()
}

pub(crate) fn put(root: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

pub(crate) fn small(root: &Path) {
    put(
        root,
        "dossier.toml",
        "# 说明\nformat = 1\nid = \"d\"\ndepartment = \"某某局\"\nyear = 2022\nsalt = \"s\"\n\n[inputs.\"2-1-1\"]\n支出数 = \"合计(支付，金额)\"\n",
    );
    let (gbk, _, _) = encoding_rs::GB18030.encode("编号,部门名称,自加列\nD1,某某局,甲\n");
    put(root, "tables/department.csv", gbk);
    put(root, "tables/自定表.csv", "\u{FEFF}甲,乙\n1.50,\"=1+1\"\n");
    put(
        root,
        "ledgers/visits.toml",
        "# 走访\nid = \"visits\"\nheading = \"走访\"\ncounting_word = \"家次\"\ncolumns = [\n  { id = \"id\", heading = \"编号\", kind = \"text\" },\n  { id = \"date\", heading = \"日期\", kind = \"date\" },\n]\n",
    );
    put(root, "ledgers/visits.csv", "编号,日期\nV1,2022-03-05\n");
    put(root, "measures.toml", "# 第一个\n[[measure]]\nname = \"走访数\"\nformula = \"计数(走访)\"\n");
    put(root, "narrative/01-概况.md", "# 概况\n\n走访{走访数}。\n");
    put(root, "README.md", "旁边的说明\n");
    put(root, "tool.py", "print()\n");
    put(root, "evidence/a/票据.pdf", "%PDF-");
}

#[test]
fn a_folder_is_read_whatever_the_encoding_and_written_again_the_same() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("档案");
    small(&root);
    let opened = open(&root, &How::default()).map_err(|it| said(&it)).unwrap();
    assert_eq!(opened.found, []);
    assert_eq!(opened.raw.evidence_files, ["a/票据.pdf"]);
    assert_eq!(opened.others, ["tool.py"]);
    let copy = home.path().join("copy");
    write_folder(&opened, &copy).unwrap();
    let again = open(&copy, &How::default()).map_err(|it| said(&it)).unwrap();
    assert_eq!(folder::folder_files(&again), folder::folder_files(&opened));
    let table = fs::read_to_string(copy.join("tables/department.csv")).unwrap();
    assert_eq!(table, "\u{FEFF}编号,部门名称,自加列\nD1,某某局,甲\n");
    assert_eq!(fs::read_to_string(copy.join("tables/自定表.csv")).unwrap(), "\u{FEFF}甲,乙\n1.50,'=1+1\n");
    for name in ["dossier.toml", "ledgers/visits.toml", "measures.toml", "narrative/01-概况.md", "README.md"]
    {
        assert_eq!(fs::read(copy.join(name)).unwrap(), fs::read(root.join(name)).unwrap(), "{name}");
    }
    let (model, about) = read(&copy, &How::default()).map_err(|it| said(&it)).unwrap();
    assert_eq!(model.meta().department, "某某局", "{}", said(&about));
}

#[test]
fn what_is_no_dossier_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let refused = |path: &Path| said(&open(path, &How::default()).unwrap_err());
    assert!(refused(&home.path().join("nothing")).contains("没有文件或文件夹"));
    assert!(refused(home.path()).contains("dossier.toml"));
    put(home.path(), "a.txt", "x");
    assert!(refused(&home.path().join("a.txt")).contains("不是绩效档案"));
    put(home.path(), "new/dossier.toml", "format = 2\ndepartment = \"x\"\nyear = 2030\n");
    assert!(refused(&home.path().join("new")).contains("DS071"));
}

#[test]
fn every_unreadable_file_is_named_in_one_run() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    small(root);
    put(root, "tables/projects.csv", b"");
    put(root, "tables/payments.csv", b"a,b\n1,\0\n");
    put(root, "tables/budget.csv", b"a\n\"open\n");
    put(
        root,
        "tables/units.csv",
        "编号,单位名称信息处理中心\n1,\u{6cd5}\n"
            .as_bytes()
            .iter()
            .chain(b"\xFF\xFF\n")
            .copied()
            .collect::<Vec<_>>(),
    );
    fs::create_dir_all(root.join("tables/people.csv")).unwrap();
    fs::create_dir_all(root.join("measures2")).unwrap();
    let huge = fs::File::create(root.join("tables/income.csv")).unwrap();
    huge.set_len(2 << 30).unwrap();
    let words = said(&open(root, &How::default()).unwrap_err());
    for part in [
        "tables/projects.csv",
        "0 字节",
        "tables/payments.csv，第 2 行",
        "U+0000",
        "tables/budget.csv，第 2 行",
        "tables/units.csv，第 3 行",
        "tables/people.csv",
        "普通文件",
        "tables/income.csv",
        "2.0 GB",
    ] {
        assert!(words.contains(part), "{part}\n{words}");
    }
}

#[test]
fn a_wrong_encoding_does_not_hide_the_place_of_the_folder() {
    let home = tempfile::tempdir().unwrap();
    put(home.path(), "dossier.toml", b"department = \"\xFF\xFF\"\n");
    let words = said(&open(home.path(), &How::default()).unwrap_err());
    assert!(words.contains("dossier.toml，第 1 行"), "{words}");
}

#[test]
#[cfg(unix)]
fn links_are_not_followed() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("d");
    small(&root);
    put(home.path(), "secret.csv", "编号\n1\n");
    std::os::unix::fs::symlink(home.path().join("secret.csv"), root.join("tables/projects.csv")).unwrap();
    std::os::unix::fs::symlink(home.path(), root.join("evidence/out")).unwrap();
    let words = said(&open(&root, &How::default()).unwrap_err());
    assert!(words.contains("tables/projects.csv") && words.contains("evidence/out"), "{words}");
}

#[test]
fn evidence_names_stay_inside() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("d");
    small(&root);
    put(home.path(), "secret.txt", "x");
    assert!(evidence::resolve(&root, "a/票据.pdf").is_ok());
    for name in ["../dossier.toml", "/etc/passwd", "a/../../x", "", "C:\\x", "a\\..\\..\\x", "none.pdf"] {
        assert!(evidence::resolve(&root, name).is_err(), "{name}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(home.path().join("secret.txt"), root.join("evidence/link")).unwrap();
        assert!(evidence::resolve(&root, "link").is_err());
    }
    let mut found = Vec::new();
    let files = evidence::files(&root, &mut found);
    assert_eq!((files.len(), files[0].bytes), (1, 5));
    assert_eq!(files[0].sm3.len(), 64);
}

#[test]
fn writing_never_overwrites_a_folder_and_never_leaves_half_a_file() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("d");
    small(&root);
    let opened = open(&root, &How::default()).unwrap();
    assert!(said(&write_folder(&opened, &root).unwrap_err()).contains("没有覆盖"));
    let file = home.path().join("a.txt");
    write_file(&file, b"one").unwrap();
    write_file(&file, b"two").unwrap();
    assert_eq!(fs::read(&file).unwrap(), b"two");
    // A folder stands where the file should go: refused, and nothing is left behind.
    fs::create_dir(home.path().join("b")).unwrap();
    put(home.path(), "b/c", "x");
    assert!(write_file(&home.path().join("b"), b"x").is_err());
    let names: Vec<_> =
        fs::read_dir(home.path()).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!names.iter().any(|it| it.contains("hengji")), "{names:?}");
}

#[test]
fn a_package_replaces_an_earlier_one_and_keeps_what_others_put_there() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let files = |names: &[&str]| -> Vec<(String, Vec<u8>)> {
        names.iter().map(|it| ((*it).to_owned(), it.as_bytes().to_vec())).collect()
    };
    write_package(&out, &files(&["a.docx", "b.pdf"]), &[]).unwrap();
    put(&out, "我的笔记.txt", "x");
    let stale = ["a.docx".to_owned(), "b.pdf".to_owned()];
    write_package(&out, &files(&["a.docx", "sub/c.xlsx"]), &stale).unwrap();
    let mut names: Vec<_> =
        fs::read_dir(&out).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["a.docx", "sub", "我的笔记.txt"]);
    assert!(write_package(&out, &files(&["../x"]), &[]).is_err());
    assert!(out.join("a.docx").exists());
}

// Numbers come in the model's shortest form: 320.00 is 320.
#[test]
fn a_model_is_written_and_read_to_the_same_model() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("d");
    new(&dir).unwrap();
    let model = |path: &Path| read(path, &How::default()).map_err(|it| said(&it)).unwrap().0;
    let parts = Opened::of(model(&dir).to_raw());
    for copy in [home.path().join("copy"), home.path().join("档案.xlsx")] {
        match copy.extension() {
            None => write_folder(&parts, &copy).map_err(|it| said(&it)).unwrap(),
            Some(_) => write_workbook(&parts, &copy).map_err(|it| said(&it)).unwrap(),
        };
        let again = Opened::of(model(&copy).to_raw());
        assert_eq!(folder::folder_files(&again), folder::folder_files(&parts));
    }
    assert!(folder::folder_files(&parts).iter().any(|(name, _)| name == "ledgers/visits.csv"));
}
