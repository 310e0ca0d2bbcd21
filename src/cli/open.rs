//! Opening an input: read whole and once, unlocked where it is locked, and not while somebody writes it.

use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::Path;

use fuhe::lock::{self, Password};
use fuhe::mapping::check::sha256;
use fuhe::read::{self, Limits, ReadError, ReadErrorKind};
use fuhe::text;
use fuhe::text::Text;
use fuhe::workbook::{Sheet, Source, Workbook};
use fuhe::write;

use super::console::{Console, Problem};
use super::files::{cannot_read, lock_file, locked_by, ordinary};
use super::passwords::Passwords;
use super::paths::Input;

/// What inputs are opened with.
#[derive(Debug, Default)]
pub struct Opening {
    pub passwords: Passwords,
    pub limits: Limits,
}

/// An opened input.
pub struct Opened {
    /// The workbook, unlocked.
    pub source: Source,
    /// SHA-256 of the file as it lies there.
    pub sha256: String,
    /// What it was locked with: what leaves it is to be locked too.
    pub password: Option<Password>,
}

/// Why an input could not be opened.
pub struct NotOpened {
    /// SHA-256, where the file could be read.
    pub sha256: Option<String>,
    pub text: Text,
}

impl NotOpened {
    fn unread(text: Text) -> Self {
        NotOpened { sha256: None, text }
    }
}

impl Opening {
    /// With the passwords of a file, and with other bounds.
    pub fn with(file: Option<&Path>, max_size: Option<u64>) -> Result<Self, Problem> {
        Ok(Opening {
            passwords: match file {
                Some(file) => Passwords::from_file(file)?,
                None => Passwords::default(),
            },
            limits: max_size.map_or_else(Limits::default, Limits::of),
        })
    }

    /// Where no file gave passwords: with those that somebody at a terminal types.
    pub fn asking(mut self, inputs: &[Input], console: &Console) -> Self {
        if self.passwords.is_empty() {
            self.passwords = Passwords::asked_for(inputs, console);
        }
        self
    }

    /// Reads a file, and unlocks it.
    pub fn open(&self, input: &Input) -> Result<Opened, NotOpened> {
        let bytes = self.read(input).map_err(NotOpened::unread)?;
        let digest = sha256(&bytes);
        let (bytes, password) = match lock::is_locked(&bytes) {
            false => (bytes, None),
            true => match self.passwords.unlock(&bytes) {
                Ok((plain, password)) => (plain, Some(password)),
                Err(text) => {
                    return Err(NotOpened {
                        sha256: Some(digest),
                        text,
                    });
                }
            },
        };
        Ok(Opened {
            source: Source {
                name: input.name(),
                bytes: bytes.into(),
            },
            sha256: digest,
            password,
        })
    }

    fn read(&self, input: &Input) -> Result<Vec<u8>, Text> {
        let io = |error: std::io::Error| cannot_read(&error);
        // A pipe or a device is looked at before it is opened: opening alone may wait forever.
        let before = ordinary(&input.path)?;
        if let Some(of) = locked_by(&input.name()) {
            return Err(lock_file(of));
        }
        let most = self.limits.file_bytes();
        if before.len() > most {
            return Err(self.too_large());
        }
        let mut file = File::open(&input.path).map_err(io)?;
        let mut bytes = Vec::with_capacity(usize::try_from(before.len()).unwrap_or(0));
        (&mut file)
            .take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(io)?;
        if bytes.len() as u64 > most {
            return Err(self.too_large());
        }
        let after = fs::metadata(&input.path).map_err(io)?;
        if bytes.len() as u64 != after.len() || is_changed(&before, &after) {
            return Err(text!(
                "读取时文件正在被改动（可能正在保存、同步或下载），没有复核。请等它完成后再试。"
                    / "the file was changed while it was read (perhaps it is being saved, synchronised or downloaded), so it was not audited. Try again when that is done."
            ));
        }
        Ok(bytes)
    }

    /// The workbook in an opened source.
    pub fn workbook(&self, source: &Source) -> Result<Workbook, Text> {
        let workbook = read::read(source, &self.limits).map_err(|error| self.refused(&error))?;
        let is_blank = |sheet: &Sheet| {
            let mut cells = sheet.rows.iter().flat_map(|row| &row.cells);
            !sheet.is_damaged
                && sheet.formulas.is_empty()
                && cells.all(|cell| cell.value.is_blank())
        };
        if workbook.sheets.iter().all(is_blank) {
            return Err(text!(
                "工作簿是空的，一个字也没有。请确认没有选错文件，填好后已保存；内容是图片的，要录成表格。"
                    / "the workbook is empty. Make sure that it is the right file and was saved; what is a picture must be typed into cells."
            ));
        }
        Ok(workbook)
    }

    /// The same of a workbook with scorecards. HR may have corrected figures in fuhe's own copy: its marks and sheets are
    /// no data.
    pub fn scorecards(&self, source: &Source) -> Result<Workbook, Text> {
        let unmarked = write::unmarked(source);
        self.workbook(unmarked.as_ref().unwrap_or(source))
    }

    /// What is said about a file that the reader refuses.
    fn refused(&self, error: &ReadError) -> Text {
        match error.kind {
            ReadErrorKind::TooLarge => self.too_large(),
            _ => error.text(),
        }
    }

    fn too_large(&self) -> Text {
        let now = self.limits.total_bytes >> 20;
        ReadError::from(ReadErrorKind::TooLarge).text().then(&text!(
            "确有需要且内存足够时，可放宽上限（现为 {now} MB），例如加 --max-size 4GB。"
                / "Where it must be and memory suffices, raise the limit (now {now} MB), such as --max-size 4GB."
        ))
    }
}

fn is_changed(before: &Metadata, after: &Metadata) -> bool {
    before.len() != after.len() || before.modified().ok() != after.modified().ok()
}
