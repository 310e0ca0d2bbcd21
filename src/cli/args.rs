//! The command line as clap knows it. Every help text is `中文 // English`; [`super::usage`] picks the language.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use fuhe::finding::Severity;
use fuhe::mapping::check::Set;
use fuhe::report::Corrections;
use fuhe::scorecard::Period;
use fuhe::text::Lang;

/// The names of the commands; any other first word is a path to audit.
pub const COMMANDS: [&str; 6] = [
    "audit",
    "why",
    "explain",
    "mappings",
    "draft",
    "completions",
];

#[derive(Debug, Parser)]
#[command(
    name = "fuhe",
    version,
    about = "复核绩效考核表：按方案重算每一分，在原表上标出差异，生成可发放的绩效工资表 // Audits performance scorecards: recomputes every score, marks what differs in the workbook, and makes a payout sheet",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    arg_required_else_help = true
)]
pub struct Line {
    #[command(subcommand)]
    pub command: Command,
    #[arg(
        long,
        global = true,
        display_order = 900,
        value_enum,
        default_value = "zh",
        hide_default_value = true,
        hide_possible_values = true,
        value_name = "zh|en",
        help = "语言：zh 中文（默认），en 英文 // language: zh (default) or en"
    )]
    pub lang: LangName,
    #[arg(short, long, global = true, display_order = 901, action = ArgAction::Help, help = "显示帮助 // show this help")]
    help: Option<bool>,
    #[arg(short = 'V', long, display_order = 902, action = ArgAction::Version, help = "显示版本 // show the version")]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(
        about = "复核工作簿或文件夹（可省略 audit，直接写文件） // audit workbooks and folders (the word audit may be left out)"
    )]
    Audit(Audit),
    #[command(
        about = "逐项说明某人的得分和工资是怎么算出来的 // show how a person's scores and pay come about"
    )]
    Why(Why),
    #[command(
        about = "解释检查项，如 A102；不写编号则列出全部 // explain a finding code such as A102; without one, list all"
    )]
    Explain(Explain),
    #[command(about = "查看和检查考核方案 // show and check scoring schemes")]
    Mappings(Mappings),
    #[command(
        about = "没有方案适合时，从工作簿起草一个方案 // draft a scheme from a workbook that no scheme fits"
    )]
    Draft(Draft),
    #[command(about = "生成命令行补全脚本 // print shell completions")]
    Completions(Completions),
}

