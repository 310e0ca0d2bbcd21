//! Outputs on their way to the disk. All but waiting is done by others meanwhile, and a disk takes several at once.

use std::panic;
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ScopedJoinHandle};

use super::console::Problem;
use super::outputs::Unnamed;

/// How many are waited for side by side.
const SETTLING: usize = 4;

/// An output, and what it is called for people.
pub struct Underway {
    pub file: Unnamed,
    pub shown: String,
}

/// An output that has its name, or why it has none.
pub type Settled = Result<String, Problem>;

impl Underway {
    fn settle(self) -> Settled {
        match self.file.settle() {
            Ok(()) => Ok(self.shown),
            Err(text) => Err(Problem::new(self.shown, text)),
        }
    }
}

/// Where outputs are handed over.
pub struct Settlers(SyncSender<(usize, Underway)>);

impl Settlers {
    /// Hands over the output of an input; gives it back settled where the settlers have enough to do.
    pub fn hand(&self, index: usize, underway: Underway) -> Option<Settled> {
        let (TrySendError::Full((_, underway)) | TrySendError::Disconnected((_, underway))) =
            self.0.try_send((index, underway)).err()?;
        Some(underway.settle())
    }
}

/// Does work on so many files with settlers at its side; gives what they settled, by the input's number.
pub fn beside<T>(files: usize, work: impl FnOnce(&Settlers) -> T) -> (T, Vec<(usize, Settled)>) {
    let (send, receive) = mpsc::sync_channel(SETTLING);
    let receive = Arc::new(Mutex::new(receive));
    // One file gains nothing.
    let threads = if files > 1 { SETTLING } else { 0 };
    thread::scope(|scope| {
        let settlers = (0..threads).filter_map(|_| {
            let receive = Arc::clone(&receive);
            let settle = move || settle(&receive);
            thread::Builder::new().spawn_scoped(scope, settle).ok()
        });
        let settlers: Vec<_> = settlers.collect();
        drop(receive);
        let settlers_at_work = Settlers(send);
        let done = work(&settlers_at_work);
        drop(settlers_at_work);
        (done, settlers.into_iter().flat_map(joined).collect())
    })
}

/// Settles until no more can come.
fn settle(receive: &Mutex<Receiver<(usize, Underway)>>) -> Vec<(usize, Settled)> {
    let mut settled = Vec::new();
    loop {
        let next = receive
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok((index, underway)) = next else {
            return settled;
        };
        settled.push((index, underway.settle()));
    }
}

/// What a thread gives; its panic goes on here.
pub fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|cause| panic::resume_unwind(cause))
}
