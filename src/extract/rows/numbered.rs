//! Rows of printed forms that number the columns.

use crate::mapping::spelling::Label;
use crate::number::Decimal;
use crate::workbook::{Cell, CellRef, Row, Value};

/// A row that numbers the columns: `1 2 3 4 …` under the header, as printed forms have it, or `甲 乙 丙 1 2 3 …`.
pub(super) fn numbers_columns(row: &Row) -> bool {
    let follows = |pair: [Decimal; 2]| pair[1].minus(pair[0]) == Some(Decimal::ONE);
    let number = |cell: &Cell| cell.value.number();
    // Of most rows two figures side by side tell that they are none.
    let mut pairs = row.cells.windows(2);
    if pairs.any(|pair| {
        let both = number(&pair[0]).zip(number(&pair[1]));
        both.is_some_and(|(one, next)| !follows([one, next]))
    }) {
        return false;
    }
    let mut numbers = Vec::new();
    for cell in row.cells.iter().filter(|cell| !cell.value.is_blank()) {
        match &cell.value {
            Value::Number(number) => numbers.push(*number),
            Value::Text(text) => {
                let name = Label::new(text).name;
                let inner = name.trim_matches(['(', ')']);
                let number = inner.parse::<u16>();
                match number.or_else(|error| numbered_otherwise(text).ok_or(error)) {
                    Ok(number) => numbers.push(Decimal::from(i64::from(number))),
                    Err(_) if name == "栏次" || name == "序号" => {}
                    Err(_) if "甲乙丙丁戊己庚辛".contains(name.as_str()) => {}
                    Err(_) => return false,
                }
            }
            _ => return false,
        }
    }
    numbers.len() >= 4 && numbers.windows(2).all(|pair| follows([pair[0], pair[1]]))
}

/// `A`, `AB`, `③`: the number that letters or a circled figure stand for in a row of numbers.
fn numbered_otherwise(text: &str) -> Option<u16> {
    let text = text.trim();
    let mut letters = text.chars();
    let from_zero = match (letters.next()?, letters.next()) {
        (only @ '①'..='⑳', None) => u32::from(only) - u32::from('①'),
        _ if text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            format!("{text}1").parse::<CellRef>().ok()?.column
        }
        _ => return None,
    };
    u16::try_from(from_zero + 1).ok()
}
