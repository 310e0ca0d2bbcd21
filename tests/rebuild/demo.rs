//! A small scorecard workbook with marks and report sheets, built by hand.

use fuhe::markup::*;
use fuhe::number::Decimal;
use fuhe::workbook::{
    Alignment, Border, Cell, CellRange, CellRef, Font, Format, Formula, Geometry, Horizontal,
    Merges, Row, Sheet, Source, Span, Spans, Style, Value, Vertical, Visibility, Workbook,
};

pub fn dec(digits: &str) -> Decimal {
    digits.parse().unwrap()
}

pub fn at(cell: &str) -> CellRef {
    cell.parse().unwrap()
}

pub fn range(cells: &str) -> CellRange {
    cells.parse().unwrap()
}

pub fn text(words: &str) -> Value {
    Value::Text(words.into())
}

pub fn cell(column: u32, style: u32, value: Value) -> Cell {
    Cell {
        column,
        style,
        value,
    }
}

pub fn source(name: &str) -> Source {
    Source {
        name: name.into(),
        bytes: Default::default(),
    }
}

pub fn sheet(name: &str) -> Sheet {
    Sheet {
        name: name.into(),
        ..Sheet::default()
    }
}

pub fn workbook(format: Format, sheets: Vec<Sheet>) -> Workbook {
    Workbook {
        format,
        sheets,
        styles: vec![Style::default()],
        notices: vec![],
    }
}

pub fn body(content: Content) -> ReportCell {
    ReportCell {
        content,
        look: Look::default(),
    }
}

fn as_role(role: Role, words: &str) -> ReportCell {
    ReportCell {
        content: Content::Text(words.into()),
        look: Look {
            role,
            ..Look::default()
        },
    }
}

fn words(words: &str) -> ReportCell {
    body(Content::Text(words.into()))
}

fn wrapped(words: &str) -> ReportCell {
    let mut cell = self::words(words);
    cell.look.wrap = true;
    cell
}

fn figure(figure: Figure, digits: &str) -> ReportCell {
    ReportCell {
        content: Content::Number(dec(digits)),
        look: Look {
            figure,
            ..Look::default()
        },
    }
}

fn formula(figure: Figure, role: Role, text: &str, digits: &str) -> ReportCell {
    ReportCell {
        content: Content::Formula {
            text: text.into(),
            result: FormulaResult::Number(dec(digits)),
        },
        look: Look {
            figure,
            role,
            ..Look::default()
        },
    }
}

fn toned(mut cell: ReportCell, tone: Tone) -> ReportCell {
    cell.look.tone = Some(tone);
    cell
}

fn centered(mut cell: ReportCell) -> ReportCell {
    cell.look.centered = true;
    cell
}

fn row(cells: Vec<ReportCell>) -> ReportRow {
    ReportRow {
        height: None,
        cells,
    }
}

fn styles() -> Vec<Style> {
    let thin = Some(Border {
        line: 1,
        color: None,
    });
    let double = Some(Border {
        line: 6,
        color: Some(0x40_40_40),
    });
    let song = Font {
        name: "宋体".into(),
        size: 1_100,
        ..Font::default()
    };
    let middle = Alignment {
        horizontal: Horizontal::Center,
        vertical: Vertical::Center,
        wrap: false,
    };
    let plain = Style {
        font: song.clone(),
        alignment: Alignment {
            vertical: Vertical::Center,
            ..Alignment::default()
        },
        ..Style::default()
    };
    let title = Style {
        font: Font {
            name: "黑体".into(),
            size: 1_800,
            bold: true,
            ..Font::default()
        },
        alignment: middle,
        borders: [None, None, None, double],
        ..Style::default()
    };
    let header = Style {
        font: Font {
            bold: true,
            ..song.clone()
        },
        fill: Some(0xD9_E1_F2),
        borders: [thin; 4],
        alignment: middle,
        ..Style::default()
    };
    let framed = Style {
        font: Font {
            size: 1_050,
            ..song.clone()
        },
        borders: [thin; 4],
        alignment: Alignment {
            vertical: Vertical::Center,
            ..Alignment::default()
        },
        ..Style::default()
    };
    let score = Style {
        number_format: "0.00".into(),
        ..framed.clone()
    };
    let percent = Style {
        number_format: "0.0%".into(),
        ..framed.clone()
    };
    vec![plain, title, header, framed, score, percent]
}

