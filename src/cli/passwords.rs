//! The passwords that workbooks are opened with: from a file or from a terminal, never from the command line, where
//! other users of the machine could read them.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use encoding_rs::{Encoding, GB18030, UTF_8};
use fuhe::lock::{self, LockError, Password};
use fuhe::text;
use fuhe::text::Text;
use zeroize::Zeroizing;

use super::console::{Console, Problem, complain};
use super::files::{cannot_read, ordinary};
use super::paths::Input;

/// A password file is a few lines; more is something else.
const LONGEST_FILE: u64 = 1 << 16;
/// Unlocking takes a tenth of a second per try.
const MOST: usize = 100;
/// How often a person is asked.
const TRIES: usize = 3;

/// Passwords, tried in turn.
#[derive(Debug, Default)]
pub struct Passwords(Vec<Password>);

impl Passwords {
    /// One password per line, in UTF-8, UTF-16 with its mark, or GB18030.
    pub fn from_file(path: &Path) -> Result<Self, Problem> {
        let problem = |text| Problem::new(path.display().to_string(), text);
        let is_none = || {
            problem(text!(
                "这不是密码文件。密码文件是一个小文本文件（.txt），每行一个密码。"
                    / "this is no password file: a small text file (.txt) with one password per line."
            ))
        };
        let metadata = ordinary(path).map_err(problem)?;
        if metadata.len() > LONGEST_FILE {
            return Err(is_none());
        }
        let bytes = fs::read(path).map_err(|error| problem(cannot_read(&error)))?;
        let passwords = parse(&Zeroizing::new(bytes)).ok_or_else(is_none)?;
        if passwords.is_empty() {
            return Err(problem(text!(
                "密码文件里没有密码。请把密码写在第一行，多个密码每行一个。"
                    / "the password file is empty. Write the password into its first line; several, one per line."
            )));
        }
        if passwords.len() > MOST {
            return Err(problem(text!(
                "密码文件里的密码太多，最多 {MOST} 个。"
                    / "the password file holds too many passwords; {MOST} at most."
            )));
        }
        Ok(Passwords(passwords))
    }

    /// Asks for what the locked files among `inputs` need, where somebody sits at a terminal.
    pub fn asked_for(inputs: &[Input], console: &Console) -> Self {
        let mut passwords = Passwords::default();
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            return passwords;
        }
        let mut locked: Vec<(String, Vec<u8>)> = inputs.iter().filter_map(locked).collect();
        for _ in 0..TRIES {
            let Some((name, _)) = locked.first() else {
                break;
            };
            let (name, count) = (name.clone(), locked.len());
            let question = match count {
                1 => text!(
                    "{name} 有打开密码。请输入密码（不会显示；直接回车跳过）："
                        / "{name} asks for a password. Type it (it is not shown; just Enter to skip): "
                ),
                _ => text!(
                    "{name} 等 {count} 个文件有打开密码。请输入密码（不会显示；直接回车跳过）："
                        / "{name} and others, {count} files, ask for a password. Type it (it is not shown; just Enter to skip): "
                ),
            };
            complain(console.words(&question));
            let typed = match rpassword::read_password() {
                Ok(typed) if !typed.is_empty() => typed,
                _ => break,
            };
            let password = Password::new(typed);
            locked.retain(|(_, bytes)| {
                matches!(
                    lock::unlock(bytes, &password),
                    Err(LockError::WrongPassword)
                )
            });
            passwords.0.push(password);
            if !locked.is_empty() {
                complain(console.words(&text!(
                    "这个密码没有打开全部文件。\n" / "It does not open all of them.\n"
                )));
            }
        }
        passwords
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The workbook in a locked file, and its password.
    pub fn unlock(&self, bytes: &[u8]) -> Result<(Vec<u8>, Password), Text> {
        let mut error = None;
        for password in &self.0 {
            match lock::unlock(bytes, password) {
                Ok(plain) => return Ok((plain, password.clone())),
                Err(LockError::WrongPassword) => error = Some(LockError::WrongPassword),
                // Another password changes nothing.
                Err(other) => return Err(other.text()),
            }
        }
        Err(match error {
            Some(error) => error.text(),
            None => text!(
                "文件有打开密码。请把密码写进一个文本文件，加 --password-file 指定它（结果会用同一个密码加密）；或在 Excel/WPS 中取消密码，另存为 .xlsx 后再试。"
                    / "The file asks for a password. Write it into a text file and name that with --password-file (the outputs are locked with it too), or remove the password in Excel or WPS and save it as .xlsx."
            ),
        })
    }
}

/// The name and bytes of a locked file.
fn locked(input: &Input) -> Option<(String, Vec<u8>)> {
    let mut head = [0; lock::MAGIC.len()];
    let mut file = File::open(&input.path).ok()?;
    file.read_exact(&mut head).ok()?;
    if head != lock::MAGIC {
        return None;
    }
    let bytes = fs::read(&input.path).ok()?;
    lock::is_locked(&bytes).then(|| (input.shown(), bytes))
}

/// The lines of a text; nothing where it is none.
fn parse(bytes: &[u8]) -> Option<Vec<Password>> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let bytes = bytes.get(mark..).unwrap_or_default();
    let (text, is_broken) = encoding.decode_without_bom_handling(bytes);
    // Notepad's "ANSI" on a Chinese Windows.
    let text = match is_broken {
        true => GB18030.decode_without_bom_handling(bytes).0,
        false => text,
    };
    let text = Zeroizing::new(text.into_owned());
    // Nobody types these; a workbook or a picture is full of them.
    let is_typed = |c: char| matches!(c, '\n' | '\r' | '\t') || !c.is_control() && c != '\u{fffd}';
    if !text.chars().all(is_typed) {
        return None;
    }
    let lines = text.split('\n').map(|line| line.trim_end_matches('\r'));
    let lines = lines.filter(|line| !line.is_empty());
    Some(lines.map(Password::new).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_file_may_come_from_any_editor() {
        let wanted = [Password::new("工资 2026 "), Password::new("b")];
        let utf16: Vec<u8> = "\u{feff}工资 2026 \r\nb"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let gbk = GB18030.encode("工资 2026 \r\n\r\nb\r\n").0.into_owned();
        for bytes in [
            "工资 2026 \nb\n".as_bytes(),
            "\u{feff}工资 2026 \r\nb".as_bytes(),
            &utf16,
            &gbk,
        ] {
            assert_eq!(parse(bytes).unwrap(), wanted);
        }
        for bytes in [
            &b"PK\x03\x04\x14\0"[..],
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff\xe0",
        ] {
            assert!(parse(bytes).is_none());
        }
    }
}
