//! Which services of linked hubs a session may be taken to when nobody here could answer it, in which order, and why the
//! others are not asked (DESIGN §4, §5; `docs/routing.md`).

use jid::BareJid;

use super::directory::{Known, Load};
use super::inventory::ServiceId;
use super::language::Language;
use super::need::{Need, Source};
use super::routing::USABLE;
use super::sentence::Sentence;
use super::session::Session;
use super::{Desk, MOST_LISTED};
use crate::time::Time;

/// Why a linked service is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotAsked {
    /// The link is paused, or the agreement leaves it out.
    NotAgreed,
    /// Its hub cannot be reached, or has lately not answered.
    HubAway,
    NoCommonLanguage,
    Closed,
    /// It was asked, and may be again then.
    Tried(Time),
    /// Its hub did not answer, and may be asked again then.
    Silent(Time),
    /// As many as may be were asked.
    Enough,
}

impl Desk {
    /// The linked services that a session may be taken to now, the first to be asked first: those that look as if somebody
    /// could answer at once, then the others, each in the agreed order.
    pub(super) fn network_for(&self, now: Time, session: &Session) -> Vec<&Known> {
        if !self.asks_network(&session.service) {
            return Vec::new();
        }
        let able = self.linked_services_for(now, &session.need).into_iter();
        let mut able: Vec<&Known> = able.filter(|known| self.why_not_asked(now, session, known).is_none()).collect();
        able.sort_by_key(|known| !is_ready(known, &spoken_by(&session.need)));
        able
    }

    /// Whether linked hubs are asked for a service's sessions.
    pub(super) fn asks_network(&self, service: &ServiceId) -> bool {
        let is_on = self.inventory.services.get(service).is_some_and(|known| known.network);
        is_on && self.limits(service).asked_elsewhere > 0
    }

    pub(super) fn why_not_asked(&self, now: Time, session: &Session, known: &Known) -> Option<NotAsked> {
        let tried = session.tried.get(&known.address).filter(|tried| tried.again > now);
        let of_hub = |service: &BareJid| service.domain() == known.hub.domain();
        let silent =
            session.tried.iter().filter(|(service, tried)| tried.silent && tried.again > now && of_hub(service));
        let most = self.limits(&session.service).asked_elsewhere as usize;
        if !self.inventory.link_of(&known.address).is_some_and(|link| link.reaches(&known.address)) {
            Some(NotAsked::NotAgreed)
        } else if !spoken_by(&session.need).iter().any(|wanted| known.level(wanted) >= Some(USABLE)) {
            Some(NotAsked::NoCommonLanguage)
        } else if let Some(again) = silent.map(|(_, tried)| tried.again).max() {
            Some(NotAsked::Silent(again))
        } else if let Some(tried) = tried {
            Some(NotAsked::Tried(tried.again))
        } else if !self.hub_answers(now, &known.hub) {
            Some(NotAsked::HubAway)
        } else if known.picture.open == Some(false) {
            Some(NotAsked::Closed)
        } else if session.tried.values().filter(|tried| tried.again > now).count() >= most {
            Some(NotAsked::Enough)
        } else {
            None
        }
    }
}

impl Desk {
    /// For `!candidates`: whether linked hubs are asked, which of their services in which order, and why the others are not.
    pub(super) fn list_network(&self, now: Time, session: &Session) -> Vec<Sentence> {
        if self.inventory.links.is_empty() {
            return Vec::new();
        }
        let is_on = self.asks_network(&session.service);
        let asked = session.transfer.as_ref().filter(|transfer| transfer.is_widening());
        let leaves = self.leaves_at(session);
        let how = match asked {
            _ if !is_on => "off",
            Some(_) => "asked",
            None if session.held_by().is_some() || self.may_leave(now, session) => "now",
            None => "later",
        };
        let to = asked.map(|transfer| self.recipient_name(&transfer.to, &self.staff_language(&session.service)));
        let left = leaves.since(now).into();
        let mut lines = vec![Sentence::CandidatesNetwork { how: how.to_owned(), to: to.unwrap_or_default(), left }];
        let ranked = (1..).zip(self.network_for(now, session)).map(|(place, known)| Sentence::CandidateElsewhere {
            place,
            name: known.picture.name.clone(),
            address: known.address.to_string(),
            languages: known.spoken_here(),
            load: known.picture.load.name().to_owned(),
        });
        lines.extend(ranked.take(MOST_LISTED));
        let all = self.directory.all().filter(|_| is_on);
        let left_out = all.filter_map(|known| {
            let (why, until) = match self.why_not_asked(now, session, known)? {
                NotAsked::NotAgreed => ("not-agreed", None),
                NotAsked::HubAway => ("hub-away", None),
                NotAsked::NoCommonLanguage => ("language", None),
                NotAsked::Closed => ("closed", None),
                NotAsked::Tried(again) => ("tried", Some(again)),
                NotAsked::Silent(again) => ("silent", Some(again)),
                NotAsked::Enough => ("enough", None),
            };
            let (name, address) = (known.picture.name.clone(), known.address.to_string());
            let left = until.unwrap_or(now).since(now).into();
            Some(Sentence::ElsewhereLeftOut { name, address, why: why.to_owned(), left })
        });
        lines.extend(left_out.take(MOST_LISTED));
        lines
    }
}

/// The languages in which another library may answer: those that were read or stated; where nothing is known, the one that
/// was assumed first.
pub(super) fn spoken_by(need: &Need) -> Vec<Language> {
    let read = need.languages.iter().filter(|wanted| wanted.source != Source::Service);
    let read: Vec<Language> = read.map(|wanted| wanted.value.clone()).collect();
    if read.is_empty() { need.languages().into_iter().take(1).collect() } else { read }
}

/// It is open, somebody there has a hand free, and one of the languages is spoken by somebody on duty, as far as it says
/// who is.
fn is_ready(known: &Known, wanted: &[Language]) -> bool {
    let says = known.picture.languages.iter().any(|spoken| spoken.on_duty.is_some());
    let mut on_duty = known.picture.languages.iter().filter(|spoken| spoken.on_duty >= Some(USABLE));
    let spoken = !says || on_duty.any(|spoken| wanted.iter().any(|wanted| spoken.language.serves(wanted)));
    known.picture.open == Some(true) && known.picture.load != Load::Full && spoken
}
