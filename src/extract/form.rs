//! One form per person: labelled fields around a table of lines, one or several forms on a sheet.

mod beside;
mod places;
mod tab;
mod table;

pub(super) use tab::{is_word_of_scheme, looks_like_a_name};

use super::figure::Cells;
use super::header::{Header, Labels};
use super::items::{self, ItemKey, Items};
use super::labels::LabelFinder;
use super::rows::{self, RowKind};
use super::search::{Search, Wanted};
use super::{Extraction, Hold, Mark, Unread};
use super::{units, words};
use crate::finding::{Code, Finding};
use crate::mapping::spelling::{Label, Spelling};
use crate::mapping::{Field, Line as Spec, Mapping};
use crate::rule::Role;
use crate::scorecard::{Employee, Figure, Line, Scorecard};
use crate::workbook::{CellRange, CellRef, Located, Value, Workbook};

/// Rows that are looked at: no form reaches further, a stray cell at the end of the sheet does.
const MAX_ROWS: u32 = 100_000;

/// What a column of a form's table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Item,
    Number,
    Column(Role),
}

pub(super) fn search(mapping: &Mapping) -> Search<'_, Key> {
    let item = Wanted {
        key: Key::Item,
        spelled: &mapping.item_column,
        shares: false,
    };
    let number = mapping.number_column.as_ref().map(|spelled| Wanted {
        key: Key::Number,
        spelled,
        shares: false,
    });
    let columns = mapping.columns.iter().map(|(role, spelled)| Wanted {
        key: Key::Column(*role),
        spelled,
        shares: false,
    });
    Search::new(std::iter::once(item).chain(number).chain(columns).collect())
}

/// The columns without which a table is no form of this mapping.
pub(super) fn required(mapping: &Mapping) -> Vec<Key> {
    let number = mapping.number_column.as_ref().map(|_| Key::Number);
    [Key::Item, Key::Column(Role::Score)]
        .into_iter()
        .chain(number)
        .collect()
}

pub(super) fn extract(workbook: &Workbook, mapping: &Mapping) -> Extraction {
    let mut extraction = Extraction::default();
    let search = search(mapping);
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        if mapping
            .skipped_sheets
            .iter()
            .any(|spelling| spelling.matches_text(&sheet.name))
        {
            let reason = text!("方案设定跳过这个工作表" / "the mapping skips this sheet");
            extraction.unread.push(Unread {
                sheet: index,
                reason,
            });
            continue;
        }
        let before = extraction.cards.len();
        read_sheet(workbook, mapping, index, &search, &mut extraction);
        if extraction.cards.len() == before {
            let reason = text!("没有找到方案的考核表格" / "no form of the scheme was found");
            extraction.unread.push(Unread {
                sheet: index,
                reason,
            });
        }
    }
    extraction
}

/// The forms of one sheet, below each other or side by side.
fn read_sheet(
    workbook: &Workbook,
    mapping: &Mapping,
    index: usize,
    search: &Search<'_, Key>,
    extraction: &mut Extraction,
) {
    let sheet = &workbook.sheets[index];
    let labels = Labels::new(sheet, MAX_ROWS);
    let headers = labels.all(search, &required(mapping));
    if let Some(windows) = beside::windows(&labels, mapping, &headers) {
        for window in windows {
            let part = beside::cropped(sheet, window);
            let labels = Labels::new(&part, MAX_ROWS);
            let headers = labels.all(search, &required(mapping));
            let cells = Cells::of_part(workbook, index, &part);
            for (header, rows) in places::split(&cells, mapping, &headers) {
                let reader = Form {
                    mapping,
                    cells: &cells,
                    header,
                    rows,
                    alone: false,
                };
                reader.read(extraction);
                let unread = beside::unread(&labels, mapping, index, header);
                extraction.findings.extend(unread);
            }
        }
        return;
    }
    let cells = Cells::new(workbook, index);
    let forms = places::split(&cells, mapping, &headers);
    let alone = forms.len() == 1;
    for (header, rows) in forms {
        let reader = Form {
            mapping,
            cells: &cells,
            header,
            rows,
            alone,
        };
        reader.read(extraction);
        let unread = beside::unread(&labels, mapping, index, header);
        extraction.findings.extend(unread);
    }
}

struct Form<'a> {
    mapping: &'a Mapping,
    cells: &'a Cells<'a>,
    header: &'a Header<Key>,
    rows: (u32, u32),
    /// No other form stands on the sheet.
    alone: bool,
}

