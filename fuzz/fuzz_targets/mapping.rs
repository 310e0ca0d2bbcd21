//! Mapping files: a mapping or faults with their lines. A mapping is told in words, and workbooks are audited by it.
#![no_main]

use std::sync::LazyLock;

use fuhe::extract::Known;
use fuhe::mapping::check::check;
use fuhe::read::{Limits, read};
use fuhe::report::{Audited, InputFacts};
use fuhe::text::Lang;
use fuhe::workbook::{Source, Workbook};
use libfuzzer_sys::fuzz_target;

/// A roster, and rows of one person and line, as csv.
const WORKBOOKS: [&str; 2] = [
    "工号,姓名,部门,岗位,目标,实际,完成率,得分,加分,扣分,总分,等级,系数,基本工资,绩效比例,绩效工资,备注\n\
     001,张三,电商部,专员,100,92,92%,18.4,1,0,92,B,1.0,5000,20%,920,\n\
     002,李四,客服部,主管,0,80,,20,2,-3,,A,,6000,0.3,1800,迟到2次扣3分\n",
    "姓名,岗位,考核期,指标,权重,满分,目标,实际,得分,加权得分,总分\n\
     张三,专员,2026-10,销售额,60%,100,100,95,95,57,93\n\
     张三,专员,2026-10,得分,40%,100,1,1,90,36,93\n",
];

static READ: LazyLock<Vec<(Source, Workbook)>> = LazyLock::new(|| {
    let csv = WORKBOOKS.iter().map(|text| ("x.csv", text.as_bytes()));
    let all = csv.chain([(
        "x.xlsx",
        &include_bytes!("../../tests/patch/scorecard.xlsx")[..],
    )]);
    let sources = all.map(|(name, bytes)| Source {
        name: name.into(),
        bytes: bytes.into(),
    });
    sources
        .map(|source| {
            (
                source.clone(),
                read(&source, &Limits::of(16 << 20)).unwrap(),
            )
        })
        .collect()
});

fuzz_target!(|text: &str| {
    let checked = check("x", text);
    assert!(checked.mapping.is_some() || !checked.faults.is_empty());
    let lines = text.lines().count().max(1);
    for fault in &checked.faults {
        assert!(fault.line <= lines + 1, "line {} of {lines}", fault.line);
    }
    let Some(mapping) = checked.mapping else {
        return;
    };
    assert_eq!(
        format!("{mapping:?}"),
        format!("{:?}", check("x", text).mapping.unwrap())
    );
    assert!(!mapping.told().is_empty());
    for (source, workbook) in READ.iter() {
        let examination = fuhe::examine(workbook.clone(), &mapping, &Known::default());
        let audited = Audited {
            examination: &examination,
            input: InputFacts::default(),
        };
        if let Ok(written) = fuhe::annotate(source, &audited, Lang::En) {
            let bytes = written.bytes.into();
            read(
                &Source {
                    name: "y.xlsx".into(),
                    bytes,
                },
                &Limits::of(64 << 20),
            )
            .expect("a copy can be read");
        }
    }
});
