//! Charts of a report sheet, in plain RGB colours, so that they look the same under any theme. They say what they leave
//! out: Excel takes a missing element for false only in a package that calls itself one of Excel 2007, else for true (axes
//! vanish, every bar has a colour of its own).

use super::book::{absolute, spoken};
use super::xml;
use crate::markup::{Chart, ChartKind, Content, FormulaResult, ReportSheet};
use crate::workbook::{CellRange, CellRef, Merges};
use crate::write::looks::INK;
use crate::write::report_sheets::{cell, height_of, pixels};
use crate::write::styles::FONT;
use crate::write::texts::fitted;

/// The namespaces of charts, drawings and their places, transitional; and that of relationships.
const CHART: &str = "http://schemas.openxmlformats.org/drawingml/2006/chart";
const MAIN: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const PLACE: &str = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Points up to which every one bears its value.
const LABELLED: u32 = 15;
const GRID: u32 = 0xE3_E7_EC;
const AXIS: u32 = 0xB4_BD_C8;
const WORDS: u32 = 0x4A_55_63;
/// English metric units in a pixel.
const EMU: u32 = 9_525;
/// Characters of a picture's description that Excel takes.
const DESCRIBED: usize = 120;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The charts' places on the sheet, by the ids of their relationships.
pub fn drawing(report: &ReportSheet, ids: &[String]) -> String {
    let widths: Vec<u32> = report.widths.iter().map(|width| width * 7 + 5).collect();
    let merges = Merges::new(report.merges.clone());
    let heights: Vec<u32> = (0..report.rows.len())
        .map(|index| pixels(height_of(report, &merges, index).0))
        .collect();
    let anchors: String = (1..)
        .zip(report.charts.iter().zip(ids))
        .map(|(number, (chart, id)): (usize, _)| {
            let at = chart.at;
            let (column, x) = reach(at.column, chart.size.0.max(1), &widths, 64);
            let (row, y) = reach(at.row, chart.size.1.max(1), &heights, 22);
            let title: String = fitted(&chart.title).0.chars().take(DESCRIBED).collect();
            let title = xml::escaped(&title);
            let marker = |column: u32, x: u32, row: u32, y: u32| {
                format!(
                    "<xdr:col>{column}</xdr:col><xdr:colOff>{}</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>{}</xdr:rowOff>",
                    x * EMU,
                    y * EMU
                )
            };
            let (from, to) = (marker(at.column, 0, at.row, 0), marker(column, x, row, y));
            format!(
                "<xdr:twoCellAnchor><xdr:from>{from}</xdr:from><xdr:to>{to}</xdr:to><xdr:graphicFrame macro=\"\">\
                 <xdr:nvGraphicFramePr><xdr:cNvPr id=\"{}\" name=\"Chart {number}\" descr=\"{title}\"/>\
                 <xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x=\"0\" y=\"0\"/>\
                 <a:ext cx=\"0\" cy=\"0\"/></xdr:xfrm><a:graphic><a:graphicData uri=\"{CHART}\">\
                 <c:chart xmlns:c=\"{CHART}\" xmlns:r=\"{RELATIONS}\" r:id=\"{id}\"/></a:graphicData></a:graphic>\
                 </xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>",
                number + 1
            )
        })
        .collect();
    format!("{DECLARATION}<xdr:wsDr xmlns:xdr=\"{PLACE}\" xmlns:a=\"{MAIN}\">{anchors}</xdr:wsDr>")
}

/// The row or column in which something ends that begins at `start`, and how far into it it reaches.
fn reach(start: u32, mut size: u32, sizes: &[u32], usual: u32) -> (u32, u32) {
    let mut at = start;
    loop {
        let own = sizes.get(at as usize).copied().unwrap_or(usual).max(1);
        if size < own {
            return (at, size);
        }
        size -= own;
        at += 1;
    }
}

