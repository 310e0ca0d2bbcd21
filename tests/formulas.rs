//! Formulas that were never calculated: their values, worked by hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail"
)]

mod common;

use fuhe::extract::Known;
use fuhe::finding::{Code, Stated};
use fuhe::formula::{Checked, Computed, Formulas, Unchecked, value};
use fuhe::number::Decimal;
use fuhe::workbook::{Cell, CellRef, Format, Formula, Location, Row, Sheet, Value, Workbook};

fn number(digits: &str) -> Value {
    Value::Number(digits.parse().unwrap())
}

fn sheet(name: &str, rows: Vec<Vec<Value>>) -> Sheet {
    let rows = rows.into_iter().zip(0..).map(|(values, index)| {
        let cells = values.into_iter().zip(0..).map(|(value, column)| Cell {
            column,
            style: 0,
            value,
        });
        Row {
            index,
            cells: cells.collect(),
        }
    });
    Sheet {
        name: name.into(),
        rows: rows.collect(),
        ..Sheet::default()
    }
}

/// |   | A      | B    | C      | D         | E    |
/// |---|--------|------|--------|-----------|------|
/// | 1 | 18.6   | 8    | (none) | 缺勤      | TRUE |
/// | 2 | 销售部 | 10   | 0.4    | "5"       |      |
/// | 3 | 研发部 | 20   | 0.35   | #DIV/0!   |      |
/// | 4 | 销售部 | 30.5 | 0.25   | a date    |      |
fn book(formulas: &[(&str, &str)]) -> Workbook {
    let text = |text: &str| Value::Text(text.into());
    let mut first = sheet(
        "10月",
        vec![
            vec![
                number("18.6"),
                number("8"),
                Value::Empty,
                text("缺勤"),
                Value::Bool(true),
            ],
            vec![text("销售部"), number("10"), number("0.4"), text("5")],
            vec![
                text("研发部"),
                number("20"),
                number("0.35"),
                Value::Error("#DIV/0!".into()),
            ],
            vec![
                text("销售部"),
                number("30.5"),
                number("0.25"),
                Value::Date(Decimal::from(45_000)),
            ],
        ],
    );
    for (at, text) in formulas {
        let (text, has_value) = ((*text).to_owned(), false);
        let at: CellRef = at.parse().unwrap();
        first.formulas.insert(at, Formula { text, has_value });
    }
    Workbook {
        format: Format::Xlsx,
        sheets: vec![first, sheet("表 1", vec![vec![number("7"), number("2")]])],
        styles: Vec::new(),
        notices: Vec::new(),
    }
}

fn shown(computed: Option<Computed>) -> String {
    match computed {
        Some(Computed::Number(number)) => number.to_string(),
        Some(Computed::Text(text)) => format!("\"{text}\""),
        None => "?".into(),
    }
}

