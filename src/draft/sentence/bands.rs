//! Bands in words: ≥95%得满分，90%-95%得80%，<90%不得分. They are claimed where they leave no gap and give the points of the rows.

use regex::Regex;

use crate::draft::fit::{ENOUGH, Row, digits, same};
use crate::draft::plan::SETTLE;
use crate::number::{Decimal, Ratio};
use crate::written::read_number;

/// One edge of a band: where it is, and whether the words say that it belongs to it.
#[derive(Debug, Clone, Copy)]
struct Edge {
    at: Decimal,
    holds: Option<bool>,
}

/// A band as its clause says it.
#[derive(Debug, Clone)]
struct Band {
    low: Option<Edge>,
    high: Option<Edge>,
    points: Decimal,
    percent: bool,
    clause: String,
}

/// Bands that the rows bear out.
pub(in crate::draft) struct Banded {
    /// As a mapping writes them.
    pub rule: String,
    pub note: String,
    pub percent: bool,
    /// The input that is the actual figure, and the one that it is divided by.
    pub actual: usize,
    pub other: Option<usize>,
}

/// The band of a clause.
fn band(clause: &str, max: Decimal) -> Option<Band> {
    let points = r"^(.*?)(?:的|者|时|,|:)?(?:得|计|给|为|按|记)*(满分|不得分|不计分|零分|(\d+(?:\.\d+)?)(分|%))(?:计分?|得分)?$";
    let found = Regex::new(points).ok()?.captures(clause)?;
    let range = found.get(1)?.as_str();
    let earned = match (&found[2], found.get(3), found.get(4)) {
        ("满分", ..) => max,
        (_, Some(figure), Some(unit)) => {
            let figure = read_number(figure.as_str())?.value;
            match unit.as_str() {
                "%" => {
                    let share = Ratio::from(figure).over(&Ratio::from(100))?;
                    Ratio::from(max).times(&share).exact(4)?
                }
                _ => figure,
            }
        }
        _ => Decimal::ZERO,
    };
    let number = r"(\d+(?:\.\d+)?%?)(?:分钟|小时|[秒天次元分万])?";
    let of = |pattern: String| {
        Regex::new(&pattern).ok()?.captures(range).map(|found| {
            let part = |at: usize| found.get(at).map(|one| one.as_str().to_owned());
            (part(1), part(2), part(3))
        })
    };
    let figure = |words: Option<String>| Some(read_number(&words?)?.value);
    let edge = |at: Decimal, holds: Option<bool>| Some(Edge { at, holds });
    let (low, high) = if let Some((one, other, _)) = of(format!(
        r"{number}(?:\(含\))?[-~—–至到]{number}(?:\([^)]*\))?$"
    )) {
        let (one, other) = (figure(one)?, figure(other)?);
        let says = |words: &str| range.contains(words);
        let other_words = other.trimmed().to_string();
        let one_words = one.trimmed().to_string();
        let bracket = Regex::new(r"\((不)?含([\d.]*)").ok()?.captures(range);
        let (mut low, mut high) = (None, None);
        if let Some(bracket) = bracket {
            let holds = bracket.get(1).is_none();
            match &bracket[2] {
                words if words == one_words => low = Some(holds),
                words if words == other_words => high = Some(holds),
                "" if says(")-") || says(")~") => low = Some(holds),
                _ => high = Some(holds),
            }
        }
        (edge(one.min(other), low), edge(one.max(other), high))
    } else if let Some((sign, at, _)) = of(format!(
        r"(≥|>=|不低于|达到|大于等于|不少于|>|大于|高于|超过|≤|<=|不高于|不超过|小于等于|<|低于|小于|不足|未达到?|少于){number}(?:及以上|以上|以下|\(含\))?$"
    )) {
        let at = figure(at)?;
        match sign.as_deref()? {
            "≥" | ">=" | "不低于" | "达到" | "大于等于" | "不少于" => {
                (edge(at, Some(true)), None)
            }
            ">" | "大于" | "高于" | "超过" => (edge(at, Some(false)), None),
            "≤" | "<=" | "不高于" | "不超过" | "小于等于" => {
                (None, edge(at, Some(true)))
            }
            _ => (None, edge(at, Some(false))),
        }
    } else if let Some((at, side, _)) = of(format!(
        r"{number}(?:\(含\))?(及以上|以上|及其以上|及以下|以下|以内)$"
    )) {
        let at = figure(at)?;
        match side.as_deref()? {
            "及以下" | "以内" => (None, edge(at, Some(true))),
            "以下" => (None, edge(at, None)),
            _ => (edge(at, Some(true)), None),
        }
    } else {
        return None;
    };
    Some(Band {
        low,
        high,
        points: earned,
        percent: range.contains('%'),
        clause: clause.to_owned(),
    })
}

