//! The same inputs give the same bytes, whatever the number of jobs, the time zone, the language of the system, the
//! day, and the order in which the inputs are named.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set its scene may panic"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A call that differs from the first one in what must not matter.
struct Call {
    jobs: &'static str,
    environment: &'static [(&'static str, &'static str)],
    backwards: bool,
}

const CALLS: [Call; 3] = [
    Call {
        jobs: "1",
        environment: &[("TZ", "UTC"), ("LC_ALL", "C"), ("RAYON_NUM_THREADS", "1")],
        backwards: false,
    },
    Call {
        jobs: "4",
        environment: &[("TZ", "Asia/Shanghai"), ("LC_ALL", "zh_CN.GB18030")],
        backwards: true,
    },
    Call {
        jobs: "3",
        environment: &[
            ("TZ", "America/St_Johns"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("RAYON_NUM_THREADS", "5"),
            ("SOURCE_DATE_EPOCH", "1"),
        ],
        backwards: false,
    },
];

/// What a call wrote, by file name.
fn outputs(call: &Call, inputs: &Path) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let mut paths: Vec<_> = fs::read_dir(inputs)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    if call.backwards {
        paths.reverse();
    }
    let ran = Command::new(env!("CARGO_BIN_EXE_fuhe"))
        .arg("audit")
        .args(&paths)
        // A relative folder, so that the report names the outputs alike.
        .args(["-o", "out", "--report", "out.json", "--fail-on", "never"])
        .args(["--jobs", call.jobs])
        .envs(call.environment.iter().copied())
        .current_dir(&folder)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(0), "{told}");
    let mut outputs = BTreeMap::new();
    let written = fs::read_dir(folder.path().join("out")).unwrap();
    let written = written.map(|entry| entry.unwrap().path());
    for path in written.chain([folder.path().join("out.json")]) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        outputs.insert(name, fs::read(path).unwrap());
    }
    outputs
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-workbooks");
    let inputs = tempfile::tempdir().unwrap();
    let names = [
        "standard-planted.xlsx",
        "standard-legacy.xls",
        "standard-gbk.csv",
        "team-planted.xlsx",
        "deduction-planted.xlsx",
        "leadership-clean.xlsx",
    ];
    for name in names {
        fs::copy(samples.join(name), inputs.path().join(name)).unwrap();
    }
    fs::write(inputs.path().join("many.csv"), many()).unwrap();
    let [first, others @ ..] = CALLS.map(|call| outputs(&call, inputs.path()));
    // One copy each, the consolidated workbook and the report.
    assert_eq!(first.len(), names.len() + 3);
    for other in others {
        assert!(first.keys().eq(other.keys()));
        for (name, bytes) in &first {
            assert!(other[name] == *bytes, "{name} differs");
        }
    }
}

/// A roster that is long enough to be shared among processors: the sample's people, many times over.
fn many() -> Vec<u8> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-workbooks");
    let bytes = fs::read(samples.join("standard-gbk.csv")).unwrap();
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let people: Vec<&[u8]> = lines
        .iter()
        .copied()
        .filter(|line| line.iter().filter(|byte| byte.is_ascii_digit()).count() > 40)
        .collect();
    assert!(people.len() > 5);
    let head = lines.iter().take_while(|line| *line != &people[0]);
    let mut many: Vec<u8> = head.flat_map(|line| line.iter().copied()).collect();
    for round in 0..1_500 / people.len() {
        for person in &people {
            // Each with a number of its own, or they would all be the same person.
            many.extend(format!("{round}").into_bytes());
            many.extend_from_slice(person);
        }
    }
    many
}
