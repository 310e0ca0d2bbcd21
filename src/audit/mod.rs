//! Reported against recomputed.
use crate::extract::Extraction;
use crate::finding::Finding;
use crate::mapping::Mapping;
use crate::score::Scored;
use crate::workbook::Workbook;

/// Every finding about an extraction, its own (X codes) included, in the order of sheets and cells.
pub fn audit(
    _workbook: &Workbook,
    _mapping: &Mapping,
    extraction: &Extraction,
    _scored: &[Scored],
) -> Vec<Finding> {
    extraction.findings.clone()
}
