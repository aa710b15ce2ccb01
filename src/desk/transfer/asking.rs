//! A transfer begins: who may ask for it, of whom, and what is answered.

use jid::BareJid;

use super::joining::Joining;
use crate::desk::effect::Effect;
use crate::desk::inventory::{LinkState, Role, kind};
use crate::desk::language::Language;
use crate::desk::need::Need;
use crate::desk::record::What;
use crate::desk::refusal::Refusal;
use crate::desk::routing::USABLE;
use crate::desk::sentence::Sentence;
use crate::desk::session::{Recipient, Session, State, Transfer};
use crate::desk::{Desk, name};
use crate::stanza::Show;
use crate::time::Time;

/// What somebody wants to be done with a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handing {
    pub by: BareJid,
    pub to: Recipient,
    /// The one who comes joins the holder.
    pub consult: bool,
    pub note: String,
}

impl Desk {
    /// Begins a transfer.
    ///
    /// # Errors
    /// Why it cannot be begun, for the one who asked.
    pub(in crate::desk) fn hand_on(
        &mut self,
        now: Time,
        number: i64,
        handing: Handing,
    ) -> Result<Vec<Sentence>, Box<Sentence>> {
        let session = self.sessions.get(&number).ok_or_else(|| Box::new(Refusal::SessionClosed.sentence()))?;
        self.may_hand_on(session, &handing)?;
        let language = self.language_in(session, &handing.by);
        if let Recipient::Person(person) = &handing.to {
            self.may_be_handed(session, person, handing.consult)?;
            if session.consultants.contains(person) {
                return Ok(self.hand_to_consultant(now, number, &handing));
            }
        }
        if let Recipient::Elsewhere(service) = &handing.to
            && let Some(why) = self.why_not_elsewhere(service)
        {
            let (name, why) = (service.to_string(), why.to_owned());
            return Err(Box::new(Sentence::TransferNotTo { name, why, held: 0, limit: 0 }));
        }
        if handing.consult && session.consultants.len() >= self.limits(&session.service).consultants as usize {
            return Err(Box::new(Sentence::ConsultTooMany {}));
        }
        let limits = self.limits(&session.service);
        let limit = match handing.to {
            Recipient::Person(_) => limits.transfer,
            _ => limits.transfer_search,
        };
        let mut transfer = Transfer {
            to: handing.to,
            consult: handing.consult,
            by: Some(handing.by.clone()),
            note: handing.note.chars().take(super::NOTE).collect(),
            since: now,
            until: now + limit,
            offers: Vec::new(),
            passed: Default::default(),
            invitations: 0,
            chain: Default::default(),
        };
        let to = self.recipient_name(&transfer.to, &language);
        // Invitations to other hubs and to strangers are not sent as fast as somebody likes.
        let far = match &transfer.to {
            Recipient::Person(person) => !self.inventory.operators.contains_key(person),
            Recipient::Elsewhere(_) => true,
            Recipient::Service(_) | Recipient::Query(_) => false,
        };
        if far && !self.rates.search(&handing.by, now, &self.around.limits) {
            return Err(Box::new(Sentence::TransferTooMany {}));
        }
        let Some(mut session) = self.take(number) else { return Ok(Vec::new()) };
        if !self.ask_next(now, &mut session, &mut transfer) {
            let how = how(&transfer).to_owned();
            self.put_back(session);
            return Err(Box::new(Sentence::TransferNobody { to, how }));
        }
        if matches!(session.state, State::Offered { .. }) {
            session.state = State::Waiting;
        }
        let token = name(&session.token);
        if let Some(holder) = session.held_by().filter(|holder| **holder != handing.by).cloned() {
            let by = self.name_in(&session, &handing.by);
            self.tell_occupant(
                &session,
                &holder,
                Sentence::TransferOfYours { token: token.clone(), to: to.clone(), by },
            );
        }
        let how = if session.held_by().is_none() { "waiting" } else { how(&transfer) }.to_owned();
        let left = limit.into();
        session.transfer = Some(Box::new(transfer));
        self.put(session);
        Ok(vec![Sentence::TransferAsked { token, to, how, left }])
    }

