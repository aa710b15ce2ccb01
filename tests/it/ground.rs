//! Proof that what the other tests stand on holds: each server starts with the lines of `deploy/`, carries
//! messages between clients, accepts a component, and PostgreSQL answers.

use std::time::Duration;

use sqlx::Connection;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, timeout},
};

use crate::{
    client::Client,
    deadline::PATIENCE,
    server::{HTTP_PORT, Kind, Server, ejabberd::Ejabberd, network::Network, postgres::Postgres, prosody::Prosody},
};

#[tokio::test]
async fn two_accounts_exchange_messages_through_prosody() {
    converse(Prosody::start(&["anna", "dora"]).await).await;
}

#[tokio::test]
async fn two_accounts_exchange_messages_through_ejabberd() {
    converse(Ejabberd::start(&["anna", "dora"]).await).await;
}

#[tokio::test]
async fn a_component_and_a_visitor_exchange_messages_through_prosody() {
    serve_a_visitor(Prosody::start(&[]).await).await;
}

#[tokio::test]
async fn a_component_and_a_visitor_exchange_messages_through_ejabberd() {
    serve_a_visitor(Ejabberd::start(&[]).await).await;
}

#[tokio::test]
async fn a_web_page_reaches_both_servers_by_websocket() {
    for (server, path) in [(Prosody::start(&[]).await, "/xmpp-websocket"), (Ejabberd::start(&[]).await, "/ws")] {
        let mut http = TcpStream::connect((server.address, HTTP_PORT)).await.expect("it listens");
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: guest.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             Sec-WebSocket-Protocol: xmpp\r\n\r\n"
        );
        http.write_all(request.as_bytes()).await.expect("the server reads");
        let answer = read_to(&mut http, "\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 101 "), "{:?}: {answer}", server.kind);
    }
}

#[tokio::test]
async fn accounts_survive_the_restart_of_a_server() {
    for mut server in [Prosody::start(&["anna"]).await, Ejabberd::start(&["anna"]).await] {
        let before = Client::connect(&server, "anna@localhost", "anna", "desk").await;
        server.restart().await;
        drop(before);
        let mut after = Client::connect(&server, "anna@localhost", "anna", "desk").await;
        assert!(after.ping("localhost").await.is_some());
    }
}

#[tokio::test]
async fn a_silent_client_answers_no_ping_and_a_vanished_one_is_gone() {
    let server = Prosody::start(&["anna", "dora"]).await;
    let mut anna = Client::connect(&server, "anna@localhost", "anna", "desk").await;
    let dora = Client::connect(&server, "dora@localhost", "dora", "phone").await;
    assert!(anna.ping(&dora.jid).await.is_some());

    dora.go_silent();
    let question = format!("<iq type='get' id='quiet' to='{}'><ping xmlns='urn:xmpp:ping'/></iq>", dora.jid);
    anna.send(&*question).await;
    anna.ping("localhost").await.expect("the server answers");
    assert!(anna.unread().iter().all(|stanza| stanza.attr("id") != Some("quiet")));

    dora.vanish().await;
    let bounced = |stanza: &minidom::Element| (stanza.attr("type") == Some("error")).then_some(());
    // What reaches the server before the end of the connection does is lost with it, so it is asked again.
    let end = Instant::now() + PATIENCE;
    let mut gone = None;
    while gone.is_none() && Instant::now() < end {
        anna.send(&*question).await;
        gone = anna.expect(bounced, Duration::from_millis(200)).await;
    }
    assert!(gone.is_some(), "the server takes a vanished client for present");
}

#[tokio::test]
async fn postgresql_answers_a_query_and_keeps_what_was_committed() {
    let mut postgres = Postgres::start().await;
    let mut connection = sqlx::PgConnection::connect(&postgres.url()).await.expect("it accepts us");
    for statement in ["CREATE TABLE line (body TEXT)", "INSERT INTO line VALUES ('Hej')"] {
        sqlx::query(statement).execute(&mut connection).await.expect("it is carried out");
    }
    postgres.stop().await;
    postgres.run().await;

    let mut connection = sqlx::PgConnection::connect(&postgres.url()).await.expect("it accepts us again");
    let kept: String = sqlx::query_scalar("SELECT body FROM line").fetch_one(&mut connection).await.expect("a row");
    assert_eq!(kept, "Hej");
}

