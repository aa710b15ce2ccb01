use std::time::Duration;

use tokio::time::Instant;

use super::server::{message, next_down, next_taken, outgoing, settings, up};
use crate::xmpp::link::{DownReason, Incoming, Limits, Outgoing, Settings};

#[tokio::test(start_paused = true)]
async fn batches_leave_in_order_and_barriers_are_reported_in_order() {
    let (link, mut inbox, _server, mut peer) = up(settings()).await;
    link.send(vec![message("1"), message("2")], Some(10));
    link.send(vec![message("3")], Some(11));
    link.send(vec![message("4")], None);
    let first = peer.hear_until("</iq>").await;
    assert!(first.starts_with("<message") && first.find(">1<") < first.find(">2<"));
    let second = peer.hear_until("</iq>").await;
    assert!(second.contains(">3<"));
    peer.hear_until(">4</body></message>").await;
    peer.answer(&super::server::id_of(first.rsplit_once("<iq").unwrap().1)).await;
    assert_eq!(next_taken(&mut inbox).await, 10);
    let id = super::server::id_of(second.rsplit_once("<iq").unwrap().1);
    peer.say(&format!(
        "<iq type='error' from='localhost' to='ref.localhost' id='{id}'><error type='cancel'>\
         <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
    ))
    .await;
    assert_eq!(next_taken(&mut inbox).await, 11);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_read_passes_a_barrier_too() {
    let (link, mut inbox, _server, mut peer) = up(settings()).await;
    link.send(Vec::new(), Some(1));
    let id = peer.hear_ping().await;
    peer.say(&format!("<iq type='error' from='localhost' to='ref.localhost' id='{id}'><error type='?'/></iq>")).await;
    assert_eq!(next_taken(&mut inbox).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_barrier_answered_by_another_is_not_passed() {
    let (link, mut inbox, _server, mut peer) = up(settings()).await;
    link.send(Vec::new(), Some(1));
    let id = peer.hear_ping().await;
    peer.say(&format!("<iq type='result' from='eve@localhost/x' to='ref.localhost' id='{id}'/>")).await;
    assert!(matches!(inbox.recv().await, Some(Incoming::Stanza(_))));
    peer.answer(&id).await;
    assert_eq!(next_taken(&mut inbox).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_barrier_the_server_passes_over_ends_the_connection() {
    let (link, mut inbox, _server, mut peer) = up(settings()).await;
    let began = Instant::now();
    link.send(Vec::new(), Some(1));
    let talkative = async {
        loop {
            peer.say("<message from='eve@localhost' to='ref.localhost'><body/></message>").await;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    let down = async {
        loop {
            if let Some(Incoming::Down(reason)) = inbox.recv().await {
                return reason;
            }
        }
    };
    tokio::select! {
        () = talkative => unreachable!(),
        reason = down => assert_eq!(reason, DownReason::Unanswered),
    }
    assert_eq!(began.elapsed(), settings().limits.dead_after);
}

#[tokio::test(start_paused = true)]
async fn what_would_harm_the_stream_is_left_out_and_the_rest_leaves() {
    let (link, _inbox, _server, mut peer) = up(settings()).await;
    let large = "x".repeat(600 * 1024);
    let mut elsewhere = message("elsewhere");
    elsewhere.xml = elsewhere.xml.replace("dora@localhost", "bo@localhost");
    let texts = ["<message", "", "<message/><message/>", "</stream:stream>", "<a/>", "text", "<message>&no;</message>"];
    let mut batch =
        vec![message("first"), outgoing("dora@localhost", "bo@localhost", "foreign"), message(&large), elsewhere];
    batch.extend(texts.map(|text| Outgoing { xml: text.to_owned(), ..message("") }));
    batch.push(message("last"));
    link.send(batch, None);
    let expected = message("first").xml + &message("last").xml;
    assert_eq!(peer.hear_until(">last</body></message>").await, expected);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_stops_reading_is_given_up_when_too_much_waits() {
    let limits = Limits { queue_bytes: 1024 * 1024, ..Limits::default() };
    let (link, mut inbox, mut server, _peer) = up(Settings { limits, ..settings() }).await;
    let began = Instant::now();
    let body = "x".repeat(100 * 1024);
    for _ in 0..30 {
        link.send(vec![message(&body)], None);
        tokio::task::yield_now().await;
    }
    assert_eq!(next_down(&mut inbox).await, DownReason::QueueFull);
    assert_eq!(began.elapsed(), Duration::ZERO);
    let mut peer = server.welcome().await;
    assert!(matches!(inbox.recv().await, Some(Incoming::Up)));
    link.send(vec![message("anew")], None);
    assert_eq!(peer.hear_until("</message>").await, message("anew").xml);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_stops_reading_is_given_up_after_a_while() {
    let (link, mut inbox, _server, _peer) = up(settings()).await;
    let began = Instant::now();
    link.send(vec![message(&"x".repeat(200 * 1024))], None);
    assert_eq!(next_down(&mut inbox).await, DownReason::Stuck);
    assert_eq!(began.elapsed(), settings().limits.dead_after);
}

#[tokio::test(start_paused = true)]
async fn nothing_leaves_before_the_owner_knows_of_the_connection() {
    let (link, mut inbox, mut server, peer) = up(settings()).await;
    drop(peer);
    let mut peer = server.welcome().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    link.send(vec![message("said to the last connection")], Some(1));
    assert_eq!(next_down(&mut inbox).await, DownReason::Ended);
    link.send(vec![message("said to none")], Some(2));
    assert!(matches!(inbox.recv().await, Some(Incoming::Up)));
    link.send(vec![message("said to this")], Some(3));
    assert!(peer.hear_until("</message>").await.contains("said to this"));
    let id = peer.hear_ping().await;
    peer.answer(&id).await;
    assert_eq!(next_taken(&mut inbox).await, 3);
}

#[tokio::test(start_paused = true)]
async fn closing_says_first_what_waits() {
    let (link, _inbox, _server, mut peer) = up(settings()).await;
    link.send((0..100).map(|number| message(&number.to_string())).collect(), None);
    let server = async {
        let all = peer.hear_until("</stream:stream>").await;
        assert!(all.contains(">99<") && peer.left_over().is_empty());
        peer.say("</stream:stream>").await;
    };
    assert!(tokio::join!(link.close(Duration::from_secs(5)), server).0);
}

#[tokio::test(start_paused = true)]
async fn closing_has_a_limit() {
    let (link, _inbox, _server, _peer) = up(settings()).await;
    let began = Instant::now();
    assert!(!link.close(Duration::from_secs(3)).await);
    assert_eq!(began.elapsed(), Duration::from_secs(3));
}
