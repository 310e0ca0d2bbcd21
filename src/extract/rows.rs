//! Which rows of a table are people, and which are totals, notes and signatures.

mod nobody;
mod numbered;

use crate::mapping::spelling::{Label, fold};
use crate::mapping::{Field, defaults};
use crate::workbook::{Cell, CellRef, Row, Sheet, Value};
pub(super) use nobody::is_nobody;

/// Words that begin rows of sums.
const SUMS: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "平均",
    "均值",
    "最高",
    "最低",
    "部门合计",
    "公司合计",
    "本页合计",
    "累计",
    "人数",
    "总人数",
];
/// Words that mark a row as an invented one, which shows how to fill in the others.
const SAMPLES: &[&str] = &[
    "示例",
    "样例",
    "范例",
    "示范",
    "举例",
    "例",
    "例如",
    "填写示例",
    "填写样例",
    "填写范例",
    "填表示例",
    "填报示例",
    "示例行",
    "示例数据",
    "模板示例",
];
/// Words that begin notes, signatures and other rows that are no people.
const NOTES: &[&str] = &[
    "注",
    "备注",
    "说明",
    "制表",
    "审核",
    "审批",
    "批准",
    "复核",
    "填表",
    "制表人",
    "审核人",
    "批准人",
    "负责人",
    "经办",
    "签字",
    "签名",
    "日期",
    "附件",
    "单位",
    "填报",
    "部门负责人",
    "人力资源",
    "总经理",
    "考核人",
    "财务",
    "总经办",
    "hr",
    "员工签字",
    "权重",
    "分值",
    "满分",
    "满分值",
    "标准分",
    "标准分值",
    "配分",
];

/// Words that end the label of a row of sums in a table of people: `运营一部小计`, `全员合计`.
const SUM_ENDINGS: &[&str] = &[
    "小计",
    "合计",
    "总计",
    "共计",
    "汇总",
    "平均",
    "平均分",
    "平均值",
    "均值",
    "均分",
    "人均",
    "最高",
    "最高分",
    "最高值",
    "最低",
    "最低分",
    "最低值",
    "中位数",
    "标准差",
    "优秀率",
    "良好率",
    "及格率",
    "合格率",
    "达标率",
    "通过率",
];
/// Words that begin such a label, before a count: `参考人数：5`.
const SUM_BEGINNINGS: &[&str] = &[
    "参考人数",
    "参评人数",
    "考核人数",
    "实考人数",
    "应考人数",
    "在职人数",
    "达标人数",
    "不达标人数",
    "共计",
];

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// It may be a person or a line.
    Data,
    /// A sum or an average of rows.
    Sum,
    /// A note, a signature, a repeated header.
    Note,
}

/// Tells sums and notes by a cell's words.
pub fn kind_of_text(text: &str) -> RowKind {
    kind_of_name(text, &Label::new(text).name)
}

/// The same of a text whose words are known.
fn kind_of_name(text: &str, name: &str) -> RowKind {
    let has_colon = text.contains([':', '：']);
    if SUMS.iter().any(|word| {
        name == *word
            || (name.starts_with(word) && name.chars().count() <= word.chars().count() + 3)
    }) {
        return RowKind::Sum;
    }
    if is_count(name) {
        return RowKind::Sum;
    }
    let begins = |word: &&&str| match name.strip_prefix(**word) {
        Some("") => true,
        Some(rest) => {
            has_colon && rest.starts_with([':', '(', ')', '人'])
                || rest.starts_with([':', '1', '一', '.', '、'])
        }
        None => false,
    };
    if NOTES.iter().any(|word| begins(&word)) {
        RowKind::Note
    } else {
        RowKind::Data
    }
}

