//! Habits of people who draw up forms: how they sign them, where they write the name, what shares a cell with its label,
//! how they number and grade. Everybody who should be paid is paid, and nobody for somebody else.
//!
//! On the form of sales somebody sells 90 of 100 and earns 60 × 90 % = 54 points, and 30 for conduct: 84 in all, and
//! 5,000 × 20 % × 84 ÷ 100 = 840; who sells 80 earns 48 and 30, 78 in all, and 780.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_types,
    reason = "a test that cannot set its scene may panic, and its cells hold doubles"
)]

#[path = "common/folder.rs"]
mod folder;

use folder::Folder;
use rust_xlsxwriter::{Formula, Workbook};
use serde_json::Value as Json;

const SALES: &str = r#"
name = "销售考核"
layout = "form"
[rounding]
line = 1
payout = 2
[payout]
by = "base-rate"
[[grade]]
name = "A"
from = 80
[[grade]]
name = "B"
from = 0
[[line]]
item = "销售额"
max = 60
rule.ratio = {}
[[line]]
item = "纪律"
max = 40
rule.judged = {}
"#;

const TABLE: &str =
    "指标,权重,目标值,实际值,得分\n销售额,60,100,90,54\n纪律,40,,,30\n总分,100,,,84\n";
const LESS: &str =
    "指标,权重,目标值,实际值,得分\n销售额,60,100,80,48\n纪律,40,,,30\n总分,100,,,78\n";
const PAY: &str = "基本工资,5000,绩效比例,20%,\n绩效工资,840,,,\n";
const LESS_PAY: &str = "基本工资,5000,绩效比例,20%,\n绩效工资,780,,,\n";

