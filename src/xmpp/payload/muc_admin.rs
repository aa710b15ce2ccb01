//! Lists of a room's members, and changes of role or affiliation: `http://jabber.org/protocol/muc#admin` (XEP-0045 §8.2,
//! §9). The same shape asks, changes and answers.

use jid::Jid;
use xso::{AsXml, FromXml};

use super::Malformed;
use crate::stanza::{AdminItem, Affiliation, Role};

pub const NAMESPACE: &str = "http://jabber.org/protocol/muc#admin";
const MAX_ITEMS: usize = 256;

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = NAMESPACE, name = "query")]
pub struct MucAdmin {
    #[xml(child(n = ..))]
    items: Vec<Item>,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = NAMESPACE, name = "item")]
struct Item {
    #[xml(attribute(default))]
    affiliation: Option<Affiliation>,
    #[xml(attribute(default))]
    role: Option<Role>,
    #[xml(attribute(default))]
    jid: Option<Jid>,
    #[xml(attribute(default))]
    nick: Option<String>,
    #[xml(extract(default, fields(text(type_ = String))))]
    reason: Option<String>,
}

impl From<&[AdminItem]> for MucAdmin {
    fn from(items: &[AdminItem]) -> Self {
        let item = |item: &AdminItem| Item {
            affiliation: item.affiliation,
            role: item.role,
            jid: item.jid.clone(),
            nick: item.nick.clone(),
            reason: item.reason.clone(),
        };
        MucAdmin { items: items.iter().map(item).collect() }
    }
}

impl TryFrom<MucAdmin> for Vec<AdminItem> {
    type Error = Malformed;

    fn try_from(wire: MucAdmin) -> Result<Self, Malformed> {
        if wire.items.len() > MAX_ITEMS {
            return Err(Malformed::new(format!("more than {MAX_ITEMS} items")));
        }
        let item = |item: Item| AdminItem {
            affiliation: item.affiliation,
            role: item.role,
            nick: item.nick,
            jid: item.jid,
            reason: item.reason,
        };
        Ok(wire.items.into_iter().map(item).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xmpp::payload::{element, printed, read};

    fn items(children: &str) -> Result<Vec<AdminItem>, Malformed> {
        read::<MucAdmin>(&element(&format!("<query xmlns='{NAMESPACE}'>{children}</query>")))?.try_into()
    }

    #[test]
    fn a_list_survives_the_wire() {
        let list = vec![
            AdminItem {
                affiliation: Some(Affiliation::Member),
                role: Some(Role::Participant),
                nick: Some("Bo".into()),
                jid: Some(Jid::new("bo@lib.se").unwrap()),
                reason: Some("on duty".into()),
            },
            AdminItem { affiliation: Some(Affiliation::Outcast), ..AdminItem::default() },
        ];
        let text = printed(&MucAdmin::from(list.as_slice()));
        assert_eq!(
            text,
            "<query xmlns='http://jabber.org/protocol/muc#admin'>\
             <item affiliation='member' role='participant' jid='bo@lib.se' nick='Bo'><reason>on duty</reason></item>\
             <item affiliation='outcast'/></query>"
        );
        assert_eq!(Vec::try_from(read::<MucAdmin>(&element(&text)).unwrap()), Ok(list));
    }

    #[test]
    fn words_that_are_no_affiliation_are_refused() {
        assert!(items("<item affiliation='king'/>").is_err());
    }

    #[test]
    fn a_list_without_end_is_refused() {
        assert!(items(&"<item role='none'/>".repeat(MAX_ITEMS + 1)).is_err());
    }
}
