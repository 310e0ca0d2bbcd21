//! What lines make together, and sections that are wholes by themselves.

use super::super::Mapping;
use super::super::raw::Composition;
use super::Faults;
use super::review::shown;
use crate::number::Ratio;
use crate::rule::percent;

/// What stands inside a section, or anywhere, makes: maxima or weights, a section with a weight of its own being a whole.
pub(super) fn inside(mapping: &Mapping, outer: Option<usize>, position: Option<&str>) -> Ratio {
    let lines = mapping.lines.iter();
    let own =
        lines.filter(|line| line.section == outer && !line.outside && line.applies_to(position));
    let of_lines: Ratio = own
        .map(|line| match mapping.composition {
            Composition::Points | Composition::Deductions => Ratio::from(line.max),
            Composition::Weighted => line.weight_for(position).unwrap_or_else(Ratio::zero),
        })
        .sum();
    let sections = mapping.sections.iter().enumerate();
    let inner = sections.filter(|(_, section)| section.within == outer);
    let of_sections: Ratio = inner
        .map(|(index, section)| match section.is_weighted() {
            true => {
                let weight = section.weight_for(position);
                weight.unwrap_or_else(Ratio::zero).times(&full_of(mapping))
            }
            false => inside(mapping, Some(index), position),
        })
        .sum();
    of_lines.plus(&of_sections)
}

/// What the maxima or weights of a whole make.
fn full_of(mapping: &Mapping) -> Ratio {
    match mapping.composition {
        Composition::Points | Composition::Deductions => mapping.full_total.into(),
        Composition::Weighted => Ratio::from(1),
    }
}

/// A section with a weight of its own is a whole by itself.
pub(super) fn whole(
    mapping: &Mapping,
    section: usize,
    position: Option<&str>,
    span: &std::ops::Range<usize>,
    faults: &mut Faults,
) {
    let (sum, full) = (inside(mapping, Some(section), position), full_of(mapping));
    // A position may have no line in it, and no weight.
    let weight = mapping.sections[section].weight_for(position);
    if sum == full || sum.is_zero() && weight.is_none_or(|weight| weight.is_zero()) {
        return;
    }
    let (who, name) = (
        position.unwrap_or_default(),
        &mapping.sections[section].name,
    );
    match mapping.composition {
        Composition::Points | Composition::Deductions => {
            let (sum, full) = (shown(&sum), shown(&full));
            faults.warn(
                span,
                text!(
                    "{who}「{name}」有自己的权重，各指标满分应合计 {full}，现在是 {sum}"
                        / "{who} {name} has a weight of its own: its maxima must add up to {full}, not {sum}"
                ),
            );
        }
        Composition::Weighted => {
            let sum = percent(&sum);
            faults.error(
                span,
                text!(
                    "{who}「{name}」有自己的权重，各指标权重应合计 100%，现在是 {sum}"
                        / "{who} {name} has a weight of its own: its lines' weights must add up to 100%, not {sum}"
                ),
            );
        }
    }
}
