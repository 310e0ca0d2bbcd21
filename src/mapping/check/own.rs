//! `[[own-line]]`: how rows are scored that no line names.

use super::super::Line;
use super::super::raw::{self, LayoutKind, LinesBy};
use super::super::section::Section;
use super::assemble;
use super::parse::Parsed;
use super::{Faults, Given};
use crate::number::Decimal;
use crate::written::Amount;

/// The patterns of people's own lines.
pub(super) fn patterns(
    given: &Given,
    parsed: &Parsed,
    sections: &[Section],
    faults: &mut Faults,
) -> Vec<Line> {
    let head = &parsed.head;
    let mut patterns = Vec::with_capacity(parsed.own_lines.len());
    for (index, own) in parsed.own_lines.iter().enumerate() {
        let (raw, span) = (own.get_ref(), own.span());
        let name = &raw.name;
        if head.layout == LayoutKind::Roster {
            faults.error(
                &span,
                text!(
                    "「{name}」：一人一行的表（roster）各人的指标都是同样的列，没有个人自定的指标（own-line）。请写成 [[line]]"
                        / "{name}: on a roster everybody has the same columns, nobody has lines of his own. Write [[line]]"
                ),
            );
        }
        if head.lines_by == LinesBy::Number {
            faults.error(
                &span,
                text!(
                    "「{name}」：按序号认指标（lines-by = \"number\"）时，每个序号都有规定的指标，不能再有个人自定的指标（own-line）"
                        / "{name}: where lines are known by their number (lines-by), nobody has lines of his own"
                ),
            );
        }
        if !raw.rule.parts().is_empty() {
            faults.error(
                &span,
                text!(
                    "「{name}」：group 和 mean 由写明的几行合成，个人自定的指标（own-line）每行是一项"
                        / "{name}: group and mean are made of rows that they name, while each row is a line of somebody's own"
                ),
            );
        }
        if raw.section.is_none() && !raw.outside && sections.iter().any(Section::is_weighted) {
            faults.error(
                &span,
                text!(
                    "「{name}」：类别有自己的权重，自定指标要写明属于哪一类（section）；几类都有自定指标的，每类写一个 own-line"
                        / "{name}: sections have weights of their own, so lines of people's own need a section; write an own-line for each section that has some"
                ),
            );
        }
        let full = head.full_marks.unwrap_or(Amount(Decimal::HUNDRED));
        let line = raw::Line {
            item: name.clone(),
            spelled: raw.spelled.clone(),
            section: raw.section.clone(),
            max: Some(raw.max.unwrap_or(full)),
            weight: None,
            positions: Vec::new(),
            outside: raw.outside,
            takes_off: false,
            rule: raw.rule.clone(),
            columns: raw::Columns::default(),
            in_words: raw.in_words.clone(),
            unit: raw.unit,
            dash: raw.dash,
            blank: raw.blank,
        };
        let mut line = assemble::line(&line, &span, head, sections, faults);
        line.pattern = Some(index);
        if let Some(used) = given.used.by_patterns.get(index) {
            line.parameters.clone_from(used);
        }
        patterns.push(line);
    }
    patterns
}
