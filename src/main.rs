//! The `fuhe` binary: parse, run, exit code.

mod cli;

use std::process::ExitCode;

/// A crowd's scorecards are millions of small pieces, made by several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}
