//! STAND-IN for branch wt-report: drop this folder when merging.

use super::Audited;
use crate::text::Text;

/// One input of the JSON report.
pub enum JsonInput<'a> {
    /// It was audited.
    Audited {
        /// As the user named it.
        path: String,
        /// The results.
        audited: &'a Audited<'a>,
        /// The outputs that were written.
        outputs: Vec<String>,
    },
    /// It could not be.
    Failed {
        /// As the user named it.
        path: String,
        /// SHA-256, where it could be opened.
        sha256: Option<String>,
        /// Why.
        error: Text,
    },
    /// It was left out on purpose.
    Skipped {
        /// As the user named it.
        path: String,
        /// Why.
        reason: Text,
    },
}

/// The report as JSON.
pub fn report(inputs: &[JsonInput]) -> String {
    let inputs: Vec<serde_json::Value> = inputs
        .iter()
        .map(|input| match input {
            JsonInput::Audited { path, outputs, .. } => {
                serde_json::json!({"path": path, "status": "audited", "outputs": outputs})
            }
            JsonInput::Failed { path, error, .. } => {
                serde_json::json!({"path": path, "status": "failed", "error": error.zh})
            }
            JsonInput::Skipped { path, reason } => {
                serde_json::json!({"path": path, "status": "skipped", "error": reason.zh})
            }
        })
        .collect();
    let inputs = serde_json::Value::Array(inputs);
    format!(
        "{{\"schema\":1,\"tool\":{{\"name\":\"fuhe\",\"version\":\"{}\"}},\"inputs\":{inputs}}}\n",
        env!("CARGO_PKG_VERSION")
    )
}
