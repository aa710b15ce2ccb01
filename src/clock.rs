//! The only place that reads the clock and draws random numbers.
//!
//! Everything that waits is counted in [`Time`], so it must not leap: were it the machine's clock, a step of that (by hand,
//! by NTP, after the machine slept) would let every offer lapse and close every session at once, or hold all up for as
//! long. So time is that of the start, moved on by the monotonic clock, and drawn towards the machine's clock so slowly
//! that no wait is noticeably shorter or longer. It never goes back, over a restart neither ([`not_before`]). The price: after
//! a step, what is stamped with a time is off until the difference is made up, ten times as long as the step. A machine that
//! slept goes on where it stopped, which is what people whose chats were interrupted need ([decision 8]).
//!
//! [decision 8]: ../docs/decisions/0008-time.md

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::time::Time;

/// Of so much time that passes, one part at most is added or left out to follow the machine's clock.
const SLOWLY: i64 = 10;
/// Readings that follow one another faster say the same moment, so that no part of a correction is lost in rounding.
const RESOLUTION: Duration = Duration::from_millis(1);

static PACE: Mutex<Option<(Instant, Pace)>> = Mutex::new(None);

pub fn now() -> Time {
    paced(|pace, wall, passed| pace.read(wall, passed))
}

/// Time goes on from this moment, if the machine's clock has not come to it yet: it is the last that an earlier start
/// recorded. How far the machine's clock is behind it.
pub fn not_before(moment: Time) -> Duration {
    paced(|pace, wall, passed| {
        pace.read(wall, passed);
        pace.not_before(moment);
        moment.since(Time(wall / 1000))
    })
}

/// Tells `with` the pace, the machine's clock in Unix microseconds, and what has passed since the first reading.
fn paced<T>(with: impl FnOnce(&mut Pace, i64, Duration) -> T) -> T {
    let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let wall = i64::try_from(wall.as_micros()).unwrap_or(i64::MAX);
    let mut held = PACE.lock().unwrap_or_else(PoisonError::into_inner);
    let (start, pace) = held.get_or_insert_with(|| (Instant::now(), Pace::new(wall)));
    with(pace, wall, start.elapsed())
}

/// Time that follows a clock without ever leaping. In Unix microseconds.
#[derive(Debug)]
struct Pace {
    time: i64,
    /// What had passed when this was the time.
    passed: Duration,
}

impl Pace {
    fn new(wall: i64) -> Self {
        Pace { time: wall, passed: Duration::ZERO }
    }

    fn read(&mut self, wall: i64, passed: Duration) -> Time {
        let step = passed.saturating_sub(self.passed);
        if step >= RESOLUTION {
            let step = i64::try_from(step.as_micros()).unwrap_or(i64::MAX);
            let time = self.time.saturating_add(step);
            let most = step / SLOWLY;
            self.time = time.saturating_add(wall.saturating_sub(time).clamp(-most, most));
            self.passed = passed;
        }
        Time(self.time / 1000)
    }

    fn not_before(&mut self, moment: Time) {
        self.time = self.time.max(moment.0.saturating_mul(1000));
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_700_000_000_000_000;
    const SECOND: i64 = 1_000_000;

    /// Reads once a second while the machine's clock is off by so many seconds; how much time passes, in milliseconds.
    fn passes(pace: &mut Pace, from: u64, seconds: u64, off: i64) -> i64 {
        let first = pace.read(START + off * SECOND + from as i64 * SECOND, Duration::from_secs(from));
        let mut last = first;
        for second in from + 1..=from + seconds {
            let now = pace.read(START + (second as i64 + off) * SECOND, Duration::from_secs(second));
            assert!(now >= last);
            last = now;
        }
        last.0 - first.0
    }

    #[test]
    fn a_clock_that_goes_right_is_followed_to_the_millisecond() {
        let mut pace = Pace::new(START);
        assert_eq!(passes(&mut pace, 0, 3600, 0), 3_600_000);
        assert_eq!(pace.read(START + 3_601 * SECOND, Duration::from_secs(3_601)), Time(START / 1000 + 3_601_000));
    }

    #[test]
    fn a_step_of_the_clock_changes_no_wait_by_more_than_a_tenth_and_is_made_up_for() {
        for hour in [3600, -3600] {
            let mut pace = Pace::new(START);
            passes(&mut pace, 0, 60, 0);
            let offer = passes(&mut pace, 60, 20, hour);
            assert!((18_000..=22_000).contains(&offer), "{hour}: {offer}");
            passes(&mut pace, 80, 11 * 3600, hour);
            let later = 11 * 3600 + 81;
            let now = pace.read(START + (later + hour) * SECOND, Duration::from_secs(later as u64));
            assert_eq!(now, Time((START + (later + hour) * SECOND) / 1000));
        }
    }

    #[test]
    fn small_steps_read_often_are_made_up_for_too() {
        let mut pace = Pace::new(START);
        for micros in (0..2_000_000).step_by(150) {
            pace.read(START + micros + 100_000, Duration::from_micros(micros as u64));
        }
        let behind = START + 2_100_000 - pace.time;
        assert!((0..2_000).contains(&behind), "{behind}");
    }

    #[test]
    fn time_goes_on_after_what_an_earlier_start_recorded() {
        let mut pace = Pace::new(START);
        let recorded = Time(START / 1000 + 60_000);
        pace.not_before(recorded);
        assert_eq!(pace.read(START, Duration::ZERO), recorded);
        assert_eq!(passes(&mut pace, 0, 20, 0), 18_000);
        let mut pace = Pace::new(START);
        pace.not_before(Time(START / 1000 - 60_000));
        assert_eq!(pace.read(START, Duration::ZERO), Time(START / 1000));
    }

    #[test]
    fn the_program_reads_it_so() {
        let (first, second) = (now(), now());
        assert!(second >= first && first.0 > 1_600_000_000_000);
    }
}
