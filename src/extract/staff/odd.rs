//! What is odd about a roster's cells, told in few sentences that name them.

use std::collections::BTreeMap;

use crate::mapping::staff::Staff as Spec;
use crate::text::Text;

/// Notices of one kind that are told one by one.
const TOLD: usize = 5;

/// What is odd about a roster, gathered so that it can be told in few sentences.
#[derive(Default)]
pub(super) struct Odd {
    /// Cells of numbers that stand as text.
    pub(super) texts: Vec<String>,
    /// Cells that hold no usable figure, with what they show.
    pub(super) unreadable: Vec<(String, String)>,
    /// Words of 在职状态 that nobody listed, with how many bear them.
    pub(super) statuses: BTreeMap<String, usize>,
}

impl Odd {
    /// In sentences.
    pub(super) fn told(self, spec: &Spec) -> Vec<Text> {
        let mut notices = Vec::new();
        for (place, shown) in self.unreadable.iter().take(TOLD) {
            notices.push(text!(
                "花名册 {place} 是「{shown}」，不能当作数用，按没有填处理：这个人以考核表上的数为准。请改正花名册。"
                    / "roster {place} is \"{shown}\", which cannot be used: the scorecard's own figure counts. Correct the roster."
            ));
        }
        if let Some(more) = self.unreadable.len().checked_sub(TOLD).filter(|n| *n > 0) {
            notices.push(text!(
                "花名册里还有 {more} 个这样的单元格。"
                    / "{more} more cells of the roster are like that."
            ));
        }
        if let Some(first) = self.texts.first() {
            let count = self.texts.len();
            notices.push(text!(
                "花名册有 {count} 个数是文本（如 {first}），已按数字读取。建议转换为数字。"
                    / "{count} figures of the roster stand as text (such as {first}); they were read as numbers."
            ));
        }
        for (status, count) in &self.statuses {
            let known = spec.active.iter().take(TOLD).cloned().collect::<Vec<_>>();
            let known = known.join("、");
            notices.push(text!(
                "花名册有 {count} 人的状态是「{status}」，不在在职的写法（{known} 等）之内，没有要求他们有考核表。应算在职的，在方案的 [roster] active 里加上。"
                    / "{count} people of the roster have the status {status}, which is none of the active ones ({known} …): no scorecard is expected of them. If they are active, add it to active under [roster] in the mapping."
            ));
        }
        notices
    }
}
