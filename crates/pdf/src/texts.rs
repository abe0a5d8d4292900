//! What is said to users about faces and pdfs.

use crate::{FaceReport, Fonts, Pdf, PdfError, Role};
use hengji_diag::Text;

impl Role {
    /// Its name in the user's language.
    pub fn text(self) -> Text {
        Text::new(match self {
            Role::Title => "pdf-role-title",
            Role::Fangsong => "pdf-role-fangsong",
            Role::Hei => "pdf-role-hei",
            Role::Kai => "pdf-role-kai",
            Role::Song => "pdf-role-song",
            Role::Digits => "pdf-role-digits",
        })
    }
}

impl Fonts {
    /// A line for each role, and one when Chinese characters are missing from every face.
    pub fn texts(&self) -> Vec<Text> {
        let mut lines: Vec<Text> = self
            .report()
            .iter()
            .map(|it| match &it.face {
                Some(face) => face_text(it.role, face),
                None => Text::new("pdf-face-none")
                    .with("role", it.role.text())
                    .with("official", it.role.official()),
            })
            .collect();
        if !self.can_set_chinese() {
            lines.push(PdfError::NoChineseFace.text());
        } else if self.lacks() > 0 {
            lines.push(Text::new("pdf-lacks").with("count", i64::from(self.lacks())));
        }
        lines
    }
}

fn face_text(role: Role, face: &FaceReport) -> Text {
    let id = if face.official { "pdf-face-official" } else { "pdf-face-stand-in" };
    let line = Text::new(id)
        .with("role", role.text())
        .with("face", face.family.as_str())
        .with("official", role.official())
        .with("path", face.path.display().to_string());
    // Digits come from a face without Chinese, on purpose.
    if role == Role::Digits || face.lacks == 0 {
        return line;
    }
    Text::new("pdf-face-lacks").with("face", line).with("count", i64::from(face.lacks))
}

impl Pdf {
    /// What the user should know of this pdf; nothing when all went as it should.
    pub fn texts(&self) -> Vec<Text> {
        let mut lines = Vec::new();
        if !self.replaced.is_empty() {
            let characters: Vec<String> =
                self.replaced.iter().take(20).map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect();
            lines.push(Text::new("pdf-replaced").with("characters", characters.join(" ")));
        }
        if !self.not_archival.is_empty() {
            lines.push(Text::new("pdf-not-archival").with("message", self.not_archival.join("; ")));
        }
        lines.extend(
            self.charts_left_out
                .iter()
                .map(|caption| Text::new("pdf-chart-left-out").with("caption", caption.as_str())),
        );
        lines
    }
}

impl PdfError {
    /// What the user should know and do.
    pub fn text(&self) -> Text {
        match self {
            PdfError::NoChineseFace => Text::new("pdf-no-chinese-face"),
            PdfError::Typesetter(messages) => {
                Text::new("pdf-typesetter").with("message", messages.join("; "))
            }
        }
    }
}
