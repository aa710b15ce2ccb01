//! The desk.

pub mod inventory;
pub mod language;
pub mod limits;
pub mod need;
pub mod record;
#[cfg(test)]
pub(crate) mod sample;
pub mod sentence;
pub mod session;
pub mod token;
