//! Operators come on duty and go off; the inventory changes under way.

use std::collections::BTreeSet;

use jid::{BareJid, FullJid};

use super::Desk;
use super::duty::Change;
use super::effect::{Effect, Hearer};
use super::inventory::{Inventory, ServiceId};
use super::record::{DutyClient, Record};
use super::refusal::Refusal;
use super::sentence::Sentence;
use super::session::{Ended, Resolution, Session, State};
use crate::stanza::Show;
use crate::time::Time;

impl Desk {
    pub(super) fn duty_client(&mut self, now: Time, service: ServiceId, client: FullJid, show: Show) {
        let operator = client.to_bare();
        let language = self.operator_language(&operator);
        if self.is_invited(&operator, &service) {
            self.accept_staffing(now, &service, &operator);
        }
        if !self.inventory.staffs(&operator, &service) {
            return self.refuse(Refusal::NotAnOperator, language);
        }
        let known = self.duty.client(&service, &client);
        if known.is_none() && self.duty.clients(&service) >= self.limits(&service).clients as usize {
            return self.refuse(Refusal::TooManyClients, language);
        }
        let since = known.map_or(now, |known| known.since);
        let off = known.is_some_and(|known| known.off);
        let was_on = self.duty.show(&service, &operator).is_some();
        let is_new = known.is_none();
        let duty = DutyClient { service: service.clone(), client: client.clone(), show, by_command: false, off, since };
        self.set_duty(now, duty);
        if is_new {
            self.came_back(now, &client);
        }
        if !was_on && !off {
            self.tell_of_questions(&service, client);
        }
    }

    /// Who comes on duty is told what was left behind.
    fn tell_of_questions(&mut self, service: &ServiceId, client: FullJid) {
        let count = self.services.get(service).map_or(0, |sessions| sessions.questions.len());
        if count == 0 {
            return;
        }
        let language = self.operator_language(&client.to_bare());
        let to = Hearer::Operator { service: service.clone(), client };
        let sentence = Sentence::StaffQuestionsOpen { questions: count as i64 };
        self.out.push(Effect::Tell { to, sentence, language });
    }

    pub(super) fn set_duty(&mut self, now: Time, client: DutyClient) {
        let (service, operator) = (client.service.clone(), client.client.to_bare());
        if self.duty.client(&service, &client.client) != Some(&client) {
            self.out.push(Effect::Record(Record::DutyClient(client.clone())));
        }
        let change = self.duty.set(client);
        self.duty_changed(now, &service, &operator, change);
    }

    pub(super) fn duty_client_gone(&mut self, now: Time, service: &ServiceId, client: &FullJid) {
        let Some(change) = self.duty.remove(service, client) else { return };
        let gone = Record::DutyClientGone { service: service.clone(), client: client.clone() };
        self.out.push(Effect::Record(gone));
        self.duty_changed(now, service, &client.to_bare(), change);
    }

    fn duty_changed(&mut self, now: Time, service: &ServiceId, operator: &BareJid, change: Change) {
        self.presence_changed(now, operator);
        if change == Change::Nothing {
            return;
        }
        self.receiver_is_away(now, operator);
        let show = self.duty.show(service, operator);
        if change == Change::Duty {
            let (operator, service) = (operator.clone(), service.clone());
            self.out.push(Effect::Record(Record::Duty { operator, service, at: now, on: show.is_some() }));
        }
        if change == Change::Duty && show.is_some() {
            self.may_be_asked_again(service, operator);
        }
        let unwilling = |show: Option<Show>| show.is_none_or(|show| show == Show::Dnd);
        if unwilling(show) {
            // Of other services of the consortium she has been offered sessions only because she is on duty somewhere.
            let nowhere = unwilling(self.duty.show_anywhere(operator));
            let offered = self.offered.get(operator).cloned().unwrap_or_default();
            let of = |session: &Session| {
                let beyond =
                    || session.offers().iter().any(|offer| &offer.operator == operator && offer.chosen.is_some());
                &session.service == service
                    || nowhere && unwilling(self.duty.show(&session.service, operator)) && beyond()
            };
            let ends = |number: &i64| self.sessions.get(number).is_some_and(|session| of(session));
            let offered: Vec<i64> = offered.into_iter().filter(ends).collect();
            for number in offered {
                let Some(mut session) = self.take(number) else { continue };
                self.withdraw(now, &mut session, &BTreeSet::from([operator.clone()]));
                self.put(session);
            }
        }
        self.assistances_follow(now, operator);
        let reached = self.inventory.reached_by(operator);
        for service in std::iter::once(service).chain(reached.iter().filter(|other| *other != service)) {
            self.reconsider(now, service);
        }
        self.out.push(Effect::ServiceChanged(service.clone()));
        self.openings_beyond_changed(operator);
    }

