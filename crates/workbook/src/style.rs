//! How cells look, by role. Sizes and faces follow what is usual in government attachments: headings in
//! 黑体, body in 宋体 10.5 points (五号), thin borders, no colours on forms that are filed.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, FormatUnderline};

/// The look of a cell, by the part it plays. All but [`Style::Plain`], [`Style::Title`],
/// [`Style::UnitNote`], [`Style::Signature`], [`Style::Note`] and [`Style::Link`] have thin borders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Style {
    /// Body text without borders, as in sheets of data.
    #[default]
    Plain,
    /// Body text without borders that a spreadsheet never turns into a number (text format).
    PlainText,
    /// Body text without borders that wraps.
    PlainWrapped,
    /// A number without borders and without thousands separators, with so many decimals, as in sheets of
    /// data; the decimals are kept when the sheet is read again.
    PlainNumber(u8),
    /// A date without borders.
    PlainDate,
    /// A heading in a sheet of data: 黑体, light fill, wrapped.
    DataHead,
    /// A heading of a column that must be filled: the same with an orange fill.
    DataHeadRequired,
    /// The title of a form (表题): 黑体 16, centred.
    Title,
    /// The line under the title, such as 单位：万元; right.
    UnitNote,
    /// The line under the title at the left, such as 填报单位：…
    Caption,
    /// The head of a table (表头): 黑体, centred, wrapped.
    Head,
    /// The label of a row or field: centred, wrapped.
    Label,
    /// Text, left.
    Text,
    /// Long text, left, wrapped, from the top.
    Wrapped,
    /// Text, centred, wrapped.
    Centred,
    /// A number with thousands separators and so many decimals, right.
    Number(u8),
    /// A share (0.9702) shown as a percentage with so many decimals, right.
    Percent(u8),
    /// A date, centred.
    Date,
    /// The words of a total line (合计): bold, centred.
    Total,
    /// A number of a total line: bold.
    TotalNumber(u8),
    /// A share of a total line: bold.
    TotalPercent(u8),
    /// The line of signatures (填表人、审核人、单位负责人…).
    Signature,
    /// A note under a table (注：…), wrapped.
    Note,
    /// A link to another sheet, with borders.
    Link,
    /// A link to another sheet, without borders, as in 返回目录.
    PlainLink,
}

const SONG: &str = "宋体";
const HEI: &str = "黑体";
const BODY_HALF_POINTS: u32 = 21;

impl Style {
    /// Whether the style draws borders.
    pub fn has_borders(self) -> bool {
        !matches!(
            self,
            Style::Plain
                | Style::PlainText
                | Style::PlainWrapped
                | Style::PlainNumber(_)
                | Style::PlainDate
                | Style::Title
                | Style::UnitNote
                | Style::Caption
                | Style::Signature
                | Style::Note
                | Style::PlainLink
        )
    }

    pub(crate) fn format(self) -> Format {
        let body = font(SONG, BODY_HALF_POINTS).set_align(FormatAlign::VerticalCenter);
        let format = match self {
            Style::Plain => body,
            Style::PlainText => body.set_num_format("@"),
            Style::PlainWrapped => body.set_text_wrap(),
            Style::PlainNumber(0) => body,
            Style::PlainNumber(places) => {
                body.set_num_format(format!("0.{}", "0".repeat(usize::from(places.min(15)))))
            }
            Style::PlainDate => body.set_align(FormatAlign::Left).set_num_format("yyyy-mm-dd"),
            Style::DataHead => data_head().set_background_color("#E8EEF4"),
            Style::DataHeadRequired => data_head().set_background_color("#FCE4D6"),
            Style::Title => {
                font(HEI, 32).set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter)
            }
            Style::UnitNote => body.set_align(FormatAlign::Right),
            Style::Caption => body.set_align(FormatAlign::Left),
            Style::Head => font(HEI, BODY_HALF_POINTS)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            Style::Label | Style::Centred => body.set_align(FormatAlign::Center).set_text_wrap(),
            Style::Text => body.set_align(FormatAlign::Left),
            Style::Wrapped => font(SONG, BODY_HALF_POINTS)
                .set_align(FormatAlign::Left)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            Style::Number(places) => body.set_align(FormatAlign::Right).set_num_format(number(places)),
            Style::Percent(places) => body.set_align(FormatAlign::Right).set_num_format(percent(places)),
            Style::Date => body.set_align(FormatAlign::Center).set_num_format("yyyy-mm-dd"),
            Style::Total => body.set_align(FormatAlign::Center).set_text_wrap().set_bold(),
            Style::TotalNumber(places) => {
                body.set_align(FormatAlign::Right).set_num_format(number(places)).set_bold()
            }
            Style::TotalPercent(places) => {
                body.set_align(FormatAlign::Right).set_num_format(percent(places)).set_bold()
            }
            Style::Signature => body.set_align(FormatAlign::Left),
            Style::Note => body.set_align(FormatAlign::Left).set_text_wrap(),
            Style::Link | Style::PlainLink => {
                body.set_underline(FormatUnderline::Single).set_font_color("#0563C1")
            }
        };
        if self.has_borders() { format.set_border(FormatBorder::Thin) } else { format }
    }
}

// Points are halves in the file format, so whole half points go through exactly.
fn font(name: &str, half_points: u32) -> Format {
    let size = rust_size(half_points);
    Format::new().set_font_name(name).set_font_size(size)
}

#[expect(clippy::disallowed_types, reason = "rust_xlsxwriter takes font sizes as f64")]
fn rust_size(half_points: u32) -> f64 {
    f64::from(half_points) / 2.0
}

fn data_head() -> Format {
    font(HEI, BODY_HALF_POINTS)
        .set_align(FormatAlign::Left)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

fn number(places: u8) -> String {
    match places {
        0 => "#,##0".to_owned(),
        n => format!("#,##0.{}", "0".repeat(usize::from(n.min(10)))),
    }
}

fn percent(places: u8) -> String {
    match places {
        0 => "0%".to_owned(),
        n => format!("0.{}%", "0".repeat(usize::from(n.min(10)))),
    }
}
