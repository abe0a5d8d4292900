//! Bodies of fuzz targets: total on any bytes, and held to the laws of the room.

use crate::{BarePowers, Interval, Rational, Rounding, Stated, UnitTable, parse_number, scan};

/// Reads arbitrary text as a number, a quantity and a decimal; checks that what is read prints and reads back.
pub fn fuzz_numbers(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let chars: Vec<char> = text.chars().collect();
    for bare in [BarePowers::Allowed, BarePowers::Refused] {
        if let Some((length, _)) = scan(&chars, bare) {
            assert!(length > 0 && length <= chars.len(), "a number takes some of its text");
        }
    }
    if let Ok(number) = parse_number(&text) {
        assert!(!number.step.is_negative());
        assert!(Interval::rounded(&number.value, &number.step).contains(&number.value));
    }
    if let Ok(value) = Rational::parse(&text) {
        assert_eq!(Rational::parse(&value.exact_text()), Ok(value.clone()));
        for mode in [Rounding::HalfUp, Rounding::Up, Rounding::Down] {
            let rounded = value.round(2, mode);
            assert_eq!(rounded.round(2, mode), rounded);
        }
        assert_eq!(Rational::parse(&value.to_fixed(2)), Ok(value.round(2, Rounding::HalfUp)));
    }
    let _ = Stated::parse(&text, &UnitTable::default());
}

/// Reads arbitrary text as a table of units.
pub fn fuzz_units(data: &[u8]) {
    if let Ok(table) = UnitTable::parse(&String::from_utf8_lossy(data)) {
        let names: Vec<&str> = table.names().collect();
        for name in names {
            assert!(table.get(name).is_some(), "every name is a unit");
        }
    }
}
