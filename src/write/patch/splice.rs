//! Edits on the bytes of a part, and the way back.
//!
//! An [`Edit`] says what is put where and how many of the original bytes give way to it (mostly none). Applying a list
//! of them yields the new bytes and the [`Undo`] list that gives back the old ones, which the record keeps.

use std::io::{self, Write};

/// One change to a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Where, in the original bytes.
    pub at: usize,
    /// How many original bytes give way.
    pub remove: usize,
    /// What stands there instead.
    pub insert: Vec<u8>,
}

/// One change back: in the patched bytes, `length` bytes at `at` give way to `original`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// Where, in the patched bytes.
    pub at: usize,
    /// How many patched bytes give way.
    pub length: usize,
    /// What stood there.
    pub original: Vec<u8>,
}

/// A part's bytes and the edits collected for it.
#[derive(Debug, Clone, Default)]
pub struct Doc {
    /// The original bytes.
    pub bytes: Vec<u8>,
    /// The edits, in any order; those at one place keep theirs.
    pub edits: Vec<Edit>,
}

impl Doc {
    /// A part without edits.
    pub fn new(bytes: Vec<u8>) -> Self {
        Doc {
            bytes,
            edits: Vec::new(),
        }
    }

    /// Puts `what` before the byte at `at`.
    pub fn insert(&mut self, at: usize, what: impl Into<Vec<u8>>) {
        self.replace(at..at, what);
    }

    /// Puts `what` in the place of a range.
    pub fn replace(&mut self, range: std::ops::Range<usize>, what: impl Into<Vec<u8>>) {
        self.edits.push(Edit {
            at: range.start,
            remove: range.end.saturating_sub(range.start),
            insert: what.into(),
        });
    }

    /// Puts `what` at the end of an element, opening it where it is one empty tag.
    pub fn append_to(
        &mut self,
        element: &super::xml::Element,
        prefix: &str,
        what: impl Into<Vec<u8>>,
    ) {
        let what = what.into();
        if element.empty {
            let mut whole = b">".to_vec();
            whole.extend_from_slice(&what);
            whole.extend_from_slice(format!("</{prefix}{}>", element.name).as_bytes());
            self.replace(element.end - 2..element.end, whole);
        } else {
            self.insert(element.close, what);
        }
    }

    /// Sets an attribute of a tag: in its place, or behind the tag's name.
    pub fn set(&mut self, start: usize, tag_end: usize, name: &str, value: &str) {
        let value = super::xml::escaped(value);
        match super::xml::attribute(&self.bytes, start, tag_end, name) {
            Some(range) => {
                if self.bytes.get(range.clone()) != Some(value.as_bytes()) {
                    self.replace(range, value);
                }
            }
            None => {
                let token = super::xml::Token {
                    kind: super::xml::Kind::Open,
                    start,
                    end: tag_end,
                };
                let at = start + 1 + super::xml::name(&self.bytes, &token).len();
                self.insert(at, format!(" {name}=\"{value}\""));
            }
        }
    }

    /// Writes the edited bytes and says how to undo it. `None` where edits overlap, which only a malformed part or a
    /// fault of this module brings about; nothing is to be trusted then.
    pub fn apply(mut self, out: &mut impl Write) -> io::Result<Option<Vec<Undo>>> {
        // What is put before a replaced range stands before it, whichever was asked for first.
        self.edits.sort_by_key(|edit| (edit.at, edit.remove > 0));
        let mut undo = Vec::with_capacity(self.edits.len());
        let mut read = 0usize;
        let mut written = 0usize;
        for edit in self.edits {
            let Some(kept) = self.bytes.get(read..edit.at) else {
                return Ok(None);
            };
            let Some(original) = self.bytes.get(edit.at..edit.at + edit.remove) else {
                return Ok(None);
            };
            out.write_all(kept)?;
            out.write_all(&edit.insert)?;
            written += kept.len();
            undo.push(Undo {
                at: written,
                length: edit.insert.len(),
                original: original.to_vec(),
            });
            written += edit.insert.len();
            read = edit.at + edit.remove;
        }
        out.write_all(self.bytes.get(read..).unwrap_or_default())?;
        Ok(Some(undo))
    }
}

/// Takes edits back; `None` where the list does not fit the bytes.
pub fn undone(bytes: &[u8], undo: &[Undo]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut read = 0usize;
    for step in undo {
        out.extend_from_slice(bytes.get(read..step.at)?);
        out.extend_from_slice(&step.original);
        read = step.at.checked_add(step.length)?;
        if read > bytes.len() {
            return None;
        }
    }
    out.extend_from_slice(bytes.get(read..)?);
    Some(out)
}

/// The list as text for the record: `gap+length` or `gap+length:hex` per step, gaps reckoned from the end of the step
/// before, so that many like steps compress well.
pub fn encode(undo: &[Undo]) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(undo.len() * 10);
    let mut from = 0usize;
    for step in undo {
        if !out.is_empty() {
            out.push(' ');
        }
        // Writing to a String cannot fail.
        let _ = write!(out, "{}+{}", step.at - from, step.length);
        if !step.original.is_empty() {
            out.push(':');
            for byte in &step.original {
                let _ = write!(out, "{byte:02x}");
            }
        }
        from = step.at + step.length;
    }
    out
}

/// The list back from the record's text.
pub fn decode(text: &str) -> Option<Vec<Undo>> {
    let mut from = 0usize;
    let mut undo = Vec::new();
    for word in text.split_ascii_whitespace() {
        let (place, hex) = word.split_once(':').unwrap_or((word, ""));
        let (gap, length) = place.split_once('+')?;
        let at = from.checked_add(gap.parse().ok()?)?;
        let length: usize = length.parse().ok()?;
        let original = (0..hex.len() / 2)
            .map(|i| u8::from_str_radix(hex.get(2 * i..2 * i + 2)?, 16).ok())
            .collect::<Option<Vec<u8>>>()?;
        undo.push(Undo {
            at,
            length,
            original,
        });
        from = at.checked_add(length)?;
    }
    Some(undo)
}
