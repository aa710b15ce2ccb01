//! Whoever holds a session hands it on or calls somebody in, by a word or by her client's invitation, to colleagues,
//! services, guests and nobody; and what must be so about that.

use jid::BareJid;
use refdesk::stanza::{DirectInvite, Invite, Message, MessageKind};

use super::chance::Chance;
use super::client::Wire;
use super::world::{DOMAIN, STAFF};

/// Somebody of no service, who is asked now and then.
pub const GUEST: &str = "Gus";

fn whom(chance: &mut Chance) -> String {
    match chance.below(10) {
        0..=5 => format!("o{}@{STAFF}", chance.below(4)),
        6 => format!("o9@{STAFF}"),
        7 => format!("ask@{DOMAIN}"),
        8 => format!("ask-law@{DOMAIN}"),
        _ => format!("nobody@{STAFF}"),
    }
}

/// Something typed in a session's room.
pub fn command(chance: &mut Chance, note: &str) -> String {
    let names = ["Anna", "Bo", "Chen", "Dag", "ask", "lang:sv", "lang:en subject:law", "cancel", "Nobody"];
    let verb = *chance.among(&["transfer", "consult"]).unwrap_or(&"transfer");
    let to = match chance.percent(50) {
        true => whom(chance),
        false => (*chance.among(&names).unwrap_or(&"Bo")).to_owned(),
    };
    match chance.below(10) {
        0 => format!("!{verb}"),
        1 => "!transfer cancel".to_owned(),
        _ if to == "cancel" => "!transfer cancel".to_owned(),
        _ => format!("!{verb} {to}; {note}"),
    }
}

/// An invitation by her client.
pub fn invitation(wire: &Wire, chance: &mut Chance, room: &BareJid, note: String) -> Option<Message> {
    let peer: BareJid = whom(chance).parse().ok()?;
    if peer.domain().as_str() == DOMAIN && chance.percent(50) {
        let mut direct = wire.message(MessageKind::Normal, peer);
        direct.direct_invite = Some(DirectInvite { room: room.clone().into(), reason: Some(note), thread: None });
        return Some(direct);
    }
    let mut mediated = wire.message(MessageKind::Normal, room.clone());
    mediated.invite = Some(Invite { peer: peer.into(), reason: Some(note), thread: None });
    mediated.to_room = true;
    Some(mediated)
}
