//! The hub as its people see it: stanzas in, stanzas out.

use std::sync::Arc;

use jid::Jid;

use crate::desk::effect::Effect;
use crate::desk::need::Recognise;
use crate::desk::sample;
use crate::desk::session::Via;
use crate::desk::token::Tokens;
use crate::hub::*;
use crate::stanza::{HistoryWanted, Message, MessageKind, Presence, PresenceKind};

/// Takes every line for Swedish.
struct Swedish;

impl Recognise for Swedish {
    fn languages(&self, _: &str) -> Vec<(Language, f64)> {
        vec![(sample::language("sv"), 0.9)]
    }
}

/// A hub with the sample inventory, and what it has recorded and sent so far.
struct Play {
    hub: Hub,
    records: Vec<Record>,
    sent: Vec<Stanza>,
}

impl Play {
    fn new() -> Self {
        Play::restored(Kept::default())
    }

    fn restored(kept: Kept) -> Self {
        let texts = Arc::new(Texts::load(None).expect("the built-in texts"));
        let settings =
            Settings { domain: sample::jid("ref"), name: "Desk".into(), occupant_key: [7; 32], run: "run".into() };
        let around = Surroundings::new(texts.languages(), Tokens::new([1, 2, 3, 4]), Box::new(Swedish));
        let hub = Hub::new(Time(0), settings, around, texts, sample::inventory(), kept);
        let mut play = Play { hub, records: Vec::new(), sent: Vec::new() };
        play.handle(Input::LinkUp);
        play
    }

    fn handle(&mut self, input: Input) {
        let outcome = self.hub.handle(Time(1000), input);
        self.records.extend(outcome.records);
        self.sent.extend(outcome.stanzas);
    }

    fn message(&mut self, kind: MessageKind, from: &str, to: &str, content: Content, id: Option<&str>) {
        let mut message = Message::new(kind, jid(from), jid(to));
        (message.content, message.id) = (content, id.map(str::to_owned));
        self.handle(Input::Stanza(Stanza::Message(Box::new(message))));
    }

    fn presence(&mut self, kind: PresenceKind, from: &str, to: &str) {
        let mut presence = Presence::new(kind, jid(from), jid(to));
        presence.join = (kind == PresenceKind::Available).then(HistoryWanted::default);
        self.handle(Input::Stanza(Stanza::Presence(Box::new(presence))));
    }

    fn join(&mut self, client: &str, seat: &str) {
        self.presence(PresenceKind::Available, client, seat);
    }

    /// Anna is on duty and holds the session of Dora, who has joined the service with one client or more.
    fn held(clients: &[&str]) -> (Self, String) {
        let mut play = Play::new();
        play.join("anna@localhost/desk", "ask@ref/Anna");
        clients.iter().for_each(|client| play.join(client, "ask@ref/Dora"));
        play.message(MessageKind::Groupchat, clients[0], "ask@ref", Content::text("När öppnar ni?"), Some("d1"));
        let room = format!("ask.{}@ref", play.hub.desk().token(1));
        play.join("anna@localhost/desk", &format!("{room}/Anna"));
        play.sent.clear();
        (play, room)
    }

    fn to(&self, client: &str) -> Vec<&Message> {
        let messages = self.sent.iter().filter_map(|stanza| match stanza {
            Stanza::Message(message) => Some(&**message),
            _ => None,
        });
        messages.filter(|message| message.to == jid(client)).collect()
    }

    fn recorded_ids(&self, text: &str) -> Vec<Option<String>> {
        let lines = self.records.iter().filter_map(Record::line);
        lines.filter(|line| line.content.plain() == text).map(|line| line.id.clone()).collect()
    }
}

fn jid(text: &str) -> Jid {
    Jid::new(text).expect("an address")
}

#[test]
fn a_line_without_an_id_has_one_id_for_all_who_read_it() {
    let (mut play, room) = Play::held(&["dora@home/1"]);
    play.message(MessageKind::Groupchat, "anna@localhost/desk", &room, Content::text("Klockan nio."), None);
    let ids = play.recorded_ids("Klockan nio.");
    assert_eq!(ids.len(), 1);
    assert!(ids[0].is_some());
    assert_eq!(play.to("dora@home/1")[0].id, ids[0]);
    assert_eq!(play.to("anna@localhost/desk")[0].id, ids[0]);
}

#[test]
fn a_ready_made_answer_asked_for_outside_the_room_is_kept_and_said_in_it() {
    let (mut play, _) = Play::held(&["dora@home/1"]);
    play.message(MessageKind::Chat, "anna@localhost/phone", "ref", Content::text("!canned hours"), Some("c1"));
    let ids = play.recorded_ids("Vi har öppet 9–17.");
    assert_eq!(ids.len(), 1);
    assert_eq!(play.to("dora@home/1")[0].id, ids[0]);
    assert_eq!(play.to("anna@localhost/desk")[0].id, ids[0]);
}

#[test]
fn a_line_of_which_one_language_is_a_command_is_not_said_to_the_patron() {
    let (mut play, room) = Play::held(&["dora@home/1"]);
    let mut content = Content::text("Klockan nio.");
    content.bodies.push(Body { lang: Some("sv".into()), text: " !note vill ha ISBN".into() });
    play.message(MessageKind::Groupchat, "anna@localhost/desk", &room, content, Some("a1"));
    assert_eq!(play.to("dora@home/1"), [] as [&Message; 0]);
    assert!(play.recorded_ids("Klockan nio.").is_empty());
}

