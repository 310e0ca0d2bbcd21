//! The contract's keys, in its order.

use indexmap::IndexMap;
use serde::Serialize;

use crate::finding::{Code, Severity};
use crate::number::Decimal;
use crate::scorecard::Period;

#[derive(Serialize)]
pub(super) struct Report<'a> {
    pub schema: u32,
    pub tool: Tool,
    pub inputs: Vec<Input<'a>>,
    /// The list of accepted exceptions; the key is there only where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Accepted<'a>>,
    /// What was compared with an earlier period; the key is there only then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<Previous<'a>>,
    pub summary: Summary,
}

#[derive(Serialize)]
pub(super) struct Previous<'a> {
    pub name: &'a str,
    pub sha256: &'a str,
    pub periods: Vec<Period>,
    pub compared: usize,
    pub score_jumps: usize,
    pub payout_jumps: usize,
    pub came: usize,
    pub went: usize,
    pub not_compared: Vec<NotCompared<'a>>,
    pub doubts: Vec<&'a str>,
}

#[derive(Serialize)]
pub(super) struct NotCompared<'a> {
    pub employee: &'a str,
    pub reason: &'a str,
}

#[derive(Serialize)]
pub(super) struct Accepted<'a> {
    pub name: &'a str,
    pub sha256: &'a str,
    /// Rows without effect, and why.
    pub unused: Vec<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Tool {
    pub name: &'static str,
    pub version: &'static str,
}

#[derive(Serialize, Default)]
pub(super) struct Input<'a> {
    pub path: &'a str,
    pub sha256: Option<&'a str>,
    pub format: Option<&'static str>,
    pub status: &'static str,
    pub error: Option<&'a str>,
    pub mapping: Option<Scheme<'a>>,
    pub roster: Option<Roster<'a>>,
    pub outputs: &'a [String],
    /// What no column or label reports, in words; the key is there only where there is such.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_audited: Vec<String>,
    pub scorecards: Vec<Card<'a>>,
    pub findings: Vec<Told<'a>>,
}

#[derive(Serialize)]
pub(super) struct Scheme<'a> {
    pub id: &'a str,
    pub sha256: &'a str,
    /// The parameters that were set for this run; the key is there only then.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub set: IndexMap<&'a str, &'a str>,
}

#[derive(Serialize)]
pub(super) struct Roster<'a> {
    pub name: &'a str,
    pub sha256: &'a str,
}

#[derive(Serialize)]
pub(super) struct Card<'a> {
    pub sheet: &'a str,
    pub employee: Employee<'a>,
    pub period: Option<Period>,
    pub lines: Vec<Line<'a>>,
    pub subtotals: Vec<Subtotal<'a>>,
    pub total: Number,
    pub grade: Option<Word<'a>>,
    pub coefficient: Option<Number>,
    pub payout: Option<Payout>,
    pub status: &'static str,
}

#[derive(Serialize)]
pub(super) struct Employee<'a> {
    pub id: Option<&'a str>,
    pub name: Option<&'a str>,
    pub department: Option<&'a str>,
    pub position: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Line<'a> {
    pub item: &'a str,
    pub section: Option<&'a str>,
    pub cell: Option<String>,
    pub max: Decimal,
    pub weight: Option<Decimal>,
    pub reported: Option<Decimal>,
    pub recomputed: Option<Decimal>,
    pub working: String,
}

#[derive(Serialize)]
pub(super) struct Subtotal<'a> {
    pub name: &'a str,
    pub cell: Option<String>,
    pub reported: Option<Decimal>,
    pub recomputed: Option<Decimal>,
}

#[derive(Serialize)]
pub(super) struct Number {
    pub cell: Option<String>,
    pub reported: Option<Decimal>,
    pub recomputed: Option<Decimal>,
}

#[derive(Serialize)]
pub(super) struct Word<'a> {
    pub cell: Option<String>,
    pub reported: Option<&'a str>,
    pub recomputed: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Payout {
    pub cell: Option<String>,
    pub base: Option<Decimal>,
    pub rate: Option<Decimal>,
    pub reported: Option<Decimal>,
    pub recomputed: Option<Decimal>,
}

#[derive(Serialize)]
pub(super) struct Told<'a> {
    pub code: Code,
    pub name: &'static str,
    pub severity: Severity,
    pub root: bool,
    pub sheet: Option<&'a str>,
    pub cell: Option<String>,
    pub employee: Option<&'a str>,
    pub item: Option<&'a str>,
    pub reported: Option<String>,
    pub recomputed: Option<String>,
    pub cause: Option<String>,
    pub impact: Option<Decimal>,
    /// Why somebody accepted it; the key is there only then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<&'a str>,
    pub message: &'a str,
}

#[derive(Serialize)]
pub(super) struct Summary {
    pub workbooks: usize,
    pub scorecards: usize,
    /// All findings, consequences included.
    pub findings: Counts,
    pub payout: Option<Sums>,
}

#[derive(Serialize)]
pub(super) struct Counts {
    pub error: usize,
    pub warning: usize,
    pub info: usize,
}

#[derive(Serialize)]
pub(super) struct Sums {
    pub reported: Decimal,
    pub recomputed: Decimal,
    pub difference: Option<Decimal>,
}
