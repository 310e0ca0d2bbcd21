//! New values in the place of the source's: a layer of its own under the marks, so that marks come out without it and
//! it comes out too.

use std::collections::{BTreeMap, BTreeSet};

use super::book::Book;
use super::chain;
use super::error::PatchError;
use super::package::Package;
use super::part::crc;
use super::record::{PartRecord, Replaced};
use super::resaved_sheet::{PlacedCell, cells};
use super::splice::Doc;
use super::xml::{self, Element};
use crate::markup::{FormulaResult, Markup, NewValue};
use crate::text::Text;
use crate::workbook::{CellRef, Sheet, Workbook};

/// What the new values did to a package.
#[derive(Default)]
pub struct Values {
    /// The parts that they touched, with the way back.
    pub layer: Vec<PartRecord>,
    /// The cells, in words.
    pub replaced: Vec<Replaced>,
}

/// Puts the markup's new values into the package.
pub fn apply(
    package: &mut Package,
    book: &Book,
    workbook: &Workbook,
    markup: &Markup,
    notices: &mut Vec<Text>,
) -> Result<Values, PatchError> {
    let mut values = Values::default();
    let mut touched = BTreeSet::new();
    let mut emptied: BTreeMap<u32, BTreeSet<CellRef>> = BTreeMap::new();
    for marks in markup.marks.iter().filter(|marks| !marks.values.is_empty()) {
        let missing = || PatchError::NoSheet(marks.sheet.to_string());
        let sheet = workbook.sheets.get(marks.sheet).ok_or_else(missing)?;
        let at = book.sheet(&sheet.name).ok_or_else(missing)?;
        let entry = book.sheets.get(at).ok_or_else(missing)?;
        let mut doc = package.take(&entry.part)?;
        let mut edits = SheetEdits {
            sheet,
            wanted: marks
                .values
                .iter()
                .map(|value| (value.cell, value))
                .collect(),
            without_formula: BTreeSet::new(),
            replaced: &mut values.replaced,
            refused: Vec::new(),
        };
        edits
            .apply(&mut doc)
            .map_err(PatchError::xml(&entry.part))?;
        if let Some(first) = edits.refused.first() {
            let (name, count) = (&sheet.name, edits.refused.len());
            notices.push(text!(
                "工作表「{name}」有 {count} 个单元格(首个 {first})是数组公式等的一部分,没有改动,请按批注手工更正"
                    / "{count} cells of the sheet {name} (the first is {first}) are part of an array formula or the like and were left alone: correct them by their notes"
            ));
        }
        emptied.insert(entry.id, edits.without_formula);
        package.put(&entry.part, doc);
        touched.insert(entry.part.clone());
    }
    if touched.is_empty() {
        return Ok(values);
    }
    touched.extend(chain::forget(package, book, &emptied)?);
    // What hangs on a new value and is not known here is computed anew when the copy is opened.
    book.recalculate(package.doc(&book.part)?);
    touched.insert(book.part.clone());
    for name in touched {
        let doc = package.take(&name)?;
        let before = crc(&doc.bytes);
        let mut bytes = Vec::with_capacity(doc.bytes.len());
        let undo = doc
            .apply(&mut bytes)
            .map_err(|why| PatchError::Write(why.to_string()))?
            .ok_or_else(|| PatchError::xml(&name)("edits overlap".into()))?;
        if !undo.is_empty() {
            values.layer.push(PartRecord {
                name: name.clone(),
                before,
                after: crc(&bytes),
                undo,
            });
        }
        package.rebase(&name, bytes);
    }
    package.forget_all_relations();
    Ok(values)
}

struct SheetEdits<'a> {
    sheet: &'a Sheet,
    wanted: BTreeMap<CellRef, &'a NewValue>,
    /// Cells that lost their formula.
    without_formula: BTreeSet<CellRef>,
    replaced: &'a mut Vec<Replaced>,
    /// Cells that cannot be changed by themselves.
    refused: Vec<CellRef>,
}

