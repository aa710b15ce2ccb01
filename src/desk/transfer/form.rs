//! `!transfer` and `!consult` as a form: whom the routing would ask, with what speaks for each, the services of the hub,
//! and room for any other.

use jid::BareJid;

use super::asking::how;
use crate::desk::Desk;
use crate::desk::form::{Choice, Field, FieldKind, Form, Words};
use crate::desk::language::Language;
use crate::desk::name;
use crate::desk::sentence::Sentence;
use crate::desk::session::{Recipient, Session, Transfer};
use crate::time::Time;

/// Candidates and services that are offered to choose from.
const MOST_OFFERED: usize = 20;

impl Desk {
    pub(in crate::desk) fn handing_form(
        &self,
        now: Time,
        session: &Session,
        by: &BareJid,
        consult: bool,
        language: &Language,
    ) -> Form {
        let teller = self.teller(now, language);
        let transfer = Transfer {
            to: Recipient::Service(session.service.clone()),
            consult,
            by: Some(by.clone()),
            note: String::new(),
            since: now,
            until: now,
            offers: Vec::new(),
            passed: Default::default(),
            invitations: 0,
            chain: Default::default(),
        };
        let how = how(&transfer).to_owned();
        let names = self.may_read_names(session, by);
        let candidates = if names { self.receivers(now, session, &transfer) } else { Vec::new() };
        let people = (1..).zip(&candidates).take(MOST_OFFERED).map(|(place, one)| Choice {
            value: one.operator.to_string(),
            label: Words::Said(Sentence::CandidateLine {
                place,
                name: self.operator_name(&one.operator),
                score: one.score,
                reasons: teller.reasons(&one.chosen.parts),
            }),
        });
        let services = self.inventory.services.keys().take(MOST_OFFERED).map(|service| Choice {
            value: service.to_string(),
            label: Words::Said(Sentence::TransferFormService {
                service: self.service_name(service, language),
                on_duty: self.opening(service).on_duty as i64,
            }),
        });
        let choices = people.chain(services).collect();
        let token = name(&session.token);
        // A coordinator of other services does not read what the patron asked.
        let may_read = session.held_by() == Some(by) || self.inventory.reaches(by, &session.service);
        let header = may_read.then(|| self.header(now, session));
        let said = |sentence| Words::Said(sentence);
        Form {
            title: Sentence::TransferFormTitle { token: token.clone(), how: how.clone() },
            instructions: std::iter::once(Sentence::TransferFormText { how }).chain(header).collect(),
            fields: vec![
                Field::hidden("session", &token),
                Field::new("to", said(Sentence::TransferFormTo {}), FieldKind::Choice(choices)),
                Field::new("other", said(Sentence::TransferFormOther {}), FieldKind::Line),
                Field::new("note", said(Sentence::TransferFormNote {}), FieldKind::Lines),
            ],
        }
    }
}
