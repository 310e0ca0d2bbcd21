//! Drafts from forms on which each person has lines of his own: no list of lines is drafted, but a pattern. The figures
//! were worked by hand; nobody in them is a person.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_types,
    reason = "a test that cannot set its scene may panic, and its cells hold doubles"
)]

mod common;

use common::drafts::{fill, found, rules, said, saved};
use fuhe::draft::{Draft, draft};
use fuhe::extract::Known;
use fuhe::mapping::check::check;
use fuhe::workbook::Workbook;

/// A workbook with a sheet for each form, whose rows are written with commas.
fn workbook(forms: &[&str]) -> Workbook {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (index, form) in forms.iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(format!("表{}", index + 1)).unwrap();
        fill(sheet, 0, form);
    }
    saved(book)
}

/// The draft from some forms, and what an audit by it finds in others.
fn drafted(from: &[&str], audited: &[&str]) -> (Draft, Vec<String>) {
    let draft = draft(&workbook(from), "a").unwrap_or_else(|text| panic!("{}", text.zh));
    let checked = check("drafted", &draft.toml);
    let mapping = checked
        .mapping
        .unwrap_or_else(|| panic!("{:?}\n{}", checked.faults, draft.toml));
    let examination = fuhe::examine(workbook(audited), &mapping, &Known::default());
    (draft, found(&examination))
}

const HEAD: &str =
    "绩效考核表,,,,\n姓名,NAME,考核周期,2026年10月,\n指标,目标值,实际值,权重,上级评分\n";

fn form(name: &str, rows: &str, bonus: &str, total: &str) -> String {
    let head = HEAD.replace("NAME", name);
    format!("{head}{rows}特殊贡献,,,加减分,{bonus}\n绩效考核得分,,,,{total}\n")
}

/// 95 × 60 % + 80 × 40 % = 89; 70 × 50 % + 90 × 50 % + 3 = 83; 80 × 70 % + 100 × 30 % = 86.
fn three() -> [String; 3] {
    [
        form(
            "柏令仪",
            "重构完成率,100,95,0.6,95\n协作,,,0.4,80\n",
            "",
            "89",
        ),
        form(
            "岑望舒",
            "直播场次,20,14,0.5,70\n选品,,,0.5,90\n",
            "3",
            "83",
        ),
        form("邝知微", "签约额,50,40,0.7,80\n复盘,,,0.3,100\n", "", "86"),
    ]
}

#[test]
fn forms_with_other_lines_each_are_audited_by_patterns() {
    let right = three();
    let right = right.each_ref().map(String::as_str);
    let (draft, found) = drafted(&right, &right);
    let toml = &draft.toml;
    assert_eq!(found, Vec::<String>::new(), "{toml}");
    assert_eq!((draft.totals.hits, draft.totals.of), (3, 3), "{toml}");
    assert_eq!(said(&draft, "composition"), ["\"weighted\""], "{toml}");
    assert_eq!(said(&draft, "item")[1], "\"特殊贡献\"", "{toml}");
    let expected = [
        "judged = { allowed = [\"0 - 3\"] }",
        "ratio = {}",
        "judged = {}",
    ];
    assert_eq!(rules(&draft), expected, "{toml}");
    // Somebody else's form next month: 16 of 20 is 80, and 80 × 60 % + 90 × 40 % = 84.
    let next = form("靳从简", "培训场次,20,16,0.6,85\n协作,,,0.4,90\n", "", "87");
    let wrong = form("鲍思齐", "培训场次,20,16,0.6,80\n协作,,,0.4,90\n", "", "88");
    let (_, found) = drafted(&right, &[&next, &wrong]);
    assert_eq!(found, ["A102 E4", "A202 E7"], "{toml}");
}

/// The same lines for all, and other weights for each: 90 × 60 % + 80 × 40 % = 86; × 40 % and 60 %: 84; × 30 % and 70 %: 83.
#[test]
fn forms_with_other_weights_each_are_too() {
    let of = |name: &str, first: &str, second: &str, total: &str| {
        let rows = format!("业绩,,,{first},90\n协作,,,{second},80\n");
        form(name, &rows, "", total)
    };
    let forms = [
        of("柏令仪", "0.6", "0.4", "86"),
        of("岑望舒", "0.4", "0.6", "84"),
        of("邝知微", "0.3", "0.7", "83"),
    ];
    let forms = forms.each_ref().map(String::as_str);
    let (draft, found) = drafted(&forms, &forms);
    assert_eq!(found, Vec::<String>::new(), "{}", draft.toml);
    assert!(draft.toml.contains("[[own-line]]"), "{}", draft.toml);
}

