//! `!assign SESSION to NAME`: somebody picks whom a session is offered to, whatever the routing would choose.

use std::collections::BTreeSet;

use jid::BareJid;

use super::run::Asker;
use crate::desk::inventory::Operator;
use crate::desk::record::What;
use crate::desk::refusal::Refusal;
use crate::desk::routing::Account;
use crate::desk::sentence::Sentence;
use crate::desk::session::{Offer, State};
use crate::desk::{Desk, name};
use crate::nearest::nearest;
use crate::stanza::Show;
use crate::time::Time;

/// Of several who bear a name, so many are named.
const MOST_NAMED: usize = 5;

impl Desk {
    pub(super) fn assign(&mut self, now: Time, asker: &Asker, wanted: &str, whom: &str) -> Vec<Sentence> {
        let (number, service) = match self.session_meant(asker, Some(wanted)) {
            Ok(session) => (session.number, session.service.clone()),
            Err(sentence) => return vec![*sentence],
        };
        let whom = whom.trim();
        let whom = whom.split_once(' ').filter(|(to, _)| matches!(*to, "to" | "till")).map_or(whom, |(_, whom)| whom);
        let operator = match self.operator_meant(whom) {
            Ok(operator) => operator.jid.clone(),
            Err(sentence) => return vec![*sentence],
        };
        let Some(session) = self.sessions.get(&number) else { return Vec::new() };
        if let Some(holder) = session.held_by() {
            return vec![Refusal::TakenBy { name: self.operator_name(holder) }.sentence()];
        }
        let shown = self.operator_name(&operator);
        let limit = self.inventory.operators.get(&operator).map_or(0, |known| known.sessions);
        let held = self.occupied(&operator) - u32::from(session.is_offered_to(&operator));
        let show = self.duty.show(&service, &operator).or_else(|| self.duty.show_anywhere(&operator));
        let why = match show {
            _ if session.patron.bare == operator => "patron",
            _ if !self.inventory.reaches(&operator, &service) => "stranger",
            None => "off-duty",
            Some(Show::Dnd) => "dnd",
            Some(_) if held >= limit => "limit",
            Some(_) => "",
        };
        if !why.is_empty() {
            let (held, limit) = (i64::from(held), i64::from(limit));
            return vec![Sentence::AssignNotAvailable { name: shown, why: why.to_owned(), held, limit }];
        }
        let Some(mut session) = self.take(number) else { return Vec::new() };
        if matches!(session.state, State::Question { .. }) {
            session.queued = now;
            session.told_nobody_yet = false;
        }
        session.state = State::Waiting;
        session.ask_again = None;
        session.passed.remove(&operator);
        let occupied = |operator: &BareJid| self.occupied(operator);
        let known = self.inventory.services.get(&service).zip(self.inventory.operators.get(&operator)).zip(show);
        let candidate = known.and_then(|((service, operator), show)| {
            self.circumstances(now, &occupied).just(service, &session.need, operator, show)
        });
        let account = Account::Assigned { service: service.clone(), by: asker.operator.clone() };
        let token = name(&session.token);
        let mut lines = vec![Sentence::AssignOffered { token, name: shown.clone() }];
        match candidate {
            Some(candidate) => self.offer(now, &mut session, &candidate, &account),
            None => {
                let until = now + self.limits(&service).offer;
                let offer = Offer { operator: operator.clone(), until, chosen: None };
                session.state = State::Offered { offers: vec![offer] };
                self.chronicle(&session, now, What::Offered, Some(&operator), account.detail());
                let (clients, header) = (self.reachable(&service, &operator), self.header(now, &session));
                self.invite(&session, &operator, clients, header);
                lines.push(Sentence::AssignNoLanguage { name: shown });
            }
        }
        self.put(session);
        lines
    }

    /// The operator that somebody means: by her address, or by a name that nobody else has.
    pub(super) fn operator_meant(&self, whom: &str) -> Result<&Operator, Box<Sentence>> {
        if let Some(known) = whom.parse::<BareJid>().ok().and_then(|jid| self.inventory.operators.get(&jid)) {
            return Ok(known);
        }
        let wanted = whom.to_lowercase();
        let by_name = |of: &dyn Fn(&Operator) -> bool| -> Vec<&Operator> {
            self.inventory.operators.values().filter(|operator| of(operator)).collect()
        };
        let full = by_name(&|operator| operator.name.to_lowercase() == wanted);
        let node = |operator: &Operator| operator.jid.node().is_some_and(|node| node.as_str() == wanted);
        let found = if full.is_empty() {
            by_name(&|operator| {
                node(operator) || operator.name.to_lowercase().split_whitespace().next() == Some(wanted.as_str())
            })
        } else {
            full
        };
        if let [one] = found.as_slice() {
            return Ok(one);
        }
        let addresses: BTreeSet<String> = found.iter().take(MOST_NAMED).map(|one| one.jid.to_string()).collect();
        let names = self.inventory.operators.values().map(|operator| operator.name.as_str());
        let near = if found.is_empty() { nearest(whom, names).unwrap_or_default().to_owned() } else { String::new() };
        let near = if found.is_empty() { near } else { addresses.into_iter().collect::<Vec<_>>().join(", ") };
        Err(Box::new(Sentence::AssignWhom { name: whom.chars().take(40).collect(), nearest: near }))
    }
}
