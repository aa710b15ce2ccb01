//! Requests (IQ) to our addresses. Questions are answered by reading; commands go to the desk.

use super::{Address, Hub};
use crate::muc::IqOutcome;
use crate::stanza::{Answer, Condition, ErrorType, Iq, IqBody, Query, Stanza, StanzaError};

impl Hub {
    pub(super) fn iq(&mut self, iq: Iq) {
        if matches!(iq.body, IqBody::Result(_) | IqBody::Error(_)) && self.partner_answered(&iq) {
            return;
        }
        let (query, is_set) = match &iq.body {
            IqBody::Result(_) => {
                if let Ok(client) = iq.from.clone().try_into_full() {
                    self.pings.answered(&client, &iq.id, self.now);
                }
                return;
            }
            IqBody::Error(error) => {
                if let Ok(client) = iq.from.clone().try_into_full()
                    && self.pings.refused(&client, &iq.id, error, self.is_unseen(&client), self.now)
                {
                    self.client_gone(&client);
                }
                return;
            }
            IqBody::Get(query) => (query.clone(), false),
            IqBody::Set(query) => (query.clone(), true),
        };
        if let (Query::Command(request), true) = (&query, is_set) {
            let answer = self.adhoc(&iq, request);
            return self.answer(&iq, answer);
        }
        if let Query::Search(search) = &query
            && self.address_of(&iq.to) == Address::Hub
        {
            let answer = if is_set { self.search(&iq, search) } else { self.search_fields(&iq) };
            return self.answer(&iq, answer);
        }
        let answer = match self.rooms.iq(&iq) {
            IqOutcome::Answer(answer) => Ok(answer),
            IqOutcome::Refused(error) => Err(error),
            IqOutcome::Asked(_) => Err(refused(ErrorType::Cancel, Condition::NotAllowed)),
            IqOutcome::NotOurs => self.hub_query(&iq, &query, is_set),
        };
        self.answer(&iq, answer);
    }

    /// On duty by command alone: she sits in no room, so no line to her would ever come back.
    fn is_unseen(&self, client: &jid::FullJid) -> bool {
        self.rooms.rooms_of(client).next().is_none() && self.desk.is_client_on_duty(client)
    }

    fn hub_query(&self, iq: &Iq, query: &Query, is_set: bool) -> Result<Answer, StanzaError> {
        let not_found = || refused(ErrorType::Cancel, Condition::ItemNotFound);
        match query {
            Query::DiscoInfo { node } if !is_set => {
                self.disco_info(&iq.to, &iq.from, node.as_deref()).map(Answer::DiscoInfo).ok_or_else(not_found)
            }
            Query::DiscoItems { node } if !is_set => {
                let items = self.disco_items(&iq.to, &iq.from, node.as_deref()).ok_or_else(not_found)?;
                Ok(Answer::DiscoItems { node: node.clone(), items })
            }
            Query::Ping if self.address_of(&iq.to) == Address::Nobody => Err(not_found()),
            Query::Ping => Ok(Answer::Empty),
            Query::Version if !is_set => {
                Ok(Answer::Version { name: "Refdesk".into(), version: env!("CARGO_PKG_VERSION").into() })
            }
            _ => Err(refused(ErrorType::Cancel, Condition::ServiceUnavailable)),
        }
    }

    fn answer(&mut self, iq: &Iq, answer: Result<Answer, StanzaError>) {
        let body = match answer {
            Ok(answer) => IqBody::Result(answer),
            Err(error) => IqBody::Error(error),
        };
        let answer = Iq { from: iq.to.clone(), to: iq.from.clone(), id: iq.id.clone(), body };
        self.send(Stanza::Iq(Box::new(answer)));
    }
}

pub(super) fn refused(kind: ErrorType, condition: Condition) -> StanzaError {
    StanzaError::new(kind, condition)
}
