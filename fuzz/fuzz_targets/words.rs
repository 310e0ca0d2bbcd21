//! What people write into cells: numbers, headers, spellings, periods, references.
#![no_main]

use fuhe::mapping::spelling::{Label, Spelling, fold};
use fuhe::number::Decimal;
use fuhe::scorecard::Period;
use fuhe::workbook::{CellRange, CellRef};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = fuhe::written::read_number(text);
    let _ = fuhe::written::is_absent(text);
    let folded = fold(text);
    assert_eq!(fold(&folded), folded, "folding twice changes nothing");
    let _ = Label::new(text).is_empty();
    if let Ok(spelling) = Spelling::parse(text) {
        let _ = (spelling.matches_text(text), spelling.words());
    }
    if let Ok(period) = text.parse::<Period>() {
        assert_eq!(period.to_string().parse::<Period>(), Ok(period));
    }
    if let Ok(cell) = text.parse::<CellRef>() {
        assert_eq!(cell.to_string().parse::<CellRef>(), Ok(cell));
    }
    let _ = text.parse::<CellRange>();
    if let Ok(number) = text.parse::<Decimal>() {
        let _ = (number.grouped(), number.trimmed().to_binary());
    }
    let _ = Decimal::from_stored(text);
});
