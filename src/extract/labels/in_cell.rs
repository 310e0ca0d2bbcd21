//! Labels and values that share a cell: `姓名：林某  部门：客服部`, `__林某__`.

/// Parts several labels in one cell. A label begins behind a gap: of several gaps the first one from which on it is
/// known (`姓 名：林某 职  务：店长`), else the last wide one.
pub(super) fn pieces<'t>(text: &'t str, is_label: &dyn Fn(&str) -> bool) -> Vec<&'t str> {
    let colons: Vec<usize> = colons(text).collect();
    if colons.len() < 2 {
        return vec![text];
    }
    let mut starts = vec![0];
    let mut from = 0;
    for colon in colons {
        let before = &text[from..colon];
        let gaps = || gaps(before).map(|(end, is_wide)| (from + end, is_wide));
        let known = gaps()
            .map(|(gap, _)| gap)
            .find(|gap| is_label(&text[*gap..colon]));
        let last_wide = || {
            gaps()
                .filter(|(_, is_wide)| *is_wide)
                .last()
                .map(|(gap, _)| gap)
        };
        let whole = from == 0 && is_label(before);
        starts.extend(known.or_else(last_wide).filter(|_| !whole));
        from = colon;
    }
    let ends = starts[1..].iter().copied().chain([text.len()]);
    let pieces = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| &text[*start..end]);
    let pieces = pieces.map(|piece| piece.trim_matches(is_gap));
    pieces.filter(|piece| !piece.is_empty()).collect()
}

/// Parts a label from the value behind its colon: `部门：北部区域`; `None` where nothing stands behind it.
pub(super) fn split(text: &str) -> (&str, Option<&str>) {
    match text.split_once([':', '：']) {
        Some((label, rest)) => (
            label,
            Some(off_its_line(rest)).filter(|rest| !rest.is_empty()),
        ),
        None => (text, None),
    }
}

/// What was filled in on a line of underscores: `__林某__`.
pub(super) fn off_its_line(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || "_＿".contains(c))
}

/// What may stand between a value and the next label.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || ",，;；|｜、_＿".contains(c)
}

/// Where labels may end: the colons that stand in no time of day.
fn colons(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.char_indices().filter_map(|(at, c)| {
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let after = text[at + c.len_utf8()..].chars().next();
        let in_time = is_digit(text[..at].chars().last()) && is_digit(after);
        ([':', '：'].contains(&c) && !in_time).then_some(at)
    })
}

/// The gaps of a text by their ends, and whether they are wide: a single space may stand inside a value.
fn gaps(text: &str) -> impl Iterator<Item = (usize, bool)> + '_ {
    let ends = text.char_indices().zip(text.chars().skip(1));
    ends.filter_map(|((at, c), next)| {
        if !is_gap(c) || is_gap(next) {
            return None;
        }
        let end = at + c.len_utf8();
        let gap = &text[text[..at].trim_end_matches(is_gap).len()..end];
        let is_wide = ![" ", "、", "_"].contains(&gap);
        Some((end, is_wide))
    })
}
