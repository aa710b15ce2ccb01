//! A seeded play over a staff room, views and session rooms: people come, talk, change, vanish and are put out, at
//! random. After every step each client's picture of its room, made from what was sent to it alone, is the room's truth;
//! nobody has been sent anything of a view but its patron; and rooms restored from the records are the same rooms.
//!
//! One seed again: `ROOMS_SEED=17 cargo test random_play`.

use std::collections::BTreeMap;

use jid::FullJid;

use super::testing::*;
use super::*;
use crate::stanza::*;
use crate::time::Time;

const SEEDS: u64 = 24;
const STEPS: usize = 350;
const OPERATORS: u64 = 5;
const PATRONS: u64 = 4;

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

/// What one client knows of the room it has joined at one address.
#[derive(Debug, Default, Clone, PartialEq)]
struct Picture {
    own: Option<String>,
    there: BTreeMap<String, (Show, Vec<Body>, Affiliation, Role)>,
    lines: Vec<String>,
    subject: Option<String>,
}

struct Play {
    dice: Dice,
    rooms: Rooms,
    store: Store,
    pictures: BTreeMap<(FullJid, String), Picture>,
    sessions: Vec<RoomId>,
    sessions_opened: u32,
    words: u32,
    now: Time,
}

fn is_patron(client: &FullJid) -> bool {
    client.domain().as_str() == "home"
}

/// A mark that everything of a person carries, and nothing of anybody else.
fn mark(client: &FullJid) -> String {
    format!("<{}>", client.node().unwrap())
}

impl Play {
    fn new(seed: u64) -> Self {
        let mut play = Play {
            dice: Dice(seed),
            rooms: Rooms::new(KEY),
            store: Store::default(),
            pictures: BTreeMap::new(),
            sessions: Vec::new(),
            sessions_opened: 0,
            words: 0,
            now: Time(1_000_000),
        };
        let mut out = Out::default();
        play.rooms.open(desk_room("ask"), staff_config(), &mut out);
        for _ in 0..3 {
            play.open_session(&mut out);
        }
        play.deliver(out);
        play
    }

    fn open_session(&mut self, out: &mut Out) {
        self.sessions_opened += 1;
        let id = desk_room(&format!("ask.{}", self.sessions_opened));
        let config = RoomConfig { kind: RoomKind::Session, ..staff_config() };
        self.rooms.open(id.clone(), config, out);
        self.rooms.show_virtual(&id, "Patron", Affiliation::None, Role::Participant, Seen::default(), out);
        self.sessions.push(id);
    }

    fn client(&mut self) -> FullJid {
        let resource = self.dice.roll(2);
        match self.dice.roll(OPERATORS + PATRONS) {
            number if number < OPERATORS => full(&format!("operator{number}@lib/{resource}")),
            number => full(&format!("patron{}@home/{resource}", number - OPERATORS)),
        }
    }

    fn room_for(&mut self, client: &FullJid) -> RoomId {
        if is_patron(client) {
            return RoomId::view(bare("ask@ref"), client.to_bare());
        }
        match self.dice.roll(2) {
            0 => desk_room("ask"),
            _ => self.sessions[self.dice.roll(self.sessions.len() as u64) as usize].clone(),
        }
    }

    /// Somebody who sits somewhere, and where.
    fn seated(&mut self) -> Option<(RoomId, FullJid, String)> {
        let client = self.client();
        let mut seats: Vec<RoomId> = self.rooms.rooms_of(&client).cloned().collect();
        seats.sort();
        let room = seats.get(self.dice.roll(seats.len().max(1) as u64) as usize)?.clone();
        let nick = self.rooms.nick_of(&room, &client)?.to_owned();
        Some((room, client, nick))
    }

    fn nick(&mut self, client: &FullJid) -> String {
        let names = ["Anna", "anna", "Bo", "Desk", "Patron", "Chen (Lund)"];
        let name = names[self.dice.roll(names.len() as u64) as usize];
        if is_patron(client) { format!("{name} {}", mark(client)) } else { name.to_owned() }
    }

