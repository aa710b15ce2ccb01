//! SplitMix64: every run of a seed rolls the same numbers.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[derive(Clone)]
pub struct Dice(u64);

impl Dice {
    /// By `SEED`, or another one each time; it is printed either way.
    pub fn cast(test: &str) -> Dice {
        let given = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            now.as_nanos() as u64 % 1_000_000
        });
        println!("{test}: SEED={seed}");
        Dice(seed)
    }

    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    pub fn up_to(&mut self, most: Duration) -> Duration {
        Duration::from_micros(self.roll(most.as_micros() as u64))
    }

    /// Dice of its own for somebody else.
    pub fn another(&mut self) -> Dice {
        Dice(self.roll(u64::MAX))
    }
}
