//! A JSON report of fuhe's -> the people in it.

use serde::Deserialize;

use super::Person;
use crate::number::Decimal;
use crate::scorecard::Period;
use crate::text::Text;

/// As much of the report as is looked back at. Keys that a later version adds are no fault.
#[derive(Deserialize)]
struct Report {
    schema: u32,
    tool: Tool,
    inputs: Vec<Input>,
}

#[derive(Deserialize)]
struct Tool {
    name: String,
}

#[derive(Deserialize)]
struct Input {
    status: String,
    mapping: Option<Scheme>,
    #[serde(default)]
    scorecards: Vec<Card>,
}

#[derive(Deserialize)]
struct Scheme {
    id: String,
}

#[derive(Deserialize)]
struct Card {
    employee: Employee,
    period: Option<String>,
    total: Figure,
    payout: Option<Payout>,
    status: String,
}

#[derive(Deserialize)]
struct Employee {
    id: Option<String>,
    name: Option<String>,
    position: Option<String>,
}

#[derive(Deserialize)]
struct Figure {
    recomputed: Option<String>,
}

#[derive(Deserialize)]
struct Payout {
    base: Option<String>,
    recomputed: Option<String>,
}

/// The people of a report, and how many of its files had not been read.
///
/// # Errors
/// Why it is no report that can be compared with.
pub(super) fn read(text: &str) -> Result<(Vec<Person>, usize), Text> {
    let report: Report = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|_| {
        text!(
            "这不是 fuhe 的 JSON 报告，或者文件不完整，没法与上期比较。请给用 --report 生成的报告，或上期的表所在的文件夹。"
                / "this is no JSON report of fuhe's, or not a whole one: nothing can be compared with it. Name a file that --report wrote, or the folder of the earlier workbooks."
        )
    })?;
    let schema = report.schema;
    if report.tool.name != env!("CARGO_PKG_NAME") || schema != 1 {
        return Err(text!(
            "这份 JSON 报告不是这个版本的 fuhe 认识的（schema {schema}），没法与上期比较。请用这个版本重新复核上期的表。"
                / "this JSON report is of a kind that this version of fuhe does not know (schema {schema}). Audit the earlier workbooks again with this version."
        ));
    }
    let unread = report.inputs.iter().filter(|one| one.status == "failed");
    let unread = unread.count();
    let mut people = Vec::new();
    for input in report.inputs {
        let Some(scheme) = input.mapping else {
            continue;
        };
        for card in input.scorecards {
            people.push(person(&scheme.id, card)?);
        }
    }
    if people.is_empty() {
        return Err(text!(
            "这份 JSON 报告里没有任何人的结果，没法与上期比较。"
                / "this JSON report holds nobody's result: nothing can be compared with it."
        ));
    }
    Ok((people, unread))
}

fn person(scheme: &str, card: Card) -> Result<Person, Text> {
    let payout = card.payout.as_ref();
    let period = card.period.map(|words| words.parse::<Period>());
    Ok(Person {
        scheme: scheme.to_owned(),
        period: period.transpose().map_err(|_| damaged())?,
        id: card.employee.id,
        name: card.employee.name,
        position: card.employee.position,
        total: figure(card.total.recomputed.as_ref())?,
        base: figure(payout.and_then(|payout| payout.base.as_ref()))?,
        pay: figure(payout.and_then(|payout| payout.recomputed.as_ref()))?,
        held: card.status == "held",
        print: None,
    })
}

fn figure(words: Option<&String>) -> Result<Option<Decimal>, Text> {
    let read = words.map(|words| words.parse::<Decimal>().map_err(|_| damaged()));
    read.transpose()
}

fn damaged() -> Text {
    text!(
        "这份 JSON 报告里有读不懂的数字或考核期，可能被改过，没法与上期比较。请重新生成。"
            / "a figure or period in this JSON report cannot be read; it may have been changed. Make it anew."
    )
}

impl super::Previous {
    /// The results that a JSON report tells.
    ///
    /// # Errors
    /// Why it cannot be compared with.
    pub fn of_report(name: &str, sha256: &str, text: &str) -> Result<Self, Text> {
        let (people, unread) = read(text)?;
        Ok(Self::new(name, sha256, people, unread))
    }
}