/// What most have in common is the scheme, and a form that lacks a line is a mistake.
#[test]
fn forms_with_the_same_lines_are_not() {
    let rows = "业绩,,,0.6,90\n协作,,,0.4,80\n";
    let mut forms: Vec<String> = ["柏令仪", "岑望舒", "邝知微", "靳从简"]
        .map(|name| form(name, rows, "", "86"))
        .to_vec();
    forms.push(form("鲍思齐", "业绩,,,0.6,90\n", "", "54"));
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    let (draft, found) = drafted(&forms, &forms);
    assert!(!draft.toml.contains("[[own-line]]"), "{}", draft.toml);
    assert_eq!(found[0], "X104 ", "{}", draft.toml);
}

/// 业绩 and 行为 are wholes of their own: 80 × 70 % + 70 × 30 % = 77 tells how much each counts, as do the others:
/// 90 × 70 % + 60 × 30 % = 81, and 60 × 70 % + 100 × 30 % = 72.
#[test]
fn categories_of_a_hundred_percent_each_are_weighed_by_the_totals() {
    let of = |name: &str, first: &str, second: &str, points: [&str; 2], total: &str| {
        let head = HEAD
            .replace("NAME", name)
            .replace("指标,目标值", "类别,指标,目标值");
        let [one, other] = points;
        format!(
            "{head}业绩,{first},,,0.4,{one}\n,{second},,,0.6,{one}\n行为,态度,,,1,{other}\n绩效考核得分,,,,,{total}\n"
        )
    };
    let forms = [
        of("柏令仪", "签约", "回款", ["80", "70"], "77"),
        of("岑望舒", "直播", "选品", ["90", "60"], "81"),
        of("邝知微", "仓配", "盘点", ["60", "100"], "72"),
    ];
    let forms = forms.each_ref().map(String::as_str);
    let (draft, found) = drafted(&forms, &forms);
    assert_eq!(found, Vec::<String>::new(), "{}", draft.toml);
    assert_eq!(
        said(&draft, "weight")[1..],
        ["\"70%\"", "\"30%\""],
        "{}",
        draft.toml
    );
}

/// Of 缺陷数 and 退货数 less is better: 2 of 4 allowed are 100, 8 are 50.
#[test]
fn lines_of_which_less_is_better_are_known_by_name() {
    let forms = [
        form(
            "柏令仪",
            "签约额,100,80,0.5,80\n缺陷数,4,8,0.5,50\n",
            "",
            "65",
        ),
        form(
            "岑望舒",
            "直播场次,20,14,0.5,70\n退货数,4,2,0.5,100\n",
            "",
            "85",
        ),
        form(
            "邝知微",
            "回款额,50,45,0.7,90\n退货数,5,10,0.3,50\n",
            "",
            "78",
        ),
    ];
    let forms = forms.each_ref().map(String::as_str);
    let (draft, found) = drafted(&forms, &forms);
    assert_eq!(found, Vec::<String>::new(), "{}", draft.toml);
    assert_eq!(
        rules(&draft)[1..],
        ["lower-is-better = {}", "ratio = {}", "judged = {}"],
        "{}",
        draft.toml
    );
    assert_eq!(
        said(&draft, "spelled"),
        ["[\"缺陷数\", \"退货数\"]"],
        "{}",
        draft.toml
    );
}

/// `满意度60%` weighs 60 %, and its score is out of 100.
#[test]
fn weights_may_stand_behind_the_items() {
    let forms = [
        form("柏令仪", "满意度60%,,,,95\n协作40%,,,,80\n", "", "89"),
        form("岑望舒", "直播50%,,,,70\n选品50%,,,,90\n", "", "80"),
        form("邝知微", "签约额70%,,,,80\n复盘30%,,,,100\n", "", "86"),
    ];
    let forms = forms.each_ref().map(String::as_str);
    let (draft, found) = drafted(&forms, &forms);
    assert_eq!(found, Vec::<String>::new(), "{}", draft.toml);
    assert_eq!(
        said(&draft, "composition"),
        ["\"weighted\""],
        "{}",
        draft.toml
    );
}

/// What the second form of a sheet tells counts too: only there somebody has 5 points more and the grade A.
#[test]
fn every_form_of_a_sheet_teaches() {
    let of = |name: &str, score: &str, bonus: &str, total: &str, grade: &str| {
        let rows = format!("业绩,,,0.6,{score}\n协作,,,0.4,{score}\n");
        form(name, &rows, bonus, total) + &format!("等级,{grade},,,\n")
    };
    // 80; 85 + 5 = 90; 70; 92.
    let first = of("柏令仪", "80", "", "80", "B") + &of("岑望舒", "85", "5", "90", "A");
    let second = of("邝知微", "70", "", "70", "B") + &of("靳从简", "92", "", "92", "A");
    let (draft, found) = drafted(&[&first, &second], &[&first, &second]);
    // 90 is the least that is seen with an A, and so its edge.
    assert_eq!(found, ["A305 E15"], "{}", draft.toml);
    assert_eq!(
        (draft.totals.hits, draft.totals.of),
        (4, 4),
        "{}",
        draft.toml
    );
    assert!(draft.toml.contains("max = 5"), "{}", draft.toml);
}