/// The bands of clauses from the lowest up, without gaps, and whether an edge belongs to nobody by the words.
fn ladder(clauses: &[String], max: Decimal) -> Option<(Vec<Band>, bool)> {
    let mut bands: Vec<Band> = clauses
        .iter()
        .filter_map(|clause| band(clause, max))
        .collect();
    if bands.len() < 2 || bands.iter().any(|one| one.percent != bands[0].percent) {
        return None;
    }
    bands.sort_by_key(|band| (band.low.map(|low| low.at), band.high.map(|high| high.at)));
    let is_rising = bands.first()?.points <= bands.last()?.points;
    let is_open = bands.last()?.high.is_none() && bands.first()?.low.is_none();
    let mut doubt = false;
    for at in 1..bands.len() {
        let (below, above) = (bands[at - 1].high?, bands[at].low?);
        if below.at != above.at {
            return None;
        }
        let holds = match (below.holds, above.holds) {
            (Some(below), Some(above)) if below == above => return None,
            (_, Some(above)) => above,
            (Some(below), None) => !below,
            (None, None) => {
                doubt = true;
                is_rising
            }
        };
        bands[at].low = Some(Edge {
            holds: Some(holds),
            ..above
        });
        bands[at - 1].high = Some(Edge {
            holds: Some(!holds),
            ..below
        });
    }
    is_open.then_some((bands, doubt))
}

/// The clauses that make bands.
pub(super) fn used(clauses: &[String], max: Decimal) -> Vec<String> {
    let bands = ladder(clauses, max).map(|(bands, _)| bands);
    let bands = bands.unwrap_or_default().into_iter();
    bands.map(|band| band.clause).collect()
}

/// The rule of such bands, by the inputs that give the points of nearly all rows.
pub(super) fn banded(
    clauses: &[String],
    max: Decimal,
    rows: &[Row],
    pairs: &[(usize, Option<usize>)],
) -> Option<Banded> {
    let (bands, is_open) = ladder(clauses, max)?;
    let says_attained = clauses
        .iter()
        .any(|clause| clause.contains("完成率") || clause.contains("达成率"));
    let mut ways: Vec<(usize, Option<usize>)> = Vec::new();
    let singles = pairs.iter().filter(|(_, other)| other.is_none()).copied();
    let doubles = pairs.iter().filter(|(_, other)| other.is_some()).copied();
    match says_attained {
        true => ways.extend(doubles.chain(singles)),
        false => ways.extend(singles.chain(doubles)),
    }
    let digits = digits(rows);
    // 97 in a cell is 97% in words where the sheet writes percents without their sign.
    for (actual, other) in ways {
        for is_bare in [false, true] {
            if is_bare && (!bands[0].percent || other.is_some()) {
                continue;
            }
            let scale = Ratio::from(if is_bare { 100 } else { 1 });
            let known: Vec<bool> = rows
                .iter()
                .filter_map(|row| {
                    let of = |at: usize| row.inputs.get(at).copied().flatten().map(Ratio::from);
                    let own = match other {
                        Some(other) => of(actual)?.over(&of(other)?)?,
                        None => of(actual)?,
                    };
                    let own = own.over(&scale)?;
                    let band = bands.iter().find(|band| holds(band, &own));
                    let due = band.map_or_else(Decimal::default, |band| band.points);
                    Some(same(&Ratio::from(due), row.score?, digits))
                })
                .collect();
            let hits = known.iter().filter(|hit| **hit).count();
            if hits == 0 || hits * 100 < known.len() * ENOUGH {
                continue;
            }
            let each: Vec<String> = bands
                .iter()
                .rev()
                .map(|band| band.written(is_bare))
                .collect();
            let of = match other {
                Some(_) => "of = \"attainment\", ",
                None => "",
            };
            let mut note = format!("按表中的文字，{} 行里有 {hits} 行合得上", known.len());
            if is_open {
                note.push_str(&format!("；{SETTLE}：两档交界的那个数归哪一档"));
            }
            return Some(Banded {
                rule: format!("bands = {{ {of}bands = [{}] }}", each.join(", ")),
                note,
                percent: bands[0].percent && !is_bare && other.is_none(),
                actual,
                other,
            });
        }
    }
    None
}

fn holds(band: &Band, value: &Ratio) -> bool {
    let above = band.low.is_none_or(|low| {
        let edge = Ratio::from(low.at);
        *value > edge || low.holds == Some(true) && *value == edge
    });
    let below = band.high.is_none_or(|high| {
        let edge = Ratio::from(high.at);
        *value < edge || high.holds == Some(true) && *value == edge
    });
    above && below
}

impl Band {
    fn written(&self, is_bare: bool) -> String {
        let figure = |at: Decimal| {
            let share = crate::rule::percent(&Ratio::from(at));
            match self.percent {
                true if is_bare => share.trim_end_matches('%').to_owned(),
                true => share,
                false => at.trimmed().to_string(),
            }
        };
        let low = self.low.map_or_else(
            || "(".to_owned(),
            |low| {
                format!(
                    "{}{}",
                    if low.holds == Some(true) { "[" } else { "(" },
                    figure(low.at)
                )
            },
        );
        let high = self.high.map_or_else(
            || " )".to_owned(),
            |high| {
                format!(
                    " {}{}",
                    figure(high.at),
                    if high.holds == Some(true) { "]" } else { ")" }
                )
            },
        );
        let points = self.points.trimmed();
        format!("{{ range = \"{low},{high}\", points = {points} }}")
    }
}
