//! The large figures on top of the overview.

use super::super::Scene;
use super::super::cells::{Dress, MONEY_CHANGE, Page, count, number, text};
use super::{COLUMNS, Counts};
use crate::examination::Status;
use crate::markup::{Figure, ReportCell, Role, Tone};
use crate::number::Decimal;
use crate::text::Text;

pub(super) fn write(scene: &Scene, counts: &Counts, page: &mut Page) {
    let when = |count: usize, tone: Tone| (count > 0).then_some(tone);
    let card = |of: usize| count(Role::Figure, of);
    cards(
        scene,
        [
            (
                text!("考核表（份）" / "Scorecards"),
                card(counts.cards),
                None,
            ),
            (
                Status::Ready.label(),
                card(counts.ready),
                when(counts.ready, Tone::Good),
            ),
            (
                Status::Corrected.label(),
                card(counts.corrected),
                when(counts.corrected, Tone::Warning),
            ),
            (
                Status::Held.label(),
                card(counts.held),
                when(counts.held, Tone::Held),
            ),
        ],
        page,
    );
    page.gap(6);
    cards(
        scene,
        [
            (
                text!("错误（源头）" / "Errors (roots)"),
                card(counts.errors),
                when(counts.errors, Tone::Error),
            ),
            (
                text!("警告" / "Warnings"),
                card(counts.warnings),
                when(counts.warnings, Tone::Warning),
            ),
            (
                text!("提示" / "Infos"),
                card(counts.infos),
                when(counts.infos, Tone::Info),
            ),
            (
                text!("连带差异" / "Consequences"),
                card(counts.consequences),
                when(counts.consequences, Tone::Consequence),
            ),
        ],
        page,
    );
    let Some((reported, due)) = counts.money else {
        return;
    };
    page.gap(6);
    let difference = due.minus(reported).unwrap_or_default();
    let money = |value: Decimal| number(Role::Figure, Some(value)).shown(Figure::Money);
    let row = [
        (
            text!("填报绩效工资（元）" / "Reported pay (yuan)"),
            money(reported),
            None,
        ),
        (
            text!("应发绩效工资（元）" / "Pay due (yuan)"),
            money(due),
            Some(Tone::Good),
        ),
        (
            text!("差额（元）" / "Difference (yuan)"),
            number(Role::Figure, Some(difference)).shown(MONEY_CHANGE),
            (!difference.is_zero()).then_some(Tone::Error),
        ),
    ];
    spread(scene, 4, row.to_vec(), page);
    if counts.held > 0 {
        let held = counts.held;
        let words = text!(
            "{held} 份待核，没有计入以上三个金额。"
                / "{held} are held and in none of the three sums."
        );
        page.spanned(vec![(COLUMNS, text(Role::Small, scene.say(words)))]);
    }
}

type Card = (Text, ReportCell, Option<Tone>);

fn cards(scene: &Scene, cards: [Card; 4], page: &mut Page) {
    spread(scene, 3, cards.to_vec(), page);
}

/// A row of labels over a row of large figures.
fn spread(scene: &Scene, span: u32, cards: Vec<Card>, page: &mut Page) {
    let dressed = |cell: ReportCell, tone: Option<Tone>| {
        let cell = cell.centered();
        match tone {
            Some(tone) => cell.toned(tone),
            None => cell,
        }
    };
    let labels = cards.iter().map(|(label, _, tone)| {
        let cell = text(Role::Small, scene.say(label.clone()));
        (span, dressed(cell, *tone))
    });
    page.spanned(labels.collect());
    let figures = cards
        .iter()
        .map(|(_, figure, tone)| (span, dressed(figure.clone(), *tone)));
    page.spanned(figures.collect());
}