    fn show(&mut self) -> Show {
        [Show::Chat, Show::Available, Show::Away, Show::Xa, Show::Dnd][self.dice.roll(5) as usize]
    }

    fn step(&mut self) {
        self.now = Time(self.now.0 + 1 + self.dice.roll(20_000) as i64);
        let mut out = Out::default();
        match self.dice.roll(20) {
            0..=4 => self.join(&mut out),
            5 => self.present(&mut out, PresenceKind::Unavailable),
            6..=7 => self.present(&mut out, PresenceKind::Available),
            8 => self.vanish(&mut out),
            9..=13 => self.say(&mut out),
            14 => self.change_nick(&mut out),
            15 => self.whisper(&mut out),
            16 => self.put_out(&mut out),
            17 => self.change_virtual(&mut out),
            18 => self.close_session(&mut out),
            _ => self.tend(&mut out),
        }
        self.deliver(out);
    }

    fn join(&mut self, out: &mut Out) {
        let client = self.client();
        let room = self.room_for(&client);
        if room.view.is_some() {
            let keeps_lines = room.view.as_ref().is_some_and(|patron| patron.as_str() < "patron2");
            let config = RoomConfig { kind: RoomKind::View, keeps_lines, ..staff_config() };
            self.rooms.open(room.clone(), config, out);
        }
        let nick = self.nick(&client);
        let mut presence = join_presence(client.as_str(), room.address.as_str(), &nick);
        presence.show = self.show();
        let Some(Happening::JoinAsked(asked)) = self.rooms.presence(&presence, out).asked() else { panic!() };
        self.pictures.remove(&(client.clone(), room.address.to_string()));
        let admission = match room.view {
            Some(_) => Admission::patron(room, nick),
            None => Admission::operator(room, nick),
        };
        self.rooms.admit(self.now, &asked, &admission, out).unwrap();
    }

    fn present(&mut self, out: &mut Out, kind: PresenceKind) {
        let Some((room, client, nick)) = self.seated() else { return };
        let mut presence = Presence::new(kind, client, room.address.with_resource_str(&nick).unwrap());
        presence.show = self.show();
        self.rooms.presence(&presence, out);
    }

    fn vanish(&mut self, out: &mut Out) {
        let Some((room, client, _)) = self.seated() else { return };
        if self.dice.roll(2) == 0 {
            self.rooms.vanish(&room, &client, out).unwrap();
            return;
        }
        let to = room.address.with_resource_str(DESK).unwrap();
        let mut message = Message::new(MessageKind::Error, client.clone(), to);
        message.error = Some(StanzaError::new(ErrorType::Cancel, Condition::RecipientUnavailable));
        let happening = self.rooms.message(&message, out).asked();
        assert!(matches!(happening, Some(Happening::Left(left)) if left.how == LeftHow::Vanished));
        self.pictures.remove(&(client, room.address.to_string()));
    }

    fn say(&mut self, out: &mut Out) {
        let Some((room, client, nick)) = self.seated() else { return };
        if self.dice.roll(8) != 0 {
            self.words += 1;
        }
        let mut message = Message::new(MessageKind::Groupchat, client.clone(), room.address.clone());
        message.id = Some(format!("m{}", self.words));
        let padding = "x".repeat(self.dice.roll(600) as usize);
        message.content = Content::text(format!("{} {} {padding}", mark(&client), self.words));
        let Some(Happening::Said { message, .. }) = self.rooms.message(&message, out).asked() else { panic!() };
        let author = if is_patron(&client) { Author::Patron } else { Author::Operator };
        let speaker = Speaker { nick, author, bare: Some(client.to_bare()), client: Some(client) };
        let said = SaidMessage::of(&message);
        self.rooms.say(self.now, &room, &speaker, said.clone(), out).unwrap();
        if self.dice.roll(5) == 0 {
            let again = self.rooms.say(self.now, &room, &speaker, said, out);
            let keeps_lines = self.rooms.config(&room).unwrap().keeps_lines;
            assert_eq!(again == Some(Said::Again), keeps_lines);
        }
    }