fn scorecard() -> Sheet {
    let (title, header, framed, score, percent) = (1, 2, 3, 4, 5);
    let mut rows = vec![Row {
        index: 0,
        cells: (0..6)
            .map(|c| match c {
                0 => cell(0, title, text("2026年10月绩效考核表")),
                _ => cell(c, title, Value::Empty),
            })
            .collect(),
    }];
    for (index, names) in [
        (1, ["工号", "姓名", "完成率", "得分", "", "合计"]),
        (2, ["", "", "", "销售额", "回款", ""]),
    ] {
        rows.push(Row {
            index,
            cells: names
                .iter()
                .zip(0..)
                .map(|(name, c)| {
                    let value = match *name {
                        "" => Value::Empty,
                        name => text(name),
                    };
                    cell(c, header, value)
                })
                .collect(),
        });
    }
    let people = [
        (
            "E001",
            "张敏",
            "0.92",
            "18.4",
            "75",
            Value::Number(dec("93.4")),
        ),
        (
            "E002",
            "=cmd|' /C calc'!A0",
            "1.05",
            "20",
            "70.5",
            Value::Error("#DIV/0!".into()),
        ),
        (
            "E003",
            "王小明",
            "0.875",
            "17.5",
            "66",
            Value::Number(dec("83.5")),
        ),
    ];
    let mut formulas = std::collections::BTreeMap::new();
    for (index, (id, name, rate, sales, cash, total)) in (3..).zip(people) {
        if !matches!(total, Value::Error(_)) {
            let line = index + 1;
            formulas.insert(
                CellRef::new(index, 5),
                Formula {
                    text: format!("SUM(D{line}:E{line})"),
                    has_value: true,
                },
            );
        }
        rows.push(Row {
            index,
            cells: vec![
                cell(0, framed, text(id)),
                cell(1, framed, text(name)),
                cell(2, percent, Value::Number(dec(rate))),
                cell(3, score, Value::Number(dec(sales))),
                cell(4, score, Value::Number(dec(cash))),
                cell(5, score, total),
            ],
        });
    }
    Sheet {
        name: "10月".into(),
        rows,
        formulas,
        merges: Merges::new(
            ["A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3"]
                .map(range)
                .to_vec(),
        ),
        hidden_rows: Spans::new(vec![Span { first: 7, last: 7 }]),
        geometry: Geometry {
            column_widths: vec![(Span { first: 1, last: 1 }, 1_257)],
            row_heights: [(0, 3_000)].into(),
            frozen: Some(at("C4")),
            autofilter: Some(range("A3:F6")),
        },
        ..Sheet::default()
    }
}

