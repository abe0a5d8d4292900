//! Styles by GB/T 9704—2012 §7: faces, sizes and line pitch.
//!
//! Sizes are in half points (三号 is 16 pt, so 32), lengths in twips. The line pitch is exact,
//! 28.95 pt = 579 twips: 22 lines fill the 225 mm of the text area.

use super::NAMESPACES;
use crate::xml::Xml;

/// A paragraph style: its properties in the order of ECMA-376.
struct Style {
    id: &'static str,
    /// Word's own name where it has one, so that headings are headings everywhere.
    name: &'static str,
    based_on: &'static str,
    next: &'static str,
    paragraph: &'static str,
    run: &'static str,
}

/// The face for Latin letters and digits.
const LATIN: &str = "Times New Roman";

macro_rules! face {
    ($east_asian:literal) => {
        concat!(
            "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"",
            $east_asian,
            "\" w:cs=\"Times New Roman\"/>"
        )
    };
    (all $face:literal) => {
        concat!(
            "<w:rFonts w:ascii=\"",
            $face,
            "\" w:hAnsi=\"",
            $face,
            "\" w:eastAsia=\"",
            $face,
            "\" w:cs=\"Times New Roman\"/>"
        )
    };
}
macro_rules! size {
    ($half_points:literal) => {
        concat!("<w:sz w:val=\"", $half_points, "\"/><w:szCs w:val=\"", $half_points, "\"/>")
    };
}
/// Two characters in.
macro_rules! indent {
    () => {
        "<w:ind w:firstLine=\"640\" w:firstLineChars=\"200\"/>"
    };
}
/// 28 characters in the 156 mm of a line: 16 pt less 0.25 pt is the true 三号, 15.75 pt.
macro_rules! pitch {
    () => {
        "<w:spacing w:val=\"-5\"/>"
    };
}
/// Small lines of tables and notes: they do not sit on the page's grid.
macro_rules! small {
    ($before:literal, $after:literal) => {
        concat!(
            "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"",
            $before,
            "\" w:after=\"",
            $after,
            "\" w:line=\"300\" w:lineRule=\"atLeast\"/>"
        )
    };
}

