//! A mapping drafted from a workbook that no mapping fits: its layout, headers and lines as they stand, and the rules
//! as far as words and figures tell them. A rule is only claimed where it reproduces what was reported; everything
//! else is a judged line, which corrects nothing, and is marked for HR to settle.
//!
//! | file | does |
//! |---|---|
//! | `table` | finds a sheet's table and the words over its columns |
//! | `people` | people in columns |
//! | `pieces` | several forms on one sheet |
//! | `words` | which column is what; the rule that a sentence tells |
//! | `ruled` | the rule of a roster's line |
//! | `told` | a line of a form: the rule that its words and figures tell |
//! | `sentence` | what a whole sentence says, and what of it a rule leaves unsaid |
//! | `fit`, `round` | the rule that reproduces the points, and its round figures |
//! | `naming`, `marks` | a roster's columns with plain headers; weights and full marks over its columns |
//! | `stacks` | rosters of one scheme on several sheets |
//! | `groups`, `points` | which columns of a roster are about one thing, and which of them make the total |
//! | `roster`, `items` | lines from columns (rosters), from rows (forms, long tables) |
//! | `heads` | rows among lines that are none: headings, a second table's header, vetoes |
//! | `claims` | columns that are claimed only where the figures bear them out |
//! | `between` | rows between a form's sum and its total |
//! | `less` | what is taken off a total |
//! | `blends` | a roster's points that several people's scores make |
//! | `parts`, `sums` | groups that share a max, raters; sections and weights |
//! | `wholes` | headers that weigh the subtotal below them |
//! | `kinds`, `own` | forms of several kinds, lines that each person has of his own |
//! | `form` | the labelled figures of forms |
//! | `grades`, `ranks`, `ladders` | grades, the order of their words, the tables that tell them |
//! | `totals` | which of several sums is the total |
//! | `moved` | factors and money that move the pay |
//! | `pay`, `pay_words` | money and the pass mark; what notes say of them besides |
//! | `plan`, `file` | what is known of the scheme, and how a mapping file says it |
//! | `proof` | of how many people the draft gives what the sheets report |
//! | `letters` | the words in the letters of the sheet |
//! | `rounding` | the digits that formulas and figures tell |
//! | `vetoes` | columns that are answered and take the total |
//! | `unread` | columns and labels that the draft leaves unread |

mod between;
mod blends;
mod claims;
mod file;
mod fit;
mod form;
mod grades;
mod groups;
mod heads;
mod items;
mod kinds;
mod ladders;
mod layout;
mod less;
mod letters;
mod marks;
mod moved;
mod naming;
mod own;
mod parts;
mod pay;
mod pay_words;
mod people;
mod pieces;
mod plan;
mod points;
mod proof;
mod ranks;
mod roster;
mod round;
mod rounding;
mod ruled;
mod sentence;
mod shares;
mod stacks;
mod sums;
mod table;
mod told;
mod totals;
mod unread;
mod vetoes;
mod wholes;
mod words;

use crate::mapping::spelling::{Label, fold};
use crate::mapping::{LayoutKind, check};
use crate::scorecard::Period;
use crate::text::Text;
use crate::workbook::{Value, Visibility, Workbook};
use ladders::Notes;
use layout::Layout;
use plan::{Plan, Points};
use table::{Kind, Table};

pub use plan::SETTLE;
pub use proof::Share;

/// A drafted mapping.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The file.
    pub toml: String,
    /// Its layout.
    pub layout: LayoutKind,
    /// How many lines it has.
    pub lines: usize,
    /// How many places HR must settle.
    pub open: usize,
    /// Of how many people the reported total comes out by it.
    pub totals: Share,
    /// How many people it finds in the workbook itself; nothing where it is no mapping yet.
    pub people: Option<usize>,
}

/// Rows among which a header stands.
const HEADER_ROWS: usize = 20;
/// So many months side by side are columns of a year.
const MONTHS: usize = 6;

