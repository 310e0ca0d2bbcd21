//! What the audit has to say: one finding, at one place, of one code.

mod acceptance;
mod cause;
pub mod codes;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::number::Decimal;
use crate::text::Text;
use crate::workbook::{CellRef, Location};

pub use acceptance::Acceptance;
pub use cause::Cause;
pub use codes::Code;

/// How much a finding matters.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// To be looked at; it does not stop the payment.
    Warning,
    /// Wrong, or not computable.
    Error,
}

impl Severity {
    /// Its name in the JSON report.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        match self {
            Severity::Info => text!("提示" / "info"),
            Severity::Warning => text!("警告" / "warning"),
            Severity::Error => text!("错误" / "error"),
        }
    }
}

/// One thing that is wrong or worth knowing, at its one primary place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What kind of thing.
    pub code: Code,
    /// How much it matters: the code's own severity, unless the mapping sets another.
    pub severity: Severity,
    /// False for right arithmetic on a wrong input.
    pub root: bool,
    /// The sheet, by index into the workbook's sheets.
    pub sheet: Option<usize>,
    /// The cell; absent for what concerns a whole sheet or a card that is not there.
    pub cell: Option<CellRef>,
    /// The scorecard, by index into the examination's scorecards.
    pub card: Option<usize>,
    /// The employee's id, else the name.
    pub employee: Option<String>,
    /// The mapping's name of the line.
    pub item: Option<String>,
    /// What the sheet says.
    pub reported: Option<Stated>,
    /// What the rules give.
    pub recomputed: Option<Stated>,
    /// Whether both figures are fractions that people read as percentages: 0.968 is 96.8%.
    pub as_percent: bool,
    /// Why the reported figure is off, where the figures prove it.
    pub cause: Option<Cause>,
    /// The cause with the arithmetic that proves it.
    pub proof: Option<Text>,
    /// The end of the message that is no longer so once somebody accepts the figure.
    pub outcome: Option<Text>,
    /// What correcting this root alone does to the person's pay, in yuan.
    pub impact: Option<Decimal>,
    /// Why somebody accepted it, where somebody did.
    pub accepted: Option<String>,
    /// The sentence for people.
    pub message: Text,
}

impl Finding {
    /// A root finding of the code's own severity, with nothing else known yet.
    pub fn new(code: Code, message: Text) -> Self {
        Finding {
            code,
            severity: code.severity(),
            root: true,
            sheet: None,
            cell: None,
            card: None,
            employee: None,
            item: None,
            reported: None,
            recomputed: None,
            as_percent: false,
            cause: None,
            proof: None,
            outcome: None,
            impact: None,
            accepted: None,
            message,
        }
    }

    /// The same at a place.
    pub fn at(mut self, sheet: usize, cell: CellRef) -> Self {
        (self.sheet, self.cell) = (Some(sheet), Some(cell));
        self
    }

    /// Its place, where it has one.
    pub fn location(&self) -> Option<Location> {
        let (sheet, cell) = self.sheet.zip(self.cell)?;
        Some(Location { sheet, cell })
    }

    /// The same about a line.
    pub fn of_item(mut self, item: &str) -> Self {
        self.item = Some(item.to_owned());
        self
    }

    /// The same with the reported figure.
    pub fn reporting(mut self, reported: impl Into<Stated>) -> Self {
        self.reported = Some(reported.into());
        self
    }

    /// The same with the recomputed figure.
    pub fn recomputing(mut self, recomputed: impl Into<Stated>) -> Self {
        self.recomputed = Some(recomputed.into());
        self
    }

    /// The same with figures that people read as percentages.
    pub fn in_percent(mut self, as_percent: bool) -> Self {
        self.as_percent = as_percent;
        self
    }

    /// Ends the message with what the audit makes of the figure: held, cut to the full marks.
    pub fn coming_to(mut self, outcome: Text) -> Self {
        self.message = Text {
            zh: self.message.zh + &outcome.zh,
            en: self.message.en + &outcome.en,
        };
        self.outcome = Some(outcome);
        self
    }

    /// Names the cause, and tells the arithmetic that proves it at the end of the message.
    pub fn explain(&mut self, cause: Cause, proof: Text) {
        self.message = std::mem::take(&mut self.message).then(&proof);
        (self.cause, self.proof) = (Some(cause), Some(proof));
    }

    /// Known and accepted: told as info, with the reason.
    pub fn accept(&mut self, reason: &str) {
        self.severity = Severity::Info;
        if let Some(outcome) = self.outcome.take() {
            self.message.zh = self.message.zh.replacen(&outcome.zh, "。", 1);
            self.message.en = self.message.en.replacen(&outcome.en, ".", 1);
        }
        self.message = std::mem::take(&mut self.message)
            .then(&text!("（已接受：{reason}）" / "(accepted: {reason})"));
        self.accepted = Some(reason.to_owned());
    }

    /// Recomputed minus reported, where both are figures.
    pub fn difference(&self) -> Option<Decimal> {
        match (&self.reported, &self.recomputed) {
            (Some(Stated::Figure(reported)), Some(Stated::Figure(recomputed))) => {
                recomputed.minus(*reported)
            }
            _ => None,
        }
    }
}

/// A figure or a word, as stated by the sheet or by the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated {
    /// A figure.
    Figure(Decimal),
    /// A grade word, or what stands where a figure should.
    Word(String),
}

impl From<Decimal> for Stated {
    fn from(value: Decimal) -> Self {
        Stated::Figure(value)
    }
}

impl From<&str> for Stated {
    fn from(value: &str) -> Self {
        Stated::Word(value.to_owned())
    }
}

impl From<String> for Stated {
    fn from(value: String) -> Self {
        Stated::Word(value)
    }
}

impl fmt::Display for Stated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stated::Figure(value) => value.fmt(f),
            Stated::Word(word) => f.write_str(word),
        }
    }
}
