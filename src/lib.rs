//! Refdesk: a virtual reference desk as one external XMPP component.
//!
//! Read `ARCHITECTURE.md` first. The pure half decides: [`stanza`] says what arrives and leaves, `muc` keeps rooms,
//! `desk` keeps services and sessions, `hub` puts the two together. The edges translate: `xmpp`, `store`, `web`.

pub mod desk;
pub mod muc;
pub mod stanza;
pub mod store;
pub mod time;
