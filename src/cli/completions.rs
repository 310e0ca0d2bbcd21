//! `fuhe completions`: shell completions on standard output.

use super::args::Completions;
use super::console::{Console, Exit};
use super::usage;

/// Prints the script of a shell.
pub fn run(args: &Completions, console: &mut Console) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut usage::command(console.lang),
        "fuhe",
        &mut script,
    );
    console.print(&String::from_utf8_lossy(&script));
    Exit::Fine
}
