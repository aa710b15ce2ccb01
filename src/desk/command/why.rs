//! `!why SESSION [name]`: why a session was offered to whom, also when it is closed, as far as the desk remembers.

use super::run::Asker;
use crate::desk::Desk;
use crate::desk::inventory::Role;
use crate::desk::refusal::Refusal;
use crate::desk::routing::Account;
use crate::desk::sentence::Sentence;
use crate::time::Time;

impl Desk {
    pub(super) fn explain(&self, now: Time, asker: &Asker, wanted: Option<&str>, whom: Option<&str>) -> Vec<Sentence> {
        let number = match wanted {
            Some(token) => self.session_named(&token.to_lowercase()),
            None => self.session_meant(asker, None).ok().map(|session| session.number),
        };
        let Some(number) = number else {
            return vec![match wanted {
                Some(token) => Sentence::NoSuchSession { token: token.chars().take(20).collect() },
                None => Sentence::QueueEmpty {},
            }];
        };
        let token = self.token(number).to_string();
        let entries = self.decisions.of(number);
        let open = self.sessions.get(&number).map(|session| session.service.clone());
        let service = open.or_else(|| entries.iter().find_map(Account::of).map(|account| account.service().clone()));
        let Some(service) = service else {
            return vec![Sentence::WhyUnknown { token }];
        };
        let took_part = entries.iter().any(|entry| entry.operator.as_ref() == Some(&asker.operator));
        let coordinates = self.role(&asker.operator) >= Some(Role::Coordinator);
        if !took_part && !coordinates && !self.inventory.staffs(&asker.operator, &service) {
            return vec![Refusal::NotAnOperator.sentence()];
        }
        let only = match whom.map(|whom| self.operator_meant(whom)).transpose() {
            Ok(only) => only.map(|operator| &operator.jid),
            Err(sentence) => return vec![*sentence],
        };
        let story = self.teller(now, &asker.language).story(&entries, only);
        if story.is_empty() { vec![Sentence::WhyUnknown { token }] } else { story }
    }
}