/// `共10人`, `合计:10人`, `总计 10 名`.
fn is_count(name: &str) -> bool {
    let words = ["共计", "共", "合计", "总计", "小计", "累计"];
    let Some(rest) = words.iter().find_map(|word| name.strip_prefix(word)) else {
        return false;
    };
    let rest = rest.trim_start_matches(':');
    let bare = rest.trim_end_matches(['人', '名', '位']);
    bare.len() < rest.len() && is_digits(bare)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `示例`, `例：张三`, `张三（示例）`.
fn is_sample(label: &Label) -> bool {
    let bracket = label.bracket.as_deref().unwrap_or_default();
    let (led, _) = label.name.split_once(':').unwrap_or((&label.name, ""));
    let led = led.trim_start_matches('(').trim_end_matches(')');
    [bracket, led].iter().any(|word| SAMPLES.contains(word))
}

/// True for an invented row that says so in any of its cells: 序号 or 备注 is 示例.
fn shows_how_to_fill_in(row: &Row) -> bool {
    let mut texts = row.cells.iter().filter_map(|cell| words_of(&cell.value));
    texts.any(|text| {
        // Of nearly all texts the first look tells.
        let may_say = text.len() <= 60 && text.contains(['例', '范']);
        may_say && text.trim() != "例" && {
            let name = Label::new(text).name;
            let begins = ["示例行", "样例行", "示例数据"];
            SAMPLES.contains(&name.as_str()) || begins.iter().any(|word| name.starts_with(word))
        }
    })
}

/// True for a row that numbers the columns below the header.
pub(super) fn numbers_columns(row: &Row) -> bool {
    numbered::numbers_columns(row)
}

/// Tells people from sums and notes in a table of people: `columns` are those of their ids and names, `figures` how
/// many figures the row has in the columns of figures.
pub(super) fn kind_of_person(sheet: &Sheet, row: &Row, columns: &[u32], figures: usize) -> RowKind {
    if numbered::numbers_columns(row) || shows_how_to_fill_in(row) {
        return RowKind::Note;
    }
    let own = |column: &u32| {
        let at = CellRef::new(row.index, *column);
        let block = sheet.block(at);
        let value = sheet.value(sheet.anchor(at));
        (block.first.column == block.last.column && !value.is_blank()).then_some(value)
    };
    let who: Vec<&Value> = columns.iter().filter_map(own).collect();
    // Who has an id and figures is somebody, even one called 王总计 or, by a slip, `王：`.
    let has_id = figures > 0 && who.iter().any(|value| nobody::is_sure_id(value));
    let mut kind_of_who = RowKind::Data;
    // How much of it is nobody's, and what that says; a number is an id, and somebody's.
    let (mut nobodies, mut kind_of_nobody) = (0, RowKind::Data);
    for text in who.iter().filter_map(|value| words_of(value)) {
        let label = Label::new(text);
        match kind_of_labelled(text, &label.name) {
            _ if has_id && !is_sample(&label) => {}
            RowKind::Sum => return RowKind::Sum,
            RowKind::Note => kind_of_who = RowKind::Note,
            RowKind::Data if is_sample(&label) => return RowKind::Note,
            // Nobody's name ends like a label: `总经理审批：`.
            RowKind::Data if text.trim_end().ends_with([':', '：']) => kind_of_who = RowKind::Note,
            RowKind::Data => match nobody::kind_of(&label.name) {
                RowKind::Data => {}
                kind => (nobodies, kind_of_nobody) = (nobodies + 1, kind),
            },
        }
    }
    if nobodies > 0 && nobodies == who.len() {
        return kind_of_nobody;
    }
    // An id beside says whose row it is, though nothing was filled in yet.
    let is_signed = || {
        who.iter()
            .any(|value| words_of(value).is_some_and(nobody::signs))
    };
    if kind_of_who == RowKind::Note
        || figures == 0 && is_signed() && !who.iter().any(|value| nobody::is_plain_id(value))
    {
        return RowKind::Note;
    }
    let mut texts = row.cells.iter().filter_map(|cell| words_of(&cell.value));
    let first = texts.next();
    let mut all = first.into_iter().chain(texts);
    if who.is_empty() && all.any(is_sum_label) {
        return RowKind::Sum;
    }
    // The label of a sum may stand under 部门, alone in its row.
    if let (true, Some(only)) = (who.is_empty(), first) {
        let is_alone = row
            .cells
            .iter()
            .filter_map(|cell| words_of(&cell.value))
            .nth(1)
            .is_none();
        if is_alone && nobody::kind_of(&Label::new(only).name) == RowKind::Sum {
            return RowKind::Sum;
        }
    }
    let is_complete = who.len() > 1 || !who.is_empty() && figures > 1;
    match first {
        // 财务 and 人力资源 also stand over people, as their department.
        Some(first) if kind_of_text(first) == RowKind::Note => {
            if is_complete && !first.contains([':', '：']) {
                RowKind::Data
            } else {
                RowKind::Note
            }
        }
        // A department may be called 总计划部.
        Some(first) if who.len() < 2 && is_sum_label(first) => {
            match is_complete && begins_alone_like_sum(first) {
                true => RowKind::Data,
                false => RowKind::Sum,
            }
        }
        _ => RowKind::Data,
    }
}

/// Heads of tables that are about no people.
const OTHER_HEADS: &[&str] = &[
    "人数",
    "平均分",
    "平均得分",
    "平均绩效",
    "绩效工资合计",
    "合计金额",
    "指标",
    "指标名称",
    "参数",
    "目标",
    "目标值",
    "标准",
    "占比",
    "等级",
    "分数段",
    "得分区间",
    "系数",
    "说明",
    "规则",
    "数值",
];
/// Heads of tables of people.
const PEOPLE_HEADS: &[&str] = &[
    "姓名",
    "员工姓名",
    "名字",
    "人员姓名",
    "工号",
    "员工编号",
    "员工号",
    "被考核人",
];

/// Words in the headers of scores, and in those of tables that look back.
const SCORES: &[&str] = &["得分", "总分", "评分", "分)"];
const PAST: &[&str] = &["上月", "上期", "差异", "对比", "环比"];

/// True for a header of a table of scores that are people's now.
pub(super) fn heads_scores(row: &Row) -> bool {
    let texts = row.cells.iter().filter_map(|cell| words_of(&cell.value));
    let texts: Vec<String> = texts.map(fold).collect();
    let any = |words: &[&str]| {
        let mut texts = texts.iter();
        texts.any(|text| words.iter().any(|word| text.contains(word)))
    };
    any(SCORES) && !any(PAST)
}

/// True for a header of scores.
pub(super) fn is_score(text: &str) -> bool {
    let text = fold(text);
    SCORES.iter().any(|word| text.contains(word))
}

/// True for a header of people's names or ids.
pub(super) fn heads_people(name: &str) -> bool {
    PEOPLE_HEADS.contains(&name)
}

/// What full marks, weights and points are called in the label of a row that adds them.
const MARKS: &[&str] = &[
    "权重",
    "分值",
    "满分",
    "配分",
    "标准分",
    "得分",
    "评分",
    "分数",
];

/// The label of a row that adds what stands above in a form's table: `目标权重之和`, `评分总和`, `权重合计`.
pub(super) fn is_sum_of_marks(text: &str) -> bool {
    let name = Label::new(text).name;
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    ends(&["之和", "总和"])
        || ends(&["小计", "合计", "总计", "共计"]) && MARKS.iter().any(|mark| name.contains(mark))
}

/// What rows are called that add the lines of a table, besides those that end like a sum.
const TOTALS: &[&str] = &[
    "总权重",
    "总分值",
    "总配分",
    "总分",
    "总得分",
    "总评分",
    "总成绩",
    "总和",
    "总计",
    "total",
    "sum",
];
/// What points are called at the end of a label that may be a total's: 本月得分.
const POINTS: &[&str] = &["得分", "评分", "分数", "成绩", "总分"];

/// The label of a row that adds lines, in a table whose lines may be called anything: 总权重, 业绩指标小计, 加权总分.
pub(super) fn adds_lines(text: &str) -> bool {
    let name = Label::new(text).name;
    is_sum_label(text)
        || is_sum_of_marks(text)
        || defaults::field(Field::Total).contains(&name.as_str())
        || TOTALS.iter().any(|word| name.ends_with(word))
}

/// A label that may be a total's, if its figures say so too: 本月得分, 本人成绩.
pub(super) fn is_called_like_points(text: &str) -> bool {
    let name = Label::new(text).name;
    POINTS.iter().any(|word| name.ends_with(word))
}

/// The label of a row that adds some of the lines.
pub(super) fn is_subtotal(text: &str) -> bool {
    Label::new(text).name.contains("小计")
}

/// True for a header of a table that is about no people: `部门 人数 平均分`, `指标 目标`.
pub(super) fn heads_another_table(row: &Row) -> bool {
    let filled = row.cells.iter().filter(|cell| !cell.value.is_blank());
    let mut names = Vec::new();
    for cell in filled {
        match words_of(&cell.value) {
            Some(text) => names.push(Label::new(text).name),
            None => return false,
        }
    }
    let any = |heads: &[&str]| names.iter().any(|name| heads.contains(&name.as_str()));
    names.len() > 1 && any(OTHER_HEADS) && !any(PEOPLE_HEADS)
}

/// A cell's text, where it holds some.
pub(super) fn words_of(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) if !value.is_blank() => Some(text),
        _ => None,
    }
}

