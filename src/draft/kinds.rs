//! Forms of several kinds in one workbook: a draft is one of a kind.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::layout::Seen;
use super::plan::Plan;
use super::table::Table;

/// A form with its lines, by their names.
pub(super) type Read<'a> = (&'a Table<'a>, Vec<(String, Seen)>);

/// The forms of the kind that there is most of; a draft is one of a kind, and the sheets of other kinds are left to others.
pub(super) fn most_alike<'a>(forms: Vec<Read<'a>>, plan: &mut Plan) -> Vec<Read<'a>> {
    let names = |form: &Read| {
        form.1
            .iter()
            .map(|(name, _)| name.clone())
            .collect::<BTreeSet<_>>()
    };
    let mut kinds: IndexMap<BTreeSet<String>, Vec<Read>> = IndexMap::new();
    for form in forms {
        kinds.entry(names(&form)).or_default().push(form);
    }
    kinds.sort_by_key(|_, forms| Reverse(forms.len()));
    let mut kinds = kinds.into_iter();
    let Some((own, most)) = kinds.next() else {
        return Vec::new();
    };
    for (other, forms) in kinds {
        let sheets: Vec<String> = forms
            .iter()
            .map(|(table, _)| table.sheet.name.clone())
            .collect();
        let differs: Vec<&str> = other
            .symmetric_difference(&own)
            .map(String::as_str)
            .collect();
        let (count, differs) = (sheets.len(), differs.join("、"));
        // A single form that lacks a line is a mistake; several alike are a kind of their own.
        let skipped = if count > 1 {
            let is_used = |name: &String| most.iter().any(|(table, _)| table.sheet.name == *name);
            plan.skip
                .extend(sheets.into_iter().filter(|name| !is_used(name)));
            "已写进 skip，请为它们另写一个方案"
        } else {
            "没有照它起草"
        };
        plan.doubts.push(format!(
            "有 {count} 张表的指标不同（{differs}），{skipped}；只是叫法不同的，把另一种叫法写进那一项的 spelled，不用 skip"
        ));
    }
    most
}
