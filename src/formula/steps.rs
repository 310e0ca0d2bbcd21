//! What a formula gives by where a figure lies: the ladder of `IF(H2>=90,"A",IF(H2>=80,"B","C"))`, of IFS, of LOOKUP and
//! VLOOKUP over constants; and the most that one lets a figure be, as `MIN(E2/D2,1.2)` does.

use super::Computed;
use super::operator::Operator;
use super::parse::{Expr, parse};
use crate::number::{Decimal, Ratio};

/// Digits of the constants of a formula.
const DIGITS: u32 = 6;

/// What figures from one edge to the next are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The least figure; `None` for the lowest step.
    pub from: Option<Decimal>,
    /// What it gives.
    pub gives: Computed,
}

/// The steps of a formula, the highest first; `None` where it is no ladder over one cell whose every step begins with its
/// edge (`>=`), for a step above its edge (`>`) begins at no figure that can be named.
pub fn steps(formula: &str) -> Option<Vec<Step>> {
    let mut ladder = Ladder::default();
    ladder.expr(&parse(formula)?, Span::default())?;
    let mut steps = ladder.steps;
    steps.sort_by_key(|(span, _)| std::cmp::Reverse(span.from));
    let meet =
        |pair: &[(Span, Computed)]| pair[0].0.from.is_some() && pair[0].0.from == pair[1].0.to;
    let is_whole = steps.first()?.0.to.is_none() && steps.windows(2).all(meet);
    let step = |(span, gives): (Span, Computed)| Step {
        from: span.from,
        gives,
    };
    (is_whole && steps.len() > 1).then(|| steps.into_iter().map(step).collect())
}

/// What a formula gives where the one cell that it asks about holds a word: `IF(I2="A",1.2,IF(I2="B",1,0.8))`.
pub fn given(formula: &str, word: &str) -> Option<Computed> {
    let mut expr = parse(formula)?;
    loop {
        let Expr::Call(name, of) = &expr else {
            return constant(&expr);
        };
        let next = match (name.as_str(), &of[..]) {
            ("IFERROR" | "IFNA", [inner, _]) => inner,
            ("IF", [condition, then, other]) => match is_word(condition, word)? {
                true => then,
                false => other,
            },
            ("SWITCH", [Expr::Cells(..), cases @ ..]) => {
                let mut pairs = cases.chunks_exact(2);
                let own = pairs.find(|pair| is_text(&pair[0], word));
                own.map(|pair| &pair[1])
                    .or(cases.last().filter(|_| cases.len() % 2 == 1))?
            }
            ("VLOOKUP", [Expr::Cells(..), Expr::Array(rows), column, _]) => {
                let column = number(column)?.to_integer()?.checked_sub(1)?;
                let own = rows
                    .iter()
                    .find(|row| row.first().is_some_and(|one| is_text(one, word)));
                own?.get(usize::try_from(column).ok()?)?
            }
            ("LOOKUP", [Expr::Cells(..), Expr::Array(keys), Expr::Array(values)]) => {
                let mut pairs = keys.iter().flatten().zip(values.iter().flatten());
                pairs.find(|(key, _)| is_text(key, word))?.1
            }
            _ => return None,
        };
        expr = next.clone();
    }
}

/// True where a condition asks whether a cell is the word; nothing where it asks anything else.
fn is_word(condition: &Expr, word: &str) -> Option<bool> {
    match condition {
        Expr::Binary(Operator::Equal, left, right) => match (&**left, &**right) {
            (Expr::Cells(..), text @ Expr::Text(_)) | (text @ Expr::Text(_), Expr::Cells(..)) => {
                Some(is_text(text, word))
            }
            _ => None,
        },
        Expr::Call(name, of) if name == "OR" => {
            let asked: Option<Vec<bool>> = of.iter().map(|one| is_word(one, word)).collect();
            Some(asked?.contains(&true))
        }
        _ => None,
    }
}

fn is_text(expr: &Expr, word: &str) -> bool {
    matches!(expr, Expr::Text(text) if text.trim() == word)
}

