//! What stock clients send (`tests/corpus/stanzas`), as it is and damaged at random, against `inbound` and `outbound`.
//!
//! Every damaged stanza comes from a seed: `STANZA_SEED=n cargo test damaged` repeats one, `STANZA_SEEDS=n` tries so many.

use std::fs;
use std::ops::Range;
use std::path::Path;

use jid::Jid;
use minidom::{Element, Node};
use tokio_xmpp::Stanza as WireStanza;
use xso::exports::rxml::{Namespace, NcName};

use super::inbound::{Refusal, read};
use super::outbound::write;
use crate::stanza::{IqBody, MessageKind, PresenceKind, Query, Stanza};

const SEEDS: u64 = 20_000;

fn corpus() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/stanzas");
    let mut stanzas: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap()))
        .collect();
    stanzas.sort();
    stanzas
}

fn read_text(text: &str) -> Result<Stanza, Refusal> {
    read(xso::from_bytes(text.trim().as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}")))
}

fn addresses(wire: &WireStanza) -> (Option<Jid>, Option<Jid>, Option<String>) {
    match wire {
        WireStanza::Message(message) => {
            (message.from.clone(), message.to.clone(), message.id.as_ref().map(|id| id.0.clone()))
        }
        WireStanza::Presence(presence) => (presence.from.clone(), presence.to.clone(), presence.id.clone()),
        WireStanza::Iq(iq) => (iq.from().cloned(), iq.to().cloned(), Some(iq.id().to_owned())),
    }
}

/// The addresses and id of a stanza that is an error.
fn error_addresses(stanza: &Stanza) -> Option<(Jid, Jid, Option<String>)> {
    match stanza {
        Stanza::Message(message) if message.kind == MessageKind::Error && message.error.is_some() => {
            Some((message.from.clone(), message.to.clone(), message.id.clone()))
        }
        Stanza::Presence(presence) if presence.kind == PresenceKind::Error && presence.error.is_some() => {
            Some((presence.from.clone(), presence.to.clone(), presence.id.clone()))
        }
        Stanza::Iq(iq) if matches!(iq.body, IqBody::Error(_)) => {
            Some((iq.from.clone(), iq.to.clone(), Some(iq.id.clone())))
        }
        _ => None,
    }
}

fn is_error_or_result(wire: &WireStanza) -> bool {
    use xmpp_parsers::{iq::Iq, message::MessageType, presence::Type};
    match wire {
        WireStanza::Message(message) => message.type_ == MessageType::Error,
        WireStanza::Presence(presence) => presence.type_ == Type::Error,
        WireStanza::Iq(iq) => matches!(iq, Iq::Result { .. } | Iq::Error { .. }),
    }
}

/// What must hold of whatever parses as a stanza; says whether it was read, or nothing where it did not parse.
fn check(text: &str) -> Option<bool> {
    let wire = xso::from_bytes::<WireStanza>(text.as_bytes()).ok()?;
    let (from, to, id) = addresses(&wire);
    let unanswerable = is_error_or_result(&wire) || from.is_none() || to.is_none();
    match read(wire) {
        Ok(stanza) => {
            let again = read_text(&write(&stanza));
            assert_eq!(again.map(without_marks), Ok(without_marks(stanza)));
            Some(true)
        }
        Err(Refusal::Silent) => {
            assert!(unanswerable, "dropped without an answer");
            Some(false)
        }
        Err(Refusal::Answer(answer)) => {
            assert!(!unanswerable, "an answer to an error or a result");
            let addresses = error_addresses(&answer).expect("the answer is no error");
            assert_eq!(addresses, (to.unwrap(), from.unwrap(), id));
            assert_eq!(read_text(&write(&answer)), Ok(*answer));
            Some(false)
        }
    }
}

/// That a message was encrypted is read and never written.
fn without_marks(mut stanza: Stanza) -> Stanza {
    if let Stanza::Message(message) = &mut stanza {
        message.encrypted = false;
    }
    stanza
}

#[test]
fn everything_stock_clients_send_is_read() {
    for (name, text) in corpus() {
        assert_eq!(check(text.trim()), Some(true), "{name}");
    }
}

#[test]
fn stanzas_of_stock_clients_mean_what_their_names_say() {
    for (name, text) in corpus() {
        let stanza = read_text(&text).unwrap();
        let (_, what) = name.split_once('-').unwrap();
        let right = match (&stanza, what) {
            (Stanza::Message(message), "omemo" | "otr" | "pgp") => message.encrypted,
            (Stanza::Message(message), "composing") => message.is_only_chat_state(),
            (Stanza::Message(message), "picture") => message.content.urls.len() == 1,
            (Stanza::Message(message), "correction") => message.content.replaces.as_deref() == Some("a3"),
            (Stanza::Message(message), "receipt") => message.receipt.as_deref() == Some("desk-17"),
            (Stanza::Message(message), "invite") => message.invite.is_some() && message.to_room && !message.in_room,
            (Stanza::Message(message), "relayed-invite") => {
                message.invite.is_some() && message.direct_invite.is_some() && !message.to_room
            }
            (Stanza::Message(message), "direct-invite") => message.direct_invite.is_some(),
            (Stanza::Message(message), "decline") => message.decline.is_some(),
            (Stanza::Message(message), "private-message") => message.in_room && message.invite.is_none(),
            (Stanza::Message(message), "topic") => message.subject.is_some() && message.content.is_empty(),
            (Stanza::Message(message), "two-languages") => message.content.bodies.len() == 2 && message.delay.is_some(),
            (Stanza::Message(message), "bounced-message") => message.error.is_some() && message.content.is_empty(),
            (Stanza::Message(message), "chat" | "groupchat") => !message.content.is_empty() && !message.encrypted,
            (Stanza::Presence(presence), "join") => presence.join.is_some() && presence.caps.is_some(),
            (Stanza::Presence(presence), "bounced-presence") => presence.error.is_some(),
            (Stanza::Presence(presence), "leave") => presence.kind == PresenceKind::Unavailable,
            (Stanza::Presence(presence), "subscribe") => presence.kind == PresenceKind::Subscribe,
            (Stanza::Presence(presence), "occupant") => presence.occupant.is_some() && presence.occupant_id.is_none(),
            (Stanza::Presence(presence), "presence" | "away") => presence.join.is_none() && !presence.status.is_empty(),
            (Stanza::Iq(iq), "vcard" | "device-list") => iq.body == IqBody::Get(Query::Unknown),
            (Stanza::Iq(iq), _) => !matches!(iq.body, IqBody::Get(Query::Unknown) | IqBody::Set(Query::Unknown)),
            _ => false,
        };
        assert!(right, "{name}: {stanza:?}");
    }
}

#[test]
fn damaged_stanzas_are_read_or_refused_to_their_sender() {
    let number = |name| std::env::var(name).ok().map(|seed| seed.parse::<u64>().unwrap());
    let seeds: Range<u64> = match number("STANZA_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("STANZA_SEEDS").unwrap_or(SEEDS),
    };
    let tried = seeds.end - seeds.start;
    let stanzas: Vec<Element> = corpus().into_iter().map(|(_, text)| text.trim().parse().unwrap()).collect();
    let (mut read, mut refused) = (0, 0);
    for seed in seeds {
        let damaged = damage(&mut Dice(seed), &stanzas);
        let _told = Told { seed, damaged: &damaged };
        match check(&damaged) {
            Some(true) => read += 1,
            Some(false) => refused += 1,
            None => {}
        }
    }
    let enough = tried < 1000 || (read > tried / 4 && refused > tried / 100);
    assert!(enough, "the damage teaches too little: {read} read and {refused} refused of {tried}");
}

/// Names the seed when a check fails.
struct Told<'a> {
    seed: u64,
    damaged: &'a str,
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("STANZA_SEED={}: {}", self.seed, self.damaged);
        }
    }
}

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.throw() % limit.max(1) as u64) as usize
    }

    fn one_of<T: Clone>(&mut self, things: &[T]) -> T {
        things[self.below(things.len())].clone()
    }
}

