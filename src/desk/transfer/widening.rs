//! The routing takes a session to linked hubs by itself: one service after the other, until somebody holds it, nobody is
//! left to ask or its time is over. Each is an ordinary transfer to a service of another hub that nobody asked for; the
//! routing here goes on beside it, and the first to join holds the session.

use jid::BareJid;

use crate::desk::routing::{Step, Why};
use crate::desk::sentence::Sentence;
use crate::desk::session::{Passed, Recipient, Session, State, Transfer, Tried};
use crate::desk::{Desk, name};
use crate::time::Time;

/// When a partner opens, so many sessions at most are taken there at once, the longest waiting first.
const MOST_AT_ONCE: usize = 50;

impl Desk {
    /// Asks the next linked service for a waiting session. False when there is none to ask; true also while one is asked.
    pub(in crate::desk) fn widen_to_network(&mut self, now: Time, session: &mut Session, why: Why) -> bool {
        if session.transfer.is_some() {
            return session.is_asked_elsewhere();
        }
        let limits = self.limits(&session.service);
        let over = session.queued + limits.nobody_answers;
        session.tried.retain(|_, tried| tried.again > now);
        if session.patron_gone.is_some() || now >= over {
            return false;
        }
        let Some(next) = self.network_for(now, session).first().map(|known| (*known).clone()) else { return false };
        let to = next.address.clone();
        let mut transfer = Transfer {
            to: Recipient::Elsewhere(to.clone()),
            consult: false,
            by: None,
            note: String::new(),
            since: now,
            until: (now + limits.elsewhere).min(over),
            offers: Vec::new(),
            // A hub that goes on to a third does not come to one that has been asked.
            passed: session.tried.keys().map(|service| (service.clone(), Passed::Declined)).collect(),
            invitations: 0,
            chain: Default::default(),
        };
        let is_first = session.widened < Some(Step::Network);
        self.widened(now, session, Step::Network, why);
        if is_first {
            self.tell_patron(session, Sentence::PatronAskingElsewhere {});
        }
        let (token, to_name) = (name(&session.token), next.picture.name.clone());
        let told = Sentence::StaffAskedElsewhere { token, name: to_name, address: to.to_string() };
        self.tell_staff(&session.service.clone(), told);
        session.tried.insert(to, Tried { again: now + limits.elsewhere_again, silent: false });
        if !self.ask_next(now, session, &mut transfer) {
            return false;
        }
        session.transfer = Some(Box::new(transfer));
        true
    }

    /// A service that the routing asked has nobody, or was silent: `why` as of [`Desk::goes_back`].
    pub(super) fn returned_from_network(&mut self, now: Time, session: &mut Session, transfer: &Transfer, why: &str) {
        let Recipient::Elsewhere(service) = &transfer.to else { return };
        // Those that it went on to have been asked as well.
        let again = now + self.limits(&session.service).elsewhere_again;
        for onward in transfer.passed.keys().filter(|onward| self.inventory.link_of(onward).is_some()) {
            session.tried.entry(onward.clone()).or_insert(Tried { again, silent: false });
        }
        let silent = transfer.invitations == 0 && ["silent", "over", "unreachable"].contains(&why);
        if let Some(tried) = session.tried.get_mut(service) {
            tried.silent = silent;
        }
        if session.is_queued() {
            let (token, address) = (name(&session.token), service.to_string());
            let why = if silent { "silent" } else { why }.to_owned();
            self.tell_staff(&session.service.clone(), Sentence::StaffNobodyElsewhere { token, address, why });
        }
    }

    /// A hub has gone: what its services were asked for by the routing, and nobody was sent for, goes to the next at once.
    pub(in crate::desk) fn partner_left(&mut self, now: Time, is_gone: impl Fn(&BareJid) -> bool) {
        let waits = |session: &Session| {
            let transfer = session.transfer.as_ref().filter(|transfer| transfer.is_widening());
            let transfer = transfer.filter(|transfer| transfer.offers.is_empty());
            matches!(transfer.map(|transfer| &transfer.to), Some(Recipient::Elsewhere(to)) if is_gone(to))
        };
        let numbers: Vec<i64> = self.sessions().filter(|one| waits(one)).map(|session| session.number).collect();
        for number in numbers {
            let Some(mut session) = self.take(number) else { continue };
            self.goes_back(now, &mut session, "unreachable", None, None);
            self.put(session);
        }
    }

    /// A linked service is open: sessions that wait, and questions whose patrons are still there, may go to it, if nobody
    /// here could answer them.
    pub(in crate::desk) fn partner_opened(&mut self, now: Time, address: &BareJid) {
        let Some(known) = self.directory.get(address).cloned() else { return };
        let services = self.services.iter().filter(|(service, _)| self.asks_network(service));
        let all = services.flat_map(|(_, open)| open.queue.iter().map(|(_, number)| number).chain(&open.questions));
        let may_go = |number: &i64| {
            let session = self.sessions.get(number).filter(|session| session.transfer.is_none())?;
            let is_there = match session.state {
                State::Waiting => session.patron_gone.is_none(),
                State::Question { .. } => session.patron.client.is_some() && session.patron_gone.is_none(),
                _ => false,
            };
            let may = is_there && self.why_not_asked(now, session, &known).is_none() && self.may_leave(now, session);
            may.then_some(())
        };
        let numbers: Vec<i64> = all.copied().filter(|number| may_go(number).is_some()).take(MOST_AT_ONCE).collect();
        for number in numbers {
            let Some(mut session) = self.take(number) else { continue };
            match session.state {
                State::Question { .. } => self.bring_back(now, &mut session),
                _ => self.route(now, &mut session, false),
            }
            self.put(session);
        }
    }

    /// Whether a question that was left may go to a linked service now.
    pub(in crate::desk) fn somebody_elsewhere_for(&self, now: Time, session: &Session) -> bool {
        session.transfer.is_none() && self.may_leave(now, session) && !self.network_for(now, session).is_empty()
    }

    /// Nobody here could answer it any more, or their time is over.
    pub(in crate::desk) fn may_leave(&self, now: Time, session: &Session) -> bool {
        let is_over = matches!(session.state, State::Waiting) && now >= self.leaves_at(session);
        let Some(service) = self.inventory.services.get(&session.service) else { return false };
        is_over || !self.circumstances(now, &|operator| self.held_by(operator)).anybody_left(service, session)
    }

    /// From when on a session may be taken to linked hubs though somebody here could answer.
    pub(in crate::desk) fn leaves_at(&self, session: &Session) -> Time {
        session.queued + self.limits(&session.service).own_hub
    }
}