    fn change_nick(&mut self, out: &mut Out) {
        let Some((room, client, _)) = self.seated() else { return };
        let nick = self.nick(&client);
        let presence =
            Presence::new(PresenceKind::Available, client.clone(), room.address.with_resource_str(&nick).unwrap());
        if let Some(Happening::NickAsked(asked)) = self.rooms.presence(&presence, out).asked() {
            assert_eq!(self.rooms.rename(&asked, &asked.wanted, out).as_deref(), Some(asked.wanted.as_str()));
        }
    }

    fn whisper(&mut self, out: &mut Out) {
        let Some((room, client, _)) = self.seated() else { return };
        let nicks: Vec<String> = self.rooms.occupants(&room).map(|(nick, _)| nick.to_owned()).collect();
        let to = &nicks[self.dice.roll(nicks.len() as u64) as usize];
        let is_virtual = self.rooms.occupant(&room, to).unwrap().is_virtual();
        let to = room.address.with_resource_str(to).unwrap();
        let mut message = Message::new(MessageKind::Chat, client.clone(), to);
        message.content = Content::text(format!("{} psst", mark(&client)));
        let before = out.stanzas.len();
        let happening = self.rooms.message(&message, out).asked();
        assert_eq!(is_virtual, matches!(happening, Some(Happening::Whispered { .. })));
        assert_eq!(is_virtual, before == out.stanzas.len());
    }

    fn put_out(&mut self, out: &mut Out) {
        let Some((room, _, nick)) = self.seated() else { return };
        assert!(!self.rooms.kick(&room, &nick, Some(DESK), Some("out"), out).is_empty());
    }

    fn change_virtual(&mut self, out: &mut Out) {
        let client = self.client();
        let room = self.room_for(&client);
        let seen = Seen { show: self.show(), ..Seen::default() };
        let nick = if room.view.is_some() { "Librarian" } else { "Patron" };
        match self.dice.roll(3) {
            0 => self.rooms.remove_virtual(&room, nick, out),
            _ => drop(self.rooms.show_virtual(&room, nick, Affiliation::Member, Role::Participant, seen, out)),
        }
    }

    fn close_session(&mut self, out: &mut Out) {
        let which = self.dice.roll(self.sessions.len() as u64) as usize;
        let id = self.sessions.swap_remove(which);
        self.rooms.destroy(&id, "closed", out);
        self.open_session(out);
    }

    fn tend(&mut self, out: &mut Out) {
        let client = self.client();
        let room = self.room_for(&client);
        match self.dice.roll(4) {
            0 => self.rooms.forget_lines(&room, Some(Time(self.now.0 - 100_000)), out),
            1 if self.dice.roll(5) == 0 => self.rooms.forget_lines(&room, None, out),
            2 if room.view.is_some() && self.dice.roll(3) == 0 => self.rooms.destroy(&room, "over", out),
            _ => {
                let text = if is_patron(&client) { mark(&client) } else { "staff".to_owned() };
                self.rooms.set_subject(self.now, &room, DESK, &text, None, out);
            }
        }
    }

    fn deliver(&mut self, out: Out) {
        out.records.iter().for_each(|record| self.store.apply(record));
        for stanza in out.stanzas {
            let to = match &stanza {
                Stanza::Message(message) => message.to.clone(),
                Stanza::Presence(presence) => presence.to.clone(),
                Stanza::Iq(iq) => iq.to.clone(),
            };
            let client = to.try_into_full().unwrap();
            assert_fit_for(&client, &stanza);
            match stanza {
                Stanza::Presence(presence) => self.see(client, &presence),
                Stanza::Message(message) => self.hear(client, &message),
                Stanza::Iq(_) => {}
            }
        }
    }