#[tokio::test]
async fn servers_of_both_kinds_carry_messages_to_each_others_people_and_components() {
    let servers = Network::start(&[Kind::Prosody, Kind::Prosody, Kind::Ejabberd, Kind::Ejabberd], &["anna"]).await;
    for (from, to) in servers.iter().flat_map(|from| servers.iter().map(move |to| (from, to))) {
        if from.domain == to.domain {
            continue;
        }
        let way = format!("{:?} {} to {:?} {}", from.kind, from.domain, to.kind, to.domain);
        let started = Instant::now();
        let mut near = Client::connect(from, &format!("anna@{}", from.domain), "anna", "desk").await;
        let mut far = Client::connect(to, &format!("anna@{}", to.domain), "anna", "desk").await;
        let line = |to: &str| format!("<message to='{to}' type='chat'><body>Går tåget?</body></message>");

        near.send(line(&far.jid)).await;
        assert_eq!(far.hears(&near.jid).await.as_deref(), Some("Går tåget?"), "{way}\n{}\n{}", from.log(), to.log());
        far.send(line(&near.jid)).await;
        assert_eq!(near.hears(&far.jid).await.as_deref(), Some("Går tåget?"), "{way}, back");

        let mut component = Client::component(to, to.beside).await;
        let address = format!("ask@{}", to.beside);
        near.send(line(&address)).await;
        assert_eq!(component.hears(&near.jid).await.as_deref(), Some("Går tåget?"), "to the component, {way}");
        component.send(line(&near.jid).replacen("<message", &format!("<message from='{address}'"), 1)).await;
        let heard = near.hears(&address).await;
        assert_eq!(heard.as_deref(), Some("Går tåget?"), "from the component, {way}\n{}\n{}", from.log(), to.log());
        println!("{way}: {:?}", started.elapsed());
    }
}

async fn converse(server: Server) {
    let mut anna = Client::connect(&server, "anna@localhost", "anna", "desk").await;
    let mut dora = Client::connect(&server, "dora@localhost", "dora", "phone").await;

    let to = &anna.jid;
    dora.send(format!("<message to='{to}' type='chat'><body>Går tåget &lt;nu&gt;?</body></message>")).await;
    assert_eq!(anna.hears("dora@localhost").await.as_deref(), Some("Går tåget <nu>?"));

    anna.send("<message to='dora@localhost' type='chat'><body>Ja.</body></message>").await;
    assert_eq!(dora.hears("anna@localhost").await.as_deref(), Some("Ja."));
    dora.leave().await;
}

async fn serve_a_visitor(server: Server) {
    let mut component = Client::component(&server, server.component).await;
    let mut visitor = Client::visit(&server).await;

    visitor.send("<message to='ask@ref.localhost' type='chat'><body>Hej!</body></message>").await;
    assert_eq!(component.hears(&visitor.jid).await.as_deref(), Some("Hej!"));

    let to = &visitor.jid;
    let answer = format!("<message from='ask@ref.localhost' to='{to}' type='chat'><body>God dag.</body></message>");
    component.send(answer).await;
    assert_eq!(visitor.hears("ask@ref.localhost").await.as_deref(), Some("God dag."));
}

/// Reads until the text is there; with `>` alone, until the stream header is.
async fn read_to(stream: &mut TcpStream, end: &str) -> String {
    let mut text = String::new();
    let mut bytes = [0; 4096];
    let read = async {
        while !(text.contains(end) && (end != ">" || text.contains("stream:stream"))) {
            let count = stream.read(&mut bytes).await.expect("the server writes");
            assert!(count > 0, "the server hung up after {text}");
            text.push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
    };
    let arrived = timeout(PATIENCE, read).await;
    assert!(arrived.is_ok(), "no {end} in {text}");
    text
}
