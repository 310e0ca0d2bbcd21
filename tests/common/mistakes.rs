//! The catalogue of known mistakes: for every figure of a card the figures that each mistake would have put there.
//! Worked out from the schemes' description, apart from the code that is tested.

use fuhe::number::{Decimal, Mode, Ratio};
use fuhe::workbook::{Location, Workbook};

use super::schemes::{
    Card, LEVELS, Line, Rule, Scheme, figure, half_up, number, over, rounded, whole,
};

/// A tie that went down, until it has its name.
const TIE: &str = "a tie";

/// What a mistake would put into a cell.
pub struct Mistake {
    pub at: Location,
    /// How far down the chain the figure stands: attainment 0, line 1, subtotal 2, total 3, pay 4.
    pub step: u8,
    pub cause: String,
    pub value: Decimal,
    pub right: Decimal,
}

/// The right figures of a card.
pub struct Right {
    pub exact: Vec<Ratio>,
    pub points: Vec<Ratio>,
    pub sum: Ratio,
    pub total: Ratio,
}

pub fn total_of(scheme: &Scheme, card: &Card, points: &[Ratio]) -> (Ratio, Ratio) {
    let sum: Ratio = match card.shares {
        Some(shares) => weighted(points, &shares),
        None => points.iter().cloned().sum(),
    };
    let total = half_up(&sum, scheme.total_digits.unwrap_or(scheme.digits));
    (sum, total.into())
}

fn weighted(points: &[Ratio], shares: &[i64]) -> Ratio {
    let terms = points.iter().zip(shares);
    over(
        &terms
            .map(|(points, share)| points.times(&whole(*share)))
            .sum(),
        &whole(100),
    )
}

/// Grade and coefficient of a total.
pub fn grade(total: &Ratio) -> (&'static str, &'static str) {
    let edges = [(90, "A", "1.2"), (80, "B", "1"), (70, "C", "0.8")];
    let found = edges.iter().find(|(edge, ..)| *total >= whole(*edge));
    found.map_or(("D", "0"), |(_, name, coefficient)| (name, coefficient))
}

/// The pay before rounding, whatever the pass mark says.
pub fn pay(book: &Workbook, card: &Card, total: &Ratio) -> Ratio {
    let figure_at = |at: Option<Location>| at.map(|at| Ratio::from(number(book, at)));
    match (figure_at(card.base), figure_at(card.rate)) {
        (Some(base), Some(rate)) => over(&base.times(&rate).times(total), &whole(100)),
        (Some(base), None) => base.times(&figure(grade(total).1)),
        _ => whole(9).times(total),
    }
}

pub fn passes(scheme: &Scheme, total: &Ratio) -> bool {
    scheme.pass_mark.is_none_or(|mark| *total >= whole(mark))
}