fn damage(dice: &mut Dice, stanzas: &[Element]) -> String {
    let mut stanza = dice.one_of(stanzas);
    for _ in 0..=dice.below(4) {
        let donor = dice.one_of(stanzas);
        let victim = descend(dice, &mut stanza);
        damage_element(dice, victim, donor);
    }
    let mut text = String::from(&stanza);
    if dice.below(4) == 0 {
        let at = dice.below(text.len());
        if text.is_char_boundary(at) {
            text.insert_str(at, dice.one_of(&["&#13;", "'", "<", "&amp;", "x", "\u{202e}", " ", "/>"]));
        }
    }
    text
}

fn descend<'a>(dice: &mut Dice, element: &'a mut Element) -> &'a mut Element {
    let children = element.children().count();
    if children == 0 || dice.below(3) == 0 {
        return element;
    }
    let chosen = dice.below(children);
    let child = element.children_mut().nth(chosen).expect("counted above");
    descend(dice, child)
}

fn damage_element(dice: &mut Dice, element: &mut Element, donor: Element) {
    const VALUES: [&str; 14] = [
        "",
        "@",
        "a@b/c",
        "-1",
        "true",
        "error",
        "result",
        "set",
        "submit",
        "99999999999",
        "2024-13-01",
        "none",
        "'\"<&>",
        "é\u{301}",
    ];
    let attributes: Vec<String> = element.attrs().iter().map(|((_, name), _)| name.to_string()).collect();
    match dice.below(8) {
        0 if !attributes.is_empty() => set(element, &dice.one_of(&attributes), None),
        1 if !attributes.is_empty() => set(element, &dice.one_of(&attributes), Some(dice.one_of(&VALUES))),
        2 => {
            let name = dice.one_of(&["from", "to", "type", "id", "node", "jid", "action", "code", "role", "thread"]);
            set(element, name, Some(dice.one_of(&VALUES)));
        }
        3 => {
            let mut nodes = element.take_nodes();
            if !nodes.is_empty() {
                nodes.remove(dice.below(nodes.len()));
            }
            nodes.into_iter().for_each(|node| element.append_node(node));
        }
        4 => {
            let nodes: Vec<Node> = element.nodes().cloned().collect();
            let copies = dice.one_of(&[1, 2, 70]);
            for _ in 0..copies {
                nodes.iter().cloned().for_each(|node| element.append_node(node));
            }
        }
        5 => donor.children().cloned().for_each(|child| element.append_node(Node::Element(child))),
        6 => element.append_text_node(dice.one_of(&VALUES)),
        _ => {
            let child = donor.children().next().cloned().unwrap_or_else(|| donor.clone());
            let mut renamed = Element::bare(element.name(), child.ns());
            element.take_nodes().into_iter().for_each(|node| renamed.append_node(node));
            element.append_child(renamed);
        }
    }
}

fn set(element: &mut Element, name: &str, value: Option<&str>) {
    let Ok(name) = NcName::try_from(name) else { return };
    let attributes = element.attrs_mut();
    attributes.remove(&Namespace::NONE, &name);
    if let Some(value) = value {
        attributes.insert(Namespace::NONE, name, value.to_owned());
    }
}