/// A chart over cells of the sheet that formulas call `name`; `number` is its place on it, from 1.
pub fn chart(report: &ReportSheet, name: &str, number: usize, wanted: &Chart) -> String {
    let points = length(wanted.categories);
    let labelled = points.saturating_mul(wanted.series.len() as u32) <= LABELLED;
    let lying = wanted.kind == ChartKind::Bar;
    let labels = match labelled {
        true => format!(
            "<c:dLbls>{}<c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName val=\"0\"/>\
             <c:showSerName val=\"0\"/><c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/></c:dLbls>",
            words()
        ),
        false => String::new(),
    };
    let names = data(report, name, wanted.categories);
    let series: String = wanted
        .series
        .iter()
        .enumerate()
        .map(|(index, (title, values, color))| {
            let title = match fitted(title).0.as_ref() {
                "" => String::new(),
                title => format!("<c:tx><c:v>{}</c:v></c:tx>", xml::escaped(title)),
            };
            let values = data(report, name, *values);
            format!(
                "<c:ser><c:idx val=\"{index}\"/><c:order val=\"{index}\"/>{title}<c:spPr>{}\
                 <a:ln><a:noFill/></a:ln></c:spPr><c:invertIfNegative val=\"0\"/>{labels}<c:cat>{names}</c:cat><c:val>{values}</c:val></c:ser>",
                solid(*color)
            )
        })
        .collect();
    let (gap, legend) = match wanted.series.len() {
        0 | 1 => (60, String::new()),
        _ => (
            80,
            format!(
                "<c:legend><c:legendPos val=\"b\"/><c:layout/>{}</c:legend>",
                words()
            ),
        ),
    };
    let (direction, order, [left, under]) = match lying {
        // The first name stands on top, as in its table.
        true => ("bar", "maxMin", ["l", "t"]),
        false => ("col", "minMax", ["b", "l"]),
    };
    // The values stand at the bars, or at an axis.
    let (hidden, grid) = match labelled {
        true => ("1", String::new()),
        false => (
            "0",
            format!(
                "<c:majorGridlines><c:spPr>{}</c:spPr></c:majorGridlines>",
                line(GRID)
            ),
        ),
    };
    let ticks = "<c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/>";
    let [ours, theirs] = [1, 2].map(|axis| 50_000_000 + number * 10_000 + axis);
    let (title, words, axis, edge) = (title(&wanted.title), words(), line(AXIS), line(GRID));
    format!(
        "{DECLARATION}<c:chartSpace xmlns:c=\"{CHART}\" xmlns:a=\"{MAIN}\" xmlns:r=\"{RELATIONS}\">\
         <c:roundedCorners val=\"0\"/><c:chart>{title}<c:plotArea><c:layout/><c:barChart><c:barDir val=\"{direction}\"/>\
         <c:grouping val=\"clustered\"/><c:varyColors val=\"0\"/>{series}<c:gapWidth val=\"{gap}\"/><c:overlap val=\"0\"/><c:axId val=\"{ours}\"/>\
         <c:axId val=\"{theirs}\"/></c:barChart>\
         <c:catAx><c:axId val=\"{ours}\"/><c:scaling><c:orientation val=\"{order}\"/></c:scaling><c:delete val=\"0\"/>\
         <c:axPos val=\"{left}\"/>{ticks}<c:tickLblPos val=\"nextTo\"/><c:spPr>{axis}</c:spPr>{words}<c:crossAx val=\"{theirs}\"/>\
         <c:crosses val=\"autoZero\"/><c:auto val=\"1\"/><c:lblAlgn val=\"ctr\"/><c:lblOffset val=\"100\"/></c:catAx>\
         <c:valAx><c:axId val=\"{theirs}\"/><c:scaling><c:orientation val=\"minMax\"/></c:scaling><c:delete val=\"{hidden}\"/>\
         <c:axPos val=\"{under}\"/>{grid}<c:numFmt formatCode=\"General\" sourceLinked=\"1\"/>\
         {ticks}<c:tickLblPos val=\"nextTo\"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{words}<c:crossAx val=\"{ours}\"/>\
         <c:crosses val=\"autoZero\"/><c:crossBetween val=\"between\"/></c:valAx></c:plotArea>{legend}\
         <c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/></c:chart><c:spPr>{edge}</c:spPr><c:printSettings><c:headerFooter/>\
         <c:pageMargins b=\"0.75\" l=\"0.7\" r=\"0.7\" t=\"0.75\" header=\"0.3\" footer=\"0.3\"/><c:pageSetup/>\
         </c:printSettings></c:chartSpace>"
    )
}

