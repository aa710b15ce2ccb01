//! Presence that arrives: joins and what follows in rooms, subscriptions and probes.

use jid::Jid;

use super::effects::Asked;
use super::{Address, Hub};
use crate::desk::event::Event;
use crate::desk::refusal::Refusal;
use crate::muc::{Outcome, shows_gone};
use crate::stanza::{Presence, PresenceKind, Stanza};

impl Hub {
    pub(super) fn presence(&mut self, presence: Presence) {
        if self.partner_presence(&presence) {
            return;
        }
        match presence.kind {
            PresenceKind::Subscribe
            | PresenceKind::Subscribed
            | PresenceKind::Unsubscribe
            | PresenceKind::Unsubscribed
            | PresenceKind::Probe => return self.contact_presence(&presence),
            PresenceKind::Error => {
                if let (Ok(client), Some(error)) = (presence.from.clone().try_into_full(), &presence.error)
                    && shows_gone(error)
                    && self.is_watched(&client)
                {
                    self.client_gone(&client);
                }
                return;
            }
            PresenceKind::Available | PresenceKind::Unavailable => {}
        }
        match self.rooms.presence(&presence, &mut self.out) {
            Outcome::Asked(happening) => self.happened(happening),
            Outcome::Done => {}
            Outcome::NotOurs if presence.join.is_some() && presence.kind == PresenceKind::Available => {
                self.refuse_join(&presence);
            }
            Outcome::NotOurs => self.person_presence(&presence),
        }
    }

    /// A join of a room that is not there.
    fn refuse_join(&mut self, presence: &Presence) {
        let operator = presence.from.to_bare();
        let language = self.desk.operator_language(&operator);
        let refusal = match self.address_of(&presence.to) {
            Address::Session { .. } => Refusal::SessionClosed,
            _ => self.nobody_there(&presence.to, &language),
        };
        let mut answer = Presence::new(PresenceKind::Error, presence.to.clone(), presence.from.clone());
        answer.id = presence.id.clone();
        answer.error = Some(super::refusals::error(&refusal, self.body(&refusal.sentence(), &language)));
        self.send(Stanza::Presence(Box::new(answer)));
    }

    /// Presence to a service as to a person: a patron or an operator outside its room goes.
    fn person_presence(&mut self, presence: &Presence) {
        if presence.kind != PresenceKind::Unavailable {
            return;
        }
        let (Ok(client), Address::Service(service)) =
            (presence.from.clone().try_into_full(), self.address_of(&Jid::from(presence.to.to_bare())))
        else {
            return;
        };
        // Who sits in one of its rooms leaves that by presence to the room.
        if self.rooms.is_occupant(&presence.to.to_bare(), &client) {
            return;
        }
        if self.desk.is_on_duty_with(&service, &client) {
            let (service, client) = (service.clone(), client.clone());
            self.event(Event::DutyClientGone { service, client }, Asked::Nothing);
        }
        self.patron_went(service, client);
    }
}
