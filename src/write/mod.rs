//! Source, Workbook, Markup -> bytes.
