//! Digital signatures: any mark breaks them, so they are taken out whole, and it is said.

use super::error::PatchError;
use super::package::{CONTENT_TYPES, Package};
use super::relations::{Relation, Relations};
use crate::text::Text;
use crate::workbook::Source;

/// What is said of a signature that was taken out.
pub fn told() -> Text {
    text!(
        "原文件带有数字签名。加批注会使签名失效，因此副本中已移除签名；原文件未改动，签名仍然有效。"
            / "The source is digitally signed. Marks break a signature, so the copy has none; the source is unchanged and its signature holds."
    )
}

/// True for a package with digital signatures; false too for what is no package.
pub fn is_signed(source: &Source) -> bool {
    let package = Package::open(&source.bytes);
    package.is_ok_and(|mut package| origin(&mut package).is_ok_and(|origin| origin.is_some()))
}

fn origin(package: &mut Package) -> Result<Option<Relation>, PatchError> {
    let found = package.relations("")?.first("origin");
    Ok(found
        .filter(|r| r.kind.contains("digital-signature"))
        .cloned())
}

/// Takes the package's signatures out, and says so.
pub fn remove(package: &mut Package) -> Result<Option<Text>, PatchError> {
    let Some(origin) = origin(package)? else {
        return Ok(None);
    };
    let folder = origin
        .part
        .rsplit_once('/')
        .map_or("_xmlsignatures", |(folder, _)| folder)
        .to_lowercase()
        + "/";
    let parts: Vec<String> = package
        .names()
        .filter(|name| name.to_lowercase().starts_with(&folder))
        .map(Into::into)
        .collect();
    package.remove_children(&Relations::part_of(""), |name, value| {
        name == "Relationship" && value("Id") == origin.id
    })?;
    package.remove_children(CONTENT_TYPES, |name, value| {
        name == "Override"
            && value("PartName")
                .trim_start_matches('/')
                .to_lowercase()
                .starts_with(&folder)
    })?;
    package.forget_relations("");
    for part in parts {
        package.drop_part(&part);
    }
    Ok(Some(told()))
}
