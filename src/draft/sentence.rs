//! The whole sentence beside a line: what it says of the points, and what of it a drafted rule leaves unsaid. Half a
//! sentence is another rule than the whole one.

mod bands;
mod counts;

use regex::Regex;

use super::plan::SETTLE;
use super::words::{said, said_figure};
use crate::mapping::spelling::fold;
use crate::number::{Decimal, Ratio};
use crate::written::read_number;

pub(super) use bands::Banded;

/// Words that make points depend on something.
const CONDITION: &str = r"以上|以下|以内|低于|高于|超过|超出|不足|未达|达不到|未完成|达到|达成|完成.{0,6}得|少于|大于|小于|不得分|(?:^|\D)0分|零分|为0|为零|最多|最高|最低|至多|至少|上限|封顶|不低于|不高于|首次|第[一二三四五六七八九十\d]+次|累计|重大|严重|一般|轻微|≥|≤|<|>|扣\d|加\d|减\d|每.{0,4}[低高超少差增降]|满分|否则|除外|减半|\d次";
/// What nobody can get.
const NOTHING: &str =
    r"(?:该项|本项|此项)?(?:不得分|不计分|不给分|得0分|得零分|计0分|为0分|为零|为0|0分|零分)";
/// Longer quotations would hide the rule.
const LONGEST: usize = 80;

/// What is known of a line besides its words.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub max: Option<Decimal>,
    /// The targets that stand on the sheet.
    pub targets: Vec<Decimal>,
}

/// A rule that words tell.
pub(super) struct Told {
    /// As a mapping writes it.
    pub rule: String,
    /// `-` and 无 are a count of 0.
    pub counts: bool,
    /// What the words leave open.
    pub doubt: String,
    used: Vec<String>,
}

/// The clauses of some words, folded.
pub(super) fn clauses(words: &str) -> Vec<String> {
    let folded = words.split(['\n', '\r']).map(fold);
    let mut clauses = Vec::new();
    for sentence in folded {
        let chars: Vec<char> = sentence.chars().collect();
        let mut clause = String::new();
        for (at, c) in chars.iter().enumerate() {
            let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
            // The comma of 5,000 parts nothing.
            let is_grouping = *c == ',' && at > 0 && is_digit(at - 1) && is_digit(at + 1);
            if ";。,".contains(*c) && !is_grouping {
                clauses.push(std::mem::take(&mut clause));
            } else {
                clause.push(*c);
            }
        }
        clauses.push(clause);
    }
    clauses.retain(|clause| !clause.is_empty());
    clauses
}

/// What notes say of one of these things: from the clause that names it to the one that names another.
pub(super) fn about(notes: &[String], names: &[&str], others: &[&str]) -> String {
    let head = Regex::new(r"^(?:(?:考核)?说明|备?注|(?:评分)?规则):");
    let number = Regex::new(r"(?:^|[;。:])\d{1,2}[.、](\D)");
    let (Ok(head), Ok(number), Ok(condition)) = (head, number, Regex::new(CONDITION)) else {
        return String::new();
    };
    let plain = |names: &[&str]| -> Vec<String> {
        let names = names.iter().map(|name| {
            fold(name)
                .trim_end_matches("得分")
                .trim_end_matches("次数")
                .to_owned()
        });
        names.filter(|name| name.chars().count() > 1).collect()
    };
    let (names, mut others) = (plain(names), plain(others));
    others.retain(|other| {
        !names
            .iter()
            .any(|name| name.contains(other.as_str()) || other.contains(name.as_str()))
    });
    let mut found: Vec<String> = Vec::new();
    for sentence in notes.iter().flat_map(|note| {
        let note = head.replace(note, "");
        let note = number.replace_all(&note, "。$1");
        note.split([';', '。'])
            .map(str::to_owned)
            .collect::<Vec<_>>()
    }) {
        let names_one = |list: &[String], clause: &str| {
            list.iter()
                .find(|name| clause.contains(name.as_str()))
                .cloned()
        };
        let mut is_its = false;
        for clause in clauses(&sentence) {
            let own = names_one(&names, &clause);
            is_its = own.is_some() || is_its && names_one(&others, &clause).is_none();
            // Its name sets no condition: 首次响应时间.
            let own = own.filter(|own| condition.is_match(own));
            let rest = own.map_or_else(|| clause.clone(), |own| clause.replacen(&own, "", 1));
            if is_its && !found.contains(&rest) {
                found.push(rest);
            }
        }
    }
    found.join(",")
}