/// Drafts a mapping from a workbook. `stem` names it where no title does.
///
/// # Errors
/// Why there is nothing to draft from.
pub fn draft(workbook: &Workbook, stem: &str) -> Result<Draft, Text> {
    let visible = workbook
        .sheets
        .iter()
        .filter(|sheet| sheet.visibility == Visibility::Visible);
    let pieces: Vec<_> = visible.flat_map(pieces::pieces).collect();
    let tables: Vec<Table> = pieces
        .iter()
        .filter_map(|sheet| table::find(sheet))
        .collect();
    if workbook.sheets.iter().any(has_months) {
        return Err(text!(
            "这张表把 1月、2月……横着排，一列一个月；复核一次只看一个考核期。请把要复核的那个月另存成一张表（每人一行，或每项一行），再起草。"
                / "its months stand in columns; an audit sees one period at a time. Put the month in question on a sheet of its own (a row per person or per line), and draft from that."
        ));
    }
    if tables.is_empty() {
        return Err(text!(
            "没有找到像考核表的表格：需要有表头（如 姓名、考核指标、分值、得分、总分）。请确认这是填好的绩效考核表。"
                / "there is no table that looks like a scorecard: a header with words such as 姓名, 考核指标, 分值, 得分, 总分 is needed."
        ));
    }
    if tables.iter().any(people::in_columns) {
        return Err(text!(
            "这张表一列一个人（人名横着排）；复核要一人一行或一人一表。请把表转置（复制，选择性粘贴，勾选「转置」），让每人占一行，再起草。"
                / "its people stand in columns; an audit takes a row or a form for each. Transpose the table (copy, paste special, transpose), so that everybody has a row, and draft from that."
        ));
    }
    let notes = Notes::of(workbook);
    let of = |kind: Kind| tables.iter().filter(|table| table.kind == kind).collect();
    let kinds = Kinds {
        rosters: of(Kind::Roster),
        forms: of(Kind::Form),
        longs: of(Kind::Long),
    };
    let fresh = Plan {
        name: name(&tables, stem),
        ..Plan::default()
    };
    let mut plan = kinds.plan(fresh.clone(), &notes, workbook);
    // Where points stand twice, before and times their weight, those are taken that give more totals; those before it
    // where people's own lines compare them with what they are times it.
    let mut tables_of_lines = kinds.forms.iter().chain(&kinds.longs);
    let other = |points: Points| {
        let other = Plan {
            points,
            ..fresh.clone()
        };
        kinds.plan(other, &notes, workbook)
    };
    if plan.has_own_raw() {
        let before = other(Points::Before);
        if before.weighs_own() && before.proof.totals.hits >= plan.proof.totals.hits {
            plan = before;
        }
    } else if tables_of_lines.any(|table| Layout::has_weighted(table)) && !plan.weighs() {
        let weighted = other(Points::Weighted);
        if weighted.proof.totals.hits > plan.proof.totals.hits {
            plan = weighted;
        }
    }
    if plan.lines.is_empty() && tables.iter().all(|table| table.rows().is_empty()) {
        return Err(text!(
            "表里只有表头，还没有填人和数。请用一份填好的表来起草。"
                / "the table has a header and nobody in it: draft from one that is filled in."
        ));
    }
    if plan.lines.is_empty() {
        return Err(text!(
            "找到了表格，但没有找到计分的指标：表头里需要有「得分」或「考核指标」这样的列。"
                / "there is a table, but no line in it: a column such as 得分 or 考核指标 is needed."
        ));
    }
    letters::restore(&mut plan, workbook);
    let faults = check::check("draft", &plan.toml()).faults.into_iter();
    let faults = faults.filter(check::Fault::is_error);
    plan.faults = faults.map(|fault| fault.message.zh).collect();
    plan.disclaim();
    plan.faults
        .extend((plan.is_open).then(|| plan.unclaimed.clone()));
    let is_read = check::check("draft", &plan.tried()).mapping.is_some();
    plan.faults.extend((is_read && plan.proof.people == 0).then(|| {
        "照这份草稿，在原来的文件里找不到任何人的考核表：多半是表头或指标认错了，请对着表改，或自己写方案".to_owned()
    }));
    let toml = plan.toml();
    Ok(Draft {
        open: toml.matches(SETTLE).count().saturating_sub(1),
        layout: plan.layout.unwrap_or(LayoutKind::Form),
        lines: plan.lines.len(),
        totals: plan.proof.totals,
        people: is_read.then_some(plan.proof.people),
        toml,
    })
}