/// Everything that known mistakes would put into the cells of a card.
pub fn catalogue(
    scheme: &Scheme,
    book: &Workbook,
    card: &Card,
    right: &Right,
) -> Vec<Vec<Mistake>> {
    let mut cells: Vec<Vec<Mistake>> = Vec::new();
    for (index, line) in card.lines.iter().enumerate() {
        if matches!(line.rule, Rule::Kept | Rule::Satisfied | Rule::Mean) {
            continue;
        }
        let exact = &right.exact[index];
        let mut cell = Cell::new(line.score, 1, half_up(exact, scheme.digits));
        cell.cut(exact, scheme.digits);
        cell.digits(true);
        for (cause, value) in slips(scheme, card, line, exact) {
            cell.add(&cause, half_up(&value, scheme.digits));
        }
        cells.push(cell.options);
        if let Some(at) = line.attainment {
            let exact = line.attained();
            let mut cell = Cell::new(at, 0, half_up(&exact, 3));
            cell.add("inverted-ratio", half_up(&over(&whole(1), &exact), 3));
            // 0.900 is stored as 0.9, which is right at the digits that it has.
            if rounded(&exact, 3, Mode::Down).scale() == 3 {
                cell.cut(&exact, 3);
            }
            cell.digits(false);
            cells.push(cell.options);
        }
    }
    for (section, at) in card.subtotals.iter().enumerate() {
        let own: Vec<usize> = (0..card.lines.len())
            .filter(|line| card.lines[*line].section == Some(section))
            .collect();
        let sum =
            |points: &[Ratio]| -> Ratio { own.iter().map(|line| points[*line].clone()).sum() };
        let whole_sum = sum(&right.points);
        let mut cell = Cell::new(*at, 2, half_up(&whole_sum, scheme.digits));
        for line in &own {
            cell.term(
                &card.lines[*line].item,
                &whole_sum,
                &right.points[*line],
                scheme.digits,
            );
        }
        cell.add(
            "unrounded-lines",
            half_up(&sum(&right.exact), scheme.digits),
        );
        cell.digits(true);
        cells.push(cell.options);
    }
    cells.push(totals(scheme, card, right));

    if let Some(at) = card.payout {
        let exact = if passes(scheme, &right.total) {
            pay(book, card, &right.total)
        } else {
            Ratio::zero()
        };
        let mut cell = Cell::new(at, 4, half_up(&exact, 2));
        cell.cut(&exact, 2);
        let yuan = rounded(&exact, 0, Mode::Down);
        if !exact.is_zero() && Ratio::from(yuan) != exact {
            cell.add("truncated", yuan);
        }
        if passes(scheme, &right.total) {
            cell.digits(true);
            let (unrounded, _) = total_of(scheme, card, &right.exact);
            if card.coefficient.is_none() && passes(scheme, &unrounded) {
                cell.add("unrounded-lines", half_up(&pay(book, card, &unrounded), 2));
            }
        } else {
            cell.add(
                "pass-mark-ignored",
                half_up(&pay(book, card, &right.total), 2),
            );
        }
        let point = Ratio::from(half_up(&right.total, 0));
        if point != right.total && passes(scheme, &point) {
            cell.add("rounded-early", half_up(&pay(book, card, &point), 2));
        }
        let bonus = bonus(card, right);
        if !bonus.is_zero() {
            cell.add(
                "bonus-left-out",
                half_up(&pay(book, card, &right.total.minus(&bonus)), 2),
            );
        }
        cells.push(cell.options);
    }
    for cell in &mut cells {
        name_ties(scheme, cell);
    }
    cells
}

/// A tie that went down went to the even digit, where the sheet rounds up elsewhere: on a table of many people it does.
/// On a single form nobody can tell.
fn name_ties(scheme: &Scheme, cell: &mut Vec<Mistake>) {
    let Some(tie) = cell
        .iter()
        .find(|one| one.cause == TIE)
        .map(|one| one.value)
    else {
        return;
    };
    if matches!(
        scheme.mapping.id.as_str(),
        "standard" | "team" | "leadership"
    ) {
        cell.retain(|one| one.cause != "truncated" || one.value != tie);
        for one in cell.iter_mut().filter(|one| one.cause == TIE) {
            one.cause = "rounded-half-even".to_owned();
        }
    } else {
        cell.retain(|one| one.value != tie);
    }
}

fn bonus(card: &Card, right: &Right) -> Ratio {
    let lines = card.lines.iter().zip(&right.points);
    lines
        .filter(|(line, _)| line.rule == Rule::Bonus)
        .map(|(_, points)| points.clone())
        .sum()
}

fn totals(scheme: &Scheme, card: &Card, right: &Right) -> Vec<Mistake> {
    let digits = scheme.total_digits.unwrap_or(scheme.digits);
    let mut cell = Cell::new(card.total, 3, half_up(&right.sum, digits));
    cell.cut(&right.sum, digits);
    cell.digits(true);
    for (index, line) in card.lines.iter().enumerate() {
        let mut term = right.points[index].clone();
        if let Some(shares) = card.shares {
            term = over(&term.times(&whole(shares[index])), &whole(100));
        }
        if line.rule == Rule::Bonus && !term.is_zero() {
            cell.add("bonus-left-out", half_up(&right.sum.minus(&term), digits));
            cell.add(
                "sign-flipped",
                half_up(&right.sum.minus(&term).minus(&term), digits),
            );
            cell.add(
                &format!("counted-twice:{}", line.item),
                half_up(&right.sum.plus(&term), digits),
            );
        } else {
            cell.term(&line.item, &right.sum, &term, digits);
        }
    }
    for section in 0..card.subtotals.len() {
        let lines = card.lines.iter().zip(&right.points);
        let own = lines.filter(|(line, _)| line.section == Some(section));
        let term = own.map(|(_, points)| points.clone()).sum();
        cell.term(
            &scheme.mapping.sections[section].name,
            &right.sum,
            &term,
            digits,
        );
    }
    cell.add(
        "unrounded-lines",
        half_up(&total_of(scheme, card, &right.exact).0, digits),
    );
    if let Some(own) = card.shares {
        let mut others: Vec<[i64; 4]> = LEVELS.iter().map(|(_, shares)| *shares).collect();
        others.push([25; 4]);
        for a in 0..4 {
            for b in a + 1..4 {
                let mut swapped = own;
                swapped.swap(a, b);
                others.push(swapped);
            }
        }
        for shares in others.iter().filter(|shares| **shares != own) {
            cell.add(
                "wrong-weight",
                half_up(&weighted(&right.points, shares), digits),
            );
        }
    }
    cell.options
}

