//! `fuhe explain`: a finding code's page, or the list of all codes.

use fuhe::finding::Code;
use fuhe::mapping::check::nearest;
use fuhe::text;
use fuhe::text::Text;

use super::args::Explain;
use super::console::{Console, Exit, Problem, padded};

/// Prints the page of a code, or all codes.
pub fn run(args: &Explain, console: &mut Console) -> Exit {
    let Some(wanted) = args.code.as_deref() else {
        for code in Code::ALL {
            let line = line(*code, console);
            console.print(&line);
        }
        return Exit::Fine;
    };
    if let Some(code) = known(wanted) {
        // The pages are Markdown; on a screen its marks are noise.
        let lines = code.page(console.lang).trim_end().lines();
        let page = lines.map(|line| match line.strip_prefix("## ") {
            Some(heading) => format!("■ {heading}\n"),
            None => format!("{}\n", line.strip_prefix("# ").unwrap_or(line)),
        });
        console.print(&page.collect::<String>());
        return Exit::Fine;
    }
    console.fail(&Problem::new("", unknown(wanted)));
    Exit::Failed
}

/// The code of a number, a name or a title.
fn known(wanted: &str) -> Option<Code> {
    let titled = |code: &&Code| {
        let title = code.title();
        title.zh == wanted || title.en.eq_ignore_ascii_case(wanted)
    };
    let titled = Code::ALL.iter().find(titled).copied();
    wanted.parse().ok().or(titled)
}

/// `A102 错误 得分不符 score-differs`
fn line(code: Code, console: &Console) -> String {
    let (label, title) = (code.severity().label(), code.title());
    let label = padded(console.words(&label), 8);
    let title = padded(console.words(&title), 30);
    format!("{code}  {label}{title}{}\n", code.name())
}

fn unknown(wanted: &str) -> Text {
    let text = text!("没有检查项「{wanted}」。" / "there is no finding code {wanted}.");
    let codes: Vec<String> = Code::ALL.iter().map(Code::to_string).collect();
    let names = Code::ALL.iter().map(|code| code.name());
    let near = nearest(&wanted.to_uppercase(), codes.iter().map(String::as_str))
        .or_else(|| nearest(&wanted.to_lowercase(), names))
        .and_then(|near| near.parse::<Code>().ok());
    let mut titles = Code::ALL.iter().copied();
    let holds = |code: &Code| code.title().zh.contains(wanted);
    let text = match near.or_else(|| titles.find(holds)) {
        Some(code) => {
            let title = code.title();
            let (zh, en) = (title.zh, title.en);
            text.then(&text!(
                "是不是 {code}（{zh}）？" / "Did you mean {code} ({en})?"
            ))
        }
        None => text,
    };
    text.then(&text!(
        "fuhe explain 列出全部。" / "fuhe explain lists them all."
    ))
}
