//! Joining (XEP-0045 §7.2): who is admitted the hub decides; here is what is then sent, in the order of §7.1: the
//! others, oneself last, history, subject.
//!
//! COMPAT: Psi+ 1.4 crashes when it is admitted and kicked at once; a join is refused instead.

use super::few::Few;
use super::occupant::{MAX_CLIENTS, MAX_OCCUPANTS, Occupant, Who};
use super::presence::{KICKED, NICK_GIVEN, SELF, TECHNICAL, refuse};
use super::{Author, JoinAsked, LeftHow, Line, Out, Refusal, RoomId, Rooms, leave};
use crate::stanza::{Affiliation, OccupantView, Presence, PresenceKind, Role, Stanza, StanzaError};
use crate::time::Time;

/// How the hub lets somebody in.
#[derive(Debug, Clone, PartialEq)]
pub struct Admission {
    pub room: RoomId,
    /// Taken when free, else made free with `label` or a number.
    pub nick: String,
    pub label: Option<String>,
    pub affiliation: Affiliation,
    pub role: Role,
    /// Whose lines are shown as history; `None`: the room's own.
    pub history_of: Option<RoomId>,
    /// Beside 110 and 210, which the room adds itself.
    pub statuses: Vec<u16>,
}

impl Admission {
    /// An operator: a member, never owner or admin. COMPAT: as owners, Gajim 1.7 and Converse 14 behave otherwise.
    pub fn operator(room: RoomId, nick: impl Into<String>) -> Self {
        Admission {
            room,
            nick: nick.into(),
            label: None,
            affiliation: Affiliation::Member,
            role: Role::Participant,
            history_of: None,
            statuses: Vec::new(),
        }
    }

    pub fn patron(room: RoomId, nick: impl Into<String>) -> Self {
        Admission { affiliation: Affiliation::None, ..Admission::operator(room, nick) }
    }
}

impl Rooms {
    /// The nick under which the client now sits, or why the room could not take it (the client has been told). A client
    /// that sits there already keeps its nick and is told everything again; one that sits in another room of the same
    /// address changes rooms.
    pub fn admit(
        &mut self,
        now: Time,
        asked: &JoinAsked,
        admission: &Admission,
        out: &mut Out,
    ) -> Result<String, Refusal> {
        let client = &asked.client;
        if self.room_of(&asked.address, client).is_some_and(|seat| *seat != admission.room) {
            let seat = self.room_of(&asked.address, client).cloned();
            let told = leave::Told { status: Vec::new(), statuses: &[], client: false };
            seat.and_then(|seat| self.leave(&seat, client, LeftHow::Leave, &told, out));
        }
        let nick = match self.sit(asked, admission, out) {
            Ok(nick) => nick,
            Err(refusal) => {
                self.refuse(asked, refusal.error(), out);
                return Err(refusal);
            }
        };
        self.tell_the_room(now, asked, admission, &nick, out);
        Ok(nick)
    }

    fn sit(&mut self, asked: &JoinAsked, admission: &Admission, out: &mut Out) -> Result<String, Refusal> {
        let client = &asked.client;
        let bare = client.to_bare();
        let room = self.rooms.get_mut(&admission.room).ok_or(Refusal::NotInRoom)?;
        let kept = room.nick_of(client).map(str::to_owned);
        let nick = match &kept {
            Some(nick) => nick.clone(),
            None => room.free_nick(&admission.nick, Some(&bare), admission.label.as_deref()),
        };
        let before = room.occupants.get(&nick).map(Occupant::seen);
        if before.is_none() {
            if room.occupants.len() >= MAX_OCCUPANTS {
                return Err(Refusal::RoomFull);
            }
            let jid = room.id.address.with_resource_str(&nick).map_err(|_| Refusal::BadNick)?;
            let occupant = Occupant {
                jid,
                occupant_id: self.occupant_ids.of_person(&admission.room, &bare),
                affiliation: admission.affiliation,
                role: admission.role,
                who: Who::Person { bare, clients: Few::default() },
            };
            room.occupants.insert(nick.clone(), occupant);
        }
        let occupant = room.occupants.get_mut(&nick).ok_or(Refusal::NoSuchOccupant)?;
        let Who::Person { clients, .. } = &mut occupant.who else { return Err(Refusal::NickReserved) };
        if kept.is_none() && clients.len() >= MAX_CLIENTS {
            return Err(Refusal::TooManyClients);
        }
        clients.insert(client.clone(), asked.seen.clone());
        self.seats.entry(client.clone()).or_default().insert(admission.room.address.clone(), admission.room.clone());
        room.record_client(&nick, client, out);
        let occupant = room.occupants.get(&nick).ok_or(Refusal::NoSuchOccupant)?;
        if before.as_ref() != Some(&occupant.seen()) {
            for other in room.clients().filter(|other| *other != client) {
                out.stanzas.push(Stanza::Presence(Box::new(room.available_of(occupant, other, &[]))));
            }
        }
        Ok(nick)
    }

