//! A draft from forms and long tables: a row per line, whose words and figures tell the rule.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::fit::{self, Row};
use super::parts::{group, merged, raters};
use super::plan::{Line, Plan, SETTLE, Section, quoted};
use super::table::{Column, Kind, Table, figure, text};
use super::words::{self, Guess, is_field, is_item, is_rater, key, points, role_of};
use crate::extract::{RowKind, kind_of_text};
use crate::mapping::Field;
use crate::mapping::spelling::{Label, fold, without_number};
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::workbook::CellRef;

/// Words of things of which less is better, and of things that are counted.
const LOWER: &[&str] = &[
    "费用率",
    "成本",
    "时长",
    "响应",
    "退货率",
    "退款率",
    "纠纷率",
    "投诉率",
    "差错率",
    "破损率",
    "流失率",
    "费用",
];
const LONGER: &[&str] = &["直播时长", "停留时长", "在线时长", "服务时长"];

/// What the columns of the lines are.
pub(super) struct Layout {
    item: u32,
    section: Option<u32>,
    position: Option<u32>,
    roles: Vec<(Role, u32, String)>,
    pub raters: Vec<(u32, String)>,
    pub item_words: String,
}

/// One row of one person.
pub(super) struct Seen {
    pub words: String,
    pub criteria: String,
    pub section: Option<String>,
    position: Option<String>,
    pub figures: BTreeMap<Role, Decimal>,
    /// The row of the cell that holds the points: rows of one group share it.
    block: u32,
    first: bool,
}

impl Layout {
    pub fn of(table: &Table) -> Option<Layout> {
        let rows = table.rows();
        let distinct = |column: &Column| {
            let texts = rows
                .iter()
                .filter_map(|row| text(table.sheet, CellRef::new(*row, column.column)));
            texts
                .filter(|words| crate::written::read_number(words).is_none())
                .collect::<BTreeSet<_>>()
                .len()
        };
        let free = |column: &&Column| column.field.is_none() && role_of(column.leaf()).is_none();
        let named = table
            .columns
            .iter()
            .filter(|column| is_item(column.leaf()))
            .max_by_key(|column| distinct(column));
        let item = named.or_else(|| {
            table
                .columns
                .iter()
                .filter(free)
                .max_by_key(|column| distinct(column))
        })?;
        let is_class = |column: &&Column| {
            column.column < item.column
                && column.field.is_none()
                && (is_item(column.leaf())
                    || ["类", "维度", "模块", "板块"]
                        .iter()
                        .any(|word| column.leaf().contains(word)))
        };
        let section = table
            .columns
            .iter()
            .find(is_class)
            .map(|column| column.column);
        let others = table
            .columns
            .iter()
            .filter(|column| column.column != item.column && Some(column.column) != section);
        let others: Vec<&Column> = others
            .filter(|column| column.field.is_none() || column.field == Some(Field::Manager))
            .collect();
        let raters: Vec<(u32, String)> = others
            .iter()
            .filter(|column| is_rater(column.leaf()))
            .map(|column| (column.column, column.words()))
            .collect();
        let raters = if raters.len() >= 2 {
            raters
        } else {
            Vec::new()
        };
        let mut roles: Vec<(Role, u32, String)> = Vec::new();
        for sure in [true, false] {
            for column in &others {
                let taken = raters.iter().any(|(at, _)| *at == column.column)
                    || roles.iter().any(|(_, at, _)| *at == column.column);
                let role = match role_of(column.leaf()) {
                    Some(Guess::Is(role)) if sure => role,
                    Some(Guess::Like(role)) if !sure => role,
                    _ => continue,
                };
                if !taken && roles.iter().all(|(other, _, _)| *other != role) {
                    roles.push((role, column.column, column.words()));
                }
            }
        }
        Some(Layout {
            item: item.column,
            section,
            position: table
                .of_field(Field::Position)
                .map(|column| column.column)
                .filter(|_| table.kind == Kind::Long),
            roles,
            raters,
            item_words: item.words(),
        })
    }

    fn column(&self, role: Role) -> Option<u32> {
        self.roles
            .iter()
            .find(|(own, _, _)| *own == role)
            .map(|(_, column, _)| *column)
    }

