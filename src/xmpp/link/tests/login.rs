use std::time::Duration;

use tokio::time::Instant;

use super::server::{HEADER, Server, dice, next_down, pipes, settings, start, up};
use crate::xmpp::link::login::{LoginFailure, connect};
use crate::xmpp::link::{DownReason, Incoming, Link, try_login};

const STREAMS: &str = "xmlns='urn:ietf:params:xml:ns:xmpp-streams'";

/// How a log-in ends at a server that does this.
async fn failure<T, F: Future<Output = T>>(play: impl FnOnce(Server) -> F) -> LoginFailure {
    let (mut pipes, server) = pipes();
    let settings = settings();
    let (outcome, _peer) = tokio::join!(connect(&mut pipes, &settings), play(server));
    outcome.err().expect("the log-in should have failed")
}

async fn refused(condition: &str) -> LoginFailure {
    failure(|mut server| async move {
        let mut peer = server.challenge().await;
        let text = format!("<stream:error><{condition} {STREAMS}/></stream:error></stream:stream>");
        peer.say(&text).await;
        peer
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn the_right_secret_opens_the_link() {
    let (link, mut inbox, _server, mut peer) = up(settings()).await;
    let (closed, inbox_end) = tokio::join!(link.close(Duration::from_secs(5)), async {
        peer.hear_until("</stream:stream>").await;
        peer.say("</stream:stream>").await;
        inbox.recv().await
    });
    assert!(closed);
    assert!(inbox_end.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_wrong_secret_is_called_so() {
    let failure = refused("not-authorized").await;
    assert!(matches!(failure, LoginFailure::WrongSecret));
    assert!(failure.to_string().contains("secret_file"));
}

#[tokio::test(start_paused = true)]
async fn another_connection_of_the_same_component_is_called_so() {
    let failure = refused("conflict").await;
    assert!(matches!(&failure, LoginFailure::Conflict { domain } if domain == "ref.localhost"));
}

#[tokio::test(start_paused = true)]
async fn a_domain_the_server_does_not_know_is_called_so_even_before_the_handshake() {
    let header = HEADER.replace(" id='s1'", "");
    let failure = failure(|mut server| async move {
        let mut peer = server.accept().await;
        peer.say(&header).await;
        peer.say(&format!("<stream:error><host-unknown {STREAMS}/></stream:error></stream:stream>")).await;
        peer
    })
    .await;
    assert!(matches!(failure, LoginFailure::UnknownHost { domain } if domain == "ref.localhost"));
}

#[tokio::test(start_paused = true)]
async fn another_refusal_is_named() {
    assert!(
        matches!(refused("policy-violation").await, LoginFailure::Refused(condition) if condition == "policy-violation")
    );
    assert!(matches!(refused("invalid-namespace").await, LoginFailure::NotForComponents { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_up_is_told_from_one_that_speaks_something_else() {
    let early = failure(|mut server| async move { drop(server.accept().await) }).await;
    assert!(matches!(early, LoginFailure::Closed));
    let late = failure(|mut server| async move {
        drop(server.challenge().await);
        server
    })
    .await;
    assert!(matches!(late, LoginFailure::Closed));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_is_given_up() {
    let began = Instant::now();
    let failure = failure(|mut server| async move { server.accept().await }).await;
    assert!(matches!(failure, LoginFailure::TimedOut { .. }));
    assert_eq!(began.elapsed(), settings().limits.login);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_xml_stream_is_not_for_components() {
    let failure = failure(|mut server| async move {
        let mut peer = server.accept().await;
        peer.say("220 mail.example ESMTP\r\n").await;
        peer
    })
    .await;
    assert!(matches!(failure, LoginFailure::NotForComponents { .. }));
}

#[tokio::test]
async fn a_port_nobody_listens_on_is_unreachable() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let failure = try_login(&crate::xmpp::link::Settings { port, ..settings() }).await.unwrap_err();
    assert!(matches!(failure, LoginFailure::Unreachable { .. }), "{failure}");
}

#[tokio::test(start_paused = true)]
async fn a_conflict_is_tried_again_until_the_other_is_gone() {
    let (_link, mut inbox, mut server) = start(settings());
    for _ in 0..20 {
        let mut peer = server.challenge().await;
        peer.say(&format!("<stream:error><conflict {STREAMS}/></stream:error></stream:stream>")).await;
    }
    let _peer = server.welcome().await;
    assert!(matches!(inbox.recv().await, Some(Incoming::Up)));
}

#[tokio::test(start_paused = true)]
async fn a_wrong_secret_is_tried_within_a_minute_and_not_more_often_than_needed() {
    let (_link, _inbox, mut server) = start(settings());
    let began = Instant::now();
    for _ in 0..50 {
        let mut peer = server.challenge().await;
        peer.say(&format!("<stream:error><not-authorized {STREAMS}/></stream:error></stream:stream>")).await;
    }
    let mean = began.elapsed() / 49;
    assert!(mean > Duration::from_secs(15) && mean < Duration::from_secs(60), "{mean:?}");
}

#[tokio::test(start_paused = true)]
async fn a_lost_connection_is_made_again() {
    let (_link, mut inbox, mut server, mut peer) = up(settings()).await;
    peer.say(&format!("<stream:error><system-shutdown {STREAMS}/></stream:error></stream:stream>")).await;
    assert_eq!(next_down(&mut inbox).await, DownReason::Refused("system-shutdown".into()));
    let peer = server.welcome().await;
    assert!(matches!(inbox.recv().await, Some(Incoming::Up)));
    drop(peer);
    assert_eq!(next_down(&mut inbox).await, DownReason::Ended);
    let _peer = server.welcome().await;
    assert!(matches!(inbox.recv().await, Some(Incoming::Up)));
}

#[tokio::test(start_paused = true)]
async fn dropping_the_link_ends_it() {
    let (pipes, mut server) = pipes();
    let (link, mut inbox) = Link::start_over(Box::new(pipes), settings(), dice());
    let _peer = server.welcome().await;
    assert!(matches!(inbox.recv().await, Some(Incoming::Up)));
    drop(link);
    assert!(inbox.recv().await.is_none());
}
