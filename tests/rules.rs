//! A table per rule kind with values that were worked by hand: the rule as a mapping writes it, its max, its figures,
//! the exact points, and the points at one digit. `points` may be a fraction, a product, a refusal, or points with the
//! exception that gave them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use fuhe::extract::Known;
use fuhe::mapping::check::check;
use fuhe::number::{Decimal, Mode, Ratio, Rounding};
use fuhe::read::{Limits, read};
use fuhe::rule::{Exception, Inputs, Refusal, Role, Rule, Working};
use fuhe::text::Text;
use fuhe::workbook::Source;

/// A line's figures as a table states them.
struct Figures {
    max: Decimal,
    values: BTreeMap<Role, Decimal>,
    parts: BTreeMap<usize, Decimal>,
}

impl Inputs for Figures {
    fn value(&self, role: Role) -> Option<Decimal> {
        self.values.get(&role).copied()
    }

    fn part(&self, part: usize, role: Role) -> Option<Decimal> {
        (role == Role::Actual)
            .then(|| self.parts.get(&part).copied())
            .flatten()
    }

    fn name(&self, role: Role) -> Text {
        Text::same(format!("{role:?}").as_str())
    }

    fn max(&self) -> Decimal {
        self.max
    }
}

impl Figures {
    /// Reads `actual=1 target=- part0=3`; `-` is a figure that is not there.
    fn parse(max: &str, words: &str) -> Figures {
        let (mut values, mut parts) = (BTreeMap::new(), BTreeMap::new());
        for word in words.split_whitespace() {
            let (name, value) = word.split_once('=').expect("name=value");
            if value == "-" {
                continue;
            }
            let value = number(value);
            if let Some(part) = name.strip_prefix("part") {
                parts.insert(part.parse().unwrap(), value);
                continue;
            }
            let role = match name {
                "actual" => Role::Actual,
                "target" => Role::Target,
                "previous" => Role::Previous,
                "raw" => Role::Raw,
                "score" => Role::Score,
                _ => Role::Rater(
                    name.strip_prefix("rater")
                        .expect("a known figure")
                        .parse()
                        .unwrap(),
                ),
            };
            values.insert(role, value);
        }
        Figures {
            max: number(max),
            values,
            parts,
        }
    }
}

fn number(text: &str) -> Decimal {
    text.parse()
        .unwrap_or_else(|_| panic!("{text} is a number"))
}

/// `371/20`, `25*86.4/100`, `30-4.62`: from left to right.
fn fraction(text: &str) -> Ratio {
    let (mut value, mut operator, mut from) = (Ratio::zero(), '+', 0);
    for (at, next) in text.char_indices().chain([(text.len(), ' ')]) {
        if at < text.len() && (at == from || !"*/-".contains(next)) {
            continue;
        }
        let figure = Ratio::from(number(&text[from..at]));
        value = match operator {
            '+' => value.plus(&figure),
            '-' => value.minus(&figure),
            '*' => value.times(&figure),
            _ => value.over(&figure).expect("no division by 0"),
        };
        (operator, from) = (next, at + 1);
    }
    value
}

fn table(name: &str) -> Vec<(usize, Vec<String>)> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/rules")
        .join(name);
    let text = fs::read_to_string(path).unwrap();
    let rows = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#') && !line.is_empty());
    rows.map(|(index, line)| (index + 1, line.split('\t').map(str::to_owned).collect()))
        .collect()
}

#[derive(serde::Deserialize)]
struct Holder {
    rule: Rule,
}

/// The kinds as a mapping writes them.
const KINDS: &[&str] = &[
    "ratio",
    "lower-is-better",
    "growth",
    "all-or-less",
    "bands",
    "deduction",
    "steps",
    "shortfall",
    "bonus",
    "judged",
    "raters",
    "weighted",
    "group",
    "mean",
];

