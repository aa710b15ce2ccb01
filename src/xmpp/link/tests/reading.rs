use std::time::Duration;

use jid::Jid;
use tokio::time::Instant;

use super::server::{next_body, next_down, next_unreadable, settings, up};
use crate::xmpp::link::{DownReason, Incoming, Limits, Settings, StanzaKind, Why};

const ADDRESSES: &str = "from='eve@localhost/x' to='ask@ref.localhost'";

#[tokio::test(start_paused = true)]
async fn an_unreadable_stanza_is_reported_and_costs_nothing_else() {
    let (_link, mut inbox, _server, mut peer) = up(settings()).await;
    let cases = [
        (StanzaKind::Presence, format!("<presence {ADDRESSES} id='u0'><show>online</show></presence>")),
        (StanzaKind::Presence, format!("<presence {ADDRESSES} id='u1'><priority>999</priority></presence>")),
        (StanzaKind::Message, format!("<message {ADDRESSES} type='foo' id='u2'><body>?</body></message>")),
        (StanzaKind::Message, format!("<message {ADDRESSES} id='u3'><thread>a</thread><thread>b</thread></message>")),
        (StanzaKind::Iq, format!("<iq {ADDRESSES} type='get' id='u4'/>")),
        (
            StanzaKind::Iq,
            format!(
                "<iq {ADDRESSES} type='error' id='u5'><error type='cancel'>\
                 <no-such-condition xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
            ),
        ),
    ];
    for (index, (kind, xml)) in cases.iter().enumerate() {
        peer.say(xml).await;
        peer.say(&format!("<message {ADDRESSES}><body>after {index}</body></message>")).await;
        let unreadable = next_unreadable(&mut inbox).await;
        assert_eq!(unreadable.kind, *kind);
        assert_eq!(unreadable.id, Some(format!("u{index}")));
        assert_eq!(unreadable.from, Jid::new("eve@localhost/x").ok());
        assert_eq!(unreadable.to, Jid::new("ask@ref.localhost").ok());
        assert_eq!(unreadable.why, Why::Malformed);
        assert_eq!(next_body(&mut inbox).await, format!("after {index}"));
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_guard_leaves_out_is_reported_in_its_place() {
    let (_link, mut inbox, _server, mut peer) = up(settings()).await;
    let limits = Limits::default();
    let deep = format!("{}{}", "<a>".repeat(5_000), "</a>".repeat(5_000));
    let cases = [
        (Why::TooDeep, format!("<message {ADDRESSES} id='g0'>{deep}</message>")),
        (
            Why::TooLarge,
            format!("<message {ADDRESSES} id='g1'><body>{}</body></message>", "x".repeat(limits.stanza_bytes)),
        ),
        (Why::TokenTooLong, format!("<message id='g2' x='{}' {ADDRESSES}/>", "x".repeat(limits.token_bytes + 1))),
        (Why::Malformed, format!("<message {ADDRESSES} id='g3'><!-- > --><body/></message>")),
    ];
    let script: String = cases
        .iter()
        .enumerate()
        .map(|(index, (_, xml))| format!("<message {ADDRESSES}><body>before {index}</body></message>{xml}"))
        .collect();
    let said = tokio::spawn(async move {
        peer.say(&script).await;
        peer
    });
    for (index, (why, _)) in cases.iter().enumerate() {
        assert_eq!(next_body(&mut inbox).await, format!("before {index}"));
        let unreadable = next_unreadable(&mut inbox).await;
        assert_eq!(unreadable.why, *why);
        assert_eq!(unreadable.id, Some(format!("g{index}")));
        assert_eq!(unreadable.from, Jid::new("eve@localhost/x").ok());
    }
    let mut peer = said.await.unwrap();
    peer.say(&format!("<message {ADDRESSES}><body>last</body></message>")).await;
    assert_eq!(next_body(&mut inbox).await, "last");
}

#[tokio::test(start_paused = true)]
async fn the_largest_and_deepest_that_is_allowed_arrives() {
    let (_link, mut inbox, _server, mut peer) = up(settings()).await;
    let deep = format!("{}{}", "<a>".repeat(99), "</a>".repeat(99));
    let token = "x".repeat(8_000);
    let body = "å".repeat(500_000);
    let said = tokio::spawn(async move {
        let xml = format!("<message {ADDRESSES} id='{token}'><body>{body}</body><x xmlns='x'/></message>");
        peer.say(&xml).await;
        peer.say(&format!(
            "<message {ADDRESSES}><body>deep</body>{}</message>",
            deep.replacen("<a>", "<a xmlns='x'>", 1)
        ))
        .await;
        peer
    });
    assert_eq!(next_body(&mut inbox).await.len(), 1_000_000);
    assert_eq!(next_body(&mut inbox).await, "deep");
    said.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn silence_is_met_with_a_ping_and_its_answer_keeps_the_link() {
    let (_link, mut inbox, _server, mut peer) = up(settings()).await;
    let began = Instant::now();
    for rounds in 1..=3 {
        let id = peer.hear_ping().await;
        assert_eq!(began.elapsed().as_secs(), 30 * rounds);
        peer.answer(&id).await;
    }
    peer.say(&format!("<message {ADDRESSES}><body>still here</body></message>")).await;
    assert_eq!(next_body(&mut inbox).await, "still here");
}

#[tokio::test(start_paused = true)]
async fn silence_after_a_ping_ends_the_connection_and_another_is_made() {
    let (_link, mut inbox, mut server, mut peer) = up(settings()).await;
    let began = Instant::now();
    peer.hear_ping().await;
    assert_eq!(next_down(&mut inbox).await, DownReason::Silent);
    assert_eq!(began.elapsed().as_secs(), 50);
    let _peer = server.welcome().await;
    assert!(matches!(inbox.recv().await, Some(Incoming::Up)));
}

#[tokio::test(start_paused = true)]
async fn a_slow_owner_slows_the_server_and_loses_nothing() {
    let limits = Limits { inbox: 2, ..Limits::default() };
    let (_link, mut inbox, _server, mut peer) = up(Settings { limits, ..settings() }).await;
    let said = tokio::spawn(async move {
        for number in 0..5_000 {
            peer.say(&format!("<message {ADDRESSES}><body>{number}</body></message>")).await;
        }
        peer
    });
    tokio::time::sleep(Duration::from_secs(300)).await;
    assert!(!said.is_finished());
    for number in 0..5_000 {
        assert_eq!(next_body(&mut inbox).await, number.to_string());
    }
    said.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn whitespace_between_stanzas_is_nothing() {
    let (_link, mut inbox, _server, mut peer) = up(settings()).await;
    peer.say(&format!(" \n <message {ADDRESSES}><body>1</body></message>\n\n ")).await;
    assert_eq!(next_body(&mut inbox).await, "1");
}
