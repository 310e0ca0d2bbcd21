//! `fuhe why`: how each of a person's scores and the payout came about.

mod pay;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use fuhe::accept::apply;
use fuhe::examination::Examination;
use fuhe::finding::Finding;
use fuhe::mapping::spelling::fold;
use fuhe::mapping::{Composition, Mapping};
use fuhe::number::{Decimal, Ratio};
use fuhe::rule::{Inputs, Role, decimal, percent};
use fuhe::score::{Chain, LineInputs, Scored, rounding_name};
use fuhe::scorecard::{Employee, Figure, Line, Scorecard, State};
use fuhe::text;
use fuhe::text::{Lang, Text};
use fuhe::workbook::{CellRef, Location};

use super::accept::List;
use super::args::Why;
use super::batch;
use super::console::{Console, Exit, Problem};
use super::open::Opening;
use super::paths::{Input, cannot_read};
use super::places;
use super::roster::Rosters;
use super::summary::{finding_line, signed};

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
    match fs::metadata(&args.path) {
        Ok(metadata) if metadata.is_dir() => {
            let text =
                text!("这是文件夹；请指定一个工作簿。" / "this is a folder; name one workbook.");
            return fail(console, text);
        }
        Ok(_) => {}
        Err(error) => return fail(console, cannot_read(&error)),
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
        candidates: &candidates,
        rosters: &rosters,
        period: args.period,
        set: &args.set,
        one_of_several: true,
        opening: &opening,
    };
    let opened = opening.open(&input).map_err(|not| not.text);
    let examined =
        opened.and_then(|opened| batch::examine(&opened.source, &args.path, &asked, Vec::new()));
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
    let (count, ids) = (ids.len(), ids.into_iter().collect::<Vec<_>>().join("、"));
    Some(text!(
        "有 {count} 个「{name}」，工号 {ids}；下面全部列出，可用 --employee 加工号只看一个。\n"
            / "There are {count} people named {name}: {ids}. All are shown; name one by id with --employee.\n"
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
    let near: Vec<&str> = near
        .iter()
        .take(5)
        .map(|(_, called)| called.as_str())
        .collect();
    let people = examination.extraction.cards.len();
    if near.is_empty() {
        return text.then(&text!(
            "这个工作簿里有 {people} 人，请核对姓名或工号。"
                / "The workbook has {people} people; check the name or id."
        ));
    }
    let near = near.join("、");
    text.then(&text!("相近的有：{near}。" / "Near it: {near}."))
}

/// What is told about one scorecard.
struct Page<'a> {
    examination: &'a Examination,
    mapping: &'a Mapping,
    index: usize,
    card: &'a Scorecard,
    scored: &'a Scored,
    lang: Lang,
    out: String,
}

impl<'a> Page<'a> {
    fn new(examination: &'a Examination, index: usize, lang: Lang) -> Self {
        Page {
            examination,
            mapping: examination
                .mapping
                .at(examination.extraction.cards[index].months()),
            index,
            card: &examination.extraction.cards[index],
            scored: &examination.scored[index],
            lang,
            out: String::new(),
        }
    }

    fn say(&mut self, indent: usize, text: &Text) {
        let words = text.in_lang(self.lang).trim_end();
        let _ = writeln!(self.out, "{:indent$}{words}", "");
    }

    fn words(mut self) -> String {
        self.head();
        let mut told = BTreeSet::new();
        let mut section = None;
        for index in 0..self.card.lines.len() {
            let line = &self.card.lines[index];
            let own = self.mapping.lines[line.spec].section;
            if own != section {
                self.subtotal(section, &mut told);
                section = own;
                if let Some(own) = own {
                    let name = &self.mapping.sections[own].name;
                    self.say(0, &text!("\n【{name}】" / "\n[{name}]"));
                }
            }
            self.line(index, &mut told);
        }
        self.subtotal(section, &mut told);
        self.say(0, &Text::default());
        self.total(&mut told);
        self.grade(&mut told);
        self.payout(&mut told);
        self.rest(&told);
        self.say(0, &Text::default());
        self.out
    }

