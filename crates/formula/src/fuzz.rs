//! Bodies for the fuzzer, which a stable test also runs over a small corpus (contracts §9).

use hengji_num::UnitTable;
use std::sync::LazyLock;

use crate::{Budget, MemoryScope, check, evaluate, evaluate_value, line, parse};

/// Reads, prints, checks and evaluates any bytes as a formula: nothing may panic, printing what was read and
/// reading it again gives the same text, and the value does not depend on whether a working is kept.
pub fn fuzz_formula(data: &[u8]) {
    static UNITS: LazyLock<UnitTable> = LazyLock::new(|| {
        let text = "[[unit]]\nname='元'\ndimension='货币'\ndecimals=2\n[[unit]]\nname='家'\ndimension='家'\n\
                    [[unit]]\nname='%'\ndimension='比率'\nscale='0.01'\ndecimals=2\n\
                    [[unit]]\nname='天'\ndimension='时间'\nscale='1440'\n";
        // A broken table of units would be a mistake of this file, and leaves formulas without units.
        UnitTable::parse(text).unwrap_or_default()
    });
    let source = String::from_utf8_lossy(data);
    let (expr, found) = parse(&source, &UNITS);
    let length = source.chars().count();
    for it in &found {
        let (start, end) = (it.place.start.unwrap_or(0) as usize, it.place.end.unwrap_or(0) as usize);
        assert!(start <= end && end <= length, "a place outside the text: {it:?}");
    }
    let Some(expr) = expr else {
        assert!(!found.is_empty(), "no tree and no error");
        return;
    };
    if found.is_empty() {
        let printed = expr.to_string();
        let (again, found) = parse(&printed, &UNITS);
        assert!(found.is_empty(), "{source} printed as {printed}: {found:?}");
        assert_eq!(again.map(|it| it.to_string()), Some(printed));
    }
    let scope = MemoryScope::new(UNITS.clone(), 2022);
    let budget = Budget { rows: 10_000, ..Budget::default() };
    let _ = check(&expr, &scope);
    let value = evaluate_value(&expr, &scope, &budget);
    let (traced, working) = evaluate(&expr, &scope, &budget);
    assert_eq!(crate::shown(&value), crate::shown(&traced));
    let _ = line(&working);
    let _ = working.json();
}
