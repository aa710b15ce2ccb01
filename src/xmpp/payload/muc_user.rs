//! What a room says of its occupants, and mediated invitations: `http://jabber.org/protocol/muc#user` (XEP-0045 §7.2,
//! §7.8.2, §10.9).
//!
//! COMPAT: written anew because the type of xmpp-parsers 0.23 refuses bare JIDs, missing roles and unknown status codes,
//! all of which real rooms send, and knows no destruction.

use jid::Jid;
use xso::{AsXml, FromXml};

use super::{Malformed, words};
use crate::stanza::{AdminItem, Affiliation, Decline, Invite, OccupantView, Role};

pub const ONE_INVITE: &str = "more than one <invite/> or <decline/> in a message";
const MAX_STATUSES: usize = 16;

words!(Affiliation {
    Affiliation::Owner => "owner",
    Affiliation::Admin => "admin",
    Affiliation::Member => "member",
    Affiliation::None => "none",
    Affiliation::Outcast => "outcast",
});

words!(Role {
    Role::Moderator => "moderator",
    Role::Participant => "participant",
    Role::Visitor => "visitor",
    Role::None => "none",
});

#[derive(FromXml, AsXml, Debug, Clone, Default, PartialEq)]
#[xml(namespace = xmpp_parsers::ns::MUC_USER, name = "x")]
pub struct MucUser {
    #[xml(child(default))]
    item: Option<Item>,
    #[xml(child(default))]
    destroy: Option<Destroy>,
    #[xml(child(n = ..))]
    statuses: Vec<Status>,
    #[xml(child(n = ..))]
    invites: Vec<WireInvite>,
    #[xml(child(n = ..))]
    declines: Vec<WireDecline>,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = xmpp_parsers::ns::MUC_USER, name = "item")]
struct Item {
    #[xml(attribute(default))]
    affiliation: Option<Affiliation>,
    #[xml(attribute(default))]
    role: Option<Role>,
    #[xml(attribute(default))]
    jid: Option<Jid>,
    #[xml(attribute(default))]
    nick: Option<String>,
    #[xml(child(default))]
    actor: Option<Actor>,
    #[xml(extract(default, fields(text(type_ = String))))]
    reason: Option<String>,
}

/// Who changed somebody's role or affiliation.
#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = xmpp_parsers::ns::MUC_USER, name = "actor")]
struct Actor {
    #[xml(attribute(default))]
    nick: Option<String>,
    #[xml(attribute(default))]
    jid: Option<String>,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = xmpp_parsers::ns::MUC_USER, name = "status")]
struct Status {
    #[xml(attribute)]
    code: u16,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = xmpp_parsers::ns::MUC_USER, name = "destroy")]
struct Destroy {
    #[xml(extract(default, fields(text(type_ = String))))]
    reason: Option<String>,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = xmpp_parsers::ns::MUC_USER, name = "invite")]
struct WireInvite {
    #[xml(attribute(default))]
    from: Option<Jid>,
    #[xml(attribute(default))]
    to: Option<Jid>,
    #[xml(extract(default, fields(text(type_ = String))))]
    reason: Option<String>,
    #[xml(child(default))]
    continued: Option<Continue>,
}

/// The invitation continues a conversation that has been going on elsewhere.
#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = xmpp_parsers::ns::MUC_USER, name = "continue")]
struct Continue {
    #[xml(attribute(default))]
    thread: Option<String>,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = xmpp_parsers::ns::MUC_USER, name = "decline")]
struct WireDecline {
    #[xml(attribute(default))]
    from: Option<Jid>,
    #[xml(attribute(default))]
    to: Option<Jid>,
    #[xml(extract(default, fields(text(type_ = String))))]
    reason: Option<String>,
}

/// What `muc#user` means in a message.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InMessage {
    pub invite: Option<Invite>,
    pub decline: Option<Decline>,
    pub to_room: bool,
    pub member: Option<AdminItem>,
}

impl MucUser {
    pub fn in_message(
        invite: Option<&Invite>,
        decline: Option<&Decline>,
        to_room: bool,
        member: Option<&AdminItem>,
    ) -> Self {
        let ends = |peer: &Jid| if to_room { (None, Some(peer.clone())) } else { (Some(peer.clone()), None) };
        let invite = invite.map(|invite| {
            let (from, to) = ends(&invite.peer);
            let thread = |thread: &String| Continue { thread: (!thread.is_empty()).then(|| thread.clone()) };
            WireInvite { from, to, reason: invite.reason.clone(), continued: invite.thread.as_ref().map(thread) }
        });
        let decline = decline.map(|decline| {
            let (from, to) = ends(&decline.peer);
            WireDecline { from, to, reason: decline.reason.clone() }
        });
        MucUser {
            item: member.map(Item::from),
            invites: invite.into_iter().collect(),
            declines: decline.into_iter().collect(),
            ..MucUser::default()
        }
    }

    pub fn into_message(self) -> Result<InMessage, Malformed> {
        if self.invites.len() + self.declines.len() > 1 {
            return Err(Malformed::new(ONE_INVITE));
        }
        let mut read = InMessage::default();
        if let Some(invite) = self.invites.into_iter().next() {
            read.to_room = invite.to.is_some();
            let peer = invite.to.or(invite.from).ok_or_else(|| Malformed::new("<invite/> without 'to'"))?;
            let thread = invite.continued.map(|continued| continued.thread.unwrap_or_default());
            read.invite = Some(Invite { peer, reason: invite.reason, thread });
        }
        if let Some(decline) = self.declines.into_iter().next() {
            read.to_room = decline.to.is_some();
            let peer = decline.to.or(decline.from).ok_or_else(|| Malformed::new("<decline/> without 'to'"))?;
            read.decline = Some(Decline { peer, reason: decline.reason });
        }
        read.member = self.item.filter(|item| item.jid.is_some()).map(AdminItem::from);
        Ok(read)
    }
}

