//! A session is handed on, or a colleague is called in to it (DESIGN §4, `docs/decisions/0010-transfer.md`).
//!
//! Two-phase: whoever holds it goes on holding it until one of those asked has joined; refusal, silence and absence
//! return it, and whoever asked is told why. One step of a transfer's life a file: `asking`, `finding` whom to ask,
//! `joining`, `returning`, `leaving`, `telling`, `elsewhere` for services of other hubs with what is `passing` to them, and
//! `widening` where nobody asked for it; `words` reads what is typed.

mod asking;
mod elsewhere;
mod finding;
mod form;
mod joining;
mod leaving;
mod outsiders;
mod passing;
mod returning;
mod telling;
mod widening;
mod words;

pub(super) use self::asking::Handing;
pub(super) use self::outsiders::FROM_OUTSIDE;
pub(super) use self::words::{Wanted, session_named};

/// Characters of what the receiver is told.
const NOTE: usize = 1_000;

/// Characters of a name with which somebody joined whom the inventory does not know.
const NAME: usize = 60;

/// Guests of one session who are remembered.
const MOST_GUESTS: usize = 20;

/// Invitations that a service of another hub may send back in one transfer.
const MOST_INVITATIONS: u32 = 10;
