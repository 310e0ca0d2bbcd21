//! The `fuhe` binary.
fn main() {}