fn title(title: &str) -> String {
    let title = fitted(title).0;
    if title.is_empty() {
        return "<c:autoTitleDeleted val=\"1\"/>".to_owned();
    }
    let font = format!("{}<a:latin typeface=\"{FONT}\"/>", solid(INK));
    let title = xml::escaped(&title);
    format!(
        "<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"1100\" b=\"1\">{font}</a:defRPr></a:pPr>\
         <a:r><a:rPr lang=\"zh-CN\" sz=\"1100\" b=\"1\">{font}</a:rPr><a:t>{title}</a:t></a:r></a:p></c:rich></c:tx>\
         <c:layout/><c:overlay val=\"0\"/></c:title><c:autoTitleDeleted val=\"0\"/>"
    )
}

/// How the words in a chart look.
fn words() -> String {
    format!(
        "<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"900\" b=\"0\" i=\"0\">{}<a:latin typeface=\"{FONT}\"/>\
         </a:defRPr></a:pPr><a:endParaRPr lang=\"zh-CN\"/></a:p></c:txPr>",
        solid(WORDS)
    )
}

fn solid(color: u32) -> String {
    format!("<a:solidFill><a:srgbClr val=\"{color:06X}\"/></a:solidFill>")
}

fn line(color: u32) -> String {
    format!("<a:ln>{}</a:ln>", solid(color))
}

/// Cells of the sheet, with what they show.
fn data(report: &ReportSheet, name: &str, range: CellRange) -> String {
    let mut is_text = false;
    let rows = range.first.row..=range.last.row;
    let cells = rows.flat_map(|row| {
        let columns = range.first.column..=range.last.column;
        columns.map(move |column| CellRef::new(row, column))
    });
    let points: String = cells
        .enumerate()
        .filter_map(|(index, at)| {
            let value = match &cell(report, at)?.content {
                Content::Blank => return None,
                Content::Number(number)
                | Content::Formula {
                    result: FormulaResult::Number(number),
                    ..
                } => number.trimmed().to_string(),
                Content::Text(text)
                | Content::Link { text, .. }
                | Content::Formula {
                    result: FormulaResult::Text(text),
                    ..
                } => {
                    is_text = true;
                    xml::escaped(&fitted(text).0)
                }
            };
            Some(format!("<c:pt idx=\"{index}\"><c:v>{value}</c:v></c:pt>"))
        })
        .collect();
    let (kind, format) = match is_text {
        true => ("str", ""),
        false => ("num", "<c:formatCode>General</c:formatCode>"),
    };
    let count = length(range);
    let all = absolute(range);
    // One cell is no range.
    let cells = match all.split_once(':') {
        Some((first, _)) if count == 1 => first,
        _ => &all,
    };
    let range = xml::escaped(&format!("{}!{cells}", spoken(name)));
    format!(
        "<c:{kind}Ref><c:f>{range}</c:f><c:{kind}Cache>{format}<c:ptCount val=\"{count}\"/>{points}</c:{kind}Cache>\
         </c:{kind}Ref>"
    )
}

fn length(range: CellRange) -> u32 {
    let rows = range.last.row.saturating_sub(range.first.row) + 1;
    let columns = range.last.column.saturating_sub(range.first.column) + 1;
    rows.saturating_mul(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_ends_where_its_size_is_used_up() {
        assert_eq!(reach(0, 150, &[64, 64], 64), (2, 22));
        assert_eq!(reach(1, 60, &[64, 60, 5], 64), (2, 0));
        assert_eq!(reach(5, 63, &[], 64), (5, 63));
    }
}