/// The rule that the words tell; what they tell of it by halves is none.
pub(super) fn rule(words: &str, context: &[String], known: &Known) -> Option<Told> {
    let clauses = clauses(words);
    if let Some(told) = counts::counted(&clauses, known.max) {
        return Some(told);
    }
    if counts::says_several(&clauses) {
        return None;
    }
    let (rule, counts) = super::words::rule(words, context)?;
    Some(Told {
        rule,
        counts,
        doubt: String::new(),
        used: Vec::new(),
    })
}

/// The bands that the words tell, as far as the rows bear them out.
pub(super) fn bands(
    words: &str,
    known: &Known,
    rows: &[super::fit::Row],
    pairs: &[(usize, Option<usize>)],
) -> Option<Banded> {
    bands::banded(&clauses(words), known.max?, rows, pairs)
}

/// A proportion with the least attainment and the cap that its words say, where no row contradicts them.
pub(super) fn completed(
    words: &str,
    rule: &str,
    known: &Known,
    attained: &[(Ratio, Decimal)],
) -> String {
    let kinds = ["ratio", "lower-is-better"];
    let Some((kind, keys)) = rule
        .split_once(" = ")
        .filter(|(kind, _)| kinds.contains(kind))
    else {
        return rule.to_owned();
    };
    let inside = keys.trim_matches(['{', '}', ' ']);
    let mut keys: Vec<String> = match inside {
        "" => Vec::new(),
        inside => vec![inside.to_owned()],
    };
    let text = clauses(words).join(",");
    let percent = |share: Decimal| crate::rule::percent(&Ratio::from(share));
    let none = share_said(
        &text,
        &format!(r"(?:低于|不足|未达到?|达不到|小于|少于|<)(\d+(?:\.\d+)?%)(?:的|时)?,?{NOTHING}"),
    )
    .or_else(|| {
        share_said(
            &text,
            &format!(r"(\d+(?:\.\d+)?%)以下(?:的|时)?,?{NOTHING}"),
        )
    });
    let is_paid = |least: &Decimal| {
        let below = attained
            .iter()
            .filter(|(share, _)| *share < Ratio::from(*least));
        below.filter(|(_, points)| !points.is_zero()).count() > 0
    };
    let has = |key: &str| rule.contains(key);
    if let Some(least) = none.filter(|least| !has("none-below") && !is_paid(least)) {
        keys.push(format!("none-below = \"{}\"", percent(least)));
    }
    let share = share_said(
        &text,
        r"(?:最高|最多|上限|封顶|至多)(?:按|为|得|是|至|计)*(\d+(?:\.\d+)?%)",
    )
    .or_else(|| share_said(&text, r"(\d+(?:\.\d+)?%)封顶"));
    let of_points = || {
        let points = said_figure(
            &text,
            r"(?:最高|最多|上限|封顶|至多)(?:为|得|是|至|计)*(\d+(?:\.\d+)?)分",
        )
        .or_else(|| said_figure(&text, r"(\d+(?:\.\d+)?)分封顶"))?;
        Ratio::from(points).over(&Ratio::from(known.max?))?.exact(4)
    };
    let is_cut = attained.iter().any(|(share, points)| {
        let full = known.max.unwrap_or(Decimal::HUNDRED);
        *share > Ratio::from(1) && *points <= full
    });
    let cap = share.or_else(of_points).filter(|cap| *cap > Decimal::ONE);
    if let Some(cap) = cap.filter(|_| !has("cap") && !is_cut) {
        keys.push(format!("cap = \"{}\"", percent(cap)));
    }
    super::fit::written(kind, &keys)
}

fn share_said(text: &str, pattern: &str) -> Option<Decimal> {
    said(text, pattern).and_then(|share| Some(read_number(&share)?.value))
}

/// The clauses with conditions that a rule does not say.
pub(super) fn unsaid(words: &str, rule: &str, known: &Known) -> Vec<String> {
    let clauses = clauses(words);
    let used = used(&clauses, rule, known);
    let said = patterns(rule, known);
    let said: Vec<Regex> = said.iter().filter_map(|one| Regex::new(one).ok()).collect();
    let Ok(condition) = Regex::new(CONDITION) else {
        return clauses;
    };
    let rest = |clause: &String| {
        let rest = said.iter().fold(clause.clone(), |rest, one| {
            one.replace_all(&rest, "#").into_owned()
        });
        condition.is_match(&rest) && !used.contains(clause)
    };
    clauses.into_iter().filter(rest).collect()
}

