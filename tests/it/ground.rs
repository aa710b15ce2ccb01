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
    server::{COMPONENT_PORT, HTTP_PORT, Server, ejabberd::Ejabberd, postgres::Postgres, prosody::Prosody},
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
    let mut component = attach(&server).await;
    let mut visitor = Client::visit(&server).await;

    visitor.send("<message to='ask@ref.localhost' type='chat'><body>Hej!</body></message>").await;
    let arrived = read_to(&mut component, "</message>").await;
    assert!(arrived.contains("<body>Hej!</body>") && arrived.contains(&visitor.jid), "{arrived}");

    let to = &visitor.jid;
    let answer = format!("<message from='ask@ref.localhost' to='{to}' type='chat'><body>God dag.</body></message>");
    component.write_all(answer.as_bytes()).await.expect("the server reads");
    assert_eq!(visitor.hears("ask@ref.localhost").await.as_deref(), Some("God dag."));
}

/// XEP-0114 by hand, as far as it goes without the program.
async fn attach(server: &Server) -> TcpStream {
    let mut stream = TcpStream::connect((server.address, COMPONENT_PORT)).await.expect("it listens");
    let header = format!(
        "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='{}'>",
        server.component
    );
    stream.write_all(header.as_bytes()).await.expect("the server reads");
    let answer = read_to(&mut stream, ">").await;
    let id = answer
        .split_once(" id='")
        .and_then(|(_, rest)| rest.split_once('\''))
        .map(|(id, _)| id)
        .unwrap_or_else(|| panic!("a header with an id, not {answer}"));
    let proof = xmpp_parsers::component::Handshake::from_stream_id_and_password(id.to_owned(), server.secret);
    let proof: String = proof.data.iter().flatten().map(|byte| format!("{byte:02x}")).collect();
    stream.write_all(format!("<handshake>{proof}</handshake>").as_bytes()).await.expect("the server reads");
    read_to(&mut stream, "<handshake/>").await;
    stream
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
