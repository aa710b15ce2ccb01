//! An operator at her client: in the staff room while she is on duty, joins sessions when invited or does not, speaks,
//! types, corrects, gossips with colleagues, uses commands, leaves.

use std::collections::BTreeSet;

use jid::BareJid;
use refdesk::stanza::{
    ChatState, CommandAction, CommandRequest, Content, Decline, Field, Form, FormKind, HistoryWanted, IqBody, Message,
    MessageKind, Presence, PresenceKind, Query, Show, Stanza,
};
use refdesk::time::Time;

use super::chance::Chance;
use super::client::{Gossip, Wire};
use super::{founding, transfer};

pub struct Operator {
    /// What begins the marker in each line for patrons (`o1.0.`) and, with `s` before it, in each that is not.
    pub mark: String,
    pub name: &'static str,
    pub services: Vec<BareJid>,
    pub hub: BareJid,
    pub lines: u32,
    /// She founds services and ends them.
    pub coordinates: bool,
    /// Session rooms she was ever invited to.
    pub bookmarks: BTreeSet<BareJid>,
}

#[derive(Clone, Copy)]
enum Act {
    OnDuty,
    Say,
    SayToStaff,
    Whisper,
    Command,
    Form,
    Type,
    Correct,
    Again,
    Show,
    Rename,
    LeaveSession,
    LeaveStaff,
    Rejoin,
    Ask,
    Subject,
    HandOn,
    Invite,
}

