//! Forms below each other whose total, pay or base stands in the head, above the items: each belongs to the items below
//! it, and to nobody else.
//!
//! 王建国 has 40 + 28 + 30 = 98 points and 2,000 × 98 ÷ 100 = 1,960; 李秀兰 39 + 26 + 29 = 94 and 1,880; 张志强
//! 38 + 24 + 28 = 90 and 1,800.

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
name = "评分卡"
layout = "form"
[rounding]
total = 0
payout = 2
[fields]
base = ["绩效基数"]
[payout]
by = "base-rate"
rate = 1
[[line]]
item = "业绩"
max = 40
rule.judged = {}
[[line]]
item = "质量"
max = 30
rule.judged = {}
[[line]]
item = "态度"
max = 30
rule.judged = {}
"#;

/// Somebody's name, points, total and pay.
type Person = (&'static str, [u32; 3], u32, u32);

const PEOPLE: [Person; 3] = [
    ("王建国", [40, 28, 30], 98, 1960),
    ("李秀兰", [39, 26, 29], 94, 1880),
    ("张志强", [38, 24, 28], 90, 1800),
];
const ALL: [&str; 3] = [
    "王建国 98 1960.00 ready",
    "李秀兰 94 1880.00 ready",
    "张志强 90 1800.00 ready",
];

fn items(person: Person) -> String {
    let (_, [work, quality, conduct], ..) = person;
    format!(
        "考核项目,说明,分值,得分\n业绩,见细则,40,{work}\n质量,见细则,30,{quality}\n态度,见细则,30,{conduct}\n"
    )
}

/// A form for everybody: `{items}` stands for the table, `{name}`, `{total}` and `{pay}` for the person's own.
fn stack(card: &str, gap: &str) -> String {
    let cards = PEOPLE.map(|person| filled(card, person));
    cards.join(gap)
}

fn filled(card: &str, person: Person) -> String {
    let (name, _, total, pay) = person;
    card.replace("{items}", &items(person))
        .replace("{name}", name)
        .replace("{total}", &total.to_string())
        .replace("{pay}", &pay.to_string())
}

fn audit(form: &str) -> Json {
    let folder = Folder::bare().file("one.toml", SCHEME).file("a.csv", form);
    let ran = folder.output(&[
        "audit",
        "a.csv",
        "-m",
        "one.toml",
        "--dry-run",
        "--format",
        "json",
    ]);
    let report: Json = serde_json::from_slice(&ran.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)));
    report["inputs"][0].clone()
}

fn codes(audited: &Json) -> Vec<&str> {
    let findings = audited["findings"].as_array().unwrap().iter();
    findings.map(|one| one["code"].as_str().unwrap()).collect()
}

/// Everybody's name, total, pay and status.
fn paid(audited: &Json) -> Vec<String> {
    let cards = audited["scorecards"].as_array().unwrap().iter();
    let word = |value: &Json| value.as_str().unwrap_or("-").to_owned();
    let of = |card: &Json| {
        format!(
            "{} {} {} {}",
            word(&card["employee"]["name"]),
            word(&card["total"]["recomputed"]),
            word(&card["payout"]["recomputed"]),
            word(&card["status"])
        )
    };
    cards.map(of).collect()
}

#[track_caller]
fn everybody_is_right(form: &str) {
    let audited = audit(form);
    assert_eq!(codes(&audited), Vec::<&str>::new(), "{form}\n{audited}");
    assert_eq!(paid(&audited), ALL, "{form}");
}

const GAPS: [&str; 4] = ["", ",,,\n", ",,,\n,,,\n,,,\n,,,\n,,,\n", "月度评分卡,,,\n"];

#[test]
fn total_and_pay_in_the_head_are_those_of_the_items_below() {
    let cards = [
        "姓名,{name},岗位,客服\n绩效基数,2000,,\n总分,{total},,\n绩效工资,{pay},,\n{items}",
        "姓名,{name},总分,{total}\n绩效基数,2000,绩效工资,{pay}\n{items}",
        "绩效工资,{pay},总分,{total}\n姓名,{name},绩效基数,2000\n{items}",
    ];
    for card in cards {
        for gap in GAPS {
            everybody_is_right(&stack(card, gap));
        }
    }
}

