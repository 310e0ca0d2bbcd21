//! Drafts from forms: raters with weights in their headers, points beside the full marks, caps that nobody reached.
//! Every expectation was worked by hand from the few rows of the test.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_types,
    reason = "a test that cannot set its scene may panic, and its cells hold doubles"
)]

mod common;

use common::drafts::{audited, drafted, fill, found, rules, said};
use fuhe::draft::{SETTLE, draft};
use fuhe::read::{Limits, read};
use fuhe::workbook::Source;
use rust_xlsxwriter::{Format, Workbook};

/// (80 × 30% + 90 × 70%) × 20% = 17.4; (70 × 30% + 60 × 70%) × 50% = 31.5; (90 × 30% + 80 × 70%) × 30% = 24.9.
#[test]
fn weights_of_raters_stand_in_their_headers() {
    let csv = "员工考核表,,,,,\n姓名,柏令仪,部门,前厅部,考核期间,2026年10月\n序号,考核项目,分值,自评（30%）,上级评分（70%）,得分\n\
               1,专业知识,20,80,90,17.4\n2,工作质量,50,70,60,31.5\n3,团队合作,30,90,80,24.9\n合计,,100,,,73.8\n";
    let draft = drafted(csv);
    let weights = "raters = { weights = { \"自评\" = \"30%\", \"上级评分\" = \"70%\" }, absent = \"spread\" }";
    assert_eq!(rules(&draft), [weights; 3], "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 10 × 30% + 6 × 70% = 7.2 of 10: each rater scores out of the line's own full marks, which no rule of raters does.
#[test]
fn raters_who_score_out_of_the_full_marks_are_not_claimed() {
    let csv = "员工考核表,,,,,\n姓名,柏令仪,部门,前厅部,考核期间,2026年10月\n序号,考核项目,分值,自评（30%）,上级评分（70%）,得分\n\
               1,专业知识,10,10,6,7.2\n2,工作质量,60,50,40,43\n3,团队合作,30,20,30,27\n合计,,100,,,77.2\n等级,C,绩效系数,0.8,绩效工资,1600\n绩效工资基数,2000,,,,\n";
    let draft = drafted(csv);
    assert!(
        rules(&draft).iter().all(|rule| rule.starts_with("judged")),
        "{}",
        draft.toml
    );
    assert!(draft.toml.contains("按这一项的分值打分"), "{}", draft.toml);
    assert!(
        draft
            .toml
            .contains("没有用上的列（不会复核）：自评、上级评分"),
        "{}",
        draft.toml
    );
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
    // The total stands below 得分 and has its grade: 2000 × 0.8 = 1600.
    assert_eq!(said(&draft, "coefficient")[1..], ["0.8"], "{}", draft.toml);
    assert!(
        draft.toml.contains("by = \"base-coefficient\""),
        "{}",
        draft.toml
    );
}

/// 加分项 and 减分项 stand beside the 100 points, whichever sign they have; at most 5 in words.
#[test]
fn bonus_and_penalty_rows_stand_beside_the_full_marks() {
    let csv = "班组长考核表,,,,\n姓名,柏令仪,考核月份,2026年10月,\n序号,考核项目,标准分,评分标准,得分\n1,6S管理,60,上级评价,50\n2,工作态度,40,上级评价,36\n\
               ,加分项,,合理化建议采纳，最高5分,3\n,减分项,,违纪通报,-2\n合计得分,,,,87\n";
    let draft = drafted(csv);
    let aside = draft.toml.matches("outside = true").count();
    assert_eq!(aside, 2, "{}", draft.toml);
    assert!(
        rules(&draft).contains(&"judged = { allowed = [\"0 - 5\"] }".to_owned()),
        "{}",
        draft.toml
    );
    assert!(
        rules(&draft).contains(&"judged = { allowed = [\"-2 - 0\"] }".to_owned()),
        "{}",
        draft.toml
    );
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 50 × 104% = 52: that more than full marks can be earned is told, where it ends is not.
#[test]
fn a_cap_that_nobody_reached_is_to_be_settled() {
    let csv = "工号,姓名,目标,实际,得分（50分）,态度（50分）,总分\nA1,柏令仪,100,104,52,40,92\nA2,费书白,100,90,45,40,85\n\
               A3,廉景行,100,80,40,41,81\nA4,岑望舒,100,102,51,42,93\n";
    let draft = drafted(csv);
    let rule = draft.toml.lines().find(|line| line.contains("cap = "));
    let rule = rule.unwrap_or_else(|| panic!("{}", draft.toml));
    assert!(
        rule.contains(SETTLE) && rule.contains("没有人超过封顶"),
        "{rule}"
    );
}

/// 次数 and 扣分 without points: they are named, and that no rule says them.
#[test]
fn columns_of_losses_without_points_are_named() {
    let csv = "工号,姓名,部门,迟到（2分/次）,,投诉（5分/次）,,加分,最终得分\n,,,次数,扣分,次数,扣分,,\n\
               A1,柏令仪,工程部,2,4,0,0,1,97\nA2,费书白,工程部,0,0,1,5,0,95\nA3,廉景行,保洁部,1,2,1,5,2,95\n";
    let draft = drafted(csv);
    let doubt = draft
        .toml
        .lines()
        .find(|line| line.contains("只有扣分、没有得分"));
    assert!(
        doubt.is_some_and(|line| line.contains("「迟到」「投诉」")),
        "{}",
        draft.toml
    );
    assert!(
        draft
            .toml
            .contains("迟到/次数、迟到/扣分、投诉/次数、投诉/扣分"),
        "{}",
        draft.toml
    );
    assert!(
        draft.toml.contains("3 人里有 0 人的总分对得上"),
        "{}",
        draft.toml
    );
}

/// 100 × 1.5 ÷ 1.4 = 107.1: lower is better and passes full marks. 完成率 is 1.5 ÷ 1.4 there, which no rule compares.
#[test]
fn less_may_earn_more_than_full_marks() {
    let csv = "季度考核表,,,,,,\n姓名,柏令仪,部门,个金部,考核期,2026年第3季度,\n序号,考核指标,权重,目标值,实际值,完成率,得分\n\
               1,不良贷款率,0.4,1.5,1.4,1.0714,107.1\n2,存款增量,0.6,200,196,0.98,98\n合计,,1,,,,101.64\n";
    let draft = drafted(csv);
    assert_eq!(
        rules(&draft),
        ["lower-is-better = { cap = \"110%\" }", "ratio = {}"],
        "{}",
        draft.toml
    );
    assert_eq!(said(&draft, "attainment"), ["[]"], "{}", draft.toml);
    assert!(
        draft.toml.contains("「完成率」是 目标 ÷ 实际"),
        "{}",
        draft.toml
    );
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 95.3 × 15% = 14.295, kept as 14.30; 87.7 × 85% = 74.545, kept as 74.55: they add up to 88.85, the whole to 88.84.
#[test]
fn weighted_points_are_taken_where_the_total_adds_them() {
    let csv = "月度考核表,,,,\n姓名,柏令仪,部门,采购部,\n序号,考核指标,权重,得分,加权得分\n\
               1,到货及时率,0.15,95.3,14.3\n2,采购质量,0.85,87.7,74.55\n合计,,1,,88.85\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "weighted"),
        ["2", "[\"加权得分\"]"],
        "{}",
        draft.toml
    );
    assert_eq!(said(&draft, "score"), ["[\"得分\"]"], "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// A rule in words that one form bears out and the others do not is taken back: 30 - 2 × 5 is 20 for the first alone.
#[test]
fn a_rule_that_most_people_contradict_is_taken_back() {
    let form = |name: &str, count: &str, points: &str, total: &str| {
        format!(
            "店员考核表,,,,\n姓名,{name},岗位,店员,\n考核指标,满分,评分标准,次数,得分\n迟到,30,扣5分/次,{count},{points}\n服务态度,70,上级评价,,60\n合计,100,,,{total}\n,,,,\n"
        )
    };
    let csv = [
        form("柏令仪", "2", "20", "80"),
        form("费书白", "1", "10", "70"),
        form("廉景行", "3", "25", "85"),
        form("岑望舒", "4", "5", "65"),
    ];
    let csv = csv.concat();
    let draft = drafted(&csv);
    assert!(rules(&draft)[0].starts_with("judged"), "{}", draft.toml);
    assert!(
        draft.toml.contains("4 人里只有 1 人合得上"),
        "{}",
        draft.toml
    );
    assert!(
        draft.toml.contains("4 人里有 4 人的总分对得上"),
        "{}",
        draft.toml
    );
}

/// 90.5 × 35% = 31.675, which stands as 31.68: weighted points are rounded to two digits, and 37.2 + 31.68 + 24.5 = 93.38.
#[test]
fn weighted_points_beside_the_scores_are_claimed_where_they_are_their_product() {
    let csv = "月度考核表,,,,,,\n姓名,柏令仪,部门,前厅部,考核期间,2026年10月,\n指标,权重,目标,实际,得分,加权得分,备注\n\
               销售额,40%,100,93,93,37.2,\n回款额,35%,200,181,90.5,31.68,\n拜访量,25%,50,49,98,24.5,\n合计,100%,,,,93.38,\n";
    let draft = drafted(csv);
    let has = |line: &str| draft.toml.lines().any(|one| one.starts_with(line));
    assert!(has("composition = \"weighted\""), "{}", draft.toml);
    assert!(has("weighted = [\"加权得分\"]"), "{}", draft.toml);
    assert!(has("weighted = 2"), "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
    // Half of them are something else: they are left alone, and said to be.
    let other = csv.replace("37.2", "40").replace("31.68", "30");
    let draft = drafted(&other);
    assert!(
        !draft.toml.contains("weighted = [\"加权得分\"]"),
        "{}",
        draft.toml
    );
}

/// 10 × 2% ÷ 2.5% = 8; sub-tables repeat their header, and what only takes points stands beside the full marks.
#[test]
fn sub_tables_with_their_own_headers_are_one_form() {
    let csv = "店长考核表,,,,,\n姓名,柏令仪,职务,店长,,\n一、定量指标,,,,,\n序号,考核指标,分值,目标,实际,得分\n1,营业额,60,100,90,54\n\
               2,损耗率,10,2%,2.5%,8\n小计,,70,,,62\n二、定性指标,,,,,\n序号,考核指标,分值,目标,实际,得分\n1,陈列标准,30,,,26\n\
               小计,,30,,,26\n三、加减分,,,,,\n1,重大投诉,,,1,-5\n总分,,100,,,83\n";
    let draft = drafted(csv);
    let items = ["营业额", "损耗率", "陈列标准", "重大投诉"].map(|item| format!("\"{item}\""));
    assert_eq!(said(&draft, "item")[1..], items, "{}", draft.toml);
    let rules = rules(&draft);
    assert_eq!(rules[0], "ratio = {}");
    assert_eq!(rules[1], "lower-is-better = {}");
    assert_eq!(rules[3], "judged = { allowed = [\"-5 - 0\"] }");
    assert!(draft.toml.contains("outside = true"), "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 姓名：柏令仪 over three columns is nobody's group of columns.
#[test]
fn labels_merged_over_the_header_are_no_groups() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    for (first, last, text) in [(0, 2, "姓    名：柏令仪"), (3, 5, "评估周期： 2026年8月")]
    {
        sheet.merge_range(0, first, 0, last, text, &plain).unwrap();
    }
    let rows = "阶段,目标,权重,目标值,完成值,得分\n产品,上线版本数,40%,10,8,80\n运营,日活跃用户,30%,100,90,90\n\
                运营,新增用户,30%,50,35,70\n,评分总和,,,,80";
    fill(sheet, 1, rows);
    let source = Source {
        name: "a.xlsx".to_owned(),
        bytes: book.save_to_buffer().unwrap().into(),
    };
    let workbook = read(&source, &Limits::default()).unwrap();
    let draft = draft(&workbook, "a").unwrap();
    assert_eq!(said(&draft, "item")[0], "[\"目标\"]", "{}", draft.toml);
    assert_eq!(said(&draft, "score")[0], "[\"得分\"]", "{}", draft.toml);
    assert_eq!(
        (draft.totals.hits, draft.totals.of),
        (1, 1),
        "{}",
        draft.toml
    );
}

/// One form with a column of rules in words: item, full marks, target, actual, words, points.
fn worded(rows: &str, total: &str) -> String {
    format!(
        "门店员工考核表,,,,,\n姓名,柏令仪,部门,门店部,月份,2026年10月\n考核项目,分值,目标,实际,评分标准,得分\n{rows}\n合计,100,,,,{total}\n"
    )
}

/// 20 - 2 × 3 = 14; 20 - 4 × (2 - 1) = 16; 20 - 2 = 18; 20 - 5 × 2 = 10; 20 - 5 = 15; together 73. 10 ÷ 2 = 5 times are
/// the most that count of the first; 3 × 4 = 12 and on to 20 of the second; the fourth is lost from 3 times on.
#[test]
fn limits_in_words_are_steps_and_what_no_rule_says_is_quoted() {
    let draft = drafted(&worded(
        "考勤,20,,3,每次扣2分，最多扣10分,14\n投诉,20,,2,首次不扣分，第二次起每次扣4分,16\n\
         差错,20,,1,一般差错每次扣2分，重大差错每次扣10分,18\n卫生,20,,2,每次扣5分，累计3次及以上本项0分,10\n\
         培训,20,,1,缺席1次扣5分，缺席2次以上不得分,15",
        "73",
    ));
    let steps = |table: &str| format!("steps = {{ table = [{table}] }}");
    let own = rules(&draft);
    assert_eq!(own[0], steps("[1, 2], [2, 4], [3, 6], [4, 8], [5, 10]"));
    assert_eq!(own[1], steps("[2, 4], [3, 8], [4, 12], [5, 16], [6, 20]"));
    assert_eq!(own[3], steps("[1, 5], [2, 10], [3, 20]"));
    assert_eq!(own[4], steps("[1, 5], [2, 20]"));
    let quoted = "表上写着「一般差错每次扣2分，重大差错每次扣10分」";
    let quoted =
        [quoted, &quoted.replace("表上写着", "表上还写着")].map(|words| draft.toml.contains(words));
    assert!(quoted.contains(&true), "{}", draft.toml);
    assert!(
        draft.toml.contains("待确认：「以上」按含本数算"),
        "{}",
        draft.toml
    );
}

/// In October 50 × 95 ÷ 100 = 47.5, 20 - 3 = 17, all of 30. In November 115 % of 50 are 57.5 (at most 120 %), 4 times are
/// more than 3, 80 of 100 is not reached: 57.5 + 0 + 0.
#[test]
fn what_words_say_holds_next_month() {
    let words = [
        "按完成率计分，完成率低于60%不得分，最高120%",
        "每次扣3分，超过3次该项不得分",
        "完成目标得满分，未完成目标不得分",
    ];
    let month = |figures: [&str; 3], points: [&str; 3], total: &str| {
        let items = ["产量,50,100", "迟到,20,0", "签约额,30,100"];
        let rows: Vec<String> = (0..3)
            .map(|at| format!("{},{},{},{}", items[at], figures[at], words[at], points[at]))
            .collect();
        worded(&rows.join("\n"), total)
    };
    let draft = drafted(&month(["95", "1", "120"], ["47.5", "17", "30"], "94.5"));
    let told = [
        "ratio = { none-below = \"60%\", cap = \"120%\" }",
        "steps = { table = [[1, 3], [2, 6], [3, 9], [4, 20]] }",
        "all-or-less = { per = true, at-least = 1, less = 30 }",
    ];
    assert_eq!(rules(&draft), told, "{}", draft.toml);
    let next = month(["115", "4", "80"], ["57.5", "0", "0"], "57.5");
    assert!(found(&audited(&next, &draft)).is_empty(), "{}", draft.toml);
}

/// 92 % lie in 90 % - 95 %: 80 % of 30 are 24. 每低1%扣2分 tells no unit that may be begun, and nobody fell short: the
/// words are quoted, and no share of the target is guessed against them.
#[test]
fn bands_stand_in_words_and_nothing_is_guessed_against_them() {
    let draft = drafted(&worded(
        "到货及时率,30,95%,92%,≥95%得满分，90%-95%得80%，<90%不得分,24\n检验及时率,70,98%,99%,目标98%，每低1%扣2分,70",
        "94",
    ));
    let bands = "bands = { bands = [{ range = \"[95%, )\", points = 30 }, { range = \"[90%, 95%)\", points = 24 }, { range = \"(, 90%)\", points = 0 }] }";
    assert_eq!(rules(&draft), [bands, "judged = {}"], "{}", draft.toml);
    assert!(
        draft.toml.contains("表上写着「每低1%扣2分」"),
        "{}",
        draft.toml
    );
}

/// The chief gives 45 of 40: most rows of the line have more than the sheet states, which is no mistake of every form.
#[test]
fn full_marks_that_points_pass_are_not_called_wrong() {
    let csv = worded(
        "产量,40,,,班长评分,45\n质量,60,0,2,每次扣5分，扣完为止,50",
        "95",
    );
    let draft = drafted(&csv);
    assert!(draft.toml.contains("\nmax = []\n"), "{}", draft.toml);
    assert!(draft.toml.contains("超过「分值」"), "{}", draft.toml);
    assert!(found(&audited(&csv, &draft)).is_empty(), "{}", draft.toml);
}
