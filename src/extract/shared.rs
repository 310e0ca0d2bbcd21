//! One cell of points that is merged over several lines is one figure, and not each line's: counted for each of them it
//! would pay twice.

use std::collections::BTreeMap;

use super::{Extraction, Hold};
use crate::finding::{Code, Finding};
use crate::mapping::{Composition, Mapping};
use crate::rule::Role;
use crate::scorecard::{Figure, Line, Scorecard, State};
use crate::workbook::{CellRange, Location, Workbook};

/// Points and what is taken off them. Where scores are weighted, each line has a weight of its own, and the same score
/// may be given for both.
const POINTS: &[Role] = &[Role::Score, Role::Deduction];
/// What says something of the lines and earns nothing.
const OTHERS: &[Role] = &[Role::Weighted, Role::SelfScore, Role::Max, Role::Weight];

/// Takes shared figures from the lines, and holds everybody whose points are among them.
pub(super) fn settle(workbook: &Workbook, mapping: &Mapping, extraction: &mut Extraction) {
    for (index, card) in extraction.cards.iter_mut().enumerate() {
        let merges = &workbook.sheets[card.sheet].merges;
        // Of a roster's rows nearly all lie below the last of them.
        if card.row >= merges.end() {
            continue;
        }
        for role in POINTS.iter().chain(OTHERS) {
            for (at, lines) in shared(workbook, card, *role) {
                let block = workbook.sheets[at.sheet].block(at.cell);
                let counts = POINTS.contains(role) && mapping.composition != Composition::Weighted;
                let figure = card.lines[lines[0]].figure(*role);
                if POINTS.contains(role) && !counts {
                    continue;
                }
                for line in &lines {
                    let own = card.lines[*line].clone();
                    let shared = figure.clone().filter(|_| counts).map(|figure| Figure {
                        state: State::Shared,
                        ..figure
                    });
                    let own = own.without(*role);
                    card.lines[*line] = match shared {
                        Some(shared) => own.and(*role, shared),
                        None => own,
                    };
                }
                if counts {
                    let named = lines
                        .iter()
                        .map(|line| mapping.lines[card.lines[*line].spec()].item.as_str());
                    let named = named.collect::<Vec<_>>().join("、");
                    let mut finding = told(at, block, &named, figure.as_ref());
                    (finding.card, finding.employee) =
                        (Some(index), card.employee.key().map(str::to_owned));
                    extraction.findings.push(finding);
                    let reason =
                        text!("「{named}」合用一个分数" / "one figure for {named} together");
                    extraction.holds.push(Hold {
                        card: index,
                        reason,
                    });
                }
                match role {
                    Role::SelfScore => card.self_total = None,
                    // They count once for the sum.
                    Role::Max | Role::Weight => card
                        .unknown_weights
                        .extend(figure.map(|figure| (*role, figure))),
                    _ => {}
                }
            }
        }
    }
}

/// The cells that several lines of a card share, with these lines by index; 0 for all of them counts as often as once.
fn shared(workbook: &Workbook, card: &Scorecard, role: Role) -> Vec<(Location, Vec<usize>)> {
    let mut cells: BTreeMap<Location, Vec<usize>> = BTreeMap::new();
    for (index, line) in card.lines.iter().enumerate() {
        let figure = line
            .figure(role)
            .filter(|figure| figure.value().is_some_and(|value| !value.is_zero()));
        if let Some(figure) = figure {
            cells.entry(figure.at).or_default().push(index);
        }
    }
    cells.retain(|at, lines| {
        let block = workbook.sheets[at.sheet].block(at.cell);
        lines.len() > 1 && is_over(&block, lines.iter().map(|line| &card.lines[*line]))
    });
    cells.into_iter().collect()
}

/// True for a block over the lines' own rows or columns; two lines may be scored by one column as well.
fn is_over<'a>(block: &CellRange, mut lines: impl Iterator<Item = &'a Line>) -> bool {
    let first = lines.next().map(|line| line.row);
    let are_below = lines.any(|line| Some(line.row) != first);
    match are_below {
        true => block.first.row < block.last.row,
        false => block.first.column < block.last.column,
    }
}

fn told(at: Location, block: CellRange, named: &str, figure: Option<&Figure>) -> Finding {
    let value = figure.and_then(Figure::value);
    let shown = value.map(|value| value.to_string()).unwrap_or_default();
    let message = text!(
        "「{named}」合用 {block} 一个合并格，只有一个分数 {shown}，不知道每一项各得多少；没有重复计分，此人待核。请拆开合并格，分别填写每一项的分数。"
            / "{named} share the merged cell {block} and its one figure {shown}: nobody knows what each of them got. It was not counted twice, and the person is held. Split the cell and enter a figure for each."
    );
    let mut finding = Finding::new(Code::S101, message).at(at.sheet, at.cell);
    finding.reported = value.map(Into::into);
    finding
}
