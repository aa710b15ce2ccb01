//! A second component on the same server, on Refdesk's own link: as bare as a component can be, and able to play any
//! number of people at its domain.

use jid::Jid;
use refdesk::xmpp::link::{Inbox, Incoming, Limits, Link, Outgoing, Settings};
use tokio::time::timeout;

use crate::deadline::PATIENCE;
use crate::server::Server;

/// Its domain, on a server that stands alone.
pub const BESIDE: &str = "beside.localhost";
pub const NS: &str = "jabber:component:accept";

pub fn settings(server: &Server) -> Settings {
    Settings {
        host: server.address.to_string(),
        port: server.beside_port(),
        domain: server.beside.to_owned(),
        secret: server.secret.to_owned(),
        server: Jid::new(server.domain).expect("a domain"),
        limits: Limits { asks: 10_000, ..Limits::default() },
    }
}

/// Connects on the present runtime and waits until it is done.
pub async fn connect(settings: Settings) -> (Link, Inbox) {
    let mut last = 0;
    let count = move || {
        last += 1;
        last
    };
    let (link, mut inbox) = Link::start(settings, Box::new(count));
    let up = async { while !matches!(inbox.recv().await, Some(Incoming::Up) | None) {} };
    timeout(PATIENCE, up).await.expect("the server accepts a second component");
    (link, inbox)
}

/// A stanza of this name from one address to another.
pub fn stanza(name: &str, from: &str, to: &str, attributes: &str, children: &str) -> Outgoing {
    let xml = format!("<{name} xmlns='{NS}' from='{from}' to='{to}'{attributes}>{children}</{name}>");
    let jid = |text: &str| Jid::new(text).expect("an address");
    Outgoing { from: jid(from), to: jid(to), xml, sheddable: false }
}
