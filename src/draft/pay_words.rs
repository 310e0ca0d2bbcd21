//! What the notes say of the pay beside what was drafted: 60-80分按80%发放. Half a note is another rule than the whole.

use regex::Regex;

use super::plan::{Grade, Payout, SETTLE, joined};
use super::sentence::quotation;

/// Sentences about money.
const MONEY: &str = "绩效|奖金|工资|发放|提成";
/// Words that make the pay depend on something.
const CONDITION: &str = r"不发|停发|减半|扣发|全额|按\d+(?:\.\d+)?%|\d+%发|不享受|不得享受|取消|最高不超过|最多|封顶|每[低高超少差].{0,8}[扣加奖减]|扣罚?\d+元|奖\d+元|为零|为0|按0分|不予";

/// The payout with the clauses of the notes that it does not say.
pub(super) fn beside(payout: Payout, grades: &[Grade], notes: &[String]) -> Payout {
    let rest = unsaid(&payout, grades, notes);
    if rest.is_empty() {
        return payout;
    }
    let said = format!("{SETTLE}：说明里还写着「{}」，这里没有", quotation(&rest));
    Payout {
        note: joined(&[payout.note.clone(), said]),
        ..payout
    }
}

fn unsaid(payout: &Payout, grades: &[Grade], notes: &[String]) -> Vec<String> {
    let said = said(payout, grades);
    let said: Vec<Regex> = said.iter().filter_map(|one| Regex::new(one).ok()).collect();
    let (Ok(money), Ok(condition)) = (Regex::new(MONEY), Regex::new(CONDITION)) else {
        return Vec::new();
    };
    let mut rest: Vec<String> = Vec::new();
    for sentence in notes.iter().flat_map(|note| note.split([';', '。'])) {
        if !money.is_match(sentence) {
            continue;
        }
        // What is said is taken out of the whole sentence: its condition may stand before a comma.
        let open = said.iter().fold(sentence.to_owned(), |rest, one| {
            one.replace_all(&rest, "#").into_owned()
        });
        let open: Vec<&str> = open
            .split(',')
            .filter(|clause| condition.is_match(clause))
            .collect();
        for clause in open {
            let clause = clause.trim_matches('#').to_owned();
            if !rest.contains(&clause) {
                rest.push(clause);
            }
        }
    }
    rest
}

/// Patterns of the words that the draft says.
fn said(payout: &Payout, grades: &[Grade]) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(mark) = payout.pass_mark {
        let mark = regex::escape(&mark.trimmed().to_string());
        let nothing = "(?:不发放?|为零|为0|不予|不计|无绩效|没有|取消)";
        said.push(format!(
            r"[^,]*(?:低于|不足|未达到?|达不到|小于|<){mark}分[^。;]{{0,20}}?{nothing}[^,\d]*"
        ));
        said.push(format!(r"{mark}分以下[^。;,]{{0,12}}?{nothing}[^,\d]*"));
    }
    for grade in grades {
        if let Some(pay) = grade.pay {
            said.push(format!(
                r"[奖发]?{}元",
                regex::escape(&pay.trimmed().to_string())
            ));
        }
        if let Some(coefficient) = grade.coefficient {
            let share = crate::rule::percent(&coefficient.into());
            let coefficient = regex::escape(&coefficient.trimmed().to_string());
            said.push(format!(
                r"(?:按|发放?)?(?:系数{coefficient}|{})(?:发放)?",
                regex::escape(&share)
            ));
        }
        if grade.coefficient.is_some_and(|one| one.is_zero()) {
            let name = regex::escape(&grade.name.to_lowercase());
            said.push(format!(r"{name}级?,?(?:不发|为零|为0)[^,\d]*"));
        }
    }
    said
}