    fn tell_the_room(&self, now: Time, asked: &JoinAsked, admission: &Admission, nick: &str, out: &mut Out) {
        let Some(room) = self.rooms.get(&admission.room) else { return };
        let client = &asked.client;
        for other in room.occupants.keys().filter(|other| *other != nick) {
            room.show_to(other, client, &[], out);
        }
        let mut statuses = admission.statuses.clone();
        if nick != asked.wanted {
            statuses.push(NICK_GIVEN);
        }
        room.show_to(nick, client, &statuses, out);
        let source = admission.history_of.as_ref().and_then(|id| self.rooms.get(id)).unwrap_or(room);
        let elsewhere = source.id != room.id;
        // What the desk said there was said to those who were there.
        let may = |line: &Line| !elsewhere || line.author != Author::Desk;
        for line in source.history.wanted(now, &asked.history, may) {
            let mut message = room.line_again(line, client);
            if elsewhere {
                let own = line.bare.as_ref() == Some(&client.to_bare());
                message.from = room.jid_of(if own { nick } else { &line.nick });
                message.occupant_id = self.occupant_id_of(&room.id, &line.nick, line.bare.as_ref());
            }
            out.stanzas.push(Stanza::Message(Box::new(message)));
        }
        out.stanzas.push(Stanza::Message(Box::new(room.subject_message(client, None, true))));
    }

    /// COMPAT: the text is shown by Gajim 1.7, Converse 14 and Psi+ 1.4 with `gone`; never `conflict` (Converse) or
    /// `service-unavailable` (Converse), and `not-allowed` reads "not allowed to create".
    pub fn refuse(&self, asked: &JoinAsked, error: StanzaError, out: &mut Out) {
        let from = match asked.address.with_resource_str(&asked.wanted) {
            Ok(jid) => jid.into(),
            Err(_) => asked.address.clone().into(),
        };
        refuse(from, asked.client.clone().into(), asked.id.clone(), error, out);
    }

    /// XEP-0045 §7.2.18: a client that is not here and believes it is, is told so, and will join anew.
    pub fn turn_away(&self, asked: &JoinAsked, out: &mut Out) {
        let Ok(from) = asked.address.with_resource_str(&asked.wanted) else { return };
        let mut presence = Presence::new(PresenceKind::Unavailable, from, asked.client.clone());
        presence.id = asked.id.clone();
        presence.occupant = Some(OccupantView { statuses: vec![SELF, KICKED, TECHNICAL], ..OccupantView::default() });
        out.stanzas.push(Stanza::Presence(Box::new(presence)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;
    use crate::stanza::{Condition, ErrorType, HistoryWanted, MessageKind, Show};

    #[test]
    fn a_joining_operator_is_told_of_the_others_then_of_herself_then_the_subject() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let mut out = Out::default();
        let asked = ask(&mut rooms, "bo@lib/1", "Bo", &mut out);
        rooms.admit(Time(0), &asked, &Admission::operator(desk_room("ask"), "Bo"), &mut out).unwrap();
        let to_bo: Vec<_> = presences_to(&out, "bo@lib/1");
        let from: Vec<_> = to_bo.iter().map(|presence| presence.from.to_string()).collect();
        assert_eq!(from, ["ask@ref/Anna", "ask@ref/Desk", "ask@ref/Bo"]);
        assert_eq!(view(to_bo[1]).role, Role::Moderator);
        assert_eq!(view(to_bo[1]).affiliation, Affiliation::Owner);
        assert_eq!(view(to_bo[2]).statuses, [110]);
        assert_eq!(view(presences_to(&out, "anna@lib/1")[0]).statuses, [0u16; 0]);
        assert!(to_bo.iter().all(|presence| view(presence).jid.is_none()));
        let last = messages_to(&out, "bo@lib/1");
        assert_eq!(last.len(), 1);
        assert_eq!((last[0].subject.as_deref(), last[0].kind), (Some(""), MessageKind::Groupchat));
        record(&out);
        assert_restores(&rooms);
    }

    #[test]
    fn what_a_room_is_announced_as_agrees_with_what_those_who_join_are_told_and_shown() {
        for kind in [crate::muc::RoomKind::Staff, crate::muc::RoomKind::Session, crate::muc::RoomKind::View] {
            let mut rooms = no_rooms();
            rooms.open(desk_room("ask"), crate::muc::RoomConfig { kind, ..staff_config() }, &mut Out::default());
            join(&mut rooms, "anna@lib/1", "Anna");
            let (_, out) = join(&mut rooms, "bo@lib/1", "Bo");
            let shown = presences_to(&out, "bo@lib/1");
            let says_jids = shown.iter().any(|presence| view(presence).jid.is_some());
            let warns = shown.iter().any(|presence| view(presence).statuses.contains(&100));
            let features = rooms.disco(&desk_room("ask")).unwrap().features;
            let announces = features.iter().any(|feature| feature == "muc_nonanonymous");
            assert_eq!((says_jids, warns, announces), (false, false, false), "{kind:?}");
            assert!(features.iter().any(|feature| feature == "muc_semianonymous"), "{kind:?}");
        }
    }

    #[test]
    fn another_client_of_the_same_person_shares_the_nick() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        assert_eq!(join(&mut rooms, "anna@lib/2", "Anna").0, "Anna");
        assert_eq!(rooms.occupants(&desk_room("ask")).count(), 2);
        assert_restores(&rooms);
    }

    #[test]
    fn a_taken_nick_gives_another_nick_and_status_210_instead_of_a_conflict() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let (nick, out) = join(&mut rooms, "anna@other/1", "Anna");
        assert_eq!(nick, "Anna (2)");
        let own = presences_to(&out, "anna@other/1");
        assert_eq!(view(own.last().unwrap()).statuses, [210, 110]);
    }

