//! Report sheets as rust_xlsxwriter makes them, with everything that a report may hold.

#![allow(clippy::unwrap_used, clippy::disallowed_types)] // Helpers of tests: a failure is the result.

use rust_xlsxwriter::*;

/// A workbook of two report sheets.
pub fn reports() -> Vec<u8> {
    let mut book = Workbook::new();
    let head = Format::new()
        .set_bold()
        .set_font_name("微软雅黑")
        .set_background_color(0x30_54_96)
        .set_font_color(Color::White)
        .set_border(FormatBorder::Thin);
    let money = Format::new()
        .set_num_format("#,##0.00")
        .set_border(FormatBorder::Thin);
    let odd = Format::new().set_num_format("0.000%\"分\"");
    let title = Format::new()
        .set_font_size(16)
        .set_align(FormatAlign::Center);

    let sheet = book.add_worksheet().set_name("复核概览").unwrap();
    sheet
        .merge_range(0, 0, 0, 3, "复核概览 <A&B>", &title)
        .unwrap();
    for (row, (name, count)) in [("错误", 3), ("警告", 2), ("提示", 1)].iter().enumerate() {
        let row = row as u32 + 2;
        sheet.write_with_format(row, 0, *name, &head).unwrap();
        sheet.write_with_format(row, 1, *count, &money).unwrap();
    }
    sheet
        .write_formula_with_format(5, 1, Formula::new("SUM(B3:B5)").set_result("6"), &odd)
        .unwrap();
    let mut chart = Chart::new(ChartType::Column);
    chart
        .add_series()
        .set_categories(("复核概览", 2, 0, 4, 0))
        .set_values(("复核概览", 2, 1, 4, 1))
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(0xC0_50_4D)));
    chart.title().set_name("差异");
    sheet.insert_chart(1, 5, &chart).unwrap();
    sheet.set_column_width(0, 20).unwrap();
    sheet.set_tab_color(0xC0_00_00);
    let red = Format::new()
        .set_font_color(0x9C_00_06)
        .set_background_color(0xFF_C7_CE);
    let rule = ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::GreaterThan(2))
        .set_format(red);
    sheet.add_conditional_format(2, 1, 4, 1, &rule).unwrap();

    let sheet = book.add_worksheet().set_name("差异清单").unwrap();
    let columns: Vec<TableColumn> = ["序号", "单元格", "金额"]
        .iter()
        .map(|t| TableColumn::new().set_header(*t).set_header_format(&head))
        .collect();
    for row in 1..6u32 {
        sheet.write(row, 0, row).unwrap();
        sheet
            .write_url(row, 1, Url::new("internal:复核概览!A1").set_text("10月!G5"))
            .unwrap();
        sheet
            .write_with_format(row, 2, f64::from(row) * 12.5, &money)
            .unwrap();
    }
    sheet
        .add_table(
            0,
            0,
            5,
            2,
            &Table::new().set_columns(&columns).set_name("差异清单表"),
        )
        .unwrap();
    sheet.set_freeze_panes(1, 0).unwrap();
    sheet.set_repeat_rows(0, 0).unwrap();
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);

    let sheet = book.add_worksheet().set_name("复核依据").unwrap();
    sheet.write_row(0, 0, ["项目", "内容"]).unwrap();
    sheet.write_row(1, 0, ["文件", "10月.xlsx"]).unwrap();
    sheet.autofilter(0, 0, 1, 1).unwrap();
    book.save_to_buffer().unwrap()
}