fn marks() -> SheetMarks<'static> {
    let added =
        |row: u32, score: &str, difference: &str, verdict: &str, tone, why: &str| AddedRow {
            row,
            cells: vec![
                figure(Figure::Digits(2), score),
                figure(Figure::Digits(2), difference),
                toned(centered(words(verdict)), tone),
                words(why),
            ],
        };
    SheetMarks {
        sheet: 0,
        annotations: vec![
            Annotation {
                cell: at("D4"),
                tone: Tone::Error,
                note: "填报：18.4\n复核：18.6\n差异：+0.2\n算法：销售额完成率 93% × 20 分 = 18.6 分\n可能原因：完成率 92.96% 先舍去为 92%，再乘以满分 20 分（截断，未四舍五入）\n依据：《销售岗绩效考核办法》第七条，满分 20 分，参数见「参数」表".into(),
            },
            Annotation {
                cell: at("F4"),
                tone: Tone::Consequence,
                note: "随「销售额」得分更正：93.4 → 93.6".into(),
            },
            Annotation {
                cell: at("F5"),
                tone: Tone::Held,
                note: "错误值 #DIV/0!，复核合计 90.5".into(),
            },
            Annotation {
                cell: at("H9"),
                tone: Tone::Warning,
                note: String::new(),
            },
        ],
        columns: vec![AddedColumns {
            left: 6,
            header: (1, 2),
            look_of: at("F3"),
            titles: vec![
                ("复核得分".into(), 10),
                ("差异".into(), 8),
                ("复核结果".into(), 10),
                ("复核说明".into(), 44),
            ],
            rows: [
                added(3, "93.6", "0.2", "有误", Tone::Error, "销售额得分应为 18.6（填报 18.4）"),
                added(4, "90.5", "0", "待核", Tone::Held, "合计为错误值 #DIV/0!"),
                added(5, "83.5", "0", "无误", Tone::Good, ""),
            ]
            .into_iter()
            .collect(),
            filter: Some(range("A3:J5")),
        }],
        values: Vec::new(),
    }
}

fn overview() -> ReportSheet<'static> {
    let blank = || ReportCell {
        content: Content::Blank,
        look: Look {
            role: Role::Plain,
            ..Look::default()
        },
    };
    let tile = |label: &str| as_role(Role::Label, label);
    let big = |digits: &str, kind: Figure, tone| {
        let mut cell = toned(figure(kind, digits), tone);
        cell.look.role = Role::Figure;
        cell
    };
    let mut rows = vec![
        row(vec![as_role(Role::Title, "绩效考核复核概览")]),
        row(vec![as_role(
            Role::Small,
            "10月考核.xls · 方案：标准 · 考核期 2026-10 · fuhe 0.1.0",
        )]),
        row(vec![]),
        row(vec![
            tile("考核人数"),
            blank(),
            tile("有误人数"),
            blank(),
            tile("应发差额（元）"),
        ]),
        row(vec![
            big("3", Figure::Integer, Tone::Info),
            blank(),
            big("1", Figure::Integer, Tone::Error),
            blank(),
            big("-1234.5", Figure::Money, Tone::Warning),
        ]),
        row(vec![]),
        row(vec![as_role(Role::Subtitle, "各类差异")]),
        row(vec![
            as_role(Role::Heading, "差异"),
            as_role(Role::Heading, "条数"),
            as_role(Role::Heading, "占比"),
        ]),
    ];
    for (name, count, share) in [
        ("得分有误", "4", "0.4"),
        ("合计有误", "3", "0.3"),
        ("绩效工资有误", "2", "0.275"),
        ("缺少必填值", "1", "0.025"),
    ] {
        rows.push(row(vec![
            words(name),
            figure(Figure::Integer, count),
            figure(Figure::Percent, share),
        ]));
    }
    rows.push(row(vec![]));
    rows.push(row(vec![as_role(Role::Subtitle, "未读取的内容")]));
    let mut long = as_role(
        Role::Plain,
        "「附表」是图表页，未读取。有 2 个单元格的公式从未计算过，已按规则重新计算；请在 Excel 中打开原件并保存一次，以便公式取得结果。本说明很长，用来检查合并单元格中自动换行的文字是否完整显示，不被截断。",
    );
    long.look.wrap = true;
    rows.push(row(vec![long]));
    ReportSheet {
        name: "复核概览".into(),
        tab: Some(0x3B_4F_66),
        widths: vec![18, 10, 18, 10, 22, 12, 12, 12],
        merges: vec![range("A1:H1"), range("A2:H2"), range("A15:H15")],
        rows,
        charts: vec![
            Chart {
                kind: ChartKind::Bar,
                title: "各类差异（条）".into(),
                categories: range("A9:A12"),
                series: vec![("条数".into(), range("B9:B12"), 0xC9_5A_5A)],
                at: at("A17"),
                size: (460, 260),
            },
            Chart {
                kind: ChartKind::Column,
                title: "复核前后".into(),
                categories: range("A9:A12"),
                series: vec![
                    ("填报".into(), range("B9:B12"), 0x9A_A8_B8),
                    ("复核".into(), range("C9:C12"), 0x3B_7A_B5),
                ],
                at: at("E17"),
                size: (420, 260),
            },
        ],
        ..ReportSheet::default()
    }
}

