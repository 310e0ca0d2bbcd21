//! Patterns such as `*.xlsx`, which cmd.exe hands on as they are.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// True where a path is one.
pub fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?'])
}

/// The existing paths that a pattern means, in order. `*` and `?` stop at folders.
pub fn expand(pattern: &Path) -> Vec<PathBuf> {
    let mut paths = vec![PathBuf::new()];
    for component in pattern.components() {
        let name = component.as_os_str().to_string_lossy();
        let is_name = matches!(component, Component::Normal(_));
        paths = if is_name && name.contains(['*', '?']) {
            paths
                .iter()
                .flat_map(|folder| matching(folder, &name))
                .collect()
        } else {
            paths.iter().map(|folder| folder.join(component)).collect()
        };
    }
    paths.retain(|path| path.exists());
    paths
}

fn matching(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    let place = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let mut names: Vec<String> = fs::read_dir(place)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.') && matches(&fold(pattern), &fold(name)))
        .collect();
    names.sort();
    names.iter().map(|name| folder.join(name)).collect()
}

fn fold(name: &str) -> Vec<char> {
    if cfg!(windows) {
        name.to_lowercase().chars().collect()
    } else {
        name.chars().collect()
    }
}

/// Matches a whole name; a star is tried again one character further on.
fn matches(pattern: &[char], name: &[char]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    n = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_match_any_stretch() {
        let is = |pattern: &str, name: &str| {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            matches(&chars(pattern), &chars(name))
        };
        assert!(is("*", "") && is("*.xlsx", "10月.xlsx") && is("1?月*", "10月考核.xls"));
        assert!(is("a*b*c", "aXbYbZc") && !is("a*b*c", "aXbYbZ") && !is("?", ""));
    }
}