/// The tables of a workbook, by their kinds.
struct Kinds<'a> {
    rosters: Vec<&'a Table<'a>>,
    forms: Vec<&'a Table<'a>>,
    longs: Vec<&'a Table<'a>>,
}

impl Kinds<'_> {
    /// A plan from the tables that hold scorecards, tried on the workbook.
    fn plan(&self, mut plan: Plan, notes: &Notes, workbook: &Workbook) -> Plan {
        let Kinds {
            rosters,
            forms,
            longs,
        } = self;
        let used: Vec<&Table> = if !longs.is_empty() {
            form::long(longs, rosters, notes, &mut plan);
            longs.iter().chain(rosters).copied().collect()
        } else if let [first, others @ ..] = &rosters[..]
            && forms.len() <= rosters.len()
        {
            let sheet = stacks::stacked(first, others);
            let all = Table {
                sheet: &sheet,
                kind: first.kind,
                columns: first.columns.clone(),
                top: first.top,
                bottom: first.bottom,
            };
            roster::draft(&all, notes, &mut plan);
            rosters.clone()
        } else {
            form::forms(forms, notes, &mut plan);
            forms.clone()
        };
        let unused = workbook.sheets.iter().filter(|sheet| {
            let is_used = used.iter().any(|table| table.sheet.name == sheet.name);
            !is_used && !sheet.rows.is_empty()
        });
        plan.skip.extend(unused.map(|sheet| sheet.name.clone()));
        plan.unread = unread::unread(&used, &plan);
        plan.proof = proof::prove(&plan.tried(), workbook).unwrap_or_default();
        if plan.retract() {
            plan.proof = proof::prove(&plan.tried(), workbook).unwrap_or_default();
        }
        own::weigh(&mut plan, workbook);
        plan.doubts_digits(workbook);
        plan
    }
}

/// True where half a year of months stands side by side.
fn has_months(sheet: &crate::workbook::Sheet) -> bool {
    let is_month = |value: &Value| match value {
        Value::Text(text) => text
            .trim()
            .strip_suffix('月')
            .and_then(|month| month.parse::<u32>().ok())
            .is_some_and(|month| (1..=12).contains(&month)),
        _ => false,
    };
    sheet.rows.iter().take(HEADER_ROWS).any(|row| {
        let months = row.cells.iter().filter(|cell| is_month(&cell.value));
        months.take(MONTHS).count() == MONTHS
    })
}

/// The title above the first table, without its month; else the file's stem.
fn name(tables: &[Table], stem: &str) -> String {
    let tab = tables.first().map(|table| fold(&table.sheet.name));
    let title = tables.first().and_then(|table| {
        let above = table
            .sheet
            .rows
            .iter()
            .take_while(|row| row.index <= table.bottom);
        let mut cells = above.flat_map(|row| &row.cells);
        cells.find_map(|cell| match &cell.value {
            // Numbered sentences are instructions.
            Value::Text(text)
                if (text.contains('表') || text.contains("考核")) && !is_numbered(text) =>
            {
                Some(Label::new(text).name)
            }
            _ => None,
        })
    });
    let title = title.filter(|title| {
        (4..=40).contains(&title.chars().count()) && words::is_field(title).is_none()
    });
    let title = title.unwrap_or_else(|| stem.to_owned());
    // 金海燕10月份绩效考核表 on her own tab: the scheme is nobody's.
    let own = tab.filter(|tab| tables.len() > 1 && tab.chars().count() > 1);
    let title = match own.and_then(|tab| title.split_once(&tab)) {
        Some((before, behind)) => format!("{before}{behind}"),
        None => title,
    };
    let rest =
        title.trim_start_matches(|c: char| c.is_ascii_digit() || "年月第季度一二三四_".contains(c));
    match Period::find(&title) {
        Some(_) if rest.chars().count() >= 4 => rest.to_owned(),
        _ => title,
    }
}

/// `2. 考核月份的格式…`, but not `2026年10月…`.
fn is_numbered(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < text.len() && rest.starts_with(['.', '、', '．', ')', '）'])
}
