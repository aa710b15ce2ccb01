//! What our addresses say of themselves (XEP-0030, XEP-0128, XEP-0115).
//!
//! Identity by requester: a service is a room to its operators and to those who have joined it, and an ordinary
//! contact to everyone else. COMPAT: seeing a conference, Gajim 1.7 refuses to write 1:1.

use jid::Jid;

use super::{Address, Hub, address};
use crate::desk::directory::Known;
use crate::desk::inventory::{ServiceId, label};
use crate::muc::{ROOM_USER_ITEM, reserved_nick};
use crate::stanza::{Caps, DiscoInfo, DiscoItem, Field, FieldKind, Form, FormKind, Identity};
use crate::xmpp::payload::{caps, search};

pub(super) const COMMANDS: &str = "http://jabber.org/protocol/commands";
pub(super) const NODE: &str = "urn:refdesk";
pub(super) const SERVICE_FORM: &str = "urn:refdesk:service:0";
/// Items listed in one answer.
const MOST_ITEMS: usize = 500;

/// The hashes sent with our presence.
#[derive(Debug, Default)]
pub(super) struct OwnCaps {
    pub hub: Option<Caps>,
    pub service: Option<Caps>,
}

fn identity(category: &str, kind: &str, name: Option<String>) -> Identity {
    Identity { category: category.into(), kind: kind.into(), lang: None, name }
}

fn features(more: &[&str]) -> Vec<String> {
    let always = [
        "http://jabber.org/protocol/disco#info",
        "http://jabber.org/protocol/disco#items",
        "http://jabber.org/protocol/caps",
        "jabber:iq:version",
        "urn:xmpp:ping",
        COMMANDS,
    ];
    always.iter().chain(more).map(|feature| (*feature).to_owned()).collect()
}

pub(super) fn field(var: &str, kind: FieldKind, values: Vec<String>) -> Field {
    Field { var: Some(var.to_owned()), kind: Some(kind), values, ..Field::default() }
}

impl Hub {
    /// The same for every hub and every service but for names, which caps must not hold.
    pub(super) fn own_caps(&self) -> OwnCaps {
        let of = |info: &DiscoInfo| Caps { node: NODE.to_owned(), ver: caps::ver(info) };
        OwnCaps { hub: Some(of(&self.hub_caps_info())), service: Some(of(&contact_info(None))) }
    }

    fn hub_caps_info(&self) -> DiscoInfo {
        DiscoInfo {
            node: None,
            identities: vec![identity("component", "generic", Some(self.name.clone()))],
            features: features(&[search::NAMESPACE]),
            forms: Vec::new(),
        }
    }

    pub(super) fn disco_info(&self, to: &Jid, from: &Jid, node: Option<&str>) -> Option<DiscoInfo> {
        if let Address::Service(service) = self.address_of(to)
            && let Some(info) = self.shown_info(&service, from, node)
        {
            return Some(info);
        }
        if let Some(node) = node {
            return self.disco_node(to, from, node);
        }
        match self.address_of(to) {
            Address::Hub => Some(self.hub_caps_info()),
            Address::Service(service) => {
                let bare = address::service(&self.domain, &service);
                let client = from.clone().try_into_full().ok();
                let room = client.as_ref().and_then(|client| self.rooms.room_of(&bare, client));
                let staffs = self.desk.may_staff(&from.to_bare(), &service);
                let room = room.cloned().or_else(|| staffs.then(|| self.staff_room(&service)));
                match room.and_then(|room| self.rooms.disco(&room)) {
                    Some(mut info) => {
                        info.identities.push(identity("collaboration", "workgroup", None));
                        info.features.push(COMMANDS.to_owned());
                        info.forms.push(self.service_form(&service));
                        Some(info)
                    }
                    None => {
                        let mut info = contact_info(Some(self.shown_name(&service)));
                        info.forms.push(self.service_form(&service));
                        Some(info)
                    }
                }
            }
            Address::Session { number, .. } => {
                let session = self.desk.session(number)?;
                let (operator, room) = (from.to_bare(), self.session_room(number)?);
                // COMPAT: Gajim, Converse and Dino ask before they join.
                let is_asked = session.is_offered_to(&operator) || session.is_handed_to(&operator);
                let mut sitting = self.rooms.clients_in(&room).map(|client| client.to_bare());
                let concerns = session.held_by() == Some(&operator)
                    || is_asked
                    || (operator != session.patron.bare && sitting.any(|person| person == operator));
                if !concerns {
                    return None;
                }
                let mut info = match self.desk.may_read_question_first(number, &operator) {
                    None => self.rooms.disco(&room)?,
                    // Whom another hub sends reads no more than the agreement lets pass, until she has joined.
                    Some(question) => {
                        let language = self.desk.staff_language(&session.service);
                        let service = self.desk.service_name(&session.service, &language);
                        let name = if question {
                            self.session_room_name(session, &language)
                        } else {
                            format!("{service} {}", session.token)
                        };
                        self.rooms.disco_from_outside(&room, &name)?
                    }
                };
                info.features.push(COMMANDS.to_owned());
                Some(info)
            }
            Address::Nobody => None,
        }
    }