#[derive(Debug, Args)]
pub struct Audit {
    #[arg(required = true, value_name = "路径//PATH", value_hint = ValueHint::AnyPath, help = "工作簿、文件夹或通配符（如 *.xlsx）；文件夹含子文件夹 // workbooks, folders (with those inside) or patterns such as *.xlsx")]
    pub paths: Vec<PathBuf>,
    #[arg(
        short,
        long,
        value_name = "方案或文件//ID|FILE",
        value_parser = NonEmptyStringValueParser::new(),
        help = "指定考核方案；不写则按表头自动选择 // the scoring scheme; chosen by the headers if absent"
    )]
    pub mapping: Option<String>,
    #[arg(
        long,
        value_enum,
        default_value = "beside",
        hide_default_value = true,
        hide_possible_values = true,
        value_name = "beside|replace",
        help = "复核数放哪里：beside 写在旁边，原数不动（默认）；replace 直接改掉错的数，待核的不动 // where recomputed figures go: beside (default), or replace the wrong ones (held people's stay)"
    )]
    pub corrections: CorrectionsName,
    #[arg(short, long, value_name = "文件夹//DIR", value_hint = ValueHint::DirPath, help = "结果放到哪个文件夹；不写则放在原文件旁 // folder of the outputs; beside each input if absent")]
    pub out_dir: Option<PathBuf>,
    #[arg(long, value_name = "文件//FILE", value_hint = ValueHint::FilePath, help = "花名册：核对人员，基本工资、绩效比例、绩效基数以它为准 // the company's roster: whom the scorecards must be of, and whose base and rate count")]
    pub roster: Option<PathBuf>,
    #[arg(long, value_name = "YYYY-MM", value_parser = period, help = "应是哪一期的考核，如 2026-10（季度 2026-Q3，年度 2026） // the period it should be: 2026-10, 2026-Q3 or 2026")]
    pub period: Option<Period>,
    #[arg(long, value_name = "参数=数//NAME=VALUE", value_parser = set, help = "这次把方案的一个参数换成别的数，如 访客数目标=4500；可写多次 // set a parameter of the scheme for this run; may be repeated")]
    pub set: Vec<Set>,
    #[arg(long, value_name = "文件夹或报告//DIR|REPORT", value_hint = ValueHint::AnyPath, help = "上期的结果（JSON 报告、工作簿或文件夹）：提示总分、绩效工资变动过大的人，和新来、离开的人 // the period before (a JSON report, a workbook or a folder): tells whose total or pay moved far, who came and who went")]
    pub previous: Option<PathBuf>,
    #[arg(long, value_name = "清单//FILE", value_hint = ValueHint::FilePath, help = "已知并接受的差异（表格，有编号、原因等列）：按填报数计，不再算作错误 // a table of known deviations with their reasons: the reported figures stand")]
    pub accept: Option<PathBuf>,
    #[arg(long, value_name = "清单//FILE", value_hint = ValueHint::FilePath, help = "把这次的差异写成一份待填原因的接受清单（.xlsx 或 .csv） // draft such a table from this run's findings (.xlsx or .csv)")]
    pub write_accept: Option<PathBuf>,
    #[arg(long, value_name = "文件.json//FILE.json", value_hint = ValueHint::FilePath, help = "另存一份 JSON 报告 // also write the JSON report to a file")]
    pub report: Option<PathBuf>,
    #[arg(
        long,
        value_enum,
        default_value = "human",
        hide_default_value = true,
        hide_possible_values = true,
        value_name = "human|json",
        help = "屏幕输出：human 文字小结（默认），json 报告 // standard output: human (default) or json"
    )]
    pub format: Format,
    #[arg(
        long,
        value_enum,
        default_value = "error",
        hide_default_value = true,
        hide_possible_values = true,
        value_name = "error|warning|never",
        help = "哪类问题使退出码为 1：error 错误（默认）、warning 警告及以上、never 都不 // findings that make the exit code 1: error (default), warning or never"
    )]
    pub fail_on: FailOn,
    #[arg(long, help = "只复核，不写任何文件 // audit, but write nothing")]
    pub dry_run: bool,
    #[arg(long, help = "已有同名结果时覆盖 // replace existing outputs")]
    pub force: bool,
    #[arg(short, long, value_name = "数量//N", value_parser = jobs, help = "同时处理几个文件；不写则按处理器数 // files at a time; as many as there are processors if absent")]
    pub jobs: Option<usize>,
    #[arg(long, value_name = "文件//FILE", value_hint = ValueHint::FilePath, help = "打开密码写在这个文件里，每行一个；结果用同一个密码加密 // file with the passwords of locked workbooks, one per line; the outputs are locked with them too")]
    pub password_file: Option<PathBuf>,
    #[arg(long, value_name = "大小//SIZE", value_parser = size, help = "一个文件解开后最大多大，如 4GB；不写则 1GB // how large a file may unpack, such as 4GB; 1GB if absent")]
    pub max_size: Option<u64>,
    #[arg(
        short,
        long,
        conflicts_with = "verbose",
        help = "只显示错误 // show errors only"
    )]
    pub quiet: bool,
    #[arg(
        short,
        long,
        help = "逐条列出发现的问题和跳过的文件 // list every finding and what was skipped"
    )]
    pub verbose: bool,
}

#[derive(Debug, Args)]
pub struct Why {
    #[arg(value_name = "路径//PATH", value_hint = ValueHint::FilePath, help = "工作簿 // the workbook")]
    pub path: PathBuf,
    #[arg(
        short,
        long,
        value_name = "姓名或工号//NAME_OR_ID",
        value_parser = NonEmptyStringValueParser::new(),
        help = "要看的人 // the person"
    )]
    pub employee: String,
    #[arg(
        short,
        long,
        value_name = "方案或文件//ID|FILE",
        value_parser = NonEmptyStringValueParser::new(),
        help = "指定考核方案；不写则按表头自动选择 // the scoring scheme; chosen by the headers if absent"
    )]
    pub mapping: Option<String>,
    #[arg(long, value_name = "文件//FILE", value_hint = ValueHint::FilePath, help = "花名册：核对人员，基本工资、绩效比例、绩效基数以它为准 // the company's roster: whom the scorecards must be of, and whose base and rate count")]
    pub roster: Option<PathBuf>,
    #[arg(long, value_name = "YYYY-MM", value_parser = period, help = "应是哪一期的考核 // the period it should be")]
    pub period: Option<Period>,
    #[arg(long, value_name = "参数=数//NAME=VALUE", value_parser = set, help = "这次把方案的一个参数换成别的数 // set a parameter of the scheme for this run")]
    pub set: Vec<Set>,
    #[arg(long, value_name = "清单//FILE", value_hint = ValueHint::FilePath, help = "已知并接受的差异：按填报数计 // a table of known deviations: the reported figures stand")]
    pub accept: Option<PathBuf>,
    #[arg(long, value_name = "文件//FILE", value_hint = ValueHint::FilePath, help = "打开密码写在这个文件里，每行一个 // file with the passwords of locked workbooks, one per line")]
    pub password_file: Option<PathBuf>,
    #[arg(long, value_name = "大小//SIZE", value_parser = size, help = "一个文件解开后最大多大，如 4GB；不写则 1GB // how large a file may unpack, such as 4GB; 1GB if absent")]
    pub max_size: Option<u64>,
}

