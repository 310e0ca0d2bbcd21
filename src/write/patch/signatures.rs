//! Digital signatures: any mark breaks them, so they are taken out whole, and it is said.

use super::error::PatchError;
use super::package::{CONTENT_TYPES, Package};
use super::relations::Relations;
use crate::text::Text;

/// Takes the package's signatures out.
pub fn remove(package: &mut Package, notices: &mut Vec<Text>) -> Result<(), PatchError> {
    let origin = package
        .relations("")?
        .first("origin")
        .filter(|r| r.kind.contains("digital-signature"))
        .cloned();
    let Some(origin) = origin else {
        return Ok(());
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
    notices.push(text!(
        "原文件带有数字签名。加批注会使签名失效,因此副本中已移除签名;原文件未改动"
            / "the source is digitally signed; marks break a signature, so the copy has none (the source is unchanged)"
    ));
    Ok(())
}
