//! The usual words for a column under a line's own group header: where a mapping knows `销售额/目标`, a sheet that says
//! `销售额/目标值` or `销售额/计划` means the same.

use crate::mapping::spelling::Spelling;
use crate::mapping::{Line, defaults};
use crate::rule::Role;

/// Roles whose words mean the same under every group.
const ROLES: [Role; 3] = [Role::Target, Role::Actual, Role::Score];

/// Adds the usual words behind the mapping's own, so that its own win.
pub(super) fn add(lines: &mut [Line]) {
    let groups: Vec<Vec<String>> = lines.iter().map(groups_of).collect();
    for (index, line) in lines.iter_mut().enumerate() {
        // Under a header that several lines share, 得分 could be anybody's.
        let is_own = |group: &String| {
            let mut others = groups
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index);
            !others.any(|(_, groups)| groups.contains(group))
        };
        for role in ROLES {
            let usual: Vec<&str> = [defaults::column(role), defaults::under_a_group(role)].concat();
            let Some(spelled) = line.columns.get_mut(&role) else {
                continue;
            };
            let paths: Vec<&Vec<String>> = spelled.iter().filter_map(path).collect();
            let mut more: Vec<Spelling> = Vec::new();
            for group in groups[index].iter().filter(|group| is_own(group)) {
                // 订单量 ÷ 访客数 is no actual against a target: only what the mapping calls so is.
                let known = |word: &str| {
                    let at = |path: &&Vec<String>| {
                        path.len() == 2 && path[0] == *group && path[1] == word
                    };
                    paths.iter().any(at)
                };
                if usual.iter().any(|word| known(word)) {
                    let missing = usual.iter().filter(|word| !known(word));
                    more.extend(
                        missing.map(|word| Spelling::Path(vec![group.clone(), (*word).to_owned()])),
                    );
                }
            }
            spelled.extend(more);
        }
    }
}

fn path(spelling: &Spelling) -> Option<&Vec<String>> {
    match spelling {
        Spelling::Path(path) if path.len() > 1 => Some(path),
        Spelling::Path(_) | Spelling::Pattern(_) => None,
    }
}

/// The group headers that a line's columns name.
fn groups_of(line: &Line) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    for path in line.columns.values().flatten().filter_map(path) {
        if !groups.contains(&path[0]) {
            groups.push(path[0].clone());
        }
    }
    groups
}
