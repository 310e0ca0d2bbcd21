//! A defect that one file brings to light stops that file, not the batch, and tells no salary.

use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use fuhe::text;

use super::batch::{Done, Failed};
use super::paths::Input;

/// How many files are being audited.
static GUARDED: AtomicUsize = AtomicUsize::new(0);
/// What the last panic said, on whichever thread of its file.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// Keeps where a guarded file made the program panic, for its error message; other panics are reported as usual.
pub fn install_panic_hook() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if GUARDED.load(Ordering::SeqCst) > 0 {
            // The place alone: a panic's words may quote a cell, and a cell may be a salary.
            let place = info.location().map(ToString::to_string);
            *told() = place.unwrap_or_default();
        } else {
            usual(info);
        }
    }));
}

fn told() -> MutexGuard<'static, String> {
    PANIC.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does a file's work: a panic becomes the error of that file alone.
pub fn guarded(input: &Input, work: impl FnOnce() -> Done) -> Done {
    GUARDED.fetch_add(1, Ordering::SeqCst);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.fetch_sub(1, Ordering::SeqCst);
    done.unwrap_or_else(|_| {
        let told = std::mem::take(&mut *told());
        Done::Failed(Failed {
            path: input.shown(),
            sha256: None,
            text: text!(
                "内部错误，这个文件没有复核完。其他文件不受影响；请把下面的信息发给开发者：{told}"
                    / "internal error: this file was not audited; the others are not affected. Please report: {told}"
            ),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_of_its_file() {
        install_panic_hook();
        let input = Input {
            path: "a.xlsx".into(),
            real: "a.xlsx".into(),
        };
        let done = guarded(&input, || panic!("out of bounds"));
        let Done::Failed(failed) = done else {
            panic!("not caught");
        };
        assert_eq!(failed.path, "a.xlsx");
        assert!(failed.text.zh.contains("内部错误") && failed.text.zh.contains("guard.rs:"));
        assert!(!failed.text.zh.contains("out of bounds"));
    }
}