#[test]
fn some_of_it_may_stand_in_the_head_and_the_rest_below() {
    let cards = [
        "姓名,{name},绩效基数,2000\n绩效工资,{pay},,\n{items}合计,,100,{total}\n",
        "绩效工资,{pay},,\n姓名,{name},绩效基数,2000\n{items}合计,,100,{total}\n",
        "姓名,{name},绩效基数,2000\n总分,{total},,\n{items}绩效工资,{pay},,\n",
        "绩效基数,2000,,\n姓名,{name},,\n{items}合计,,100,{total}\n绩效工资,{pay},,\n",
        "姓名,部门,绩效基数,绩效工资\n{name},客服,2000,{pay}\n{items}合计,,100,{total}\n",
        // Signed by name below.
        "姓名,{name},绩效基数,2000\n绩效工资,{pay},,\n{items}合计,,100,{total}\n被考核人：{name},,日期：,\n",
        "{items}合计,,100,{total}\n姓名,{name},绩效基数,2000\n绩效工资,{pay},,\n",
    ];
    for card in cards {
        for gap in GAPS {
            everybody_is_right(&stack(card, gap));
        }
    }
}

#[test]
fn a_label_that_one_form_lacks_is_nobody_elses() {
    let card = "姓名,{name},绩效基数,2000\n绩效工资,{pay},,\n{items}合计,,100,{total}\n";
    for (lacking, without) in PEOPLE.iter().enumerate() {
        let cards = PEOPLE.map(|person| {
            let whole = filled(card, person);
            match person == *without {
                true => whole.replace(&format!("绩效工资,{},,\n", person.3), ""),
                false => whole,
            }
        });
        // What the lacking pay should have been is reckoned; the others' stand as they are.
        let audited = audit(&cards.join(",,,\n"));
        assert_eq!(paid(&audited), ALL, "{lacking} {audited}");
        for (index, person) in PEOPLE.iter().enumerate() {
            let reported = &audited["scorecards"][index]["payout"]["reported"];
            let expected = (index != lacking).then(|| person.3.to_string());
            assert_eq!(reported.as_str(), expected.as_deref(), "{lacking}");
        }
    }
}

#[test]
fn where_nothing_tells_whose_a_label_is_everybody_is_held() {
    // 绩效工资 stands between the tables, and neither above the first one nor below the last: it may be 王建国's or
    // 李秀兰's.
    let [one, two, _] =
        PEOPLE.map(|person| format!("姓名,{},绩效基数,2000\n", person.0) + &items(person));
    let form = format!("{one}合计,,100,98\n绩效工资,1960,,\n{two}合计,,100,94\n");
    let audited = audit(&form);
    assert_eq!(codes(&audited), ["X104"], "{audited}");
    assert_eq!(audited["findings"][0]["cell"], "A7");
    assert_eq!(paid(&audited), ["王建国 - - held", "李秀兰 - - held"]);
    // An empty row between the forms tells.
    let form = form.replace("绩效工资,1960,,\n", "绩效工资,1960,,\n,,,\n");
    let audited = audit(&form);
    assert_eq!(paid(&audited)[0], "王建国 98 1960.00 ready");
    assert_eq!(paid(&audited)[1], "李秀兰 94 1880.00 ready");
}

#[test]
fn a_form_that_cannot_be_read_gives_its_figures_to_nobody() {
    let cards = [
        "姓名,{name},绩效基数,2000\n总分,{total},,\n绩效工资,{pay},,\n{items}",
        "姓名,{name},绩效基数,2000\n绩效工资,{pay},,\n{items}合计,,100,{total}\n",
        "姓名,{name},绩效基数,2000\n{items}合计,,100,{total}\n绩效工资,{pay},,\n",
        "总分,{total},绩效基数,2000\n姓名,{name},,\n{items}绩效工资,{pay},,\n",
        "部门,客服,,\n姓名,{name},总分,{total}\n{items}绩效基数,2000,绩效工资,{pay}\n",
    ];
    for card in cards {
        for gap in GAPS {
            for (lost, unread) in PEOPLE.iter().enumerate() {
                let forms = PEOPLE.map(|person| {
                    let whole = filled(card, person);
                    match person == *unread {
                        true => whole.replace("考核项目,说明,分值,得分", "内容,说明,标准,打分"),
                        false => whole,
                    }
                });
                let audited = audit(&forms.join(gap));
                let mut others = ALL.to_vec();
                others.remove(lost);
                assert_eq!(paid(&audited), others, "{card}{gap}{lost} {audited}");
                assert_eq!(codes(&audited), ["X104"], "{card}{gap}{lost}");
                let told = &audited["findings"][0]["employee"];
                assert_eq!(told, unread.0, "{card}{gap}{lost}");
            }
        }
    }
}

