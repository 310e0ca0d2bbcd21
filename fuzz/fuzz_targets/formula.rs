//! Formulas that were never calculated, among a few cells: a value or none. One formula a line, below each other in A.
#![no_main]

use fuhe::number::Decimal;
use fuhe::workbook::{Cell, CellRef, Format, Formula, Row, Sheet, Value, Workbook};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut sheet = Sheet {
        name: "表".into(),
        ..Sheet::default()
    };
    for (index, line) in (0..20).zip(text.lines()) {
        let figures = [Value::Number(Decimal::from(i64::from(index) * 7 - 3)), Value::Text("60%".into())];
        let values = std::iter::once(Value::Empty).chain(figures);
        let cells = (0..).zip(values).map(|(column, value)| Cell {
            column,
            style: 0,
            value,
        });
        sheet.rows.push(Row {
            index,
            cells: cells.collect(),
        });
        sheet.formulas.insert(
            CellRef::new(index, 0),
            Formula {
                text: line.into(),
                has_value: false,
            },
        );
    }
    let rows = sheet.rows.len() as u32;
    let workbook = Workbook {
        format: Format::Xlsx,
        sheets: vec![sheet],
        styles: vec![Default::default()],
        notices: Vec::new(),
    };
    for row in 0..rows {
        let _ = fuhe::formula::value(&workbook, 0, CellRef::new(row, 0));
    }
});