#[test]
fn a_patron_whose_client_goes_is_spoken_to_at_his_other_one_in_the_room() {
    let (mut play, room) = Play::held(&["dora@home/1", "dora@home/2"]);
    play.message(MessageKind::Groupchat, "dora@home/1", "ask@ref", Content::text("Hallå?"), Some("d2"));
    play.presence(PresenceKind::Unavailable, "dora@home/1", "ask@ref/Dora");
    play.sent.clear();
    play.message(MessageKind::Groupchat, "anna@localhost/desk", &room, Content::text("Klockan nio."), Some("a1"));
    let heard = play.to("dora@home/2");
    assert_eq!(heard.len(), 1);
    assert_eq!((heard[0].kind, heard[0].id.as_deref()), (MessageKind::Groupchat, Some("a1")));
    let session = play.hub.desk().session(1).expect("a session");
    assert_eq!((session.patron.via, session.patron_gone), (Via::Room, None));
}

#[test]
fn presence_to_a_service_as_to_a_person_is_no_leaving_of_its_room() {
    let (mut play, _) = Play::held(&["dora@home/1"]);
    play.presence(PresenceKind::Unavailable, "dora@home/1", "ask@ref");
    play.presence(PresenceKind::Unavailable, "anna@localhost/desk", "ask@ref");
    assert_eq!(play.hub.desk().session(1).and_then(|session| session.patron_gone), None);
    assert!(play.hub.desk().is_on_duty(&sample::jid("anna@localhost")));
}

#[test]
fn no_librarian_stays_in_a_room_whose_patron_went_on_in_a_chat() {
    let (mut play, room) = Play::held(&["dora@home/1"]);
    play.message(MessageKind::Chat, "dora@home/2", "ask@ref", Content::text("Jag skriver härifrån."), Some("d2"));
    play.message(MessageKind::Groupchat, "anna@localhost/desk", &room, Content::text("!close"), Some("a1"));
    let view = RoomId::view(sample::jid("ask@ref"), sample::jid("dora@home"));
    let there: Vec<_> = play.hub.rooms().occupants(&view).map(|(nick, _)| nick).collect();
    assert_eq!(there, ["Desk", "Dora"]);
}

#[test]
fn who_does_not_work_for_a_service_any_more_is_put_out_of_its_staff_room() {
    let (mut play, _) = Play::held(&["dora@home/1"]);
    play.join("bo@localhost/desk", "ask@ref/Bo");
    let mut inventory = sample::inventory();
    inventory.operators.remove(&sample::jid("bo@localhost"));
    play.handle(Input::Inventory(Box::new(inventory)));
    let staff = RoomId::at(sample::jid("ask@ref"));
    let there: Vec<_> = play.hub.rooms().occupants(&staff).map(|(nick, _)| nick).collect();
    assert_eq!(there, ["Anna", "Desk"]);
}

#[test]
fn the_rooms_of_a_service_that_is_no_more_are_closed() {
    let (mut play, _) = Play::held(&["dora@home/1"]);
    let mut inventory = sample::inventory();
    inventory.services.remove(&sample::service("ask"));
    play.handle(Input::Inventory(Box::new(inventory)));
    let open: Vec<_> = play.hub.rooms().rooms().map(|room| room.address.to_string()).collect();
    assert_eq!(open, ["ask-law@ref"]);
}

#[test]
fn what_an_import_took_away_while_the_program_was_stopped_is_not_restored() {
    let room = RoomId::at(sample::jid("old@ref"));
    let config = RoomConfig { kind: RoomKind::Staff, name: "Old".into(), language: None, keeps_lines: true };
    let row = crate::muc::RoomRow { room, config, subject: None, numbered_to: 0 };
    let on_duty = |service: &str, client: &str| crate::desk::record::DutyClient {
        service: sample::service(service),
        client: client.parse().expect("a full JID"),
        show: crate::stanza::Show::Available,
        by_command: true,
        off: false,
        since: Time(0),
    };
    let duty = vec![
        on_duty("old", "anna@localhost/1"),
        on_duty("ask-law", "chen@localhost/1"),
        on_duty("ask", "bo@localhost/1"),
    ];
    let desk = Restored { duty, ..Restored::default() };
    let play = Play::restored(Kept { desk, rooms: vec![RoomRecord::Room(row)], contacts: Vec::new() });
    let mut open: Vec<_> = play.hub.rooms().rooms().map(|room| room.address.to_string()).collect();
    open.sort();
    assert_eq!(open, ["ask-law@ref", "ask@ref"]);
    let on_duty = |name: &str| play.hub.desk().is_on_duty(&sample::jid(name));
    assert_eq!(["anna@localhost", "bo@localhost", "chen@localhost"].map(on_duty), [false, true, false]);
}

#[test]
fn who_held_a_question_that_is_left_again_is_put_out_of_its_room() {
    let (mut play, room) = Play::held(&["dora@home/1"]);
    play.presence(PresenceKind::Unavailable, "dora@home/1", "ask@ref/Dora");
    let room = RoomId::at(room.parse().expect("a room"));
    play.hub.carry_out(
        vec![Effect::PutOut {
            session: 1,
            operator: sample::jid("anna@localhost"),
            reason: Sentence::RoomPatronLeft {},
            language: sample::language("en"),
        }],
        &effects::Asked::Nothing,
    );
    assert_eq!(play.hub.rooms().clients_in(&room).count(), 0);
}
