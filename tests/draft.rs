//! Drafted mappings: those of the samples audit the samples, and say what the shipped mappings say.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use std::collections::BTreeMap;

use common::{built_in, project, workbook};
use fuhe::draft::{SETTLE, draft};
use fuhe::extract::Known;
use fuhe::finding::{Code, Severity};
use fuhe::mapping::Mapping;
use fuhe::mapping::check::check;

/// Each sample: of how many lines the rule's kind must be that of the shipped mapping, in percent, and whether the
/// clean sample must be free of errors. What only HR can know (which values are allowed) differs.
const SAMPLES: &[(&str, usize)] = &[
    ("standard", 100),
    ("deduction", 90),
    ("monthly", 100),
    ("supervisor", 100),
    ("team", 90),
    ("leadership", 100),
    ("review", 100),
    ("department-manager", 90),
];

fn drafted(path: &str) -> (String, Mapping) {
    let book = workbook(&project().join(path));
    let toml = draft(&book, "drafted")
        .unwrap_or_else(|text| panic!("{path}: {}", text.zh))
        .toml;
    let checked = check("drafted", &toml);
    let faults: Vec<String> = checked
        .faults
        .iter()
        .filter(|fault| fault.severity == Severity::Error)
        .map(|fault| format!("{}: {}", fault.line, fault.message.zh))
        .collect();
    let mapping = checked
        .mapping
        .unwrap_or_else(|| panic!("{path}: {faults:?}\n{toml}"));
    (toml, mapping)
}

/// The name of a rule's kind, as its debug form begins.
fn kind(rule: &fuhe::rule::Rule) -> String {
    let words = format!("{rule:?}");
    words
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn kinds(mapping: &Mapping) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for line in &mapping.lines {
        let each = line.positions.len().max(1);
        *counted.entry(kind(&line.rule)).or_default() += each;
    }
    counted
}

#[test]
fn drafts_of_the_samples_audit_their_own_samples() {
    for (id, share) in SAMPLES {
        let path = format!("sample-workbooks/{id}-clean.xlsx");
        let (toml, mapping) = drafted(&path);
        assert!(toml.contains(SETTLE), "{id} leaves nothing to settle");
        let shipped = built_in().into_iter().find(|one| one.id == *id).unwrap();
        let (own, right) = (kinds(&mapping), kinds(&shipped));
        let same: usize = right
            .iter()
            .map(|(kind, count)| (*count).min(own.get(kind).copied().unwrap_or(0)))
            .sum();
        let all: usize = right.values().sum();
        assert!(
            same * 100 >= all * share,
            "{id}: {own:?} for {right:?}\n{toml}"
        );
        let book = workbook(&project().join(&path));
        let people = fuhe::examine(book.clone(), &shipped, &Known::default())
            .extraction
            .cards
            .len();
        let examination = fuhe::examine(book, &mapping, &Known::default());
        assert_eq!(examination.extraction.cards.len(), people, "{id}");
        let errors: Vec<String> = examination
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| format!("{} {:?}", finding.code, finding.message))
            .collect();
        assert!(errors.is_empty(), "{id}: {errors:?}\n{toml}");
    }
}

/// The planted mistakes do not mislead the draft: most rows are right.
#[test]
fn a_draft_from_wrong_figures_finds_the_wrong_figures() {
    let path = "sample-workbooks/standard-planted.xlsx";
    let (_, mapping) = drafted(path);
    let (_, clean) = drafted("sample-workbooks/standard-clean.xlsx");
    let rules = |mapping: &Mapping| {
        mapping
            .lines
            .iter()
            .map(|line| kind(&line.rule))
            .collect::<Vec<_>>()
    };
    assert_eq!(rules(&mapping), rules(&clean));
    let shipped = built_in()
        .into_iter()
        .find(|one| one.id == "standard")
        .unwrap();
    let scores = |mapping: &Mapping| {
        let examination =
            fuhe::examine(workbook(&project().join(path)), mapping, &Known::default());
        let wrong = examination
            .findings
            .iter()
            .filter(|finding| finding.code == Code::A102);
        wrong
            .map(|finding| finding.cell.map(|cell| cell.to_string()))
            .collect::<Vec<_>>()
    };
    assert_eq!(scores(&mapping), scores(&shipped));
}