    /// The rows of lines: to the first sum, label or note.
    fn rows(&self, table: &Table) -> Vec<u32> {
        let own = |row: &u32| {
            let first = (0..=self.item).find_map(|column| {
                let at = CellRef::new(*row, column);
                text(table.sheet, at).filter(|_| table.sheet.anchor(at) == at)
            });
            let is_label = |words: &String| {
                let label = Label::new(words).name;
                kind_of_text(words) != RowKind::Data
                    || matches!(
                        is_field(&label),
                        Some(Field::Total | Field::Grade | Field::Payout | Field::Base)
                    )
            };
            !first.is_some_and(|words| is_label(&words))
        };
        let rows = table
            .sheet
            .rows
            .iter()
            .map(|row| row.index)
            .filter(|row| *row > table.bottom);
        let has_item = |row: &u32| {
            let at = CellRef::new(*row, self.item);
            table.sheet.anchor(at).row == *row
                && text(table.sheet, at)
                    .is_some_and(|words| crate::written::read_number(&words).is_none())
        };
        match table.kind {
            Kind::Form => rows.take_while(own).filter(has_item).take(200).collect(),
            _ => rows.filter(own).filter(has_item).take(5_000).collect(),
        }
    }

    fn read(&self, table: &Table, row: u32) -> Seen {
        let at = |column: u32| CellRef::new(row, column);
        let figures = self
            .roles
            .iter()
            .filter_map(|(role, column, _)| Some((*role, figure(table.sheet, at(*column))?)));
        let mut figures: BTreeMap<Role, Decimal> = figures.collect();
        for (index, (column, _)) in self.raters.iter().enumerate() {
            let role = Role::Rater(u8::try_from(index).unwrap_or(u8::MAX));
            figures.extend(figure(table.sheet, at(*column)).map(|figure| (role, figure)));
        }
        let words_in =
            |column: Option<u32>| column.and_then(|column| text(table.sheet, at(column)));
        let block = self
            .column(Role::Score)
            .map_or(row, |column| table.sheet.anchor(at(column)).row);
        Seen {
            words: words_in(Some(self.item)).unwrap_or_default(),
            criteria: words_in(self.column(Role::Criteria)).unwrap_or_default(),
            section: words_in(self.section),
            position: words_in(self.position),
            figures,
            block,
            first: block == row,
        }
    }
}

/// Fills the plan from the tables of forms, or from long tables.
pub(super) fn draft(tables: &[&Table], notes: &[String], plan: &mut Plan) {
    let mut lines: IndexMap<(String, String), Vec<Seen>> = IndexMap::new();
    let mut layout = None;
    for table in tables {
        let Some(own) = Layout::of(table) else {
            continue;
        };
        for row in own.rows(table) {
            let seen = own.read(table, row);
            let name = item_name(&seen.words);
            let who = seen.position.clone().unwrap_or_default();
            if !name.is_empty() {
                lines.entry((who, name)).or_default().push(seen);
            }
        }
        layout.get_or_insert(own);
    }
    let Some(layout) = layout else { return };
    plan.columns.push(("item", layout.item_words.clone()));
    let shown = layout
        .roles
        .iter()
        .map(|(role, _, words)| (key(*role), words.clone()));
    plan.columns.extend(shown);
    plan.raters = layout
        .raters
        .iter()
        .map(|(_, words)| words.clone())
        .collect();
    let all = || lines.values().flatten();
    let scores: Vec<Row> = all()
        .map(|seen| Row {
            inputs: Vec::new(),
            score: seen.figures.get(&Role::Score).copied(),
        })
        .collect();
    plan.line_digits = fit::digits(&scores).min(2);
    // Points far above the share of a line: they are weighted afterwards.
    let above = all().filter(|seen| {
        let (Some(weight), Some(score)) = (
            seen.figures.get(&Role::Weight),
            seen.figures.get(&Role::Score),
        ) else {
            return false;
        };
        Ratio::from(*score)
            > Ratio::from(share_points(*weight))
                .times(&Ratio::from(15))
                .over(&Ratio::from(10))
                .unwrap_or_else(Ratio::zero)
    });
    plan.weighted = above.count() * 2 > scores.len().max(1) && layout.column(Role::Max).is_none();
    let mut drafted: Vec<Line> = Vec::new();
    let mut grouped: BTreeSet<(String, usize)> = BTreeSet::new();
    let entries: Vec<(&(String, String), &Vec<Seen>)> = lines.iter().collect();
    for (index, ((who, name), seen)) in entries.iter().enumerate() {
        if grouped.contains(&(who.clone(), index)) {
            continue;
        }
        // The rows behind whose points stand in the same cell are parts of this line.
        let parts = entries[index + 1..]
            .iter()
            .take_while(|((other, _), rows)| {
                other == who
                    && !rows.first().is_some_and(|row| row.first)
                    && rows.first().map(|row| row.block) == seen.first().map(|row| row.block)
            });
        let parts = parts.count();
        let mut line = if parts > 0 {
            grouped.extend((index + 1..=index + parts).map(|index| (who.clone(), index)));
            group(&entries[index..=index + parts], notes)
        } else {
            line(name, seen, &layout, notes, plan.weighted)
        };
        line.positions
            .extend((!who.is_empty()).then(|| who.clone()));
        drafted.push(line);
    }
    plan.lines = merged(drafted);
    let mut named: Vec<String> = Vec::new();
    for line in &plan.lines {
        named.extend(line.section.clone().filter(|name| !named.contains(name)));
    }
    plan.sections = named
        .into_iter()
        .map(|name| Section {
            name,
            subtotal: None,
        })
        .collect();
}

