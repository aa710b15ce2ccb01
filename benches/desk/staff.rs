//! The people of the small desk: pairs of a patron and the operator who holds his session, and one more operator.

use std::time::Duration;

use minidom::Element;

use crate::{
    client::{Client, NS},
    deadline::PATIENCE,
    desk::{Desk, Setting},
    server::{Kind, Server},
};

pub const PAIRS: usize = 4;
pub const SERVICE: &str = "ask@ref.localhost";
/// The operator who is free when the pairs are busy.
pub const FREE: &str = "free";

const MUC: &str = "http://jabber.org/protocol/muc";
const MUC_USER: &str = "http://jabber.org/protocol/muc#user";

pub struct Pair {
    pub patron: Client,
    pub operator: Client,
}

pub async fn server(kind: Kind) -> Server {
    let names: Vec<String> = (0..PAIRS).flat_map(|pair| [patron(pair), operator(pair)]).collect();
    let accounts: Vec<&str> = names.iter().map(String::as_str).chain([FREE]).collect();
    Server::start(kind, &accounts).await
}

pub async fn desk(server: &Server) -> Desk {
    let operators = (0..PAIRS).map(operator).chain([FREE.to_owned()]);
    let inventory = inventory("ask", operators.map(|name| format!("{name}@{}", server.domain)), 1);
    let limits = limits(&[]);
    Desk::open(server, &Setting { inventory: &inventory, limits: &limits, ..Setting::default() }).await
}

/// A service and its operators, of whom each may hold so many sessions.
pub fn inventory(service: &str, operators: impl IntoIterator<Item = String>, sessions: usize) -> String {
    let mut text =
        format!("[[service]]\nid = \"{service}\"\nnames = {{ en = \"Ask\" }}\nlanguages = [\"sv\", \"en\"]\n\n");
    for jid in operators {
        text.push_str(&format!(
            "[[operator]]\njid = \"{jid}\"\nservices = [\"{service}\"]\nsessions = {sessions}\n\
             languages = {{ sv = \"native\", en = \"C1\" }}\n\n"
        ));
    }
    text
}

/// Limits that no measurement reaches.
pub fn limits(more: &[(&str, &str)]) -> Vec<(String, String)> {
    let wide = [
        ("sessions_per_patron", "1000000000"),
        ("lines_per_patron", "1000000000"),
        ("lines_per_domain", "1000000000"),
        ("opened_per_domain", "1000000000"),
        ("sessions_per_domain", "1000000000"),
        ("searches_per_operator", "1000000000"),
        ("asked_per_hub", "1000000000"),
        ("operator_silent", "10h"),
        ("patron_silent", "10h"),
        ("ping_after", "10h"),
    ];
    wide.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub fn patron(pair: usize) -> String {
    format!("patron{pair}")
}

pub fn operator(pair: usize) -> String {
    format!("operator{pair}")
}

/// Opens a session for each pair: at any time only one operator is free.
pub async fn pairs(server: &Server) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for number in 0..PAIRS {
        let mut operator = log_in(server, &operator(number)).await;
        join(&mut operator, SERVICE).await;
        let patron = log_in(server, &patron(number)).await;
        patron.send(line(SERVICE, "Hej! Jag har en fråga om biblioteket i Lund.")).await;
        let room = invited(&mut operator).await;
        join(&mut operator, &room).await;
        pairs.push(Pair { patron, operator });
    }
    pairs
}

pub async fn log_in(server: &Server, name: &str) -> Client {
    Client::connect(server, &format!("{name}@{}", server.domain), name, "desk").await
}

pub fn line(to: &str, body: &str) -> String {
    format!("<message to='{to}' type='chat'><body>{body}</body></message>")
}

/// Joins a room and waits until it is joined.
pub async fn join(client: &mut Client, room: &str) {
    client.send(format!("<presence to='{room}/Op'><x xmlns='{MUC}'/></presence>")).await;
    let joined = |stanza: &Element| {
        let ours = stanza.name() == "presence" && stanza.attr("from")?.split('/').next() == Some(room);
        assert_ne!((ours, stanza.attr("type")), (true, Some("error")), "{stanza:?}");
        (ours && is_own(stanza)).then_some(())
    };
    client.expect(joined, PATIENCE).await.expect("the room is joined");
}

/// The room of the session offered next.
pub async fn invited(client: &mut Client) -> String {
    let invited = |stanza: &Element| {
        stanza.get_child("x", MUC_USER)?.get_child("invite", MUC_USER)?;
        stanza.attr("from").map(str::to_owned)
    };
    client.expect(invited, PATIENCE).await.expect("an operator who is free is invited")
}

/// Waits until the room is closed for this client.
pub async fn put_out(client: &mut Client, room: &str) {
    let gone = |stanza: &Element| {
        let ours = stanza.attr("from")?.split('/').next() == Some(room) && stanza.attr("type") == Some("unavailable");
        (ours && is_own(stanza)).then_some(())
    };
    client.expect(gone, PATIENCE).await.expect("a closed session's room is destroyed");
}

/// The status that tells an occupant that a presence is her own (XEP-0045 §7.2.2).
fn is_own(presence: &Element) -> bool {
    let Some(x) = presence.get_child("x", MUC_USER) else { return false };
    x.children().any(|status| status.name() == "status" && status.attr("code") == Some("110"))
}

/// The next message's body, if one comes within this limit.
pub async fn body(client: &mut Client, limit: Duration) -> Option<String> {
    loop {
        // Whatever is no line is thrown away, so that it is not looked at again and again.
        let stanza = client.next(limit).await?;
        if stanza.name() == "message"
            && let Some(body) = stanza.get_child("body", NS)
        {
            return Some(body.text());
        }
    }
}
