//! The world typst sees: one fixed template, the document as data, our faces; no files, packages or clock.

use crate::fonts::{Fonts, Role};
use std::sync::LazyLock;
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Dict, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

/// The template, parsed once. File ids are never freed by typst, so there is only this one.
static TEMPLATE: LazyLock<Source> = LazyLock::new(|| {
    let path = VirtualPath::new("/template.typ").expect("a fixed, valid path");
    let id = FileId::new(RootedPath::new(VirtualRoot::Project, path));
    Source::new(id, include_str!("template.typ").to_owned())
});

/// The one file that the template reads.
static DATA: LazyLock<FileId> = LazyLock::new(|| {
    let path = VirtualPath::new("/document.json").expect("a fixed, valid path");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
});

/// The library is the same for every document, so that what typst remembers of one layout serves the next.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// Names by which charts (SVG) ask for faces.
const CHART_NAMES: &[(&str, Role)] = &[
    ("SimSun", Role::Song),
    ("宋体", Role::Song),
    ("SimHei", Role::Hei),
    ("黑体", Role::Hei),
    ("FangSong", Role::Fangsong),
    ("仿宋", Role::Fangsong),
    ("KaiTi", Role::Kai),
    ("楷体", Role::Kai),
    ("Times New Roman", Role::Digits),
];

pub(crate) struct Desk {
    data: Bytes,
    book: LazyHash<FontBook>,
    faces: Vec<Font>,
}

impl Desk {
    /// A desk with `inputs` as the file that the template reads.
    pub(crate) fn new(inputs: &Dict, fonts: &Fonts) -> Desk {
        let mut book = FontBook::new();
        let mut faces = Vec::new();
        for (name, font) in named_faces(fonts) {
            // The template asks for roles, whatever the face calls itself.
            let mut info = font.info().clone();
            info.family = name;
            book.push(info);
            faces.push(font);
        }
        let data = serde_json::to_vec(inputs).expect("texts, numbers and lists are JSON");
        Desk { data: Bytes::new(data), book: LazyHash::new(book), faces }
    }
}

/// The family name of a role in the template.
pub(crate) fn family(role: Role) -> &'static str {
    match role {
        Role::Title => "hengji title",
        Role::Fangsong => "hengji fangsong",
        Role::Hei => "hengji hei",
        Role::Kai => "hengji kai",
        Role::Song => "hengji song",
        Role::Digits => "hengji digits",
    }
}

fn named_faces(fonts: &Fonts) -> Vec<(String, Font)> {
    let chain = fonts.chain();
    let face = |role: Role| chain.iter().find(|(r, _)| *r == role).map(|(_, served)| served.font.clone());
    let roles = chain.iter().map(|(role, served)| (family(*role).to_owned(), served.font.clone()));
    let charts = CHART_NAMES.iter().filter_map(|(name, role)| Some(((*name).to_owned(), face(*role)?)));
    roles.chain(charts).collect()
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        TEMPLATE.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == TEMPLATE.id() { Ok(TEMPLATE.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.faces.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