/// The cells of a csv in a workbook whose only tab is Sheet1, with its numbers as numbers.
fn workbook(cells: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(cells.lines()) {
        for (column, text) in (0..).zip(line.split(',')) {
            let share = text.strip_suffix('%').map(|share| format!("{share}e-2"));
            match share.as_deref().unwrap_or(text).parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, text).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

fn audit_file(scheme: &str, file: &str, form: &str) -> Json {
    let content = match file.ends_with(".xlsx") {
        true => workbook(form),
        false => form.as_bytes().to_vec(),
    };
    let folder = Folder::bare().file("one.toml", scheme).file(file, content);
    let ran = folder.output(&[
        "audit",
        file,
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

fn audit(form: &str) -> Json {
    audit_file(SALES, "a.csv", form)
}

/// The codes of all findings.
fn codes(audited: &Json) -> Vec<&str> {
    let findings = audited["findings"].as_array().unwrap().iter();
    findings.map(|one| one["code"].as_str().unwrap()).collect()
}

/// Everybody's name, pay and status.
fn paid(audited: &Json) -> Vec<String> {
    let cards = audited["scorecards"].as_array().unwrap().iter();
    let word = |value: &Json| value.as_str().unwrap_or("-").to_owned();
    let of = |card: &Json| {
        let (name, pay) = (&card["employee"]["name"], &card["payout"]["recomputed"]);
        format!("{} {} {}", word(name), word(pay), word(&card["status"]))
    };
    cards.map(of).collect()
}

const BOTH: [&str; 2] = ["陆一一 840.00 ready", "顾二二 780.00 ready"];

#[track_caller]
fn is_clean(audited: &Json, people: &[&str]) {
    assert_eq!(codes(audited), Vec::<&str>::new(), "{audited}");
    assert_eq!(paid(audited), people);
}

#[test]
fn a_signature_names_nobody_of_the_next_form() {
    let signatures = [
        "被考核人：陆一一,,考核人：王总,,\n",
        "被考核人：,,考核人：,批准：,\n",
        "被考核人,考核人：,,,\n",
        "员工姓名（签字）：,,直接上级（签字）：,,\n",
        "姓名：,,日期：,,\n",
        "被考核人：陆一一,,,,\n本人确认日期：,,,,\n",
    ];
    let heads = [
        ("姓名,陆一一,部门,电商部,\n", "姓名,顾二二,部门,电商部,\n"),
        (
            "姓名：陆一一  部门：电商部,,,,\n",
            "姓名：顾二二  部门：电商部,,,,\n",
        ),
        (
            "部门：电商部,,,,\n姓名：陆一一,,,,\n",
            "部门：电商部,,,,\n姓名：顾二二,,,,\n",
        ),
    ];
    for signature in signatures {
        for (one, two) in heads {
            for gap in ["", ",,,,\n"] {
                let title = "绩效考核表,,,,\n";
                let form = [
                    title, one, TABLE, PAY, signature, gap, title, two, LESS, LESS_PAY, signature,
                ];
                let audited = audit(&form.concat());
                assert_eq!(codes(&audited), Vec::<&str>::new(), "{signature}{one}{gap}");
                assert_eq!(paid(&audited), BOTH, "{signature}{one}{gap}");
            }
        }
    }
}

#[test]
fn where_the_names_stand_below_the_tables_they_are_those_above() {
    let form = [
        "部门,电商部,,,\n",
        TABLE,
        PAY,
        "姓名：陆一一,,,,\n",
        "部门,电商部,,,\n",
        LESS,
        LESS_PAY,
        "姓名：顾二二,,,,\n",
    ];
    is_clean(&audit(&form.concat()), &BOTH);
}

#[test]
fn the_next_label_is_no_name() {
    for row in ["被考核人：,考核人：,,,\n", "姓名,部门,电商部,,\n"] {
        let audited = audit(&[TABLE, PAY, row].concat());
        assert_eq!(codes(&audited), ["X101"], "{row}");
        assert_eq!(paid(&audited), ["- - held"], "{row}");
    }
}

#[test]
fn a_name_on_a_line_of_underscores() {
    for head in [
        "姓名：__陆一一__   部门：__电商部__,,,,\n",
        "姓名：__陆一一__部门：__电商部__,,,,\n",
        "姓名：＿陆一一＿,,,,\n",
        "姓名,__陆一一__,,,\n",
    ] {
        is_clean(
            &audit(&[head, TABLE, PAY].concat()),
            &["陆一一 840.00 ready"],
        );
    }
    // An underscore inside belongs to the value.
    let audited = audit(&["姓名：陆一一  工号：E_01,,,,\n", TABLE, PAY].concat());
    assert_eq!(audited["scorecards"][0]["employee"]["id"], "E_01");
}

#[test]
fn whom_a_form_is_about_has_many_names() {
    for label in [
        "被考核人员",
        "被评估人",
        "被评价人",
        "受评人",
        "受考核人",
        "任职者",
        "被考评者",
    ] {
        let head = format!("{label},陆一一,,,\n");
        is_clean(
            &audit(&[&head, TABLE, PAY].concat()),
            &["陆一一 840.00 ready"],
        );
    }
    for head in ["工号+姓名,E01+陆一一,,,\n", "工号/姓名：E01 陆一一,,,,\n"] {
        let audited = audit(&[head, TABLE, PAY].concat());
        is_clean(&audited, &["陆一一 840.00 ready"]);
        assert_eq!(audited["scorecards"][0]["employee"]["id"], "E01");
    }
    // Where nobody is named, the row is shown in which a name would stand.
    let audited = audit(
        &[
            "绩效考核表,,,,\n,,,,\n甲方代表,陆一一,,,\n,,,,\n",
            TABLE,
            PAY,
        ]
        .concat(),
    );
    assert_eq!(audited["findings"][0]["code"], "X101");
    assert_eq!(audited["findings"][0]["cell"], "A3");
}

#[test]
fn the_name_may_stand_in_the_name_of_the_file() {
    let form = ["姓名,,部门,电商部,\n", TABLE, PAY].concat();
    for file in ["陆一一.xlsx", "绩效考核表（陆一一）2026年10月.xlsx"] {
        is_clean(&audit_file(SALES, file, &form), &["陆一一 840.00 ready"]);
    }
    // Nothing tells whose of two forms it would be.
    let two = [form.as_str(), "姓名,,部门,电商部,\n", LESS, LESS_PAY].concat();
    let audited = audit_file(SALES, "陆一一.xlsx", &two);
    assert_eq!(codes(&audited), ["X101", "X101"]);
    // What is no name makes none.
    let audited = audit_file(SALES, "十月考核.xlsx", &form);
    assert_eq!(codes(&audited), ["X101"]);
}

#[test]
fn a_figure_may_share_the_cell_of_its_label() {
    let head = "姓名,陆一一,,,\n";
    let table = TABLE.replace("总分,100,,,84\n", "总分：84分,,,,\n");
    for pay in [
        PAY,
        "基本工资：5000元  绩效比例：20%  绩效工资：840元,,,,\n",
    ] {
        is_clean(
            &audit(&[head, &table, pay].concat()),
            &["陆一一 840.00 ready"],
        );
    }
    // In a workbook they are no figures that somebody typed as text.
    let pay = "基本工资：5000元  绩效比例：20%  绩效工资：840元,,,,\n";
    let audited = audit_file(SALES, "a.xlsx", &[head, &table, pay].concat());
    is_clean(&audited, &["陆一一 840.00 ready"]);
    // A wrong one is found there.
    let table = TABLE.replace("总分,100,,,84\n", "总分：85分,,,,\n");
    let audited = audit(&[head, &table, PAY].concat());
    assert_eq!(codes(&audited), ["A202"]);
    assert_eq!(audited["findings"][0]["cell"], "A5");
}

#[test]
fn what_somebody_earns_is_not_what_the_scheme_offers() {
    let scheme = SALES.replace("by = \"base-rate\"", "by = \"fixed\"\namount = 1000");
    let offer =
        "\n[[parameter]]\nname = \"月度奖金\"\npattern = '奖金[::]?([\\d,]+)元'\nvalue = 1000\n";
    let scheme = format!("{scheme}{offer}")
        .replace("[payout]", "[fields]\npayout = [\"考核奖金\"]\n[payout]");
    let form = |pay: &str| ["姓名,陆一一,,,\n", TABLE, pay].concat();
    // 1,000 × 84 ÷ 100 = 840.
    let audited = audit_file(&scheme, "a.csv", &form("考核奖金：840元,,,,\n"));
    is_clean(&audited, &["陆一一 840.00 ready"]);
    let audited = audit_file(
        &scheme,
        "a.csv",
        &form("考核奖金：840元,,,,\n注：月度奖金900元,,,,\n"),
    );
    assert_eq!(codes(&audited), ["A206"]);
}

#[test]
fn a_grade_may_say_what_it_means() {
    let form = |grade: &str| {
        let pay = format!("{PAY}等级,{grade},,,\n");
        ["姓名,陆一一,,,\n", TABLE, &pay].concat()
    };
    for grade in [
        "A",
        "A（优秀）",
        "A-优秀",
        "优秀（A）",
        "A档",
        "（A）",
        "Ａ级",
        "【A】",
    ] {
        is_clean(&audit(&form(grade)), &["陆一一 840.00 ready"]);
    }
    for grade in ["B（良好）", "B", "A-", "A/B", "A+"] {
        assert_eq!(codes(&audit(&form(grade))), ["A301"], "{grade}");
    }
}

#[test]
fn lines_are_numbered_as_people_number_them() {
    let scheme = r#"
name = "职责"
layout = "form"
lines-by = "number"
[rounding]
line = 1
[columns]
number = ["序号"]
item = ["职责"]
raw = ["评分"]
[[line]]
item = "一"
max = 60
rule.weighted = {}
[[line]]
item = "二"
max = 40
rule.weighted = {}
"#;
    // 60 × 90 % = 54 and 40 × 80 % = 32.
    for (one, two) in [
        ("1", "2"),
        ("（1）", "（2）"),
        ("(1)", "(2)"),
        ("NO.1", "NO.2"),
        ("一", "二"),
        ("①", "②"),
    ] {
        let form = format!(
            "姓名,陆一一,,,\n序号,职责,权重,评分,得分\n{one},接待,60,90,54\n{two},巡检,40,80,32\n总分,,100,,86\n"
        );
        let audited = audit_file(scheme, "a.csv", &form);
        assert_eq!(codes(&audited), Vec::<&str>::new(), "{one}");
        assert_eq!(
            audited["scorecards"][0]["total"]["recomputed"], "86.0",
            "{one}"
        );
    }
}

const RATED: &str = r#"
name = "互评"
layout = "form"
[rounding]
line = 1
total = 1
[columns]
score = ["得分"]
raters = { "自评" = ["自评"], "上级" = ["上级"], "同事" = ["同事"] }
[[line]]
item = "协作"
max = 100
[line.rule.raters]
weights = { "自评" = "10%", "上级" = "60%", "同事" = "30%" }
absent = "spread"
"#;

#[test]
fn a_rater_under_a_strange_header_is_not_absent() {
    let form = |header: &str, figures: &str| {
        format!("姓名,陆一一,,,,\n指标,权重,{header},得分\n协作,100,{figures},86\n总分,100,,,,86\n")
    };
    let run = |header: &str, figures: &str| audit_file(RATED, "a.csv", &form(header, figures));
    // 90 × 10 % + 86 × 60 % + 85 × 30 % = 9 + 51.6 + 25.5 = 86.1; the sheet's 86 is off.
    assert_eq!(codes(&run("自评,上级,同事", "90,86,85")), ["A102", "A202"]);
    let audited = run("自评,分管副总打分,同事", "90,86,85");
    assert_eq!(codes(&audited), ["X104"]);
    assert_eq!(audited["findings"][0]["cell"], "D2");
    let message = audited["findings"][0]["message"].as_str().unwrap();
    assert!(
        message.contains("上级") && message.contains("分管副总打分（D2）"),
        "{message}"
    );
    assert_eq!(audited["scorecards"][0]["status"], "held");
    assert_eq!(audited["scorecards"][0]["total"]["recomputed"], Json::Null);
    // An empty column says nothing, and the mean of all is nobody's: (90 × 10 % + 86 × 60 %) ÷ 70 % = 86.57.
    for (header, figures) in [
        ("自评,上级,其他", "90,86,"),
        ("自评,上级,综合评分", "90,86,86.6"),
    ] {
        let audited = run(header, figures);
        assert_eq!(
            audited["scorecards"][0]["total"]["recomputed"], "86.6",
            "{header}"
        );
    }
}

#[test]
fn a_strange_position_is_told_once() {
    let scheme = r#"
name = "团队"
layout = "long"
[rounding]
line = 1
[[line]]
item = "接待量"
max = 60
positions = ["客服"]
rule.ratio = {}
[[line]]
item = "差错"
max = 40
positions = ["客服"]
rule.judged = {}
"#;
    let form = |position: &str| {
        format!(
            "姓名,岗位,指标,权重,目标值,实际值,得分\n陆一一,{position},接待量,60,100,90,54\n陆一一,{position},差错,40,,,30\n"
        )
    };
    assert_eq!(
        codes(&audit_file(scheme, "a.csv", &form("客服"))),
        Vec::<&str>::new()
    );
    let audited = audit_file(scheme, "a.csv", &form("店小二"));
    assert_eq!(codes(&audited), ["X103"]);
    assert_eq!(audited["findings"][0]["cell"], "B2");
    assert_eq!(audited["scorecards"][0]["status"], "held");
}

#[test]
fn the_review_knows_a_manager_and_the_mean_of_colleagues() {
    let scheme = include_str!("../mappings/review.toml");
    // 90 × 10 % + 86 × 60 % + 85 × 30 % = 86.1; of 25, 20 and 15: 21.525, 17.22 and 12.915; 86.11 in all.
    let form = |superior: &str, peers: &str| {
        format!(
            "姓名,陆一一,,,,\n考核维度,权重,自评,{superior},{peers},得分\n业务管理能力,25%,90,86,85,21.53\n\
             团队管理,20%,90,86,85,17.22\n项目管理,20%,90,86,85,17.22\n运营策略,20%,90,86,85,17.22\n\
             创新能力,15%,90,86,85,12.92\n总分,100%,,,,86.1\n等级,,,,,B\n"
        )
    };
    for (superior, peers) in [
        ("上级", "同事"),
        ("部门经理评分", "同事平均分"),
        ("上级领导评分", "同事A,同事平均"),
        ("主管考评分", "同事互评平均"),
    ] {
        let form = match peers.split_once(',') {
            // One of the colleagues beside their mean.
            Some(_) => form(superior, peers).replace(",86,85,", ",86,81,85,"),
            None => form(superior, peers),
        };
        let audited = audit_file(scheme, "a.csv", &form);
        assert_eq!(codes(&audited), Vec::<&str>::new(), "{superior} {peers}");
        assert_eq!(audited["scorecards"][0]["total"]["recomputed"], "86.1");
    }
}

#[test]
fn a_column_is_missed_once() {
    let scheme = r#"
name = "名单"
layout = "roster"
[rounding]
line = 1
[[line]]
item = "销售额"
max = 60
rule.ratio = {}
columns = { actual = ["实际"], target = ["目标"], score = ["销售得分"] }
[[line]]
item = "纪律"
max = 40
rule.judged = {}
columns = { score = ["纪律得分"] }
"#;
    let roster = "工号,姓名,实际,目标,销售得分,总分\nA1,陆一一,90,100,54,84\n";
    let audited = audit_file(scheme, "a.csv", roster);
    let findings = audited["findings"].as_array().unwrap();
    let missed = findings.iter().find(|one| one["code"] == "X104").unwrap();
    let message = missed["message"].as_str().unwrap();
    assert_eq!(message.matches("纪律得分").count(), 1, "{message}");
}

/// What a chat leaves in copied text is seen by nobody.
#[test]
fn signs_that_nobody_sees_change_nothing() {
    let form = format!("姓名,陆\u{200b}一一\u{202c},,,\n{TABLE}{PAY}");
    let form = form
        .replace(",90,54", ",\u{202d}90\u{202c},\u{200b}54")
        .replace("得分", "得\u{2060}分");
    let audited = audit_file(SALES, "a.csv", &form);
    assert_eq!(codes(&audited), Vec::<&str>::new());
    assert_eq!(audited["scorecards"][0]["payout"]["recomputed"], "840.00");
}

/// 奖金基数900元 is what the pay is computed from; the trade's base is another.
#[test]
fn the_base_of_the_pay_is_not_that_of_the_trade() {
    let scheme = include_str!("../mappings/deduction.toml");
    let stated = |note: &str| {
        let form = format!(
            "姓名,陆一一,,,\n考核内容,分值,次数/实绩,扣分,得分\n月度交易量,30,50000,,30\n合计,100,,,30\n{note},,,,\n"
        );
        let audited = audit_file(scheme, "a.csv", &form);
        let findings = audited["findings"].as_array().unwrap().clone();
        let of = findings.into_iter().find(|one| one["code"] == "A206");
        of.map(|one| (one["reported"].clone(), one["recomputed"].clone()))
    };
    for right in [
        "注：奖金基数900元",
        "注：绩效基数900元",
        "注：月度交易量基数5万元",
    ] {
        assert_eq!(stated(right), None, "{right}");
    }
    for (wrong, reported, right) in [
        ("注：月度交易量基数40000元", "40000", "50000"),
        ("注：基数40000元", "40000", "50000"),
        ("注：奖金基数1000元", "1000", "900"),
    ] {
        let pair = Some((reported.into(), right.into()));
        assert_eq!(stated(wrong), pair, "{wrong}");
    }
}

/// Goal sheets add their weights, and their points, in rows among or under the lines.
#[test]
fn a_row_that_adds_the_weights_is_no_line() {
    for label in ["目标权重之和", "权重合计", "分值总计"] {
        let form = |less: &str| {
            format!(
                "姓名,陆一一,,,\n指标,权重,目标值,实际值,得分\n销售额,60,100,90,54\n纪律,{less},,,30\n\
                 {label},100,,,\n总分,,,,84\n{PAY}"
            )
        };
        let audited = audit_file(SALES, "a.csv", &form("40"));
        assert_eq!(codes(&audited), Vec::<&str>::new(), "{label}");
        assert_eq!(audited["scorecards"][0]["status"], "ready");
        // 60 and 30 are 90: it is said where the sum stands.
        let audited = audit_file(SALES, "a.csv", &form("30"));
        let findings = audited["findings"].as_array().unwrap().iter();
        let found: Vec<_> = findings.map(|one| (&one["code"], &one["cell"])).collect();
        let [line, sum] =
            [("A205", "B4"), ("A203", "B5")].map(|(code, cell)| (code.into(), cell.into()));
        assert_eq!(found, [(&line.0, &line.1), (&sum.0, &sum.1)], "{label}");
    }
    // A line of its own, with a figure of its own, is still nobody's sum.
    // Nor are points that do not come from the lines above: whoever earned them is held, and not paid without them.
    for (row, told) in [
        ("全部得分合计,,10,9,9", vec!["X103"]),
        ("加分总和,,,,3", vec!["X103"]),
        ("得分合计,,,,84", vec![]),
    ] {
        let form = format!(
            "姓名,陆一一,,,\n指标,权重,目标值,实际值,得分\n销售额,60,100,90,54\n纪律,40,,,30\n\
             {row}\n总评分,,,,84\n{PAY}"
        );
        let scheme = SALES.replace("[rounding]", "[fields]\ntotal = [\"总评分\"]\n[rounding]");
        let audited = audit_file(&scheme, "a.csv", &form);
        assert_eq!(codes(&audited), told, "{row}");
    }
}

/// 60 % and 40 are a hundred; 60 % and 30 are 90, and the wrong one is the 30.
#[test]
fn a_weight_without_its_percent_sign_is_read_beside_those_with_one() {
    let form = |other: &str| {
        format!(
            "姓名,陆一一,,,\n指标,权重,目标值,实际值,得分\n销售额,60%,100,90,54\n纪律,{other},,,30\n总分,,,,84\n{PAY}"
        )
    };
    for right in ["40", "40%", "四十"] {
        let audited = audit_file(SALES, "a.xlsx", &form(right));
        assert_eq!(codes(&audited), Vec::<&str>::new(), "{right}");
    }
    let audited = audit_file(SALES, "a.xlsx", &form("30"));
    let findings = audited["findings"].as_array().unwrap();
    assert_eq!(codes(&audited), ["A203", "A205"]);
    let wrong = findings.iter().find(|one| one["code"] == "A205").unwrap();
    assert_eq!(wrong["cell"], "B4");
    assert_eq!(
        (&wrong["reported"], &wrong["recomputed"]),
        (&"30".into(), &"40".into())
    );
}

/// 一、定量指标 and 二、定性指标 with the same header over each are one form, until a total or somebody's label.
#[test]
fn a_header_that_is_repeated_begins_no_form_of_nobody() {
    let head = "指标,权重,目标值,实际值,得分\n";
    let form = format!(
        "姓名,陆一一,,,\n一、定量指标（60分）,,,,\n{head}销售额,60,100,90,54\n小计,60,,,54\n二、定性指标（40分）,,,,\n\
         {head}纪律,40,,,30\n小计,40,,,30\n总分,100,,,84\n{PAY}"
    );
    let audited = audit_file(SALES, "a.csv", &form);
    assert_eq!(codes(&audited), Vec::<&str>::new());
    assert_eq!(paid(&audited), ["陆一一 840.00 ready"]);
    // Two people's forms stay two, with a total between them or a name.
    let two = |total: &str| {
        format!(
            "姓名,陆一一,,,\n{head}销售额,60,100,90,54\n纪律,40,,,30\n{total}姓名,顾二二,,,\n{head}销售额,60,100,80,48\n\
             纪律,40,,,30\n{total}"
        )
    };
    for total in ["", "总分,100,,,78\n"] {
        let audited = audit_file(SALES, "a.csv", &two(total));
        let cards = audited["scorecards"].as_array().unwrap().iter();
        let names: Vec<_> = cards.map(|card| &card["employee"]["name"]).collect();
        assert_eq!(names, ["陆一一", "顾二二"], "{total}");
    }
}

/// The total lost a reference; the pay is right arithmetic on it: one mistake, not two.
#[test]
fn an_error_that_a_formula_only_passes_on_is_no_second_mistake() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let cells = format!("姓名,陆一一,,,\n{TABLE}{PAY}");
    for (row, line) in (0..).zip(cells.lines()) {
        for (column, text) in (0..).zip(line.split(',')) {
            let share = text.strip_suffix('%').map(|share| format!("{share}e-2"));
            match share.as_deref().unwrap_or(text).parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, text).unwrap(),
            };
        }
    }
    let broken = Formula::new("=SUM(E3,#REF!)").set_result("#REF!");
    sheet.write(4, 4, broken).unwrap();
    let follows = Formula::new("=ROUND(B6*D6*E5/100,2)").set_result("#REF!");
    sheet.write(6, 1, follows).unwrap();
    let content = book.save_to_buffer().unwrap();
    let folder = Folder::bare()
        .file("one.toml", SALES)
        .file("a.xlsx", content);
    let ran = folder.output(&[
        "audit",
        "a.xlsx",
        "-m",
        "one.toml",
        "--dry-run",
        "--format",
        "json",
    ]);
    let report: Json = serde_json::from_slice(&ran.stdout).unwrap();
    let findings = report["inputs"][0]["findings"].as_array().unwrap().iter();
    let told: Vec<String> = findings
        .map(|one| {
            format!(
                "{} {} {} {}",
                one["code"], one["cell"], one["root"], one["recomputed"]
            )
        })
        .collect();
    let expected = [
        "\"R102\" \"E5\" true \"84.0\"",
        "\"R102\" \"B7\" false \"840.00\"",
    ];
    assert_eq!(told.len(), 2, "{told:?}");
    for one in expected {
        assert!(told.iter().any(|own| own == one), "{told:?}");
    }
}

/// Findings call a person by the id as it stands there.
#[test]
fn somebody_on_the_summary_alone_keeps_the_letters_of_the_id() {
    let scheme = "name = \"团队\"\nlayout = \"long\"\n[rounding]\nline = 1\n[[line]]\nitem = \"接待量\"\nmax = 100\nrule.judged = {}\n";
    let mut book = Workbook::new();
    for (name, rows) in [
        ("明细", "工号,姓名,指标,得分\nT001,陆一一,接待量,90"),
        (
            "汇总",
            "工号,姓名,总分,等级\nT001,陆一一,90,\nT099,顾二二,80,",
        ),
    ] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, line) in (0..).zip(rows.lines()) {
            for (column, text) in (0..).zip(line.split(',')) {
                match text.parse::<f64>() {
                    Ok(number) => sheet.write(row, column, number).unwrap(),
                    Err(_) => sheet.write(row, column, text).unwrap(),
                };
            }
        }
    }
    let content = book.save_to_buffer().unwrap();
    let folder = Folder::bare()
        .file("one.toml", scheme)
        .file("a.xlsx", content);
    let ran = folder.output(&[
        "audit",
        "a.xlsx",
        "-m",
        "one.toml",
        "--dry-run",
        "--format",
        "json",
    ]);
    let report: Json = serde_json::from_slice(&ran.stdout).unwrap();
    let findings = report["inputs"][0]["findings"].as_array().unwrap();
    let alone = findings.iter().find(|one| one["code"] == "X104").unwrap();
    assert_eq!(alone["employee"], "T099");
}

#[test]
fn a_header_that_is_a_rater_s_is_no_column_of_points() {
    let scheme = r#"
name = "人事"
layout = "form"
[rounding]
[columns]
raters = { "自评" = ["自评"], "上级" = ["上级评分"] }
score = ["上级评分"]
[[line]]
item = "销售额"
max = 60
rule.raters = { weights = { "自评" = "30%", "上级" = "70%" } }
[[line]]
item = "纪律"
max = 40
rule.raters = { weights = { "自评" = "30%", "上级" = "70%" } }
"#;
    let form = "姓名,陆一一,,\n指标,权重,自评,上级评分\n销售额,60,90,80\n纪律,40,90,80\n";
    let folder = Folder::bare().file("one.toml", scheme).file("a.csv", form);
    let ran = folder.output(&["audit", "a.csv", "-m", "one.toml", "--dry-run"]);
    let told = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(told.contains("「上级评分」在这个方案里已经是"), "{told}");
}
