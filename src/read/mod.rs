//! Source -> Workbook.