/// An item's name: its words to the first mark or rule.
pub(super) fn item_name(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    let label = Label::of_item(without_number(first)).name;
    // The comma of 5,000 parts nothing.
    let parts = |(at, c): &(usize, char)| {
        let after = label[at + c.len_utf8()..].chars().next();
        ",:;。；，".contains(*c) && !(*c == ',' && after.is_some_and(|c| c.is_ascii_digit()))
    };
    let end = label
        .char_indices()
        .find(parts)
        .map_or(label.len(), |(at, _)| at);
    let end = ["扣", "达到", "由"]
        .iter()
        .filter_map(|word| label[..end].find(word))
        .min()
        .unwrap_or(end);
    let short = label[..end].trim_end_matches(['(', '、']);
    // A bracket that was cut in two is no name.
    let short = short
        .split_once('(')
        .filter(|(_, rest)| !rest.contains(')'))
        .map_or(short, |(name, _)| name);
    if short.chars().count() >= 3 {
        short.to_owned()
    } else {
        label
    }
}

/// A weight as points of 100.
pub(super) fn share_points(weight: Decimal) -> Decimal {
    if weight <= Decimal::ONE {
        Ratio::from(weight)
            .times(&Ratio::from(100))
            .exact(4)
            .unwrap_or(weight)
    } else {
        weight
    }
}

