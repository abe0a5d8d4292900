//! The files of a package and their manifest (contracts §6). Names are fixed.

use hengji_document::sm3_hex;
use serde_json::json;

/// Every name a package can hold, in the order of the manifest.
pub const NAMES: [&str; 9] = [
    "自评报告.docx",
    "自评报告.pdf",
    "自评报告.html",
    "自评表.xlsx",
    "自评表.pdf",
    "领导摘要.pdf",
    "佐证材料清单.xlsx",
    "proof.json",
    "manifest.json",
];

/// One file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageFile {
    /// One of [`NAMES`].
    pub name: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Pages, for a pdf.
    pub pages: Option<usize>,
}

/// A package (报送材料): same dossier, program and fonts give the same bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    files: Vec<PackageFile>,
    fonts: Vec<(String, String)>,
}

impl Package {
    /// Adds a file.
    pub fn add(&mut self, name: &'static str, bytes: Vec<u8>, pages: Option<usize>) {
        debug_assert!(NAMES.contains(&name), "package names are fixed");
        self.files.push(PackageFile { name, bytes, pages });
    }

    /// Notes the face that serves a role, for the manifest.
    pub fn font(&mut self, role: impl Into<String>, face: impl Into<String>) {
        self.fonts.push((role.into(), face.into()));
    }

    /// The files in the order of the manifest, which comes last: name, SM3, pages, fonts. It knows neither
    /// clock nor user nor path.
    pub fn finish(mut self) -> Vec<PackageFile> {
        self.files.sort_by_key(|file| NAMES.iter().position(|name| *name == file.name));
        let files: Vec<_> = self
            .files
            .iter()
            .map(|file| json!({ "name": file.name, "sm3": sm3_hex(&file.bytes), "pages": file.pages }))
            .collect();
        let fonts: Vec<_> =
            self.fonts.iter().map(|(role, face)| json!({ "role": role, "face": face })).collect();
        let manifest = json!({ "format": 1, "files": files, "fonts": fonts });
        // Plain maps of strings and numbers always serialise.
        let mut text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
        text.push('\n');
        self.files.push(PackageFile { name: "manifest.json", bytes: text.into_bytes(), pages: None });
        self.files
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_comes_last_and_names_every_file_with_its_digest() {
        let mut package = Package::default();
        package.add("proof.json", b"{}".to_vec(), None);
        package.add("自评报告.pdf", b"x".to_vec(), Some(3));
        package.font("仿宋", "某仿宋");
        let files = package.finish();
        let names: Vec<_> = files.iter().map(|file| file.name).collect();
        assert_eq!(names, ["自评报告.pdf", "proof.json", "manifest.json"]);
        let manifest: serde_json::Value = serde_json::from_slice(&files[2].bytes).unwrap();
        assert_eq!(manifest["files"][0]["pages"], 3);
        assert_eq!(manifest["files"][1]["sm3"].as_str().unwrap().len(), 64);
    }
}
