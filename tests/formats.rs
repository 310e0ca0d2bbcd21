//! Units that number formats write: `0"天"` against `0"小时"` is held and never corrected, 万 that a format shows is not
//! multiplied again, and of two percentages the one without a sign is doubted.
//!
//! 处理时长 is worth 60 points where the target or less is needed: 40 of 30 give 60 × 30 ÷ 40 = 45. 销售额 is worth 40:
//! 463,750 of 500,000 give 40 × 0.9275 = 37.1.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_types,
    reason = "a test that cannot set its scene may panic, and its cells hold doubles"
)]

#[path = "common/folder.rs"]
mod folder;

use folder::{Folder, found};
use rust_xlsxwriter::{Format, Workbook};

/// A scheme of one line that is better when low, and one of sales.
fn scheme(item: &str, unit: &str) -> String {
    format!(
        r#"
name = "小方案"
layout = "roster"
[rounding]
line = 1
[[line]]
item = "{item}"
max = 60
{unit}
rule.lower-is-better = {{}}
columns = {{ target = ["时限"], actual = ["时长"], score = ["时长得分"] }}
[[line]]
item = "销售额"
max = 40
rule.ratio = {{}}
columns = {{ target = ["目标销售额"], actual = ["实际销售额"], score = ["销售得分"] }}
"#
    )
}