#[test]
fn forms_beside_and_below_each_other_keep_their_heads() {
    let card = |person: Person| {
        let whole = filled(
            "姓名,{name},总分,{total}\n绩效基数,2000,绩效工资,{pay}\n{items}",
            person,
        );
        whole.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let [one, two, three] = PEOPLE.map(card);
    let beside = |left: &[String], right: &[String]| {
        let rows = left.iter().zip(right);
        rows.map(|(left, right)| format!("{left},,{right}\n"))
            .collect::<String>()
    };
    let fourth = card(("刘洋", [37, 22, 27], 86, 1720));
    let form = format!(
        "{},,,,,,,,\n{}",
        beside(&one, &two),
        beside(&three, &fourth)
    );
    let audited = audit(&form);
    assert_eq!(codes(&audited), Vec::<&str>::new(), "{audited}");
    let mut paid = paid(&audited);
    paid.sort_unstable();
    let mut expected = ALL.to_vec();
    expected.push("刘洋 86 1720.00 ready");
    expected.sort_unstable();
    assert_eq!(paid, expected);
}

#[test]
fn another_label_may_share_the_row_of_the_total() {
    let cards = [
        "姓名,{name},绩效基数,2000\n{items}合计,{total},绩效工资,{pay}\n",
        // No total among the rows ends the form before its labels.
        "姓名,{name},总分,{total}\n{items}绩效基数,2000,绩效工资,{pay}\n",
        "总分,{total},,\n{items}姓名,{name},绩效基数,2000\n绩效工资,{pay},,\n",
    ];
    for card in cards {
        for gap in GAPS {
            everybody_is_right(&stack(card, gap));
        }
    }
}

#[test]
fn a_name_that_one_form_lacks_below_is_no_other_s() {
    let card = "绩效基数,2000,,\n{items}合计,,100,{total}\n绩效工资,{pay},,\n姓名,{name},,\n";
    let form = stack(card, "").replace("姓名,李秀兰,,\n", "");
    let audited = audit(&form);
    let expected = [
        "王建国 98 1960.00 ready",
        "- - - held",
        "张志强 90 1800.00 ready",
    ];
    assert_eq!(paid(&audited), expected, "{audited}");
}

#[test]
fn a_base_that_one_form_has_elsewhere_stays_everybody_s_own() {
    // 4,000 × 94 ÷ 100 = 3,760 and 5,000 × 90 ÷ 100 = 4,500.
    let card = "绩效基数,{base},,\n姓名,{name},,\n{items}合计,,100,{total}\n绩效工资,{pay},,\n";
    let first = "姓名,{name},,\n{items}合计,,100,{total}\n绩效工资,{pay},,\n绩效基数,{base},,\n";
    let [one, two, three] = PEOPLE;
    let form = [
        filled(first, one).replace("{base}", "2000"),
        filled(card, (two.0, two.1, two.2, 3760)).replace("{base}", "4000"),
        filled(card, (three.0, three.1, three.2, 4500)).replace("{base}", "5000"),
    ];
    let audited = audit(&form.join(",,,\n"));
    let expected = [
        "王建国 98 1960.00 ready",
        "李秀兰 94 3760.00 ready",
        "张志强 90 4500.00 ready",
    ];
    assert_eq!(paid(&audited), expected, "{audited}");
    assert_eq!(codes(&audited), Vec::<&str>::new());
}

#[test]
fn where_names_stand_below_a_form_that_cannot_be_read_holds_the_one_beside() {
    let card = "总分,{total},绩效基数,2000\n{items}绩效工资,{pay},,\n姓名,{name},,\n";
    let [one, two, _] = PEOPLE.map(|person| filled(card, person));
    let lost = one.replace("考核项目,说明,分值,得分", "内容,说明,标准,打分");
    let audited = audit(&format!("{lost}{two}"));
    assert_eq!(codes(&audited), ["X104"], "{audited}");
    let cards = audited["scorecards"].as_array().unwrap();
    assert_eq!(cards.len(), 1);
    assert_eq!(cards[0]["status"], "held");
}
