//! The command line: the only code that knows clap, reads and writes files, prints, and exits. One file per command.
//!
//! | file | does |
//! |---|---|
//! | `args`, `usage` | what may be written, and what is said where it is not understood |
//! | `audit`, `why`, `explain`, `mappings`, `draft`, `completions` | the commands |
//! | `accept` | what is known and accepted, and what became of it |
//! | `previous` | the results of the period before, which are compared with |
//! | `paths`, `places`, `outputs` | which files are read, where mappings lie, where results go |
//! | `files` | what the system refuses, in words |
//! | `open`, `passwords` | an input read whole, and unlocked |
//! | `others`, `absent` | what the files of a batch tell of each other, and which of them were not audited |
//! | `choose`, `batch`, `summary` | the mapping of a workbook, many files at a time, the words at the end |
//! | `settling`, `lighten` | outputs on their way to the disk, what is kept of a file that is done |
//! | `console` | standard output and error |

mod absent;
mod accept;
mod args;
mod audit;
mod batch;
mod choose;
mod completions;
mod console;
mod draft;
mod explain;
mod files;
mod guard;
mod lighten;
mod mappings;
mod open;
mod others;
mod outputs;
mod passwords;
mod paths;
mod places;
mod previous;
mod roster;
mod settling;
mod summary;
mod usage;
mod why;

use std::ffi::OsString;
use std::process::ExitCode;

use args::Command;
use console::{Console, Exit, complain};
use fuhe::text::Lang;
use usage::Parsed;

/// Does what the command line asks for.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    guard::install_panic_hook();
    let line = match usage::parse(args) {
        Parsed::Run(line) => line,
        Parsed::Show(words) => {
            let mut console = Console::new(Lang::default());
            console.print(&words);
            return console.finish(Exit::Fine);
        }
        Parsed::Wrong(words) => {
            complain(&words);
            return ExitCode::from(Exit::Failed as u8);
        }
    };
    let mut console = Console::new(line.lang.into());
    let exit = match &line.command {
        Command::Audit(args) => audit::run(args, &mut console),
        Command::Why(args) => why::run(args, &mut console),
        Command::Explain(args) => explain::run(args, &mut console),
        Command::Mappings(args) => mappings::run(args, &mut console),
        Command::Draft(args) => draft::run(args, &mut console),
        Command::Completions(args) => completions::run(args, &mut console),
    };
    console.finish(exit)
}
