//! Who is who: the same person twice in a period (X105).

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::twins::differences;
use super::{Extraction, Hold};
use crate::finding::{Code, Finding};
use crate::mapping::Mapping;
use crate::mapping::spelling::fold;
use crate::scorecard::{Employee, Period};
use crate::workbook::{Located, Workbook};
use crate::written::is_absent;

/// What stands in place of an id that nobody has yet, besides `-`, `无` and zeros.
const NO_IDS: &[&str] = &[
    "新入职",
    "新员工",
    "新人",
    "外包",
    "劳务",
    "兼职",
    "临时",
    "临时工",
    "实习",
    "实习生",
    "试用",
    "试用期",
    "待定",
    "待分配",
    "未分配",
    "待入职",
    "tbd",
];

/// True for words that are nobody's id: several people may have the same, and are known by their names.
pub(super) fn is_no_id(text: &str) -> bool {
    let id = fold(text);
    let is_zero = !id.is_empty() && id.bytes().all(|byte| byte == b'0');
    is_zero || is_absent(text) || NO_IDS.contains(&id.as_str())
}

impl Employee {
    /// Without an id or a name that is none, where there is the other to know the person by.
    pub(super) fn known(mut self) -> Self {
        let has_id = self.id.as_ref().is_some_and(|id| !is_no_id(&id.value));
        if has_id
            && self
                .name
                .as_ref()
                .is_some_and(|name| is_absent(&name.value))
        {
            self.name = None;
        }
        if self.name.is_some() && self.id.as_ref().is_some_and(|id| is_no_id(&id.value)) {
            self.id = None;
        }
        self
    }
}

/// How a person is told from others.
pub(crate) fn identity(employee: &Employee, mapping: &Mapping) -> Option<String> {
    let id = employee.id.as_ref().map(|id| {
        let id = fold(&id.value);
        match mapping.ids_as_numbers {
            true => id.trim_start_matches('0').to_owned(),
            false => id,
        }
    });
    let who = id.map(|id| format!("id:{id}")).or_else(|| {
        employee
            .name
            .as_ref()
            .map(|name| format!("name:{}", fold(&name.value)))
    });
    let appraiser = employee
        .manager
        .as_ref()
        .filter(|_| mapping.several_appraisers);
    match appraiser {
        Some(appraiser) => who.map(|who| format!("{who} by:{}", fold(&appraiser.value))),
        None => who,
    }
}

/// Half a year has no name of its own in reports, and is told from the other half all the same.
fn half_year(tab: &str) -> Option<bool> {
    match (tab.contains("上半年"), tab.contains("下半年")) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// Reports and holds everybody who stands twice.
pub(super) fn settle(workbook: &Workbook, mapping: &Mapping, extraction: &mut Extraction) {
    let mut seen: IndexMap<_, usize> = IndexMap::new();
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let namesakes = extraction.findings.iter();
    let namesakes = namesakes.filter(|finding| finding.code == Code::X111);
    let namesakes: BTreeSet<usize> = namesakes.filter_map(|finding| finding.card).collect();
    for card in 0..extraction.cards.len() {
        let this = &extraction.cards[card];
        let Some(who) = identity(&this.employee, mapping) else {
            continue;
        };
        // Tabs named 9月 and 10月 are two periods, though nobody said of which year.
        let tab = || Period::part_named(&workbook.sheets[this.sheet].name);
        let part = match this.period {
            Some(_) => None,
            None => this.part.or_else(tab),
        };
        let half = half_year(&workbook.sheets[this.sheet].name);
        let half = half.filter(|_| this.period.is_none_or(|period| period.part.is_none()));
        let first = *seen.entry((who, this.period, part, half)).or_insert(card);
        // Namesakes are told already.
        if first == card || namesakes.contains(&first) && namesakes.contains(&card) {
            continue;
        }
        let (called, key) = (
            this.employee.called().to_owned(),
            this.employee.key().map(str::to_owned),
        );
        let Some(at) = this
            .employee
            .id
            .as_ref()
            .or(this.employee.name.as_ref())
            .map(|word| word.at)
        else {
            continue;
        };
        let other = &extraction.cards[first];
        let other_at = other.employee.at().unwrap_or(at);
        let (place, sheet) = (other_at.cell, &workbook.sheets[other_at.sheet].name);
        let same_sheet = other_at.sheet == at.sheet;
        let where_ = if same_sheet {
            place.to_string()
        } else {
            format!("「{sheet}」{place}")
        };
        let named = |employee: &Employee| employee.name.as_ref().map(|name| name.value.clone());
        let is_other_name = match (named(&other.employee), named(&this.employee)) {
            (Some(one), Some(own)) if fold(&one) != fold(&own) => Some((one, own)),
            _ => None,
        };
        let message = match is_other_name {
            Some((one, own)) if let Some(id) = &key => text!(
                "工号 {id} 在同一考核期有两个名字：{one}（{where_}）和{own}，不知道哪一个填错了，两份都待核。请核对工号。"
                    / "The id {id} stands at two names in the same period: {one} ({where_}) and {own}. Nobody knows which one is wrong, both are held. Check the id."
            ),
            _ if key == this.employee.name.as_ref().map(|name| name.value.clone())
                && are_apart(&other.employee, &this.employee) =>
            {
                text!(
                    "{called}在同一考核期出现了两次（另一处：{where_}），部门或岗位不同，没有工号，不知道是同名的两个人还是同一个人，两份都待核。是两个人的请填上工号，是一个人的请删去多余的一份。"
                        / "{called} stands twice in the same period (also at {where_}), in other departments or positions and without ids: nobody knows whether they are one person, both are held. Give ids to two people, or delete one card of a single one."
                )
            }
            _ => text!(
                "{called}在同一考核期出现了两次（另一处：{where_}），不知道以哪一份为准，两份都待核。请删去重复的一份，或核对工号。"
                    / "{called} stands twice in the same period (also at {where_}): nobody knows which one counts, both are held."
            ),
        };
        let message = message.then(&differences(mapping, other, this));
        let mut finding = Finding::new(Code::X105, message).at(at.sheet, at.cell);
        (finding.card, finding.employee) = (Some(card), key);
        extraction.findings.push(finding);
        let here = match same_sheet {
            true => at.cell.to_string(),
            false => format!("「{}」{}", workbook.sheets[at.sheet].name, at.cell),
        };
        for (held, elsewhere) in [(first, &here), (card, &where_)] {
            let reason = text!(
                "同一人重复（另一处：{elsewhere}）" / "the same person twice (also at {elsewhere})"
            );
            if told.insert(held) {
                extraction.holds.push(Hold { card: held, reason });
            }
        }
    }
}

/// True where two cards name other departments, or other positions.
fn are_apart(one: &Employee, other: &Employee) -> bool {
    type Word = fn(&Employee) -> &Option<Located<String>>;
    let words: [Word; 2] = [|one| &one.department, |one| &one.position];
    words.into_iter().any(|word| {
        let both = word(one).as_ref().zip(word(other).as_ref());
        both.is_some_and(|(a, b)| fold(&a.value) != fold(&b.value))
    })
}

#[cfg(test)]
mod tests {
    use super::is_no_id;

    #[test]
    fn words_in_place_of_an_id() {
        for text in ["-", "/", "无", "0", "000", "新入职", " 外包 ", "N/A"] {
            assert!(is_no_id(text), "{text}");
        }
        for text in ["1", "001", "E001", "张三", "A0", "外包03"] {
            assert!(!is_no_id(text), "{text}");
        }
    }
}