/// The most that a formula lets a quotient count for: `MIN(E2/D2,120%)`, `MIN(E2/D2*C2,C2)`, `IF(E2>=D2,C2,E2/D2*C2)`.
pub fn cap_of_quotient(formula: &str) -> Option<Decimal> {
    let mut open = vec![parse(formula)?];
    while let Some(expr) = open.pop() {
        match expr {
            Expr::Call(name, of) => {
                let cap = match (name.as_str(), &of[..]) {
                    ("MIN", [one, other]) => capped(one, other).or_else(|| capped(other, one)),
                    (
                        "IF",
                        [
                            Expr::Binary(Operator::Greater | Operator::GreaterOrEqual, left, right),
                            then,
                            other,
                        ],
                    ) => {
                        let is_same = **left == *other && **right == *then;
                        is_same.then(|| capped(left, right)).flatten().or_else(|| {
                            let whole = Expr::Binary(Operator::Over, left.clone(), right.clone());
                            let unit = unit(other).filter(|(quotient, _)| **quotient == whole);
                            unit.is_some().then(|| capped(other, then)).flatten()
                        })
                    }
                    _ => None,
                };
                if cap.is_some() {
                    return cap;
                }
                open.extend(of);
            }
            Expr::Negated(inner) | Expr::Percent(inner) => open.push(*inner),
            Expr::Binary(_, left, right) => open.extend([*left, *right]),
            _ => {}
        }
    }
    None
}

/// A quotient of cells, and what is multiplied by it.
fn unit(expr: &Expr) -> Option<(&Expr, Option<&Expr>)> {
    match expr {
        Expr::Binary(Operator::Over, ..) => Some((expr, None)),
        Expr::Binary(Operator::Times, left, right) => match (&**left, &**right) {
            (quotient @ Expr::Binary(Operator::Over, ..), unit)
            | (unit, quotient @ Expr::Binary(Operator::Over, ..)) => Some((quotient, Some(unit))),
            _ => None,
        },
        Expr::Call(name, of) if name == "ROUND" => unit(of.first()?),
        _ => None,
    }
}

fn capped(share: &Expr, cap: &Expr) -> Option<Decimal> {
    let (_, unit) = unit(share)?;
    match unit {
        Some(unit) if unit == cap => Some(Decimal::ONE),
        unit => {
            let unit = unit.map_or(Some(Decimal::ONE), number)?;
            Ratio::from(number(cap)?)
                .over(&Ratio::from(unit))?
                .exact(DIGITS)
        }
    }
}

/// Figures from one edge on, and below another.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Span {
    from: Option<Decimal>,
    to: Option<Decimal>,
}

impl Span {
    /// What both hold; `None` where that is nothing.
    fn within(self, other: Span) -> Option<Span> {
        let from = self.from.max(other.from);
        let to = match (self.to, other.to) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        let is_empty = from.zip(to).is_some_and(|(from, to)| from >= to);
        (!is_empty).then_some(Span { from, to })
    }

    /// What is left of it without a part; `None` where nothing is left, or what lies on both sides of the part.
    fn without(self, part: Span) -> Option<Span> {
        let below = part.from.map(|from| Span {
            from: self.from,
            to: Some(from),
        });
        let above = part.to.map(|to| Span {
            from: Some(to),
            to: self.to,
        });
        let left = |side: Option<Span>| side.and_then(|side| self.within(side));
        match (left(below), left(above)) {
            (Some(_), Some(_)) => None,
            (one, other) => one.or(other),
        }
    }
}

#[derive(Default)]
struct Ladder {
    /// The one cell that is compared.
    of: Option<Expr>,
    steps: Vec<(Span, Computed)>,
}

impl Ladder {
    fn expr(&mut self, expr: &Expr, span: Span) -> Option<()> {
        match expr {
            Expr::Call(name, of) => match (name.as_str(), &of[..]) {
                ("IFERROR" | "IFNA", [inner, _]) => self.expr(inner, span),
                ("IF", [condition, then, other]) if says_nothing(then) && is_blank(condition) => {
                    self.expr(other, span)
                }
                ("IF", [condition, then, other]) => {
                    let part = self.condition(condition)?;
                    self.expr(then, span.within(part)?)?;
                    self.expr(other, span.without(part)?)
                }
                ("IFS", of) => self.ifs(of, span),
                ("LOOKUP", [cell, Expr::Array(edges), Expr::Array(answers)]) => {
                    let (edges, answers) = (edges.iter().flatten(), answers.iter().flatten());
                    self.looked_up(cell, edges.zip(answers))
                }
                ("VLOOKUP", [cell, Expr::Array(rows), column, nearest @ ..]) => {
                    let is_exact = matches!(nearest, [Expr::Bool(false) | Expr::Missing]);
                    let is_exact =
                        is_exact || nearest.first().and_then(number) == Some(Decimal::ZERO);
                    let column = number(column)?.to_integer()?.checked_sub(1)?;
                    let column = usize::try_from(column).ok()?;
                    let pair =
                        |row: &'_ [Expr]| Some((row.first()?.clone(), row.get(column)?.clone()));
                    let pairs: Option<Vec<_>> = rows.iter().map(|row| pair(row)).collect();
                    let pairs = pairs.filter(|_| !is_exact)?;
                    self.looked_up(cell, pairs.iter().map(|(edge, answer)| (edge, answer)))
                }
                _ => None,
            },
            answer => {
                self.steps.push((span, constant(answer)?));
                Some(())
            }
        }
    }

