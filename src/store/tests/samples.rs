//! Records to keep.

use std::collections::{BTreeMap, BTreeSet};

use jid::{BareJid, FullJid};

use crate::desk::assist::{Assistance, Part, Stage};
use crate::desk::need::{Asked, Need, Source, Wanted};
use crate::desk::record::{Chronicle, DutyClient, Note, Record, What};
use crate::desk::routing::Step;
use crate::desk::sample::{jid, language, service};
use crate::desk::session::{
    Chain, Ended, Guest, Offer, Passed, Patron, Recipient, Resolution, Session, State, Transfer, Tried, Via,
};
use crate::desk::token::Tokens;
use crate::muc::{Author, ClientRow, Line, RoomConfig, RoomId, RoomKind, RoomRow, Seen, Subject, VirtualRow};
use crate::stanza::{Affiliation, Content, NeedForm, Role, Show};
use crate::time::Time;

pub const FAR: Time = Time(4_000_000_000_000);

pub fn full(text: &str) -> FullJid {
    text.parse().expect("a full JID")
}

pub fn session(number: i64) -> Session {
    Session {
        number,
        token: Tokens::new([1, 2, 3, 4]).of(number),
        service: service("ask"),
        patron: Patron {
            bare: jid("dora@guest.localhost"),
            client: Some(full("dora@guest.localhost/phone")),
            via: Via::Chat,
            language: language("sv"),
        },
        need: Need {
            languages: vec![Wanted { value: language("sv"), source: Source::Words }],
            subjects: vec![Wanted { value: "ykl:33".into(), source: Source::Words }],
            others: vec![Wanted {
                value: Asked { kind: "culture".into(), value: "fi".into() },
                source: Source::Corrected,
            }],
            corrected: BTreeSet::from(["culture".to_owned()]),
            library: Some(Wanted { value: "lund".into(), source: Source::Stated }),
        },
        question: "Var hittar jag \"Röda rummet\" – och vad är § 3? 'quote' 🙂".into(),
        opened: Time(1_000),
        purge_at: FAR,
        state: State::Waiting,
        queued: Time(1_000),
        told_nobody_yet: false,
        passed: BTreeMap::from([
            (jid("bo@localhost"), Passed::Declined),
            (jid("chen@localhost"), Passed::Silent(Time(9_000))),
        ]),
        ask_again: Some(Time(5_000)),
        taken: None,
        holder: None,
        patron_spoke: Time(1_000),
        operator_spoke: None,
        reminded: None,
        asked: None,
        patron_gone: None,
        noted: false,
        missed: vec!["line-7".into()],
        missed_more: 2,
        widened: Some(Step::Consortium),
        unmet: vec![Asked { kind: "language".into(), value: "so".into() }],
        transfer: Some(Box::new(Transfer {
            to: Recipient::Elsewhere(jid("ask-law@ref.hub-b.test")),
            consult: false,
            by: Some(jid("anna@localhost")),
            note: "arvsrätt".into(),
            since: Time(4_000),
            until: Time(64_000),
            offers: vec![Offer { operator: jid("dao@hub-b.test"), until: Time(30_000), chosen: None }],
            passed: BTreeMap::from([(jid("eva@hub-b.test"), Passed::Declined)]),
            invitations: 2,
            chain: Chain { onward: Some(jid("ask@ref.hub-c.test")), sent_by: Some(jid("ask-law@ref.hub-b.test")) },
        })),
        consultants: BTreeSet::from([jid("bo@localhost")]),
        tried: BTreeMap::from([(jid("ask@ref.hub-c.test"), Tried { again: Time(9_000), silent: true })]),
        guests: BTreeMap::from([(
            jid("fia@hub-c.test"),
            Guest { of: Some(jid("ask@ref.hub-c.test")), name: "Fia".into() },
        )]),
    }
}

pub fn offered(number: i64) -> Session {
    let offers = vec![Offer { operator: jid("anna@localhost"), until: Time(21_000), chosen: None }];
    Session { state: State::Offered { offers }, ..session(number) }
}

