//! How long to wait before the next try: full jitter, so that many components do not return to a server at once.
//!
//! What may pass by itself is tried again within five seconds. What somebody must put right first (a wrong secret, a
//! domain the server does not know) is tried within a minute, so that a corrected configuration is noticed.

use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    Passing,
    NeedsSomebody,
}

impl Pace {
    const fn bounds(self) -> (Duration, Duration) {
        match self {
            Pace::Passing => (Duration::from_millis(100), Duration::from_secs(5)),
            Pace::NeedsSomebody => (Duration::from_secs(5), Duration::from_secs(60)),
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Backoff {
    tries: u32,
}

impl Backoff {
    pub(super) fn reset(&mut self) {
        self.tries = 0;
    }

    /// The next wait, between nothing and a ceiling that doubles; `random` is uniform over all of `u64`.
    pub(super) fn next(&mut self, pace: Pace, random: u64) -> Duration {
        let (first, last) = pace.bounds();
        let ceiling = first.saturating_mul(1 << self.tries.min(16)).min(last);
        self.tries = self.tries.saturating_add(1);
        let nanos = (u128::from(random) * ceiling.as_nanos()) >> 64;
        Duration::from_nanos(nanos as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ceilings(pace: Pace) -> Vec<u128> {
        let mut backoff = Backoff::default();
        (0..40).map(|_| backoff.next(pace, u64::MAX).as_millis() + 1).collect()
    }

    #[test]
    fn waits_double_from_a_tenth_of_a_second_to_five() {
        let ceilings = ceilings(Pace::Passing);
        assert_eq!(&ceilings[..7], &[100, 200, 400, 800, 1600, 3200, 5000]);
        assert_eq!(ceilings.last(), Some(&5000));
    }

    #[test]
    fn what_needs_somebody_is_tried_within_a_minute() {
        let ceilings = ceilings(Pace::NeedsSomebody);
        assert_eq!(&ceilings[..5], &[5_000, 10_000, 20_000, 40_000, 60_000]);
        assert_eq!(ceilings.last(), Some(&60_000));
    }

    #[test]
    fn jitter_is_full() {
        assert_eq!(Backoff::default().next(Pace::Passing, 0), Duration::ZERO);
        assert_eq!(Backoff::default().next(Pace::Passing, 1 << 63), Duration::from_millis(50));
    }

    #[test]
    fn a_good_connection_starts_the_waits_anew() {
        let mut backoff = Backoff::default();
        for _ in 0..10 {
            backoff.next(Pace::Passing, 0);
        }
        backoff.reset();
        assert!(backoff.next(Pace::Passing, u64::MAX) <= Duration::from_millis(100));
    }
}
