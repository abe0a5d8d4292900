//! The fuzz body over a small corpus: shapes that broke something, or could.

use hengji_model::fuzz::fuzz_dossier;

#[test]
fn the_fuzz_body_holds_on_its_corpus() {
    let meta = "format = 1\ndepartment = \"甲\"\nyear = 2022";
    let ledger = "heading = \"台账\"\ndedupe = [\"a\"]\nvalid_to = \"d\"\ncolumns = [{id=\"a\"},{id=\"n\",kind=\"dec\",unit=\"亩\"},\
                  {id=\"d\",kind=\"date\"},{id=\"m\",kind=\"multi_ref\",reference=\"l\"},{id=\"c\",kind=\"int\",formula=\"n ÷ n\"}]";
    let measures = "[[measure]]\nname=\"甲\"\nformula=\"乙 + 1\"\n[[measure]]\nname=\"乙\"\nformula=\"甲\"\n\
                    [[measure]]\nname=\"丙\"\nformula=\"合计(台账，n)\"";
    for cells in [
        "",
        "\n\n|||\n",
        "编号|a|n|d|m|天气|天气\nx|1|0.1|2022-02-29|x；y|晴|雨\nx|1|#99999999999999999999|!REF!|、；|，|",
        "a|n\n\u{feff}\u{200b}|１２３\n\u{3000}|−5\n\"|0.000000000000000000000000000001\n\u{0}|79228162514264337593543950335",
        "金额（元）|金额（万元）|支付日期|资金性质\n0.01|1|2022.1.1|一般公共预算\n-|—|－|–",
        "n（平方米）\n1\n3",
    ] {
        fuzz_dossier(format!("{meta}\n%%\n{measures}\n%%\n{ledger}\n%%\n{cells}").as_bytes());
    }
    for bytes in [
        &b"\xff\xfe\n%%\n"[..],
        b"",
        b"year = 99999999999999999999",
        b"\n%%\n[[measure]]\n%%\ncolumns = 3\n%%\na",
    ] {
        fuzz_dossier(bytes);
    }
}

use proptest::prelude::*;

fn cases() -> u32 {
    std::env::var("HENGJI_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(64)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    // Dossiers put together from words that mean something, in any order.
    #[test]
    fn any_dossier_is_loaded_and_gives_itself_back(words in proptest::collection::vec(proptest::sample::select(WORDS), 0..120)) {
        fuzz_dossier(words.concat().as_bytes());
    }
}

const WORDS: &[&str] = &[
    "\n%%\n",
    "\n%%\n",
    "\n%%\n",
    "\n",
    "\n",
    "|",
    "|",
    "|",
    "format = 1\n",
    "year = 2022\n",
    "[[measure]]\n",
    "name = \"甲\"\n",
    "name = \"乙\"\n",
    "formula = \"合计(台账，n)\"\n",
    "formula = \"甲 + 乙\"\n",
    "formula = \"计数(支付[金额 > 0元])\"\n",
    "heading = \"台账\"\n",
    "key = \"a\"\n",
    "dedupe = [\"a\", \"d\"]\n",
    "state = \"s\"\n",
    "event_date = \"d\"\n",
    "natural_key = [\"n\", \"a\"]\n",
    "columns = [{id=\"a\",kind=\"code\"},{id=\"n\",kind=\"dec\",unit=\"亩\"},{id=\"d\",kind=\"datetime\"},{id=\"s\"},{id=\"r\",kind=\"ratio\"},{id=\"y\",kind=\"year\"}]\n",
    "columns = [{id=\"a\",kind=\"uscc\"},{id=\"n\",kind=\"money\",unit=\"元\",min=\"0\"},{id=\"d\",kind=\"date\"},{id=\"f\",kind=\"dec\",formula=\"n ÷ n\"}]\n",
    "编号",
    "a",
    "n（公顷）",
    "n",
    "d",
    "s",
    "r",
    "y",
    "金额（元）",
    "金额",
    "支付日期",
    "资金性质",
    "x",
    "1",
    "-0.01",
    "1,234.5",
    "97%",
    "3.5",
    "2022-02-29",
    "2022-03-05",
    "2022-03-05 14:30:05",
    "2022年",
    "通过",
    "#123456789012345678",
    "!REF!",
    "—",
    "；",
    "一般公共预算",
    "\u{feff}",
    "９",
    "1e5",
];