fn check(table: &[(&str, &str)]) {
    let mut failures = Vec::new();
    for (formula, expected) in table {
        let book = book(&[("H1", formula)]);
        let got = shown(value(&book, 0, "H1".parse().unwrap()));
        if got != *expected {
            failures.push(format!("={formula}: expected {expected}, got {got}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn operators() {
    check(&[
        ("A1+B1", "26.6"),
        ("0.1+0.2", "0.3"),
        ("240000+223750", "463750"),
        (" A1 + $B$1 ", "26.6"),
        ("2+3*4-6/2", "11"),
        ("(2+3)*4", "20"),
        ("10-3-2", "5"),
        ("-2^2", "4"),
        ("2^3^2", "64"),
        ("2^-2", "0.25"),
        ("2^0.5", "?"),
        ("0^0", "?"),
        ("-B1%", "-0.08"),
        ("50%%", "0.005"),
        ("--5", "5"),
        ("1.5E2+.5", "150.5"),
        ("20*1/3*3", "20"),
        ("1/3", "0.333333333333333"),
        ("2000000/3", "666666.666666667"),
        ("C1+1", "1"),
        ("C1", "0"),
        ("D2+1", "6"),
        ("\"92%\"*100", "92"),
        ("E1+1", "2"),
        ("D1+1", "?"),
        ("D3+1", "?"),
        ("D4+1", "?"),
        ("1/0", "?"),
        ("1/C1", "?"),
        ("B1&\"分\"", "\"8分\""),
        ("\"a\"\"b\"", "\"a\"b\""),
        ("IF(B1<>8,1,2)", "2"),
        ("IF(B1>=8,1,2)", "1"),
        ("IF(\"x\">9,1,2)", "1"),
        ("IF(D1=\"缺勤\",1,2)", "1"),
        ("IF(C1=\"\",1,2)", "1"),
        ("IF(1+1=2,\"是\",\"否\")", "\"是\""),
        ("B1>1", "?"),
    ]);
}

#[test]
fn references() {
    check(&[
        ("'表 1'!A1*2", "14"),
        ("SUM('表 1'!A1:B1)", "9"),
        ("SUM('表 1'!A:A)", "7"),
        ("SUM(B:B)", "68.5"),
        ("SUM($B$2:B3)", "30"),
        ("SUM(B3:B2)", "30"),
        ("SUM(2:2)", "10.4"),
        ("SUM(ZZ1:ZZ9)", "0"),
        ("没有!A1", "?"),
        ("'[1]外部'!A1", "?"),
        ("B2:B3", "?"),
        ("B2:B2", "10"),
        ("B1:B2 B2:B3", "?"),
        ("名称", "?"),
        ("A1名称", "?"),
        ("XFE1", "?"),
        ("A0", "?"),
        ("A1:", "?"),
        ("A:1", "?"),
        ("A$", "?"),
        ("#REF!+1", "?"),
        ("H1", "?"),
        ("H1+1", "?"),
    ]);
}

#[test]
fn functions() {
    check(&[
        ("SUM(A1:B1)", "26.6"),
        ("SUM(A1:E1)", "26.6"),
        ("SUM(D2,1)", "1"),
        ("SUM(\"5\",TRUE,1)", "7"),
        ("SUM(D1:D3)", "?"),
        ("SUM(D4)", "?"),
        ("sum(B1,B2:B3)", "38"),
        ("PRODUCT(B1:B2)", "80"),
        ("PRODUCT(D1)", "0"),
        ("AVERAGE(B1:B3)", "12.6666666666667"),
        ("AVERAGE(D1)", "?"),
        ("MIN(B1:B4)", "8"),
        ("MAX(B1:B4,31)", "31"),
        ("MAX(D1)", "0"),
        ("COUNT(A1:D4)", "9"),
        ("ROUND(2.5,0)", "3"),
        ("ROUND(-2.5,0)", "-3"),
        ("ROUND(1.005,2)", "1.01"),
        ("ROUND(955.8675,2)", "955.87"),
        ("ROUND(1250,-2)", "1300"),
        ("ROUND(8000*20%*B4/100,2)", "488"),
        ("ROUNDUP(2.01,1)", "2.1"),
        ("ROUNDUP(-2.01,1)", "-2.1"),
        ("ROUNDUP(2,1)", "2"),
        ("ROUNDDOWN(2.99,1)", "2.9"),
        ("ROUNDDOWN(-2.99,0)", "-2"),
        ("INT(-2.5)", "-3"),
        ("INT(2.9)", "2"),
        ("ABS(-2.5)", "2.5"),
        ("IF(A1>10,\"优\",\"良\")", "\"优\""),
        ("IF(FALSE,1)", "?"),
        ("IF(TRUE,,1)", "0"),
        ("IF(TRUE,1,1/0)", "1"),
        ("IF(TRUE,1,未知(2))", "1"),
        ("IF(AND(B1>5,B1<10),1,2)", "1"),
        ("IF(OR(B1>10,NOT(B2=10)),1,2)", "2"),
        ("IF(AND(C1),1,2)", "?"),
        ("IFERROR(1/0,9)", "9"),
        ("IFERROR(D3,9)", "9"),
        ("IFERROR(D1+1,9)", "9"),
        ("IFERROR(VLOOKUP(1,A:B,2),9)", "?"),
        ("IFERROR(OFFSET(A1,1,0),9)", "?"),
        ("IFERROR(5,9)", "5"),
        ("SUMPRODUCT(B2:B4,C2:C4)", "18.625"),
        ("SUMPRODUCT(B2:B4*C2:C4)", "18.625"),
        ("SUMPRODUCT((A2:A4=\"销售部\")*B2:B4)", "40.5"),
        ("SUMPRODUCT(B2:B4,C2:C3)", "?"),
        ("SUMIF(A2:A4,\"销售部\",B2:B4)", "40.5"),
        ("SUMIF(A2:A4,A3,B2:B4)", "20"),
        ("SUMIF(A:A,\"<>销售部\",B:B)", "28"),
        ("SUMIF(B2:B4,\">=20\")", "50.5"),
        ("SUMIF(B2:B4,10,C2:C4)", "0.4"),
        ("SUMIF(A2:A4,\"销*\",B2:B4)", "?"),
        ("KPITOTAL(A1)", "?"),
        ("SUM()", "?"),
        ("ROUND(1)", "?"),
        ("TODAY()", "?"),
    ]);
}

#[test]
fn lookups_counts_and_words() {
    check(&[
        ("VLOOKUP(\"研发部\",A2:C4,2,FALSE)", "20"),
        ("VLOOKUP(\"研发部\",A2:C4,2,0)", "20"),
        ("VLOOKUP(\"财务部\",A2:C4,2,0)", "?"),
        ("IFERROR(VLOOKUP(\"财务部\",A2:C4,2,0),0)", "0"),
        ("IFNA(VLOOKUP(\"财务部\",A2:C4,2,0),7)", "7"),
        ("VLOOKUP(\"研*\",A2:C4,2,0)", "?"),
        ("VLOOKUP(\"研发部\",A2:C4,4,0)", "?"),
        ("VLOOKUP(25,B2:C4,2)", "0.35"),
        ("VLOOKUP(9,B2:C4,2)", "?"),
        ("VLOOKUP(25,B2:C4,2,TRUE)", "0.35"),
        ("HLOOKUP(8,A1:B4,3,0)", "20"),
        ("INDEX(B2:B4,2)", "20"),
        ("INDEX(A1:C4,3,2)", "20"),
        ("INDEX(B2:B4,MATCH(\"研发部\",A2:A4,0))", "20"),
        ("INDEX(B2:B4,4)", "?"),
        ("MATCH(30.5,B2:B4,0)", "3"),
        ("MATCH(29,B2:B4)", "2"),
        ("MATCH(29,B2:B4,-1)", "?"),
        ("LOOKUP(29,B2:B4,C2:C4)", "0.35"),
        ("LOOKUP(1,C2:C4)", "?"),
        ("LOOKUP(29,{0,20,60},{\"丙\",\"乙\",\"甲\"})", "\"乙\""),
        ("LOOKUP(-1,{0,20,60},{\"丙\",\"乙\",\"甲\"})", "?"),
        ("_xlfn.XLOOKUP(\"研发部\",A2:A4,B2:B4)", "20"),
        ("XLOOKUP(\"财务部\",A2:A4,B2:B4,\"无\")", "\"无\""),
        ("_xlfn.IFS(B1>10,\"A\",B1>5,\"B\")", "\"B\""),
        ("IFS(B1>10,1)", "?"),
        ("SWITCH(A3,\"销售部\",1,\"研发部\",2,3)", "2"),
        ("SWITCH(9,1,\"一\",\"其他\")", "\"其他\""),
        ("CHOOSE(2,\"甲\",\"乙\")", "\"乙\""),
        ("COUNTIF(A2:A4,\"销售部\")", "2"),
        ("COUNTIF(B2:B4,\">=20\")", "2"),
        ("COUNTIFS(A2:A4,\"销售部\",B2:B4,\">10\")", "1"),
        ("SUMIFS(B2:B4,A2:A4,\"销售部\",C2:C4,\"<0.4\")", "30.5"),
        ("AVERAGEIF(A2:A4,\"销售部\",B2:B4)", "20.25"),
        ("COUNTA(A1:A4)", "4"),
        ("RANK(20,B2:B4)", "2"),
        ("RANK(20,B2:B4,1)", "2"),
        ("RANK(21,B2:B4)", "?"),
        ("LARGE(B2:B4,1)", "30.5"),
        ("SMALL(B2:B4,1)", "10"),
        ("MOD(7,3)", "1"),
        ("MOD(-7,3)", "2"),
        ("TRUNC(-2.9)", "-2"),
        ("LEFT(A2,2)&RIGHT(A3)", "\"销售部\""),
        ("MID(A2,2,1)", "\"售\""),
        ("LEN(A2)", "3"),
        ("VALUE(\"12.5\")", "12.5"),
        ("VALUE(LEFT(\"85分\",2))+1", "86"),
        ("CONCATENATE(A2,1)", "\"销售部1\""),
        ("TEXT(0.9275,\"0.0%\")", "\"92.8%\""),
        ("TEXT(18.6,\"0.00\")", "\"18.60\""),
        ("TEXT(18.6,\"#,##0\")", "?"),
        ("IF(ISNUMBER(B1),1,2)", "1"),
        ("IF(ISERROR(D3),1,2)", "1"),
        ("IF(ISBLANK(C1),1,2)", "1"),
        ("INDIRECT(\"A1\")", "?"),
        ("OFFSET(A1,1,0)", "?"),
    ]);
}

/// A book whose formulas have stored results.
fn calculated(formulas: &[(&str, &str, Value)]) -> Workbook {
    let texts: Vec<(&str, &str)> = formulas.iter().map(|(at, text, _)| (*at, *text)).collect();
    let mut book = book(&texts);
    let sheet = &mut book.sheets[0];
    for (at, _, value) in formulas {
        let at: CellRef = at.parse().unwrap();
        sheet.formulas.get_mut(&at).unwrap().has_value = true;
        let row = sheet.rows.iter_mut().find(|row| row.index == at.row);
        let cells = &mut row.unwrap().cells;
        cells.push(Cell {
            column: at.column,
            style: 0,
            value: value.clone(),
        });
        cells.sort_by_key(|cell| cell.column);
    }
    book
}

#[test]
fn stored_results_against_their_formulas() {
    let function = |name: &str| Checked::Not(Unchecked::Function(name.into()));
    let other = |digits: &str| Checked::Other(Computed::Number(digits.parse().unwrap()));
    let text = |text: &str| Value::Text(text.into());
    let table = [
        ("A1+B1", number("26.6"), Checked::Same),
        ("A1+B1", number("26.5"), other("26.6")),
        // What doubles leave behind.
        ("100.1-100", number("0.0999999999999943"), Checked::Same),
        ("1/3", number("0.333333333333333"), Checked::Same),
        // 1.005 is no double: a spreadsheet gives 1, exact arithmetic 1.01.
        ("ROUND(1.005,2)", number("1"), Checked::Same),
        ("ROUND(1.005,2)", number("1.01"), Checked::Same),
        ("ROUND(1.005,2)", number("1.02"), other("1.01")),
        ("INT(0.29*100)", number("28"), Checked::Same),
        (
            "1000*ROUND(1.005,2)+ROUND(2.5,0)",
            number("1002"),
            Checked::Same,
        ),
        (
            "VLOOKUP(\"研发部\",A2:C4,2,FALSE)",
            number("21"),
            other("20"),
        ),
        (
            "INDEX(B2:B4,MATCH(\"研发部\",A2:A4,0))",
            number("21"),
            other("20"),
        ),
        // A sum of tenths may fall short of the edge that it reaches.
        (
            "IF(0.1+0.2>=0.3,1,2)",
            number("2"),
            Checked::Not(Unchecked::Form),
        ),
        ("IF(B1>=8,1,2)", number("2"), other("1")),
        (
            "IF(A1>10,\"优\",\"良\")",
            text("良"),
            Checked::Other(Computed::Text("优".into())),
        ),
        ("IF(A1>10,\"优\",\"良\")", text("优"), Checked::Same),
        ("RAND()", number("0.5"), function("RAND")),
        ("SUM(OFFSET(A1,0,0,1,2))", number("0.5"), function("OFFSET")),
        ("[1]Sheet1!A1", number("1"), Checked::Not(Unchecked::Form)),
        ("总分合计", number("1"), Checked::Not(Unchecked::Form)),
        ("H1+1", number("1"), Checked::Not(Unchecked::Form)),
        ("1/0", number("1"), Checked::Not(Unchecked::Form)),
        ("", number("1"), Checked::Not(Unchecked::NoText)),
    ];
    let mut failures = Vec::new();
    for (formula, stored, expected) in table {
        let book = calculated(&[("H1", formula, stored.clone())]);
        let at = Location {
            sheet: 0,
            cell: "H1".parse().unwrap(),
        };
        let got = Formulas::new(&book).check(at);
        if got.as_ref() != Some(&expected) {
            failures.push(format!(
                "={formula} as {stored:?}: {expected:?}, got {got:?}"
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// `tests/formulas/make_kinds.py` had LibreOffice calculate every kind of formula that is known here.
#[test]
fn another_program_computes_the_same() {
    let book = common::workbook(&common::project().join("tests/formulas/kinds.xlsx"));
    let mut formulas = Formulas::new(&book);
    let mut differ = Vec::new();
    let mut checked = 0;
    for (sheet, of) in book.sheets.iter().enumerate() {
        for (cell, formula) in &of.formulas {
            checked += 1;
            let got = formulas.check(Location { sheet, cell: *cell });
            if got != Some(Checked::Same) {
                let stored = of.value(*cell);
                differ.push(format!("={}: {stored:?} {got:?}", formula.text));
            }
        }
    }
    assert!(checked > 120, "only {checked} formulas were checked");
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn a_sum_names_the_one_line_that_it_leaves_out() {
    let mappings = common::built_in();
    for (file, scheme, cause, said) in [
        (
            "line-left-out",
            "standard",
            "omitted:团队协作",
            "=SUM(AH4:AK4)+AF4 少加了 AG4（团队协作，5 分）",
        ),
        (
            "two-lines-left-out",
            "standard",
            "-",
            "少加了 AF4（数据分析与报告，4 分）、AG4（团队协作，5 分）",
        ),
        (
            "near-miss-line-counted-twice",
            "standard",
            "counted-twice:团队协作",
            "重复加了 AG4（团队协作，5 分）",
        ),
        ("subtotal", "standard", "omitted:销售额完成率", "少加了 G4"),
        (
            "form-stops-one-row-short",
            "monthly",
            "omitted:团队管理",
            "少加了 G10",
        ),
    ] {
        let path = format!("tests/fixtures/A402-sum-range-short/{file}.xlsx");
        let mapping = mappings.iter().find(|one| one.id == scheme);
        let path = common::project().join(path);
        let examination = common::examine(&path, mapping.expect("a built-in mapping"), None);
        let findings = examination.findings.iter();
        let found: Vec<_> = findings
            .filter(|one| matches!(one.code, Code::A201 | Code::A202 | Code::A402) && one.root)
            .map(|finding| {
                let cause = finding.cause.as_ref();
                let cause = cause.map_or("-".to_owned(), ToString::to_string);
                (cause, finding.message.zh.clone())
            })
            .collect();
        let [(found, message)] = &found[..] else {
            panic!("{file}: {found:?}");
        };
        assert_eq!(found, cause, "{file}");
        assert!(message.contains(said), "{file}: {message}");
    }
}

#[test]
fn of_a_chain_only_what_is_itself_out_of_date_differs() {
    let book = calculated(&[
        ("F1", "A1+B1", number("20")),
        ("F2", "F1*2", number("40")),
        ("F3", "F2+1", number("41")),
    ]);
    let mut formulas = Formulas::new(&book);
    let mut at = |cell: &str| {
        let cell = cell.parse().unwrap();
        formulas.check(Location { sheet: 0, cell })
    };
    let right = Computed::Number("26.6".parse().unwrap());
    assert_eq!(at("F1"), Some(Checked::Other(right)));
    assert_eq!(at("F2"), Some(Checked::Same));
    assert_eq!(at("F3"), Some(Checked::Same));
    assert_eq!(at("A1"), None);
}

#[test]
fn what_a_formula_adds() {
    let added = |formula: &str| {
        let helpers = [("F1", "A1+B1"), ("F2", "B2*B3"), ("H1", formula)];
        let book = book(&helpers);
        let at = |cell: &str| Location {
            sheet: 0,
            cell: cell.parse().unwrap(),
        };
        let known = [at("B2"), at("B3"), at("B4"), at("C2")];
        let added = Formulas::new(&book).added(at("H1"), &|at| known.contains(&at));
        added.map_or("?".to_owned(), |added| {
            let cells = added.iter().map(|(at, times)| match times {
                1 => at.cell.to_string(),
                times => format!("{}x{times}", at.cell),
            });
            cells.collect::<Vec<_>>().join(" ")
        })
    };
    for (formula, expected) in [
        ("SUM(B2:B4)", "B2 B3 B4"),
        ("B2+B3+B4", "B2 B3 B4"),
        ("ROUND(SUM(B2:B3,B4),1)", "B2 B3 B4"),
        ("SUM(A2:B4)", "B2 B3 B4"),
        ("SUM(B1:B3)", "B1 B2 B3"),
        ("SUM(B2:B4)+B3", "B2 B3x2 B4"),
        ("F1+B2", "A1 B1 B2"),
        ("F2+B4", "B2 B3 B4"),
        ("IF(COUNT(B2:B4)=0,\"\",SUM(B2:B4))", "B2 B3 B4"),
        ("IFERROR(SUM(B2:B4),0)", "B2 B3 B4"),
        ("MIN(SUM(B2:B3),100)", "B2 B3"),
        ("SUMPRODUCT(B2:B4,C1:C3)", "B2 C2 B3 B4"),
        ("B2*0.4+B3*60%", "B2 B3"),
        ("(B2+B3)/2", "B2 B3"),
        ("SUM(B2:B4)-5", "B2 B3 B4"),
        ("SUM(B2:B4)-B3", "?"),
        ("100-SUM(B2:B4)", "?"),
        ("AVERAGE(B2:B4)", "?"),
        ("SUM(OFFSET(B2,0,0,3))", "?"),
        ("", "?"),
    ] {
        assert_eq!(added(formula), expected, "{formula}");
    }
}

#[test]
fn formulas_that_refer_to_formulas() {
    let book = book(&[
        ("F1", "A1+B1"),
        ("F2", "SUM(B2:B3)"),
        ("F3", "SUM(F1:F2)+'表 1'!B1"),
        ("G1", "G2"),
        ("G2", "G1+1"),
        ("G3", "SUM(G1:G4)"),
        ("G4", ""),
    ]);
    let at = |cell: &str| shown(value(&book, 0, cell.parse().unwrap()));
    assert_eq!(at("F3"), "58.6");
    assert_eq!([at("G1"), at("G2"), at("G3"), at("G4")], ["?"; 4]);
    assert_eq!(at("A1"), "?", "a figure is no formula");
    assert_eq!(shown(value(&book, 9, CellRef::default())), "?");
}

#[test]
fn what_costs_too_much_is_not_computed() {
    let deep = "(".repeat(4000) + "1" + &")".repeat(4000);
    let signs = "-".repeat(8000) + "1";
    let long = "1+".repeat(4000) + "1";
    let big = "9^99^99^99^99";
    check(&[(&deep, "?"), (&signs, "?"), (&long, "?"), (big, "?")]);
    let sum = vec!["1"; 100].join("+");
    check(&[(&sum, "100")]);
    let chain: Vec<(String, String)> = (1..5000)
        .map(|row| (format!("J{row}"), format!("J{}+J{}", row + 1, row + 1)))
        .collect();
    let chain: Vec<(&str, &str)> = chain.iter().map(|(at, text)| (&**at, &**text)).collect();
    assert_eq!(shown(value(&book(&chain), 0, CellRef::new(0, 9))), "?");
}

type Told = (Code, String, String, String);

/// The findings of a fixture with an uncalculated formula in one of its cells.
fn audited(file: &str, scheme: &str, place: &str, formula: &str) -> Vec<Told> {
    let mut book = common::workbook(&common::project().join("tests/fixtures").join(file));
    let (name, at) = place.split_once('!').unwrap();
    let cell: CellRef = at.parse().unwrap();
    let mut sheets = book.sheets.iter_mut();
    let sheet = sheets.find(|sheet| sheet.name == name).unwrap();
    for row in sheet.rows.iter_mut().filter(|row| row.index == cell.row) {
        row.cells.retain(|one| one.column != cell.column);
    }
    let (text, has_value) = (formula.to_owned(), false);
    sheet.formulas.insert(cell, Formula { text, has_value });
    let mappings = common::built_in();
    let mapping = mappings.iter().find(|one| one.id == scheme);
    let mapping = mapping.expect("a built-in mapping");
    let known = Known {
        file_stem: "book".into(),
        ..Known::default()
    };
    let examination = fuhe::examine(book, mapping, &known);
    let stated = |it: &Option<Stated>| it.as_ref().map_or("-".to_owned(), Stated::to_string);
    let findings = examination.findings.iter().map(|finding| {
        let cell = finding.cell.map(|cell| cell.to_string());
        (
            finding.code,
            cell.unwrap_or_default(),
            stated(&finding.reported),
            stated(&finding.recomputed),
        )
    });
    findings.collect()
}

fn told(code: Code, cell: &str, reported: &str, recomputed: &str) -> Told {
    (code, cell.into(), reported.into(), recomputed.into())
}

#[test]
fn a_computed_figure_is_audited_like_a_stored_one() {
    let file = "R103-formula-without-value/near-miss-calculated.xlsx";
    let total = |formula| audited(file, "standard", "10月!AL4", formula);
    assert_eq!(
        total("SUM(AH4:AK4)+AF4+AG4"),
        [told(Code::R103, "AL4", "91.3", "91.3")]
    );
    assert_eq!(
        total("SUM(AH4:AJ4)+AF4+AG4"),
        [told(Code::A402, "AL4", "73.3", "91.3")]
    );
    assert_eq!(
        total("OFFSET(AK4,0,0)"),
        [told(Code::R103, "AL4", "-", "91.3")]
    );
    assert_eq!(
        audited(file, "standard", "10月!AM4", "2*4000"),
        [told(Code::R103, "AM4", "8000", "-")]
    );
}

#[test]
fn a_computed_grade_is_audited_like_a_stored_one() {
    let file = "A301-grade-differs/near-miss-grades.xlsx";
    let grade = |formula| audited(file, "team", "汇总!E3", formula);
    assert_eq!(
        grade("IF(D3>=90,\"A\",\"B\")"),
        [told(Code::R103, "E3", "A", "A")]
    );
    assert_eq!(
        grade("IF(D3<90,\"A\",\"B\")"),
        [told(Code::A301, "E3", "B", "A")]
    );
}
