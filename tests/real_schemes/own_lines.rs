//! Lines that each person has of his own: the names and weights are the sheet's, the rules the scheme's. The whole of
//! 陆一一 is 95 × 30 % + 90 × 40 % + 80 × 30 % = 28.5 + 36 + 24 = 88.5.

use super::folder::Folder;
use super::{audit, faults, told, totals};

const SCHEME: &str = r#"
name = "个人绩效"
layout = "form"
composition = "weighted"
[rounding]
line = 1
total = 1
[columns]
item = ["指标"]
weight = ["权重"]
target = ["目标"]
actual = ["实际"]
score = ["评分"]
weighted = ["加权得分"]
[[line]]
item = "特殊贡献"
outside = true
max = 10
blank = "zero"
rule.judged = { allowed = ["-10 - 10"] }
[[own-line]]
name = "量化指标"
rule.ratio = { cap = "120%" }
[[own-line]]
name = "评分指标"
rule.judged = {}
"#;

/// One person's form: his name, his rows, and the total.
fn form(name: &str, rows: &[&str], total: &str) -> String {
    let head = format!("姓名,{name},,,,\n指标,目标,实际,权重,评分,加权得分\n");
    format!("{head}{}\n总分,,,,,{total}\n,,,,,\n", rows.join("\n"))
}

fn audited(scheme: &str, forms: &[String]) -> (Vec<String>, Vec<String>) {
    let all = forms.concat();
    let audited = audit(scheme, &all.lines().collect::<Vec<_>>());
    (told(&audited), totals(&audited))
}

/// What is found in one form.
fn of_one(scheme: &str, rows: &[&str], total: &str) -> (Vec<String>, Vec<String>) {
    audited(scheme, &[form("陆一一", rows, total)])
}

fn right(totals: &[&str]) -> (Vec<String>, Vec<String>) {
    (
        Vec::new(),
        totals.iter().map(|one| (*one).to_owned()).collect(),
    )
}

const FIRST: [&str; 3] = [
    "重构完成率,100,95,30%,95,28.5",
    "代码质量,,,40%,90,36",
    "协作,,,30%,80,24",
];

#[test]
fn everybody_has_lines_and_weights_of_his_own() {
    let forms = [
        form("陆一一", &FIRST, "88.5"),
        // 协作 weighs 50 % here: 90 × 50 % + 99 ÷ 90 = 110 % × 50 % + 3 = 45 + 55 + 3 = 103.
        form(
            "顾二二",
            &[
                "协作,,,50%,90,45",
                "交付,90,99,50%,110,55",
                "特殊贡献,,,加减分,3,3",
            ],
            "103",
        ),
        // Above the cap of 120 %: 120 × 100 % = 120.
        form("沈三三", &["直播场次,10,15,100%,120,120"], "120"),
    ];
    assert_eq!(audited(SCHEME, &forms), right(&["88.5", "103", "120"]));
}

#[test]
fn wrong_figures_are_roots_and_the_total_follows() {
    // 95 of 100 is 95, not 97: 29.1 for 28.5, and 89.1 for 88.5.
    let rows = ["重构完成率,100,95,30%,97,29.1", FIRST[1], FIRST[2]];
    let (told, totals) = of_one(SCHEME, &rows, "89.1");
    let expected = [
        "E3 A102 root - -",
        "F3 A106 follows carried -",
        "F6 A202 follows carried -",
    ];
    assert_eq!(
        (told, totals),
        (
            expected.map(str::to_owned).to_vec(),
            vec!["88.5".to_owned()]
        )
    );
    // 90 × 40 % is 36, not 38.
    let rows = [FIRST[0], "代码质量,,,40%,90,38", FIRST[2]];
    let (told, _) = of_one(SCHEME, &rows, "90.5");
    assert_eq!(told, ["F4 A106 root - -", "F6 A202 follows carried -"]);
    // The total forgets one line: 28.5 + 36 = 64.5.
    let (told, _) = of_one(SCHEME, &FIRST, "64.5");
    assert_eq!(told, ["F6 A202 root omitted:协作 -"]);
    // Nobody judges above the scale.
    let rows = [FIRST[0], "代码质量,,,40%,105,42", FIRST[2]];
    let (told, totals) = of_one(SCHEME, &rows, "94.5");
    assert_eq!(told[0], "E4 A103 root - -");
    // 28.5 + 100 × 40 % + 24 = 92.5.
    assert_eq!(totals, ["92.5"]);
}

