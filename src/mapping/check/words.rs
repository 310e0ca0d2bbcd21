//! What the readers of TOML say about a mapping, in words for people: they speak English, to programmers.

use super::nearest;
use crate::text::Text;

/// Why a line is no TOML.
pub(super) fn of_syntax(told: &str, line: &str) -> Text {
    let (wide, begins) = (wide_mark(line), |starts: &[&str]| {
        starts.iter().any(|start| told.starts_with(start))
    });
    let why = if let Some(mark) = wide {
        text!(
            "这里有中文的「{mark}」，要用英文（半角）的"
                / "{mark} is a full-width mark; type a plain one"
        )
    } else if begins(&["duplicate key"]) {
        text!("这一项上面已经写过，只能写一次" / "{told}")
    } else if begins(&["string values must be quoted"]) {
        text!("文字要放在英文的双引号里，如 name = \"销售部考核\"" / "{told}")
    } else if begins(&[
        "key with no value",
        "invalid unquoted key",
        "missing assign",
    ]) {
        text!("每行要写成 名称 = 内容；说明的话前面要加 #" / "{told}")
    } else if begins(&["missing value"]) {
        text!("= 后面缺少内容" / "{told}")
    } else if begins(&[
        "unclosed",
        "missing closing",
        "invalid basic",
        "invalid multi",
        "invalid literal",
    ]) {
        text!("引号或括号要成对，这里缺少后一半" / "{told}")
    } else if begins(&["missing comma", "extra", "unexpected `=`"]) {
        text!("各项之间要用英文逗号隔开，前面的括号也要写完" / "{told}")
    } else {
        text!("这一行看不懂，请对照别的方案文件改" / "{told}")
    };
    text!("TOML 写法有误：" / "not valid TOML:").then(&why)
}

/// A mark of Chinese typing where TOML wants a plain one: outside quotes and notes.
fn wide_mark(line: &str) -> Option<char> {
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            '#' if !quoted => return None,
            '“' | '”' | '‘' | '’' | '＝' | '，' | '［' | '］' | '【' | '】' | '｛' | '｝'
            | '．' | '。'
                if !quoted =>
            {
                return Some(c);
            }
            _ => {}
        }
    }
    None
}

/// Why what stands in a table cannot be used.
pub(super) fn of_content(told: &str) -> Text {
    let names = quoted(told);
    if let Some((wrong, right)) = names.split_first() {
        if told.starts_with("unknown field") || told.starts_with("unknown variant") {
            return unknown(wrong, right);
        }
        if told.starts_with("missing field") {
            return text!("缺少「{wrong}」" / "{wrong} is missing");
        }
    }
    if told.contains("exactly 1 element") {
        return match told.contains("more than") {
            true => text!("只能选一种，这里写了几种" / "one kind is wanted here, not several"),
            false => text!("这里要选一种，却是空的" / "one kind is wanted here"),
        };
    }
    let found = ["invalid type: ", "invalid value: "];
    let found = found.iter().find_map(|start| told.strip_prefix(start));
    if let Some((found, wanted)) = found.and_then(|rest| rest.split_once(", expected ")) {
        let (found, wanted) = (thing(found), thing(wanted));
        return text!("这里写了" / "this is")
            .then(&found)
            .then(&text!("，应写" / ", not"))
            .then(&wanted);
    }
    match told {
        "wanted string or table" => text!("这里应写" / "this should be")
            .then(&thing("a string"))
            .then(&text!("，或" / "or"))
            .then(&thing("a map")),
        _ => halves(told).unwrap_or_else(|| text!("这里的内容看不懂" / "not as expected: {told}")),
    }
}

fn unknown(wrong: &str, right: &[&str]) -> Text {
    let list = right.join("、");
    match nearest(wrong, right.iter().copied()) {
        Some(near) => text!(
            "没有「{wrong}」这个写法，是不是「{near}」？"
                / "there is no {wrong} here: did you mean {near}?"
        ),
        None => text!(
            "没有「{wrong}」这个写法，可以写：{list}"
                / "there is no {wrong} here; possible are: {list}"
        ),
    }
}

/// What serde calls a kind of value, or a value.
fn thing(told: &str) -> Text {
    let text = told.strip_prefix("string \"");
    if let Some(text) = text.and_then(|rest| rest.strip_suffix('"')) {
        return text!("文字「{text}」" / "the text {text}");
    }
    if let Some(own) = halves(told) {
        return own;
    }
    let value = quoted(told).first().copied().unwrap_or_default();
    match told.split([' ', '`']).next().unwrap_or_default() {
        "integer" | "floating" | "boolean" if !value.is_empty() => {
            text!("「{value}」" / "{value}")
        }
        "sequence" => text!("一个列表" / "a list"),
        "map" => text!("一组设置" / "a table"),
        "u8" | "u16" | "u32" | "u64" | "usize" | "i32" | "i64" => {
            text!("整数，如 1" / "a whole number such as 1")
        }
        "struct" => text!("大括号里的一组设置，如 {{ }}" / "a table such as {{ }}"),
        _ => match told {
            "a string" => text!("双引号里的文字" / "a text in quotes"),
            "a boolean" => text!("「true」（是）或「false」（否）" / "true or false"),
            "a sequence" => {
                text!("方括号里的列表，如 [\"得分\"]" / "a list such as [\"得分\"]")
            }
            "a map" => text!("大括号里的一组设置，如 {{ }}" / "a table such as {{ }}"),
            _ => text!("别的内容" / "{told}"),
        },
    }
}

/// What fuhe's own types say: `中文 / English`.
fn halves(told: &str) -> Option<Text> {
    let (zh, en) = told.split_once(" / ")?;
    Some(text!("{zh}" / "{en}")).filter(|_| !zh.is_ascii())
}

/// The words between backquotes.
pub(super) fn quoted(told: &str) -> Vec<&str> {
    told.split('`').skip(1).step_by(2).collect()
}
