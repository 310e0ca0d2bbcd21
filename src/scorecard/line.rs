//! A line as the sheet reports it. A crowd has a million of them, with some figures each: a line keeps them small, gives
//! them whole, and has what few lines have in a box.

use super::{Figure, State, Unit};
use crate::number::Decimal;
use crate::rule::Role;
use crate::workbook::{CellRef, Located, Location};

/// One line as the sheet reports it.
#[derive(Debug, Clone)]
pub struct Line {
    spec: u32,
    /// The first row it stands in.
    pub row: u32,
    /// Its figures; absent are those for which the sheet has no cell.
    figures: Box<[Kept]>,
    more: Option<Box<More>>,
}

/// What few lines have.
#[derive(Debug, Clone, Default)]
struct More {
    /// Figures that are kept as they are: words, numbers of very many digits.
    whole: Vec<Figure>,
    parts: Vec<Vec<(Role, Figure)>>,
    words: Vec<(Role, Located<String>)>,
}

/// A figure in 24 bytes; most are a short number or nothing.
#[derive(Debug, Clone, Copy)]
struct Kept {
    /// Of a number: its digits. Of a figure that is kept whole: its place there.
    digits: i64,
    row: u32,
    column: u16,
    sheet: u8,
    role: Role,
    kind: Kind,
    /// Of a number: how many of its digits stand after the point.
    scale: u8,
    shown_digits: Option<u8>,
    is_percent: bool,
    unit: Unit,
}

/// What a kept figure is.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Number,
    TextNumber,
    Computed,
    Blank,
    Dash,
    Unstated,
    Shared,
    Uncalculated,
    Whole,
}

/// The aim of it all: as figures with their roles they would take 56.
const _: () = assert!(size_of::<Kept>() == 24);

impl Line {
    /// A line of figures.
    pub fn new(spec: usize, row: u32, figures: impl IntoIterator<Item = (Role, Figure)>) -> Self {
        let figures = figures.into_iter();
        // A new list of just their size: one that takes the place of theirs would leave a gap behind it.
        let (mut kept, mut whole) = (Vec::with_capacity(figures.size_hint().0), Vec::new());
        for (role, figure) in figures {
            kept.push(Kept::new(role, figure, &mut whole));
        }
        let more = More {
            whole,
            ..More::default()
        };
        let line = Line {
            spec: u32::try_from(spec).unwrap_or(u32::MAX),
            row,
            figures: kept.into(),
            more: None,
        };
        line.having(more)
    }

    /// The same with the figures of its parts, and with the words of its remark and grade cells.
    #[must_use]
    pub fn with(
        mut self,
        parts: Vec<Vec<(Role, Figure)>>,
        words: Vec<(Role, Located<String>)>,
    ) -> Self {
        let whole = self.more.take().map_or_else(Vec::new, |more| more.whole);
        self.having(More {
            whole,
            parts,
            words,
        })
    }

    /// The same with a figure more.
    #[must_use]
    pub fn and(self, role: Role, figure: Figure) -> Self {
        let figures: Vec<_> = self.figures().chain([(role, figure)]).collect();
        let line = Line::new(self.spec(), self.row, figures);
        let more = self.more.map(|more| *more).unwrap_or_default();
        line.with(more.parts, more.words)
    }

    /// The same without the figure of a role.
    #[must_use]
    pub fn without(self, role: Role) -> Self {
        let figures: Vec<_> = self.figures().filter(|(own, _)| *own != role).collect();
        let line = Line::new(self.spec(), self.row, figures);
        let more = self.more.map(|more| *more).unwrap_or_default();
        line.with(more.parts, more.words)
    }

    fn having(mut self, more: More) -> Self {
        let is_rare = !(more.whole.is_empty() && more.parts.is_empty() && more.words.is_empty());
        self.more = is_rare.then(|| Box::new(more));
        self
    }

    /// The line of the scheme, by index into the mapping's lines.
    pub fn spec(&self) -> usize {
        self.spec as usize
    }

    /// Its figures.
    pub fn figures(&self) -> impl Iterator<Item = (Role, Figure)> {
        let figures = self.figures.iter();
        figures.filter_map(|kept| Some((kept.role, self.whole(kept)?)))
    }

    /// The figures of its parts, by the rule's own order.
    pub fn parts(&self) -> &[Vec<(Role, Figure)>] {
        self.more.as_ref().map_or(&[], |more| &more.parts)
    }

    /// The words of its remark and grade cells.
    pub fn words(&self) -> &[(Role, Located<String>)] {
        self.more.as_ref().map_or(&[], |more| &more.words)
    }

    /// Its figures and those of its parts.
    pub fn all_figures(&self) -> impl Iterator<Item = (Role, Figure)> {
        let parts = self.parts().iter().flatten().cloned();
        self.figures().chain(parts)
    }

    /// The figure of a role, where the sheet has a cell for it.
    pub fn figure(&self, wanted: Role) -> Option<Figure> {
        self.whole(self.figures.iter().find(|kept| kept.role == wanted)?)
    }

