//! A header over everybody: payslips below each other, far more words than a list has. Everybody is found, whatever the
//! order of a slip's columns and however many rows its header has.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

#[path = "common/folder.rs"]
mod folder;

use folder::Folder;
use serde_json::Value as Json;

const SCHEME: &str = r#"
name = "工资条"
layout = "roster"
[rounding]
line = 1
[payout]
by = "base-rate"
rate = "20%"
[[line]]
item = "业绩"
max = 60
rule.judged = {}
columns.score = ["业绩"]
[[line]]
item = "态度"
max = 40
rule.judged = {}
columns.score = ["态度"]
"#;

/// More than half a million words are read on the way: 39 in a header, read with none to five of the rows above it.
const PEOPLE: u32 = 900;
const OTHERS: u32 = 33;

/// Everybody's points are 50 and 20 to 29; the pay is 20 % of 8,000 for each of a hundred.
fn figures(number: u32) -> (u32, u32, u32) {
    let conduct = 20 + number % 10;
    let total = 50 + conduct;
    (conduct, total, 16 * total)
}

fn audited(scheme: &str, slip: impl Fn(u32) -> String) -> Json {
    let slips: Vec<String> = (0..PEOPLE).map(slip).collect();
    Folder::bare()
        .file("slips.toml", scheme)
        .file("a.csv", slips.join("\n"))
        .audited("a.csv", "slips.toml", &[])
}

/// Everybody with the figures that the arithmetic above gives, in their order.
fn assert_all_are_found(audited: &Json) {
    let cards = audited["scorecards"].as_array().unwrap().iter();
    let found = cards.map(|card| {
        let word = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        let (total, pay) = (&card["total"]["recomputed"], &card["payout"]["recomputed"]);
        let (name, status) = (word(&card["employee"]["name"]), word(&card["status"]));
        format!("{name} {} {} {status}", word(total), word(pay))
    });
    let wanted = (0..PEOPLE).map(|number| {
        let (_, total, pay) = figures(number);
        format!("{} {total}.0 {pay}.00 ready", name(number))
    });
    assert_eq!(found.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
}

fn name(number: u32) -> String {
    format!("林{number}号")
}

/// A slip's columns with what the person has in them.
fn columns(number: u32) -> Vec<(String, String)> {
    let (conduct, total, pay) = figures(number);
    let others = (0..OTHERS).map(|other| (format!("备查{other}"), other.to_string()));
    let own = [
        ("姓名", name(number)),
        ("业绩", "50".to_owned()),
        ("态度", conduct.to_string()),
        ("总分", total.to_string()),
        ("基本工资", "8000".to_owned()),
        ("绩效工资", pay.to_string()),
    ];
    let own = own.map(|(header, value)| (header.to_owned(), value));
    let (first, last) = own.split_at(1);
    let all = first.iter().cloned().chain(others);
    all.chain(last.iter().cloned()).collect()
}

fn row(cells: impl Iterator<Item = String>) -> String {
    cells.collect::<Vec<_>>().join(",")
}

#[test]
fn everybody_is_found_under_a_header_of_their_own() {
    let audited = audited(SCHEME, |number| {
        let mut columns = columns(number);
        // What is ordered otherwise is another list.
        if number % 2 == 1 {
            columns.reverse();
        }
        let (headers, values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        format!("{}\n{}", row(headers.into_iter()), row(values.into_iter()))
    });
    assert_all_are_found(&audited);
}

#[test]
fn everybody_is_found_under_headers_of_two_rows() {
    // The upper row alone does not say where the points stand.
    let scheme = SCHEME
        .replace(r#"["业绩"]"#, r#"["业绩/得分"]"#)
        .replace(r#"["态度"]"#, r#"["态度/得分"]"#);
    let audited = audited(&scheme, |number| {
        let mut columns = columns(number);
        if number % 2 == 1 {
            columns.swap(1, 2 + OTHERS as usize);
        }
        let lower = columns.iter().map(|(header, _)| match header.as_str() {
            "业绩" | "态度" => "得分".to_owned(),
            _ => String::new(),
        });
        let lower = row(lower);
        let (headers, values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        format!(
            "{}\n{lower}\n{}",
            row(headers.into_iter()),
            row(values.into_iter())
        )
    });
    assert_all_are_found(&audited);
}
