//! `!link`: what coordinators do about links, as lines or forms.

use jid::BareJid;

use super::agreement::{self, KEYS, written, wrong};
use crate::desk::effect::Effect;
use crate::desk::form::{Choice, Field, FieldKind, Form, Given, Words};
use crate::desk::inventory::{Change, Datum, Link, LinkState, ServiceId, label};
use crate::desk::language::Language;
use crate::desk::sentence::Sentence;
use crate::desk::{Desk, MOST_LISTED};
use crate::nearest::nearest;
use crate::stanza::PresenceKind;
use crate::time::Time;

pub(in crate::desk) const ACTIONS: &[&str] =
    &["show", "propose", "accept", "refuse", "narrow", "pause", "resume", "revoke"];
/// Services named in a proposal.
const MOST_NAMED: usize = 10;

impl Desk {
    pub(in crate::desk) fn link_command(
        &mut self,
        now: Time,
        by: &BareJid,
        language: &Language,
        given: &Given,
    ) -> Vec<Sentence> {
        let (action, hub) = (given.one("action"), given.one("hub").map(|hub| hub.to_lowercase()));
        let action = match (action, &hub) {
            (Some(action), _) => action,
            (None, Some(_)) => "show".to_owned(),
            (None, None) => {
                self.ask_about_links(language);
                return self.list_links(now);
            }
        };
        let told = match (action.as_str(), hub) {
            ("show", None) => return self.list_links(now),
            (_, None) => Err(wrong("which", "")),
            ("propose", Some(hub)) => self.propose_link(now, by, language, &hub, given),
            ("show", Some(hub)) => self.link_named(&hub).map(|link| self.show_link(now, &link)),
            ("accept", Some(hub)) => self.accept_link(now, by, language, &hub, given),
            ("narrow", Some(hub)) => self.narrow(now, by, language, &hub, given),
            ("refuse", Some(hub)) => self.refuse_link(now, by, &hub),
            ("pause", Some(hub)) => self.pause(now, by, &hub),
            ("resume", Some(hub)) => self.resume(now, by, &hub),
            ("revoke", Some(hub)) => self.revoke(now, by, &hub),
            (other, _) => Err(wrong("action", other)),
        };
        told.unwrap_or_else(|sentence| vec![sentence])
    }

    fn link_named(&self, wanted: &str) -> Result<Link, Sentence> {
        let known = wanted.parse::<BareJid>().ok().and_then(|hub| self.inventory.link_of(&hub));
        known.cloned().ok_or_else(|| {
            let meant = nearest(wanted, self.inventory.links.keys().map(|hub| hub.as_str())).unwrap_or_default();
            Sentence::NoSuchLink { hub: wanted.chars().take(80).collect(), nearest: meant.to_owned() }
        })
    }

    /// A hub's address: a domain, without a name before it.
    fn hub_address(&self, text: &str) -> Result<BareJid, Sentence> {
        let hub = text.parse::<BareJid>().ok().filter(|hub| hub.node().is_none()).ok_or_else(|| wrong("jid", text))?;
        if self.links.own.as_ref().is_some_and(|own| own.domain() == hub.domain()) {
            return Err(wrong("own", text));
        }
        Ok(hub)
    }

    fn propose_link(
        &mut self,
        now: Time,
        by: &BareJid,
        language: &Language,
        hub: &str,
        given: &Given,
    ) -> Result<Vec<Sentence>, Sentence> {
        let hub = self.hub_address(hub)?;
        match self.inventory.links.get(&hub).map(|link| link.state) {
            Some(LinkState::Asked) => return self.accept_link(now, by, language, hub.as_str(), given),
            Some(LinkState::Proposed) => {
                self.propose_again(&hub);
                return Ok(vec![Sentence::LinkDone { hub: hub.to_string(), done: "proposed".to_owned() }]);
            }
            Some(_) => return Err(wrong("linked", hub.as_str())),
            None => {}
        }
        let ours = self.inventory.links.values().filter(|link| link.state != LinkState::Asked).count();
        let most = self.around.limits.links;
        if ours >= most as usize {
            return Err(wrong("full", &most.to_string()));
        }
        let fresh = Link { by: Some(by.clone()), ..Link::new(hub.clone(), LinkState::Proposed, now) };
        let Some(link) = self.agreed(language, "propose", fresh, given)? else { return Ok(Vec::new()) };
        self.audit(now, by, "link", format!("propose {hub} {}", written(&link)));
        self.change(now, Change::Link(Box::new(link)));
        self.propose_again(&hub);
        Ok(vec![Sentence::LinkDone { hub: hub.to_string(), done: "proposed".to_owned() }])
    }