fn findings() -> ReportSheet<'static> {
    let headings = ["级别", "编号", "工号", "姓名", "位置", "说明", "说明", ""];
    let finding =
        |level: &str, tone, code: &str, id: &str, name: &str, cell: &str, why: &str, note: &str| {
            row(vec![
                toned(centered(words(level)), tone),
                words(code),
                words(id),
                words(name),
                body(Content::Link {
                    text: format!("10月!{cell}"),
                    to: LinkTarget::Source(0, at(cell)),
                }),
                wrapped(why),
                wrapped(note),
                words(""),
            ])
        };
    ReportSheet {
        name: "差异清单".into(),
        tab: Some(0xC9_5A_5A),
        widths: vec![8, 8, 10, 12, 12, 46, 30, 8],
        rows: vec![
            row(headings.iter().map(|h| as_role(Role::Heading, h)).collect()),
            finding(
                "错误",
                Tone::Error,
                "A102",
                "E001",
                "张敏",
                "D4",
                "销售额完成率得分应为 18.6，填报 18.4，差 0.2 分；完成率 92.96% 先舍去为 92% 再乘以满分 20 分",
                "先取整后计算",
            ),
            finding(
                "错误",
                Tone::Held,
                "R102",
                "E002",
                "=cmd|' /C calc'!A0",
                "F5",
                "合计是错误值 #DIV/0!",
                "修正公式",
            ),
        ],
        tables: vec![Table {
            name: "差异".into(),
            range: range("A1:H3"),
        }],
        frozen: Some(at("A2")),
        print: Print {
            landscape: true,
            repeat_rows: Some((0, 0)),
        },
        ..ReportSheet::default()
    }
}

