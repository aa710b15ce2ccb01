//! What rooms say of themselves (XEP-0030, XEP-0045 §6): identity, features, `muc#roominfo`, who is there, and the nick
//! a person has (`x-roomuser-item`). Whether a requester sees a room or an ordinary contact is the hub's choice.

use super::room::Room;
use super::{MAX_HISTORY_LINES, RoomId, RoomKind, Rooms};
use crate::stanza::{DiscoInfo, DiscoItem, Field, FieldKind, Form, FormKind, Identity};

/// XEP-0045 §7.12. COMPAT: answered with the room's own identity, Converse 14 joins under the room's name.
pub const ROOM_USER_ITEM: &str = "x-roomuser-item";

const COMMON: [&str; 8] = [
    "http://jabber.org/protocol/disco#info",
    "http://jabber.org/protocol/muc",
    "http://jabber.org/protocol/muc#stable_id",
    "http://jabber.org/protocol/muc#self-ping-optimization",
    "jabber:x:conference",
    "urn:xmpp:occupant-id:0",
    "urn:xmpp:ping",
    "urn:xmpp:sid:0",
];

/// The only place that decides what rooms are announced as. Semi-anonymous, as no real JID is ever shown.
const fn announced(kind: RoomKind) -> [&'static str; 6] {
    let (access, duration) = match kind {
        RoomKind::Session => ("muc_membersonly", "muc_temporary"),
        RoomKind::Staff => ("muc_membersonly", "muc_persistent"),
        RoomKind::View => ("muc_open", "muc_persistent"),
    };
    ["muc_hidden", access, "muc_semianonymous", duration, "muc_unmoderated", "muc_unsecured"]
}

pub fn features(kind: RoomKind) -> Vec<String> {
    COMMON.into_iter().chain(announced(kind)).map(str::to_owned).collect()
}

/// The answer to [`ROOM_USER_ITEM`]: the nick a person has or would be given, or nothing.
pub fn reserved_nick(nick: Option<&str>) -> DiscoInfo {
    let identity = |nick: &str| Identity {
        category: "conference".into(),
        kind: "text".into(),
        lang: None,
        name: Some(nick.to_owned()),
    };
    DiscoInfo {
        node: Some(ROOM_USER_ITEM.into()),
        identities: nick.map(identity).into_iter().collect(),
        ..DiscoInfo::default()
    }
}

impl Rooms {
    pub fn disco(&self, room: &RoomId) -> Option<DiscoInfo> {
        self.rooms.get(room).map(|room| room.disco())
    }

    /// The same under another name and without the subject, for who may not read it yet.
    pub fn disco_from_outside(&self, room: &RoomId, name: &str) -> Option<DiscoInfo> {
        let mut info = self.disco(room)?;
        info.identities.iter_mut().for_each(|identity| identity.name = Some(name.to_owned()));
        for field in info.forms.iter_mut().flat_map(|form| &mut form.fields) {
            match field.var.as_deref() {
                Some("muc#roominfo_description") => field.values = vec![name.to_owned()],
                Some("muc#roominfo_subject") => field.values = vec![String::new()],
                _ => {}
            }
        }
        Some(info)
    }
}

impl Room {
    fn disco(&self) -> DiscoInfo {
        let identity = Identity {
            category: "conference".into(),
            kind: "text".into(),
            lang: self.config.language.clone(),
            name: Some(self.config.name.clone()),
        };
        let field = |var: &str, kind: FieldKind, value: String| Field {
            var: Some(var.to_owned()),
            kind: Some(kind),
            values: vec![value],
            ..Field::default()
        };
        let subject = self.subject.as_ref().map(|subject| subject.text.clone());
        let history = if self.config.keeps_lines { MAX_HISTORY_LINES } else { 0 };
        let mut fields = vec![
            field("FORM_TYPE", FieldKind::Hidden, "http://jabber.org/protocol/muc#roominfo".into()),
            field("muc#roominfo_description", FieldKind::TextSingle, self.config.name.clone()),
            field("muc#roominfo_occupants", FieldKind::TextSingle, self.occupants.len().to_string()),
            field("muc#roominfo_subject", FieldKind::TextSingle, subject.unwrap_or_default()),
            field("muc#maxhistoryfetch", FieldKind::TextSingle, history.to_string()),
        ];
        fields.extend(self.config.language.clone().map(|lang| field("muc#roominfo_lang", FieldKind::TextSingle, lang)));
        DiscoInfo {
            node: None,
            identities: vec![identity],
            features: features(self.config.kind),
            forms: vec![Form { kind: FormKind::Result, fields, ..Form::default() }],
        }
    }

    /// XEP-0045 §6.5: who is there, for those who are there.
    pub(super) fn items(&self) -> Vec<DiscoItem> {
        let item = |(nick, occupant): (&String, &super::Occupant)| DiscoItem {
            jid: occupant.jid.clone().into(),
            node: None,
            name: Some(nick.clone()),
        };
        self.occupants.iter().map(item).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;

    #[test]
    fn a_session_room_is_announced_as_stock_clients_took_it_well() {
        let features = features(RoomKind::Session);
        for feature in
            ["muc_hidden", "muc_membersonly", "muc_semianonymous", "muc_temporary", "muc_unmoderated", "muc_unsecured"]
        {
            assert!(features.iter().any(|there| there == feature), "{feature}");
        }
        assert!(!features.iter().any(|there| there.starts_with("urn:xmpp:mam")));
    }

    #[test]
    fn a_room_tells_its_name_and_roominfo() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let info = rooms.disco(&desk_room("ask")).unwrap();
        assert_eq!(info.identities[0].name.as_deref(), Some("Ask"));
        assert_eq!(info.forms[0].value("FORM_TYPE"), Some("http://jabber.org/protocol/muc#roominfo"));
        assert_eq!(info.forms[0].value("muc#roominfo_occupants"), Some("2"));
        assert_eq!(info.forms[0].value("muc#roominfo_lang"), Some("en"));
    }

    #[test]
    fn a_nick_not_reserved_is_answered_with_nothing() {
        assert!(reserved_nick(None).identities.is_empty());
        assert_eq!(reserved_nick(Some("Bo (Lund)")).identities[0].name.as_deref(), Some("Bo (Lund)"));
    }
}