    /// Asks the other hub for a link, with who proposes it and for which services.
    pub(super) fn propose_again(&mut self, hub: &BareJid) {
        let Some(link) = self.inventory.links.get(hub) else { return };
        let language = self.spoken(&[]);
        let services = self.inventory.services.values().filter(|service| {
            let agreed = link.ours.is_empty() || link.ours.contains(&service.id);
            agreed && !self.inventory.is_ending(&service.id)
        });
        let named = services.take(MOST_NAMED).map(|service| {
            let name = label(&service.names, &language).unwrap_or(service.id.as_str());
            format!("{name} ({})", service.id)
        });
        let services = named.collect::<Vec<_>>().join(", ");
        let name = link.by.as_ref().map(|by| self.operator_name(by)).unwrap_or_default();
        let words = Some(Sentence::LinkProposal { name, services });
        self.out.push(Effect::ToHub { hub: hub.clone(), kind: PresenceKind::Subscribe, words });
    }

    fn accept_link(
        &mut self,
        now: Time,
        by: &BareJid,
        language: &Language,
        hub: &str,
        given: &Given,
    ) -> Result<Vec<Sentence>, Sentence> {
        let link = self.link_named(hub)?;
        if link.state != LinkState::Asked {
            return Err(wrong("asked", link.hub.as_str()));
        }
        let hub = link.hub.clone();
        let Some(link) = self.agreed(language, "accept", link, given)? else { return Ok(Vec::new()) };
        self.audit(now, by, "link", format!("accept {hub} {}", written(&link)));
        self.present_to(&hub, PresenceKind::Subscribed);
        self.present_to(&hub, PresenceKind::Subscribe);
        self.set_state(now, Link { by: Some(by.clone()), said: String::new(), ..link }, LinkState::Active);
        Ok(vec![Sentence::LinkDone { hub: hub.to_string(), done: "accepted".to_owned() }])
    }

    fn refuse_link(&mut self, now: Time, by: &BareJid, hub: &str) -> Result<Vec<Sentence>, Sentence> {
        let link = self.link_named(hub)?;
        if link.state != LinkState::Asked {
            return Err(wrong("asked", link.hub.as_str()));
        }
        self.audit(now, by, "link", format!("refuse {}", link.hub));
        self.drop_link(now, &link.hub);
        self.present_to(&link.hub, PresenceKind::Unsubscribed);
        Ok(vec![Sentence::LinkDone { hub: link.hub.to_string(), done: "refused".to_owned() }])
    }

    fn narrow(
        &mut self,
        now: Time,
        by: &BareJid,
        language: &Language,
        hub: &str,
        given: &Given,
    ) -> Result<Vec<Sentence>, Sentence> {
        let link = self.link_named(hub)?;
        let hub = link.hub.clone();
        let Some(link) = self.agreed(language, "narrow", link, given)? else { return Ok(Vec::new()) };
        self.audit(now, by, "link", format!("narrow {hub} {}", written(&link)));
        let link = Link { by: Some(by.clone()), ..link };
        self.change(now, Change::Link(Box::new(link.clone())));
        self.link_changed(&hub);
        Ok(vec![Sentence::LinkNarrowed { hub: hub.to_string(), agreement: written(&link) }])
    }

    fn pause(&mut self, now: Time, by: &BareJid, hub: &str) -> Result<Vec<Sentence>, Sentence> {
        let link = self.link_named(hub)?;
        if link.state != LinkState::Active {
            return Err(wrong("active", link.hub.as_str()));
        }
        let hub = link.hub.clone();
        self.audit(now, by, "link", format!("pause {hub}"));
        self.link_ended(now, &hub);
        self.directory.forget_hub(&hub);
        self.set_state(now, Link { by: Some(by.clone()), ..link }, LinkState::Paused);
        Ok(vec![Sentence::LinkDone { hub: hub.to_string(), done: "paused".to_owned() }])
    }

