//! Results -> Markup: a list of report sheets, a file per sheet; and the JSON report.
