//! `fuhe why`: how each of a person's scores and the payout came about.

mod page;

use std::collections::BTreeSet;

use fuhe::accept::apply;
use fuhe::examination::Examination;
use fuhe::mapping::spelling::fold;
use fuhe::scorecard::Employee;
use fuhe::text;
use fuhe::text::{Text, counted};

use super::accept::List;
use super::args::Why;
use super::batch;
use super::choose::Choosing;
use super::console::{Console, Exit, Problem};
use super::files::ordinary;
use super::open::Opening;
use super::paths::Input;
use super::places;
use super::roster::Rosters;
use page::Page;

/// How many people an error names.
const NAMED: usize = 5;

/// Prints every scorecard of a person.
pub fn run(args: &Why, console: &mut Console) -> Exit {
    let shown = args.path.display().to_string();
    let input = Input {
        path: args.path.clone(),
        real: args.path.clone(),
    };
    let fail = |console: &Console, text: Text| {
        console.fail(&Problem::new(shown.as_str(), text));
        Exit::Failed
    };
    let opening = match Opening::with(args.password_file.as_deref(), args.max_size) {
        Ok(opening) => opening,
        Err(problem) => {
            console.fail(&problem);
            return Exit::Failed;
        }
    };
    if let Err(text) = ordinary(&args.path) {
        return fail(console, text);
    }
    let Some(candidates) = places::candidates(args.mapping.as_deref(), console, false) else {
        return Exit::Failed;
    };
    let opening = opening.asking(std::slice::from_ref(&input), console);
    let rosters = match Rosters::new(args.roster.as_deref(), &candidates, &opening) {
        Ok(rosters) => rosters,
        Err(problem) => {
            console.fail(&problem);
            return Exit::Failed;
        }
    };
    let asked = batch::Asked {
        choosing: &Choosing::among(&candidates, 1),
        rosters: &rosters,
        period: args.period,
        set: &args.set,
        one_of_several: true,
        opening: &opening,
    };
    let opened = opening.open(&input).map_err(|not| not.text);
    let examined = opened.and_then(|opened| {
        let (source, path) = (&opened.source, &args.path);
        let workbook = opening.scorecards(source)?;
        batch::examine(workbook, source.stem(), path, &asked, Vec::new())
    });
    let (examination, _) = match examined {
        Ok(examined) => examined,
        Err(text) => return fail(console, text),
    };
    let accepted = args.accept.as_deref();
    let examination = match accepted.map(|path| List::read(path, &opening)) {
        Some(Ok(list)) => apply(examination, &list.exceptions, |_| Vec::new()).examination,
        Some(Err(problem)) => {
            console.fail(&problem);
            return Exit::Failed;
        }
        None => examination,
    };
    let cards = cards_of(&args.employee, &examination);
    if cards.is_empty() {
        return fail(console, nobody(&args.employee, &examination));
    }
    if let Some(text) = namesakes(&cards, &examination) {
        console.say(&text);
    }
    for card in cards {
        let words = Page::new(&examination, card, console.lang).words();
        console.print(&words);
    }
    Exit::Fine
}

/// The cards of everybody with this id; else of everybody with this name.
fn cards_of(wanted: &str, examination: &Examination) -> Vec<usize> {
    let wanted = fold(wanted);
    let numbers = examination.mapping.ids_as_numbers;
    let same_id = |id: &str| {
        let trimmed = |text: &str| text.trim_start_matches('0').to_owned();
        fold(id) == wanted || (numbers && trimmed(&fold(id)) == trimmed(&wanted))
    };
    let cards = examination.extraction.cards.iter().enumerate();
    let having = |is: &dyn Fn(&Employee) -> bool| -> Vec<usize> {
        let having = cards.clone().filter(|(_, card)| is(&card.employee));
        having.map(|(index, _)| index).collect()
    };
    let by_id = having(&|employee| employee.id.as_ref().is_some_and(|id| same_id(&id.value)));
    if !by_id.is_empty() {
        return by_id;
    }
    having(&|employee| {
        let name = employee.name.as_ref();
        name.is_some_and(|name| fold(&name.value) == wanted)
    })
}

/// Several people of one name are all shown, and told apart by id.
fn namesakes(cards: &[usize], examination: &Examination) -> Option<Text> {
    let employees = cards
        .iter()
        .filter_map(|card| examination.extraction.cards.get(*card))
        .map(|card| &card.employee);
    let ids: BTreeSet<&str> = employees.clone().filter_map(Employee::key).collect();
    if ids.len() < 2 {
        return None;
    }
    let name = employees.clone().next().map_or("", Employee::called);
    let ids: Vec<&str> = ids.into_iter().collect();
    let (count, zh, en) = (ids.len(), ids.join("、"), ids.join(", "));
    Some(text!(
        "有 {count} 个「{name}」，工号 {zh}；下面全部列出，可用 --employee 加工号只看一个。\n"
            / "There are {count} people named {name}: {en}. All are shown; name one by id with --employee.\n"
    ))
}

/// Who might have been meant.
fn nobody(wanted: &str, examination: &Examination) -> Text {
    let text = text!("没有「{wanted}」这个人。" / "there is nobody called {wanted}.");
    let folded = fold(wanted);
    let mut near: Vec<(usize, String)> = Vec::new();
    for card in &examination.extraction.cards {
        let words = [&card.employee.name, &card.employee.id];
        let words: Vec<String> = words
            .into_iter()
            .flatten()
            .map(|word| fold(&word.value))
            .collect();
        let distance = words
            .iter()
            .map(
                |word| match word.contains(&folded) || folded.contains(word.as_str()) {
                    true => 0,
                    false => strsim::damerau_levenshtein(word, &folded),
                },
            )
            .min();
        let length = folded.chars().count();
        if let Some(distance) = distance.filter(|distance| *distance <= (length / 2).max(1)) {
            let id = card
                .employee
                .id
                .as_ref()
                .map(|id| format!("({})", id.value));
            let called = format!("{}{}", card.employee.called(), id.unwrap_or_default());
            near.push((distance, called));
        }
    }
    near.sort();
    near.dedup();
    let people = examination.extraction.cards.len();
    let people_en = counted(people, "person");
    let (near, count) = (near.get(..NAMED).unwrap_or(&near), near.len());
    let near: Vec<&str> = near.iter().map(|(_, called)| called.as_str()).collect();
    let (zh, en) = (near.join("、"), near.join(", "));
    text.then(&match count {
        0 => text!(
            "这个工作簿里有 {people} 人，请核对姓名或工号。"
                / "The workbook has {people_en}; check the name or id."
        ),
        1..=NAMED => text!("相近的有：{zh}。" / "Near it: {en}."),
        _ => text!(
            "相近的有 {zh} 等 {count} 人，请写全姓名或工号。"
                / "Near it are {en} and others, {count} in all: give the whole name or id."
        ),
    })
}
