//! People's own lines: which rows are taken for some, where their weights stand, and how they are scored.

use super::{Told, lines, quoted};
use crate::mapping::{Composition, Line, Mapping};
use crate::rule::decimal;
use crate::text::Text;

pub(super) fn patterns(mapping: &Mapping) -> Told {
    let mut told = Told::new();
    if mapping.patterns.is_empty() {
        return told;
    }
    told.push(match mapping.composition {
        Composition::Weighted => text!(
            "各人自定的指标：表上没有列在上面的指标行，也是这个人的指标，名称和权重以表上填的为准；每个人的权重都要合计 100%。"
                / "Lines of people's own: other rows of the table are lines too, with the names and weights that the sheet gives them; everybody's weights must add up to 100%."
        ),
        Composition::Points => text!(
            "各人自定的指标：表上没有列在上面的指标行，也是这个人的指标，名称和满分以表上填的为准；每个人的满分都要合计 100。"
                / "Lines of people's own: other rows of the table are lines too, with the names and full marks that the sheet gives them; everybody's must add up to 100."
        ),
        Composition::Deductions => text!(
            "各人自定的指标：表上没有列在上面的指标行，也是这个人的指标，名称以表上填的为准。"
                / "Lines of people's own: other rows of the table are lines too, with the names that the sheet gives them."
        ),
    });
    for (index, pattern) in mapping.patterns.iter().enumerate() {
        told.push(which(mapping, pattern, index));
        let mut say = |text: Text| {
            let (zh, en) = (text.zh, text.en);
            told.push(text!("    {zh}" / "    {en}"));
        };
        let rule = pattern.described();
        let (zh, en) = (rule.zh, rule.en);
        say(text!("{zh}。" / "{en}."));
        if mapping.composition != Composition::Weighted && !pattern.outside {
            let max = decimal(pattern.max);
            say(text!(
                "表上没有满分的，按满分 {max} 分。"
                    / "Where the sheet gives no full marks, they are {max}."
            ));
        }
        lines::parameters(mapping, pattern, &mut say);
        lines::figures(mapping, pattern, &mut say);
    }
    told
}

/// Which rows a pattern is for.
fn which(mapping: &Mapping, pattern: &Line, index: usize) -> Text {
    let name = &pattern.item;
    let mut said = text!("● {name}：" / "● {name}: ");
    if let Some(section) = pattern.section.and_then(|at| mapping.sections.get(at)) {
        let section = &section.name;
        said = said.then(&text!("「{section}」下面的行，" / "rows of {section}, "));
    }
    if !pattern.spelled.is_empty() {
        let words: Vec<String> = pattern.spelled.iter().map(|one| one.words()).collect();
        let words = quoted(&words);
        said = said.then(&text!("名称合于{words}的行，" / "rows called {words}, "));
    }
    let is_last = index + 1 == mapping.patterns.len();
    if !pattern.rule.needs().is_empty() && !is_last {
        said = said.then(&text!(
            "填有所需数字的行，" / "rows with the figures that it needs, "
        ));
    }
    if pattern.outside {
        let max = decimal(pattern.max);
        said = said.then(&text!(
            "在满分之外另加，最多 {max} 分，" / "outside the full marks, at most {max}, "
        ));
    }
    said.then(&match index {
        0 => text!("这样计分：" / "are scored thus:"),
        _ => text!("前面的都不适用时，这样计分：" / "where none above fits, are scored thus:"),
    })
}