fn payout() -> ReportSheet<'static> {
    let headings = [
        "序号",
        "工号",
        "姓名",
        "部门",
        "岗位",
        "考核期",
        "填报总分",
        "复核总分",
        "差异",
        "等级",
        "系数",
        "基数（基本工资）",
        "绩效比例",
        "填报绩效工资",
        "应发绩效工资",
        "差额",
        "状态",
        "签字",
    ];
    let mut rows = vec![
        row(vec![as_role(Role::Title, "2026年10月绩效工资汇总")]),
        row(vec![as_role(Role::Small, "金额单位：元")]),
        row(headings.iter().map(|h| as_role(Role::Heading, h)).collect()),
        row(vec![]),
    ];
    rows.remove(3);
    rows.insert(2, row(vec![]));
    let people = [
        (
            "E001",
            "张敏",
            "93.4",
            "93.6",
            "0.2",
            "1494.4",
            "1497.6",
            "3.2",
            "已更正",
            Tone::Warning,
        ),
        (
            "E002",
            "李强",
            "90.5",
            "90.5",
            "0",
            "1448",
            "1448",
            "0",
            "待核",
            Tone::Held,
        ),
        (
            "E003",
            "王小明",
            "83.5",
            "83.5",
            "0",
            "1336",
            "1336",
            "0",
            "可发",
            Tone::Good,
        ),
    ];
    for (number, (id, name, before, after, difference, reported, due, delta, status, tone)) in
        (1..).zip(people)
    {
        let line = number + 4;
        rows.push(row(vec![
            figure(Figure::Integer, &number.to_string()),
            words(id),
            words(name),
            words("销售一部"),
            wrapped("华东大区重点客户经理（渠道）"),
            words("2026-10"),
            figure(Figure::Digits(2), before),
            figure(Figure::Digits(2), after),
            formula(
                Figure::Digits(2),
                Role::Body,
                &format!("H{line}-G{line}"),
                difference,
            ),
            centered(words("A")),
            figure(Figure::Digits(1), "1"),
            figure(Figure::Money, "8000"),
            figure(Figure::Percent, "0.2"),
            figure(Figure::Money, reported),
            formula(
                Figure::Money,
                Role::Body,
                &format!("ROUND(L{line}*M{line}*H{line}/100,2)"),
                due,
            ),
            formula(
                Figure::Money,
                Role::Body,
                &format!("O{line}-N{line}"),
                delta,
            ),
            toned(centered(words(status)), tone),
            words(""),
        ]));
    }
    let mut total: Vec<ReportCell> = (0..18).map(|_| as_role(Role::Total, "")).collect();
    total[0] = as_role(Role::Total, "合计");
    total[13] = formula(Figure::Money, Role::Total, "SUM(N5:N7)", "4278.4");
    total[14] = formula(Figure::Money, Role::Total, "SUM(O5:O7)", "4281.6");
    total[15] = formula(Figure::Money, Role::Total, "SUM(P5:P7)", "3.2");
    total[16] = ReportCell {
        content: Content::Formula {
            text: "IF(COUNTIF(Q5:Q7,\"待核\")>0,\"有待核\",\"\")".into(),
            result: FormulaResult::Text("有待核".into()),
        },
        look: Look {
            role: Role::Total,
            centered: true,
            ..Look::default()
        },
    };
    total[17] = ReportCell {
        content: Content::Formula {
            text: "COUNTA(C5:C7)&\"\"".into(),
            result: FormulaResult::Text("3".into()),
        },
        look: Look {
            role: Role::Total,
            ..Look::default()
        },
    };
    rows.push(row(total));
    rows.push(row(vec![]));
    rows.push(row(vec![
        as_role(Role::Plain, "制表："),
        ReportCell {
            look: Look {
                role: Role::Plain,
                ..Look::default()
            },
            ..ReportCell::default()
        },
        ReportCell {
            look: Look {
                role: Role::Plain,
                ..Look::default()
            },
            ..ReportCell::default()
        },
        as_role(Role::Plain, "审核："),
        ReportCell {
            look: Look {
                role: Role::Plain,
                ..Look::default()
            },
            ..ReportCell::default()
        },
        ReportCell {
            look: Look {
                role: Role::Plain,
                ..Look::default()
            },
            ..ReportCell::default()
        },
        as_role(Role::Plain, "批准："),
    ]));
    ReportSheet {
        name: "绩效工资汇总".into(),
        tab: Some(0x4C_8C_5A),
        widths: vec![
            6, 9, 10, 12, 16, 10, 10, 10, 8, 6, 6, 12, 9, 12, 12, 10, 9, 12,
        ],
        rows,
        merges: vec![range("A1:R1"), range("A8:F8")],
        autofilter: Some(range("A4:R7")),
        frozen: Some(at("D5")),
        print: Print {
            landscape: true,
            repeat_rows: Some((2, 3)),
        },
        ..ReportSheet::default()
    }
}

/// The workbook and its markup.
pub fn demo() -> (Workbook, Markup<'static>) {
    let mut parameters = sheet("参数");
    parameters.visibility = Visibility::Hidden;
    parameters.rows = vec![Row {
        index: 0,
        cells: vec![
            cell(0, 0, text("满分")),
            cell(1, 0, Value::Number(dec("20"))),
        ],
    }];
    let workbook = Workbook {
        format: Format::Xls,
        sheets: vec![scorecard(), parameters],
        styles: styles(),
        notices: vec![],
    };
    let markup = Markup {
        marks: vec![marks()],
        reports: vec![overview(), findings(), payout()],
    };
    (workbook, markup)
}
