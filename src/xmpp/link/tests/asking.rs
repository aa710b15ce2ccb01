use std::time::Duration;

use jid::Jid;
use minidom::Element;
use tokio::time::Instant;
use tokio_xmpp::Stanza;

use super::server::{id_of, settings, up};
use crate::xmpp::link::{AskFailure, Incoming, Limits, Question, Settings};

const DEADLINE: Duration = Duration::from_secs(10);

fn version() -> Element {
    Element::bare("query", "jabber:iq:version")
}

fn bo() -> Jid {
    Jid::new("bo@localhost/desk").unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_answer_reaches_who_asked_and_not_the_owner() {
    let (link, mut inbox, _server, mut peer) = up(settings()).await;
    let server = async {
        let question = peer.hear_until("</iq>").await;
        let id = id_of(&question);
        assert!(question.contains("bo@localhost/desk") && question.contains("jabber:iq:version"), "{question}");
        peer.say(&format!(
            "<iq type='result' from='eve@localhost' to='ref.localhost' id='{id}'/>\
             <iq type='result' from='bo@localhost/desk' to='ref.localhost' id='{id}'>\
             <query xmlns='jabber:iq:version'><name>client</name></query></iq>\
             <message from='bo@localhost' to='ref.localhost'><body>x</body></message>"
        ))
        .await;
    };
    let (answer, ()) = tokio::join!(link.ask(bo(), version(), DEADLINE), server);
    assert!(answer.unwrap().unwrap().is("query", "jabber:iq:version"));
    assert!(matches!(inbox.recv().await, Some(Incoming::Stanza(stanza)) if matches!(*stanza, Stanza::Iq(_))));
    assert!(matches!(inbox.recv().await, Some(Incoming::Stanza(stanza)) if matches!(*stanza, Stanza::Message(_))));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_an_answer() {
    let (link, _inbox, _server, mut peer) = up(settings()).await;
    let room = Jid::new("ask@ref.localhost").unwrap();
    let server = async {
        let question = peer.hear_until("</iq>").await;
        assert!(question.contains("ask@ref.localhost") && question.contains("set"), "{question}");
        peer.say(&format!(
            "<iq type='error' from='bo@localhost/desk' to='ask@ref.localhost' id='{}'><error type='cancel'>\
             <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
            id_of(&question)
        ))
        .await;
    };
    let (answer, ()) = tokio::join!(link.ask_as(room, bo(), Question::Set, version(), DEADLINE), server);
    assert!(matches!(answer, Err(AskFailure::Refused(_))));
}

#[tokio::test(start_paused = true)]
async fn no_answer_in_time_is_a_failure_and_a_late_one_goes_to_the_owner() {
    let (link, mut inbox, _server, mut peer) = up(settings()).await;
    let began = Instant::now();
    let (answer, question) = tokio::join!(link.ask(bo(), version(), DEADLINE), peer.hear_until("</iq>"));
    assert!(matches!(answer, Err(AskFailure::TimedOut)));
    assert_eq!(began.elapsed(), DEADLINE);
    peer.say(&format!("<iq type='result' from='bo@localhost/desk' to='ref.localhost' id='{}'/>", id_of(&question)))
        .await;
    assert!(matches!(inbox.recv().await, Some(Incoming::Stanza(_))));
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_connection_answers_every_question() {
    let (link, mut inbox, _server, mut peer) = up(settings()).await;
    let server = async {
        peer.hear_until("</iq>").await;
        drop(peer);
    };
    let (answer, ()) = tokio::join!(link.ask(bo(), version(), DEADLINE), server);
    assert!(matches!(answer, Err(AskFailure::Down)));
    assert!(matches!(inbox.recv().await, Some(Incoming::Down(_))));
    assert!(matches!(link.ask(bo(), version(), DEADLINE).await, Err(AskFailure::Down)));
}

#[tokio::test(start_paused = true)]
async fn questions_are_bounded_and_those_given_up_do_not_count() {
    let limits = Limits { asks: 1, ..Limits::default() };
    let (link, _inbox, _server, _peer) = up(Settings { limits, ..settings() }).await;
    let (first, second) = tokio::join!(link.ask(bo(), version(), DEADLINE), link.ask(bo(), version(), DEADLINE));
    assert!(matches!(first, Err(AskFailure::TimedOut)));
    assert!(matches!(second, Err(AskFailure::TooMany)));
    assert!(matches!(link.ask(bo(), version(), DEADLINE).await, Err(AskFailure::TimedOut)));
}

#[tokio::test(start_paused = true)]
async fn a_question_from_a_foreign_address_does_not_leave() {
    let (link, _inbox, _server, _peer) = up(settings()).await;
    let answer = link.ask_as(bo(), bo(), Question::Get, version(), DEADLINE).await;
    assert!(matches!(answer, Err(AskFailure::Unsendable(_))));
}
