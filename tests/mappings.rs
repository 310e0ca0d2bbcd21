//! What `mappings check` says of a faulty file: everything at once, each at its line, with the nearest right key.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use std::fs;

use common::project;
use fuhe::finding::Severity;
use fuhe::mapping::check::{check, nearest};
use fuhe::mapping::in_words::{InWords, Told};
use fuhe::mapping::spelling::Spelling;

/// Faults as `line: English words`, a `?` before a warning.
fn told(source: &str) -> Vec<String> {
    let checked = check("faulty", source);
    let faults = checked.faults.iter();
    let lines: Vec<String> = faults
        .map(|fault| {
            assert!(!fault.message.zh.is_empty());
            let mark = if fault.severity == Severity::Error {
                ""
            } else {
                "?"
            };
            format!("{mark}{}: {}", fault.line, fault.message.en)
        })
        .collect();
    let has_error = lines.iter().any(|line| !line.starts_with('?'));
    assert_eq!(checked.mapping.is_none(), has_error, "{lines:?}");
    lines
}

/// Every expected fault, a line number and a part of its words, and no other.
#[track_caller]
fn expect(source: &str, expected: &[(&str, &str)]) {
    let mut left = told(source);
    let all = left.join("\n");
    for (line, words) in expected {
        let found = left
            .iter()
            .position(|told| told.starts_with(&format!("{line}: ")) && told.contains(words));
        let Some(found) = found else {
            panic!("{line}: {words} is not told; told is\n{all}")
        };
        left.remove(found);
    }
    assert!(
        left.is_empty(),
        "besides what was expected:\n{}",
        left.join("\n")
    );
}

const HEAD: &str = "name = \"t\"\nlayout = \"form\"\n[rounding]\nline = 1\n";

/// A sound line of no points beside which others may be at fault.
const SOUND: &str = "[[line]]\nitem = \"sound\"\nmax = 100\nrule.judged = {}\n";

fn with_line(rule: &str) -> String {
    format!("{HEAD}[[line]]\nitem = \"a\"\nmax = 100\n{rule}\n")
}

#[test]
fn the_shipped_mappings_have_no_faults() {
    for entry in fs::read_dir(project().join("mappings")).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let checked = check(&stem, &fs::read_to_string(&path).unwrap());
        let errors: Vec<_> = checked
            .faults
            .iter()
            .filter(|fault| fault.severity == Severity::Error)
            .collect();
        assert!(
            errors.is_empty() && checked.mapping.is_some(),
            "{stem}: {errors:?}"
        );
    }
}

