//! The mappings that are built into the binary.

/// The id and the text of each.
pub const BUILT_IN: &[(&str, &str)] = &[];
