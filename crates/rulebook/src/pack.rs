//! Notice packs (年度方案): one year's notice as data; docs/reference/pack.md describes every key.
//!
//! Reading order: the types here, top to bottom; [`mod@read`] turns text into them.

mod read;

use hengji_diag::Diagnostic;
use hengji_num::Rational;
use jiff::civil::Date;

use crate::book::Grade;

/// One year's notice of one finance bureau (年度方案).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pack {
    /// The name, the folder's.
    pub name: String,
    /// The title in words.
    pub title: String,
    /// Where it applies (适用地区).
    pub jurisdiction: String,
    /// The budget year.
    pub year: i16,
    /// The notice it carries out.
    pub document: Notice,
    /// The department's book.
    pub department_book: String,
    /// The projects' book.
    pub project_book: String,
    /// Answers to named parameters: book, parameter, value.
    pub parameters: Vec<(String, String, String)>,
    /// Grade bands; empty takes the book's.
    pub grades: Vec<Grade>,
    /// The caliber (口径) printed beside rates.
    pub caliber: String,
    /// The unit of money in forms.
    pub money_unit: String,
    /// Decimals of money in forms.
    pub money_places: u32,
    /// The sentence under a table whose printed parts miss the printed total (尾差).
    pub tail_note: Option<String>,
    /// The sentence on every page.
    pub notice: Option<String>,
    /// Whether the filed report has charts.
    pub charts: bool,
    /// Whether the filed report has a table of contents.
    pub contents: bool,
    /// Heading numbers by level: `一、`, `（一）`, `1.`, `（1）`.
    pub ordinals: Vec<String>,
    /// The report's title, a sentence.
    pub title_line: String,
    /// Names to file under, by package file; sentences.
    pub files: Vec<(String, String)>,
    /// Deadlines (时限).
    pub deadlines: Vec<Deadline>,
    /// Attachments (附件) in order.
    pub attachments: Vec<Attachment>,
    /// Signature line (签章).
    pub signatures: Vec<Signature>,
    /// Editions (版本).
    pub editions: Vec<Edition>,
    /// The outline (提纲), in order.
    pub sections: Vec<Section>,
    /// The forms (表样).
    pub forms: Vec<Form>,
}

/// The document a pack carries out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notice {
    /// Its title.
    pub title: String,
    /// Its number (文号).
    pub number: String,
    /// The day it was issued.
    pub issued: Option<Date>,
    /// Whether somebody has checked the pack against it.
    pub confirmed: bool,
    /// What is known about the source.
    pub note: String,
}

/// A deadline (时限).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deadline {
    /// What is due.
    pub what: String,
    /// The day, when it is fixed.
    pub date: Option<Date>,
    /// `20日`, counted from `after`.
    pub within: String,
    /// What it is counted from.
    pub after: String,
    /// The clause.
    pub basis: String,
}

/// An attachment of the package (附件).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attachment {
    /// 附件1.
    pub label: String,
    /// Its title, a sentence.
    pub title: String,
    /// What it holds.
    pub what: AttachmentKind,
    /// The narrative part, for [`AttachmentKind::Narrative`].
    pub file: String,
}

/// What an attachment holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AttachmentKind {
    /// The department form (部门整体支出绩效自评表).
    #[default]
    DepartmentForm,
    /// All project forms (项目支出绩效自评表).
    ProjectForms,
    /// The list of evidence (佐证材料清单).
    EvidenceList,
    /// The base figures (基础数据表).
    BaseFigures,
    /// Notes on surveys (满意度调查说明).
    SurveyNotes,
    /// A narrative part.
    Narrative,
}

/// A place to sign (签章).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signature {
    /// 单位负责人.
    pub label: String,
    /// Who or what stands there.
    pub role: SignatureRole,
    /// The forms that carry it; empty: all.
    pub forms: Vec<String>,
}

/// Who or what stands beside a signature label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignatureRole {
    /// Left blank for a pen.
    #[default]
    Blank,
    /// The leader in charge.
    Leader,
    /// The head of finance.
    Finance,
    /// The person who filled the form (填报人).
    Author,
    /// The telephone number (内部 edition only).
    Phone,
    /// The day of filling.
    Date,
    /// The seal (公章).
    Seal,
}

/// An edition (版本): what of the package it shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edition {
    /// 内部, 报送 or 公开.
    pub name: String,
    /// Ids of the sections shown; empty: all.
    pub sections: Vec<String>,
    /// Ids of sections left out.
    pub hide: Vec<String>,
    /// Names of the forms shown; empty: all.
    pub forms: Vec<String>,
    /// Labels of the attachments shown; empty: all.
    pub attachments: Vec<String>,
}