    /// Why an address of another hub cannot be asked, if so.
    fn why_not_elsewhere(&self, service: &BareJid) -> Option<&'static str> {
        match self.inventory.link_of(service) {
            _ if service.node().is_none() => Some("address"),
            Some(link) if link.reaches(service) => None,
            Some(link) if link.state == LinkState::Paused => Some("paused"),
            Some(link) if link.is_active() => Some("not-agreed"),
            _ => Some("not-linked"),
        }
    }

    pub(in crate::desk) fn may_hand_on(&self, session: &Session, handing: &Handing) -> Result<(), Box<Sentence>> {
        let coordinates = self.role(&handing.by) >= Some(Role::Coordinator);
        match session.held_by() {
            Some(holder) if *holder == handing.by || coordinates => {}
            Some(holder) => return Err(Box::new(Sentence::TransferNotYours { name: self.name_in(session, holder) })),
            None if handing.consult => return Err(Box::new(Sentence::NoSessionHere {})),
            None if coordinates => {}
            None => return Err(Box::new(Sentence::TransferNotHeld { token: name(&session.token) })),
        }
        if let Some(transfer) = &session.transfer {
            let to = self.recipient_name(&transfer.to, &self.language_in(session, &handing.by));
            return Err(Box::new(Sentence::TransferUnderWay { token: name(&session.token), to }));
        }
        Ok(())
    }

    /// Whether this person may be asked now. Who is not in the inventory may, for nothing is known of her.
    fn may_be_handed(&self, session: &Session, person: &BareJid, consult: bool) -> Result<(), Box<Sentence>> {
        let known = self.inventory.operators.get(person);
        let (held, limit) = (self.occupied(person), known.map_or(u32::MAX, |known| known.sessions));
        let of_it = u32::from(session.is_offered_to(person));
        let show = self.duty.show_anywhere(person);
        let why = match known {
            _ if session.patron.bare == *person => "patron",
            _ if session.held_by() == Some(person) => "holder",
            _ if consult && session.consultants.contains(person) => "inside",
            _ if session.consultants.contains(person) => "",
            _ if person.node().is_none() => "address",
            None => "",
            Some(_) if show.is_none() => "off-duty",
            Some(_) if show == Some(Show::Dnd) => "dnd",
            Some(_) if consult => "",
            Some(_) if held - of_it >= limit => "limit",
            Some(known) if !shares_language(known, &session.need) => "language",
            Some(_) => "",
        };
        if why.is_empty() {
            return Ok(());
        }
        let (name, why) = (self.name_in(session, person), why.to_owned());
        let (held, limit) = (i64::from(held), i64::from(limit));
        Err(Box::new(Sentence::TransferNotTo { name, why, held, limit }))
    }

    /// An invitation sent by a client: refused with an error, or else answered privately.
    pub(in crate::desk) fn handed_on_by_invitation(
        &mut self,
        now: Time,
        number: i64,
        by: &BareJid,
        to: Recipient,
        note: String,
    ) {
        let language = match self.sessions.get(&number) {
            Some(session) => self.language_in(session, by),
            None => self.operator_language(by),
        };
        let handing = Handing { by: by.clone(), to, consult: false, note };
        match self.hand_on(now, number, handing) {
            Ok(sentences) => {
                let Some(session) = self.sessions.get(&number).map(|session| (**session).clone()) else { return };
                for sentence in sentences {
                    self.tell_occupant(&session, by, sentence);
                }
            }
            Err(sentence) => self.refuse(Refusal::NotHandedOn(sentence), language),
        }
    }

    /// The colleague is in the room already: she holds it at once.
    fn hand_to_consultant(&mut self, now: Time, number: i64, handing: &Handing) -> Vec<Sentence> {
        let Recipient::Person(person) = &handing.to else { return Vec::new() };
        let Some(mut session) = self.take(number) else { return Vec::new() };
        let token = name(&session.token);
        self.chronicle(&session, now, What::TransferAsked, Some(person), String::new());
        let note: String = handing.note.chars().take(super::NOTE).collect();
        let joining = Joining { by: Some(&handing.by), note: &note, ..Joining::default() };
        self.holds_now(now, &mut session, person, joining);
        let name = self.name_in(&session, person);
        self.put(session);
        vec![Sentence::TransferDone { token, name }]
    }

    /// Sends the invitation, and keeps account of it.
    pub(super) fn invite_receiver(&mut self, now: Time, session: &Session, person: &BareJid, reason: Sentence) {
        self.chronicle(session, now, What::TransferAsked, Some(person), String::new());
        let clients = self.reachable(&session.service, person);
        let language = self.language_in(session, person);
        if clients.is_empty() {
            let person = person.clone();
            self.out.push(Effect::InvitePerson { session: session.number, person, reason, language });
        } else {
            self.out.push(Effect::Invite { session: session.number, clients, reason, language });
        }
    }

    /// In which language somebody who has to do with a session is spoken to: her own, or else that of the service's staff.
    pub(in crate::desk) fn language_in(&self, session: &Session, person: &BareJid) -> Language {
        if self.inventory.operators.contains_key(person) {
            self.operator_language(person)
        } else {
            self.staff_language(&session.service)
        }
    }
}

pub(super) fn how(transfer: &Transfer) -> &'static str {
    if transfer.consult { "consult" } else { "transfer" }
}

fn shares_language(operator: &crate::desk::inventory::Operator, need: &Need) -> bool {
    let speaks = |language: &Language| operator.level(language).is_some_and(|level| level >= USABLE);
    operator.competences.iter().any(|one| one.kind == kind::LANGUAGE) && need.languages().iter().any(speaks)
}
