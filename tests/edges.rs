//! What hangs on the edge that a total stands at (A305), on both sides of it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

use std::fs;
use std::process::Command;

use serde_json::Value as Json;

/// A scheme of one judged line; the pay follows from the rest of it.
const LINE: &str = r#"
name = "一项"
layout = "roster"
[rounding]
line = 1
[[line]]
item = "综合评价"
max = 100
rule.judged = {}
columns = { score = ["综合评价得分"] }
"#;
const GRADES: &str = "[[grade]]\nname = \"A\"\nfrom = 90\n[[grade]]\nname = \"B\"\nfrom = 0\n";
const PAID_GRADES: &str = "[payout]\nby = \"base-coefficient\"\n[[grade]]\nname = \"A\"\nfrom = 90\ncoefficient = 1.2\n\
    [[grade]]\nname = \"B\"\nfrom = 0\ncoefficient = 1\n";
const PASS: &str = "[payout]\nby = \"base-rate\"\npass-mark = 80\n";
const RATE: &str = "[payout]\nby = \"base-rate\"\n";

/// The rest of the scheme, the total, and what hangs on it; the base is 5,000, the rate 20 %.
const CASES: &[(&[&str], &str, Option<&str>)] = &[
    // 5,000 × 20 % × 0.8 = 800: 79.9 gets nothing, and would get as much; 80.1 has 801 to lose.
    (&[PASS], "79.9", Some("关系到 800.00 元")),
    (&[PASS], "80", Some("关系到 800.00 元")),
    (&[PASS], "80.1", Some("关系到 801.00 元")),
    // 5,000 × 1.2 against 5,000 × 1.
    (&[PAID_GRADES], "89.9", Some("关系到 1,000.00 元")),
    (&[PAID_GRADES], "90", Some("关系到 1,000.00 元")),
    (&[PAID_GRADES], "90.1", Some("关系到 1,000.00 元")),
    // The grade is a word: no money hangs on it.
    (&[RATE, GRADES], "89.9", None),
    (&[RATE, GRADES], "90", None),
    (&[RATE, GRADES], "90.1", None),
];

#[test]
fn what_hangs_on_an_edge_is_what_passing_it_moves() {
    for (rest, total, said) in CASES {
        let folder = tempfile::tempdir().unwrap();
        let scheme = format!("{LINE}{}", rest.concat());
        fs::write(folder.path().join("one.toml"), scheme).unwrap();
        let sheet = format!(
            "工号,姓名,综合评价得分,总分,基本工资,绩效比例,绩效基数\nE001,张三,{total},{total},5000,20%,5000\n"
        );
        fs::write(folder.path().join("a.csv"), sheet).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_fuhe"))
            .args([
                "audit",
                "a.csv",
                "-m",
                "one.toml",
                "--format",
                "json",
                "--dry-run",
            ])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        let report: Json =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{told}"));
        let findings = report["inputs"][0]["findings"].as_array().unwrap();
        let near = findings.iter().find(|one| one["code"] == "A305");
        let message = near.map_or("", |near| near["message"].as_str().unwrap());
        assert!(!message.is_empty(), "{rest:?} {total}: {findings:?} {told}");
        match said {
            Some(said) => assert!(message.contains(said), "{total}: {message}"),
            None => assert!(!message.contains("关系到"), "{total}: {message}"),
        }
    }
}