/// A section of the report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// A name for editions and findings.
    pub id: String,
    /// Its level, 1 to 4.
    pub level: u8,
    /// Its title, a sentence.
    pub title: String,
    /// Whether it is numbered.
    pub numbered: bool,
    /// Sentences before the content, a paragraph each.
    pub before: Vec<String>,
    /// Sentences after the content.
    pub after: Vec<String>,
    /// The content.
    pub content: Content,
    /// Whether the 公开 edition shows it.
    pub public: bool,
    /// Whether an empty section is a finding.
    pub required: bool,
    /// The line of the pack, for findings.
    pub line: u32,
}

/// What stands in a section.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Content {
    /// Nothing but heading and sentences.
    #[default]
    None,
    /// The narrative part with this heading.
    Narrative(String),
    /// A piece for every row.
    Rows(RowPieces),
    /// A narrative part for every row, found by the value of column `by`.
    RowNarratives {
        /// The rows; `item` serves where a part is missing.
        pieces: RowPieces,
        /// The column whose value is the heading of the part.
        by: String,
    },
    /// A table of rows.
    Table(RowTable),
    /// The scored items of the department form.
    Items {
        /// The level of path to group by; 0: every item.
        at: u8,
        /// The columns.
        columns: Vec<ItemColumn>,
    },
    /// The point-loss account (丢分账).
    Losses,
    /// A chart by name.
    Chart(String),
}

/// A piece of text for every row of a selection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowPieces {
    /// A formula that selects rows.
    pub rows: String,
    /// The column to sort by; empty: as they stand.
    pub sort: String,
    /// The piece, a sentence with columns of the row as names.
    pub item: String,
    /// With a joiner the pieces are one paragraph.
    pub join: Option<String>,
    /// What ends the joined paragraph.
    pub end: String,
    /// The running number, `（{}）`; empty: none.
    pub number: String,
    /// Whether the running number is written in Chinese figures.
    pub chinese_number: bool,
    /// The column printed bold before the piece; empty: none.
    pub lead: String,
}

/// A table of rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowTable {
    /// A formula that selects rows.
    pub rows: String,
    /// The column to sort by.
    pub sort: String,
    /// The columns: heading, cell (a sentence), relative width.
    pub columns: Vec<(String, String, u32)>,
    /// The foot, a sentence a cell; empty: none.
    pub foot: Vec<String>,
    /// Whether the tail note is printed where it is needed.
    pub note: bool,
}

/// The layout of a form (表样).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// Its name.
    pub name: String,
    /// Whether it is a project's or the department's.
    pub of_department: bool,
    /// The title, a sentence.
    pub title: String,
    /// The line under the title, a sentence.
    pub subtitle: String,
    /// The sheet's name, a sentence.
    pub sheet: String,
    /// Whether the page lies on its side.
    pub landscape: bool,
    /// The widths of the grid columns, in characters.
    pub widths: Vec<u32>,
    /// Grid columns taken by a block's label.
    pub label_columns: u32,
    /// The blocks, top to bottom.
    pub blocks: Vec<FormBlock>,
}

/// A block of a form.
#[derive(Clone, Debug, PartialEq)]
pub enum FormBlock {
    /// Labels with values.
    Fields(Vec<Vec<Field>>),
    /// Rows and columns of figures.
    Grid {
        /// The block's label at the left.
        label: String,
        /// Column heads with their spans; the first heads the row labels.
        columns: Vec<(String, u32)>,
        /// Row label with its cells, sentences.
        rows: Vec<(String, Vec<String>)>,
        /// Whether the tail note is printed where it is needed.
        note: bool,
    },
    /// Two long texts side by side.
    Pair {
        /// The block's label.
        label: String,
        /// Heading and sentence at the left.
        left: (String, String),
        /// Heading and sentence at the right.
        right: (String, String),
        /// Height in lines.
        height: u32,
    },
    /// One long text.
    Text {
        /// The block's label.
        label: String,
        /// The sentence.
        value: String,
        /// Height in lines.
        height: u32,
    },
    /// The scored items.
    Items {
        /// The block's label.
        label: String,
        /// The columns.
        columns: Vec<ItemColumn>,
        /// Level-1 and level-2 names that stand in the form even when empty.
        levels: Vec<(String, Vec<String>)>,
        /// Codes not listed here (预算执行率 has its own block).
        skip: Vec<String>,
    },
    /// The foot with the total.
    Total {
        /// Its label.
        label: String,
        /// Span and sentence of each cell.
        cells: Vec<(u32, String)>,
    },
    /// The signature line.
    Signatures,
    /// Notes under the form.
    Notes(Vec<String>),
}

/// A label with its value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// The label.
    pub label: String,
    /// The value, a sentence.
    pub value: String,
    /// Grid columns of the label.
    pub label_span: u32,
    /// Grid columns of the value.
    pub span: u32,
}

