//! Periods as people shorten them, and files of several periods in one batch.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

#[path = "common/folder.rs"]
mod folder;

use folder::{Folder, HEADER, RIGHT};
use fuhe::scorecard::Period;

#[test]
fn short_periods() {
    let found = |text: &str| Period::find(text).map(|period| period.to_string());
    for (text, period) in [
        ("26Q3", "2026-Q3"),
        ("26年三季度", "2026-Q3"),
        ("26年第3季度", "2026-Q3"),
        ("26-4Q", "2026-Q4"),
        ("26年10月", "2026-10"),
        ("26年8月份", "2026-08"),
    ] {
        assert_eq!(found(text).as_deref(), Some(period), "{text}");
    }
    for text in ["26", "26年", "226Q3", "A26Q3", "26Q5", "26年13月", "26.3"] {
        assert_eq!(found(text), None, "{text}");
    }
    let part = |text: &str| Period::part_in(text, 2026).map(|period| period.to_string());
    for (text, period) in [
        ("第三季度", "2026-Q3"),
        ("Q1", "2026-Q1"),
        ("4季度", "2026-Q4"),
        ("10月", "2026-10"),
        ("9", "2026-09"),
    ] {
        assert_eq!(part(text).as_deref(), Some(period), "{text}");
    }
    for text in ["5季度", "第三季度汇总", "Q5", "季度"] {
        assert_eq!(part(text), None, "{text}");
    }
}

#[test]
fn files_of_several_periods_are_told() {
    let said = |second: &str| {
        let rows = |month: &str| format!("{HEADER},考核月份\n{RIGHT},{month}\n");
        let folder = Folder::new()
            .file("a.csv", rows("2026-09"))
            .file("b.csv", rows(second).replace("E001,张三", "E002,李四"));
        let ran = folder.output(&["audit", "a.csv", "b.csv", "-m", "small", "--dry-run"]);
        String::from_utf8(ran.stdout).unwrap()
    };
    let told = "注意：这些文件分属 2 个考核期（2026-09 1 人、2026-10 1 人）";
    assert!(said("2026-10").contains(told), "{}", said("2026-10"));
    assert!(!said("2026-09").contains("个考核期"));
}
