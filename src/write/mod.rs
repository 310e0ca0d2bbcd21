//! Source, Workbook, Markup -> bytes.
pub mod patch;