/// What the usual misreadings of a line's rule give.
fn slips(scheme: &Scheme, card: &Card, line: &Line, exact: &Ratio) -> Vec<(String, Ratio)> {
    let (max, mut slips) = (whole(line.max), Vec::new());
    let mut add = |cause: &str, value: Ratio| slips.push((cause.to_owned(), value));
    let early = |attained: &Ratio| {
        let early = [2, 4].map(|digits| Ratio::from(half_up(attained, digits)));
        early
            .into_iter()
            .filter(|early| early != attained)
            .collect::<Vec<_>>()
    };
    let (full, cap) = line.limits();
    let best = max.times(&cap);
    match line.rule {
        Rule::Ratio(..) | Rule::Fixed(_) | Rule::Growth => {
            let attained = line.attained();
            add("not-capped", line.unlimited(&attained));
            for early in early(&attained) {
                add(
                    "rounded-early",
                    line.unlimited(&early).min(best.clone()).max(Ratio::zero()),
                );
            }
            match line.rule {
                Rule::Growth => {
                    let (now, before) = (Ratio::from(line.values[0]), Ratio::from(line.values[1]));
                    let value = over(&over(&max.times(&now.minus(&before)), &now), &full);
                    if !value.is_negative() && value <= max {
                        add("previous-as-base", value);
                    }
                }
                Rule::Ratio(..) => add(
                    "inverted-ratio",
                    line.unlimited(&over(&whole(1), &attained)),
                ),
                _ => {}
            }
        }
        Rule::Lower => {
            let attained = line.attained();
            let share = over(&whole(1), &attained);
            add("inverted-ratio", max.times(&attained));
            add("not-capped", max.times(&share));
            for early in early(&share) {
                add("rounded-early", max.times(&early).min(max.clone()));
            }
        }
        Rule::Deduct(_) | Rule::Group(_) | Rule::Shortfall => {
            let loss = match line.rule {
                Rule::Deduct(each) => whole(each).times(&Ratio::from(line.values[0])),
                Rule::Shortfall => whole(3).times(&line.units(false)),
                _ => line.losses().into_iter().sum(),
            };
            if !loss.is_zero() {
                add("sign-flipped", max.plus(&loss));
                add("not-capped", max.minus(&loss));
            }
            for (index, part) in line
                .losses()
                .iter()
                .enumerate()
                .filter(|(_, part)| !part.is_zero())
            {
                let item = [
                    "工位不整齐",
                    "上班聊天、玩游戏等",
                    "未佩戴劳保用品",
                    "因私离岗",
                ][index];
                let (less, more) = (max.minus(&loss).plus(part), max.minus(&loss).minus(part));
                for (cause, points) in [("omitted", less), ("counted-twice", more)] {
                    if !points.is_negative() {
                        add(&format!("{cause}:{item}"), points);
                    }
                }
            }
            if line.rule == Rule::Shortfall {
                let points = max.minus(&whole(3).times(&line.units(true)));
                if !points.is_negative() {
                    add("units-started", points);
                }
            }
        }
        Rule::Bonus => {
            if !exact.is_zero() {
                add("sign-flipped", exact.negated());
            }
            add("units-started", whole(3).times(&line.units(true)));
        }
        Rule::Raters => {
            let points = |blend: Ratio| over(&blend.times(&max), &whole(100));
            add(
                "rounded-early",
                points(half_up(&line.blend(&[10, 60, 30]), 0).into()),
            );
            for weights in [[60, 10, 30], [30, 60, 10], [10, 30, 60], [1, 1, 1]] {
                add("wrong-weight", points(line.blend(&weights)));
            }
            for (index, rater) in ["自评", "上级", "同事"].iter().enumerate() {
                let mut weights = [10, 60, 30];
                weights[index] = 0;
                let sum: i64 = weights.iter().sum();
                let spread = line.blend(&weights);
                add(
                    &format!("omitted:{rater}"),
                    points(over(&spread.times(&whole(sum)), &whole(100))),
                );
                add(&format!("omitted:{rater}"), points(spread));
            }
        }
        Rule::Weighted | Rule::Kept | Rule::Satisfied | Rule::Mean => {}
    }
    let is_product = matches!(
        line.rule,
        Rule::Ratio(..)
            | Rule::Fixed(_)
            | Rule::Growth
            | Rule::Lower
            | Rule::Raters
            | Rule::Weighted
    );
    if is_product && !exact.is_zero() && *exact < best {
        let twins = scheme
            .mapping
            .lines
            .iter()
            .filter(|other| other.item == line.item);
        let twins = twins.filter_map(|other| other.max.to_integer());
        let maxima = card
            .lines
            .iter()
            .filter(|other| other.rule != Rule::Bonus)
            .map(|other| other.max);
        for other in maxima.chain(twins).filter(|other| *other != line.max) {
            slips.push((
                "wrong-weight".to_owned(),
                over(&exact.times(&whole(other)), &max),
            ));
        }
    }
    slips
}