/// What the table's rows gave.
#[derive(Default)]
struct Body {
    lines: Vec<Line>,
    total: Option<Figure>,
    weight_sum: Option<Figure>,
    unknown_weights: Vec<(Role, Figure)>,
    unknown_marks: Vec<Mark>,
    self_total: Option<Figure>,
    findings: Vec<Finding>,
    held: Vec<crate::text::Text>,
    total_row: Option<u32>,
    last_row: u32,
    /// The rows of vetoes that stand among the lines.
    vetoes: std::collections::BTreeMap<usize, u32>,
}

impl Form<'_> {
    fn read(&self, extraction: &mut Extraction) {
        let (card, table) = (extraction.cards.len(), extraction.tables.len());
        let last = self
            .cells
            .sheet
            .extent()
            .map_or(0, |extent| extent.last.column);
        let area = CellRange::new(
            CellRef::new(self.rows.0, 0),
            CellRef::new(self.rows.1, last),
        );
        let finder = LabelFinder::new(self.mapping, self.cells);
        let above = finder.find(area, &|row| row >= self.header.top);
        let position = above
            .get(&Field::Position)
            .and_then(|labelled| labelled.word(self.cells));
        let mut body = self.body(position.as_ref().map(|position| position.value.as_str()));
        let in_table = |row: u32| {
            (self.header.top..=body.last_row).contains(&row) && Some(row) != body.total_row
        };
        let found = finder.find(area, &in_table);
        let word = |field: Field| {
            above
                .get(&field)
                .or(found.get(&field))
                .and_then(|labelled| labelled.word(self.cells))
        };
        let end = body.last_row;
        let figure = |field: Field| {
            found
                .get(&field)
                .map(|labelled| self.beside_scores(labelled, end).figure(self.cells))
        };
        let mut employee = Employee {
            id: word(Field::Id),
            name: word(Field::Name),
            department: word(Field::Department),
            position: word(Field::Position),
            manager: word(Field::Manager),
            named_by_tab: false,
        };
        let period = found
            .get(&Field::Period)
            .and_then(|labelled| match &labelled.inline {
                Some(text) => super::period::of_cell(&Value::Text(text.as_str().into())),
                None => super::period::of_cell(self.cells.sheet.shown(labelled.cell)),
            });
        if body.lines.is_empty() {
            return;
        }
        if employee.key().is_none() && self.is_template(&body) {
            return;
        }
        let name_at = found
            .get(&Field::Name)
            .map_or(self.top_left(), |labelled| labelled.cell);
        if self.alone {
            tab::name(self.mapping, self.cells, name_at, &mut employee);
        }
        self.report_missing_lines(position.as_ref().map(|p| p.value.as_str()), &mut body);
        if employee.key().is_none() {
            let at = name_at;
            let message = text!(
                "这张考核表没有填姓名（{at}），不知道是谁的。请补上姓名或工号。"
                    / "This form bears no name ({at}): nobody knows whose it is. Add a name or id."
            );
            body.findings
                .push(Finding::new(Code::X101, message).at(self.cells.index, at));
            body.held.push(text!("没有姓名" / "no name"));
        }
        let table_of_lines = self.table(&body);
        let key = employee.key().map(str::to_owned);
        for mut finding in body.findings {
            finding.card = Some(card);
            finding.employee.clone_from(&key);
            extraction.findings.push(finding);
        }
        extraction
            .holds
            .extend(body.held.into_iter().map(|reason| Hold { card, reason }));
        let grade = found
            .get(&Field::Grade)
            .and_then(|labelled| labelled.word(self.cells));
        let veto = |(index, veto): (usize, &crate::mapping::Veto)| {
            if let Some(row) = body.vetoes.get(&index) {
                return self.veto_word(*row);
            }
            let spelled = &veto.spelled;
            finder
                .find_one(area, &|_| false, spelled)
                .and_then(|labelled| labelled.word(self.cells))
        };
        let section = |spelled: &Vec<Spelling>| {
            let found = (!spelled.is_empty())
                .then(|| finder.find_one(area, &|_| false, spelled))
                .flatten();
            found.map(|labelled| labelled.figure(self.cells))
        };
        extraction.tables.push(table_of_lines);
        extraction.cards.push(Scorecard {
            print: None,
            sheet: self.cells.index,
            table,
            row: self.rows.0,
            period,
            lines: body.lines,
            subtotals: self
                .mapping
                .sections
                .iter()
                .map(|one| section(&one.subtotal))
                .collect(),
            total: body.total.or_else(|| figure(Field::Total)),
            grade,
            coefficient: figure(Field::Coefficient),
            base: figure(Field::Base),
            rate: figure(Field::Rate),
            payout: figure(Field::Payout),
            attended: figure(Field::Attended),
            due: figure(Field::Due),
            on_roster: None,
            weight_sum: body.weight_sum,
            self_total: body.self_total,
            unknown_weights: body.unknown_weights,
            period_at: found
                .get(&Field::Period)
                .map(|labelled| self.cells.location(labelled.cell)),
            effective: None,
            vetoes: self.mapping.vetoes.iter().enumerate().map(veto).collect(),
            employee,
        });
    }

    /// The row over the table, where a name would be looked for.
    fn top_left(&self) -> CellRef {
        let row = self.rows.0.max(self.header.top.saturating_sub(1));
        let column = if self.alone { 0 } else { self.header.span.0 };
        CellRef::new(row, column)
    }

    /// An empty form: the template that the others were copied from.
    fn is_template(&self, body: &Body) -> bool {
        let figures = body
            .lines
            .iter()
            .flat_map(|line| line.figures.iter().chain(line.parts.iter().flatten()));
        let typed = figures.filter(|(role, figure)| {
            !matches!(role, Role::Max | Role::Weight | Role::Target)
                && figure.value().is_some_and(|value| !value.is_zero())
        });
        typed.take(1).count() == 0
    }

    fn body(&self, position: Option<&str>) -> Body {
        let items = Items::new(self.mapping, position);
        let mut body = Body {
            last_row: self.header.bottom,
            ..Body::default()
        };
        let mut found: Vec<(ItemKey, u32)> = Vec::new();
        let item_column = self.header.column(Key::Item).unwrap_or_default();
        let mut before = None;
        for row in self.header.bottom + 1..=self.rows.1 {
            if rows::filled(self.cells.sheet, row).next().is_none() {
                continue;
            }
            if let Some(label) = self.total_label(row) {
                self.read_total(row, label, &mut body);
                body.total_row = Some(row);
                break;
            }
            let at = self.cells.sheet.anchor(CellRef::new(row, item_column));
            if before == Some(at) {
                continue;
            }
            before = Some(at);
            let Some(text) = self.item_text(row, item_column) else {
                continue;
            };
            if let Some(veto) = self.veto_named(&text) {
                body.vetoes.insert(veto, row);
                continue;
            }
            let key = match self.header.column(Key::Number) {
                Some(column) => self.numbered(row, column),
                None => items.find(&text),
            };
            match key {
                Some(key) if !found.iter().any(|(other, _)| *other == key) => {
                    found.push((key, row));
                    body.last_row = body.last_row.max(self.cells.sheet.block(at).last.row);
                }
                // Rows whose points stand in one merged cell are one line.
                Some(key)
                    if found.iter().any(|(other, first)| {
                        *other == key && self.points_at(*first) == self.points_at(row)
                    }) => {}
                Some(_) => self.report_unknown(row, at, &text, true, &mut body),
                // The sum of some of the lines is no line.
                None if rows::kind_of_text(&text) == RowKind::Sum => {}
                None if self.looks_like_a_line(row) => {
                    self.report_unknown(row, at, &text, false, &mut body)
                }
                None if rows::kind_of_text(&text) == RowKind::Note => break,
                None => {}
            }
        }
        body.lines = self.lines(&found);
        body
    }

    /// The veto that a row of the table is about.
    fn veto_named(&self, text: &str) -> Option<usize> {
        let named = |veto: &crate::mapping::Veto| {
            veto.line.is_none() && veto.spelled.iter().any(|one| one.matches_text(text))
        };
        self.mapping.vetoes.iter().position(named)
    }

    /// What a veto's row says: its count or mark, its points, else its remark.
    fn veto_word(&self, row: u32) -> Option<Located<String>> {
        [Role::Actual, Role::Score, Role::Remark]
            .into_iter()
            .filter_map(|role| self.header.column(Key::Column(role)))
            .find_map(|column| self.cells.word(CellRef::new(row, column)))
    }

    /// The line whose number stands in a row.
    fn numbered(&self, row: u32, column: u32) -> Option<ItemKey> {
        let at = CellRef::new(row, column);
        let line = match self.cells.figure(at).value() {
            Some(number) => usize::try_from(number.to_integer()?).ok()?,
            None => items::line_number(&self.cells.word(at)?.value)?,
        };
        let line = line.checked_sub(1)?;
        (line < self.mapping.lines.len()).then_some(ItemKey { line, part: None })
    }

    /// The item's words; those of a merged category (加分项) where the row has none of its own.
    fn item_text(&self, row: u32, column: u32) -> Option<String> {
        let own = self.cells.word(CellRef::new(row, column));
        let first = || {
            rows::filled(self.cells.sheet, row)
                .filter(|at| at.column < column)
                .find_map(|at| self.cells.word(at))
        };
        own.or_else(first).map(|located| located.value)
    }

    /// The label of a total row, left of the score column.
    fn total_label(&self, row: u32) -> Option<CellRef> {
        let score = self
            .header
            .column(Key::Column(Role::Score))
            .unwrap_or_default();
        let spelled = self.mapping.fields.get(&Field::Total)?;
        let is_label = |at: &CellRef| match self.cells.sheet.value(*at) {
            Value::Text(text) => {
                let label = Label::new(text.split([':', '：']).next().unwrap_or(text));
                spelled
                    .iter()
                    .any(|spelling| spelling.matches(std::slice::from_ref(&label)))
            }
            _ => false,
        };
        rows::filled(self.cells.sheet, row)
            .take_while(|at| at.column < score.max(1))
            .find(is_label)
    }

    /// The total stands in the score column, else it is the last figure right of the label.
    fn read_total(&self, row: u32, label: CellRef, body: &mut Body) {
        let figure = |role: Role| {
            Some(
                self.cells
                    .figure(CellRef::new(row, self.header.column(Key::Column(role))?)),
            )
        };
        let inside = |figure: &Figure| figure.at.cell != self.cells.sheet.anchor(label);
        let in_column = figure(Role::Score).filter(inside);
        let taken = [
            Role::Weight,
            Role::Max,
            Role::Raw,
            Role::SelfScore,
            Role::Deduction,
        ];
        let other = || {
            let right = rows::filled(self.cells.sheet, row).filter(|at| at.column > label.column);
            let free = right.filter(|at| {
                !taken
                    .iter()
                    .any(|role| self.header.column(Key::Column(*role)) == Some(at.column))
            });
            free.map(|at| self.cells.figure(at))
                .find(|figure| figure.value().is_some())
        };
        body.self_total = figure(Role::SelfScore).filter(inside);
        let read = in_column
            .clone()
            .filter(|figure| figure.state != crate::scorecard::State::Blank);
        body.total = read.or_else(other).or(in_column);
        let sum = [Role::Weight, Role::Max]
            .into_iter()
            .find_map(figure)
            .filter(inside);
        body.weight_sum = sum.filter(|figure| figure.value().is_some());
    }

    /// The cell that holds a row's points: the first one of a merged range.
    fn points_at(&self, row: u32) -> Option<CellRef> {
        let column = self.header.column(Key::Column(Role::Score))?;
        Some(self.cells.sheet.anchor(CellRef::new(row, column)))
    }

    /// A row with points or a weight of its own that the scheme does not know.
    fn looks_like_a_line(&self, row: u32) -> bool {
        let roles = [
            Role::Score,
            Role::Max,
            Role::Weight,
            Role::Actual,
            Role::Deduction,
        ];
        roles
            .into_iter()
            .filter_map(|role| self.header.column(Key::Column(role)))
            .any(|column| {
                let at = CellRef::new(row, column);
                self.cells.sheet.anchor(at) == at && self.cells.figure(at).value().is_some()
            })
    }

    fn report_unknown(&self, row: u32, at: CellRef, text: &str, twice: bool, body: &mut Body) {
        let shown: String = text.chars().take(30).collect();
        let message = if twice {
            text!(
                "「{shown}」在这张表里出现了两次，多出的一行不计分，此人待核。请删去重复的一行。"
                    / "{shown} stands twice on this form: the second row does not count and the person is held."
            )
        } else {
            text!(
                "方案里没有「{shown}」这个指标，这一行不计分，此人待核。请核对指标名称；确属新增指标的，先修改考核方案。"
                    / "The scheme has no line {shown}: the row does not count and the person is held. Check its name, or add it to the scheme."
            )
        };
        let score = self
            .header
            .column(Key::Column(Role::Score))
            .map(|column| self.cells.figure(CellRef::new(row, column)));
        let mut finding = Finding::new(Code::X103, message)
            .at(self.cells.index, at)
            .of_item(&shown);
        finding.reported = score.and_then(|figure| figure.value()).map(Into::into);
        body.findings.push(finding);
        body.held.push(text!(
            "有方案外的指标「{shown}」" / "a line that the scheme does not know: {shown}"
        ));
        body.last_row = body.last_row.max(row);
        let marks = self.figures(row).into_iter().filter(|(role, figure)| {
            matches!(role, Role::Weight | Role::Max) && figure.at.cell.row == row
        });
        body.unknown_weights.extend(marks);
        body.unknown_marks.extend(self.item_mark(row, None));
    }

    fn report_missing_lines(&self, position: Option<&str>, body: &mut Body) {
        for (spec, line) in self
            .mapping
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.applies_to(position))
        {
            let read = body.lines.iter().find(|read| read.spec == spec);
            let lacks: Vec<&str> = match read {
                None => vec![line.item.as_str()],
                Some(read) => {
                    let parts = line.rule.parts();
                    let lost = parts
                        .iter()
                        .zip(&read.parts)
                        .filter(|(_, figures)| figures.is_empty());
                    lost.map(|(part, _)| part.item).collect()
                }
            };
            // A bonus that nobody earned may be left off the form.
            if lacks.is_empty() || (line.outside && read.is_none()) {
                continue;
            }
            let (item, lacks) = (&line.item, lacks.join("、"));
            let message = text!(
                "表里缺少指标「{lacks}」，算不出完整的总分，此人待核。请补上这一行。"
                    / "The form lacks the line {lacks}: there is no complete total and the person is held. Add the row."
            );
            let at = CellRef::new(
                self.header.bottom,
                self.header.column(Key::Item).unwrap_or_default(),
            );
            let mut finding = Finding::new(Code::X104, message)
                .at(self.cells.index, at)
                .of_item(item);
            finding.cell = None;
            body.findings.push(finding);
            body.held
                .push(text!("缺少指标「{lacks}」" / "the line {lacks} is missing"));
        }
    }

    fn lines(&self, found: &[(ItemKey, u32)]) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let unit = units::column(self.cells, self.header);
        for (spec, line) in self.mapping.lines.iter().enumerate() {
            let own: Vec<&(ItemKey, u32)> =
                found.iter().filter(|(key, _)| key.line == spec).collect();
            let Some(row) = own.iter().map(|(_, row)| *row).min() else {
                continue;
            };
            let parts = line.rule.parts().len();
            let row_of = |part: usize| {
                own.iter()
                    .find(|(key, _)| key.part == Some(part))
                    .map(|(_, row)| *row)
            };
            let figures = |row: u32| {
                let mut figures = self.figures(row);
                self.scale(line, row, unit, &mut figures);
                figures
            };
            let read = Line {
                spec,
                row,
                figures: figures(row),
                parts: (0..parts)
                    .map(|part| row_of(part).map_or_else(Vec::new, figures))
                    .collect(),
                words: self.words(row),
            };
            let criteria = self.header.column(Key::Column(Role::Criteria));
            let criteria = criteria.map(|column| CellRef::new(row, column));
            lines.push(words::completed(self.cells, line, criteria, read));
        }
        lines
    }

    fn figures(&self, row: u32) -> Vec<(Role, Figure)> {
        let columns = self
            .header
            .columns
            .iter()
            .filter_map(|column| match column.key {
                Key::Item | Key::Number => None,
                Key::Column(role) if role.is_words() => None,
                Key::Column(role) => {
                    let figure = self.cells.figure(CellRef::new(row, column.column));
                    Some((role, words::absence(role, figure)))
                }
            });
        columns.collect()
    }

    /// Figures in 万元 by the header, the unit's cell in column `unit`, or the item's bracket.
    fn scale(&self, line: &Spec, row: u32, unit: Option<u32>, figures: &mut [(Role, Figure)]) {
        let item = CellRef::new(row, self.header.column(Key::Item).unwrap_or_default());
        let unit = unit.map(|column| CellRef::new(row, column));
        let of_line = units::of_line(self.cells, item, unit);
        let of = |role: Role| {
            let column = self.header.find(Key::Column(role));
            let shared = column.filter(|_| units::is_money(line));
            shared.and_then(|column| column.unit).or(of_line)
        };
        units::scale(self.cells, line, figures, of);
    }

    fn words(&self, row: u32) -> Vec<(Role, crate::workbook::Located<String>)> {
        let columns = self
            .header
            .columns
            .iter()
            .filter_map(|column| match column.key {
                Key::Column(role) if role.is_words() => {
                    Some((role, self.cells.word(CellRef::new(row, column.column))?))
                }
                _ => None,
            });
        columns.collect()
    }
}
