//! What of a session may pass to another hub beside the languages, without which nobody could be found there: what the
//! agreement with it lets pass, and nothing of who the patron is.

use jid::BareJid;

use super::elsewhere::hub_of;
use crate::desk::Desk;
use crate::desk::inventory::Datum;
use crate::desk::language::Language;
use crate::desk::patron::shortened;
use crate::desk::sentence::Sentence;
use crate::desk::session::{Offer, Recipient, Session, Transfer};
use crate::stanza::NeedForm;
use crate::time::Time;

/// Characters of each text, so that it fits the form whatever it is written in.
const MOST_TEXT: usize = 1_000;
/// Characters of the name of a concept.
const MOST_LABEL: usize = 60;
/// Languages and subjects, as the form holds them.
const MOST_LANGUAGES: usize = 5;
const MOST_SUBJECTS: usize = 8;

impl Desk {
    /// What a service that is asked reads: the form for its hub, and the same for people.
    pub(super) fn what_passes(
        &self,
        now: Time,
        session: &Session,
        transfer: &Transfer,
        to: &BareJid,
        named: Option<&NeedForm>,
    ) -> (NeedForm, Sentence) {
        let language = self.language_between_hubs();
        let mut form = self.need_form(session, transfer, &self.data_for(transfer, to), &language);
        if let Some(named) = named.filter(|_| self.inventory.link_of(to).is_none()) {
            form = NeedForm {
                languages: form.languages,
                subjects: form.subjects.into_iter().filter(|_| !named.subjects.is_empty()).collect(),
                question: form.question.filter(|_| named.question.is_some()),
                note: form.note.filter(|_| named.note.is_some()),
                sender: form.sender.filter(|_| named.sender.is_some()),
            };
        }
        let reason = self.reason_of_form(now, session, transfer, &form, &language);
        (form, reason)
    }

    /// What somebody reads whom another hub has sent: no more than her hub.
    pub(super) fn reason_for_sent(&self, now: Time, session: &Session, transfer: &Transfer, offer: &Offer) -> Sentence {
        let language = self.language_in(session, &offer.operator);
        let data = transfer.sender().map(|sender| self.data_for(transfer, sender)).unwrap_or_default();
        let form = self.need_form(session, transfer, &data, &language);
        self.reason_of_form(now, session, transfer, &form, &language)
    }

    /// What the agreement with a hub lets pass; where there is none, that with the hub that named it.
    fn data_for(&self, transfer: &Transfer, to: &BareJid) -> Vec<Datum> {
        let first = match &transfer.to {
            Recipient::Elsewhere(first) => self.inventory.link_of(first),
            _ => None,
        };
        let link = self.inventory.link_of(&hub_of(to)).or(first);
        link.map(|link| link.data.iter().copied().collect()).unwrap_or_default()
    }

    fn need_form(&self, session: &Session, transfer: &Transfer, data: &[Datum], language: &Language) -> NeedForm {
        let passes = |datum: Datum| data.contains(&datum);
        let text = |text: &str| Some(shortened(text, MOST_TEXT)).filter(|text| !text.trim().is_empty());
        let (subjects, others) = session.need.wanted();
        let wanted = subjects.into_iter().chain(others.into_iter().map(|other| other.value));
        let named = |id: String| {
            let label = shortened(&self.vocabulary.name(&id, language), MOST_LABEL);
            format!("{} {label}", id.replace(' ', "_"))
        };
        let by = transfer.by.as_ref().map(|by| self.name_in(session, by));
        NeedForm {
            languages: session.need.languages().iter().take(MOST_LANGUAGES).map(ToString::to_string).collect(),
            subjects: wanted.filter(|_| passes(Datum::Subjects)).take(MOST_SUBJECTS).map(named).collect(),
            question: text(&session.question).filter(|_| passes(Datum::Question)),
            note: text(&transfer.note).filter(|_| passes(Datum::Note)),
            sender: by.and_then(|by| text(&by)).filter(|_| passes(Datum::Names)),
        }
    }

    fn reason_of_form(
        &self,
        now: Time,
        session: &Session,
        transfer: &Transfer,
        form: &NeedForm,
        language: &Language,
    ) -> Sentence {
        let (subjects, others) = session.need.wanted();
        let subjects = match form.subjects.is_empty() {
            true => String::new(),
            false => self.teller(now, language).wanted(&subjects, &others),
        };
        Sentence::TransferReason {
            service: self.service_name(&session.service, language),
            how: super::asking::how(transfer).to_owned(),
            by: form.sender.clone().unwrap_or_default(),
            language: form.languages.join(", "),
            level: String::new(),
            subjects,
            note: form.note.clone().unwrap_or_default(),
            question: form.question.clone().unwrap_or_default(),
        }
    }
}
