//! Small things that were taken for others: the noise of doubles for a habit, the letters of a list for grades. The figures were worked by hand; nobody in them is a person.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

#[path = "common/folder.rs"]
mod folder;

use folder::{Folder, HEADER, RIGHT};

/// What is found, as `code cell`.
fn found(scheme: &str, csv: &str) -> Vec<String> {
    let folder = Folder::bare().file("one.toml", scheme).file("a.csv", csv);
    let mut found = folder::found(&folder.audited("a.csv", "one.toml", &[]));
    found.retain(|one| !one.starts_with("R101"));
    found
}

/// 54 + 36 = 90, whatever a double makes of it.
#[test]
fn the_noise_of_doubles_is_no_habit() {
    let row = |id: &str| {
        RIGHT
            .replace("E001", id)
            .replace(",90,5000", ",90.000000000001,5000")
    };
    let csv = format!("{HEADER}\n{}\n{}\n{}\n", row("1"), row("2"), row("3"));
    let found = found(folder::SMALL, &csv);
    assert!(found.is_empty(), "{found:?}");
}

/// `A、B` in a remark names two things, `B` a grade: of a 4 that is right for B.
#[test]
fn letters_of_a_list_are_no_grade() {
    let scheme = r#"
name = "评分"
layout = "roster"
[rounding]
line = 1
[[line]]
item = "协作"
max = 5
rule.judged = { grades = { A = "5", B = "3-4" } }
columns = { score = ["协作"], remark = ["评语"] }
[[line]]
item = "业绩"
max = 95
rule.judged = {}
columns = { score = ["业绩"] }
"#;
    let of = |remark: &str| {
        found(
            scheme,
            &format!("姓名,协作,评语,业绩,总分\n柏令仪,4,{remark},90,94\n"),
        )
    };
    for remark in [
        "A、B两部门配合好",
        "A. 主动配合；B. 及时反馈",
        "B：进步明显",
        "",
    ] {
        assert!(of(remark).is_empty(), "{remark}: {:?}", of(remark));
    }
    for remark in ["A", "A：主动配合", "A、主动配合"] {
        assert_eq!(of(remark), ["A105 B2"], "{remark}");
    }
}