#[test]
fn a_group_whose_deductions_nobody_wrote_down_is_judged_and_says_what_is_open() {
    let (toml, mapping) = drafted("tests/draft/duty.xlsx");
    let line = mapping
        .lines
        .iter()
        .find(|line| line.item == "仪容仪表、值班记录、钥匙交接")
        .unwrap_or_else(|| panic!("{toml}"));
    assert_eq!(kind(&line.rule), "Judged", "{toml}");
    let rule = toml.lines().find(|line| line.contains("每次扣几分"));
    let rule = rule.unwrap_or_else(|| panic!("{toml}"));
    assert!(rule.starts_with("rule.judged = {}"), "{rule}");
    assert!(rule.contains(SETTLE), "{rule}");
    for part in ["仪容仪表", "值班记录", "钥匙交接"] {
        assert!(rule.contains(part), "{rule}");
    }
    // What words and figures do tell is claimed: 72,000 of 80,000 are 45 of 50; 扣2分/次.
    let kinds: Vec<String> = mapping.lines.iter().map(|line| kind(&line.rule)).collect();
    assert_eq!(kinds, ["Judged", "Ratio", "Deduction", "Judged"], "{toml}");
    let book = workbook(&project().join("tests/draft/duty.xlsx"));
    let examination = fuhe::examine(book, &mapping, &Known::default());
    assert_eq!(examination.extraction.cards.len(), 2);
    assert!(
        examination.findings.is_empty(),
        "{:?}",
        examination.findings
    );
}

/// What a draft says in one of its keys, such as `item`.
fn said<'a>(toml: &'a str, key: &str) -> Vec<&'a str> {
    let start = format!("{key} = ");
    let lines = toml.lines().filter_map(|line| line.strip_prefix(&start));
    lines
        .map(|line| line.split("  #").next().unwrap())
        .collect()
}

#[test]
fn a_draft_is_of_one_kind_of_forms_and_leaves_the_others_out() {
    let (toml, mapping) = drafted("tests/draft/kinds.xlsx");
    let lines = [
        "\"新签客户\"",
        "\"回款\"",
        "\"协作\"",
        "\"纪律\"",
        "\"合理化建议\"",
    ];
    assert_eq!(said(&toml, "item")[1..], lines, "{toml}");
    assert_eq!(said(&toml, "skip"), ["[\"何四\", \"许五\"]"], "{toml}");
    assert_eq!(said(&toml, "score"), ["[\"上级评分\"]"], "{toml}");
    assert_eq!(
        said(&toml, "subtotal"),
        ["[\"业绩小计\"]", "[\"综合小计\"]"],
        "{toml}"
    );
    assert!(toml.contains("有 2 张表的指标不同"), "{toml}");
    assert!(mapping.lines[4].outside && !mapping.lines[3].outside);
    let book = workbook(&project().join("tests/draft/kinds.xlsx"));
    let examination = fuhe::examine(book, &mapping, &Known::default());
    assert_eq!(examination.extraction.cards.len(), 3);
    let subtotals = examination
        .extraction
        .cards
        .iter()
        .map(|card| &card.subtotals);
    assert!(subtotals.flatten().all(Option::is_some));
    let findings = &examination.findings;
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn drafts_of_real_layouts_can_be_used_as_they_are() {
    for name in ["department", "goal", "peer"] {
        let path = format!("tests/strangers/{name}.xlsx");
        let (toml, mapping) = drafted(&path);
        let examination = fuhe::examine(
            workbook(&project().join(&path)),
            &mapping,
            &Known::default(),
        );
        assert!(!examination.extraction.cards.is_empty(), "{name}\n{toml}");
        let errors = examination.findings.iter();
        let errors: Vec<_> = errors
            .filter(|finding| finding.severity == Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:?}\n{toml}");
    }
}

/// 90 × 60% + 80 × 20% + 70 × 20% = 84, and so on: no other weights in steps of 5 % give the four totals.
#[test]
fn weights_that_nobody_wrote_down_are_told_by_the_totals() {
    let (toml, mapping) = drafted("tests/draft/scores.csv");
    let weights: Vec<String> = toml
        .lines()
        .filter(|line| line.starts_with("weight = "))
        .map(|line| line.split("  #").next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(weights, ["weight = 0.6", "weight = 0.2", "weight = 0.2"]);
    assert!(
        mapping
            .lines
            .iter()
            .any(|line| line.item == "加减分" && line.outside)
    );
}
