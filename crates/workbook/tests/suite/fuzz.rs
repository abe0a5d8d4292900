//! The fuzz bodies over a small corpus, and over every file of it cut and bent a little.

use hengji_workbook::fuzz::{fuzz_csv, fuzz_xlsx};
use hengji_workbook::*;

fn bent(bytes: &[u8], body: fn(&[u8])) {
    body(bytes);
    let step = (bytes.len() / 64).max(1);
    for at in (0..bytes.len()).step_by(step) {
        body(&bytes[..at]);
        let mut changed = bytes.to_vec();
        changed[at] ^= 0x41;
        body(&changed);
        changed[at] = 0xFF;
        body(&changed);
    }
}

#[test]
fn csv() {
    let corpus: [&[u8]; 8] = [
        b"",
        b"a,b\n1,2\n",
        b"\xEF\xBB\xBF\"a\"\"b\",\"c\nd\"\r\n",
        b"\xFF\xFEa\0,\0b\0\n\0",
        b"\xB1\xE0\xBA\xC5,\xC3\xFB\xB3\xC6\n",
        b"'=1+1,'',\"'-x\"\n",
        b"\"never closed",
        b"1E308,-,\xE2\x80\x94\t\n,,,,,\n",
    ];
    corpus.into_iter().for_each(|it| bent(it, fuzz_csv));
}

#[test]
fn xlsx() {
    let mut sheet = SheetOut::new("数据");
    sheet.push(vec![
        CellOut::text("=1", Style::Head).note("批注"),
        CellOut::number("1.5", Style::Number(2)),
        CellOut::date("2022-02-28", Style::Date),
    ]);
    let bytes = write_xlsx(&Book { sheets: vec![sheet], title: "题".to_owned() }).unwrap();
    bent(&bytes, fuzz_xlsx);
    bent(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", fuzz_xlsx);
    bent(&super::bad_input::crafted("<row><c><v>1e308</v></c><c t=\"d\"><v>2022</v></c></row>"), fuzz_xlsx);
}
