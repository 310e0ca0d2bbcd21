//! The list as HR keeps it: a sheet with a row per entry, its headers in any order.

use super::{Entry, Exceptions};
use crate::finding::Code;
use crate::mapping::spelling::fold;
use crate::number::Ratio;
use crate::scorecard::Period;
use crate::text::Text;
use crate::workbook::{CellRef, Row, Sheet, Value, Workbook};
use crate::written::is_absent;

/// Rows in which the headers are looked for.
const HEADER_ROWS: usize = 20;
/// Words for an entry without an end.
const FOREVER: [&str; 5] = ["长期", "永久", "长期有效", "不限", "always"];

/// A row that is no entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// From 1, as a spreadsheet counts.
    pub row: u32,
    /// Why; `None` where the reason is missing, which a fresh draft has in every row.
    pub why: Option<Text>,
}

/// No sheet has the headers of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoTable;

impl NoTable {
    /// The sentence for people.
    pub fn text(self) -> Text {
        text!(
            "找不到表头：接受清单至少要有“编号”“原因”两列，另有 工号、姓名、单元格、指标、有效期至。可以用 --write-accept 生成一份，填好原因再用。"
                / "no headers: the list of accepted exceptions needs at least the columns Code and Reason, besides Employee ID, Name, Cell, Line and Valid until. --write-accept drafts one."
        )
    }
}

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Id,
    Name,
    Code,
    Cell,
    Item,
    Reason,
    Until,
}

/// The spellings of each column's header.
const HEADERS: [(Field, &[&str]); 6] = [
    (
        Field::Id,
        &[
            "工号",
            "员工号",
            "员工编号",
            "人员编号",
            "员工工号",
            "id",
            "employeeid",
        ],
    ),
    (
        Field::Name,
        &[
            "姓名",
            "员工姓名",
            "员工",
            "人员",
            "被考核人",
            "name",
            "employee",
        ],
    ),
    (
        Field::Code,
        &[
            "编号",
            "问题编号",
            "差异编号",
            "检查项",
            "检查项编号",
            "代码",
            "code",
        ],
    ),
    (Field::Cell, &["单元格", "单元格位置", "位置", "cell"]),
    (
        Field::Item,
        &[
            "指标",
            "考核指标",
            "指标名称",
            "项目",
            "考核项目",
            "item",
            "line",
        ],
    ),
    (
        Field::Reason,
        &["原因", "接受原因", "认可原因", "理由", "接受理由", "reason"],
    ),
];

/// What the header of an entry's end has in it: 有效期至, 有效期（至）, 截止月份, Valid until.
const ENDS: [&str; 7] = ["有效", "截止", "到期", "失效", "期限", "until", "expir"];

impl Exceptions {
    /// Reads the list of a workbook: the first sheet that has its headers.
    ///
    /// # Errors
    /// [`NoTable`] where none has.
    pub fn of(workbook: &Workbook) -> Result<Self, NoTable> {
        let found = workbook.sheets.iter().find_map(|sheet| {
            let (header, columns) = header(sheet)?;
            Some((sheet, header, columns))
        });
        let (sheet, header, columns) = found.ok_or(NoTable)?;
        let mut read = Exceptions::default();
        for row in sheet.rows.iter().filter(|row| row.index > header) {
            let is_blank = columns
                .iter()
                .all(|(_, column)| row.cell(*column).is_none_or(|cell| cell.value.is_blank()));
            if is_blank {
                continue;
            }
            let number = row.index.saturating_add(1);
            match entry(row, &columns, number) {
                Ok(entry) => read.entries.push(entry),
                Err(why) => read.faults.push(Fault { row: number, why }),
            }
        }
        Ok(read)
    }
}