/// The clauses of which a rule was made.
fn used(clauses: &[String], rule: &str, known: &Known) -> Vec<String> {
    let counted = counts::counted(clauses, known.max).filter(|told| told.rule == rule);
    if let Some(told) = counted {
        return told.used;
    }
    match (rule.starts_with("bands"), known.max) {
        (true, Some(max)) => bands::used(clauses, max),
        _ => Vec::new(),
    }
}

/// What a draft says where words say more than its rule; nothing where they do not.
pub(super) fn doubt(rest: &[String], rule: &str) -> String {
    match (rest, rule.starts_with("judged")) {
        ([], _) => String::new(),
        (rest, true) => format!("表上写着「{}」", quotation(rest)),
        (rest, false) => format!(
            "{SETTLE}：表上还写着「{}」，这条规则里没有",
            quotation(rest)
        ),
    }
}

/// 完成目标得满分，未完成不得分: all or nothing, where no row has anything between.
pub(super) fn all_or_nothing(
    words: &str,
    known: &Known,
    attained: &[(Ratio, Decimal)],
) -> Option<String> {
    let max = known.max?;
    let text = clauses(words).join(",");
    let full = figure(max, false);
    let pattern = format!(
        r"(?:完成|达到|达成)(?:目标|任务)?(?:的|者)?,?得?(?:满分|{full}分)[,:]?(?:未完成|未达到?|达不到|未达成|否则)(?:目标|任务)?(?:的|者)?,?{NOTHING}"
    );
    let is_said = Regex::new(&pattern).is_ok_and(|pattern| pattern.is_match(&text));
    let due = |share: &Ratio| match *share >= Ratio::from(1) {
        true => max,
        false => Decimal::ZERO,
    };
    let hits = attained
        .iter()
        .filter(|(share, points)| due(share) == *points);
    let hits = hits.count();
    (is_said && hits > 0 && hits * 100 >= attained.len() * super::fit::ENOUGH).then(|| {
        format!(
            "all-or-less = {{ per = true, at-least = 1, less = {} }}",
            max.trimmed()
        )
    })
}

/// Clauses as they stand, not too many of them.
pub(super) fn quotation(clauses: &[String]) -> String {
    let words = clauses.join("，");
    match words.chars().count() > LONGEST {
        true => words.chars().take(LONGEST).chain(['…']).collect(),
        false => words,
    }
}

