//! Files as the system gives them: what it refuses, in words and with a next step, and what is no file to read.

use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

use fuhe::text;
use fuhe::text::Text;

/// Mappings are a few thousand bytes long.
const SMALL: u64 = 16 << 20;

/// A small file. A pipe or a device is looked at before it is opened: opening alone may wait forever.
pub fn read_small(path: &Path) -> Result<Vec<u8>, Text> {
    let metadata = ordinary(path)?;
    if metadata.len() > SMALL {
        return Err(text!(
            "文件太大，不像是要找的文件。" / "it is too large to be what is wanted here."
        ));
    }
    fs::read(path).map_err(|error| cannot_read(&error))
}

/// What is known of a file that can be read; why it is none.
pub fn ordinary(path: &Path) -> Result<Metadata, Text> {
    let metadata = fs::metadata(path).map_err(|error| cannot_read(&error))?;
    if metadata.is_dir() {
        return Err(text!(
            "这是文件夹，这里要的是一个文件；请写到文件名为止。"
                / "this is a folder; name one file in it."
        ));
    }
    if !metadata.is_file() {
        return Err(text!(
            "这是设备或管道，不是普通文件；请指定磁盘上的文件。"
                / "this is a device or a pipe, no ordinary file; name a file on a disk."
        ));
    }
    Ok(metadata)
}

/// The file whose lock file this is: what Excel, WPS and LibreOffice keep beside a workbook while it is open.
pub fn locked_by(name: &str) -> Option<&str> {
    let own = name.strip_prefix("~$");
    let of_libre = || name.strip_prefix(".~lock.")?.strip_suffix('#');
    own.or_else(of_libre).filter(|name| !name.is_empty())
}

/// What is said of a lock file that was named.
pub fn lock_file(of: &str) -> Text {
    text!(
        "这是打开「{of}」时的临时锁定文件，里面没有考核表；请指定「{of}」"
            / "this is the lock file of {of} while that is open, and holds no scorecards; name {of}"
    )
}

/// Why a file or folder cannot be read, for whoever can do something about it.
pub fn cannot_read(error: &io::Error) -> Text {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ResourceBusy => text!(
            "没有读取权限，或文件正被其他程序独占。请关闭打开它的程序，或换一个有权限的账户。"
                / "it may not be read, or another program holds it. Close that program or ask for access."
        ),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            text!("没有这个文件。请核对文件名和位置。" / "no such file. Check its name and place.")
        }
        io::ErrorKind::InvalidFilename | io::ErrorKind::InvalidInput => text!(
            "文件名太长，或含有系统不允许的字符。请核对文件名。"
                / "the name is too long, or holds what is not allowed. Check it."
        ),
        io::ErrorKind::OutOfMemory => text!(
            "内存不够，读不进来。请关闭一些程序再试。"
                / "there is not enough memory to read it. Close some programs and try again."
        ),
        _ => {
            let (zh, en) = (number(error), error);
            text!(
                "读取失败{zh}。网络盘、U 盘或网盘上的文件，请先复制到本机再试。"
                    / "it cannot be read: {en}. Copy a file of a network or cloud disk to this machine first."
            )
        }
    }
}

/// Why a file cannot be written. `option` is the one that chooses another place.
pub fn cannot_write(error: &io::Error, option: &str) -> Text {
    let why = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ResourceBusy => text!(
            "没有写入权限，或文件正在 Excel/WPS 中打开。请关闭该文件，或用 {option} 换一个可写的位置。"
                / "no permission, or it is open in Excel or WPS. Close it, or choose another place with {option}."
        ),
        io::ErrorKind::ReadOnlyFilesystem => text!(
            "这个位置是只读的。请用 {option} 换一个可写的位置。"
                / "the place is read-only. Choose another with {option}."
        ),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => text!(
            "磁盘空间已满。请清理空间，或用 {option} 换一个磁盘。"
                / "the disk is full. Free some space, or choose another disk with {option}."
        ),
        io::ErrorKind::InvalidFilename | io::ErrorKind::InvalidInput => text!(
            "文件名太长，或含有系统不允许的字符。请把名字改短、改简单。"
                / "the name is too long or not allowed here. Choose a shorter one."
        ),
        io::ErrorKind::AlreadyExists => {
            return text!(
                "刚刚出现了同名文件，没有覆盖。要覆盖请加 --force。"
                    / "a file of that name appeared meanwhile and was left alone. Add --force to replace it."
            );
        }
        io::ErrorKind::NotADirectory => text!(
            "指定的位置是一个文件，不是文件夹。请用 {option} 换一个位置。"
                / "the place is a file, not a folder. Choose another with {option}."
        ),
        io::ErrorKind::NotFound => text!(
            "没有这个位置，也不能在那里新建文件夹。请用 {option} 换一个位置。"
                / "there is no such place, and none can be made. Choose another with {option}."
        ),
        _ => {
            let (zh, en) = (number(error), error);
            text!(
                "系统没有写成{zh}。请用 {option} 换一个位置再试。"
                    / "{en}. Try another place with {option}."
            )
        }
    };
    text!("写不进去：" / "it cannot be written:").then(&why)
}

/// The number by which a system's support knows what happened: its words are in whatever language.
fn number(error: &io::Error) -> String {
    let code = error.raw_os_error();
    code.map_or_else(String::new, |code| format!("（系统错误代码 {code}）"))
}