    fn see(&mut self, client: FullJid, presence: &Presence) {
        let at = (client, presence.from.to_bare().to_string());
        let nick = presence.from.resource().unwrap().to_string();
        let picture = self.pictures.entry(at.clone()).or_default();
        if presence.kind == PresenceKind::Error {
            return;
        }
        let item = presence.occupant.clone().unwrap();
        let is_own = item.statuses.contains(&110);
        if presence.kind == PresenceKind::Available {
            let shown = (presence.show, presence.status.clone(), item.affiliation, item.role);
            picture.there.insert(nick.clone(), shown);
            if is_own {
                picture.own = Some(nick);
            }
        } else if !is_own {
            assert!(picture.there.remove(&nick).is_some(), "somebody unknown left");
        } else if item.statuses.contains(&303) {
            assert_eq!(picture.own.as_deref(), Some(nick.as_str()));
            picture.there.remove(&nick);
            picture.own = item.nick;
        } else {
            assert_eq!(picture.own.as_deref(), Some(nick.as_str()));
            self.pictures.remove(&at);
        }
    }

    fn hear(&mut self, client: FullJid, message: &Message) {
        let picture = self.pictures.entry((client, message.from.to_bare().to_string())).or_default();
        if let Some(subject) = &message.subject {
            picture.subject = Some(subject.clone());
        }
        if let Some(id) = &message.stanza_id
            && !picture.lines.contains(id)
        {
            picture.lines.push(id.clone());
        }
    }

    fn check(&self) {
        assert_eq!(self.store.restored(), self.rooms);
        let mut sat = 0;
        for ((client, address), picture) in &self.pictures {
            let Some(own) = &picture.own else { continue };
            let room = self.rooms.room_of(&bare(address), client).expect("a client believes to be in a room");
            sat += 1;
            assert_eq!(self.rooms.nick_of(room, client), Some(own.as_str()));
            let truth = self.rooms.occupants(room).map(|(nick, occupant)| {
                let seen = occupant.seen();
                (nick.to_owned(), (seen.show, seen.status, occupant.affiliation, occupant.role))
            });
            assert_eq!(truth.collect::<BTreeMap<_, _>>(), picture.there);
            let kept: Vec<_> = self.rooms.history(room).map(|line| line.stanza_id.clone()).collect();
            assert!(picture.lines.ends_with(&kept), "{:?} {kept:?}", picture.lines);
            let subject = self.rooms.subject(room).map(|subject| subject.text.as_str()).unwrap_or_default();
            assert_eq!(picture.subject.as_deref(), Some(subject));
        }
        assert_eq!(self.rooms.clients().map(|client| self.rooms.rooms_of(client).count()).sum::<usize>(), sat);
    }
}

/// No stanza holds anybody's real JID, and none to a patron holds anything of another or of the staff.
fn assert_fit_for(client: &FullJid, stanza: &Stanza) {
    let mut stanza = stanza.clone();
    match &mut stanza {
        Stanza::Message(message) => message.to = jid("reader"),
        Stanza::Presence(presence) => presence.to = jid("reader"),
        Stanza::Iq(iq) => iq.to = jid("reader"),
    }
    let text = format!("{stanza:?}");
    assert!(!text.contains("@lib") && !text.contains("@home"), "{text}");
    if is_patron(client) {
        let text = text.replace(&mark(client), "");
        assert!(!text.contains("<patron") && !text.contains("<operator") && !text.contains("staff"), "{text}");
    } else {
        assert!(!text.contains("<patron"), "{text}");
    }
}

fn play(seed: u64) {
    let mut play = Play::new(seed);
    for _ in 0..STEPS {
        play.step();
        play.check();
    }
}

#[test]
fn after_every_step_of_a_random_play_everyone_sees_what_is_so_and_nothing_else() {
    let seeds = match std::env::var("ROOMS_SEED").ok().and_then(|seed| seed.parse().ok()) {
        Some(seed) => seed..seed + 1,
        None => 0..SEEDS,
    };
    for seed in seeds {
        println!("seed {seed}");
        play(seed);
    }
}