    #[test]
    fn whoever_asks_to_be_the_desk_is_somebody_else() {
        let mut rooms = staff_room();
        assert_eq!(join(&mut rooms, "anna@lib/1", "Desk").0, "Guest");
    }

    #[test]
    fn the_ninth_client_of_a_person_is_refused() {
        let mut rooms = staff_room();
        for number in 0..MAX_CLIENTS {
            join(&mut rooms, &format!("anna@lib/{number}"), "Anna");
        }
        let mut out = Out::default();
        let asked = ask(&mut rooms, "anna@lib/one-more", "Anna", &mut out);
        let admission = Admission::operator(desk_room("ask"), "Anna");
        assert_eq!(rooms.admit(Time(0), &asked, &admission, &mut out), Err(Refusal::TooManyClients));
        assert_eq!(presences_to(&out, "anna@lib/one-more")[0].kind, PresenceKind::Error);
        assert!(!rooms.is_occupant(&bare("ask@ref"), &full("anna@lib/one-more")));
        assert_restores(&rooms);
    }

    #[test]
    fn the_thousand_and_first_occupant_is_refused() {
        let mut rooms = staff_room();
        let admission = Admission::operator(desk_room("ask"), "x");
        for number in 1..=MAX_OCCUPANTS {
            let mut out = Out::default();
            let asked = ask(&mut rooms, &format!("o{number}@lib/1"), "x", &mut out);
            let admission = Admission { nick: format!("n{number}"), ..admission.clone() };
            let seated = rooms.admit(Time(0), &asked, &admission, &mut out);
            assert_eq!(seated.is_ok(), number < MAX_OCCUPANTS, "{number}");
        }
    }