    /// Whom an operator passed on before she went off duty she may be asked for again.
    fn may_be_asked_again(&mut self, service: &ServiceId, operator: &BareJid) {
        let Some(sessions) = self.services.get(service) else { return };
        let unheld = sessions.queue.iter().map(|(_, number)| number).chain(&sessions.questions);
        let passed = unheld
            .filter(|number| self.sessions.get(number).is_some_and(|session| session.passed.contains_key(operator)));
        for number in passed.copied().collect::<Vec<_>>() {
            let Some(mut session) = self.take(number) else { continue };
            session.passed.remove(operator);
            self.put(session);
        }
    }

    /// Sessions whose holder is absent wait differently for one who left their room and for one whose client is gone
    /// from the staff room too. In the second case her other clients are invited.
    fn presence_changed(&mut self, now: Time, operator: &BareJid) {
        for number in self.held.get(operator).cloned().unwrap_or_default() {
            let changed = match self.sessions.get(&number).map(|session| &session.state) {
                Some(State::Held { absent: Some(absent), .. }) => {
                    let on_duty = self.is_client_on_duty(&absent.client);
                    (on_duty != absent.on_duty).then_some(on_duty)
                }
                _ => None,
            };
            let Some(on_duty) = changed else { continue };
            let Some(mut session) = self.take(number) else { continue };
            if let State::Held { absent: Some(absent), .. } = &mut session.state {
                absent.on_duty = on_duty;
            }
            if !on_duty {
                let clients = self.reachable(&session.service, operator);
                self.invite_back(now, &session, clients);
            }
            self.put(session);
        }
    }

    /// A holder who has come back is invited again, as her client may not know the room any more.
    fn came_back(&mut self, now: Time, client: &FullJid) {
        let operator = client.to_bare();
        for number in self.held.get(&operator).cloned().unwrap_or_default() {
            let Some(mut session) = self.take(number) else { continue };
            if let State::Held { absent: Some(absent), .. } = &mut session.state {
                absent.since = now;
                self.invite_back(now, &session, vec![client.clone()]);
            }
            self.put(session);
        }
    }

    fn invite_back(&mut self, now: Time, session: &Session, clients: Vec<FullJid>) {
        if let (Some(holder), false) = (session.held_by().cloned(), clients.is_empty()) {
            let header = self.header(now, session);
            self.invite(session, &holder, clients, header);
        }
    }

    /// Whoever does not work for a service any more keeps none of its sessions.
    fn dismiss(&mut self, now: Time) {
        let hers = self.held.iter().chain(&self.offered);
        let hers = hers.flat_map(|(operator, numbers)| numbers.iter().map(move |number| (operator.clone(), *number)));
        let stranger = |(operator, number): &(BareJid, i64)| {
            let session = self.sessions.get(number);
            // Whom a transfer let in, or asks, need not work for the service.
            let is_guest = |session: &Session| session.guests.contains_key(operator) || session.is_handed_to(operator);
            session.is_some_and(|session| !self.inventory.reaches(operator, &session.service) && !is_guest(session))
        };
        for (operator, number) in hers.filter(stranger).collect::<BTreeSet<_>>() {
            let Some(mut session) = self.take(number) else { continue };
            if session.held_by() == Some(&operator) {
                let language = self.operator_language(&operator);
                let reason = Refusal::NotAnOperator.sentence();
                if !self.falls_to_consultant(now, &mut session) {
                    self.requeue(now, &mut session);
                }
                self.out.push(Effect::PutOut { session: number, operator, reason, language });
            } else {
                self.withdraw(now, &mut session, &BTreeSet::from([operator]));
            }
            self.put(session);
        }
    }

    pub(super) fn inventory_changed(&mut self, now: Time, inventory: Inventory) {
        let services: BTreeSet<ServiceId> = self
            .inventory
            .services
            .keys()
            .chain(inventory.services.keys())
            .chain(self.duty.services())
            .cloned()
            .collect();
        self.inventory = inventory;
        self.look_anew(now);
        self.staff_changed(now, services.into_iter().collect());
    }

    /// Services, or who works for them, have changed: nobody stays on duty or keeps a session where she does not work.
    /// `also` are services that may not be in the inventory any more.
    pub(super) fn staff_changed(&mut self, now: Time, also: Vec<ServiceId>) {
        let known = self.inventory.services.keys().chain(self.duty.services());
        let services: BTreeSet<ServiceId> = known.cloned().chain(also).collect();
        let dismissed: Vec<(ServiceId, FullJid)> = services
            .iter()
            .flat_map(|service| self.duty.all_clients(service))
            .filter(|(service, client)| !self.inventory.staffs(&client.to_bare(), service))
            .collect();
        for (service, client) in dismissed {
            self.duty_client_gone(now, &service, &client);
        }
        let homeless: Vec<i64> = self
            .sessions
            .values()
            .filter(|session| !self.inventory.services.contains_key(&session.service))
            .map(|session| session.number)
            .collect();
        for number in homeless {
            let Some(session) = self.take(number) else { continue };
            self.close(now, session, Ended::ServiceGone, Resolution::NotAnswered, None);
        }
        self.dismiss(now);
        self.draw_up_agenda();
        for service in services {
            self.reconsider(now, &service);
            self.out.push(Effect::ServiceChanged(service));
        }
    }
}