#[derive(Debug, Args)]
pub struct Explain {
    #[arg(
        value_name = "编号//CODE",
        help = "检查项的编号或英文名，如 A102 或 score-differs // a code or its name, such as A102 or score-differs"
    )]
    pub code: Option<String>,
}

#[derive(Debug, Args)]
pub struct Mappings {
    #[command(subcommand)]
    pub action: Option<Action>,
}

#[derive(Debug, Subcommand)]
pub enum Action {
    #[command(about = "列出可用的方案（默认） // list the schemes in reach (the default)")]
    List,
    #[command(about = "用平常话讲清一个方案 // one scheme in plain words")]
    Show {
        #[arg(
            value_name = "方案或文件//ID|FILE",
            help = "方案的编号，或一个 .toml 文件 // a scheme's id, or a .toml file"
        )]
        id: String,
    },
    #[command(about = "检查方案文件，列出全部问题 // check mapping files and list all faults")]
    Check {
        #[arg(required = true, value_name = "文件//FILE", value_hint = ValueHint::FilePath, help = "方案文件（.toml） // mapping files (.toml)")]
        files: Vec<PathBuf>,
    },
    #[command(about = "打印方案文件格式的 JSON Schema // print the JSON Schema of mapping files")]
    Schema,
}

#[derive(Debug, Args)]
pub struct Draft {
    #[arg(value_name = "路径//PATH", value_hint = ValueHint::FilePath, help = "填好的工作簿 // a filled-in workbook")]
    pub path: PathBuf,
    #[arg(short, long, value_name = "文件.toml//FILE.toml", value_hint = ValueHint::FilePath, help = "写到文件；不写则显示在屏幕上 // write it to a file; shown if absent")]
    pub output: Option<PathBuf>,
    #[arg(long, help = "已有同名文件时覆盖 // replace an existing file")]
    pub force: bool,
    #[arg(long, value_name = "文件//FILE", value_hint = ValueHint::FilePath, help = "打开密码写在这个文件里，每行一个 // file with the passwords of locked workbooks, one per line")]
    pub password_file: Option<PathBuf>,
    #[arg(long, value_name = "大小//SIZE", value_parser = size, help = "一个文件解开后最大多大，如 4GB；不写则 1GB // how large a file may unpack, such as 4GB; 1GB if absent")]
    pub max_size: Option<u64>,
}

#[derive(Debug, Args)]
pub struct Completions {
    #[arg(
        value_enum,
        hide_possible_values = true,
        value_name = "shell",
        help = "bash、zsh、fish、powershell 或 elvish // bash, zsh, fish, powershell or elvish"
    )]
    pub shell: Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangName {
    Zh,
    En,
}

impl From<LangName> for Lang {
    fn from(name: LangName) -> Self {
        match name {
            LangName::Zh => Lang::Zh,
            LangName::En => Lang::En,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CorrectionsName {
    Beside,
    Replace,
}

impl From<CorrectionsName> for Corrections {
    fn from(name: CorrectionsName) -> Self {
        match name {
            CorrectionsName::Beside => Corrections::Beside,
            CorrectionsName::Replace => Corrections::Replace,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Human,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Error,
    Warning,
    Never,
}

impl FailOn {
    /// The least severity that makes exit code 1.
    pub fn least(self) -> Option<Severity> {
        match self {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Never => None,
        }
    }
}

/// Exactly `2026-10`, `2026-Q3` or `2026`: on the command line a guess would be a wrong month's pay.
fn period(text: &str) -> Result<Period, String> {
    match text.parse::<Period>() {
        Ok(period) if period.to_string() == text => Ok(period),
        Ok(period) => Err(format!("请写成 {period} // write it as {period}")),
        Err(_) => {
            Err("写法如 2026-10、2026-Q3、2026 // write it like 2026-10, 2026-Q3 or 2026".into())
        }
    }
}

fn set(text: &str) -> Result<Set, String> {
    match text.split_once(['=', '＝']) {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("写法是 参数名=数，如 访客数目标=4500 // write it like NAME=4500".into()),
    }
}

/// `4GB` or `800M`, in units of 1024.
fn size(text: &str) -> Result<u64, String> {
    let wrong = || "写法如 4GB 或 800MB // write it like 4GB or 800MB".to_owned();
    let lower = text.trim().to_ascii_lowercase();
    let end = lower
        .find(|c: char| c.is_ascii_alphabetic())
        .ok_or_else(wrong)?;
    let (digits, unit) = lower.split_at(end);
    let shift = match unit {
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        "t" | "tb" | "tib" => 40,
        _ => return Err(wrong()),
    };
    let digits: u64 = digits.trim().parse().map_err(|_| wrong())?;
    match digits.checked_mul(1 << shift) {
        Some(bytes) if bytes > 0 => Ok(bytes),
        _ => Err(wrong()),
    }
}

fn jobs(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(jobs @ 1..=1024) => Ok(jobs),
        _ => Err("应是 1 到 1024 的整数 // a whole number from 1 to 1024 is needed".into()),
    }
}