impl SheetEdits<'_> {
    fn apply(&mut self, doc: &mut Doc) -> Result<(), String> {
        let cells = cells(&doc.bytes)?;
        let mut masters: BTreeMap<String, CellRef> = BTreeMap::new();
        for cell in cells
            .iter()
            .filter(|cell| self.wanted.contains_key(&cell.at))
        {
            let Some(wanted) = self.wanted.get(&cell.at).copied() else {
                continue;
            };
            let formula = formula_of(&doc.bytes, cell)?;
            if let Some(formula) = &formula {
                let kind = formula.value(&doc.bytes, "t").unwrap_or_default();
                let reaches = formula.value(&doc.bytes, "ref");
                let is_alone = reaches.is_none_or(|reach| reach == cell.at.to_string());
                let blocked = matches!(kind.as_str(), "array" | "dataTable") && !is_alone;
                if blocked && !wanted.keeps_formula {
                    self.refused.push(cell.at);
                    continue;
                }
                if kind == "shared" && !formula.empty && !wanted.keeps_formula {
                    let group = formula.value(&doc.bytes, "si").unwrap_or_default();
                    masters.insert(group, cell.at);
                }
            }
        }
        let mut orphans: Vec<(&PlacedCell, Element)> = Vec::new();
        if !masters.is_empty() {
            self.heirs(doc, &cells, &mut masters, &mut orphans)?;
        }
        for (cell, formula) in orphans {
            let prefix = xml::prefix_of(&doc.bytes, &formula);
            let text = self.sheet.formulas.get(&cell.at);
            let text = xml::escaped(text.map_or("", |formula| formula.text.as_str()));
            let own = format!("<{prefix}f>{text}</{prefix}f>");
            doc.replace(formula.start..formula.end, own);
        }
        for cell in &cells {
            let wanted = self.wanted.get(&cell.at).copied();
            let Some(wanted) = wanted.filter(|_| !self.refused.contains(&cell.at)) else {
                continue;
            };
            self.replace(doc, cell, wanted)?;
        }
        Ok(())
    }

    /// The cells that share a formula whose first cell loses it: each gets its own. Where one of them is unknown, the
    /// first cell keeps the formula and is refused.
    fn heirs<'c>(
        &mut self,
        doc: &Doc,
        cells: &'c [PlacedCell],
        masters: &mut BTreeMap<String, CellRef>,
        orphans: &mut Vec<(&'c PlacedCell, Element)>,
    ) -> Result<(), String> {
        let mut found = Vec::new();
        for cell in cells {
            let Some(formula) = formula_of(&doc.bytes, cell)? else {
                continue;
            };
            let group = formula.value(&doc.bytes, "si");
            let Some(group) = group.filter(|group| masters.contains_key(group)) else {
                continue;
            };
            let wanted = self.wanted.get(&cell.at);
            if wanted.is_some_and(|wanted| !wanted.keeps_formula) {
                continue;
            }
            let known = self.sheet.formulas.get(&cell.at);
            if known.is_none_or(|known| known.text.is_empty()) {
                self.refused.extend(masters.remove(&group));
            } else {
                found.push((cell, formula, group));
            }
        }
        let kept = found
            .into_iter()
            .filter(|(.., group)| masters.contains_key(group));
        orphans.extend(kept.map(|(cell, formula, _)| (cell, formula)));
        Ok(())
    }

    fn replace(
        &mut self,
        doc: &mut Doc,
        cell: &PlacedCell,
        wanted: &NewValue,
    ) -> Result<(), String> {
        let element = &cell.element;
        let prefix = xml::prefix_of(&doc.bytes, element);
        let (kind, value) = match &wanted.value {
            FormulaResult::Number(number) => ("n", number.trimmed().to_string()),
            FormulaResult::Text(text) => ("str", xml::escaped(text)),
        };
        let value = format!("<{prefix}v>{value}</{prefix}v>");
        let children = match element.empty {
            true => Vec::new(),
            false => element.children(&doc.bytes)?,
        };
        let formula = children.iter().find(|child| child.name == "f");
        let had = element.value(&doc.bytes, "t");
        if had.as_deref().unwrap_or("n") != kind {
            doc.set(element.start, element.tag_end, "t", kind);
        }
        if element.empty {
            let closed = format!(">{value}</{prefix}c>");
            doc.replace(element.end - 2..element.end, closed);
        } else {
            let mut is_in = false;
            for child in &children {
                let keeps = match child.name.as_str() {
                    "f" => wanted.keeps_formula,
                    "v" | "is" => false,
                    _ => true,
                };
                if !keeps {
                    let new = if is_in || (child.name == "f" && has_value(&children)) {
                        String::new()
                    } else {
                        is_in = true;
                        value.clone()
                    };
                    doc.replace(child.start..child.end, new);
                }
            }
            if !is_in {
                let at = formula.map_or(element.tag_end, |formula| formula.end);
                doc.insert(at, value);
            }
        }
        if formula.is_some() && !wanted.keeps_formula {
            self.without_formula.insert(cell.at);
            drop_attribute(doc, element, "cm");
        }
        let was = self.sheet.value(cell.at);
        self.replaced.push(Replaced {
            sheet: self.sheet.name.clone(),
            cell: cell.at.to_string(),
            was: shown(was),
            formula: self
                .sheet
                .formulas
                .get(&cell.at)
                .map(|formula| formula.text.clone())
                .unwrap_or_default(),
            now: match &wanted.value {
                FormulaResult::Number(number) => number.to_string(),
                FormulaResult::Text(text) => text.clone(),
            },
        });
        Ok(())
    }
}

fn has_value(children: &[Element]) -> bool {
    children
        .iter()
        .any(|child| matches!(child.name.as_str(), "v" | "is"))
}

fn formula_of(bytes: &[u8], cell: &PlacedCell) -> Result<Option<Element>, String> {
    if cell.element.empty {
        return Ok(None);
    }
    let children = cell.element.children(bytes)?;
    Ok(children.into_iter().find(|child| child.name == "f"))
}

/// Takes an attribute out of a tag; the marks of a dynamic array go with its formula.
fn drop_attribute(doc: &mut Doc, element: &Element, name: &str) {
    let Some(value) = element.attribute(&doc.bytes, name) else {
        return;
    };
    let head = doc
        .bytes
        .get(element.start..value.start)
        .unwrap_or_default();
    let needle = format!(" {name}");
    let from = head
        .windows(needle.len())
        .rposition(|window| window == needle.as_bytes());
    if let Some(from) = from {
        doc.replace(element.start + from..value.end + 1, "");
    }
}

fn shown(value: &crate::workbook::Value) -> String {
    use crate::workbook::Value;
    match value {
        Value::Empty => String::new(),
        Value::Number(number) | Value::Date(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Text(text) | Value::Error(text) => text.to_string(),
    }
}
