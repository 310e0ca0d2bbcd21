//! Where the figures of a person's pay come from, where that is not the scorecard alone: the roster, the attendance.

use super::Scene;
use super::people::Person;
use super::words;
use crate::mapping::Payout;
use crate::number::{Decimal, Ratio};
use crate::rule::{decimal, percent};
use crate::scorecard::Figure;
use crate::text::Text;

/// What the person's row of the payout sheet says beside its figures.
pub(super) fn remark(person: &Person) -> Text {
    let card = person.card;
    let own = |figure: &Option<Figure>| figure.as_ref().and_then(Figure::value);
    let base = card
        .replaced_base()
        .map(|_| replaced(base_name(person), own(&card.base).map(decimal)));
    let rate = card.replaced_rate().map(|_| {
        let shown = |rate: Decimal| percent(&Ratio::from(rate));
        replaced(text!("绩效比例" / "rate"), own(&card.rate).map(shown))
    });
    let days = person.chain().days().map(|(attended, due)| {
        text!("出勤 {attended} ÷ {due} 天" / "{attended} of {due} days attended")
    });
    let status = card.on_roster.as_ref().and_then(|known| {
        let status = known.inactive.as_ref()?;
        Some(text!(
            "花名册状态：{status}" / "status on the roster: {status}"
        ))
    });
    let adjustments = person.chain().adjustment_names();
    let adjustments = adjustments.into_iter().map(Text::same);
    let sources = [base, rate, days].into_iter().flatten();
    words::joined(sources.chain(adjustments).chain(status))
}

fn replaced(name: Text, own: Option<String>) -> Text {
    let (zh, en) = (name.zh, name.en);
    match own {
        Some(own) => {
            text!("{zh}按花名册（考核表填 {own}）" / "{en} by the roster (the scorecard has {own})")
        }
        None => text!("{zh}取自花名册" / "{en} from the roster"),
    }
}

fn base_name(person: &Person) -> Text {
    match person.mapping.payout {
        Some(Payout::BaseCoefficient { .. }) => text!("绩效基数" / "base"),
        _ => text!("基本工资" / "base pay"),
    }
}

/// The parameters of the pay that the scorecard does not show, with their cells on the roster: for notes and workings.
pub(super) fn told(person: &Person) -> Text {
    let card = person.card;
    let file = card.on_roster.as_ref().map_or("", |known| &known.file);
    let base = card.replaced_base().map(|known| {
        let (name, value, place) = (base_name(person), decimal(known.value), &known.place);
        let (zh, en) = (name.zh, name.en);
        text!(
            "{zh} {value} 取自花名册 {file}（{place}）"
                / "{en} {value} from the roster {file} ({place})"
        )
    });
    let rate = card.replaced_rate().map(|known| {
        let (value, place) = (percent(&Ratio::from(known.value)), &known.place);
        text!(
            "绩效比例 {value} 取自花名册 {file}（{place}）"
                / "rate {value} from the roster {file} ({place})"
        )
    });
    words::joined(base.into_iter().chain(rate))
}

/// True where a row of the payout sheet has something to say.
pub(super) fn is_needed(scene: &Scene) -> bool {
    let mut people = scene.books.iter().flat_map(|book| &book.people);
    people.any(|person| !remark(person).is_empty())
}