const STYLES: &[Style] = &[
    Style {
        id: "Flush", name: "衡绩顶格", based_on: "Normal", next: "Flush", paragraph: "", run: pitch!()
    },
    Style {
        id: "BodyText",
        name: "Body Text",
        based_on: "Normal",
        next: "BodyText",
        paragraph: indent!(),
        run: pitch!(),
    },
    Style {
        id: "ListItem",
        name: "衡绩条目",
        based_on: "BodyText",
        next: "ListItem",
        paragraph: "",
        run: "",
    },
    Style {
        id: "Centered",
        name: "衡绩居中",
        based_on: "Normal",
        next: "BodyText",
        paragraph: "<w:jc w:val=\"center\"/>",
        run: pitch!(),
    },
    Style {
        id: "Signature",
        name: "Signature",
        based_on: "Normal",
        next: "Signature",
        paragraph: "<w:ind w:right=\"1280\" w:rightChars=\"400\"/><w:jc w:val=\"right\"/>",
        run: pitch!(),
    },
    Style {
        id: "Title",
        name: "Title",
        based_on: "Normal",
        next: "BodyText",
        paragraph: concat!(
            "<w:keepNext/><w:keepLines/>",
            "<w:spacing w:before=\"0\" w:after=\"579\" w:line=\"720\" w:lineRule=\"exact\"/>",
            "<w:jc w:val=\"center\"/>"
        ),
        run: concat!(face!(all "方正小标宋简体"), size!("44")),
    },
    Style {
        id: "FormTitle",
        name: "衡绩表题",
        based_on: "Title",
        next: "Normal",
        paragraph: "<w:spacing w:before=\"0\" w:after=\"120\" w:line=\"560\" w:lineRule=\"exact\"/>",
        run: size!("36"),
    },
    Style {
        id: "Heading1",
        name: "heading 1",
        based_on: "Normal",
        next: "BodyText",
        paragraph: concat!("<w:keepNext/>", indent!(), "<w:outlineLvl w:val=\"0\"/>"),
        run: concat!(face!("黑体"), pitch!()),
    },
    Style {
        id: "Heading2",
        name: "heading 2",
        based_on: "Normal",
        next: "BodyText",
        paragraph: concat!("<w:keepNext/>", indent!(), "<w:outlineLvl w:val=\"1\"/>"),
        run: concat!(face!("楷体_GB2312"), pitch!()),
    },
    Style {
        id: "Heading3",
        name: "heading 3",
        based_on: "Normal",
        next: "BodyText",
        paragraph: concat!("<w:keepNext/>", indent!(), "<w:outlineLvl w:val=\"2\"/>"),
        run: concat!(face!("仿宋_GB2312"), pitch!()),
    },
    Style {
        id: "Heading4",
        name: "heading 4",
        based_on: "Normal",
        next: "BodyText",
        paragraph: concat!("<w:keepNext/>", indent!(), "<w:outlineLvl w:val=\"3\"/>"),
        run: concat!(face!("仿宋_GB2312"), pitch!()),
    },
    Style {
        id: "TableCaption",
        name: "衡绩表名",
        based_on: "Normal",
        next: "TableText",
        paragraph: concat!(
            "<w:keepNext/><w:snapToGrid w:val=\"0\"/>",
            "<w:spacing w:before=\"160\" w:after=\"80\" w:line=\"400\" w:lineRule=\"atLeast\"/>",
            "<w:jc w:val=\"center\"/>"
        ),
        run: concat!(face!("黑体"), size!("28")),
    },
    Style {
        id: "UnitNote",
        name: "衡绩单位",
        based_on: "Normal",
        next: "TableText",
        paragraph: concat!("<w:keepNext/>", small!("0", "40"), "<w:jc w:val=\"right\"/>"),
        run: concat!(face!("宋体"), size!("21")),
    },
    Style {
        id: "TableText",
        name: "衡绩表文",
        based_on: "Normal",
        next: "TableText",
        paragraph: concat!(small!("20", "20"), "<w:jc w:val=\"left\"/>"),
        run: concat!(face!("宋体"), size!("21")),
    },
    Style {
        id: "TableHead",
        name: "衡绩表头",
        based_on: "TableText",
        next: "TableText",
        paragraph: "<w:jc w:val=\"center\"/>",
        run: face!("黑体"),
    },
    Style {
        id: "Note",
        name: "衡绩注",
        based_on: "Normal",
        next: "BodyText",
        paragraph: concat!(small!("60", "60"), "<w:jc w:val=\"left\"/>"),
        run: concat!(face!("宋体"), size!("21")),
    },
    Style {
        id: "Picture",
        name: "衡绩图",
        based_on: "Normal",
        next: "Caption",
        paragraph: concat!(
            "<w:keepNext/><w:snapToGrid w:val=\"0\"/>",
            "<w:spacing w:before=\"160\" w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/>",
            "<w:jc w:val=\"center\"/>"
        ),
        run: "",
    },
    Style {
        id: "Caption",
        name: "caption",
        based_on: "Normal",
        next: "BodyText",
        paragraph: concat!(
            "<w:snapToGrid w:val=\"0\"/>",
            "<w:spacing w:before=\"60\" w:after=\"160\" w:line=\"360\" w:lineRule=\"atLeast\"/>",
            "<w:jc w:val=\"center\"/>"
        ),
        run: concat!(face!("黑体"), size!("24")),
    },
    Style {
        id: "Spacer",
        name: "衡绩间隔",
        based_on: "Normal",
        next: "BodyText",
        paragraph: concat!(
            "<w:snapToGrid w:val=\"0\"/>",
            "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/>"
        ),
        run: size!("2"),
    },
    Style {
        id: "Header",
        name: "header",
        based_on: "Normal",
        next: "Header",
        paragraph: concat!(
            "<w:snapToGrid w:val=\"0\"/>",
            "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"240\" w:lineRule=\"atLeast\"/>",
            "<w:jc w:val=\"center\"/>"
        ),
        run: concat!(face!("宋体"), size!("18")),
    },
    Style {
        id: "Footer",
        name: "footer",
        based_on: "Normal",
        next: "Footer",
        paragraph: concat!(
            "<w:snapToGrid w:val=\"0\"/>",
            "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"360\" w:lineRule=\"exact\"/>",
            "<w:ind w:right=\"280\" w:rightChars=\"100\"/><w:jc w:val=\"right\"/>"
        ),
        run: concat!(face!(all "宋体"), size!("28")),
    },
    Style {
        id: "FooterEven",
        name: "衡绩双页页码",
        based_on: "Footer",
        next: "FooterEven",
        paragraph: "<w:ind w:left=\"280\" w:leftChars=\"100\" w:right=\"0\" w:rightChars=\"0\"/><w:jc w:val=\"left\"/>",
        run: "",
    },
    Style {
        id: "FooterNote",
        name: "衡绩页脚",
        based_on: "Header",
        next: "FooterNote",
        paragraph: "<w:jc w:val=\"center\"/>",
        run: size!("15"),
    },
];

