//! The desk's rules, played with a paused clock.