    /// Whose card it is, where it stands, and whether it can be paid.
    fn head(&mut self) {
        let employee = &self.card.employee;
        let id = employee.id.as_ref().map(|id| format!("({})", id.value));
        let more = [&employee.department, &employee.position];
        let more = more.into_iter().flatten().map(|word| word.value.clone());
        let period = self.card.period.map(|period| period.to_string());
        let words: Vec<String> = more.chain(period).collect();
        let called = format!("{}{}", employee.called(), id.unwrap_or_default());
        self.say(0, &Text::same(format!("{called} {}", words.join(" "))));
        let at = employee.at().map_or_else(String::new, |at| self.place(at));
        let (id, name) = (&self.mapping.id, &self.mapping.name);
        self.say(
            0,
            &text!("位置 {at}，方案 {id}（{name}）" / "at {at}, mapping {id} ({name})"),
        );
        if employee.named_by_tab {
            let tab = &self.examination.workbook.sheets[self.card.sheet].name;
            self.say(
                0,
                &text!("姓名取自工作表名「{tab}」" / "named by the sheet's tab {tab}"),
            );
        }
        if let Some(status) = self.examination.statuses().get(self.index) {
            let label = status.label();
            let (zh, en) = (label.zh, label.en);
            self.say(0, &text!("结果：{zh}" / "status: {en}"));
        }
        for hold in self.scored.holds.clone() {
            let (zh, en) = (hold.zh, hold.en);
            self.say(2, &text!("待核原因：{zh}" / "held because: {en}"));
        }
    }

    fn line(&mut self, index: usize, told: &mut BTreeSet<usize>) {
        let (line, scored) = (&self.card.lines[index], &self.scored.lines[index]);
        let spec = &self.mapping.lines[line.spec];
        let (item, max) = (&spec.item, decimal(spec.max));
        let score = line.figure(Role::Score);
        let at = score.map(|score| score.at.cell.to_string());
        let at = at.map_or_else(String::new, |at| format!(" {at}"));
        self.say(
            2,
            &text!("{item}（满分 {max}）{at}" / "{item} (max {max}){at}"),
        );
        if let Some(inputs) = self.inputs(line) {
            self.say(4, &inputs);
        }
        let rule = spec.rule.describe(spec.max);
        let (zh, en) = (rule.zh, rule.en);
        self.say(4, &text!("规则：{zh}" / "rule: {en}"));
        let working = scored.working(self.mapping, line);
        let (zh, en) = (working.zh, working.en);
        self.say(4, &text!("计算：{zh}" / "working: {en}"));
        self.compared(4, score, scored.points);
        if self.mapping.composition == Composition::Weighted
            && let (Some(share), Some(points)) = (self.chain().share(index), scored.points)
        {
            let (share, points) = (percent(&share), decimal(points));
            self.say(
                4,
                &text!("计入总分：{points} × 权重 {share}" / "counts as {points} × weight {share}"),
            );
        }
        let (item, at) = (item.clone(), score.map(|score| score.at));
        self.findings(4, told, |finding| {
            finding.item.as_deref() == Some(&item) || at.is_some_and(|at| stands_at(finding, at))
        });
    }

    /// The figures that the rule needs, with their cells.
    fn inputs(&self, line: &Line) -> Option<Text> {
        let spec = &self.mapping.lines[line.spec];
        let names = LineInputs::new(spec, line);
        let told: Vec<Text> = spec
            .rule
            .needs()
            .into_iter()
            .filter(|role| *role != Role::Score)
            .filter_map(|role| {
                let figure = line.figure(role)?;
                let name = names.name(role);
                let (stated, cell) = (self.stated(figure, spec.percent), figure.at.cell);
                let ((name_zh, name_en), (zh, en)) = ((name.zh, name.en), (stated.zh, stated.en));
                Some(text!("{name_zh} {zh}({cell})" / "{name_en} {en} ({cell})"))
            })
            .collect();
        if told.is_empty() {
            return None;
        }
        let (zh, en): (Vec<String>, Vec<String>) =
            told.into_iter().map(|text| (text.zh, text.en)).unzip();
        let (zh, en) = (zh.join("、"), en.join(", "));
        Some(text!("数据：{zh}" / "figures: {en}"))
    }

    fn subtotal(&mut self, section: Option<usize>, told: &mut BTreeSet<usize>) {
        let Some(section) = section else { return };
        let Some(Some(figure)) = self.card.subtotals.get(section) else {
            return;
        };
        let recomputed = self.scored.subtotals.get(section).copied().flatten();
        let parts = self.points_of(|spec| {
            let own = self.mapping.lines[spec].section;
            self.mapping.is_within(own, section)
        });
        let (name, at) = (&self.mapping.sections[section].name, figure.at.cell);
        self.say(2, &text!("{name} 小计 {at}" / "{name}, subtotal {at}"));
        if let (Some(parts), Some(sum)) = (parts, recomputed) {
            let sum = decimal(sum);
            self.say(
                4,
                &text!("计算：{parts} = {sum}" / "working: {parts} = {sum}"),
            );
        }
        self.compared(4, Some(figure), recomputed);
        let at = figure.at;
        self.findings(4, told, |finding| stands_at(finding, at));
    }

