//! The order of the words that grades usually have. A person's wrong grade may shift an edge, but nobody's 良 is better
//! than 优.

/// Words of grades, the best first; each list is a scale of its own.
const SCALES: &[&[&[&str]]] = &[
    &[
        &["S+"],
        &["S", "SS"],
        &["S-"],
        &["A+"],
        &["A"],
        &["A-"],
        &["B+"],
        &["B"],
        &["B-"],
        &["C+"],
        &["C"],
        &["C-"],
        &["D+"],
        &["D"],
        &["D-"],
        &["E"],
        &["F"],
    ],
    &[
        &["卓越", "杰出"],
        &["优秀", "优"],
        &["良好", "良"],
        &["中", "中等"],
        &["称职", "合格", "及格", "达标"],
        &["基本称职", "基本合格"],
        &["待改进", "需改进"],
        &["不称职", "不合格", "不及格", "差", "较差", "不达标"],
    ],
    &[&["甲"], &["乙"], &["丙"], &["丁"]],
    &[&["一"], &["二"], &["三"], &["四"], &["五"]],
];

/// The places of words in the scale that knows them all, from the best down.
pub(super) fn places(words: &[&str]) -> Option<Vec<usize>> {
    let place = |scale: &[&[&str]], word: &str| {
        let bare = word.trim().trim_end_matches(['级', '等', '档']);
        let bare = bare.to_ascii_uppercase();
        // 一等 is a grade; 一 alone is none.
        scale
            .iter()
            .position(|same| same.contains(&bare.as_str()) || same.contains(&word.trim()))
    };
    let own = SCALES.iter().find_map(|scale| {
        let places: Option<Vec<usize>> = words.iter().map(|word| place(scale, word)).collect();
        places
    });
    own.filter(|_| words.len() > 1)
}