pub fn held(number: i64) -> Session {
    let by = jid("anna@localhost");
    let state = State::Held { by: by.clone(), since: Time(6_000), absent: None };
    Session { state, taken: Some(Time(6_000)), holder: Some(by), ..session(number) }
}

pub fn closed(number: i64, resolution: Resolution, read: Option<u8>) -> Session {
    let ended = Ended::ByOperator(jid("anna@localhost"));
    Session { state: State::Closed { at: Time(60_000), ended, resolution, read }, ..held(number) }
}

pub fn assistance(room: &str) -> Assistance {
    Assistance {
        room: jid(room),
        service: service("ask-law"),
        hub: jid("ref.hub-c.test"),
        vouched: true,
        inviter: jid("ref.hub-b.test"),
        thread: Some("7k2m9q".into()),
        id: Some("r-1".into()),
        need: session(1).need,
        form: NeedForm {
            languages: vec!["fi".into(), "sv-FI".into()],
            subjects: vec!["ykl:33 law".into()],
            question: Some("Kuka perii?".into()),
            note: Some("kiire".into()),
            sender: Some("Lena".into()),
        },
        asked: Time(2_000),
        until: Time(122_000),
        stage: Stage::Offered { operator: jid("bo@localhost"), until: Time(22_000) },
        passed: BTreeMap::from([(jid("anna@localhost"), Passed::Declined)]),
        sent: 2,
        inside: BTreeMap::from([(jid("chen@localhost"), Time(1_500))]),
        part: Part::Answered,
        answered: Some((jid("chen@localhost"), Time(1_500))),
        late: Some(Time(130_000)),
        ended: None,
    }
}

pub fn recorded(session: Session) -> Record {
    Record::Session(Box::new(session))
}

pub fn happened(session: i64, at: i64, what: What, operator: Option<&str>) -> Record {
    Record::Chronicle(Chronicle { session, at: Time(at), what, operator: operator.map(jid), detail: "sv C2".into() })
}

pub fn note(session: i64, purge_at: Time) -> Record {
    let operator = jid("anna@localhost");
    Record::Note(Note { session, at: Time(7_000), operator, text: "she means the film".into(), purge_at })
}

pub fn duty_client(resource: &str) -> DutyClient {
    DutyClient {
        service: service("ask"),
        client: full(&format!("anna@localhost/{resource}")),
        show: Show::Away,
        by_command: false,
        off: true,
        since: Time(500),
    }
}

pub fn session_room(token: &str) -> RoomId {
    RoomId { address: jid(&format!("ask.{token}@ref.localhost")), view: None }
}

pub fn view(patron: BareJid) -> RoomId {
    RoomId { address: jid("ask@ref.localhost"), view: Some(patron) }
}

pub fn room(id: &RoomId, kind: RoomKind) -> RoomRow {
    RoomRow {
        room: id.clone(),
        config: RoomConfig {
            kind,
            name: "Ask · \"Röda rummet\"".into(),
            language: Some("sv".into()),
            keeps_lines: true,
        },
        subject: Some(Subject { text: "sv · ykl:33".into(), nick: "Desk".into(), at: Time(1_500) }),
        numbered_to: 0,
    }
}

pub fn client(room: &RoomId, name: &str) -> ClientRow {
    ClientRow {
        room: room.clone(),
        client: full(&format!("{name}@localhost/desk")),
        nick: name.to_owned(),
        affiliation: Affiliation::Member,
        role: Role::Participant,
        seen: Seen { show: Show::Available, status: Vec::new() },
    }
}

pub fn desk(room: &RoomId) -> VirtualRow {
    VirtualRow {
        room: room.clone(),
        nick: "Desk".into(),
        affiliation: Affiliation::Owner,
        role: Role::Moderator,
        seen: Seen::default(),
    }
}

pub fn line(room: &RoomId, number: i64, text: &str) -> Line {
    Line {
        room: room.clone(),
        number,
        at: Time(2_000 + number),
        nick: "Patron".into(),
        author: Author::Patron,
        bare: Some(jid("dora@guest.localhost")),
        id: Some(format!("m{number}")),
        origin_id: None,
        stanza_id: format!("s{number}"),
        occupant_id: "o1".into(),
        thread: None,
        content: Content::text(text),
    }
}