impl From<&AdminItem> for Item {
    fn from(item: &AdminItem) -> Self {
        Item {
            affiliation: item.affiliation,
            role: item.role,
            jid: item.jid.clone(),
            nick: item.nick.clone(),
            actor: None,
            reason: item.reason.clone(),
        }
    }
}

impl From<Item> for AdminItem {
    fn from(item: Item) -> Self {
        let Item { affiliation, role, jid, nick, actor: _, reason } = item;
        AdminItem { affiliation, role, nick, jid, reason }
    }
}

impl From<&OccupantView> for MucUser {
    fn from(view: &OccupantView) -> Self {
        MucUser {
            item: Some(Item {
                affiliation: Some(view.affiliation),
                role: Some(view.role),
                jid: view.jid.clone(),
                nick: view.nick.clone(),
                actor: view.actor.clone().map(|nick| Actor { nick: Some(nick), jid: None }),
                reason: view.reason.clone(),
            }),
            destroy: view.destroyed.clone().map(|reason| Destroy { reason: Some(reason) }),
            statuses: view.statuses.iter().map(|&code| Status { code }).collect(),
            ..MucUser::default()
        }
    }
}

impl From<MucUser> for OccupantView {
    fn from(wire: MucUser) -> Self {
        let mut view = OccupantView {
            statuses: wire.statuses.into_iter().take(MAX_STATUSES).map(|status| status.code).collect(),
            destroyed: wire.destroy.map(|destroy| destroy.reason.unwrap_or_default()),
            ..OccupantView::default()
        };
        if let Some(item) = wire.item {
            view.affiliation = item.affiliation.unwrap_or_default();
            view.role = item.role.unwrap_or_default();
            view.jid = item.jid;
            view.nick = item.nick;
            view.reason = item.reason;
            view.actor = item.actor.and_then(|actor| actor.nick.or(actor.jid));
        }
        view
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::Condition;
    use crate::xmpp::payload::{element, printed, read};

    const HEAD: &str = "<x xmlns='http://jabber.org/protocol/muc#user'>";

    fn in_message(children: &str) -> Result<InMessage, Malformed> {
        read::<MucUser>(&element(&format!("{HEAD}{children}</x>")))?.into_message()
    }

    #[test]
    fn an_occupant_survives_the_wire_in_the_order_of_the_xep() {
        let view = OccupantView {
            affiliation: Affiliation::None,
            role: Role::None,
            jid: Some(Jid::new("bo@lib.se/desk").unwrap()),
            nick: Some("Bo".into()),
            reason: Some("closed".into()),
            actor: Some("Desk".into()),
            statuses: vec![110, 307],
            destroyed: Some("answered".into()),
        };
        let text = printed(&MucUser::from(&view));
        assert_eq!(
            text,
            format!(
                "{HEAD}<item affiliation='none' role='none' jid='bo@lib.se/desk' nick='Bo'><actor nick='Desk'/>\
                 <reason>closed</reason></item><destroy><reason>answered</reason></destroy>\
                 <status code='110'/><status code='307'/></x>"
            )
        );
        assert_eq!(OccupantView::from(read::<MucUser>(&element(&text)).unwrap()), view);
    }

    #[test]
    fn bare_jids_missing_roles_and_unknown_codes_are_understood() {
        let text = format!("{HEAD}<item affiliation='member' jid='bo@lib.se'/><status code='999'/><other/></x>");
        let view = OccupantView::from(read::<MucUser>(&element(&text)).unwrap());
        assert_eq!((view.affiliation, view.role, view.statuses), (Affiliation::Member, Role::None, vec![999]));
    }

    #[test]
    fn a_flood_of_status_codes_is_cut() {
        let text = format!("{HEAD}{}</x>", "<status code='1'/>".repeat(100));
        assert_eq!(OccupantView::from(read::<MucUser>(&element(&text)).unwrap()).statuses.len(), MAX_STATUSES);
    }

    #[test]
    fn invitations_and_declines_survive_in_both_directions() {
        let peer = Jid::new("ref.example.org").unwrap();
        let decline = Decline { peer: peer.clone(), reason: None };
        for to_room in [false, true] {
            for thread in [None, Some(String::new()), Some("7k".to_owned())] {
                let invite = Invite { peer: peer.clone(), reason: Some("law".into()), thread };
                let wire = MucUser::in_message(Some(&invite), None, to_room, None);
                let back = read::<MucUser>(&element(&printed(&wire))).unwrap().into_message().unwrap();
                assert_eq!(back, InMessage { invite: Some(invite), to_room, ..InMessage::default() });
            }
            let wire = MucUser::in_message(None, Some(&decline), to_room, None);
            let back = read::<MucUser>(&element(&printed(&wire))).unwrap().into_message().unwrap();
            assert_eq!(back, InMessage { decline: Some(decline.clone()), to_room, ..InMessage::default() });
        }
    }

    #[test]
    fn an_invitation_for_nobody_is_refused_by_name() {
        assert_eq!(in_message("<invite/>").unwrap_err().text, "<invite/> without 'to'");
        assert_eq!(in_message("<decline/>").unwrap_err().text, "<decline/> without 'to'");
    }

    #[test]
    fn an_invitation_for_an_impossible_address_is_refused_as_such() {
        assert_eq!(in_message("<invite to='@@'/>").unwrap_err().condition, Condition::JidMalformed);
    }

    #[test]
    fn two_invitations_in_one_message_are_refused() {
        assert!(in_message("<invite to='a@x'/><invite to='b@x'/>").is_err());
    }
}