    /// `18.6 + 8 + 7.5`; `None` where one has no points.
    fn points_of(&self, wanted: impl Fn(usize) -> bool) -> Option<String> {
        let lines = self.card.lines.iter().zip(&self.scored.lines).enumerate();
        let parts: Option<Vec<String>> = lines
            .filter(|(_, (line, _))| wanted(line.spec))
            .filter(|(_, (_, scored))| scored.refusal != Some(fuhe::rule::Refusal::LeftOut))
            .map(|(index, (_, scored))| {
                let points = decimal(scored.points?);
                Some(match self.mapping.composition {
                    Composition::Points => points,
                    Composition::Weighted => match self.chain().share(index) {
                        Some(share) => format!("{points} × {}", percent(&share)),
                        None => points,
                    },
                })
            })
            .collect();
        parts.map(|parts| parts.join(" + ").replace("+ -", "- "))
    }

    fn total(&mut self, told: &mut BTreeSet<usize>) {
        let figure = self.card.total.as_ref();
        let recomputed = self.scored.outcome.total;
        self.say(
            0,
            &headed("总分", "Total", figure.map(|figure| figure.at.cell)),
        );
        if let (Some(parts), Some(total)) = (self.points_of(|_| true), recomputed) {
            let exact: Ratio = self.sum();
            let (mut zh, mut en) = (String::new(), String::new());
            if Ratio::from(total) != exact {
                let digits = self.mapping.total_digits();
                let mode = rounding_name(digits.mode);
                if exact.round(digits) == Ok(total) {
                    (zh, en) = (format!(",{}", mode.zh), format!(", {}", mode.en));
                } else {
                    (zh, en) = (
                        "，按方案的上限、否决或折算规定".into(),
                        ", by the scheme's cap, veto or scaling".into(),
                    );
                }
            }
            let total = decimal(total);
            self.say(
                2,
                &text!("计算：{parts}{zh} = {total}" / "working: {parts}{en} = {total}"),
            );
        }
        if let Some(veto) = self.scored.veto {
            let veto = &self.mapping.vetoes[veto];
            let (name, total) = (&veto.name, decimal(veto.total));
            self.say(
                2,
                &text!(
                    "一票否决「{name}」：总分最多 {total}"
                        / "veto {name}: a total of at most {total}"
                ),
            );
        }
        self.compared(2, figure, recomputed);
        let at = figure.map(|figure| figure.at);
        self.findings(2, told, |finding| {
            at.is_some_and(|at| stands_at(finding, at))
        });
    }

    /// The sum of the recomputed lines before any rounding of the total.
    fn sum(&self) -> Ratio {
        let lines = self.card.lines.iter().zip(&self.scored.lines).enumerate();
        lines
            .filter_map(|(index, (line, scored))| {
                let points = Ratio::from(scored.points?);
                let outside = self.mapping.lines[line.spec].outside;
                Some(match self.mapping.composition {
                    Composition::Weighted if !outside => points.times(&self.chain().share(index)?),
                    _ => points,
                })
            })
            .sum()
    }

    fn grade(&mut self, told: &mut BTreeSet<usize>) {
        if self.mapping.grades.is_empty() {
            return;
        }
        let outcome = &self.scored.outcome;
        let grade = outcome
            .grade
            .and_then(|grade| self.mapping.grades.get(grade));
        let reported = self.card.grade.as_ref();
        self.say(
            0,
            &headed("等级", "Grade", reported.map(|word| word.at.cell)),
        );
        if let (Some(grade), Some(total)) = (grade, outcome.total) {
            let (name, from, total) = (&grade.name, decimal(grade.from), decimal(total));
            let coefficient = match grade.coefficient {
                Some(coefficient) => {
                    let coefficient = decimal(coefficient);
                    text!("，系数 {coefficient}" / ", coefficient {coefficient}")
                }
                None => Text::default(),
            };
            let (zh, en) = (coefficient.zh, coefficient.en);
            self.say(
                2,
                &text!(
                    "总分 {total} 达到 {from}，等级 {name}{zh}"
                        / "total {total} is at least {from}: grade {name}{en}"
                ),
            );
        }
        if let Some(word) = reported {
            let word_at = word.at;
            let word = &word.value;
            self.say(2, &text!("填报 {word}" / "reported {word}"));
            self.findings(2, told, |finding| stands_at(finding, word_at));
        }
        if let Some(figure) = self.card.coefficient.as_ref() {
            let at = figure.at;
            self.say(0, &headed("系数", "Coefficient", Some(at.cell)));
            self.compared(2, Some(figure), self.scored.outcome.coefficient);
            self.findings(2, told, |finding| stands_at(finding, at));
        }
    }