    fn resume(&mut self, now: Time, by: &BareJid, hub: &str) -> Result<Vec<Sentence>, Sentence> {
        let link = self.link_named(hub)?;
        if link.state != LinkState::Paused {
            return Err(wrong("paused", link.hub.as_str()));
        }
        let hub = link.hub.clone();
        self.audit(now, by, "link", format!("resume {hub}"));
        self.set_state(now, Link { by: Some(by.clone()), ..link }, LinkState::Active);
        Ok(vec![Sentence::LinkDone { hub: hub.to_string(), done: "resumed".to_owned() }])
    }

    fn revoke(&mut self, now: Time, by: &BareJid, hub: &str) -> Result<Vec<Sentence>, Sentence> {
        let hub = self.link_named(hub)?.hub;
        self.audit(now, by, "link", format!("revoke {hub}"));
        self.link_ended(now, &hub);
        self.drop_link(now, &hub);
        self.present_to(&hub, PresenceKind::Unsubscribed);
        self.present_to(&hub, PresenceKind::Unsubscribe);
        Ok(vec![Sentence::LinkDone { hub: hub.to_string(), done: "revoked".to_owned() }])
    }

    /// The link with what was given of an agreement; nothing if the coordinator is asked for it first.
    fn agreed(
        &mut self,
        language: &Language,
        action: &str,
        mut link: Link,
        given: &Given,
    ) -> Result<Option<Link>, Sentence> {
        if given.by_form {
            if !KEYS.iter().any(|key| given.has(key)) {
                self.ask_agreement(language, action, &link);
                return Ok(None);
            }
            self.agree(&mut link, given)?;
        } else {
            let typed = agreement::typed(&given.one("agreement").unwrap_or_default())?;
            if action == "narrow" && typed.names().next().is_none() {
                return Err(wrong("nothing", ""));
            }
            self.agree(&mut link, &typed)?;
        }
        Ok(Some(link))
    }

    /// The first form: what shall be done, about which hub.
    fn ask_about_links(&mut self, language: &Language) {
        let choice = |action: &&str| Choice {
            value: (*action).to_owned(),
            label: Words::Said(Sentence::LinkAction { action: (*action).to_owned() }),
        };
        let fields = vec![
            Field::new("action", argument("action"), FieldKind::Choice(ACTIONS.iter().map(choice).collect()))
                .with(["show".to_owned()])
                .required(),
            Field::new("hub", argument("hub"), FieldKind::Line),
        ];
        let title = Sentence::CommandName { command: "link".to_owned() };
        let form = Form { title, instructions: vec![Sentence::LinkHow {}], fields };
        self.out.push(Effect::Ask { form, language: language.clone() });
    }

    /// The second: what is agreed.
    fn ask_agreement(&mut self, language: &Language, action: &str, link: &Link) {
        let service = |id: &ServiceId| Choice {
            value: id.to_string(),
            label: Words::Data(format!("{} ({id})", self.service_name(id, language))),
        };
        let services = self.inventory.services.keys().take(MOST_LISTED).map(service).collect();
        let datum = |datum: Datum| Choice {
            value: datum.name().to_owned(),
            label: Words::Said(Sentence::LinkDatum { datum: datum.name().to_owned() }),
        };
        let data = Datum::ALL.into_iter().map(datum).collect();
        let fields = vec![
            Field::hidden("action", action),
            Field::hidden("hub", link.hub.as_str()),
            Field::new("ours", argument("ours"), FieldKind::Choices(services))
                .with(link.ours.iter().map(ToString::to_string)),
            Field::new("theirs", argument("theirs"), FieldKind::Line).with([link
                .theirs
                .iter()
                .cloned()
                .collect::<Vec<_>>()
                .join(",")]),
            Field::new("hours", argument("link-hours"), FieldKind::Line).with([link.hours.clone().unwrap_or_default()]),
            Field::new("data", argument("data"), FieldKind::Choices(data))
                .with(link.data.iter().map(|datum| datum.name().to_owned())),
            Field::new("order", argument("order"), FieldKind::Line).with([link.order.to_string()]),
            Field::new("adjoining", argument("adjoining"), FieldKind::Flag).with([if link.adjoining {
                "1"
            } else {
                "0"
            }
            .to_owned()]),
        ];
        let title = Sentence::LinkAction { action: action.to_owned() };
        let form = Form { title, instructions: vec![Sentence::LinkAgreementHow {}], fields };
        self.out.push(Effect::Ask { form, language: language.clone() });
    }
}

fn argument(name: &str) -> Words {
    Words::Said(Sentence::ArgumentName { argument: name.to_owned() })
}
