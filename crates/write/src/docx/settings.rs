//! Settings and properties: the same in every document but for the title.

use super::NAMESPACES;
use crate::xml::Xml;

/// `word/settings.xml`.
pub(super) fn part() -> Vec<u8> {
    let mut x = Xml::part();
    x.element("w:settings", NAMESPACES, |x| {
        x.empty("w:zoom", &[("w:percent", "100")]);
        x.val("w:defaultTabStop", "640");
        x.empty("w:evenAndOddHeaders", &[]);
        x.val("w:drawingGridVerticalSpacing", "579");
        x.val("w:characterSpacingControl", "compressPunctuation");
        x.element("w:compat", &[], |x| {
            x.empty("w:spaceForUL", &[]);
            x.empty("w:balanceSingleByteDoubleByteWidth", &[]);
            x.empty("w:doNotLeaveBackslashAlone", &[]);
            x.empty("w:ulTrailSpace", &[]);
            x.empty("w:doNotExpandShiftReturn", &[]);
            x.empty("w:adjustLineHeightInTable", &[]);
            x.empty("w:useFELayout", &[]);
            x.empty(
                "w:compatSetting",
                &[
                    ("w:name", "compatibilityMode"),
                    ("w:uri", "http://schemas.microsoft.com/office/word"),
                    ("w:val", "15"),
                ],
            );
        });
        x.empty("w:themeFontLang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN")]);
        x.val("w:decimalSymbol", ".");
        x.val("w:listSeparator", ",");
    });
    x.into_bytes()
}

/// `docProps/core.xml`: the title and the language; no person, no time.
pub(super) fn core_properties(title: &str) -> Vec<u8> {
    let mut x = Xml::part();
    let namespaces = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ];
    x.element("cp:coreProperties", &namespaces, |x| {
        x.text_element("dc:title", &[], title);
        x.text_element("dc:language", &[], "zh-CN");
    });
    x.into_bytes()
}

/// `docProps/app.xml`: the program's name.
pub(super) fn app_properties() -> Vec<u8> {
    let mut x = Xml::part();
    let namespace = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
    x.element("Properties", &[("xmlns", namespace)], |x| x.text_element("Application", &[], "Hengji"));
    x.into_bytes()
}