fn line(name: &str, seen: &[Seen], layout: &Layout, notes: &[String], weighted: bool) -> Line {
    let first = |role: Role| seen.iter().find_map(|row| row.figures.get(&role).copied());
    let rows_of = |roles: &[Role]| -> Vec<Row> {
        let row = |row: &Seen| Row {
            inputs: roles
                .iter()
                .map(|role| row.figures.get(role).copied())
                .collect(),
            score: row.figures.get(&Role::Score).copied(),
        };
        seen.iter().map(row).collect()
    };
    let words = seen
        .first()
        .map(|row| row.words.as_str())
        .unwrap_or_default();
    let criteria = seen
        .first()
        .map(|row| row.criteria.as_str())
        .unwrap_or_default();
    let told = Label::of_item(without_number(words))
        .bracket
        .and_then(|bracket| points(&bracket));
    let weight = first(Role::Weight);
    let known = first(Role::Max).or(told).or(weight.map(share_points));
    let known = if weighted {
        Some(Decimal::HUNDRED)
    } else {
        known
    };
    let rows = rows_of(&[Role::Actual, Role::Target, Role::Previous, Role::Raw]);
    let mut line = Line {
        item: name.to_owned(),
        section: seen
            .first()
            .and_then(|row| row.section.clone())
            .map(|name| Label::new(without_number(&name)).name)
            .filter(|section| section != name),
        max: known.or_else(|| fit::most(&rows)),
        ..Line::default()
    };
    if known.is_none() {
        line.max_note = format!("按表中最高的得分；{SETTLE}");
    }
    if weighted {
        line.max = None;
        line.max_note.clear();
        let share = weight
            .map(share_points)
            .and_then(|points| Ratio::from(points).over(&Ratio::from(100))?.exact(6));
        line.weight = vec![(String::new(), share.unwrap_or_default())];
    }
    let sentence = format!("{words} {criteria}");
    let has = |role: Role| seen.iter().any(|row| row.figures.contains_key(&role));
    let (actual, target) = (has(Role::Actual), has(Role::Target));
    let max = line.max.unwrap_or(Decimal::HUNDRED);
    if !layout.raters.is_empty() {
        raters(&mut line, layout, notes);
    } else if let (Some(weight), true) = (weight, has(Role::Raw)) {
        let right = seen.iter().filter(|row| {
            let raw = row.figures.get(&Role::Raw).copied();
            let share = Ratio::from(share_points(weight))
                .over(&Ratio::from(100))
                .unwrap_or_else(Ratio::zero);
            raw.map(|raw| Ratio::from(raw).times(&share))
                == row
                    .figures
                    .get(&Role::Score)
                    .map(|score| Ratio::from(*score))
        });
        let (hits, of) = (right.count(), seen.len());
        line.rule = "weighted = {}".to_owned();
        line.rule_note = format!("评分 × 权重；{of} 行里有 {hits} 行合得上");
    } else if let Some((rule, counts)) = words::rule(&sentence, notes) {
        line.rule_note = "按表中的文字".to_owned();
        line.dash = counts;
        if rule.starts_with("bonus") {
            line.max = None;
            line.section = None;
        }
        line.rule = rule;
    } else if let Some(fit) = fit::fit(&rows, &[(0, Some(1)), (0, Some(2)), (0, None)], known, true)
    {
        line.rule_note = format!("{} 行里有 {} 行合得上", fit.of, fit.hits);
        line.dash = fit.rule.starts_with("deduction");
        line.percent = !line.dash && is_share(seen);
        line.rule = fit.rule;
    } else if let (true, false, Some(target)) = (actual, target, words::target(words)) {
        line.rule = format!("ratio = {{ target = {} }}", quoted(&target));
        line.rule_note = format!("目标取自文字；{SETTLE}：不足是否按比例计分");
        line.percent = target.ends_with('%');
    } else if actual && target {
        let zero = seen.iter().all(|row| {
            row.figures
                .get(&Role::Target)
                .is_none_or(|target| target.is_zero())
        });
        let lower = LOWER.iter().any(|word| name.contains(word))
            && !LONGER.iter().any(|word| name.contains(word));
        line.rule_note = format!("{SETTLE}：得分都一样，看不出怎么算，按名称推测");
        line.percent = is_share(seen);
        line.rule = match (zero, lower) {
            (true, _) => {
                line.percent = false;
                line.rule_note =
                    format!("{SETTLE}：像是按次数扣分，看不出每次扣几分；先只核对不超过满分");
                "judged = {}".to_owned()
            }
            (false, true) => "lower-is-better = {}".to_owned(),
            (false, false) => "ratio = {}".to_owned(),
        };
    } else if is_in_words(criteria) && layout.column(Role::Criteria).is_some() {
        line.rule = "ratio = {}".to_owned();
        line.rule_note = format!("目标和实际写在文字里；{SETTLE}：是否按比例计分");
        line.percent = fold(criteria).contains('%');
        line.extra = vec![
            "in-words.target = [\"目标[^0-9]{0,8}?{数}\"]".to_owned(),
            "in-words.actual = [\"实际[^0-9]{0,8}?{数}\", \"完成[^0-9]{0,4}?{数}\"]".to_owned(),
        ];
    } else {
        line.rule = format!("judged = {{ allowed = [\"0-{}\"] }}", max.trimmed());
        line.rule_note = format!("评分法，只核对范围；{SETTLE}：允许哪些分值");
    }
    line
}

fn is_in_words(criteria: &str) -> bool {
    let text = fold(criteria);
    words::said(&text, r"目标[^0-9]{0,8}?(\d)").is_some()
        && words::said(&text, r"(?:实际|完成)[^0-9]{0,8}?(\d)").is_some()
}

fn is_share(seen: &[Seen]) -> bool {
    let of = |role: Role| seen.iter().filter_map(move |row| row.figures.get(&role));
    let small = |value: &Decimal| *value <= Decimal::from(2) && !value.is_negative();
    let broken = of(Role::Actual).any(|value| value.trimmed().scale() > 0);
    broken && of(Role::Actual).chain(of(Role::Target)).all(small)
}