/// The label of a row of sums among people.
pub(super) fn is_sum_label(text: &str) -> bool {
    kind_of_label(text) == RowKind::Sum
}

/// What the label of a row among people says it is.
fn kind_of_label(text: &str) -> RowKind {
    kind_of_labelled(text, &Label::new(text).name)
}

/// The same of a label whose words are known.
fn kind_of_labelled(text: &str, name: &str) -> RowKind {
    let kind = kind_of_name(text, name);
    let is_sum = kind == RowKind::Sum
        || SUM_ENDINGS.iter().any(|word| name.ends_with(word))
        || SUM_BEGINNINGS.iter().any(|word| name.starts_with(word));
    if is_sum { RowKind::Sum } else { kind }
}

/// True for words that begin like a sum's label and are none: `总计划部`, `合计员`.
fn begins_alone_like_sum(text: &str) -> bool {
    let name = Label::new(text).name;
    let is_whole = |words: &[&str]| {
        words
            .iter()
            .any(|word| name == *word || name.ends_with(word))
    };
    let is_led = SUM_BEGINNINGS.iter().any(|word| name.starts_with(word));
    !is_whole(SUMS) && !is_whole(SUM_ENDINGS) && !is_led && !is_count(&name)
}

/// The cells of a row that hold something: a value, or a formula whose result is not stored.
pub(super) fn filled(sheet: &Sheet, row: u32) -> impl Iterator<Item = CellRef> + '_ {
    let cells = sheet.row(row).into_iter().flat_map(|row| &row.cells);
    let holds = move |cell: &&Cell| {
        let at = CellRef::new(row, cell.column);
        !cell.value.is_blank() || sheet.formulas.contains_key(&at)
    };
    cells
        .filter(holds)
        .map(move |cell| CellRef::new(row, cell.column))
}
