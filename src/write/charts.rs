//! Charts of a report sheet, in plain RGB colours, so that they look the same under any theme.

use rust_xlsxwriter::{
    ChartAxis, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartLine,
    ChartSolidFill, ChartType, Color, Worksheet,
};

use super::WriteError;
use super::looks::INK;
use super::report_cells::place;
use super::styles::FONT;
use super::texts::fitted;
use crate::markup::{Chart, ChartKind};
use crate::workbook::CellRange;

/// Points up to which every one bears its value.
const LABELLED: u32 = 15;
const GRID: u32 = 0xE3_E7_EC;
const AXIS: u32 = 0xB4_BD_C8;
const WORDS: u32 = 0x4A_55_63;

/// Draws a chart over cells of the sheet called `name`.
pub(super) fn insert(sheet: &mut Worksheet, name: &str, wanted: &Chart) -> Result<(), WriteError> {
    let mut chart = rust_xlsxwriter::Chart::new(match wanted.kind {
        ChartKind::Column => ChartType::Column,
        ChartKind::Bar => ChartType::Bar,
    });
    let points = length(wanted.categories);
    let labelled = points * (wanted.series.len() as u32) <= LABELLED;
    for (title, values, color) in &wanted.series {
        let series = chart.add_series();
        let title = fitted(title).0;
        if !title.is_empty() {
            series.set_name(title.as_ref());
        }
        series
            .set_categories(range(name, wanted.categories))
            .set_values(range(name, *values))
            .set_gap(if wanted.series.len() > 1 { 80 } else { 60 })
            .set_overlap(0)
            .set_format(
                ChartFormat::new()
                    .set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(*color)))
                    .set_no_line(),
            );
        if labelled {
            series.set_data_label(ChartDataLabel::new().show_value().set_font(&font(9)));
        }
    }
    if wanted.title.is_empty() {
        chart.title().set_hidden();
    } else {
        chart
            .title()
            .set_name(fitted(&wanted.title).0.as_ref())
            .set_overlay(false)
            .set_font(font(11).set_bold().set_color(Color::RGB(INK)));
    }
    match wanted.series.len() {
        0 | 1 => chart.legend().set_hidden(),
        _ => chart
            .legend()
            .set_position(ChartLegendPosition::Bottom)
            .set_font(&font(9)),
    };
    // Of a bar chart the library calls the upright axis y, the one with the names.
    let lying = wanted.kind == ChartKind::Bar;
    let names: &mut ChartAxis = if lying {
        chart.y_axis()
    } else {
        chart.x_axis()
    };
    names
        .set_font(&font(9))
        .set_format(ChartFormat::new().set_line(ChartLine::new().set_color(Color::RGB(AXIS))))
        .set_major_gridlines(false);
    if lying {
        // The first name stands on top, as in its table.
        names.set_reverse();
    }
    let values = if lying {
        chart.x_axis()
    } else {
        chart.y_axis()
    };
    values
        .set_font(&font(9))
        .set_format(ChartFormat::new().set_no_line());
    if labelled {
        // The values stand at the bars.
        values.set_major_gridlines(false).set_hidden(true);
    } else {
        values
            .set_major_gridlines(true)
            .set_major_gridlines_line(ChartLine::new().set_color(Color::RGB(GRID)));
    }
    chart
        .chart_area()
        .set_format(ChartFormat::new().set_border(ChartLine::new().set_color(Color::RGB(GRID))));
    chart
        .set_width(wanted.size.0.max(1))
        .set_height(wanted.size.1.max(1))
        .set_alt_text(alt_text(&wanted.title));
    let (row, column) = place(wanted.at);
    sheet.insert_chart(row, column, &chart)?;
    Ok(())
}

fn font(size: u32) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(FONT)
        .set_size(size)
        .set_color(Color::RGB(WORDS))
        .unset_bold();
    font
}

fn range(name: &str, range: CellRange) -> (&str, u32, u16, u32, u16) {
    let (first_row, first_column) = place(range.first);
    let (last_row, last_column) = place(range.last);
    (name, first_row, first_column, last_row, last_column)
}

fn length(range: CellRange) -> u32 {
    let rows = range.last.row.saturating_sub(range.first.row) + 1;
    let columns = range.last.column.saturating_sub(range.first.column) + 1;
    rows.saturating_mul(columns)
}

/// At most what Excel takes as a picture's description.
fn alt_text(title: &str) -> String {
    fitted(title).0.chars().take(120).collect()
}
