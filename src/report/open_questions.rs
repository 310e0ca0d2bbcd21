//! What keeps a person from being paid, question by question: the cell to mend, and what is wrong with it.

use super::people::{Book, Person};
use super::words;
use crate::finding::{Acceptance, Code, Finding, Severity};
use crate::text::Text;
use crate::workbook::CellRef;

/// Questions of one person that are told; the others stand in the list of findings.
const TOLD: usize = 5;

/// One thing to settle before a person can be paid.
pub(super) struct Question {
    pub sheet: Option<usize>,
    /// The cell to mend; where none is known, the person's own.
    pub cell: Option<CellRef>,
    /// What is wrong there.
    pub why: Text,
}

/// What is to be settled of a person, with the cells: a finding says more than that a line has no points.
pub(super) fn of(book: &Book, person: &Person) -> Vec<Question> {
    let blocking = blocking(book, person);
    let names = |hold: &Text, finding: &Finding| {
        let item = finding.item.as_deref();
        item.is_some_and(|item| hold.zh.contains(&format!("「{item}」")))
    };
    let holds = person.scored.holds.iter();
    let holds = holds.filter(|hold| !blocking.iter().any(|one| names(hold, one)));
    let mut untold = words::joined(holds.cloned());
    let mut questions = Vec::new();
    for finding in &blocking {
        let message = finding.message.clone();
        let tells_line = person.scored.holds.iter().any(|hold| names(hold, finding));
        let why = match tells_line || untold.is_empty() {
            true => message,
            // What no line is the reason for: 同一人重复：…
            false => std::mem::take(&mut untold)
                .then(&text!("：" / ":"))
                .then(&message),
        };
        questions.push(Question {
            sheet: finding.sheet,
            cell: finding.cell,
            why,
        });
    }
    if !untold.is_empty() {
        let at = person.card.employee.at();
        let own = Question {
            sheet: Some(person.card.sheet),
            cell: Some(at.map_or(CellRef::new(person.card.row, 0), |at| at.cell)),
            why: untold,
        };
        questions.insert(0, own);
    }
    let more = questions.len().saturating_sub(TOLD);
    if more > 0 {
        questions.truncate(TOLD);
        if let Some(last) = questions.last_mut() {
            let words = text!(
                "（还有 {more} 处，见「差异清单」）" / "({more} more in the list of findings)"
            );
            last.why = std::mem::take(&mut last.why).then(&words);
        }
    }
    questions
}

/// The findings that hold the person: what cannot be read, computed or told apart.
fn blocking<'a>(book: &Book<'a>, person: &Person) -> Vec<&'a Finding> {
    let open = book.findings_of(person.index).iter().copied();
    let open = open.filter(|one| one.root && one.accepted.is_none());
    let open: Vec<&Finding> = open.filter(|one| one.severity > Severity::Info).collect();
    let holds = |finding: &&&Finding| {
        finding.code.acceptance() == Acceptance::Held || finding.code == Code::A105
    };
    let holding: Vec<&Finding> = open.iter().filter(holds).copied().collect();
    if !holding.is_empty() {
        return holding;
    }
    // Weights that are no whole hold where nothing else does.
    let weights = |finding: &&Finding| matches!(finding.code, Code::A203 | Code::A205);
    open.into_iter().filter(weights).collect()
}
