//! `docProps/app.xml` lists the sheets by name; new ones are listed too.

use super::error::PatchError;
use super::package::Package;
use super::xml::{self, Element, Outline};

/// Lists new sheets behind the source's own. Where the list is not as Excel writes it, it stays as it is: nothing
/// depends on it.
pub fn list_sheets(package: &mut Package, names: &[String]) -> Result<(), PatchError> {
    let Some(part) = package.related("", "extended-properties")? else {
        return Ok(());
    };
    let Ok(mut doc) = package.take(&part) else {
        return Ok(());
    };
    if let Some((titles, count, at)) = places(&doc.bytes) {
        let prefix = xml::prefix_of(&doc.bytes, &titles);
        let text: String = names
            .iter()
            .map(|name| format!("<{prefix}lpstr>{}</{prefix}lpstr>", xml::escaped(name)))
            .collect();
        let old = titles
            .value(&doc.bytes, "size")
            .and_then(|size| size.parse::<usize>().ok());
        if let Some(old) = old {
            doc.set(
                titles.start,
                titles.tag_end,
                "size",
                &(old + names.len()).to_string(),
            );
            let number = xml::text(count.inner(&doc.bytes))
                .trim()
                .parse::<usize>()
                .unwrap_or(0);
            doc.replace(
                count.tag_end..count.close,
                (number + names.len()).to_string(),
            );
            doc.insert(at, text);
        }
    }
    package.put(&part, doc);
    Ok(())
}

/// The vector of titles, the number of worksheets, and the place behind the last worksheet's title.
fn places(bytes: &[u8]) -> Option<(Element, Element, usize)> {
    let outline = Outline::of(bytes).ok()?;
    let child = |element: &Element, place: usize| element.children(bytes).ok()?.get(place).cloned();
    // <HeadingPairs><vt:vector><vt:variant><vt:lpstr>工作表</…></…><vt:variant><vt:i4>3</vt:i4></vt:variant>…
    let pairs = child(outline.child("HeadingPairs")?, 0)?;
    let count = child(&child(&pairs, 1)?, 0).filter(|count| count.name == "i4")?;
    let number: usize = xml::text(count.inner(bytes)).trim().parse().ok()?;
    let titles = child(outline.child("TitlesOfParts")?, 0).filter(|titles| !titles.empty)?;
    let last = child(&titles, number.checked_sub(1)?)?;
    Some((titles, count, last.end))
}