struct Cell {
    at: Location,
    step: u8,
    right: Decimal,
    options: Vec<Mistake>,
}

impl Cell {
    fn new(at: Location, step: u8, right: Decimal) -> Cell {
        Cell {
            at,
            step,
            right,
            options: Vec::new(),
        }
    }

    fn add(&mut self, cause: &str, value: Decimal) {
        if value != self.right {
            let (at, step, right) = (self.at, self.step, self.right);
            self.options.push(Mistake {
                at,
                step,
                cause: cause.to_owned(),
                value,
                right,
            });
        }
    }

    fn term(&mut self, item: &str, sum: &Ratio, term: &Ratio, digits: u32) {
        if !term.is_zero() {
            self.add(
                &format!("omitted:{item}"),
                half_up(&sum.minus(term), digits),
            );
            self.add(
                &format!("counted-twice:{item}"),
                half_up(&sum.plus(term), digits),
            );
        }
    }

    /// Cut off. A tie may as well have gone to the even digit: what that is called hangs on the rest of the sheet.
    fn cut(&mut self, exact: &Ratio, digits: u32) {
        let down = rounded(exact, digits, Mode::Down);
        let to_even = rounded(exact, digits, Mode::HalfEven);
        self.add("truncated", down);
        if to_even == down && to_even != self.right {
            self.add(TIE, down);
        }
    }

    /// Typed wrong: two neighbouring digits, the decimal point.
    fn digits(&mut self, is_scaled_up: bool) {
        let right = Ratio::from(self.right);
        if right.is_zero() {
            return;
        }
        for (cause, factor) in [("digit-slipped", 10), ("percent-scale", 100)] {
            let mut scaled = vec![over(&right, &whole(factor))];
            if is_scaled_up || factor == 10 {
                scaled.push(right.times(&whole(factor)));
            }
            for value in scaled {
                if let Some(value) = value.exact(6) {
                    self.add(cause, value);
                }
            }
        }
        let shown: Vec<char> = self.right.to_string().chars().collect();
        let places: Vec<usize> = (0..shown.len())
            .filter(|at| shown[*at].is_ascii_digit())
            .collect();
        for pair in places.windows(2) {
            let mut other = shown.clone();
            other.swap(pair[0], pair[1]);
            let is_readable = other[0] != '0' && shown[0] != '0' && shown[0] != '-';
            let value: Decimal = other.iter().collect::<String>().parse().unwrap();
            let factor = over(&Ratio::from(value), &right);
            let is_shift = [10, 100]
                .iter()
                .any(|by| factor == whole(*by) || factor.times(&whole(*by)) == whole(1));
            if is_readable && !is_shift {
                self.add("digits-swapped", value);
            }
        }
    }
}
