//! What a sheet does not report, so that nothing could be compared with what the rules give.

use super::Examination;
use crate::mapping::{Field, Payout};
use crate::rule::Role;
use crate::scorecard::Scorecard;
use crate::text::Text;

/// More sheets than this are told by their number.
const LISTED: usize = 3;

impl Examination {
    /// The figures of the scheme for which sheets have no column and no label: recomputed, and compared with nothing.
    pub fn not_audited(&self) -> Vec<Text> {
        // What is lacking, and on which sheets: in the order of the sheets.
        let mut told: Vec<(Vec<Text>, Vec<usize>)> = Vec::new();
        let mut by_table: Vec<Vec<&Scorecard>> = vec![Vec::new(); self.extraction.tables.len()];
        for card in &self.extraction.cards {
            by_table[card.table].push(card);
        }
        for (table, cards) in self.extraction.tables.iter().zip(&by_table) {
            let lacks = self.lacking(cards);
            if cards.is_empty() || lacks.is_empty() {
                continue;
            }
            // What is lacking of a long table's people is lacking on their summary.
            let total = cards.iter().find_map(|card| card.total.as_ref());
            let sheet = total.map_or(table.sheet, |total| total.at.sheet);
            match told.iter_mut().find(|(same, _)| *same == lacks) {
                Some((_, sheets)) if sheets.contains(&sheet) => {}
                Some((_, sheets)) => sheets.push(sheet),
                None => told.push((lacks, vec![sheet])),
            }
        }
        let sentence = |(lacks, sheets): (Vec<Text>, Vec<usize>)| {
            let names = sheets
                .iter()
                .filter_map(|sheet| self.workbook.sheets.get(*sheet));
            let names: Vec<&str> = names.map(|sheet| sheet.name.as_str()).collect();
            let (count, listed) = (names.len(), names[..names.len().min(LISTED)].join("、"));
            let of = match count > LISTED {
                true => {
                    text!("「{listed}」等 {count} 张表" / "{listed} and others ({count} sheets)")
                }
                false => text!("「{listed}」" / "{listed}"),
            };
            let joined = |words: fn(&Text) -> &str, by: &str| {
                let all: Vec<&str> = lacks.iter().map(words).collect();
                all.join(by)
            };
            let (zh, en) = (joined(|one| &one.zh, "、"), joined(|one| &one.en, ", "));
            let (of_zh, of_en) = (of.zh, of.en);
            text!(
                "{of_zh}里没有这些列（或整列没填）：{zh}。这几项只有复核的结果，没有和填报的数核对；如果表上有，请把表上的叫法加到方案里。"
                    / "{of_en} has no column (or an empty one) for {en}: recomputed, and compared with nothing. If the sheet does have it, add its header to the mapping."
            )
        };
        let mut sentences: Vec<Text> = told.into_iter().map(sentence).collect();
        sentences.extend(self.without_names(&by_table));
        sentences.extend(self.unknown_money());
        sentences
    }

    /// Lists of ids alone: the payout sheet has no names.
    fn without_names(&self, by_table: &[Vec<&Scorecard>]) -> Option<Text> {
        let is_nameless = |cards: &[&Scorecard]| {
            let nameless = |card: &&Scorecard| card.employee.name.is_none();
            !cards.is_empty() && cards.iter().all(nameless)
        };
        let tables = self.extraction.tables.iter().zip(by_table);
        let mut nameless = tables.filter(|(_, cards)| is_nameless(cards));
        let (table, _) = nameless.next()?;
        let sheet = &self.workbook.sheets.get(table.sheet)?.name;
        Some(text!(
            "「{sheet}」里没有认出姓名这一列，只按工号认人，绩效工资汇总上没有姓名。如果表上有，请把表上的叫法加到方案里。"
                / "{sheet} has no column of names that is known: people are told by their ids, and the payout sheet names nobody. If the sheet does have it, add its header to the mapping."
        ))
    }

    /// Columns of money that no rule is about: whoever pays by them pays what nobody checked.
    fn unknown_money(&self) -> Vec<Text> {
        let tables = self.extraction.tables.iter();
        let told = tables.filter(|table| !table.unknown_money.is_empty());
        let told = told.filter_map(|table| {
            let sheet = &self.workbook.sheets.get(table.sheet)?.name;
            let columns = table.unknown_money.join("、");
            Some(text!(
                "「{sheet}」里这些列与钱有关，方案里没有，没有复核，也没有算进应发：{columns}。"
                    / "{sheet} has columns of money that the scheme does not know, neither audited nor paid: {columns}."
            ))
        });
        told.collect()
    }

    /// What nobody of a table reports.
    fn lacking(&self, cards: &[&Scorecard]) -> Vec<Text> {
        let mapping = &self.mapping;
        let known = |field: Field| mapping.fields.contains_key(&field);
        let nobody = |has: &dyn Fn(&Scorecard) -> bool| !cards.iter().any(|card| has(card));
        let mut lacks = Vec::new();
        for (index, line) in mapping.lines.iter().enumerate() {
            let own = |card: &Scorecard| card.lines.iter().any(|one| one.spec() == index);
            let scored = |card: &Scorecard| {
                let mut lines = card.lines.iter().filter(|one| one.spec() == index);
                lines.any(|one| one.figure(Role::Score).is_some())
            };
            if !nobody(&own) && nobody(&scored) {
                let item = &line.item;
                lacks.push(text!("「{item}」得分" / "the score of {item}"));
            }
        }
        for (index, section) in mapping.sections.iter().enumerate() {
            let has = |card: &Scorecard| card.subtotals.get(index).is_some_and(Option::is_some);
            if !section.subtotal.is_empty() && nobody(&has) {
                let name = &section.name;
                lacks.push(text!("「{name}」小计" / "the subtotal of {name}"));
            }
        }
        if known(Field::Total) && nobody(&|card| card.total.is_some()) {
            lacks.push(text!("总分" / "the total"));
        }
        if known(Field::Grade) && !mapping.grades.is_empty() && nobody(&|card| card.grade.is_some())
        {
            lacks.push(text!("等级" / "the grade"));
        }
        let by_coefficient = matches!(mapping.payout, Some(Payout::BaseCoefficient { .. }));
        if by_coefficient && known(Field::Coefficient) && nobody(&|card| card.coefficient.is_some())
        {
            lacks.push(text!("绩效系数" / "the coefficient"));
        }
        if mapping.pays() && known(Field::Payout) && nobody(&|card| card.payout.is_some()) {
            lacks.push(text!("绩效工资" / "the pay"));
        }
        lacks
    }
}