/// A column that shows something of each scored item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ItemColumn {
    /// Its head.
    pub heading: String,
    /// What it shows.
    pub shows: Shows,
    /// Whether equal cells below each other are merged.
    pub merge: bool,
    /// Grid columns it takes.
    pub span: u32,
}

/// What a column shows of a scored item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shows {
    /// Its code.
    #[default]
    Code,
    /// First-level heading (一级指标).
    Level1,
    /// Second-level heading (二级指标).
    Level2,
    /// Its own name (三级指标).
    Level3,
    /// Its points (分值).
    Points,
    /// Its target (指标值).
    Target,
    /// Its actual value (实际完成值).
    Actual,
    /// The value of the rule's formula (指标得数).
    Value,
    /// The score that counts: declared where given, else recomputed (得分).
    Score,
    /// The declared score (自评分).
    Declared,
    /// The recomputed score (复算分).
    Recomputed,
    /// The evidenced score (佐证分).
    Evidenced,
    /// Points lost (扣分).
    Lost,
    /// The reason of the loss (偏差原因).
    Reason,
    /// The measure (改进措施).
    Measure,
    /// Both in one cell (偏差原因分析及改进措施).
    ReasonAndMeasure,
    /// What the indicator means (指标说明).
    Explanation,
    /// The rule in words (评分标准).
    Standard,
    /// The clause (依据).
    Clause,
    /// The evidence (佐证材料).
    Evidence,
    /// The reviewer's score (复核得分).
    Reviewed,
    /// The reviewer's basis (复核依据).
    ReviewedBasis,
    /// Left blank for remarks (备注).
    Remark,
}

impl Shows {
    /// All of them, as written in packs.
    pub const NAMES: [(&'static str, Shows); 23] = [
        ("code", Shows::Code),
        ("level1", Shows::Level1),
        ("level2", Shows::Level2),
        ("level3", Shows::Level3),
        ("points", Shows::Points),
        ("target", Shows::Target),
        ("actual", Shows::Actual),
        ("value", Shows::Value),
        ("score", Shows::Score),
        ("declared", Shows::Declared),
        ("recomputed", Shows::Recomputed),
        ("evidenced", Shows::Evidenced),
        ("lost", Shows::Lost),
        ("reason", Shows::Reason),
        ("measure", Shows::Measure),
        ("reason-and-measure", Shows::ReasonAndMeasure),
        ("explanation", Shows::Explanation),
        ("standard", Shows::Standard),
        ("clause", Shows::Clause),
        ("evidence", Shows::Evidence),
        ("reviewed", Shows::Reviewed),
        ("reviewed-basis", Shows::ReviewedBasis),
        ("remark", Shows::Remark),
    ];
}

impl Pack {
    /// Reads a pack from its files, `(name, text)`; every mistake comes with its file and line.
    pub fn parse(files: &[(&str, &str)]) -> (Option<Pack>, Vec<Diagnostic>) {
        read::pack(files)
    }

    /// The form of this name.
    pub fn form(&self, name: &str) -> Option<&Form> {
        self.forms.iter().find(|it| it.name == name)
    }

    /// The edition of this name.
    pub fn edition(&self, name: &str) -> Option<&Edition> {
        self.editions.iter().find(|it| it.name == name)
    }

    /// The sections an edition shows, in order.
    pub fn sections_of(&self, edition: &str) -> Vec<&Section> {
        let rule = self.edition(edition);
        let shown = |s: &&Section| {
            if edition == "公开" && !s.public {
                return false;
            }
            rule.is_none_or(|e| {
                (e.sections.is_empty() || e.sections.contains(&s.id)) && !e.hide.contains(&s.id)
            })
        };
        self.sections.iter().filter(shown).collect()
    }

    /// The name a package file is filed under (a sentence); `None` takes the fixed name.
    pub fn file_name(&self, fixed: &str) -> Option<&str> {
        self.files.iter().find(|(name, _)| name == fixed).map(|(_, text)| text.as_str())
    }

    /// The answers this pack gives to the parameters of `book`.
    pub fn answers(&self, book: &str) -> impl Iterator<Item = (&str, &str)> {
        let book = book.to_owned();
        let own = move |it: &&(String, String, String)| it.0 == book;
        self.parameters.iter().filter(own).map(|(_, name, value)| (name.as_str(), value.as_str()))
    }
}

/// A decimal of a pack or book, as written in quotes: `0.5`, `50%`, `2/3`.
pub(crate) fn decimal(text: &str) -> Option<Rational> {
    let text = text.trim();
    if let Some(percent) = text.strip_suffix(['%', '％']) {
        return Rational::parse(percent.trim()).ok()?.div(&Rational::int(100)).ok();
    }
    if let Some((top, bottom)) = text.split_once('/') {
        return Rational::parse(top.trim()).ok()?.div(&Rational::parse(bottom.trim()).ok()?).ok();
    }
    Rational::parse(text).ok()
}
