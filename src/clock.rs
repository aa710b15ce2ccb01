//! The only place that reads the clock and draws random numbers.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::time::Time;

pub fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A number that nobody can guess.
pub fn random() -> u64 {
    let mut bytes = [0; 8];
    fill(&mut bytes);
    u64::from_ne_bytes(bytes)
}

pub fn random_key() -> [u8; 32] {
    let mut key = [0; 32];
    fill(&mut key);
    key
}

/// Without random numbers ids could be guessed, so nothing is better than to go on.
fn fill(bytes: &mut [u8]) {
    if let Err(error) = getrandom::fill(bytes) {
        tracing::error!(%error, "the operating system gives no random numbers");
        std::process::exit(70);
    }
}
