//! What a file is, by its content: names lie.

use super::budget::Budget;
use super::cfb::Compound;
use super::error::{Foreign, ReadError, ReadErrorKind, Unsupported};
use super::package::Package;
use super::xml::Event;
use crate::archive::Bytes;
use crate::workbook::Format;

/// What a file holds, ready for the reader that knows it.
pub(super) enum Content<'a> {
    /// An Office Open XML package with its main part.
    Ooxml(Package<'a>, String, Format),
    /// An OpenDocument spreadsheet.
    Ods(Package<'a>),
    /// The stream of records of an xls.
    Xls(Vec<u8>),
    /// Text.
    Delimited,
}

/// Bytes that begin files of other kinds.
const MAGICS: &[(&[u8], Foreign)] = &[
    (b"%PDF", Foreign::Pdf),
    (b"\x89PNG", Foreign::Image),
    (b"\xFF\xD8\xFF", Foreign::Image),
    (b"GIF8", Foreign::Image),
    (b"II*\0", Foreign::Image),
    (b"MM\0*", Foreign::Image),
    (b"{\\rtf", Foreign::Rtf),
    (b"Rar!", Foreign::Rar),
    (b"7z\xBC\xAF\x27\x1C", Foreign::SevenZip),
    (b"\x1F\x8B", Foreign::Gzip),
    (b"SQLite format 3", Foreign::Database),
    (b"\0\x01\0\0Standard ", Foreign::Database),
];

/// Tells what `bytes` are.
pub(super) fn sniff<'a>(source: &Bytes, budget: &'a Budget) -> Result<Content<'a>, ReadError> {
    let bytes: &[u8] = source;
    if bytes
        .iter()
        .all(|byte| *byte == 0 || byte.is_ascii_whitespace())
        || bytes == b"\xEF\xBB\xBF"
    {
        return Err(ReadError::new(ReadErrorKind::Empty));
    }
    if let Some((_, what)) = MAGICS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err((*what).into());
    }
    match bytes {
        [b'P', b'K', 3 | 5 | 7, 4 | 6 | 8, ..] => package(source, budget),
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => compound(bytes),
        // Excel's records without a container around them: 5.0 and later begin like this, the oldest like those.
        [0x09, 0x08, 0x08 | 0x10, 0, ..] => Ok(Content::Xls(bytes.to_vec())),
        [0x09, 0x00 | 0x02 | 0x04, 4 | 6, 0, ..] => Err(ReadError::new(
            ReadErrorKind::Unsupported(Unsupported::ExcelBefore95),
        )),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Err(Foreign::Image.into()),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Err(Foreign::Image.into()),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Err(Foreign::Image.into()),
        _ => Ok(Content::Delimited),
    }
}

fn package<'a>(bytes: &Bytes, budget: &'a Budget) -> Result<Content<'a>, ReadError> {
    let mut package = Package::open(bytes, budget)?;
    let mimetype = package.head("mimetype", 200)?;
    if mimetype.contains("opendocument") || package.has("content.xml") {
        if !mimetype.is_empty() && !mimetype.contains("opendocument.spreadsheet") {
            return Err(Foreign::OpenDocument.into());
        }
        return Ok(Content::Ods(package));
    }
    let main = package
        .relationships("")?
        .into_values()
        .find(|related| related.kind == "officeDocument" && package.has(&related.target))
        .map(|related| related.target);
    let usual = [
        "xl/workbook.xml",
        "xl/workbook.bin",
        "word/document.xml",
        "ppt/presentation.xml",
    ];
    let usual = || {
        usual
            .into_iter()
            .find(|name| package.has(name))
            .map(str::to_owned)
    };
    let Some(main) = main.or_else(usual) else {
        let apple = package
            .names()
            .any(|name| name.ends_with(".iwa") || name == "index.zip");
        return Err(if apple { Foreign::Apple } else { Foreign::Zip }.into());
    };
    let folded = main.to_ascii_lowercase();
    let kind = content_type(&mut package, &folded)?;
    if kind.contains("wordprocessingml") || folded.starts_with("word/") {
        return Err(Foreign::Word.into());
    }
    if kind.contains("presentationml") || folded.starts_with("ppt/") {
        return Err(Foreign::PowerPoint.into());
    }
    let format = if kind.contains("sheet.binary") || folded.ends_with(".bin") {
        Format::Xlsb
    } else if kind.contains("macroEnabled") {
        Format::Xlsm
    } else {
        Format::Xlsx
    };
    Ok(Content::Ooxml(package, main, format))
}

/// The declared content type of a part; empty where none is.
fn content_type(package: &mut Package<'_>, part: &str) -> Result<String, ReadError> {
    let Ok(Some(mut xml)) = package.xml("[Content_Types].xml") else {
        return Ok(String::new());
    };
    while let Ok(event) = xml.next() {
        match event {
            Event::Start(start) if start.name() == "Override" => {
                let (mut name, mut kind) = ("", "");
                for (key, value) in start.attributes() {
                    match key {
                        "PartName" => name = value,
                        "ContentType" => kind = value,
                        _ => {}
                    }
                }
                if name.trim_start_matches('/').eq_ignore_ascii_case(part) {
                    return Ok(kind.to_owned());
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(String::new())
}

fn compound<'a>(bytes: &[u8]) -> Result<Content<'a>, ReadError> {
    let compound = Compound::open(bytes)?;
    let named = |wanted: &str| compound.find(wanted);
    if named("EncryptedPackage").is_some() {
        return Err(ReadError::new(ReadErrorKind::PasswordProtected));
    }
    // Embedded workbooks of other documents stand in folders, which are not looked into first.
    for (stream, what) in [
        ("WordDocument", Foreign::Word),
        ("PowerPoint Document", Foreign::PowerPoint),
        ("__properties_version1.0", Foreign::Outlook),
    ] {
        if named(stream).is_some() {
            return Err(what.into());
        }
    }
    match named("Workbook").or_else(|| named("Book")) {
        Some(entry) => Ok(Content::Xls(compound.stream(entry)?)),
        None => Err(ReadError {
            kind: ReadErrorKind::Foreign(Foreign::Unknown),
            detail: "OLE".to_owned(),
        }),
    }
}

/// What text is that is no table of values, by its beginning.
pub(super) fn foreign_text(text: &str) -> Option<Foreign> {
    let head: String = text.trim_start().chars().take(4096).collect();
    let head = head.to_ascii_lowercase();
    if head.starts_with("mime-version:") || head.contains("content-type: multipart/related") {
        return Some(Foreign::Mhtml);
    }
    if !head.starts_with('<') {
        return None;
    }
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") && !head.contains("<html") {
        return Some(Foreign::Xml2003);
    }
    if head.contains("opendocument.spreadsheet") || head.contains("<office:document") {
        return Some(Foreign::FlatOds);
    }
    const HTML: [&str; 9] = [
        "<html",
        "<!doctype html",
        "<table",
        "<meta",
        "<head",
        "<body",
        "<style",
        "<div",
        "<tr",
    ];
    if HTML.iter().any(|tag| head.contains(tag)) {
        return Some(Foreign::Html);
    }
    head.starts_with("<?xml").then_some(Foreign::Xml)
}
