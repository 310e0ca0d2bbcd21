//! So many points off each time, to a limit that the same sentence says: 每次扣2分，最多扣10分.

use regex::Regex;

use super::{NOTHING, Told};
use crate::draft::plan::SETTLE;
use crate::draft::words::said_figure;
use crate::number::{Decimal, Ratio};

/// More steps are no list that anybody reads.
const MOST_STEPS: i64 = 40;
const COUNTED: &str = "[次个天单件项例人份起]";

/// What the clauses say of a count.
#[derive(Default)]
struct Said {
    each: Vec<Decimal>,
    /// Points off for just so many.
    just: Vec<(i64, Decimal)>,
    /// The most points off.
    most: Option<Decimal>,
    /// The count from which nothing is left.
    none: Option<i64>,
    /// Counts that cost nothing.
    free: i64,
    is_doubtful: bool,
    used: Vec<String>,
}

/// Points that each time takes off.
fn each(clause: &str) -> Option<Decimal> {
    let per = format!(r"扣(\d+(?:\.\d+)?)分?/{COUNTED}");
    let every = format!(
        r"每(?:发生|出现|发现|有|迟到|缺勤|缺席)?[一1]?{COUNTED}\D{{0,6}}?扣(\d+(?:\.\d+)?)分?"
    );
    said_figure(clause, &per).or_else(|| said_figure(clause, &every))
}

/// True where several things take off different points.
pub(super) fn says_several(clauses: &[String]) -> bool {
    let mut told: Vec<Decimal> = clauses.iter().filter_map(|clause| each(clause)).collect();
    told.sort_unstable();
    told.dedup();
    told.len() > 1
}

fn read(clauses: &[String]) -> Said {
    let mut said = Said::default();
    let whole = |figure: Option<Decimal>| figure.and_then(Decimal::to_integer);
    for clause in clauses {
        let own = clause.as_str();
        let again = r"(?:第二次|第2次)(?:起|开始|及以上|以上)*,?";
        let first = r"(?:首次|第一次|第1次)\D{0,4}不扣分?";
        let is = |pattern: &str| Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(own));
        let from = format!(
            r"(?:累计|达到?|满|缺席|缺勤|迟到|发生|出现)*(\d+){COUNTED}(及以上|及其以上|含以上|\(含\)以上|以上|及以上的)?(?:的|者|时|,)*{NOTHING}"
        );
        let beyond = format!(r"超过(\d+){COUNTED}(?:以上)?(?:的|者|时|,)*{NOTHING}");
        let mut is_used = true;
        if let Some(points) = each(own) {
            said.each.push(points);
            said.free = said.free.max(i64::from(is(again)));
        } else if is(&format!("^{first}$")) {
            said.free = 1;
        } else if let Some(count) = whole(said_figure(own, &beyond)) {
            said.none = Some(count + 1);
        } else if let Some(count) = whole(said_figure(own, &from)) {
            said.none = Some(count);
            said.is_doubtful |= is(r"\d+.以上") && !is(r"及以上|含以上|\)以上|其以上");
        } else if let Some(most) =
            said_figure(own, r"^(?:累计|合计|本项|该项)?(?:最多|最高|上限|至多)(?:为|是)?扣?(?:分)?(\d+(?:\.\d+)?)分?(?:为止)?$")
                .or_else(|| said_figure(own, r"^扣?(?:至|到|完)?(\d+(?:\.\d+)?)分(?:封顶|为止)$"))
        {
            said.most = Some(most);
        } else if let (Some(count), Some(points)) = (
            whole(said_figure(own, &format!(r"^\D{{0,6}}(\d+){COUNTED}扣\d"))),
            said_figure(own, &format!(r"^\D{{0,6}}\d+{COUNTED}扣(\d+(?:\.\d+)?)分?$")),
        ) {
            said.just.push((count, points));
        } else {
            is_used = false;
        }
        if is_used {
            said.used.push(clause.clone());
        }
    }
    said.each.sort_unstable();
    said.each.dedup();
    said
}

/// The rule of a count, where the words leave no way but one.
pub(super) fn counted(clauses: &[String], max: Option<Decimal>) -> Option<Told> {
    let said = read(clauses);
    // What many costs without a limit is told by steps elsewhere.
    let each = match (&said.each[..], &said.just[..]) {
        ([each], []) => Some(*each),
        ([], [_, ..]) if said.none.is_some() => None,
        _ => return None,
    };
    let bare = |each: Decimal| Told {
        rule: format!("deduction = {{ each = {} }}", each.trimmed()),
        counts: true,
        doubt: String::new(),
        used: said.used.clone(),
    };
    let is_limited = said.none.is_some() || said.most.is_some() || said.free > 0;
    let Some(full) = max.filter(|_| is_limited) else {
        // Without full marks nobody knows what the limit comes to: the words are quoted.
        let used = if is_limited {
            Vec::new()
        } else {
            said.used.clone()
        };
        return each.map(|each| Told { used, ..bare(each) });
    };
    let most = said.most.filter(|most| *most < full).unwrap_or(full);
    if let Some(each) = each.filter(|_| said.none.is_none() && said.free == 0 && most == full) {
        return Some(bare(each));
    }
    let mut table: Vec<String> = Vec::new();
    let mut last = Ratio::zero();
    for count in 1..=MOST_STEPS {
        let is_none = said.none.is_some_and(|none| count >= none);
        let just = said.just.iter().find(|(own, _)| *own == count);
        let own =
            each.map(|each| Ratio::from(each).times(&Ratio::from((count - said.free).max(0))));
        let cost = match (is_none, own) {
            (true, _) => Ratio::from(full),
            (false, Some(own)) => own.min(Ratio::from(most)),
            (false, None) => Ratio::from(just?.1),
        };
        if cost > last {
            table.push(format!("[{count}, {}]", cost.exact(4)?.trimmed()));
        }
        last = cost;
        let is_reached = said.none.is_none() && last >= Ratio::from(most);
        if is_none || is_reached || last >= Ratio::from(full) {
            let doubt = match said.is_doubtful {
                true => format!("{SETTLE}：「以上」按含本数算"),
                false => String::new(),
            };
            return Some(Told {
                rule: format!("steps = {{ table = [{}] }}", table.join(", ")),
                counts: true,
                doubt,
                used: said.used,
            });
        }
    }
    None
}