    fn disco_node(&self, to: &Jid, from: &Jid, node: &str) -> Option<DiscoInfo> {
        if node == ROOM_USER_ITEM {
            let name = self.desk.inventory().operators.get(&from.to_bare()).map(|operator| operator.name.as_str());
            return Some(reserved_nick(name));
        }
        if let Some((NODE, ver)) = node.split_once('#') {
            let (own, mut info) = match self.address_of(to) {
                Address::Hub => (&self.caps.hub, self.hub_caps_info()),
                Address::Service(_) => (&self.caps.service, contact_info(None)),
                _ => return None,
            };
            info.node = Some(node.to_owned());
            return own.as_ref().is_some_and(|caps| caps.ver == ver).then_some(info);
        }
        if node == COMMANDS {
            let identities = vec![identity("automation", "command-list", None)];
            return Some(DiscoInfo { node: Some(node.into()), identities, ..DiscoInfo::default() });
        }
        let spec = crate::desk::command::Spec::named(node)?;
        let name = self.command_name(spec, from);
        let identities = vec![identity("automation", "command-node", Some(name))];
        let features = vec![COMMANDS.to_owned(), "jabber:x:data".to_owned()];
        Some(DiscoInfo { node: Some(node.into()), identities, features, forms: Vec::new() })
    }

    pub(super) fn disco_items(&self, to: &Jid, from: &Jid, node: Option<&str>) -> Option<Vec<DiscoItem>> {
        let address = self.address_of(to);
        match node {
            Some(COMMANDS) if address == Address::Nobody => None,
            Some(COMMANDS) => Some(self.command_items(to, from)),
            Some(_) => None,
            None => match address {
                Address::Hub => {
                    let item = |service: &ServiceId| DiscoItem {
                        jid: address::service(&self.domain, service).into(),
                        node: None,
                        name: Some(self.shown_name(service)),
                    };
                    let own = self.desk.inventory().services.keys().map(item);
                    Some(own.chain(self.partner_items(from)).take(MOST_ITEMS).collect())
                }
                Address::Nobody => None,
                _ => Some(Vec::new()),
            },
        }
    }

    /// Those who work here see the services of linked hubs too, as far as they may be used now.
    fn partner_items(&self, from: &Jid) -> Vec<DiscoItem> {
        if self.desk.role(&from.to_bare()).is_none() {
            return Vec::new();
        }
        let item = |known: &Known| DiscoItem {
            jid: known.address.clone().into(),
            node: None,
            name: Some(format!("{} ({})", known.picture.name, known.hub)),
        };
        self.desk.linked_services(self.now).map(item).collect()
    }

    fn shown_name(&self, service: &ServiceId) -> String {
        self.desk.service_name(service, &self.desk.staff_language(service))
    }

    /// A service's languages and opening, for clients and other hubs (XEP-0128).
    fn service_form(&self, service: &ServiceId) -> Form {
        let opening = self.desk.opening(service);
        let known = self.desk.inventory().services.get(service);
        let languages = known.map(|service| service.languages.iter().map(ToString::to_string).collect());
        let description =
            known.and_then(|known| label(&known.descriptions, &self.desk.staff_language(service))).map(str::to_owned);
        let mut fields = vec![
            field("FORM_TYPE", FieldKind::Hidden, vec![SERVICE_FORM.to_owned()]),
            field("open", FieldKind::Boolean, vec![if opening.open { "1" } else { "0" }.to_owned()]),
            field("on-duty", FieldKind::TextSingle, vec![opening.on_duty.to_string()]),
            field("waiting", FieldKind::TextSingle, vec![opening.waiting.to_string()]),
            field("languages", FieldKind::TextMulti, languages.unwrap_or_default()),
        ];
        fields.extend(description.map(|text| field("description", FieldKind::TextSingle, vec![text])));
        Form { kind: FormKind::Result, fields, ..Form::default() }
    }
}

/// A service as an ordinary contact.
pub(super) fn contact_info(name: Option<String>) -> DiscoInfo {
    DiscoInfo {
        node: None,
        identities: vec![identity("account", "bot", name), identity("collaboration", "workgroup", None)],
        features: features(&[
            "http://jabber.org/protocol/chatstates",
            "urn:xmpp:receipts",
            "urn:xmpp:message-correct:0",
            "jabber:x:oob",
        ]),
        forms: Vec::new(),
    }
}