    fn payout(&mut self, told: &mut BTreeSet<usize>) {
        let Some(form) = self.mapping.payout.as_ref() else {
            return;
        };
        let figure = self.card.payout.as_ref();
        self.say(
            0,
            &headed("绩效工资", "Payout", figure.map(|figure| figure.at.cell)),
        );
        let outcome = self.scored.outcome.clone();
        if let (Some(pay), Some(total)) = (outcome.payout, outcome.total) {
            for words in self.payout_words(form, pay, total, outcome.coefficient) {
                self.say(2, &words);
            }
        }
        self.compared(2, figure, outcome.payout);
        let at = figure.map(|figure| figure.at);
        self.findings(2, told, |finding| {
            at.is_some_and(|at| stands_at(finding, at))
        });
    }

    /// Findings of the card that stood at nothing told so far.
    fn rest(&mut self, told: &BTreeSet<usize>) {
        let mut told = told.clone();
        self.findings(0, &mut told, |_| true);
    }

    /// Reported against recomputed.
    fn compared(&mut self, indent: usize, figure: Option<&Figure>, recomputed: Option<Decimal>) {
        let reported = match figure {
            Some(figure) => self.stated(figure, false),
            None => text!("（表中没有）" / "(not on the sheet)"),
        };
        let (zh, en) = (reported.zh, reported.en);
        let Some(recomputed) = recomputed else {
            return self.say(
                indent,
                &text!("填报 {zh}，复核算不出" / "reported {en}, cannot be recomputed"),
            );
        };
        let shown = recomputed.grouped();
        let stated = figure.and_then(Figure::value).map(|value| {
            // Compared at the digits of the recomputed figure.
            value.round(fuhe::number::Rounding {
                digits: recomputed.shown_digits(),
                mode: fuhe::number::Mode::HalfUp,
            })
        });
        let difference = stated.and_then(|stated| recomputed.minus(stated));
        let verdict = match difference {
            Some(difference) if difference.is_zero() => text!("，一致" / ": the same"),
            Some(difference) => {
                let difference = signed(difference);
                text!("，相差 {difference}" / ": {difference}")
            }
            None => Text::default(),
        };
        let (same_zh, same_en) = (verdict.zh, verdict.en);
        self.say(
            indent,
            &text!(
                "填报 {zh}，复核 {shown}{same_zh}" / "reported {en}, recomputed {shown}{same_en}"
            ),
        );
    }

    /// What stands in a figure's cell.
    fn stated(&self, figure: &Figure, as_percent: bool) -> Text {
        match &figure.state {
            State::Number(value) | State::TextNumber(value) if as_percent => {
                Text::same(percent(&Ratio::from(*value)))
            }
            State::Number(value) | State::TextNumber(value) => Text::same(decimal(*value)),
            State::Blank => text!("空" / "nothing"),
            State::Dash => Text::same("-"),
            State::Unreadable(words) => text!("「{words}」" / "\"{words}\""),
            State::Error(error) => Text::same(&**error),
            State::Computed(value) => {
                let value = match as_percent {
                    true => percent(&Ratio::from(*value)),
                    false => decimal(*value),
                };
                text!("{value}（未计算的公式）" / "{value} (a formula without value)")
            }
            State::Unstated => text!("文字里没有写" / "not in the words"),
            State::Uncalculated => text!("未计算的公式" / "a formula without value"),
        }
    }

    fn findings(
        &mut self,
        indent: usize,
        told: &mut BTreeSet<usize>,
        is_meant: impl Fn(&Finding) -> bool,
    ) {
        let examination = self.examination;
        for (index, finding) in examination.findings.iter().enumerate() {
            if finding.card == Some(self.index) && !told.contains(&index) && is_meant(finding) {
                told.insert(index);
                let line = finding_line(finding, examination);
                self.say(indent, &text!("※ " / "*").then(&line));
            }
        }
    }

    fn chain(&self) -> Chain<'a> {
        Chain::of(self.mapping, self.card, self.scored)
    }

    fn place(&self, at: Location) -> String {
        let sheet = self.examination.workbook.sheets.get(at.sheet);
        let sheet = sheet.map_or("", |sheet| sheet.name.as_str());
        format!("{sheet}!{}", at.cell)
    }
}

fn headed(zh: &str, en: &str, at: Option<CellRef>) -> Text {
    match at {
        Some(at) => text!("{zh} {at}" / "{en} {at}"),
        None => text!("{zh}" / "{en}"),
    }
}

fn stands_at(finding: &Finding, at: Location) -> bool {
    finding.sheet == Some(at.sheet) && finding.cell == Some(at.cell)
}