#[test]
fn weights_are_read_however_they_are_written() {
    let ways = [
        ["0.3", "0.4", "0.3"],
        ["30", "40", "30"],
        ["30%", "40%", "30%"],
        ["30%", "40", "30"],
    ];
    for [first, second, third] in ways {
        let rows = [
            format!("重构完成率,100,95,{first},95,28.5"),
            format!("代码质量,,,{second},90,36"),
            format!("协作,,,{third},80,24"),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        assert_eq!(
            of_one(SCHEME, &rows, "88.5"),
            right(&["88.5"]),
            "{first} {second}"
        );
    }
    // Behind the names, where no column has them.
    let scheme = SCHEME.replace("weight = [\"权重\"]\n", "");
    let rows = [
        "重构完成率（30%）,100,95,,95,28.5",
        "代码质量40%,,,,90,36",
        "协作(权重30%),,,,80,24",
    ];
    assert_eq!(of_one(&scheme, &rows, "88.5"), right(&["88.5"]));
}

/// Nobody knows which weight is wrong, or what a line without one is worth: such a person is not paid.
#[test]
fn weights_that_make_no_whole_hold_the_person() {
    let rows = [FIRST[0], FIRST[1], "协作,,,20%,80,16"];
    let (told, totals) = of_one(SCHEME, &rows, "80.5");
    assert_eq!(
        (told, totals),
        (vec!["D2 A203 root - -".to_owned()], vec!["-".to_owned()])
    );
    // It is told where the sum of the weights stands.
    let rows = [FIRST[0], FIRST[1], "协作,,,20%,80,16", "总权重,,,90%,,"];
    let (told, _) = of_one(SCHEME, &rows, "80.5");
    assert_eq!(told, ["D6 A203 root - -"]);
    let rows = [FIRST[0], FIRST[1], "协作,,,,80,24"];
    let (told, totals) = of_one(SCHEME, &rows, "88.5");
    assert!(told.contains(&"D5 X101 root - -".to_owned()), "{told:?}");
    assert_eq!(totals, ["-"]);
}

#[test]
fn a_row_without_the_figures_of_its_rule_is_told() {
    // A target and nothing to compare with it: the score is not simply believed.
    let rows = ["重构完成率,100,,30%,95,28.5", FIRST[1], FIRST[2]];
    let (told, totals) = of_one(SCHEME, &rows, "88.5");
    assert_eq!(told, ["C3 X101 root - -"]);
    assert_eq!(totals, ["-"]);
    let rows = [FIRST[0], "代码质量,,,40%,,", FIRST[2]];
    let (told, _) = of_one(SCHEME, &rows, "52.5");
    assert!(told.contains(&"E4 X101 root - -".to_owned()), "{told:?}");
}

#[test]
fn lines_of_the_same_name_are_two_lines() {
    let rows = ["其他,,,50%,90,45", "其他,,,50%,80,40"];
    assert_eq!(of_one(SCHEME, &rows, "85"), right(&["85"]));
    // The second one is 40, not 41.
    let rows = ["其他,,,50%,90,45", "其他,,,50%,80,41"];
    let (told, _) = of_one(SCHEME, &rows, "86");
    assert_eq!(told, ["F4 A106 root - -", "F5 A202 follows carried -"]);
}

/// Spare rows have a number and a formula that gives 0.
#[test]
fn spare_rows_are_no_lines() {
    let scheme = SCHEME.replace("item = [\"指标\"]", "item = [\"指标名称\"]");
    let all = "姓名,陆一一,,,,,\n序号,指标名称,目标,实际,权重,评分,加权得分\n\
        1,代码质量,,,60%,90,54\n2,协作,,,40%,80,32\n3,,,,,,0\n4,,,,,,0\n,总分,,,,,86\n";
    let audited = audit(&scheme, &all.lines().collect::<Vec<_>>());
    assert_eq!((told(&audited), totals(&audited)), right(&["86"]));
}

#[test]
fn full_marks_stand_on_the_sheet_where_points_are_added() {
    let scheme = r#"
name = "个人绩效"
layout = "form"
[rounding]
line = 1
[columns]
item = ["指标"]
max = ["分值"]
target = ["目标"]
actual = ["实际"]
score = ["得分"]
[[own-line]]
name = "量化指标"
rule.ratio = {}
[[own-line]]
name = "评分指标"
rule.judged = {}
"#;
    let form = |rows: &[&str], total: &str| {
        let head = "姓名,陆一一,,,\n指标,分值,目标,实际,得分\n";
        let all = format!("{head}{}\n总分,,,,{total}\n", rows.join("\n"));
        let audited = audit(scheme, &all.lines().collect::<Vec<_>>());
        (told(&audited), totals(&audited))
    };
    // 60 × 45 ÷ 50 = 54; 54 + 35 = 89.
    let rows = ["签约额,60,50,45,54", "计划总结,40,,,35"];
    assert_eq!(form(&rows, "89"), right(&["89"]));
    let rows = ["签约额（60分）,,50,45,54", "计划总结（40分）,,,,35"];
    assert_eq!(form(&rows, "89"), right(&["89"]));
    // Above its own full marks: 40 counts, and 54 + 40 = 94.
    let rows = ["签约额,60,50,45,54", "计划总结,40,,,42"];
    let (told, total) = form(&rows, "96");
    assert_eq!(told, ["E4 A103 root - -", "E5 A202 follows carried -"]);
    assert_eq!(total, ["94"]);
    // 60 + 30 is no hundred: a warning, for points are added whatever the whole.
    let rows = ["签约额,60,50,45,54", "计划总结,30,,,25"];
    let (told, total) = form(&rows, "79");
    assert_eq!(told, ["B2 A204 root - -"]);
    assert_eq!(total, ["79"]);
}

/// 业绩 90 × 60 % + 80 × 40 % = 86, 行为 70; 86 × 70 % + 70 × 30 % = 60.2 + 21 = 81.2.
#[test]
fn own_lines_may_stand_in_sections() {
    let scheme = SCHEME.replace("[[line]]", "[[section]]\nname = \"业绩指标\"\nweight = \"70%\"\n[[section]]\nname = \"行为指标\"\nweight = \"30%\"\n[[line]]")
        .replace("name = \"量化指标\"", "name = \"量化指标\"\nsection = \"业绩指标\"")
        .replace("name = \"评分指标\"", "name = \"行为\"\nsection = \"行为指标\"")
        + "[[own-line]]\nname = \"业绩评分\"\nsection = \"业绩指标\"\nrule.judged = {}\n";
    let rows = [
        "一、业绩指标,,,,,",
        "签约额,100,90,60%,90,54",
        "回款,,,40%,80,32",
        "二、行为指标,,,,,",
        "协作,,,100%,70,70",
    ];
    let (told, totals) = of_one(&scheme, &rows, "81.2");
    assert_eq!((told, totals), right(&["81.2"]));
    // A row that stands under no section of a pattern.
    let stray: Vec<&str> = ["选品,,,100%,70,70"].into_iter().chain(rows).collect();
    let (told, totals) = of_one(&scheme, &stray, "81.2");
    assert_eq!(told[0], "A3 X103 root - -");
    assert_eq!(totals, ["-"]);
}

#[test]
fn long_tables_may_hold_own_lines_too() {
    let scheme = SCHEME
        .replace("layout = \"form\"", "layout = \"long\"")
        .replace("[columns]", "[fields]\ntotal = [\"总分\"]\n[columns]");
    let rows = [
        "姓名,指标,目标,实际,权重,评分,加权得分,总分",
        "陆一一,重构完成率,100,95,30%,95,28.5,88.5",
        "陆一一,代码质量,,,40%,90,36,88.5",
        "陆一一,协作,,,30%,80,24,88.5",
        // 70 × 50 % = 35, and 35 + 40 = 75; 45 is somebody's mistake.
        "顾二二,协作,,,50%,70,45,85",
        "顾二二,选品,,,50%,80,40,85",
    ];
    let audited = audit(&scheme, &rows);
    assert_eq!(
        told(&audited),
        ["G5 A106 root - -", "H5 A202 follows carried -"]
    );
    assert_eq!(totals(&audited), ["88.5", "75"]);
}

#[test]
fn a_scheme_says_where_own_lines_cannot_be() {
    let said = |scheme: &str| -> String {
        let all: Vec<String> = faults(scheme).into_iter().map(|(_, words)| words).collect();
        all.join("\n")
    };
    assert_eq!(said(SCHEME), "");
    let roster = SCHEME.replace("layout = \"form\"", "layout = \"roster\"");
    assert!(said(&roster).contains("一人一行的表"), "{}", said(&roster));
    let numbered = SCHEME.replace("[rounding]", "lines-by = \"number\"\n[rounding]");
    assert!(
        said(&numbered).contains("按序号认指标"),
        "{}",
        said(&numbered)
    );
    let group = "rule.mean = { parts = [{ item = \"甲\", target = 1 }] }";
    let parts = SCHEME.replace("rule.ratio = { cap = \"120%\" }", group);
    assert!(said(&parts).contains("每行是一项"), "{}", said(&parts));
    let misspelled = SCHEME.replace("name = \"量化指标\"", "item = \"量化指标\"");
    assert!(said(&misspelled).contains("name"), "{}", said(&misspelled));
}

/// Whoever knows the items by name goes before whoever takes any.
#[test]
fn a_scheme_of_own_lines_takes_no_form_of_a_scheme_that_knows_its_lines() {
    let sample = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/sample-workbooks/monthly-clean.xlsx"
    );
    let any = SCHEME
        .replace("item = [\"指标\"]", "item = [\"考核指标\"]")
        .replace("score = [\"评分\"]", "score = [\"得分\"]")
        .replace("target = [\"目标\"]", "target = [\"目标值\"]")
        .replace("actual = [\"实际\"]", "actual = [\"实际值\"]");
    let form = form("陆一一", &FIRST, "88.5").replace(
        "指标,目标,实际,权重,评分",
        "考核指标,目标值,实际值,权重,得分",
    );
    let folder = Folder::bare()
        .file("mappings/own.toml", any)
        .file("a.csv", form);
    let by = |path: &str| {
        let ran = folder.output(&["audit", path, "--dry-run", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
        report["inputs"][0]["mapping"]["id"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(by(sample), "monthly");
    assert_eq!(by("a.csv"), "own");
}

/// 86 × 70 % + 70 × 30 % = 81.2, where the weights stand behind the names; a category of 105 % holds the person.
#[test]
fn weights_behind_names_are_summed_by_their_sections() {
    let scheme = SCHEME
        .replace("weight = [\"权重\"]\n", "")
        .replace("[[line]]", "[[section]]\nname = \"业绩\"\nweight = \"70%\"\n[[section]]\nname = \"行为\"\nweight = \"30%\"\n[[line]]")
        .replace("name = \"量化指标\"", "name = \"量化指标\"\nsection = \"业绩\"")
        .replace("name = \"评分指标\"", "name = \"行为\"\nsection = \"行为\"")
        + "[[own-line]]\nname = \"业绩评分\"\nsection = \"业绩\"\nrule.judged = {}\n";
    let rows = |last: &str| {
        let rows = [
            "一、业绩（70%）,,,,,",
            "签约额60%,100,90,,90,54",
            "回款40%,,,,80,32",
            "二、行为（30%）,,,,,",
            last,
        ];
        of_one(&scheme, &rows, "81.2")
    };
    assert_eq!(rows("协作100%,,,,70,70"), right(&["81.2"]));
    let (told, totals) = rows("协作105%,,,,70,73.5");
    assert_eq!(told, ["D2 A203 root - -"]);
    assert_eq!(totals, ["-"]);
    // A score that is missing is missed, for the item says that it counts.
    let (told, totals) = rows("协作100%,,,,,");
    assert_eq!(told, ["E7 X101 root - -"]);
    assert_eq!(totals, ["-"]);
}

/// 97 × 55 % + 30.3 × 45 % = 53.35 + 13.635 = 66.985: as the lines are, to one decimal, where nothing else is said.
#[test]
fn a_total_without_digits_of_its_own_is_rounded_as_the_lines_are() {
    let scheme = SCHEME.replace("total = 1\n", "");
    let rows = ["甲,,,55%,97,53.35", "乙,,,45%,30.3,13.635"];
    assert_eq!(of_one(&scheme, &rows, "67"), right(&["67"]));
    let told = fuhe::mapping::check::check("one", &scheme)
        .mapping
        .unwrap()
        .told();
    let said: Vec<&str> = told.iter().map(|text| text.zh.as_str()).collect();
    let words = "总分没有另外规定，和各项得分一样四舍五入，保留 1 位小数。";
    assert!(said.contains(&words), "{said:?}");
}

/// Rows that are easily overlooked: after a note, without a name, with a name like a sum; and rows of sums that are none.
#[test]
fn no_row_that_counts_is_overlooked() {
    let rows = [
        "合计差错率,100,95,30%,95,28.5",
        "说明：以下由上级评分,,,,,",
        ",,,40%,90,36",
        "协作,,,30%,80,24",
        "总权重,,,100%,,",
    ];
    assert_eq!(of_one(SCHEME, &rows, "88.5"), right(&["88.5"]));
}

/// 80 ÷ 100 of the target, whatever says that the figures are 万元 or percentages; where one alone says so, it is told.
#[test]
fn figures_are_read_in_their_units() {
    let of = |target: &str, actual: &str| {
        let row = format!("回款额,{target},{actual},60%,80,48");
        of_one(SCHEME, &[&row, "协作,,,40%,90,36"], "84")
    };
    assert_eq!(of("10万", "80000"), right(&["84"]));
    assert_eq!(of("95%", "0.76"), right(&["84"]));
    let (told, totals) = of("95%", "76");
    assert_eq!(
        (told, totals),
        (vec!["C3 X109 root - -".to_owned()], vec!["-".to_owned()])
    );
    let (told, totals) = of("2天", "8小时");
    assert_eq!(
        (told, totals),
        (vec!["B3 X102 root - -".to_owned()], vec!["-".to_owned()])
    );
}

/// The score of 重构完成率 is missing, and formulas took it for 0: 0 × 30 %, and 36 + 24 = 60. What is missing is the mistake.
#[test]
fn what_formulas_make_of_a_missing_score_follows_from_it() {
    let rows = ["重构完成率,100,95,30%,,0", FIRST[1], FIRST[2]];
    let (told, totals) = of_one(SCHEME, &rows, "60");
    let expected = [
        "E3 X101 root - -",
        "F3 A106 follows carried -",
        "F6 A202 follows carried -",
    ];
    assert_eq!(told, expected);
    assert_eq!(totals, ["88.5"]);
}
