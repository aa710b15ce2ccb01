//! Nicks: which can be used, which are free, and what a person gets when the wanted one is not.
//!
//! COMPAT: Converse 14 answers `<conflict/>` to a join with another join, for ever. A join is therefore never refused
//! for its nick; whoever wants a taken one gets the nearest free one and status 210 (XEP-0045 §7.2.2).

use jid::{BareJid, ResourcePart};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::room::Room;
use super::{Happening, NickAsked, Out, Refusal, RoomId, Rooms};
use crate::stanza::{Stanza, StanzaError};

/// The desk's own nick, in every room.
pub const DESK: &str = "Desk";
pub const MAX_NICK_CHARS: usize = 64;
const FALLBACK: &str = "Guest";

/// The nick as it can be used, or why it cannot.
pub(super) fn check(wanted: &str) -> Result<String, Refusal> {
    let nick = wanted.trim();
    if nick.is_empty() || nick.chars().count() > MAX_NICK_CHARS || nick.chars().any(is_unfit) {
        return Err(Refusal::BadNick);
    }
    if looks_like_desk(nick) {
        return Err(Refusal::NickReserved);
    }
    let nick = ResourcePart::new(nick).map_err(|_| Refusal::BadNick)?;
    Ok(nick.as_str().to_owned())
}

/// What can be saved of a nick that need not be good.
pub(super) fn tidied(wanted: &str) -> String {
    let kept: String = wanted.chars().filter(|c| !is_unfit(*c)).collect();
    let kept: String = kept.trim().chars().take(MAX_NICK_CHARS).collect();
    match check(&kept) {
        Ok(nick) => nick,
        Err(_) => FALLBACK.to_owned(),
    }
}

/// Control, formatting and bidi-override characters hide or turn what is beside them.
fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        )
        || ('\u{200b}'..='\u{200f}').contains(&c)
        || ('\u{2028}'..='\u{202e}').contains(&c)
        || ('\u{2060}'..='\u{206f}').contains(&c)
        || ('\u{fe00}'..='\u{fe0f}').contains(&c)
        || ('\u{e0000}'..='\u{e007f}').contains(&c)
}

/// A name that a reader could take for [`DESK`], whatever letters it is written in.
fn looks_like_desk(nick: &str) -> bool {
    let letters = nick.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).filter_map(|c| match c {
        'd' | 'ԁ' | 'ժ' | 'đ' | 'ɗ' => Some('d'),
        'e' | 'е' | 'є' | 'ε' | 'ҽ' | '3' | 'ɛ' | 'ə' => Some('e'),
        's' | 'ѕ' | '5' | '$' | 'ꜱ' | 'ʂ' => Some('s'),
        'k' | 'к' | 'κ' | 'ĸ' | 'ƙ' => Some('k'),
        c if c.is_alphanumeric() => Some(c),
        _ => None,
    });
    let plain = DESK.to_lowercase();
    let mut left = plain.chars();
    letters.into_iter().all(|c| left.next() == Some(c)) && left.next().is_none()
}

impl Room {
    /// Whether `bare` can sit under this nick: nobody has it, not in other capitals either, or he has it himself.
    pub(super) fn is_nick_free(&self, nick: &str, bare: Option<&BareJid>) -> bool {
        let folded = nick.to_lowercase();
        self.occupants.iter().all(|(there, occupant)| {
            there.to_lowercase() != folded || (there == nick && bare.is_some() && occupant.bare() == bare)
        })
    }

    /// The wanted nick if `bare` can have it, else with `label` ("Anna (Lund)"), else with a number ("Anna (2)").
    pub(super) fn free_nick(&self, wanted: &str, bare: Option<&BareJid>, label: Option<&str>) -> String {
        let wanted = tidied(wanted);
        if self.is_nick_free(&wanted, bare) {
            return wanted;
        }
        let labels = label.map(tidied).into_iter().chain((2..).map(|number: u32| number.to_string()));
        for label in labels.take(super::MAX_OCCUPANTS + 2) {
            let room_for_name = MAX_NICK_CHARS.saturating_sub(label.chars().count() + 3);
            let name: String = wanted.chars().take(room_for_name).collect();
            match check(&format!("{} ({label})", name.trim_end())) {
                Ok(nick) if self.is_nick_free(&nick, bare) => return nick,
                _ => {}
            }
        }
        wanted
    }

    pub(super) fn ask_nick(&self, asked: NickAsked) -> Result<Happening, Refusal> {
        let wanted = check(&asked.wanted)?;
        let own = self.occupants.get(&asked.nick);
        let only_capitals_change = wanted.to_lowercase() == asked.nick.to_lowercase();
        if own.is_none() || (!only_capitals_change && !self.is_nick_free(&wanted, None)) {
            return Err(Refusal::NickTaken);
        }
        Ok(Happening::NickAsked(NickAsked { wanted, ..asked }))
    }
}

impl Rooms {
    /// A nick under which `bare` can sit in the room, as near to the wanted one as can be.
    pub fn free_nick(&self, room: &RoomId, wanted: &str, bare: &BareJid, label: Option<&str>) -> String {
        match self.rooms.get(room) {
            Some(room) => room.free_nick(wanted, Some(bare), label),
            None => tidied(wanted),
        }
    }

