//! The link against a fake server on an in-memory pipe, with a paused clock.

mod asking;
mod login;
mod reading;
mod sending;
mod server;
