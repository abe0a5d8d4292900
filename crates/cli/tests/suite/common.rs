//! Running the program, copying a dossier, looking into a package.

use serde_json::Value;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

pub const REPORT: &str = "自评报告.docx";
pub const FORMS: &str = "自评表.xlsx";
pub const PAGES: &str = "自评报告.html";

/// What a run of the program left.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The JSON Lines on stdout.
    pub fn lines(&self) -> Vec<Value> {
        let parse =
            |line: &str| serde_json::from_str(line).unwrap_or_else(|why| panic!("not JSON, {why}: {line}"));
        self.out.lines().map(parse).collect()
    }

    /// The summary, which is the last line.
    pub fn summary(&self) -> Value {
        self.lines().pop().map(|it| it["summary"].clone()).unwrap_or_default()
    }

    /// The codes of all findings, in order.
    pub fn codes(&self) -> Vec<String> {
        self.lines().iter().filter_map(|it| it["code"].as_str().map(str::to_owned)).collect()
    }

    /// Fails when the program panicked; gives itself back.
    pub fn calm(self) -> Ran {
        assert!(!self.err.contains("panicked"), "{}", self.err);
        assert!((0..=2).contains(&self.code), "exit {}: {}", self.code, self.err);
        self
    }
}

/// The program with these arguments and nothing of our environment that could change what it says.
pub fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hengji"));
    command
        .args(args)
        .stdin(Stdio::null())
        .env_remove("HENGJI_LANG")
        .env_remove("NO_COLOR")
        .env("HENGJI_NO_PDF", "1");
    command
}

pub fn run(mut command: Command) -> Ran {
    let done = command.output().expect("the program starts");
    Ran {
        code: done.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&done.stdout).into_owned(),
        err: String::from_utf8_lossy(&done.stderr).into_owned(),
    }
    .calm()
}

pub fn hengji(args: &[&str]) -> Ran {
    run(program(args))
}

/// The same with `--format json`.
pub fn hengji_json(args: &[&str]) -> Ran {
    hengji(&[args, &["--format", "json"]].concat())
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("paths of tests are UTF-8")
}

/// Every dossier under examples/.
pub fn examples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut all: Vec<PathBuf> = fs::read_dir(root)
        .expect("examples/ is there")
        .map(|it| it.expect("an entry").path())
        .filter(|it| it.join("dossier.toml").is_file())
        .collect();
    all.sort();
    assert!(!all.is_empty(), "no dossier under examples/");
    all
}

/// A dossier with the package made from it.
pub struct Made {
    pub dossier: PathBuf,
    pub out: PathBuf,
    _held: TempDir,
}

impl Made {
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.out.join(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
    }

    pub fn proof(&self) -> Value {
        serde_json::from_slice(&self.bytes("proof.json")).expect("proof.json is JSON")
    }
}

/// Writes the package of a dossier.
pub fn make(dossier: &Path, more: &[&str]) -> Made {
    let held = TempDir::new().expect("a folder");
    let out = held.path().join("out");
    let ran = hengji(&[&["report", text(dossier), "--out", text(&out)], more].concat());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    Made { dossier: dossier.to_owned(), out, _held: held }
}

/// The packages of all examples, made once.
pub fn packages() -> &'static [Made] {
    static MADE: OnceLock<Vec<Made>> = OnceLock::new();
    MADE.get_or_init(|| examples().iter().map(|it| make(it, &[])).collect())
}

/// A copy of a dossier that a test may change.
pub fn copy(dossier: &Path) -> TempDir {
    let to = TempDir::new().expect("a folder");
    copy_into(dossier, to.path());
    to
}

fn copy_into(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy_into(&entry.path(), &target),
            false => fs::write(&target, fs::read(entry.path()).expect("a file")).expect("a file"),
        }
    }
}

/// Changes one text file; fails when nothing changed.
pub fn edit(path: &Path, change: impl FnOnce(&str) -> String) {
    let before = fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let after = change(&before);
    assert_ne!(before, after, "{} did not change", path.display());
    fs::write(path, after).expect("a file");
}

/// The parts of a zip package with their bytes.
pub fn unzip(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip package");
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).expect("a part");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("a part inflates");
            (part.name().expect("a name").into_owned(), bytes)
        })
        .collect()
}

pub fn rezip(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(bytes).expect("a part");
    }
    writer.finish().expect("a package").into_inner()
}

/// A docx or xlsx with one part changed.
pub fn with_part(bytes: &[u8], name: &str, change: impl FnOnce(&str) -> String) -> Vec<u8> {
    let mut parts = unzip(bytes);
    let part = parts.iter_mut().find(|it| it.0 == name).unwrap_or_else(|| panic!("no {name}"));
    let before = String::from_utf8(part.1.clone()).expect("parts are UTF-8");
    let after = change(&before);
    assert_ne!(before, after, "{name} did not change");
    part.1 = after.into_bytes();
    rezip(&parts)
}

/// The text of a docx, paragraph by paragraph.
pub fn paragraphs(docx: &[u8]) -> Vec<String> {
    let read = hengji_reader::read_figures(docx).expect("the docx reads");
    read.paragraphs.into_iter().map(|it| it.text).collect()
}

/// A small generator of choices that depends on the seed alone (splitmix64).
pub struct Choices(pub u64);

impl Choices {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit as u64).expect("below a usize")
    }
}

/// How many cases a sampled test takes: HENGJI_CASES, else `usual`.
pub fn cases(usual: usize) -> usize {
    std::env::var("HENGJI_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(usual)
}

/// The seed of sampled tests: HENGJI_SEED, else a fixed one.
pub fn seed() -> u64 {
    std::env::var("HENGJI_SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(2022)
}

/// A CSV table as rows of cells, changed and written back.
pub fn table(path: &Path, change: impl FnOnce(&mut Vec<Vec<String>>)) {
    let bytes = fs::read(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let sheet = hengji_workbook::read_csv(&bytes, &hengji_workbook::Limits::default()).expect("a table");
    let width = sheet.width();
    let mut rows: Vec<Vec<String>> = (0..sheet.rows.len())
        .map(|row| (0..width).map(|column| sheet.text(row, column).to_owned()).collect())
        .collect();
    let before = rows.clone();
    change(&mut rows);
    assert_ne!(before, rows, "{} did not change", path.display());
    fs::write(path, hengji_workbook::write_csv(&rows)).expect("a file");
}

/// The column of a table with this heading.
pub fn column(rows: &[Vec<String>], heading: &str) -> usize {
    rows[0].iter().position(|it| it == heading).unwrap_or_else(|| panic!("no column {heading}"))
}
