//! Formulas among a few cells, one a line, below each other in A: a value or none, the same twice; and a result that is stored
//! as it was computed is not told to be out of date.
#![no_main]

use fuhe::formula::{Checked, Computed, Formulas, shape, value};
use fuhe::number::Decimal;
use fuhe::workbook::{Cell, CellRef, Format, Formula, Location, Row, Sheet, Value, Workbook};
use libfuzzer_sys::fuzz_target;

/// The workbook of some formulas; one whose result is given is calculated.
fn workbook<'a>(formulas: impl Iterator<Item = (&'a str, Option<&'a Computed>)>) -> Workbook {
    let mut sheet = Sheet {
        name: "表".into(),
        ..Sheet::default()
    };
    let mut formulas = formulas.take(20).peekable();
    for index in 0..20 {
        let formula = formulas.next();
        let result = match formula.and_then(|(_, result)| result) {
            Some(Computed::Number(number)) => Value::Number(*number),
            Some(Computed::Text(text)) => Value::Text(text.as_str().into()),
            None => Value::Empty,
        };
        let figures = [
            Value::Number(Decimal::from(i64::from(index) * 7 - 3)),
            Value::Text("60%".into()),
        ];
        let cells = (0..)
            .zip(std::iter::once(result).chain(figures))
            .map(|(column, value)| Cell {
                column,
                style: 0,
                value,
            });
        let cells = cells.collect();
        sheet.rows.push(Row { index, cells });
        if let Some((text, result)) = formula {
            let formula = Formula {
                text: text.into(),
                has_value: result.is_some(),
            };
            sheet.formulas.insert(CellRef::new(index, 0), formula);
        }
    }
    Workbook {
        format: Format::Xlsx,
        sheets: vec![sheet],
        styles: vec![Default::default()],
        notices: Vec::new(),
    }
}

fuzz_target!(|text: &str| {
    let all = workbook(text.lines().map(|line| (line, None)));
    for (row, line) in (0..20).zip(text.lines()) {
        let at = CellRef::new(row, 0);
        assert_eq!(value(&all, 0, at), value(&all, 0, at), "twice");
        let _ = shape(line, at);
    }
    // One alone: others' results would be rounded to what a cell stores.
    let Some(line) = text.lines().next() else {
        return;
    };
    let at = CellRef::new(0, 0);
    if let Some(result) = value(&workbook([(line, None)].into_iter()), 0, at) {
        let calculated = workbook([(line, Some(&result))].into_iter());
        let cell = Location { sheet: 0, cell: at };
        let checked = Formulas::new(&calculated).check(cell);
        assert!(
            !matches!(checked, Some(Checked::Other(_)) | None),
            "{line}: {result:?}, {checked:?}"
        );
        let _ = Formulas::new(&calculated).in_binary(cell);
    }
});
