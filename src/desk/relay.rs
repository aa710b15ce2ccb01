//! What is said in a session's room reaches the patron, and nothing else does (DESIGN §2).

use jid::FullJid;

use super::Desk;
use super::effect::Effect;
use super::event::Line;
use super::refusal::Refusal;
use super::session::{Absence, State};
use crate::stanza::ChatState;
use crate::time::Time;

impl Desk {
    pub(super) fn operator_said(&mut self, now: Time, number: i64, client: FullJid, line: Line) {
        let operator = client.to_bare();
        let Some(known) = self.sessions.get(&number) else {
            return self.refuse(Refusal::SessionClosed, self.operator_language(&operator));
        };
        if known.held_by() != Some(&operator) && !known.consultants.contains(&operator) {
            let refusal = match known.held_by() {
                Some(holder) => Refusal::HeldBy { name: self.name_in(known, holder) },
                None => Refusal::NotOffered,
            };
            return self.refuse(refusal, self.language_in(known, &operator));
        }
        let Some(mut session) = self.take(number) else { return };
        session.operator_spoke = Some(now);
        session.asked = None;
        self.say_missed(&mut session);
        self.out.push(Effect::SayAsOperator { session: number, client, line: line.clone() });
        self.out.push(Effect::SayToPatron { session: number, operator, line });
        self.put(session);
    }

    pub(super) fn operator_typed(&mut self, number: i64, client: FullJid, state: ChatState) {
        let operator = client.to_bare();
        let Some(session) = self.sessions.get(&number) else { return };
        if session.held_by() == Some(&operator) || session.consultants.contains(&operator) {
            self.out.push(Effect::TypeAsOperator { session: number, client, state });
            self.out.push(Effect::TypeToPatron { session: number, operator, state });
        }
    }

    /// None of the operator's clients is in the session's room any more.
    pub(super) fn session_left(&mut self, now: Time, number: i64, client: FullJid) {
        let person = client.to_bare();
        match self.sessions.get(&number) {
            Some(session) if session.held_by() == Some(&person) => {}
            Some(session) if session.consultants.contains(&person) => return self.consultant_left(number, &client),
            _ => return,
        }
        let Some(mut session) = self.take(number) else { return };
        let on_duty = self.is_client_on_duty(&client);
        self.tell_of_successor(&session, on_duty);
        if let State::Held { absent, .. } = &mut session.state {
            absent.get_or_insert(Absence { since: now, client, on_duty });
        }
        self.put(session);
    }
}
