//! Digital signatures: any mark breaks them, so they are taken out whole, and it is said.

use super::error::PatchError;
use super::package::{CONTENT_TYPES, Package};
use super::relations::Relations;
use super::splice::Doc;
use super::xml::Outline;
use crate::text::Text;

/// Takes the package's signatures out.
pub fn remove(package: &mut Package, notices: &mut Vec<Text>) -> Result<(), PatchError> {
    let origin = package.relations("")?.first("origin").filter(|r| r.kind.contains("digital-signature")).cloned();
    let Some(origin) = origin else {
        return Ok(());
    };
    let folder = origin.part.rsplit_once('/').map_or("_xmlsignatures", |(folder, _)| folder).to_lowercase() + "/";
    let parts: Vec<String> = package
        .names()
        .filter(|name| name.to_lowercase().starts_with(&folder))
        .map(Into::into)
        .collect();
    without(package, &Relations::part_of(""), |name, value| {
        name == "Relationship" && value("Id") == origin.id
    })?;
    without(package, CONTENT_TYPES, |name, value| {
        name == "Override" && value("PartName").trim_start_matches('/').to_lowercase().starts_with(&folder)
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

/// Takes children out of a part's root, and makes the rest the base of all later edits.
fn without(
    package: &mut Package,
    part: &str,
    unwanted: impl Fn(&str, &dyn Fn(&str) -> String) -> bool,
) -> Result<(), PatchError> {
    let bytes = package.read(part)?;
    let outline = Outline::of(&bytes).map_err(PatchError::xml(part))?;
    let mut doc = Doc::new(bytes);
    let gone: Vec<_> = outline
        .children
        .iter()
        .filter(|child| {
            unwanted(&child.name, &|name| child.value(&doc.bytes, name).unwrap_or_default())
        })
        .map(|child| child.start..child.end)
        .collect();
    for range in gone {
        doc.replace(range, "");
    }
    let mut out = Vec::new();
    if matches!(doc.apply(&mut out), Ok(Some(_))) {
        package.rebase(part, out);
    }
    Ok(())
}