    /// XEP-0045 §7.6. All clients under the old nick move together. `nick` is the wanted one or one the hub prefers.
    pub fn rename(&mut self, asked: &NickAsked, nick: &str, out: &mut Out) -> Option<String> {
        let room = self.rooms.get_mut(&asked.room)?;
        let old = room.nick_of(&asked.client)?.to_owned();
        let mut occupant = room.occupants.remove(&old)?;
        let nick = room.free_nick(nick, None, None);
        let Ok(jid) = room.id.address.with_resource_str(&nick) else {
            room.occupants.insert(old, occupant);
            return None;
        };
        let clients: Vec<_> = room.clients().chain(occupant.clients()).cloned().collect();
        for client in &clients {
            let mut presence = room.unavailable_of(&occupant, client, &[303]);
            if let Some(view) = &mut presence.occupant {
                view.affiliation = occupant.affiliation;
                view.role = occupant.role;
                view.nick = Some(nick.clone());
            }
            out.stanzas.push(Stanza::Presence(Box::new(presence)));
        }
        occupant.jid = jid;
        let own: Vec<_> = occupant.clients().cloned().collect();
        room.occupants.insert(nick.clone(), occupant);
        room.show_to_all(&nick, if nick == asked.wanted { &[] } else { &[210] }, out);
        for client in &own {
            room.record_client(&nick, client, out);
        }
        Some(nick)
    }

    pub fn refuse_nick(&self, asked: &NickAsked, error: StanzaError, out: &mut Out) {
        if let Ok(from) = asked.room.address.with_resource_str(&asked.wanted) {
            super::presence::refuse(from.into(), asked.client.clone().into(), asked.id.clone(), error, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;
    use crate::stanza::PresenceKind;

    #[test]
    fn names_like_the_desks_are_reserved() {
        for nick in ["Desk", "desk", " DESK ", "D e s k", "De.sk", "Dеsk", "DES\u{212a}", "D3sk", "Désk", "ｄｅｓｋ"]
        {
            assert_eq!(check(nick), Err(Refusal::NickReserved), "{nick}");
        }
        for nick in ["Desktop", "Deska", "Bo", "Reference desk"] {
            assert!(check(nick).is_ok(), "{nick}");
        }
    }

    #[test]
    fn nicks_are_trimmed_and_bounded() {
        assert_eq!(check("  Anna "), Ok("Anna".into()));
        assert_eq!(check("   "), Err(Refusal::BadNick));
        assert_eq!(check(&"x".repeat(65)), Err(Refusal::BadNick));
        assert_eq!(check("An\u{202e}na"), Err(Refusal::BadNick));
        assert_eq!(check("An\u{7}na"), Err(Refusal::BadNick));
        assert_eq!(tidied("An\u{202e}na\n"), "Anna");
        assert_eq!(tidied("\u{200b}"), FALLBACK);
        assert_eq!(tidied("Desk"), FALLBACK);
        assert_eq!(tidied(&"x".repeat(90)).len(), 64);
    }

    #[test]
    fn a_taken_nick_is_given_with_a_label_or_a_number() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let room = desk_room("ask");
        assert_eq!(rooms.free_nick(&room, "Anna", &bare("anna@lib"), None), "Anna");
        assert_eq!(rooms.free_nick(&room, "Anna", &bare("other@lib"), None), "Anna (2)");
        assert_eq!(rooms.free_nick(&room, "anna", &bare("other@lib"), Some("Lund")), "anna (Lund)");
        let long = "x".repeat(64);
        join(&mut rooms, "bo@lib/1", &long);
        assert_eq!(rooms.free_nick(&room, &long, &bare("c@lib"), None), format!("{} (2)", "x".repeat(60)));
    }

    #[test]
    fn a_nick_change_is_told_with_303_and_then_the_new_presence() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let mut out = Out::default();
        let asked = nick_asked(present(&mut rooms, "bo@lib/1", "Bosse", &mut out));
        assert!(out.stanzas.is_empty());
        assert_eq!(rooms.rename(&asked, &asked.wanted, &mut out).as_deref(), Some("Bosse"));
        let seen: Vec<_> = presences_to(&out, "anna@lib/1");
        assert_eq!(seen[0].kind, PresenceKind::Unavailable);
        assert_eq!(seen[0].from, jid("ask@ref/Bo"));
        assert_eq!(view(seen[0]).nick.as_deref(), Some("Bosse"));
        assert_eq!(view(seen[0]).statuses, [303]);
        assert_eq!(seen[1].from, jid("ask@ref/Bosse"));
        let own = presences_to(&out, "bo@lib/1");
        assert_eq!(view(own[0]).statuses, [303, 110]);
        assert_eq!(view(own[1]).statuses, [110]);
        record(&out);
        assert_restores(&rooms);
    }

    #[test]
    fn a_nick_that_another_has_is_a_conflict_and_the_desks_is_not_acceptable() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        for (nick, refusal) in [("anna", Refusal::NickTaken), ("dEsk", Refusal::NickReserved)] {
            let mut out = Out::default();
            assert_eq!(present(&mut rooms, "bo@lib/1", nick, &mut out), None);
            let seen = presences_to(&out, "bo@lib/1");
            assert_eq!(seen[0].kind, PresenceKind::Error);
            assert_eq!(seen[0].error, Some(refusal.error()));
        }
    }

    #[test]
    fn a_refused_nick_change_is_an_error_from_the_wanted_nick() {
        let mut rooms = staff_room();
        join(&mut rooms, "bo@lib/1", "Bo");
        let mut out = Out::default();
        let asked = nick_asked(present(&mut rooms, "bo@lib/1", "Bosse", &mut out));
        rooms.refuse_nick(&asked, Refusal::BadNick.error(), &mut out);
        assert_eq!(presences_to(&out, "bo@lib/1")[0].from, jid("ask@ref/Bosse"));
    }
}
