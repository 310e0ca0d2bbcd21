//! A folder of its own, calls of the program in it, and what is expected of them. Shared by the tests that look at fuhe
//! from outside.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::panic, reason = "a test that cannot set its scene may panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;
use tempfile::TempDir;

/// A scheme of two lines that the tests' rosters are scored by.
pub const SMALL: &str = r#"
name = "小方案"
layout = "roster"
[rounding]
line = 1
[payout]
by = "base-rate"
pass-mark = 80
[[line]]
item = "销售额完成率"
max = 60
rule.ratio = {}
columns = { actual = ["实际销售额"], target = ["目标销售额"], score = ["销售额得分"] }
[[line]]
item = "团队协作"
max = 40
rule.judged = {}
columns = { score = ["团队协作得分"] }
"#;

pub const HEADER: &str = "工号,姓名,部门,岗位,实际销售额,目标销售额,销售额得分,团队协作得分,总分,基本工资,绩效比例,绩效工资";
/// A row that is right: 90 points of 5,000 × 20 %.
pub const RIGHT: &str = "E001,张三,电商部,专员,90000,100000,54,36,90,5000,20%,900";
/// A folder that is gone when the test is over.
pub struct Folder(TempDir);

/// What a call gave.
pub struct Ran {
    pub folder: Folder,
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Folder {
    /// A folder with the small scheme.
    pub fn new() -> Self {
        Folder::bare().file("mappings/small.toml", SMALL)
    }

    /// An empty folder.
    pub fn bare() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// A file of the project under another name.
    pub fn copy(self, name: &str, of: &str) -> Self {
        let content = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(of)).unwrap();
        self.file(name, content)
    }

    /// A csv of the small scheme.
    pub fn roster(self, name: &str, rows: &[&str]) -> Self {
        self.table(name, HEADER, rows)
    }

    pub fn table(self, name: &str, header: &str, rows: &[&str]) -> Self {
        self.file(name, format!("{header}\n{}\n", rows.join("\n")))
    }

    /// The program, in this folder, without the user's own mappings.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fuhe"));
        command
            .args(args)
            .current_dir(self.0.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("APPDATA", self.path("config"));
        command
    }

    pub fn output(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// What the JSON report says of a file, audited by a scheme, of which no output is wanted.
    #[track_caller]
    pub fn audited(&self, file: &str, scheme: &str, options: &[&str]) -> Json {
        let call = ["audit", file, "-m", scheme, "--dry-run", "--format", "json"];
        let ran = self.output(&[&call, options].concat());
        let report: Result<Json, _> = serde_json::from_slice(&ran.stdout);
        let report = report.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)));
        report["inputs"][0].clone()
    }

    pub fn run(self, args: &[&str]) -> Ran {
        let output = self.output(args);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Ran {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            folder: self,
        }
    }
}

/// What was found in a file, as `code cell`.
pub fn found(input: &Json) -> Vec<String> {
    let findings = input["findings"].as_array().unwrap().iter();
    let found = findings.map(|finding| {
        let [code, cell] = ["code", "cell"].map(|key| finding[key].as_str().unwrap_or_default());
        format!("{code} {cell}").trim().to_owned()
    });
    found.collect()
}

impl Ran {
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "out: {}\nerr: {}",
            self.stdout,
            self.stderr
        );
        self
    }

    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(
            self.stdout.contains(words),
            "no {words:?} in {}",
            self.stdout
        );
        self
    }

    #[track_caller]
    pub fn says_not(self, words: &str) -> Self {
        assert!(!self.stdout.contains(words), "{words:?} in {}", self.stdout);
        self
    }

    #[track_caller]
    pub fn complains(self, words: &str) -> Self {
        assert!(
            self.stderr.contains(words),
            "no {words:?} in {}",
            self.stderr
        );
        self
    }

    #[track_caller]
    pub fn stays_silent(self) -> Self {
        assert_eq!((self.stdout.as_str(), self.stderr.as_str()), ("", ""));
        self
    }

    #[track_caller]
    pub fn wrote(self, names: &[&str]) -> Self {
        for name in names {
            assert!(
                self.folder.path(name).is_file(),
                "no {name}; {}",
                self.stderr
            );
        }
        self
    }

    #[track_caller]
    pub fn wrote_not(self, names: &[&str]) -> Self {
        for name in names {
            assert!(!self.folder.path(name).exists(), "{name} was written");
        }
        self
    }

    pub fn json(&self) -> Json {
        serde_json::from_str(&self.stdout).unwrap()
    }

    /// Another call in the same folder.
    pub fn again(self, args: &[&str]) -> Ran {
        self.folder.run(args)
    }
}
