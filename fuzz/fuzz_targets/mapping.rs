//! Mapping files: a mapping or faults with their lines.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let checked = fuhe::mapping::check::check("x", text);
    assert!(checked.mapping.is_some() || !checked.faults.is_empty());
});
