//! Faces by role: which font file serves 标题 仿宋 黑体 楷体 宋体 数字, and what is missing.
//!
//! The official faces come first, since an office has licensed them; free stand-ins follow. A file named
//! after a role (`仿宋.ttf`) takes that role whatever the face calls itself.

use crate::names::{self, FaceNames};
use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs::{self, File},
    io::BufReader,
    path::{Path, PathBuf},
};
use typst::{foundations::Bytes, text::Font};

/// What a face is for in an official document (GB/T 9704).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 标题: 小标宋, the title.
    Title,
    /// 仿宋: body text and headings of level 3 and 4.
    Fangsong,
    /// 黑体: headings of level 1, heads of tables.
    Hei,
    /// 楷体: headings of level 2.
    Kai,
    /// 宋体: tables, notes, page numbers.
    Song,
    /// 数字: digits and Latin letters in running text.
    Digits,
}

impl Role {
    /// Every role, in the order of the standard.
    pub const ALL: [Role; 6] = [Role::Title, Role::Fangsong, Role::Hei, Role::Kai, Role::Song, Role::Digits];

    /// The Chinese name, as users and file names write it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Title => "标题",
            Role::Fangsong => "仿宋",
            Role::Hei => "黑体",
            Role::Kai => "楷体",
            Role::Song => "宋体",
            Role::Digits => "数字",
        }
    }

    /// The name of the face an office would use.
    pub fn official(self) -> &'static str {
        match self {
            Role::Title => "方正小标宋简体",
            Role::Fangsong => "仿宋_GB2312",
            Role::Hei => "黑体",
            Role::Kai => "楷体_GB2312",
            Role::Song => "宋体",
            Role::Digits => "Times New Roman",
        }
    }

    /// The weight wanted where a family has several.
    fn weight(self) -> u16 {
        match self {
            Role::Title => 700,
            Role::Hei => 500,
            Role::Fangsong | Role::Kai | Role::Song | Role::Digits => 400,
        }
    }

    /// Faces in order of preference, and how many of them are official ones.
    fn families(self) -> (&'static [&'static str], usize) {
        match self {
            Role::Title => (TITLE, 4),
            Role::Fangsong => (FANGSONG, 6),
            Role::Hei => (HEI, 4),
            Role::Kai => (KAI, 6),
            Role::Song => (SONG, 5),
            Role::Digits => (DIGITS, 1),
        }
    }
}

const TITLE: &[&str] = &[
    "FZXiaoBiaoSong-B05S",
    "方正小标宋简体",
    "FZXiaoBiaoSong-B05",
    "方正小标宋_GBK",
    "STZhongsong",
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "思源宋体",
    "FandolSong",
];
const FANGSONG: &[&str] = &[
    "FangSong_GB2312",
    "仿宋_GB2312",
    "FZFangSong-Z02S",
    "方正仿宋_GBK",
    "FangSong",
    "STFangsong",
    "Zhuque Fangsong",
    "Zhuque Fangsong (technical preview)",
    "FandolFang R",
    "FandolFang",
];
const HEI: &[&str] = &[
    "SimHei",
    "黑体",
    "FZHei-B01S",
    "STHeiti",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "思源黑体",
    "FandolHei",
    "WenQuanYi Zen Hei",
];
const KAI: &[&str] = &[
    "KaiTi_GB2312",
    "楷体_GB2312",
    "FZKai-Z03S",
    "方正楷体_GBK",
    "KaiTi",
    "STKaiti",
    "LXGW WenKai GB",
    "LXGW WenKai GB Lite",
    "LXGW WenKai",
    "FandolKai",
    "AR PL KaitiM GB",
];
const SONG: &[&str] = &[
    "SimSun",
    "宋体",
    "FZShuSong-Z01S",
    "方正书宋_GBK",
    "STSong",
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "思源宋体",
    "FandolSong",
    "AR PL SungtiL GB",
];
const DIGITS: &[&str] = &["Times New Roman", "Liberation Serif", "Tinos", "Nimbus Roman", "TeX Gyre Termes"];

