//! Workbooks some of whose parts are what the fuzzer gives: read, audited, marked, read again, stripped.
//!
//! An input is a list of parts in the place of those of a whole workbook, so that what is mutated is XML and not compressed
//! bytes under a checksum: the workbook's number, a byte of options, then a part's number, the length of its content in two
//! bytes, and the content, again and again. Without content the part is left out. Half of the mutations keep to the grain
//! of XML (`tests/common/damage.rs`), the others are libFuzzer's own, within one part.
#![no_main]

#[path = "../../tests/common/cycle.rs"]
mod cycle;
#[path = "../../tests/common/damage.rs"]
mod damage;
#[path = "../../tests/common/victim.rs"]
mod victim;

use std::sync::LazyLock;

use damage::{Dice, damage};
use fuhe::mapping::Mapping;
use fuhe::report::Corrections;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use victim::{Parts, SCHEME, unpacked};

/// `seeds.py` knows how many there are.
const WHOLE: [&[u8]; 11] = [
    include_bytes!("../../tests/patch/scorecard.xlsx"),
    include_bytes!("../../tests/patch/odd.xlsx"),
    include_bytes!("../../tests/patch/signed.xlsx"),
    include_bytes!("../../tests/patch/resaved_openpyxl.xlsx"),
    include_bytes!("../../tests/patch/resaved_libreoffice.xlsx"),
    include_bytes!("../../tests/reading/openpyxl.xlsx"),
    include_bytes!("../../tests/reading/formulas.xlsx"),
    include_bytes!("../../tests/reading/macros.xlsm"),
    include_bytes!("../../tests/reading/prefixed.xlsx"),
    include_bytes!("../../tests/reading/libreoffice.ods"),
    include_bytes!("../../tests/reading/cells.xlsb"),
];

static WORKBOOKS: LazyLock<Vec<Parts>> =
    LazyLock::new(|| WHOLE.iter().map(|whole| unpacked(whole)).collect());

static MAPPING: LazyLock<Mapping> =
    LazyLock::new(|| fuhe::mapping::check::check("x", SCHEME).mapping.unwrap());

struct Input {
    workbook: u8,
    options: u8,
    parts: Vec<(u8, Vec<u8>)>,
}

impl Input {
    fn of(bytes: &[u8]) -> Option<Input> {
        let (&[workbook, options], mut rest) = bytes.split_first_chunk::<2>()?;
        let mut parts = Vec::new();
        while let Some((&[part, low, high], after)) = rest.split_first_chunk::<3>() {
            let length = usize::from(u16::from_le_bytes([low, high])).min(after.len());
            let (content, after) = after.split_at(length);
            parts.push((part, content.to_vec()));
            rest = after;
        }
        Some(Input {
            workbook,
            options,
            parts,
        })
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.workbook, self.options];
        for (part, content) in &self.parts {
            let content = &content[..content.len().min(usize::from(u16::MAX))];
            bytes.push(*part);
            bytes.extend((content.len() as u16).to_le_bytes());
            bytes.extend(content);
        }
        bytes
    }

    fn whole(&self) -> &'static Parts {
        &WORKBOOKS[usize::from(self.workbook) % WORKBOOKS.len()]
    }

    fn mutate(&mut self, dice: &mut Dice) {
        let whole = self.whole();
        if self.parts.is_empty() || dice.below(8) == 0 {
            let part = dice.below(whole.len());
            self.parts.push((part as u8, whole[part].1.clone()));
        }
        let which = dice.below(self.parts.len());
        match dice.below(40) {
            0 => self.options = dice.next() as u8,
            1 if self.parts.len() > 1 => drop(self.parts.remove(which)),
            2 => self.parts[which].1.clear(),
            3..20 => {
                let content = &mut self.parts[which].1;
                let length = content.len();
                content.resize(length + 64, 0);
                let length = fuzzer_mutate(content, length, length + 64);
                content.truncate(length);
            }
            _ => {
                for _ in 0..=dice.below(3) {
                    damage(&mut self.parts[which].1, dice);
                }
            }
        }
    }
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut dice =
        Dice(0x9E37_79B9_7F4A_7C15 ^ (u64::from(seed) + 1).wrapping_mul(0xD1B5_4A32_D192_ED03));
    let mutated = Input::of(&data[..size]).map(|mut input| {
        input.mutate(&mut dice);
        input.bytes()
    });
    match mutated {
        Some(bytes) if bytes.len() <= max_size => {
            data[..bytes.len()].copy_from_slice(&bytes);
            bytes.len()
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
});

fuzz_target!(|bytes: &[u8]| {
    let Some(input) = Input::of(bytes) else {
        return;
    };
    let mut parts = input.whole().clone();
    for (part, content) in &input.parts {
        let part = usize::from(*part) % parts.len();
        parts[part].1.clone_from(content);
    }
    parts.retain(|(_, content)| !content.is_empty());
    let corrections = match input.options % 2 {
        0 => Corrections::Beside,
        _ => Corrections::Replace,
    };
    cycle::is_read(&parts, &MAPPING, corrections);
});