    #[test]
    fn a_client_that_joins_again_is_told_everything_again_and_keeps_its_nick() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let (nick, out) = join(&mut rooms, "bo@lib/1", "Robert");
        assert_eq!(nick, "Bo");
        assert_eq!(presences_to(&out, "bo@lib/1").len(), 3);
        assert!(presences_to(&out, "anna@lib/1").is_empty());
    }

    #[test]
    fn a_client_that_was_elsewhere_at_the_address_changes_rooms() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let own = RoomId::view(bare("ask@ref"), bare("bo@lib"));
        open_view(&mut rooms, &own);
        let mut out = Out::default();
        let asked = ask(&mut rooms, "bo@lib/1", "Bo", &mut out);
        assert_eq!(asked.seated, Some(desk_room("ask")));
        rooms.admit(Time(0), &asked, &Admission::patron(own.clone(), "Bo"), &mut out).unwrap();
        assert_eq!(rooms.room_of(&bare("ask@ref"), &full("bo@lib/1")), Some(&own));
        assert_eq!(presences_to(&out, "anna@lib/1")[0].kind, PresenceKind::Unavailable);
        record(&out);
        assert_restores(&rooms);
    }

    #[test]
    fn a_patron_in_his_view_sees_himself_and_the_desk_only() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        for patron in ["dora@home", "emil@home"] {
            let own = RoomId::view(bare("ask@ref"), bare(patron));
            open_view(&mut rooms, &own);
            let (nick, out) = admit_to(&mut rooms, &own, &format!("{patron}/1"), "Anna");
            assert_eq!(nick, "Anna");
            let seen = presences_to(&out, &format!("{patron}/1"));
            assert_eq!(
                seen.iter().map(|one| one.from.to_string()).collect::<Vec<_>>(),
                ["ask@ref/Desk", "ask@ref/Anna"]
            );
            assert_eq!(out.stanzas.len(), 3);
        }
        let (_, out) = say_at(&mut rooms, Time(1), "Anna", "anna@lib/1", "staff talk");
        assert_eq!(out.stanzas.len(), 1);
    }

    #[test]
    fn the_lines_of_another_room_are_shown_as_said_here_without_the_desks() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let said =
            crate::muc::SaidMessage { content: crate::stanza::Content::text("to operators"), ..Default::default() };
        rooms.say(Time(0), &desk_room("ask"), &crate::muc::Speaker::desk(), said, &mut Out::default());
        say_at(&mut rooms, Time(1), "Anna", "anna@lib/1", "hello");
        let session = open_session(&mut rooms, "ask.7k");
        let mut out = Out::default();
        let presence = join_presence("bo@lib/1", "ask.7k@ref", "Bo");
        let asked = rooms.presence(&presence, &mut out).asked();
        let Some(crate::muc::Happening::JoinAsked(asked)) = asked else { panic!("{asked:?}") };
        let admission = Admission { history_of: Some(desk_room("ask")), ..Admission::operator(session, "Bo") };
        rooms.admit(Time(2), &asked, &admission, &mut out).unwrap();
        let line = messages_to(&out, "bo@lib/1")[0];
        assert_eq!((&line.from, line.content.plain()), (&jid("ask.7k@ref/Anna"), "hello"));
        let there = rooms.occupant(&desk_room("ask"), "Anna").unwrap();
        assert_ne!(line.occupant_id.as_ref(), Some(&there.occupant_id));
    }

    #[test]
    fn of_another_rooms_lines_those_of_the_desk_are_not_shown() {
        let mut rooms = no_rooms();
        let session = open_session(&mut rooms, "ask.7k");
        let mut out = Out::default();
        for (text, speaker) in [("what is the ISBN?", Author::Patron), ("The patron is away.", Author::Desk)] {
            let speaker = crate::muc::Speaker { nick: "Patron".into(), author: speaker, bare: None, client: None };
            let content = crate::stanza::Content::text(text);
            let said = crate::muc::SaidMessage { content, ..crate::muc::SaidMessage::default() };
            rooms.say(Time(1), &session, &speaker, said, &mut out);
        }
        let view = RoomId::view(desk_room("ask").address, bare("dora@home"));
        open_view(&mut rooms, &view);
        let asked = rooms.presence(&join_presence("dora@home/1", "ask@ref", "Dora"), &mut out).asked();
        let Some(crate::muc::Happening::JoinAsked(mut asked)) = asked else { panic!("{asked:?}") };
        asked.history.max_stanzas = Some(1);
        let admission = Admission { history_of: Some(session), ..Admission::patron(view, "Dora") };
        rooms.admit(Time(2), &asked, &admission, &mut out).unwrap();
        let shown: Vec<_> = messages_to(&out, "dora@home/1");
        assert_eq!(shown.len(), 2);
        assert_eq!((shown[0].content.plain(), shown[1].content.plain()), ("what is the ISBN?", ""));
    }

    #[test]
    fn a_refused_join_carries_the_hubs_words() {
        let mut rooms = staff_room();
        let mut out = Out::default();
        let asked = ask(&mut rooms, "bo@lib/1", "Bo", &mut out);
        let gone = StanzaError::new(ErrorType::Cancel, Condition::Gone { new_address: None });
        rooms.refuse(&asked, gone.clone(), &mut out);
        let answer = presences_to(&out, "bo@lib/1")[0];
        assert_eq!((answer.kind, &answer.error), (PresenceKind::Error, &Some(gone)));
        assert_eq!(answer.from, jid("ask@ref/Bo"));
        assert_eq!(answer.id.as_deref(), Some("join"));
    }

    #[test]
    fn a_presence_of_old_or_of_one_who_believes_to_be_here_asks_to_join() {
        let mut rooms = staff_room();
        let mut out = Out::default();
        let presence = Presence::new(PresenceKind::Available, full("bo@lib/1"), full("ask@ref/Bo"));
        let outcome = rooms.presence(&presence, &mut out).asked();
        let Some(crate::muc::Happening::JoinAsked(asked)) = outcome else { panic!("{outcome:?}") };
        assert!(asked.legacy);
        assert_eq!(asked.history, HistoryWanted::default());
        rooms.turn_away(&asked, &mut out);
        assert_eq!(view(presences_to(&out, "bo@lib/1")[0]).statuses, [110, 307, 333]);
    }

    #[test]
    fn the_show_of_a_join_is_the_show_of_the_occupant() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let mut out = Out::default();
        let mut asked = ask(&mut rooms, "bo@lib/1", "Bo", &mut out);
        asked.seen.show = Show::Xa;
        rooms.admit(Time(0), &asked, &Admission::operator(desk_room("ask"), "Bo"), &mut out).unwrap();
        assert_eq!(presences_to(&out, "anna@lib/1")[0].show, Show::Xa);
    }
}