    /// The number of a role, where the sheet has a cell for it with a number.
    pub fn value(&self, wanted: Role) -> Option<Decimal> {
        self.figure(wanted)?.value()
    }

    /// The figure of a role of one of its parts.
    pub fn part(&self, part: usize, wanted: Role) -> Option<Figure> {
        let mut figures = self.parts().get(part)?.iter();
        let found = figures.find(|(role, _)| *role == wanted);
        found.map(|(_, figure)| figure.clone())
    }

    fn whole(&self, kept: &Kept) -> Option<Figure> {
        let state = match kept.kind {
            Kind::Number => State::Number(kept.number()?),
            Kind::TextNumber => State::TextNumber(kept.number()?),
            Kind::Computed => State::Computed(kept.number()?),
            Kind::Blank => State::Blank,
            Kind::Dash => State::Dash,
            Kind::Unstated => State::Unstated,
            Kind::Shared => State::Shared,
            Kind::Uncalculated => State::Uncalculated,
            Kind::Whole => {
                let place = usize::try_from(kept.digits).ok()?;
                return self.more.as_ref()?.whole.get(place).cloned();
            }
        };
        Some(Figure {
            at: Location {
                sheet: kept.sheet.into(),
                cell: CellRef::new(kept.row, kept.column.into()),
            },
            state,
            shown_digits: kept.shown_digits,
            is_percent: kept.is_percent,
            unit: kept.unit,
        })
    }
}

impl Kept {
    fn new(role: Role, figure: Figure, whole: &mut Vec<Figure>) -> Self {
        Kept::small(role, &figure).unwrap_or_else(|| {
            whole.push(figure);
            Kept {
                digits: whole.len() as i64 - 1,
                kind: Kind::Whole,
                ..Kept::nothing(role)
            }
        })
    }

    fn nothing(role: Role) -> Self {
        Kept {
            digits: 0,
            row: 0,
            column: 0,
            sheet: 0,
            role,
            kind: Kind::Blank,
            scale: 0,
            shown_digits: None,
            is_percent: false,
            unit: Unit::ONE,
        }
    }

    fn small(role: Role, figure: &Figure) -> Option<Self> {
        let (kind, number) = match figure.state {
            State::Number(number) => (Kind::Number, number),
            State::TextNumber(number) => (Kind::TextNumber, number),
            State::Computed(number) => (Kind::Computed, number),
            State::Blank => (Kind::Blank, Decimal::ZERO),
            State::Dash => (Kind::Dash, Decimal::ZERO),
            State::Unstated => (Kind::Unstated, Decimal::ZERO),
            State::Shared => (Kind::Shared, Decimal::ZERO),
            State::Uncalculated => (Kind::Uncalculated, Decimal::ZERO),
            State::Unreadable(_) | State::Error(_) => return None,
        };
        let (digits, scale) = number.short()?;
        Some(Kept {
            digits,
            row: figure.at.cell.row,
            column: figure.at.cell.column.try_into().ok()?,
            sheet: figure.at.sheet.try_into().ok()?,
            role,
            kind,
            scale,
            shown_digits: figure.shown_digits,
            is_percent: figure.is_percent,
            unit: figure.unit,
        })
    }

    fn number(&self) -> Option<Decimal> {
        Decimal::new(self.digits.into(), self.scale.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(sheet: usize, cell: CellRef, state: State) -> Figure {
        Figure {
            at: Location { sheet, cell },
            state,
            shown_digits: Some(2),
            is_percent: true,
            unit: Unit::PERCENT,
        }
    }

    /// Whatever is too large for its place, or is words, is kept whole.
    #[test]
    fn figures_come_back_as_they_went() {
        let here = CellRef::new(1_048_575, 16_383);
        let far = CellRef::new(7, 70_000);
        let number = |digits, scale| State::Number(Decimal::new(digits, scale).unwrap_or_default());
        let figures = [
            (Role::Actual, figure(0, here, number(-8_960, 2))),
            (
                Role::Target,
                figure(0, here, number(10_i128.pow(27) + 1, 28)),
            ),
            (Role::Previous, figure(300, here, number(5, 0))),
            (Role::Raw, figure(0, far, State::TextNumber(Decimal::TEN))),
            (Role::Rater(2), figure(255, here, State::Dash)),
            (
                Role::Score,
                figure(0, here, State::Unreadable("待定".into())),
            ),
            (
                Role::SelfScore,
                figure(0, here, State::Error("#N/A".into())),
            ),
            (Role::Max, figure(0, here, State::Uncalculated)),
            (
                Role::Weight,
                figure(0, here, State::Computed(Decimal::ZERO)),
            ),
        ];
        let line = Line::new(3, 9, figures.clone());
        assert_eq!(line.figures().collect::<Vec<_>>(), figures);
        for (role, figure) in figures {
            assert_eq!(line.figure(role), Some(figure));
        }
        // 89.60 keeps the digits that it was given.
        let shown = line.value(Role::Actual).map(|value| value.to_string());
        assert_eq!(shown.as_deref(), Some("-89.60"));
        assert_eq!((line.spec(), line.row), (3, 9));
    }
}
