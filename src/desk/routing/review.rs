//! What `!candidates` shows: those who would be asked for a session now, and why each of the others on duty would not.

use std::collections::BTreeSet;

use jid::BareJid;

use super::widening::Step;
use super::{Candidate, Circumstances};
use crate::desk::inventory::Service;
use crate::desk::limits::Limits;
use crate::desk::session::{Passed, Session};
use crate::stanza::Show;
use crate::time::Time;

/// Why somebody on duty is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// The session is his own question.
    IsThePatron,
    NoCommonLanguage,
    Dnd,
    AtLimit {
        held: u32,
        limit: u32,
    },
    Declined,
    /// She let an offer pass, and is asked again then.
    Silent(Time),
    /// Others are asked first; until then, where that is known.
    Later(Option<Time>),
}

pub struct Review {
    pub step: Step,
    /// The best first.
    pub ranked: Vec<Candidate>,
    pub left_out: Vec<(BareJid, LeftOut)>,
}

impl<'a> Circumstances<'a> {
    pub fn review(&self, service: &'a Service, session: &Session, limits: &Limits) -> Review {
        let choice = self.choose(service, session, limits);
        let ranked = self.rank(service, &session.need, &choice);
        let asked: BTreeSet<&BareJid> = ranked.iter().map(|one| &one.operator).collect();
        let on = self.on(service).map(|(operator, show)| (operator, show, true));
        let beyond = self.on_beyond(service).map(|(operator, show)| (operator, show, false));
        let mut left_out = Vec::new();
        for (operator, show, is_staff) in on.chain(beyond).filter(|(operator, ..)| !asked.contains(&operator.jid)) {
            let held = (self.held)(&operator.jid);
            let why = match session.passed.get(&operator.jid) {
                _ if session.patron.bare == operator.jid => LeftOut::IsThePatron,
                _ if show == Show::Dnd => LeftOut::Dnd,
                _ if self.able(operator, show, is_staff, &session.need).is_none() => LeftOut::NoCommonLanguage,
                Some(Passed::Declined) => LeftOut::Declined,
                Some(Passed::Silent(until)) if *until > self.now => LeftOut::Silent(*until),
                _ if held >= operator.sessions => LeftOut::AtLimit { held, limit: operator.sessions },
                _ => LeftOut::Later(choice.next),
            };
            left_out.push((operator.jid.clone(), why));
        }
        Review { step: choice.step, ranked, left_out }
    }
}
