//! What a form's table holds that the scheme does not know, and what it lacks.

use super::{Body, Form, Key, bonus};
use crate::extract::items::ItemKey;
use crate::finding::{Code, Finding};
use crate::rule::Role;
use crate::workbook::CellRef;

impl Form<'_> {
    /// Holds a form with an item that is merged over several rows and has points in more than one of them: which of them
    /// count, or whether all do, nothing tells.
    pub(super) fn tell_second(
        &self,
        row: u32,
        at: CellRef,
        found: &[(ItemKey, u32)],
        body: &mut Body,
    ) {
        let Some((key, first)) = found.last().filter(|(_, first)| *first == at.row) else {
            return;
        };
        let figure = |row: u32, role: Role| {
            let figure = self.figure_at(row, role)?;
            figure
                .value()
                .filter(|value| !value.is_zero())
                .map(|value| (figure.at.cell, value))
        };
        let mut both = [Role::Score, Role::Deduction]
            .into_iter()
            .filter_map(|role| Some((figure(*first, role)?, figure(row, role)?)));
        let Some(((one, _), (other, value))) = both.next() else {
            return;
        };
        let item = &self.mapping.lines[key.line].item;
        let block = self.cells.sheet.block(at);
        let message = text!(
            "「{item}」合并成一项（{block}），却有不止一个分数（{one}、{other}），不知道算哪一个、还是要相加，此人待核。请合成一个分数，或把指标拆成两项。"
                / "{item} is one merged cell ({block}) with more than one score ({one}, {other}): nothing tells which one counts, or whether they are to be added, and the person is held. Enter one score, or part the item in two."
        );
        let mut finding = Finding::new(Code::X103, message)
            .at(self.cells.index, other)
            .of_item(item);
        finding.reported = Some(value.into());
        body.findings.push(finding);
        body.held.push(text!(
            "「{item}」有不止一个分数" / "more than one score for {item}"
        ));
    }

    pub(super) fn report_unknown(
        &self,
        row: u32,
        at: CellRef,
        text: &str,
        twice: bool,
        body: &mut Body,
    ) {
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
        let points = |role: Role| {
            let column = self.header.column(Key::Column(role))?;
            self.cells.figure(CellRef::new(row, column)).value()
        };
        let mut finding = Finding::new(Code::X103, message)
            .at(self.cells.index, at)
            .of_item(&shown);
        finding.reported = points(Role::Score).map(Into::into);
        body.unknown_self_scores |= points(Role::SelfScore).is_some();
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

    pub(super) fn report_missing_lines(&self, position: Option<&str>, body: &mut Body) {
        for (spec, line) in self
            .mapping
            .listed()
            .iter()
            .enumerate()
            .filter(|(_, line)| line.applies_to(position))
        {
            let read = body.lines.iter().find(|read| read.spec() == spec);
            let lacks: Vec<&str> = match read {
                None => vec![line.item.as_str()],
                Some(read) => {
                    let parts = line.rule.parts();
                    let lost = parts
                        .iter()
                        .zip(read.parts())
                        .filter(|(_, figures)| figures.is_empty());
                    lost.map(|(part, _)| part.item).collect()
                }
            };
            // A bonus that nobody earned may be left off the form.
            if lacks.is_empty()
                || (line.outside
                    && read.is_none()
                    && !bonus::is_due(line, self.mapping, &body.lines))
            {
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
}