/// The Chinese characters of GBK: U+4E00 to U+9FA5.
pub const GBK_CHARACTERS: u32 = 0x9FA5 - 0x4E00 + 1;

/// Which face serves a role, for `hengji fonts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleReport {
    /// The role.
    pub role: Role,
    /// The face, or none.
    pub face: Option<FaceReport>,
}

/// A face found for a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaceReport {
    /// Its family name.
    pub family: String,
    /// The file it lies in.
    pub path: PathBuf,
    /// Whether it is one of the official faces rather than a stand-in.
    pub official: bool,
    /// How many of the [`GBK_CHARACTERS`] it lacks; other faces step in for those.
    pub lacks: u32,
}

/// The faces that serve the roles, loaded.
#[derive(Clone, Debug, Default)]
pub struct Fonts {
    served: BTreeMap<Role, Served>,
}

/// A loaded face.
#[derive(Clone, Debug)]
pub(crate) struct Served {
    pub font: Font,
    pub path: PathBuf,
    pub official: bool,
}

/// A face that may serve, with its rank: lower is better.
struct Candidate {
    rank: (usize, u16, usize),
    path: PathBuf,
    index: u32,
}

impl Fonts {
    /// Looks through `folders`, first to last, with all below them, and loads the best face for each role.
    ///
    /// An official face anywhere wins over a stand-in; among equals the earlier folder wins.
    /// Folders and files that cannot be read are passed over.
    pub fn find(folders: &[PathBuf]) -> Fonts {
        let mut best: BTreeMap<Role, Candidate> = BTreeMap::new();
        for (order, path) in font_files(folders).into_iter().enumerate() {
            let Ok(file) = File::open(&path) else { continue };
            for face in names::faces(&mut BufReader::new(file)) {
                for role in Role::ALL {
                    let Some((family, weight)) = rank(role, &path, &face) else { continue };
                    let rank = (family, weight, order);
                    if best.get(&role).is_none_or(|other| rank < other.rank) {
                        best.insert(role, Candidate { rank, path: path.clone(), index: face.index });
                    }
                }
            }
        }
        Fonts { served: load(best) }
    }

    /// Whether Chinese text can be set at all: some face for it was found.
    pub fn can_set_chinese(&self) -> bool {
        self.chain().iter().any(|(_, served)| served.font.info().coverage.contains('中'.into()))
    }

    /// Which face serves which role.
    pub fn report(&self) -> Vec<RoleReport> {
        let face = |served: &Served| FaceReport {
            family: served.font.info().family.clone(),
            path: served.path.clone(),
            official: served.official,
            lacks: lacks(|c| served.font.info().coverage.contains(c)),
        };
        Role::ALL
            .iter()
            .map(|role| RoleReport { role: *role, face: self.served.get(role).map(face) })
            .collect()
    }

    /// How many of the [`GBK_CHARACTERS`] no face has.
    pub fn lacks(&self) -> u32 {
        lacks(|c| self.chain().iter().any(|(_, served)| served.font.info().coverage.contains(c)))
    }

    /// Whether some face has the character.
    pub fn covers(&self, character: char) -> bool {
        self.served.values().any(|served| served.font.info().coverage.contains(character.into()))
    }

    /// The whole file of a role's face, as for drawing charts as pixels; a collection holds several faces.
    pub fn file(&self, role: Role) -> Option<&[u8]> {
        self.served.get(&role).map(|served| served.font.data().as_slice())
    }

    /// Whether the 黑体 is a stand-in of regular weight, thinner than an office's own.
    pub(crate) fn has_thin_hei(&self) -> bool {
        let thin = |served: &Served| !served.official && served.font.info().variant.weight.to_number() < 500;
        self.served.get(&Role::Hei).is_some_and(thin)
    }

    /// The faces by role.
    pub(crate) fn chain(&self) -> Vec<(Role, &Served)> {
        self.served.iter().map(|(role, served)| (*role, served)).collect()
    }