/// Patterns of the words that a rule says.
fn patterns(rule: &str, known: &Known) -> Vec<String> {
    let kind = rule.split(" = ").next().unwrap_or_default();
    let key = |key: &str| said_figure(rule, &format!(r#"{key} = "?([\d,]*\d(?:\.\d+)?万?%?)"#));
    let full_points = known.max.map(|max| figure(max, false));
    let mut said = vec![
        r"扣完(?:本项|该项)?(?:分值|分数)?(?:为止)?|不倒扣|扣至0分(?:为止)?".to_owned(),
        r"最高不超过满分|不超过满分".to_owned(),
    ];
    said.extend(
        full_points
            .iter()
            .map(|max| format!("满分(?:为|:)?{max}分?")),
    );
    let full = format!("(?:满分|{}分)", full_points.as_deref().unwrap_or("#"));
    let times = |cap: Decimal| {
        let points = Ratio::from(known.max?).times(&Ratio::from(cap)).exact(4)?;
        Some(figure(points, false))
    };
    let most = |points: &str| {
        format!(r"(?:最高|最多|上限|封顶|至多)(?:为|得|是|至|计|扣)*{points}分|{points}分封顶")
    };
    let no_event = format!(r"(?:无|没有|未发生|未出现|0次).{{0,6}}(?:得{full}|不扣分)");
    match kind {
        "deduction" => {
            let each = figure(key("each").unwrap_or_default(), false);
            let counted = "[次个天单件项例人份起]";
            said.push(format!(
                r"(?:每.{{0,4}}?{counted}[^重严轻一]{{0,6}}?)?扣{each}分?(?:/{counted})?(?:$|[^\d.])"
            ));
            said.extend(full_points.iter().map(|max| most(max)));
            said.push(no_event);
        }
        "steps" => {
            let steps = Regex::new(r"\[(\d+), ([\d.]+)\]");
            let steps = steps.iter().flat_map(|steps| steps.captures_iter(rule));
            said.extend(steps.map(|step| {
                let (count, cost) = (&step[1], regex::escape(&step[2]));
                format!(r"{count}[天次人件](?:及以上|及其以上|以上)?(?:的|者|,|:)?扣{cost}分")
            }));
            said.push(no_event);
        }
        "shortfall" => {
            let less = figure(key("less").unwrap_or_default(), false);
            said.push(format!(r"每(?:差|少|低于?)[\d.,]+万?元?%?,?扣{less}分"));
        }
        "bonus" => {
            let plus = figure(key("plus").unwrap_or_default(), false);
            said.push(format!(r"每超(?:出|过)?[\d.,]+万?元?,?加{plus}分?"));
            said.push("不封顶".to_owned());
            said.extend(
                key("cap")
                    .map(|cap| format!(r"(?:最高|最多|上限|至多)加?{}分", figure(cap, false))),
            );
        }
        "all-or-less" => {
            said.push(format!(r"(?:完成|达到|达成)\D{{0,6}}得?{full}"));
            let less = key("less").filter(|less| Some(*less) == known.max);
            said.extend(less.map(|_| {
                format!(r"(?:未完成|未达到?|达不到|未达成)\D{{0,6}}{NOTHING}|否则{NOTHING}")
            }));
        }
        "ratio" | "lower-is-better" | "growth" => {
            let (above, below) = match kind {
                "lower-is-better" => (
                    "(?:不高于|不超过|低于|小于|≤|<=|<|达到)",
                    "(?:高于|超过|大于|>|未达到?)",
                ),
                _ => (
                    "(?:达到|达成|不低于|大于|完成|高于|超过|≥|>=|>)",
                    "(?:低于|不足|未达到?|达不到|小于|未完成|<)",
                ),
            };
            let own = figure(key("full-at").unwrap_or(Decimal::ONE), true);
            let mut edges = vec![own, "目标值?".to_owned(), "任务".to_owned()];
            let targets = known.targets.iter().copied().chain(key("target"));
            edges.extend(
                targets.map(|target| {
                    format!("(?:{}|{})", figure(target, true), figure(target, false))
                }),
            );
            let edge = edges.join("|");
            let edge = format!("(?:目标)?(?:{edge})[万元天小时分钟秒]*");
            let share = r"(?:按比例|按完成率|按实际|按达成率|目标÷实际|实际÷目标)[^\d]{0,8}";
            said.push(format!(
                r"{above}{edge}(?:及以上|以上|\(含\))?(?:的|者|时)?[,:]?(?:得|计|为)?{full}"
            ));
            said.push(format!(
                r"{edge}(?:及以上|以上|及以下|以下)?(?:的|者|时)?[,:]?(?:得|计|为){full}"
            ));
            said.push(format!(r"{below}{edge}(?:以下)?(?:的|者|时)?[,:]?{share}"));
            said.push(format!(r"{below}[,:]?{share}"));
            said.push(format!(
                r"(?:达到|目标(?:为|是|:)?|不低于|基准(?:为|是|:)?){edge}$"
            ));
            if let Some(none) = key("none-below") {
                let none = figure(none, true);
                said.push(format!(
                    r"(?:低于|不足|未达到?|达不到|小于|少于|<){none}(?:的|时)?,?{NOTHING}"
                ));
                said.push(format!(r"{none}以下(?:的|时)?,?{NOTHING}"));
                said.push(format!(
                    r"(?:≥|>=|达到|不低于){none}(?:及以上|以上)?,?{share}"
                ));
            }
            let cap = key("cap").unwrap_or(Decimal::ONE);
            said.push(format!(
                r"(?:最高|最多|上限|封顶|至多)(?:按|为|得|是|至|计)*{0}|{0}封顶",
                figure(cap, true)
            ));
            said.extend(times(cap).map(|points| most(&points)));
            said.extend(
                (cap == Decimal::ONE).then(|| "最高(?:为|得)?满分|(?:单项)?封顶$".to_owned()),
            );
        }
        _ => {}
    }
    said
}

/// A pattern of a figure, or of a share: 95% is 0.95.
fn figure(figure: Decimal, is_share: bool) -> String {
    match is_share {
        true => regex::escape(&crate::rule::percent(&Ratio::from(figure))),
        false => regex::escape(&figure.trimmed().to_string()),
    }
}
