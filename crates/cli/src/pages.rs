//! The pdf files of a package. Built without the feature `pdf` they are left out, and the terminal says so.

#[cfg(feature = "pdf")]
mod typeset {
    use hengji_diag::Text;
    use hengji_document::Document;
    use hengji_pdf::{Pdf, PdfError, PdfOptions, pdf, pdf_of_all, usual_folders};
    use hengji_report::package::Package;
    use hengji_report::papers::Papers;
    use jiff::civil::Date;
    use std::path::PathBuf;

    pub use hengji_pdf::Fonts;

    /// The fonts that are there: `--fonts-dir`, beside the program, the user's, the system's.
    pub fn fonts(matches: &clap::ArgMatches) -> Fonts {
        let extra: Vec<PathBuf> =
            matches.try_get_one::<PathBuf>("fonts-dir").ok().flatten().cloned().into_iter().collect();
        let program = std::env::current_exe().ok();
        Fonts::find(&usual_folders(&extra, program.as_deref(), |name| std::env::var_os(name)))
    }

    /// Adds report, forms and summary as pdf, with the proof's digest at the foot of every page.
    ///
    /// With HENGJI_NO_PDF in the environment they are left out, for tests of a debug build, where they take most of the time.
    pub fn add(
        out: &mut Package,
        papers: &Papers,
        fonts: &Fonts,
        day: Date,
        notes: &mut Vec<Text>,
        progress: &dyn Fn(&'static str),
    ) {
        if std::env::var_os("HENGJI_NO_PDF").is_some() {
            return;
        }
        let options = PdfOptions::on(day);
        let foot = Some(format!("验证数据 SM3：{}", papers.proof.digest()));
        let with_foot = |document: &Document| Document { running_foot: foot.clone(), ..document.clone() };
        progress("自评报告.pdf");
        add_one(out, "自评报告.pdf", pdf(&with_foot(&papers.report), fonts, &options), notes);
        progress("自评表.pdf");
        let forms: Vec<Document> = papers.forms.iter().map(|form| with_foot(&form.document)).collect();
        let all: Vec<&Document> = forms.iter().collect();
        add_one(out, "自评表.pdf", pdf_of_all(&all, fonts, &options), notes);
        progress("领导摘要.pdf");
        add_one(out, "领导摘要.pdf", pdf(&with_foot(&papers.summary), fonts, &options), notes);
        for served in fonts.report() {
            if let Some(face) = served.face {
                out.font(served.role.name(), face.family);
            }
        }
    }

    fn add_one(out: &mut Package, name: &'static str, made: Result<Pdf, PdfError>, notes: &mut Vec<Text>) {
        match made {
            Ok(pdf) => {
                if !pdf.replaced.is_empty() {
                    let missing: String = pdf.replaced.iter().collect();
                    let text = Text::new("cli-pdf-replaced").with("file", name).with("characters", missing);
                    notes.push(text);
                }
                if !pdf.not_archival.is_empty() {
                    let why = pdf.not_archival.join("; ");
                    notes.push(Text::new("cli-pdf-not-archival").with("file", name).with("why", why));
                }
                out.add(name, pdf.bytes, Some(pdf.pages));
            }
            Err(PdfError::NoChineseFace) => notes.push(Text::new("cli-pdf-skipped").with("file", name)),
            Err(PdfError::Typesetter(why)) => {
                notes.push(Text::new("cli-pdf-failed").with("file", name).with("why", why.join("; ")));
            }
        }
    }
}

#[cfg(feature = "pdf")]
pub use typeset::{Fonts, add, fonts};

#[cfg(not(feature = "pdf"))]
mod left_out {
    use hengji_diag::Text;
    use hengji_report::package::Package;
    use hengji_report::papers::Papers;
    use jiff::civil::Date;

    /// No fonts are needed where no pdf is made.
    pub struct Fonts;

    /// Nothing is looked for.
    pub fn fonts(_: &clap::ArgMatches) -> Fonts {
        Fonts
    }

    /// Says that the pdf files are left out.
    pub fn add(
        _: &mut Package,
        _: &Papers,
        _: &Fonts,
        _: Date,
        notes: &mut Vec<Text>,
        _: &dyn Fn(&'static str),
    ) {
        notes.push(Text::new("cli-built-without-pdf"));
    }
}

#[cfg(not(feature = "pdf"))]
pub use left_out::{Fonts, add, fonts};
