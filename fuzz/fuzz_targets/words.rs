//! What people write into cells: numbers, headers, spellings, periods, references. What was read is printed and read again.
#![no_main]

use fuhe::mapping::in_words::InWords;
use fuhe::mapping::spelling::{Label, Spelling, fold, number_of, without_number};
use fuhe::number::{Decimal, Mode, Ratio, Rounding};
use fuhe::scorecard::Period;
use fuhe::workbook::{CellRange, CellRef};
use fuhe::written::{is_absence, is_absent, read_number};
use libfuzzer_sys::fuzz_target;

/// Past 15 digits a figure is what a double makes of it.
fn is_short(number: Decimal) -> bool {
    number
        .to_string()
        .bytes()
        .filter(u8::is_ascii_digit)
        .count()
        <= 15
}

fn number(number: Decimal) {
    assert_eq!(number.to_string().parse(), Ok(number));
    assert!(
        !number.to_string().starts_with("-0") || !number.is_zero(),
        "no -0"
    );
    if is_short(number) {
        assert_eq!(
            Decimal::from_binary(number.to_binary()),
            Some(number),
            "through a double"
        );
        for printed in [number.to_string(), number.grouped()] {
            assert_eq!(
                read_number(&printed).map(|read| read.value),
                Some(number),
                "{printed}"
            );
        }
    }
    for digits in 0..6 {
        let [half, even, down, up] =
            [Mode::HalfUp, Mode::HalfEven, Mode::Down, Mode::Up].map(|mode| {
                let rounding = Rounding { digits, mode };
                let rounded = number.round(rounding);
                assert_eq!(rounded.round(rounding), rounded, "rounding twice");
                rounded
            });
        assert!(
            down.abs() <= number.abs() && number.abs() <= up.abs(),
            "{number}: {down}, {up}"
        );
        assert!((half == down || half == up) && (even == down || even == up));
    }
    let ratio = Ratio::from(number);
    if let Some(whole) = ratio.over(&Ratio::from(7)) {
        assert_eq!(whole.times(&Ratio::from(7)), ratio);
        assert!(whole.floor() <= whole && whole <= whole.ceil());
    }
}

fuzz_target!(|text: &str| {
    if let Some(read) = read_number(text) {
        assert!(!is_absent(text) && !is_absence(text), "a figure or none");
        number(read.value);
    }
    let folded = fold(text);
    assert_eq!(fold(&folded), folded, "folding twice changes nothing");
    let label = Label::new(text);
    if let Ok(spelling) = Spelling::parse(text) {
        let _ = spelling.words();
        // Other signs may be a bracket, a unit or a separator, which do not count.
        let is_words = text.chars().all(|c| c.is_alphabetic() || c == '/')
            && text.split('/').all(|segment| !segment.is_empty());
        assert!(
            spelling.matches_text(text) || !is_words,
            "a spelling matches itself"
        );
    }
    let _ = (
        number_of(text),
        without_number(text).len() <= text.len(),
        label.names(text),
    );
    if let Ok(pattern) = InWords::new(&[text.to_owned()]) {
        let _ = pattern.find(text);
    }
    for period in [text.parse::<Period>().ok(), Period::find(text)]
        .into_iter()
        .flatten()
    {
        assert_eq!(period.to_string().parse::<Period>(), Ok(period));
        assert_eq!(Period::find(&period.to_string()), Some(period));
    }
    if let Ok(cell) = text.parse::<CellRef>() {
        assert_eq!(cell.to_string().parse::<CellRef>(), Ok(cell));
    }
    if let Ok(range) = text.parse::<CellRange>() {
        assert_eq!(range.to_string().parse::<CellRange>(), Ok(range));
    }
    if let Ok(exact) = text.parse::<Decimal>() {
        number(exact);
    }
    if let Some(stored) = Decimal::from_stored(text) {
        assert_eq!(
            Decimal::from_stored(&stored.to_string()),
            Some(stored),
            "stored twice"
        );
        number(stored);
    }
});
