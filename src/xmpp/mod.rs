//! The edge to the XMPP server: what is on the wire, translated from and to [`crate::stanza`].
//!
//! `link` is the connection; `payload` holds the extensions, one file an XEP; `inbound` and `outbound` read and write
//! whole stanzas. Nothing here decides what a stanza means.

#[cfg(test)]
mod corpus;
pub mod inbound;
pub mod link;
pub mod outbound;
pub mod payload;
mod print;
pub mod unreadable;
