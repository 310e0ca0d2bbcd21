//! The records of an xls stream, and the text inside them.

use encoding_rs::Encoding;

use crate::read::binary::{u8_at, u16_at, u32_at};

/// A record that continues the one before.
const CONTINUE: u16 = 0x003C;

/// One record with the pieces it is split into.
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
    /// Where the next record begins.
    pub(super) next: usize,
}

/// The record at `at`, or `None` at the end of the stream.
pub(super) fn record(stream: &[u8], at: usize) -> Option<Record<'_>> {
    let kind = u16_at(stream, at)?;
    let length = usize::from(u16_at(stream, at + 2)?);
    let data = stream.get(at + 4..at + 4 + length)?;
    Some(Record {
        kind,
        data,
        next: at + 4 + length,
    })
}

/// A record's data with those of the records that continue it, and where the next other record begins.
pub(super) fn continued<'a>(stream: &'a [u8], first: &Record<'a>) -> (Vec<&'a [u8]>, usize) {
    let mut pieces = vec![first.data];
    let mut next = first.next;
    while let Some(more) = record(stream, next).filter(|record| record.kind == CONTINUE) {
        pieces.push(more.data);
        next = more.next;
    }
    (pieces, next)
}

/// How a workbook of before Excel 97 spells text.
#[derive(Clone, Copy)]
pub(super) struct Codepage {
    encoding: &'static Encoding,
    /// False where the code page is not known.
    pub(super) is_known: bool,
}

impl Codepage {
    pub(super) fn new(number: u16) -> Self {
        let label: &[u8] = match number {
            // UTF-16 is what newer workbooks declare; their texts say so themselves.
            1200 | 1252 | 32769 | 367 => b"windows-1252",
            874 => b"windows-874",
            932 => b"shift_jis",
            936 | 54936 => b"gb18030",
            949 => b"euc-kr",
            950 => b"big5",
            1250 => b"windows-1250",
            1251 => b"windows-1251",
            1253 => b"windows-1253",
            1254 => b"windows-1254",
            1255 => b"windows-1255",
            1256 => b"windows-1256",
            1257 => b"windows-1257",
            1258 => b"windows-1258",
            866 => b"ibm866",
            10000 | 32768 => b"macintosh",
            10007 => b"x-mac-cyrillic",
            65001 => b"utf-8",
            _ => b"",
        };
        let encoding = Encoding::for_label(label);
        Codepage {
            encoding: encoding.unwrap_or(encoding_rs::WINDOWS_1252),
            is_known: encoding.is_some(),
        }
    }

    pub(super) fn decode(self, bytes: &[u8]) -> String {
        let (text, _) = self.encoding.decode_without_bom_handling(bytes);
        text.into_owned()
    }
}

/// Text of the newer kind in one record: its length stands at `at` in one byte or two.
pub(super) fn short_text(data: &[u8], at: usize, wide_length: bool) -> Option<String> {
    let (length, at) = match wide_length {
        true => (usize::from(u16_at(data, at)?), at + 2),
        false => (usize::from(u8_at(data, at)?), at + 1),
    };
    let pieces = [data];
    let mut reader = Pieces::new(&pieces);
    reader.skip(at);
    let flags = reader.u8()?;
    reader.characters(length, flags & 1 != 0)
}

/// Text of the older kind in one record.
pub(super) fn old_text(
    data: &[u8],
    at: usize,
    wide_length: bool,
    codepage: Codepage,
) -> Option<String> {
    let (length, at) = match wide_length {
        true => (usize::from(u16_at(data, at)?), at + 2),
        false => (usize::from(u8_at(data, at)?), at + 1),
    };
    let bytes = data.get(at..)?;
    Some(codepage.decode(&bytes[..length.min(bytes.len())]))
}

/// A cursor over the pieces of a continued record.
pub(super) struct Pieces<'p, 'a> {
    pieces: &'p [&'a [u8]],
    piece: usize,
    at: usize,
}

impl<'p, 'a> Pieces<'p, 'a> {
    pub(super) fn new(pieces: &'p [&'a [u8]]) -> Self {
        Pieces {
            pieces,
            piece: 0,
            at: 0,
        }
    }

    /// The rest of the current piece; the next one where it is used up.
    fn rest(&mut self) -> Option<&'a [u8]> {
        loop {
            let piece = self.pieces.get(self.piece)?;
            if self.at < piece.len() {
                return Some(&piece[self.at..]);
            }
            self.piece += 1;
            self.at = 0;
        }
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        let byte = *self.rest()?.first()?;
        self.at += 1;
        Some(byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        let (low, high) = (self.u16()?, self.u16()?);
        Some(u32::from(high) << 16 | u32::from(low))
    }

    pub(super) fn skip(&mut self, mut count: usize) {
        while count > 0 {
            let Some(rest) = self.rest() else { return };
            let step = rest.len().min(count);
            self.at += step;
            count -= step;
        }
    }

    /// So many characters. Where they run into the next piece, it begins with a byte that says anew how wide they are.
    pub(super) fn characters(&mut self, count: usize, mut wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::with_capacity(count.min(1 << 16));
        while units.len() < count {
            if self.at >= self.pieces.get(self.piece)?.len() {
                self.piece += 1;
                self.at = 0;
                wide = *self.pieces.get(self.piece)?.first()? & 1 != 0;
                self.at = 1;
                continue;
            }
            let rest = &self.pieces[self.piece][self.at..];
            let missing = count - units.len();
            if wide {
                let fit = missing.min(rest.len() / 2);
                if fit == 0 {
                    // Half a character: the piece is broken.
                    self.at = self.pieces[self.piece].len();
                    continue;
                }
                let pairs = rest[..fit * 2].chunks_exact(2);
                units.extend(pairs.map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
                self.at += fit * 2;
            } else {
                let fit = missing.min(rest.len());
                units.extend(rest[..fit].iter().map(|byte| u16::from(*byte)));
                self.at += fit;
            }
        }
        Some(String::from_utf16_lossy(&units))
    }

    /// A text of the shared table, passing over its fonts and phonetic guides.
    pub(super) fn shared_text(&mut self) -> Option<String> {
        let count = usize::from(self.u16()?);
        let flags = self.u8()?;
        let runs = if flags & 8 != 0 {
            usize::from(self.u16()?)
        } else {
            0
        };
        let extra = if flags & 4 != 0 {
            self.u32()? as usize
        } else {
            0
        };
        let text = self.characters(count, flags & 1 != 0)?;
        self.skip(runs * 4);
        self.skip(extra);
        Some(text)
    }
}

/// The texts of the shared table; its declared counts are not believed.
pub(super) fn shared_texts(pieces: &[&[u8]]) -> Vec<Box<str>> {
    let mut reader = Pieces::new(pieces);
    reader.skip(4);
    let declared = reader.u32().unwrap_or(0);
    let mut texts = Vec::new();
    while (texts.len() as u64) < u64::from(declared) {
        let Some(text) = reader.shared_text() else {
            break;
        };
        texts.push(text.into());
    }
    texts
}

/// A double word of a record, for [`super::styles`].
pub(super) fn word(data: &[u8], at: usize) -> u32 {
    u32_at(data, at).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_runs_over_pieces_and_changes_its_width() {
        let first: &[u8] = &[5, 0, 0, b'a', b'b'];
        let second: &[u8] = &[1, 0x97, 0x5F, 0x06, 0x52, b'c', 0];
        let pieces = [first, second];
        let mut reader = Pieces::new(&pieces);
        assert_eq!(reader.shared_text().as_deref(), Some("ab得分c"));
        assert_eq!(reader.shared_text(), None);
    }
}
