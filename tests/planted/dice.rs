//! What is random.

use fuhe::number::Decimal;

/// xorshift64*: random enough, and the same everywhere.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    pub fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    /// Tenths from `least` to `most`, both included.
    pub fn tenths(&mut self, least: i128, most: i128) -> Decimal {
        Decimal::new(least + self.below((most - least + 1) as usize) as i128, 1).unwrap()
    }
}
