//! Another hub asks for somebody: who may ask for what, how often, and what is answered to who may not.

use jid::BareJid;

use super::{ASKED_WITHIN, Assistance, MOST_VOUCHERS, Part, Stage, VOUCHERS_PER_HUB, Voucher};
use crate::desk::Desk;
use crate::desk::effect::Effect;
use crate::desk::inventory::{ServiceId, kind};
use crate::desk::language::Language;
use crate::desk::need::{Asked, Need, Source, Wanted};
use crate::desk::sentence::Sentence;
use crate::stanza::{Content, NeedForm};
use crate::time::Time;

/// Characters of the text that came with an invitation without a form.
const MOST_REASON: usize = 500;

/// An invitation from a session's room to one of our services.
#[derive(Debug, Clone, PartialEq)]
pub struct Asking {
    pub room: BareJid,
    pub service: ServiceId,
    /// Who invites, as the room says.
    pub inviter: BareJid,
    pub id: Option<String>,
    pub thread: Option<String>,
    /// Text for people; read only where there is no form.
    pub reason: Option<String>,
    pub form: Option<NeedForm>,
}

impl Desk {
    pub(in crate::desk) fn assistance_asked(&mut self, now: Time, mut asking: Asking) {
        let known = self.assistance(&asking.room, &asking.service);
        if known.is_some_and(|known| known.is_asked() && known.id.is_some() && known.id == asking.id) {
            return;
        }
        let (hub, vouched) = match self.may_ask(now, &asking) {
            Ok(hub) => hub,
            Err(reason) => {
                let Asking { room, service, inviter, .. } = asking;
                return self.decline_assistance(room, service, inviter, reason);
            }
        };
        let voucher = self.assists.vouchers.remove(&asking.room);
        asking.form = asking.form.or(voucher.and_then(|voucher| voucher.form));
        let need = self.need_of(&asking);
        let before = self.take_assistance(&(asking.room.clone(), asking.service.clone()));
        // The room would not ask again if somebody had come after all.
        let before = match before {
            Some(mut over) if !over.is_at_work() => {
                over.late = None;
                self.put_assistance(now, over);
                None
            }
            before => before,
        };
        let inside = before.as_ref().map(|before| before.inside.clone()).unwrap_or_default();
        let form = asking.form.unwrap_or_else(|| NeedForm {
            languages: need.languages().iter().map(ToString::to_string).collect(),
            question: asking.reason.map(|reason| reason.chars().take(MOST_REASON).collect()),
            ..NeedForm::default()
        });
        let mut assistance = Assistance {
            room: asking.room,
            until: now + self.limits(&asking.service).assisting,
            service: asking.service,
            hub,
            vouched,
            inviter: asking.inviter,
            thread: asking.thread,
            id: asking.id,
            need,
            form,
            asked: before.as_ref().map_or(now, |before| before.asked),
            stage: Stage::Settled,
            passed: Default::default(),
            sent: 0,
            inside,
            part: before.as_ref().map_or(Part::Withdrawn, |before| before.part),
            answered: before.and_then(|before| before.answered),
            late: None,
            ended: None,
        };
        self.find_next(now, &mut assistance);
        self.put_assistance(now, assistance);
    }

    /// The hub under whose agreement a service is asked for a room, and whether that hub only vouches for it.
    fn may_ask(&mut self, now: Time, asking: &Asking) -> Result<(BareJid, bool), Sentence> {
        let home = BareJid::from_parts(None, asking.room.domain());
        let linked = |hub: &BareJid| self.inventory.link_of(hub).is_some_and(|link| link.is_active());
        let voucher = self.assists.vouchers.get(&asking.room);
        let voucher = voucher.filter(|voucher| voucher.until > now && voucher.service == asking.service);
        let (hub, vouched) = match voucher {
            Some(voucher) if !linked(&home) => (BareJid::from_parts(None, voucher.by.domain()), true),
            _ => (home, false),
        };
        self.may_be_asked_by(now, &hub, &asking.service).map_err(|refusal| refusal.sentence())?;
        // A hub that was named by another may be linked with the home itself; it is the end all the same.
        let vouched = vouched || self.assists.vouchers.contains_key(&asking.room);
        let at_work = |one: &Assistance| one.room == asking.room && one.is_asked();
        if self.assists.all().any(at_work) {
            return Err(Sentence::AssistanceAtWork {});
        }
        let limits = self.limits(&asking.service);
        let in_all = self.assists.all.len() >= limits.assistances as usize;
        let peer = self.assists.peers.entry(hub.clone()).or_default();
        if now.since(peer.since) >= ASKED_WITHIN {
            (peer.since, peer.asked) = (now, 0);
        }
        if in_all || peer.open >= limits.assistances_per_hub || peer.asked >= limits.asked_per_hub {
            return Err(Sentence::AssistanceTooMany {});
        }
        peer.asked += 1;
        Ok((hub, vouched))
    }