/// The row of the headers, and which column holds what.
fn header(sheet: &Sheet) -> Option<(u32, Vec<(Field, u32)>)> {
    sheet.rows.iter().take(HEADER_ROWS).find_map(|row| {
        let mut columns: Vec<(Field, u32)> = Vec::new();
        for cell in &row.cells {
            let Value::Text(words) = &cell.value else {
                continue;
            };
            let bare = fold(words).replace(['(', ')'], "");
            let named = HEADERS
                .iter()
                .find(|(_, spellings)| spellings.contains(&bare.as_str()))
                .map(|(field, _)| *field);
            // An end that is overlooked would make an exception last forever.
            let is_end = || ENDS.iter().any(|word| bare.contains(word));
            let named = named.or_else(|| is_end().then_some(Field::Until));
            if let Some(field) = named
                && !columns.iter().any(|(taken, _)| *taken == field)
            {
                columns.push((field, cell.column));
            }
        }
        let has = |wanted: Field| columns.iter().any(|(field, _)| *field == wanted);
        (has(Field::Code) && has(Field::Reason)).then_some((row.index, columns))
    })
}

fn entry(row: &Row, columns: &[(Field, u32)], number: u32) -> Result<Entry, Option<Text>> {
    let value = |wanted: Field| {
        let (_, column) = columns.iter().find(|(field, _)| *field == wanted)?;
        let value = &row.cell(*column)?.value;
        (!value.is_blank()).then_some(value)
    };
    let word = |wanted: Field| value(wanted).map(words).filter(|word| !is_absent(word));
    let code = word(Field::Code)
        .ok_or_else(|| text!("没有写编号（如 A102）" / "the code (such as A102) is missing"))?;
    let code: Code = code
        .parse()
        .map_err(|()| text!("没有编号为「{code}」的检查项" / "there is no code {code}"))?;
    let (sheet, cell) = match word(Field::Cell) {
        None => (None, None),
        Some(word) => {
            let (sheet, cell) = place(&word).ok_or_else(|| {
                text!(
                    "单元格「{word}」看不懂，请写成 G5"
                        / "the cell \"{word}\" cannot be read; write it like G5"
                )
            })?;
            (sheet, Some(cell))
        }
    };
    let until = match value(Field::Until) {
        None => None,
        Some(value) => until(value).map_err(|word| {
            text!(
                "有效期「{word}」看不懂，请写成 2026-12"
                    / "the end \"{word}\" cannot be read; write it like 2026-12"
            )
        })?,
    };
    Ok(Entry {
        row: number,
        id: word(Field::Id),
        name: word(Field::Name),
        code,
        sheet,
        cell,
        item: word(Field::Item),
        reason: word(Field::Reason).ok_or(None)?,
        until,
    })
}

/// What a cell of the list says.
fn words(value: &Value) -> String {
    match value {
        Value::Text(text) => text.trim().to_owned(),
        Value::Number(number) | Value::Date(number) => number.trimmed().to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Error(error) => error.to_string(),
        Value::Empty => String::new(),
    }
}

/// `G5`, `10月!G5`, `'10月 (2)'!$G$5`.
fn place(word: &str) -> Option<(Option<String>, CellRef)> {
    let word = word.replace('！', "!");
    let (sheet, cell) = match word.rsplit_once('!') {
        Some((sheet, cell)) => {
            let sheet = sheet.trim().trim_matches('\'').replace("''", "'");
            (Some(sheet), cell)
        }
        None => (None, word.as_str()),
    };
    let cell = fold(cell).to_ascii_uppercase().parse().ok()?;
    Some((sheet, cell))
}

/// A period or a date; `Ok(None)` for one without an end.
fn until(value: &Value) -> Result<Option<Period>, String> {
    let shown = words(value);
    if let Value::Date(serial) = value {
        let whole = Ratio::from(*serial).floor().exact(0);
        let period = whole
            .and_then(|whole| whole.to_integer())
            .and_then(Period::of_date);
        return match period {
            Some(period) => Ok(Some(period)),
            None => Err(shown),
        };
    }
    if is_absent(&shown) || FOREVER.contains(&fold(&shown).as_str()) {
        return Ok(None);
    }
    match Period::find(&shown) {
        Some(period) => Ok(Some(period)),
        None => Err(shown),
    }
}