impl Operator {
    pub fn acts(&mut self, now: Time, wire: &mut Wire, chance: &mut Chance, gossip: &Gossip) {
        // A guest has no service of her own.
        let service = chance.among(&self.services).cloned().unwrap_or_else(|| self.hub.clone());
        let is_guest = self.services.is_empty();
        let sessions: Vec<BareJid> = wire.seats.keys().filter(|room| !self.services.contains(room)).cloned().collect();
        let session = chance.among(&sessions).cloned();
        let rooms: Vec<BareJid> = wire.seats.keys().cloned().collect();
        let somewhere = chance.among(&rooms).cloned();
        let act = chance.weighed(&[
            (20, Act::OnDuty),
            (35, Act::Say),
            (6, Act::SayToStaff),
            (5, Act::Whisper),
            (if self.coordinates { 28 } else { 16 }, Act::Command),
            (3, Act::Form),
            (6, Act::Type),
            (4, Act::Correct),
            (6, Act::Again),
            (6, Act::Show),
            (2, Act::Rename),
            (3, Act::LeaveSession),
            (2, Act::LeaveStaff),
            (4, Act::Rejoin),
            (2, Act::Ask),
            (1, Act::Subject),
            (14, Act::HandOn),
            (6, Act::Invite),
        ]);
        match (act, session) {
            (Act::OnDuty, _) if !is_guest && !wire.seats.contains_key(&service) => {
                wire.join(now, &service, self.name, HistoryWanted::default());
            }
            (Act::Say | Act::OnDuty, Some(session)) => {
                let content = Content::text(self.mark("o", "we open at nine"));
                let line = self.line(wire, chance, MessageKind::Groupchat, session, content);
                wire.say(line);
            }
            (Act::SayToStaff | Act::Say, _) if wire.seats.contains_key(&service) => {
                let content = Content::text(self.mark("s", "coffee?"));
                let line = self.line(wire, chance, MessageKind::Groupchat, service, content);
                wire.say(line);
            }
            (Act::Whisper, _) => {
                let Some(room) = somewhere else { return };
                let nick = chance.among(&["Anna", "Bo", "Chen", "Patron", "<<patron-nick>>", "Desk"]).unwrap_or(&"Bo");
                let Ok(to) = room.with_resource_str(nick) else { return };
                let mut whisper = wire.message(MessageKind::Chat, to);
                whisper.content = Content::text(self.mark("s", "between us"));
                whisper.in_room = true;
                wire.send(whisper);
            }
            (Act::Command, _) => self.command(wire, chance, somewhere, &service),
            (Act::Form, _) => self.form(wire, chance, somewhere),
            (Act::Type, Some(session)) => {
                let mut typing = wire.message(MessageKind::Groupchat, session);
                typing.chat_state = Some(ChatState::Composing);
                wire.send(typing);
            }
            (Act::Correct, Some(session)) => {
                let earlier = wire.sent.back().and_then(|earlier| earlier.id.clone());
                let mut content = Content::text(self.mark("o", "at ten, sorry"));
                content.replaces = earlier.or(Some("desk-1".into()));
                let line = self.line(wire, chance, MessageKind::Groupchat, session, content);
                wire.say(line);
            }
            (Act::Again, _) => wire.say_again(chance),
            (Act::Show, _) => {
                let Some(room) = somewhere else { return };
                let Ok(to) = room.with_resource_str(&wire.seats[&room]) else { return };
                let mut presence = Presence::new(PresenceKind::Available, wire.jid.clone(), to);
                let shows = [Show::Available, Show::Available, Show::Chat, Show::Away, Show::Xa, Show::Dnd];
                presence.show = *chance.among(&shows).unwrap_or(&Show::Available);
                wire.presence(presence);
            }
            (Act::Rename, _) => {
                let Some(room) = somewhere else { return };
                let nick = chance.among(&["Anna", "Bo", "Chen", "Patron", "Desk", "Bo (Lund)"]).unwrap_or(&"Bo");
                let Ok(to) = room.with_resource_str(nick) else { return };
                let presence = Presence::new(PresenceKind::Available, wire.jid.clone(), to);
                wire.out.push(Stanza::Presence(Box::new(presence)));
            }
            (Act::LeaveSession, Some(session)) => wire.leave(&session),
            (Act::LeaveStaff, _) if !is_guest => wire.leave(&service),
            (Act::Rejoin, _) => {
                let known: Vec<_> = self.bookmarks.iter().chain(&gossip.session_rooms).cloned().collect();
                let Some(room) = chance.among(&known).filter(|room| !wire.seats.contains_key(*room)) else { return };
                wire.join(now, room, self.name, HistoryWanted::default());
            }
            (Act::Ask, _) => {
                let services = gossip.services.iter().filter(|_| !is_guest);
                let known: Vec<_> = self.bookmarks.iter().chain(services).cloned().collect();
                let Some(room) = chance.among(&known).cloned() else { return };
                let query =
                    if chance.percent(50) { Query::DiscoInfo { node: None } } else { Query::DiscoItems { node: None } };
                wire.iq(room, IqBody::Get(query));
            }
            (Act::HandOn, Some(session)) => {
                let note = self.mark("s", "has a deed");
                let mut line = wire.message(MessageKind::Groupchat, session);
                line.id = Some(wire.id());
                line.content = Content::text(transfer::command(chance, &note));
                wire.send(line);
            }
            (Act::Invite, Some(session)) => {
                let note = self.mark("s", "knows the law");
                let invitation = transfer::invitation(wire, chance, &session, note);
                invitation.into_iter().for_each(|invitation| wire.send(invitation));
            }
            (Act::Subject, _) => {
                let Some(room) = somewhere else { return };
                let mut subject = wire.message(MessageKind::Groupchat, room);
                subject.subject = Some(self.mark("s", "tidy the stacks"));
                wire.send(subject);
            }
            _ => {}
        }
    }

    fn mark(&mut self, kind: &str, words: &str) -> String {
        self.lines += 1;
        format!("#{kind}{}{}# {words}", self.mark, self.lines)
    }

    fn line(
        &mut self,
        wire: &mut Wire,
        chance: &mut Chance,
        kind: MessageKind,
        to: BareJid,
        content: Content,
    ) -> Message {
        let mut message = wire.message(kind, to);
        message.id = chance.percent(95).then(|| wire.id());
        message.origin_id = message.id.clone();
        message.content = content;
        message
    }