    /// A service of a linked hub names a room into which it will have us invited.
    pub(in crate::desk) fn vouched_for(
        &mut self,
        now: Time,
        room: BareJid,
        by: BareJid,
        service: ServiceId,
        form: Option<NeedForm>,
    ) {
        let hub = BareJid::from_parts(None, by.domain());
        if self.may_be_asked_by(now, &hub, &service).is_err() {
            return;
        }
        let vouchers = &mut self.assists.vouchers;
        vouchers.retain(|_, voucher| voucher.until > now);
        let of_hub = vouchers.values().filter(|voucher| voucher.by.domain() == by.domain()).count();
        if of_hub < VOUCHERS_PER_HUB && vouchers.len() < MOST_VOUCHERS {
            let until = now + self.limits(&service).assisting;
            self.assists.vouchers.insert(room, Voucher { by, service, form, until });
        }
    }

    /// What the form asks for; without one, what the words of the invitation let know.
    fn need_of(&self, asking: &Asking) -> Need {
        let Some(service) = self.inventory.services.get(&asking.service) else { return Need::default() };
        let form = match &asking.form {
            Some(form) if !form.languages.is_empty() => form,
            _ => {
                let words: String = asking.reason.as_deref().unwrap_or_default().chars().take(MOST_REASON).collect();
                let content = Content::text(words.as_str());
                return Need::read(&words, &content, service, &self.subjects, self.around.tongue.as_ref());
            }
        };
        let languages = form.languages.iter().filter_map(|tag| tag.parse::<Language>().ok());
        let languages: Vec<_> = languages.map(|value| Wanted { value, source: Source::Stated }).collect();
        let first = service.languages.first().filter(|_| languages.is_empty());
        let first = first.map(|value| Wanted { value: value.clone(), source: Source::Service });
        let mut need = Need { languages: languages.into_iter().chain(first).collect(), ..Need::default() };
        for (kind, value) in form.subjects.iter().filter_map(|subject| self.concept_of(subject)) {
            if kind == kind::SUBJECT {
                need.subjects.push(Wanted { value, source: Source::Stated });
            } else {
                need.others.push(Wanted { value: Asked { kind, value }, source: Source::Stated });
            }
        }
        need
    }

    /// The concept, and its kind, that another hub names by address or id and label: by the one, or else by the other.
    fn concept_of(&self, subject: &str) -> Option<(String, String)> {
        let (id, name) = subject.trim().split_once(' ').unwrap_or((subject.trim(), ""));
        if let Some(kind) = self.vocabulary.kind(id) {
            return Some((kind.to_owned(), id.to_owned()));
        }
        let name = Some(name.trim()).filter(|name| !name.is_empty())?;
        let found = self.vocabulary.find(name, Some(kind::SUBJECT)).into_iter().next()?;
        Some((found.kind, found.id))
    }

    pub(super) fn decline_assistance(&mut self, room: BareJid, service: ServiceId, to: BareJid, reason: Sentence) {
        let language = self.language_between_hubs();
        self.out.push(Effect::DeclineAssistance { room, service, to, reason, language });
    }

    /// What operators of other hubs are spoken to in, as long as nothing is known of them.
    pub(in crate::desk) fn language_between_hubs(&self) -> Language {
        self.spoken(&[crate::desk::english()])
    }
}