/// `word/styles.xml`.
pub(super) fn part() -> Vec<u8> {
    let mut x = Xml::part();
    x.element("w:styles", NAMESPACES, |x| {
        defaults(x);
        style(x, "paragraph", "Normal", Known::Default, |x| {
            x.val("w:name", "Normal");
            x.empty("w:qFormat", &[]);
            x.element("w:pPr", &[], |x| {
                x.val("w:widowControl", "0");
                // No extra gap between Chinese and digits: units follow figures without a space.
                x.val("w:autoSpaceDE", "0");
                x.val("w:autoSpaceDN", "0");
                x.empty("w:spacing", &[("w:line", "579"), ("w:lineRule", "exact")]);
                x.val("w:jc", "both");
            });
        });
        style(x, "character", "DefaultParagraphFont", Known::Default, |x| {
            x.val("w:name", "Default Paragraph Font");
            x.val("w:uiPriority", "1");
            x.empty("w:semiHidden", &[]);
            x.empty("w:unhideWhenUsed", &[]);
        });
        style(x, "numbering", "NoList", Known::Default, |x| {
            x.val("w:name", "No List");
            x.val("w:uiPriority", "99");
            x.empty("w:semiHidden", &[]);
            x.empty("w:unhideWhenUsed", &[]);
        });
        tables(x);
        for it in STYLES {
            paragraph_style(x, it);
        }
        style(x, "character", "Hyperlink", Known::BuiltIn, |x| {
            x.val("w:name", "Hyperlink");
            x.val("w:basedOn", "DefaultParagraphFont");
            x.element("w:rPr", &[], |x| {
                x.val("w:color", "1F4E79");
                x.val("w:u", "single");
            });
        });
    });
    x.into_bytes()
}

fn defaults(x: &mut Xml) {
    x.element("w:docDefaults", &[], |x| {
        x.element("w:rPrDefault", &[], |x| {
            x.element("w:rPr", &[], |x| {
                x.raw(face!("仿宋_GB2312"));
                x.raw(size!("32"));
                x.empty("w:lang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN"), ("w:bidi", "ar-SA")]);
            });
        });
        x.element("w:pPrDefault", &[], |_| {});
    });
}

/// Whether Word knows a style by name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    /// It is the default of its kind.
    Default,
    /// It is built in.
    BuiltIn,
    /// It is ours.
    Ours,
}