#[test]
fn all_faults_of_a_file_come_at_once_each_at_its_line() {
    let source = "\
name = \"t\"
layuot = \"form\"
layout = \"form\"
[rounding]
line = 1
mod = \"half-up\"
[payout]
by = \"base-rat\"
[[section]]
name = \"s\"
maxx = 100
[[line]]
item = \"a\"
max = 50
rule.ratoi = {}
[[line]]
item = \"b\"
max = \"fifty\"
rule.ratio = { full-att = 1 }
[[line]]
item = \"c\"
max = 20
rule.judged = { allowed = [\"5-2\"] }
[[line]]
item = \"d\"
max = 30
unit = \"percnt\"
rule.deduction = { each = true }
";
    expect(
        source,
        &[
            ("2", "layuot here: did you mean layout?"),
            ("6", "mod here: did you mean mode?"),
            ("8", "did you mean base-rate?"),
            ("11", "did you mean max?"),
            ("15", "did you mean ratio?"),
            ("18", ""),
            ("19", "did you mean full-at?"),
            ("23", "not a range: 5-2"),
            ("27", "did you mean percent?"),
            ("28", ""),
        ],
    );
}

#[test]
fn unknown_keys_are_found_in_nested_tables() {
    let with_sound = |rule: &str| format!("{}{SOUND}", with_line(rule));
    let source = with_sound(
        "[line.rule.group]\nparts = [\n  { item = \"p\", deduction = { each = 1 } },\n  { item = \"q\", deductoin = { each = 1 } },\n  { item = \"r\", spelld = [] },\n]",
    );
    expect(
        &source,
        &[
            ("11", "did you mean deduction?"),
            ("12", "did you mean spelled?"),
        ],
    );
    expect(
        &with_sound("rule.ratio = {}\ncolumns.scroe = [\"x\"]"),
        &[("9", "did you mean score?")],
    );
}

/// A roster has a row per person: no row is left for a part.
#[test]
fn parts_on_a_roster_are_told_with_a_way_out() {
    for rule in [
        "rule.group = { parts = [{ item = \"p\", deduction = { each = 1 } }] }",
        "rule.mean = { parts = [{ item = \"p\", target = 5 }] }",
    ] {
        let sound = SOUND.replace("{}", "{}\ncolumns.score = [\"s\"]");
        let source = format!("{}{sound}", with_line(rule)).replace("form", "roster");
        let told = [
            ("5", "parts of group and mean are rows"),
            ("?1", "add up to 200"),
        ];
        expect(&source, &told);
    }
}

#[test]
fn a_misspelt_required_key_is_told_once() {
    let source = format!("{}{SOUND}", with_line("rule.deduction = { eahc = 1 }"));
    expect(&source, &[("8", "did you mean each?")]);
}

#[test]
fn an_unreadable_line_is_no_missing_line() {
    expect(
        &with_line("rule.growth = {}"),
        &[("8", "full-at is missing")],
    );
}

#[test]
fn faults_of_the_head_stand_at_their_own_lines() {
    let source = format!(
        "{}[findings]\nA120 = \"off\"\n",
        with_line("rule.judged = {}")
    );
    expect(&source, &[("10", "there is no code A120")]);
    let source = format!("{HEAD}[payout]\nby = \"fixed\"\n{SOUND}");
    expect(&source, &[("5", "needs an amount")]);
}

#[test]
fn bands_must_neither_overlap_nor_leave_a_gap() {
    let bands = |bands: &str| with_line(&format!("rule.bands = {{ bands = [ {bands} ] }}"));
    expect(
        &bands("{ range = \"[60, )\", points = 100 }, { range = \"[0, 60)\", points = 0 }"),
        &[],
    );
    expect(
        &bands("{ range = \"[60, )\", points = 100 }, { range = \"[0, 60]\", points = 0 }"),
        &[("5", "overlap")],
    );
    expect(
        &bands("{ range = \"[60, )\", points = 100 }, { range = \"[0, 59]\", points = 0 }"),
        &[("5", "gap")],
    );
    expect(
        &bands("{ range = \"(60, )\", points = 100 }, { range = \"[0, 60)\", points = 0 }"),
        &[("5", "gap")],
    );
    expect(
        &bands("{ range = \"[50, )\", points = 100 }, { range = \"(, 60)\", points = 0 }"),
        &[("5", "overlap")],
    );
    expect(&bands(""), &[("5", "at least one band")]);
}

#[test]
fn wide_bands_overlap_whatever_stands_between() {
    let source = with_line(
        "rule.bands = { bands = [ { range = \"[0, 100]\", points = 1 }, { range = \"[10, 20)\", points = 2 }, { range = \"[20, 30)\", points = 3 } ] }",
    );
    assert!(
        told(&source)
            .iter()
            .any(|fault| fault.contains("[0, 100] and [20, 30) overlap")),
        "{:?}",
        told(&source)
    );
}

#[test]
fn maxima_and_weights_make_a_hundred() {
    let lines = |composition: &str, a: &str, b: &str| {
        format!(
            "name = \"t\"\nlayout = \"form\"\n{composition}[rounding]\nline = 1\n[[line]]\nitem = \"a\"\n{a}\nrule.judged = {{}}\n[[line]]\nitem = \"b\"\n{b}\nrule.judged = {{}}\n"
        )
    };
    let weighted = "composition = \"weighted\"\n";
    expect(&lines("", "max = 60", "max = 40"), &[]);
    expect(
        &lines("", "max = 60", "max = 50"),
        &[("?1", "add up to 110, not 100")],
    );
    expect(&lines(weighted, "weight = \"60%\"", "weight = 0.4"), &[]);
    expect(
        &lines(weighted, "weight = \"60%\"", "weight = \"50%\""),
        &[("1", "add up to 110%, not 100%")],
    );
    expect(&lines("", "max = 100", ""), &[("9", "b: max is missing")]);
    expect(
        &lines(weighted, "weight = 1", ""),
        &[("10", "b: weight is missing")],
    );
}

#[test]
fn parameters_of_rules_are_checked() {
    for (rule, words) in [
        ("ratio = { full-at = 0 }", "full-at must be above 0"),
        ("ratio = { cap = \"90%\" }", "cap must not be below 100%"),
        ("growth = { full-at = 0 }", "full-at must be above 0"),
        (
            "ratio = { none-below = 60 }",
            "none-below must be above 0 and at most 100%",
        ),
        (
            "ratio = { full-at = \"50%\", none-below = \"60%\" }",
            "none-below must be above 0 and at most 50%",
        ),
        (
            "lower-is-better = { none-below = 0 }",
            "none-below must be above 0",
        ),
        (
            "growth = { full-at = \"10%\", none-below = \"11%\" }",
            "at most 10%",
        ),
        (
            "all-or-less = { less = 1 }",
            "at-most or at-least is needed",
        ),
        (
            "all-or-less = { at-most = 24, less = 200 }",
            "less must lie between",
        ),
        ("deduction = { each = 0 }", "each must be above 0"),
        (
            "steps = { table = [[2, 3], [1, 1]] }",
            "the steps must rise",
        ),
        ("steps = { table = [] }", "the steps must rise"),
        (
            "shortfall = { base = 1, every = 0, less = 1 }",
            "every must be above 0",
        ),
        (
            "raters = { weights = { a = \"50%\", b = \"40%\" } }",
            "add up to 90%, not 100%",
        ),
        ("weighted = { scale = 0 }", "scale must be above 0"),
        ("mean = { parts = [] }", "every part needs a target"),
        (
            "group = { parts = [ { item = \"a\" } ] }",
            "either deduction or steps",
        ),
    ] {
        let told = told(&with_line(&format!("rule.{rule}")));
        assert!(
            matches!(&told[..], [one] if one.contains(words)),
            "{rule}: {told:?}"
        );
    }
}

#[test]
fn other_faults_name_what_would_be_right() {
    expect(
        &with_line("section = \"销售\"\nrule.judged = {}"),
        &[("5", "there is no section 销售")],
    );
    expect(
        &format!(
            "{}[findings]\nA120 = \"off\"\n",
            with_line("rule.judged = {}")
        ),
        &[("10", "there is no code A120: did you mean")],
    );
    expect(
        &with_line("spelled = [\"re:(\"]\nrule.judged = {}"),
        &[("5", "not a regular expression")],
    );
    expect(
        &with_line("in-words.target = [\"目标(.*)\"]\nrule.ratio = {}"),
        &[("5", "needs one {数}, where the figure stands")],
    );
    expect(
        &with_line("in-words.target = [\"(目标|任务){数}\"]\nrule.ratio = {}"),
        &[("5", "write groups before {数} as (?:")],
    );
    expect(
        &with_line("in-words.actual = [\"实际({数}\"]\nrule.ratio = {}"),
        &[("5", "not a regular expression: 实际({数}")],
    );
    expect(
        &format!(
            "{}[[grade]]\nname = \"B\"\nfrom = 80\n[[grade]]\nname = \"A\"\nfrom = 90\n",
            with_line("rule.judged = {}")
        ),
        &[
            ("12", "grade A cannot be reached"),
            ("?12", "a total below 80 has no grade"),
        ],
    );
    expect(
        HEAD,
        &[("1", "at least one [[line]]"), ("?1", "add up to 0")],
    );
    expect("name = \"t\n", &[("1", "not valid TOML")]);
}

#[test]
fn the_nearest_name_is_near() {
    let names = ["actual", "target", "score"];
    assert_eq!(nearest("socre", names), Some("score"));
    assert_eq!(nearest("tagret", names), Some("target"));
    assert_eq!(nearest("满意度", names), None);
}

/// Headers, notes and words are compared in small letters: a pattern that writes KPI finds them too.
#[test]
fn capitals_of_a_pattern_are_found() {
    let header = Spelling::parse("re:KPI.*得分").unwrap();
    assert!(header.matches_text("Kpi 总得分"));
    let words = InWords::new(&["目标GMV(?:为|:)*{数}".to_owned()]).unwrap();
    assert_eq!(words.find("目标 GMV：50万元"), Told::Figure(500_000.into()));
    // A target may say which side of it is meant.
    for side in ["≥", ">=", "不低于", ""] {
        let found = words.find(&format!("目标GMV{side}50万元"));
        assert_eq!(found, Told::Figure(500_000.into()), "{side}");
    }
}
