//! What the summary counts, over one file or many.

use fuhe::examination::{Examination, Money, Status};
use fuhe::finding::{Finding, Severity};
use fuhe::text;
use fuhe::text::{Text, counted};

use super::signed;

/// Counts over one file or many.
#[derive(Default)]
pub struct Counts {
    pub people: usize,
    pub ready: usize,
    pub corrected: usize,
    pub held: usize,
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
    pub consequences: usize,
    /// Errors among the consequences.
    pub carried_errors: usize,
    pub money: Option<Money>,
}

impl Counts {
    pub fn of(examination: &Examination) -> Self {
        let statuses = examination.statuses();
        let count = |wanted| statuses.iter().filter(|status| **status == wanted).count();
        let roots = |severity| {
            let findings = examination.findings.iter();
            findings
                .filter(|finding| finding.root && finding.severity == severity)
                .count()
        };
        let carried = || examination.findings.iter().filter(|finding| !finding.root);
        let is_error = |finding: &&Finding| finding.severity == Severity::Error;
        Counts {
            people: statuses.len(),
            ready: count(Status::Ready),
            corrected: count(Status::Corrected),
            held: count(Status::Held),
            errors: roots(Severity::Error),
            warnings: roots(Severity::Warning),
            infos: roots(Severity::Info),
            consequences: carried().count(),
            carried_errors: carried().filter(is_error).count(),
            money: examination.mapping.pays().then(|| examination.money()),
        }
    }

    pub fn add(&mut self, other: Counts) {
        self.people += other.people;
        self.ready += other.ready;
        self.corrected += other.corrected;
        self.held += other.held;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.consequences += other.consequences;
        self.carried_errors += other.carried_errors;
        if let Some(more) = other.money {
            let money = self.money.get_or_insert_default();
            money.reported = money.reported.plus(&more.reported);
            money.recomputed = money.recomputed.plus(&more.recomputed);
            money.held += more.held;
        }
    }

    /// The money, where the scheme pays.
    pub fn pay(&self) -> Option<Text> {
        let money = self.money.as_ref()?;
        Some(match self.held == self.people {
            true => {
                text!("全部待核，暂没有可发的绩效工资" / "everybody is held, no pay is due yet")
            }
            false => pay(money),
        })
    }

    /// Why the exit code is 1 although no error is a root.
    pub fn why_found(&self) -> Option<Text> {
        if self.errors > 0 {
            return None;
        }
        let (carried, held) = (self.carried_errors, self.held);
        let of_carried =
            text!("连带差异里有 {carried} 处错误" / "{carried} of the consequences are errors");
        let of_held = text!("有 {held} 人待核" / "{held} held");
        let why = match (carried, held) {
            (0, 0) => text!("--fail-on 设定了警告也算" / "--fail-on counts warnings"),
            (0, _) => of_held,
            (_, 0) => of_carried,
            _ => of_carried.then(&text!("，" / ",")).then(&of_held),
        };
        let Text { zh, en } = why;
        Some(text!("{zh}，所以退出码是 1" / "hence exit code 1: {en}"))
    }

    pub fn findings(&self) -> Text {
        let (errors, warnings, infos) = (self.errors, self.warnings, self.infos);
        if errors + warnings + infos == 0 {
            return text!("没有发现问题" / "nothing wrong");
        }
        let (errors_en, warnings_en) = (counted(errors, "error"), counted(warnings, "warning"));
        let text = text!("错误 {errors} 处，警告 {warnings} 处" / "{errors_en}, {warnings_en}");
        let infos_en = counted(infos, "info");
        match infos {
            0 => text,
            _ => text.then(&text!("，提示 {infos} 处" / ", {infos_en}")),
        }
    }
}

/// `绩效工资填报 31,234.50 元，复核 31,300.20 元，差额 +65.70 元`
fn pay(money: &Money) -> Text {
    let reported = Money::yuan(&money.reported).grouped();
    let recomputed = Money::yuan(&money.recomputed).grouped();
    let difference = signed(money.difference());
    if Money::yuan(&money.reported).is_zero() && !money.difference().is_zero() {
        return text!(
            "表中没有填报绩效工资，应发 {recomputed} 元" / "no pay reported, {recomputed} yuan due"
        );
    }
    if money.difference().is_zero() {
        return text!(
            "绩效工资 {recomputed} 元，与填报一致" / "pay {recomputed} yuan, as reported"
        );
    }
    text!(
        "绩效工资填报 {reported} 元，复核 {recomputed} 元，差额 {difference} 元"
            / "pay reported {reported}, recomputed {recomputed}, difference {difference} yuan"
    )
}
