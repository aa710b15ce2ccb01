//! Refdesk: a virtual reference desk as one external XMPP component.
//!
//! Read `ARCHITECTURE.md` first. The pure half decides: [`stanza`] says what arrives and leaves, `muc` keeps rooms,
//! `desk` keeps services and sessions, `hub` puts the two together. The edges translate: `xmpp`, `store`, `web`.

pub mod cli;
pub mod clock;
pub mod config;
pub mod desk;
pub mod document;
pub mod hub;
pub mod import;
pub mod memory;
pub mod mistake;
pub mod muc;
pub mod nearest;
pub mod owner;
pub mod stanza;
pub mod store;
pub mod texts;
pub mod time;
pub mod tongue;
pub mod web;
pub mod xmpp;