    fn command(&mut self, wire: &mut Wire, chance: &mut Chance, place: Option<BareJid>, service: &BareJid) {
        let secret = self.mark("s", "wants the ISBN");
        let token = chance.among(&self.bookmarks.iter().collect::<Vec<_>>()).and_then(|room| {
            let local = room.node()?.as_str().split_once('.')?;
            Some(local.1.to_owned())
        });
        let text = match chance.below(26) {
            _ if self.coordinates && chance.percent(70) => founding::command(chance),
            22 => founding::answer(chance),
            23..=25 => "!help".to_owned(),
            0 => "!help".to_owned(),
            1 => "!queue".to_owned(),
            2..=4 => "!take".to_owned(),
            5 => format!("!take {}", token.unwrap_or_default()),
            6 => "!close answered 3".to_owned(),
            7 => "!close".to_owned(),
            8 => format!("!note {secret}"),
            9 | 10 => "!canned hours".to_owned(),
            11 => "!who".to_owned(),
            12 => chance.among(&["!on", "!on", "!off"]).unwrap_or(&"!on").to_string(),
            13 => "!status".to_owned(),
            14 => "!candidates".to_owned(),
            15 => format!("!why {}", token.unwrap_or_default()),
            16 | 17 => {
                let wanted = ["", "lang:fi route", "lang:sv,en route", "subject:law", "subject:tax sign:ssl route"];
                let wanted = chance.among(&wanted).unwrap_or(&"");
                format!("!need {} {wanted}", token.filter(|_| chance.percent(50)).unwrap_or_default())
            }
            18 | 19 => {
                let whom = chance.among(&["Anna", "Bo", "Chen", "Dag"]).unwrap_or(&"Bo");
                format!("!assign {} to {whom}", token.unwrap_or_default())
            }
            20 => format!("/invite {secret}"),
            _ => format!("!clsoe {secret}"),
        };
        let in_room = place.filter(|_| chance.percent(75));
        let (kind, to) = match in_room {
            Some(room) => (MessageKind::Groupchat, room),
            None if chance.percent(50) => (MessageKind::Chat, service.clone()),
            None => (MessageKind::Chat, self.hub.clone()),
        };
        let mut message = wire.message(kind, to);
        message.id = Some(wire.id());
        message.content = Content::text(text);
        if chance.percent(10) {
            wire.say(message);
        } else {
            wire.send(message);
        }
    }

    fn form(&mut self, wire: &mut Wire, chance: &mut Chance, place: Option<BareJid>) {
        let commands = ["queue", "take", "close", "decline", "who", "status", "note", "canned"];
        let node = (*chance.among(&commands).unwrap_or(&"who")).to_owned();
        let field =
            |var: &str, value: String| Field { var: Some(var.to_owned()), values: vec![value], ..Field::default() };
        let fields = match node.as_str() {
            "note" => vec![field("text", self.mark("s", "by form"))],
            "canned" => vec![field("name", "hours".to_owned())],
            _ => Vec::new(),
        };
        let form = Form { kind: FormKind::Submit, fields, ..Form::default() };
        let action = CommandAction::Execute;
        let request = CommandRequest { node, execution: None, action, form: Some(form) };
        let to = place.unwrap_or_else(|| self.hub.clone());
        wire.iq(to, IqBody::Set(Query::Command(request)));
    }

    /// Invitations are joined at once, later, declined, or not seen.
    pub fn receives(&mut self, now: Time, wire: &mut Wire, chance: &mut Chance, stanza: &Stanza) {
        let Stanza::Message(message) = stanza else { return };
        let Some(invite) = &message.invite else { return };
        let room = message.from.to_bare();
        let is_staff_room = room.node().is_some_and(|local| !local.as_str().contains('.'));
        // By a word and not by joining: who has declined, or was too late, would sit there as a patron.
        if is_staff_room && chance.percent(70) {
            let mut accepts = wire.message(MessageKind::Chat, self.hub.clone());
            accepts.content = Content::text(format!("!accept {}", room.node().map_or("", |local| local.as_str())));
            return wire.send(accepts);
        }
        if !is_staff_room {
            self.bookmarks.insert(room.clone());
        }
        if !is_staff_room && chance.percent(70) {
            wire.join(now, &room, self.name, HistoryWanted::default());
        } else if chance.percent(40) {
            let mut decline = wire.message(MessageKind::Normal, room);
            decline.decline = Some(Decline { peer: invite.peer.clone(), reason: Some(self.mark("s", "busy")) });
            decline.to_room = true;
            wire.send(decline);
        }
    }
}