    /// The face of one role.
    pub(crate) fn has(&self, role: Role) -> bool {
        self.served.contains_key(&role)
    }
}

/// The folders to look in: `extra` (the office's own), then beside the program, the user's, the system's.
///
/// `variable` looks up an environment variable; engines do not read the environment themselves.
pub fn usual_folders(
    extra: &[PathBuf],
    program: Option<&Path>,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Vec<PathBuf> {
    let path = |name: &str| variable(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let mut folders = extra.to_vec();
    folders.extend(program.and_then(Path::parent).map(|folder| folder.join("fonts")));
    let home = path("HOME").or_else(|| path("USERPROFILE"));
    let data = path("XDG_DATA_HOME").or_else(|| home.as_ref().map(|home| home.join(".local/share")));
    folders.extend(data.iter().map(|data| data.join("hengji/fonts")));
    folders.extend(path("LOCALAPPDATA").map(|data| data.join("hengji/fonts")));
    folders.extend(data.map(|data| data.join("fonts")));
    folders.extend(home.iter().flat_map(|home| [home.join(".fonts"), home.join("Library/Fonts")]));
    folders.extend(path("LOCALAPPDATA").map(|data| data.join("Microsoft/Windows/Fonts")));
    folders.extend(path("WINDIR").map(|windows| windows.join("Fonts")));
    folders.extend(
        ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts"]
            .map(PathBuf::from),
    );
    folders
}

/// How well a face serves a role: (place in the list, distance from the wanted weight).
fn rank(role: Role, path: &Path, face: &FaceNames) -> Option<(usize, u16)> {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    if stem == Some(role.name()) {
        return Some((0, 0));
    }
    if face.italic {
        return None;
    }
    let place = role.families().0.iter().position(|family| {
        let family = folded(family);
        face.names.iter().any(|name| folded(name) == family)
    })?;
    let distance = if face.variable { 0 } else { face.weight.abs_diff(role.weight()) };
    // The first place is kept for files named after a role.
    Some((place + 1, distance))
}

/// A name without the marks in which spellings differ.
fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// Font files below the folders: folders in their order, files by name, each once.
fn font_files(folders: &[PathBuf]) -> Vec<PathBuf> {
    const FILES_MAX: usize = 20_000;
    const DEPTH_MAX: usize = 8;
    let mut files = Vec::new();
    for folder in folders {
        let mut waiting = vec![(folder.clone(), 0)];
        while let Some((next, depth)) = waiting.pop() {
            let mut entries: Vec<PathBuf> =
                fs::read_dir(&next).into_iter().flatten().filter_map(|e| e.ok().map(|e| e.path())).collect();
            entries.sort();
            for entry in entries {
                if entry.is_dir() && depth < DEPTH_MAX {
                    waiting.push((entry, depth + 1));
                } else if is_font(&entry) && files.len() < FILES_MAX {
                    files.push(entry);
                }
            }
        }
    }
    files
}

fn is_font(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    matches!(extension.as_str(), "ttf" | "otf" | "ttc" | "otc")
}

/// Reads each file once, however many roles it serves.
fn load(best: BTreeMap<Role, Candidate>) -> BTreeMap<Role, Served> {
    let mut files: BTreeMap<PathBuf, Bytes> = BTreeMap::new();
    let mut served = BTreeMap::new();
    for (role, candidate) in best {
        let Candidate { rank, path, index } = candidate;
        let bytes = match files.get(&path) {
            Some(bytes) => bytes.clone(),
            None => {
                let Ok(content) = fs::read(&path) else { continue };
                files.entry(path.clone()).or_insert(Bytes::new(content)).clone()
            }
        };
        let Some(font) = Font::new(bytes, index) else { continue };
        served.insert(role, Served { font, path, official: rank.0 <= role.families().1 });
    }
    served
}

fn lacks(has: impl Fn(u32) -> bool) -> u32 {
    let missing = (0x4E00..=0x9FA5).filter(|c| !has(*c)).count();
    u32::try_from(missing).unwrap_or(GBK_CHARACTERS)
}
