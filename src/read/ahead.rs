//! Bytes that another thread gets ready: unpacking takes a third of the time that reading a large sheet takes.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, Scope};

/// Bytes that are handed over at once.
const BLOCK: usize = 1 << 18;
/// Blocks that may wait: more would only take memory.
const WAITING: usize = 4;

/// A reader's bytes, a few blocks of which are read before they are asked for.
pub(super) struct Ahead {
    blocks: Receiver<io::Result<Vec<u8>>>,
    /// The block at hand, and how much of it has been passed on.
    block: Vec<u8>,
    at: usize,
}

impl Ahead {
    /// Reads `inner` on a thread of the scope, which ends with it or when nobody asks any more.
    pub(super) fn of<'scope, R: Read + Send + 'scope>(
        inner: R,
        scope: &'scope Scope<'scope, '_>,
    ) -> io::Result<Self> {
        let (sender, blocks) = sync_channel(WAITING);
        Builder::new().spawn_scoped(scope, move || send(inner, &sender))?;
        Ok(Ahead {
            blocks,
            block: Vec::new(),
            at: 0,
        })
    }
}

fn send(mut inner: impl Read, blocks: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut block = Vec::with_capacity(BLOCK);
        let read = (&mut inner).take(BLOCK as u64).read_to_end(&mut block);
        let is_last = read.is_err() || block.is_empty();
        // What was read before an error counts too.
        if !block.is_empty() && blocks.send(Ok(block)).is_err() {
            return;
        }
        if let Err(error) = read {
            let _ = blocks.send(Err(error));
        }
        if is_last {
            return;
        }
    }
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.block.len() {
            match self.blocks.recv() {
                Ok(block) => (self.block, self.at) = (block?, 0),
                // The thread is done.
                Err(_) => return Ok(0),
            }
        }
        let rest = &self.block[self.at..];
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_out_is_what_went_in() {
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK * 7 + 3] {
            let bytes: Vec<u8> = (0..length).map(|index| (index % 251) as u8).collect();
            let out = std::thread::scope(|scope| {
                let mut out = Vec::new();
                let mut ahead = Ahead::of(bytes.as_slice(), scope).unwrap();
                ahead.read_to_end(&mut out).map(|_| out)
            });
            assert_eq!(out.unwrap(), bytes);
        }
    }

    #[test]
    fn an_error_comes_after_what_was_read_before_it() {
        struct Failing(usize);
        impl Read for Failing {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let length = self.0.min(buffer.len());
                self.0 -= length;
                buffer[..length].fill(b'x');
                if length == 0 {
                    return Err(io::Error::other("broken"));
                }
                Ok(length)
            }
        }
        std::thread::scope(|scope| {
            let mut ahead = Ahead::of(Failing(BLOCK + 5), scope).unwrap();
            let mut out = Vec::new();
            assert!(ahead.read_to_end(&mut out).is_err());
            assert_eq!(out.len(), BLOCK + 5);
        });
    }

    #[test]
    fn the_thread_ends_when_nobody_asks() {
        std::thread::scope(|scope| {
            let ahead = Ahead::of(io::repeat(0), scope).unwrap();
            drop(ahead);
        });
    }
}