    /// Conditions and answers in turns.
    fn ifs(&mut self, of: &[Expr], span: Span) -> Option<()> {
        let mut left = Some(span);
        for pair in of.chunks(2) {
            let [condition, answer] = pair else {
                return None;
            };
            let part = match condition {
                Expr::Bool(true) => Span::default(),
                condition => self.condition(condition)?,
            };
            let span = left?;
            self.expr(answer, span.within(part)?)?;
            left = span.without(part);
        }
        left.is_none().then_some(())
    }

    /// Edges that rise, each with its answer. What lies below the first gives an error and no step.
    fn looked_up<'e>(
        &mut self,
        cell: &Expr,
        pairs: impl Iterator<Item = (&'e Expr, &'e Expr)>,
    ) -> Option<()> {
        self.compared(cell)?;
        let pairs = pairs.map(|(edge, answer)| Some((number(edge)?, constant(answer)?)));
        let pairs: Vec<(Decimal, Computed)> = pairs.collect::<Option<_>>()?;
        for (index, (edge, answer)) in pairs.iter().enumerate() {
            let span = Span {
                from: (index > 0).then_some(*edge),
                to: pairs.get(index + 1).map(|(edge, _)| *edge),
            };
            self.steps.push((span, answer.clone()));
        }
        Some(())
    }

    /// The figures for which a condition holds.
    fn condition(&mut self, condition: &Expr) -> Option<Span> {
        match condition {
            Expr::Call(name, of) if name == "AND" => {
                let mut span = Span::default();
                for one in of {
                    span = span.within(self.condition(one)?)?;
                }
                Some(span)
            }
            Expr::Binary(operator, left, right) => {
                let (cell, edge, is_from) = match (operator, number(left), number(right)) {
                    (Operator::GreaterOrEqual, None, Some(edge)) => (left, edge, true),
                    (Operator::Less, None, Some(edge)) => (left, edge, false),
                    (Operator::LessOrEqual, Some(edge), None) => (right, edge, true),
                    (Operator::Greater, Some(edge), None) => (right, edge, false),
                    _ => return None,
                };
                self.compared(cell)?;
                Some(match is_from {
                    true => Span {
                        from: Some(edge),
                        to: None,
                    },
                    false => Span {
                        from: None,
                        to: Some(edge),
                    },
                })
            }
            _ => None,
        }
    }

    fn compared(&mut self, cell: &Expr) -> Option<()> {
        let Expr::Cells(_, range) = cell else {
            return None;
        };
        let of = self.of.get_or_insert_with(|| cell.clone());
        (range.first == range.last && of == cell).then_some(())
    }
}

fn says_nothing(expr: &Expr) -> bool {
    matches!(expr, Expr::Missing) || matches!(expr, Expr::Text(text) if text.trim().is_empty())
}

/// `H2=""`, `ISBLANK(H2)`: what keeps a formula from answering for nobody.
fn is_blank(condition: &Expr) -> bool {
    match condition {
        Expr::Binary(Operator::Equal, _, right) => says_nothing(right),
        Expr::Call(name, _) => name == "ISBLANK",
        _ => false,
    }
}

fn constant(expr: &Expr) -> Option<Computed> {
    match expr {
        Expr::Text(text) => Some(Computed::Text(text.trim().to_owned())),
        other => number(other).map(Computed::Number),
    }
}

