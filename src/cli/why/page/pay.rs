//! The words of a person's pay: the formula, where its figures come from, the attendance.

use fuhe::mapping::Payout;
use fuhe::number::{Decimal, Ratio};
use fuhe::rule::{decimal, percent};
use fuhe::score::{Graded, rounding_name};
use fuhe::text;
use fuhe::text::Text;

use super::Page;

impl Page<'_> {
    /// The lines under the heading of the pay.
    pub(super) fn payout_words(
        &self,
        form: &Payout,
        pay: Decimal,
        total: Decimal,
        graded: Graded,
    ) -> Vec<Text> {
        let total_shown = decimal(total);
        if let Some(mark) = self.mapping.pass_mark.filter(|mark| total < *mark) {
            let mark = decimal(mark);
            return vec![text!(
                "总分 {total_shown} 低于及格线 {mark}，不发"
                    / "the total {total_shown} is below the pass mark {mark}: nothing is paid"
            )];
        }
        let mut lines = self.sources();
        let days = self.chain().days();
        if let Some((attended, due)) = &days {
            lines.push(text!(
                "出勤折算：出勤 {attended} 天 ÷ 应出勤 {due} 天"
                    / "prorated: {attended} of {due} days attended"
            ));
        }
        for told in self.chain().adjustment_names() {
            lines.push(Text::same(told));
        }
        lines.push(self.formula(form, pay, total, graded, days));
        lines
    }

    fn formula(
        &self,
        form: &Payout,
        pay: Decimal,
        total: Decimal,
        graded: Graded,
        days: Option<(String, String)>,
    ) -> Text {
        let terms = self.chain().pay_terms(&total.into(), graded);
        let (shown, full) = (pay.grouped(), decimal(self.mapping.full_total));
        let total = decimal(total);
        let base = decimal(self.chain().base().unwrap_or_default());
        let terms = match form {
            Payout::BaseRate { rate } => {
                let rate = rate.or_else(|| self.chain().rate()).unwrap_or_default();
                let rate = percent(&Ratio::from(rate));
                text!(
                    "基数 {base} × 比例 {rate} × 总分 {total} ÷ {full}"
                        / "base {base} × rate {rate} × total {total} ÷ {full}"
                )
            }
            Payout::Fixed { .. } => {
                text!("{base} × 总分 {total} ÷ {full}" / "{base} × total {total} ÷ {full}")
            }
            Payout::BaseCoefficient { by_total, .. } => {
                let coefficient = decimal(graded.coefficient.unwrap_or_default());
                let whole = text!(
                    "基数 {base} × 系数 {coefficient}" / "base {base} × coefficient {coefficient}"
                );
                match by_total {
                    true => whole.then(&text!(
                        " × 总分 {total} ÷ {full}" / "× total {total} ÷ {full}"
                    )),
                    false => whole,
                }
            }
            Payout::Grade => {
                let words = terms.map(|terms| terms.giving(&shown)).unwrap_or_default();
                return text!("计算：" / "working:").then(&words);
            }
        };
        let days = match days {
            Some((attended, due)) => format!(" × {attended} ÷ {due}"),
            None => String::new(),
        };
        let more = self
            .chain()
            .adjustment_terms([" × ", " + ", " − "], decimal);
        let days = format!("{days}{more}");
        let mode = rounding_name(self.mapping.payout_rounding.mode);
        let ((zh, en), (mode_zh, mode_en)) = ((terms.zh, terms.en), (mode.zh, mode.en));
        text!(
            "计算：{zh}{days} = {shown} 元（{mode_zh}）"
                / "working: {en}{days} = {shown} yuan ({mode_en})"
        )
    }

    /// The figures that the roster says otherwise, or alone.
    fn sources(&self) -> Vec<Text> {
        let Some(known) = &self.card.on_roster else {
            return Vec::new();
        };
        let file = &known.file;
        let base = self.card.replaced_base().map(|base| {
            let (value, place) = (decimal(base.value), &base.place);
            text!(
                "基数 {value} 取自花名册 {file}（{place}）"
                    / "base {value} from the roster {file} ({place})"
            )
        });
        let rate = self.card.replaced_rate().map(|rate| {
            let (value, place) = (percent(&Ratio::from(rate.value)), &rate.place);
            text!(
                "比例 {value} 取自花名册 {file}（{place}）"
                    / "rate {value} from the roster {file} ({place})"
            )
        });
        base.into_iter().chain(rate).collect()
    }
}
