//! `!transfer` and `!consult`: a session is handed on, or a colleague called in; typed, or by a form.

use super::run::Asker;
use crate::desk::Desk;
use crate::desk::effect::Effect;
use crate::desk::form::Given;
use crate::desk::sentence::Sentence;
use crate::desk::session::Recipient;
use crate::desk::transfer::{Handing, Wanted, session_named};
use crate::time::Time;

impl Desk {
    pub(super) fn hand(&mut self, now: Time, asker: &Asker, given: &Given, consult: bool) -> Vec<Sentence> {
        let typed = given.one("to").unwrap_or_default();
        let (named, words) = if given.by_form {
            let other = given.one("other").unwrap_or(typed);
            (given.one("session"), other.replace('\n', " "))
        } else {
            let (named, words) = session_named(&typed);
            // What stands before "to" is a session only if one is called so.
            match named.filter(|named| self.session_named(&named.to_lowercase()).is_some()) {
                Some(named) => (Some(named.to_owned()), words.to_owned()),
                None if named.is_some() => (None, typed.trim().to_owned()),
                None => (None, words.to_owned()),
            }
        };
        let number = match &named {
            Some(named) => match self.session_meant(asker, Some(named)) {
                Ok(session) => session.number,
                Err(sentence) => return vec![*sentence],
            },
            None => match self.session_to_hand(asker) {
                Some(number) => number,
                None => return vec![Sentence::NoSessionHere {}],
            },
        };
        if words.trim().is_empty() {
            let Some(session) = self.sessions.get(&number) else { return Vec::new() };
            let (by, to) = (asker.operator.clone(), Recipient::Service(session.service.clone()));
            if let Err(sentence) = self.may_hand_on(session, &Handing { by, to, consult, note: String::new() }) {
                return vec![*sentence];
            }
            let form = self.handing_form(now, session, &asker.operator, consult, &asker.language);
            self.out.push(Effect::Ask { form, language: asker.language.clone() });
            return Vec::new();
        }
        let names = self.sessions.get(&number).is_some_and(|session| self.may_read_names(session, &asker.operator));
        let (to, note) = match self.handing_meant(now, &words, names) {
            Ok(Wanted::Cancel) => return self.cancel_by_command(now, asker, number),
            Ok(Wanted::To { to, note }) => (to, note),
            Err(sentence) => return vec![*sentence],
        };
        let note = given.one("note").unwrap_or(note);
        let handing = Handing { by: asker.operator.clone(), to, consult, note };
        self.hand_on(now, number, handing).unwrap_or_else(|sentence| vec![*sentence])
    }

    /// The session of the room, or else the only one that she holds.
    fn session_to_hand(&self, asker: &Asker) -> Option<i64> {
        match asker.place {
            crate::desk::event::Place::Session(number) => self.sessions.get(&number).map(|session| session.number),
            _ => self.her_session(asker),
        }
    }

    fn cancel_by_command(&mut self, now: Time, asker: &Asker, number: i64) -> Vec<Sentence> {
        let Some(session) = self.sessions.get(&number) else { return Vec::new() };
        let asked = session.transfer.as_ref().and_then(|transfer| transfer.by.as_ref());
        let hers = [session.held_by(), asked].into_iter().flatten().any(|one| *one == asker.operator);
        if !hers && self.role(&asker.operator) < Some(crate::desk::inventory::Role::Coordinator) {
            let holder = session.held_by().map(|holder| self.name_in(session, holder)).unwrap_or_default();
            return vec![Sentence::TransferNotYours { name: holder }];
        }
        self.cancel_transfer(now, number, &asker.operator)
    }
}