fn number(expr: &Expr) -> Option<Decimal> {
    match expr {
        Expr::Number(number) => number.exact(DIGITS),
        Expr::Negated(inner) => Ratio::from(number(inner)?).negated().exact(DIGITS),
        Expr::Percent(inner) => {
            let hundredth = Ratio::from(number(inner)?).over(&Ratio::from(100))?;
            hundredth.exact(DIGITS)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(formula: &str) -> String {
        let steps = steps(formula).unwrap_or_default();
        let step = |step: &Step| {
            let from = step
                .from
                .map_or_else(|| "<".to_owned(), |from| from.to_string());
            match &step.gives {
                Computed::Text(text) => format!("{from}:{text}"),
                Computed::Number(number) => format!("{from}:{number}"),
            }
        };
        steps.iter().map(step).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ladders_are_read_in_all_their_spellings() {
        for ladder in [
            "IF(H2>=90,\"A\",IF(H2>=60,\"B\",\"C\"))",
            "IF(H2<60,\"C\",IF(H2<90,\"B\",\"A\"))",
            "IF(H2=\"\",\"\",IF(90<=H2,\"A\",IF(AND(H2>=60,H2<90),\"B\",\"C\")))",
            "IFS(H2>=90,\"A\",H2>=60,\"B\",TRUE,\"C\")",
            "IFERROR(LOOKUP(H2,{0,60,90},{\"C\",\"B\",\"A\"}),\"\")",
            "LOOKUP(H2,{0;60;90},{\"C\";\"B\";\"A\"})",
            "VLOOKUP(H2,{0,\"C\";60,\"B\";90,\"A\"},2)",
        ] {
            assert_eq!(told(ladder), "90:A 60:B <:C", "{ladder}");
        }
        assert_eq!(
            told("IF(Q2>=90,1.2,IF(Q2>=80,100%,0.5))"),
            "90:1.2 80:1 <:0.5"
        );
    }

    #[test]
    fn what_is_no_ladder_gives_nothing() {
        for formula in [
            "IF(H2>90,\"A\",\"B\")",
            // What is left lies on both sides.
            "IF(AND(60<=H2,H2<90),\"B\",\"C\")",
            "IF(H2>=90,\"A\",IF(G2>=60,\"B\",\"C\"))",
            "IF(H2>=90,I2,\"C\")",
            "VLOOKUP(H2,{0,\"C\";60,\"B\"},2,FALSE)",
            "IF(SUM(A2:B2)>=90,\"A\",\"B\")",
            "IFS(H2>=90,\"A\",H2>=60,\"B\")",
            "H2",
        ] {
            assert_eq!(told(formula), "", "{formula}");
        }
    }

    #[test]
    fn words_are_given_figures() {
        for formula in [
            "IF(E3=\"\",\"\",IF(E3=\"A\",1.2,IF(OR(E3=\"B\",E3=\"B+\"),100%,0.8)))",
            "SWITCH(E3,\"A\",1.2,\"B\",1,0.8)",
            "IFERROR(VLOOKUP(E3,{\"A\",1.2;\"B\",1;\"D\",0.8},2,FALSE),0)",
        ] {
            let of = |word: &str| match given(formula, word) {
                Some(Computed::Number(number)) => number.to_string(),
                other => format!("{other:?}"),
            };
            assert_eq!(
                [of("A"), of("B"), of("D")],
                ["1.2", "1", "0.8"],
                "{formula}"
            );
        }
        assert_eq!(given("IF(E3>90,1.2,1)", "A"), None);
        assert_eq!(given("E3*2", "A"), None);
    }

    #[test]
    fn quotients_are_held_down() {
        let cap = |formula: &str| cap_of_quotient(formula).map(|cap| cap.to_string());
        assert_eq!(cap("ROUND(MIN(E5/D5,1.2)*100,1)").as_deref(), Some("1.2"));
        assert_eq!(cap("MIN(120%,E5/D5)*C5").as_deref(), Some("1.2"));
        assert_eq!(cap("IF(E5/D5>1.5,1.5,E5/D5)*C5").as_deref(), Some("1.5"));
        assert_eq!(cap("MIN(ROUND(E5/D5*100,1),120)").as_deref(), Some("1.2"));
        assert_eq!(cap("MIN(C5*(E5/D5),C5)").as_deref(), Some("1"));
        assert_eq!(cap("IF(E5>=D5,C5,E5/D5*C5)").as_deref(), Some("1"));
        assert_eq!(cap("IF(F5>=D5,C5,E5/D5*C5)"), None);
        assert_eq!(cap("MIN(E5,100)"), None);
        assert_eq!(cap("E5/D5*100"), None);
    }
}