#[test]
fn every_kind_has_a_table() {
    let schema = serde_json::to_value(schemars::schema_for!(Rule)).unwrap();
    let kinds: BTreeSet<String> = schema["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| kind["required"][0].as_str().unwrap().to_owned())
        .collect();
    let proved: BTreeSet<String> = KINDS.iter().map(|kind| (*kind).to_owned()).collect();
    assert_eq!(
        kinds, proved,
        "the kinds of rules, and those that have a table"
    );
}

#[test]
fn every_rule_earns_what_was_worked_by_hand() {
    let (mut failures, mut cases) = (Vec::new(), 0);
    for kind in KINDS {
        for (line, row) in table(&format!("{kind}.tsv")) {
            cases += 1;
            assert!(
                row[0].starts_with(kind),
                "{kind}.tsv:{line} is about another kind"
            );
            if let Err(fault) = worked(&row) {
                failures.push(format!("{kind}.tsv:{line}: {fault} ({})", row[5]));
            }
        }
    }
    assert!(cases > 150, "only {cases} cases");
    assert!(
        failures.is_empty(),
        "{} of {cases} differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

fn worked(row: &[String]) -> Result<(), String> {
    let [source, max, inputs, points, rounded, _] = row else {
        return Err(format!("{} columns in place of 6", row.len()));
    };
    let rule = toml::from_str::<Holder>(&format!("rule.{source}"));
    let rule = match (rule, points.as_str()) {
        (Err(_), "unreadable") => return Ok(()),
        (Err(error), _) => return Err(error.to_string()),
        (Ok(holder), _) => holder.rule,
    };
    let figures = Figures::parse(max, inputs);
    if let Some(fault) = rule.faults(figures.max).first() {
        return Err(format!("the rule is at fault: {}", fault.en));
    }
    let told = match rule.earn(&figures) {
        Err(Refusal::Missing) => "missing".to_owned(),
        Err(Refusal::Meaningless { role, .. }) => format!("meaningless:{role:?}").to_lowercase(),
        Err(Refusal::NotAllowed) => "not-allowed".to_owned(),
        Err(Refusal::LeftOut) => "left-out".to_owned(),
        Ok(earned) => {
            let (expected, exception) = points.split_once(' ').unwrap_or((points, ""));
            if !expected.starts_with(|c: char| c.is_ascii_digit()) {
                return Err(format!("{points} expected, {:?} earned", earned.points));
            }
            let by = match earned.working {
                Working::Usual => "",
                Working::Exception(Exception::Full) => "full",
                Working::Exception(Exception::Nothing) => "nothing",
            };
            if earned.points != fraction(expected) || by != exception {
                return Err(format!(
                    "{points} expected, {:?} {by} earned",
                    earned.points
                ));
            }
            let one_digit = Rounding {
                digits: 1,
                mode: Mode::HalfUp,
            };
            let shown = earned
                .points
                .round(one_digit)
                .map_err(|_| "out of range")?
                .to_string();
            if shown != *rounded {
                return Err(format!("{rounded} expected at one digit, {shown} earned"));
            }
            // Whoever earns points by arithmetic can be told how.
            if by.is_empty() && rule.working(&figures).is_empty() {
                return Err("the working is empty".to_owned());
            }
            return Ok(());
        }
    };
    if told == *points {
        Ok(())
    } else {
        Err(format!("{points} expected, {told} told"))
    }
}

#[test]
fn ties_go_where_each_mode_sends_them() {
    let mut failures = Vec::new();
    for (line, row) in table("rounding.tsv") {
        let value = fraction_or_negative(&row[0]);
        let modes = [Mode::HalfUp, Mode::HalfEven, Mode::Down, Mode::Up];
        for (mode, expected) in modes.into_iter().zip(&row[2..6]) {
            let told = value
                .round(Rounding {
                    digits: row[1].parse().unwrap(),
                    mode,
                })
                .unwrap()
                .to_string();
            if told != *expected {
                failures.push(format!(
                    "rounding.tsv:{line}: {} {mode:?}: {expected} expected, {told} told",
                    row[0]
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn fraction_or_negative(text: &str) -> Ratio {
    match text.strip_prefix('-') {
        Some(rest) => fraction(rest).negated(),
        None => fraction(text),
    }
}

/// The whole chain from a judged line to the pay: 79.9, 79.95 and 80 around the pass mark.
#[test]
fn the_pass_mark_is_tested_on_the_rounded_total() {
    let mut failures = Vec::new();
    for (number, row) in table("payout.tsv") {
        let [
            line,
            total,
            mode,
            pay,
            score,
            base,
            rate,
            total_is,
            pay_is,
            why,
        ] = &row[..]
        else {
            panic!("payout.tsv:{number} has {} columns", row.len());
        };
        let digits = if total.is_empty() {
            String::new()
        } else {
            format!("total = {total}\n")
        };
        let payout = match pay.as_str() {
            "fixed" => "by = \"fixed\"\namount = 900",
            _ => "by = \"base-rate\"\npass-mark = 80",
        };
        let mapping = format!(
            "name = \"t\"\nlayout = \"roster\"\n[rounding]\nline = {line}\n{digits}mode = \"{mode}\"\n[payout]\n{payout}\n\
             [[line]]\nitem = \"工作\"\nmax = 100\nrule.judged = {{}}\ncolumns.score = [\"工作得分\"]\n"
        );
        let checked = check("t", &mapping);
        let mapping = checked
            .mapping
            .unwrap_or_else(|| panic!("{:?}", checked.faults));
        let csv = format!(
            "姓名,工作得分,总分,基本工资,绩效比例,绩效工资\n张三,{score},{total_is},{base},{rate},{pay_is}\n"
        );
        let source = Source {
            name: "t.csv".to_owned(),
            bytes: csv.into_bytes().into(),
        };
        let workbook =
            read(&source, &Limits::default()).unwrap_or_else(|error| panic!("{}", error.text().en));
        let examined = fuhe::examine(workbook, &mapping, &Known::default());
        let outcome = &examined.scored[0].outcome;
        let told = (
            outcome.total.map(|total| total.to_string()),
            outcome.payout.map(|pay| pay.to_string()),
        );
        if told != (Some(total_is.clone()), Some(pay_is.clone())) {
            failures.push(format!(
                "payout.tsv:{number}: {total_is} and {pay_is} expected, {told:?} told ({why})"
            ));
        }
        let errors: Vec<&str> = examined
            .findings
            .iter()
            .filter(|finding| finding.code.to_string() != "A305")
            .map(|finding| finding.message.en.as_str())
            .collect();
        if !errors.is_empty() {
            failures.push(format!("payout.tsv:{number}: {errors:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
