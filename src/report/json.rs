//! STAND-IN for branch wt-report: drop this folder when merging.

use super::Audited;
use crate::text::{Lang, Text};
use crate::workbook::Format;

/// One input and what became of it.
#[derive(Debug, Clone)]
pub enum JsonInput<'a> {
    /// It was audited.
    Audited {
        /// Its path as given.
        path: String,
        /// The results.
        audited: Audited<'a>,
        /// The files that were written for it.
        outputs: Vec<String>,
    },
    /// It could not be audited, or was passed over.
    Unaudited {
        /// Its path as given.
        path: String,
        /// SHA-256 of the file, where it could be read.
        sha256: Option<String>,
        /// Its format, where it was told.
        format: Option<Format>,
        /// True where it was passed over on purpose.
        skipped: bool,
        /// Why.
        error: Text,
    },
}

/// The report as JSON.
pub fn report(inputs: &[JsonInput], lang: Lang) -> String {
    let inputs: Vec<serde_json::Value> = inputs
        .iter()
        .map(|input| match input {
            JsonInput::Audited { path, outputs, .. } => {
                serde_json::json!({"path": path, "status": "audited", "outputs": outputs})
            }
            JsonInput::Unaudited { path, skipped, error, .. } => {
                let status = if *skipped { "skipped" } else { "failed" };
                serde_json::json!({"path": path, "status": status, "error": error.in_lang(lang)})
            }
        })
        .collect();
    let inputs = serde_json::Value::Array(inputs);
    format!(
        "{{\"schema\": 1, \"tool\": {{\"name\": \"fuhe\", \"version\": \"{}\"}}, \"inputs\": {inputs}}}\n",
        env!("CARGO_PKG_VERSION")
    )
}