/// A cell: text, or a number with its format.
#[derive(Clone, Copy)]
enum Cell {
    Text(&'static str),
    Number(f64, &'static str),
}

/// What is found on one person's row, as `code cell`, and the recomputed total.
fn audited(scheme: &str, headers: [&str; 2], cells: [Cell; 6]) -> (Vec<String>, Option<String>) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let [target, actual] = headers;
    let titles = [
        "姓名",
        "时限",
        "时长",
        "时长得分",
        target,
        actual,
        "销售得分",
        "总分",
    ];
    for (column, title) in (0..).zip(titles) {
        sheet.write(0, column, title).unwrap();
    }
    sheet.write(1, 0, "张三").unwrap();
    let points = |cell: Cell| match cell {
        Cell::Number(value, _) => value,
        Cell::Text(_) => panic!("points are numbers here"),
    };
    let total = Cell::Number(points(cells[2]) + points(cells[5]), "0.0");
    for (column, cell) in (1..).zip(cells.into_iter().chain([total])) {
        match cell {
            Cell::Text(text) => sheet.write(1, column, text).unwrap(),
            Cell::Number(value, format) => {
                let format = Format::new().set_num_format(format);
                sheet.write_with_format(1, column, value, &format).unwrap()
            }
        };
    }
    let folder = Folder::bare()
        .file("one.toml", scheme)
        .file("a.xlsx", book.save_to_buffer().unwrap());
    let input = folder.audited("a.xlsx", "one.toml", &[]);
    let total = &input["scorecards"][0]["total"]["recomputed"];
    (found(&input), total.as_str().map(str::to_owned))
}

const POINTS: &str = "0.0";
const SALES: [Cell; 3] = [
    Cell::Number(500_000.0, "0"),
    Cell::Number(463_750.0, "0"),
    Cell::Number(37.1, POINTS),
];
const PLAIN: [&str; 2] = ["目标销售额", "实际销售额"];

fn of_time(target: Cell, actual: Cell) -> (Vec<String>, Option<String>) {
    let points = Cell::Number(45.0, POINTS);
    let cells = [target, actual, points, SALES[0], SALES[1], SALES[2]];
    audited(&scheme("处理时长", ""), PLAIN, cells)
}

#[test]
fn one_unit_of_time_is_read() {
    // 45 + 37.1
    let total = Some("82.1".to_owned());
    for format in ["0\"秒\"", "0\"天\"", "0\"小时\"", "0"] {
        let read = of_time(Cell::Number(30.0, format), Cell::Number(40.0, format));
        assert_eq!(read, (vec![], total.clone()), "{format}");
    }
    // What stands as text is told, and read.
    let texts = |target, actual| of_time(Cell::Text(target), Cell::Text(actual));
    let both = vec!["R101 B2".to_owned(), "R101 C2".to_owned()];
    assert_eq!(texts("30秒", "40秒"), (both.clone(), total.clone()));
    assert_eq!(texts("30分钟", "40分钟"), (both, total.clone()));
    let one = vec!["R101 B2".to_owned()];
    let bare = of_time(Cell::Text("30秒"), Cell::Number(40.0, "0"));
    assert_eq!(bare, (one, total));
}

#[test]
fn two_units_of_time_are_held() {
    let held = |cell: &str| (vec![format!("X102 {cell}")], None);
    for (target, actual, cell) in [
        ((24.0, "0\"小时\""), (1.5, "0.0\"天\""), "C2"),
        ((100.0, "0\"小时\""), (5_400.0, "0\"分钟\""), "C2"),
        ((60.0, "0\"秒\""), (0.0005, "h:mm:ss"), "B2"),
        // 0:40 beside 30: of seconds, or of minutes?
        ((30.0, "0"), (40.0 / 86_400.0, "mm:ss"), "C2"),
        ((30.0, "0"), (40.0 / 86_400.0, "[ss]"), "C2"),
    ] {
        let read = of_time(
            Cell::Number(target.0, target.1),
            Cell::Number(actual.0, actual.1),
        );
        assert_eq!(read, held(cell), "{target:?} {actual:?}");
    }
}

#[test]
fn of_two_percentages_the_one_without_its_sign_is_doubted() {
    let read = |target, actual, points| {
        let cells = [
            target,
            actual,
            Cell::Number(points, POINTS),
            SALES[0],
            SALES[1],
            SALES[2],
        ];
        audited(&scheme("纠纷率", "unit = \"percent\""), PLAIN, cells)
    };
    let doubted = |cell: &str| (vec![format!("X109 {cell}")], None);
    let shown = Cell::Number(0.005, "0.0%");
    // 60 × 0.5 ÷ 0.6 = 50; 0.5 of 0.5 is all.
    assert_eq!(
        read(shown, Cell::Number(0.6, "General"), 50.0),
        doubted("C2")
    );
    assert_eq!(
        read(shown, Cell::Number(0.5, "General"), 60.0),
        doubted("C2")
    );
    let bare = Cell::Number(0.5, "General");
    assert_eq!(read(bare, Cell::Number(0.006, "0.0%"), 50.0), doubted("B2"));
    // Where both show their signs, 60 × 0.5 ÷ 50 = 0.6 is what the rule gives.
    let (found, total) = read(shown, Cell::Number(0.5, "0.0%"), 0.6);
    assert_eq!((found, total.as_deref()), (vec![], Some("37.7")));
}

/// 463,750 that show as 46.4万 under 实际销售额（万元） are 463,750.
#[test]
fn what_a_format_shows_in_wan_is_not_multiplied() {
    let headers = ["目标销售额（万元）", "实际销售额（万元）"];
    for format in ["0!.0,", "0!.0,\"万\"", "0!.0000", "0\\.0000\"万元\""] {
        let sales = [
            Cell::Number(500_000.0, format),
            Cell::Number(463_750.0, format),
            SALES[2],
        ];
        let [target, actual, points] = sales;
        let time = [
            Cell::Number(30.0, "0"),
            Cell::Number(40.0, "0"),
            Cell::Number(45.0, POINTS),
        ];
        let cells = [time[0], time[1], time[2], target, actual, points];
        let read = audited(&scheme("处理时长", ""), headers, cells);
        assert_eq!(read, (vec![], Some("82.1".to_owned())), "{format}");
    }
    // Under the same header, what holds 46.375 holds 万.
    let sales = [
        Cell::Number(50.0, "0.0000"),
        Cell::Number(46.375, "0.0000"),
        SALES[2],
    ];
    let time = [
        Cell::Number(30.0, "0"),
        Cell::Number(40.0, "0"),
        Cell::Number(45.0, POINTS),
    ];
    let cells = [time[0], time[1], time[2], sales[0], sales[1], sales[2]];
    let read = audited(&scheme("处理时长", ""), headers, cells);
    assert_eq!(read, (vec![], Some("82.1".to_owned())));
}
