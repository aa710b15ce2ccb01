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
use super::session::{Absence, Ended, Resolution, State};
use crate::stanza::Show;
use crate::time::Time;

impl Desk {
    pub(super) fn duty_client(&mut self, now: Time, service: ServiceId, client: FullJid, show: Show) {
        let operator = client.to_bare();
        let language = self.operator_language(&operator);
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
        let duty = DutyClient { service: service.clone(), client: client.clone(), show, by_command: false, off, since };
        self.set_duty(now, duty);
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
        self.out.push(Effect::Record(Record::DutyClient(client.clone())));
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
        self.presence_changed(now, service, operator);
        if change == Change::Nothing {
            return;
        }
        let show = self.duty.show(service, operator);
        if change == Change::Duty {
            let (operator, service) = (operator.clone(), service.clone());
            self.out.push(Effect::Record(Record::Duty { operator, service, at: now, on: show.is_some() }));
        }
        if change == Change::Duty && show.is_some() {
            self.may_be_asked_again(service, operator);
        }
        if show.is_none_or(|show| show == Show::Dnd) {
            let offered = self.offered.get(operator).cloned().unwrap_or_default();
            let here = |number: &i64| self.sessions.get(number).is_some_and(|session| &session.service == service);
            let offered: Vec<i64> = offered.into_iter().filter(here).collect();
            for number in offered {
                let Some(mut session) = self.take(number) else { continue };
                self.withdraw(now, &mut session, &BTreeSet::from([operator.clone()]));
                self.put(session);
            }
        }
        self.reconsider(now, service);
        self.out.push(Effect::ServiceChanged(service.clone()));
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

    /// Sessions whose holder is absent wait differently for one who is still at the desk and for one who is gone.
    /// One who has come back is invited again, as her client may not know the room any more.
    fn presence_changed(&mut self, now: Time, service: &ServiceId, operator: &BareJid) {
        let present = self.duty.services_of(operator).next().is_some();
        for number in self.held.get(operator).cloned().unwrap_or_default() {
            let changes = match self.sessions.get(&number).map(|session| &session.state) {
                Some(State::Held { absent: Some(absent), .. }) => absent.on_duty != present,
                _ => false,
            };
            if !changes {
                continue;
            }
            let Some(mut session) = self.take(number) else { continue };
            if let State::Held { absent: Some(absent), .. } = &mut session.state {
                let since = if present { now } else { absent.since };
                *absent = Absence { on_duty: present, since };
            }
            if present {
                let clients = self.duty.reachable(service, operator);
                let header = self.header(now, &session);
                self.invite(&session, operator, clients, header);
            }
            self.put(session);
        }
    }

    pub(super) fn inventory_changed(&mut self, now: Time, inventory: Inventory) {
        let services: BTreeSet<ServiceId> =
            self.inventory.services.keys().chain(inventory.services.keys()).cloned().collect();
        self.inventory = inventory;
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
        self.draw_up_agenda();
        for service in services {
            self.reconsider(now, &service);
            self.out.push(Effect::ServiceChanged(service));
        }
    }
}