fn style(x: &mut Xml, kind: &str, id: &str, known: Known, content: impl FnOnce(&mut Xml)) {
    let mut attrs = vec![("w:type", kind)];
    match known {
        Known::Default => attrs.push(("w:default", "1")),
        Known::BuiltIn => {}
        Known::Ours => attrs.push(("w:customStyle", "1")),
    }
    attrs.push(("w:styleId", id));
    x.element("w:style", &attrs, content);
}

fn paragraph_style(x: &mut Xml, it: &Style) {
    // Word's own names are English, ours are not.
    let known = if it.name.is_ascii() { Known::BuiltIn } else { Known::Ours };
    style(x, "paragraph", it.id, known, |x| {
        x.val("w:name", it.name);
        x.val("w:basedOn", it.based_on);
        x.val("w:next", it.next);
        x.empty("w:qFormat", &[]);
        if !it.paragraph.is_empty() {
            x.element("w:pPr", &[], |x| x.raw(it.paragraph));
        }
        if !it.run.is_empty() {
            x.element("w:rPr", &[], |x| x.raw(it.run));
        }
    });
}

/// The table styles: thin lines (0.5 pt) inside a thicker frame (1.5 pt), and none at all.
fn tables(x: &mut Xml) {
    style(x, "table", "TableNormal", Known::Default, |x| {
        x.val("w:name", "Normal Table");
        x.val("w:uiPriority", "99");
        x.empty("w:semiHidden", &[]);
        x.empty("w:unhideWhenUsed", &[]);
        x.element("w:tblPr", &[], cell_margins);
    });
    for (id, name, lines) in [("HJGrid", "衡绩表格", true), ("HJPlain", "衡绩无线表", false)] {
        style(x, "table", id, Known::Ours, |x| {
            x.val("w:name", name);
            x.val("w:basedOn", "TableNormal");
            x.element("w:tblPr", &[], |x| {
                if lines {
                    borders(x);
                }
                cell_margins(x);
            });
        });
    }
}

fn borders(x: &mut Xml) {
    x.element("w:tblBorders", &[], |x| {
        for side in ["w:top", "w:left", "w:bottom", "w:right"] {
            border(x, side, "12");
        }
        for side in ["w:insideH", "w:insideV"] {
            border(x, side, "4");
        }
    });
}

fn border(x: &mut Xml, side: &str, eighths: &str) {
    x.empty(side, &[("w:val", "single"), ("w:sz", eighths), ("w:space", "0"), ("w:color", "000000")]);
}

fn cell_margins(x: &mut Xml) {
    x.element("w:tblCellMar", &[], |x| {
        for (side, width) in [("w:top", "0"), ("w:left", "85"), ("w:bottom", "0"), ("w:right", "85")] {
            x.empty(side, &[("w:w", width), ("w:type", "dxa")]);
        }
    });
}

/// The faces used, each with other names under which it is found.
const FACES: &[(&str, &str, &str)] = &[
    ("方正小标宋简体", "方正小标宋_GBK,FZXiaoBiaoSong-B05S", "script"),
    ("仿宋_GB2312", "仿宋,FangSong", "modern"),
    ("楷体_GB2312", "楷体,KaiTi", "modern"),
    ("黑体", "SimHei", "modern"),
    ("宋体", "SimSun", "auto"),
];

/// `word/fontTable.xml`.
pub(super) fn font_table() -> Vec<u8> {
    let mut x = Xml::part();
    x.element("w:fonts", NAMESPACES, |x| {
        for (name, others, family) in FACES {
            x.element("w:font", &[("w:name", name)], |x| {
                x.val("w:altName", others);
                x.val("w:charset", "86");
                x.val("w:family", family);
                x.val("w:pitch", "default");
            });
        }
        x.element("w:font", &[("w:name", LATIN)], |x| {
            x.val("w:charset", "00");
            x.val("w:family", "roman");
            x.val("w:pitch", "variable");
        });
    });
    x.into_bytes()
}
