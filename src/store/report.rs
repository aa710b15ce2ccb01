//! The figures for `refdesk report`, about the sessions opened within a span of time; exercises are counted apart and
//! are in no other figure. They stay when patrons and their words have been purged.

use std::collections::{BTreeMap, BTreeSet};

use jid::BareJid;
use serde::Serialize;

use super::Store;
use super::connection::Connection;
use super::errors::StoreError;
use crate::desk::assist::Part;
use crate::desk::inventory::ServiceId;
use crate::desk::record::What;
use crate::desk::session::Resolution;
use crate::time::Time;

const HOUR_MS: i64 = 3_600_000;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    pub from: Time,
    pub until: Time,
    pub services: BTreeMap<ServiceId, ServiceReport>,
    pub operators: BTreeMap<BareJid, OperatorReport>,
    /// By the domain of another hub. Both hubs know a session by its room, and both count it once, by the moment of the
    /// asking: what one has in the first two figures, the other has in the next two.
    pub hubs: BTreeMap<String, HubReport>,
}

/// What has passed between this hub and another; exercises included, of which the other knows nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct HubReport {
    /// Sessions of ours for which somebody there was asked, and the asking arrived as far as is known.
    pub referred_on: u64,
    /// Of these, those that somebody of theirs joined.
    pub answered_there: u64,
    /// Sessions of ours for which it could not be asked, as it could not be reached.
    pub not_reached: u64,
    /// Sessions of theirs for which somebody of ours was asked.
    pub asked_here: u64,
    /// Of these, those that somebody of ours joined,
    pub answered_here: u64,
    /// those for which we named a third hub,
    pub passed_on: u64,
    /// those we declined,
    pub declined: u64,
    /// and those they took back.
    pub withdrawn: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ServiceReport {
    pub opened: u64,
    /// Not closed yet.
    pub open: u64,
    /// At least once nobody was there and they were left as a question.
    pub left_as_question: u64,
    /// Of those closed.
    pub resolutions: BTreeMap<&'static str, u64>,
    pub practice: u64,
    /// From the patron's first words to the first taking.
    pub waits: Waits,
    /// READ scale 1 to 6.
    pub read: BTreeMap<u8, u64>,
    pub languages: BTreeMap<String, u64>,
    pub offers: Offers,
    /// Handed on to somebody else at least once; each is one session all the same.
    pub transferred: u64,
    /// To which a colleague was called in at least once.
    pub consulted: u64,
    /// Sessions opened by hour of the day, in UTC.
    pub by_hour: [u64; 24],
}

/// In milliseconds, of the sessions that were taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Waits {
    pub taken: u64,
    pub median: i64,
    pub p90: i64,
    pub max: i64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Offers {
    pub made: u64,
    pub declined: u64,
    pub lapsed: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OperatorReport {
    pub taken: u64,
    /// Taken over from others.
    pub taken_over: u64,
    /// Joined beside the holder.
    pub consulted: u64,
    /// Closed with her as the last holder, by resolution.
    pub closed: BTreeMap<&'static str, u64>,
    pub offers: Offers,
}

impl Waits {
    fn of(mut waits: Vec<i64>) -> Waits {
        waits.sort_unstable();
        // The nearest rank: the smallest wait that this share of all did not exceed.
        let rank = |percent: usize| waits.get((waits.len() * percent).div_ceil(100).saturating_sub(1)).copied();
        Waits {
            taken: waits.len() as u64,
            median: rank(50).unwrap_or(0),
            p90: rank(90).unwrap_or(0),
            max: rank(100).unwrap_or(0),
        }
    }
}

impl Offers {
    fn count(&mut self, what: What) {
        match what {
            What::Offered => self.made += 1,
            What::Declined => self.declined += 1,
            What::Lapsed => self.lapsed += 1,
            What::Opened
            | What::Widened
            | What::Taken
            | What::Requeued
            | What::LeftAsQuestion
            | What::TransferAsked
            | What::Transferred
            | What::TransferReturned
            | What::Consulted
            | What::ReferredOn
            | What::NotReached
            | What::AnsweredElsewhere
            | What::Closed => {}
        }
    }
}

impl Store {
    /// Of the sessions opened from `from` on and before `until`, of one service or of all.
    pub async fn report(&self, from: Time, until: Time, service: Option<&ServiceId>) -> Result<Report, StoreError> {
        self.reading(async |connection| {
            let mut report = Report { from, until, ..Report::default() };
            count_sessions(connection, &mut report, service).await?;
            count_chronicle(connection, &mut report, service).await?;
            count_referred(connection, &mut report, service).await?;
            count_assistances(connection, &mut report, service).await?;
            Ok(report)
        })
        .await
    }
}

async fn count_sessions(
    connection: &mut Connection,
    report: &mut Report,
    service: Option<&ServiceId>,
) -> Result<(), StoreError> {
    let mut waits: BTreeMap<ServiceId, Vec<i64>> = BTreeMap::new();
    let sql = "SELECT number, service, language, opened, taken, resolution, read_scale, operator FROM session \
               WHERE opened >= $1 AND opened < $2 AND (service = $3 OR $4 = 1) ORDER BY opened";
    let (service, all) = (service.map_or("", ServiceId::as_str), service.is_none());
    let values = vec![report.from.into(), report.until.into(), service.into(), all.into()];
    let (services, operators) = (&mut report.services, &mut report.operators);
    connection
        .each("session", sql, values, |row| {
            let service: ServiceId = row.parsed(1)?;
            let of = services.entry(service.clone()).or_default();
            let resolution = match row.maybe_text(5)? {
                None => None,
                Some(name) => Some(Resolution::named(name).ok_or_else(|| row.unreadable(5, "not a resolution"))?),
            };
            if resolution == Some(Resolution::Practice) {
                of.practice += 1;
                return Ok(());
            }
            let opened = row.whole(3)?;
            of.opened += 1;
            of.by_hour[opened.div_euclid(HOUR_MS).rem_euclid(24) as usize] += 1;
            *of.languages.entry(row.owned(2)?).or_default() += 1;
            if let Some(taken) = row.maybe_whole(4)? {
                waits.entry(service).or_default().push(taken.saturating_sub(opened).max(0));
            }
            match resolution {
                None => of.open += 1,
                Some(resolution) => {
                    *of.resolutions.entry(resolution.name()).or_default() += 1;
                    if let Some(operator) = row.maybe_parsed::<BareJid>(7)? {
                        *operators.entry(operator).or_default().closed.entry(resolution.name()).or_default() += 1;
                    }
                }
            }
            if row.maybe_whole(6)?.is_some() {
                *of.read.entry(row.small(6)?).or_default() += 1;
            }
            Ok(())
        })
        .await?;
    for (service, waits) in waits {
        report.services.entry(service).or_default().waits = Waits::of(waits);
    }
    Ok(())
}

async fn count_chronicle(
    connection: &mut Connection,
    report: &mut Report,
    service: Option<&ServiceId>,
) -> Result<(), StoreError> {
    let mut questions: BTreeSet<i64> = BTreeSet::new();
    let (mut transferred, mut consulted) = (BTreeSet::new(), BTreeSet::new());
    let sql = "SELECT chronicle.session, session.service, chronicle.what, chronicle.operator FROM session \
               JOIN chronicle ON chronicle.session = session.number \
               WHERE session.opened >= $1 AND session.opened < $2 AND (session.service = $3 OR $4 = 1) \
               AND COALESCE(session.resolution, '') <> 'practice'";
    let (service, all) = (service.map_or("", ServiceId::as_str), service.is_none());
    let values = vec![report.from.into(), report.until.into(), service.into(), all.into()];
    let (services, operators) = (&mut report.services, &mut report.operators);
    connection
        .each("chronicle", sql, values, |row| {
            let what: What = row.word(2)?;
            let of = services.entry(row.parsed(1)?).or_default();
            of.offers.count(what);
            if what == What::LeftAsQuestion && questions.insert(row.whole(0)?) {
                of.left_as_question += 1;
            }
            of.transferred += u64::from(what == What::Transferred && transferred.insert(row.whole(0)?));
            of.consulted += u64::from(what == What::Consulted && consulted.insert(row.whole(0)?));
            if let Some(operator) = row.maybe_parsed::<BareJid>(3)? {
                let her = operators.entry(operator).or_default();
                her.offers.count(what);
                her.taken += u64::from(what == What::Taken);
                her.taken_over += u64::from(what == What::Transferred);
                her.consulted += u64::from(what == What::Consulted);
            }
            Ok(())
        })
        .await
}

/// Sessions of ours that other hubs were asked for, each once for each hub.
async fn count_referred(
    connection: &mut Connection,
    report: &mut Report,
    service: Option<&ServiceId>,
) -> Result<(), StoreError> {
    let mut sessions: BTreeMap<(String, i64), (bool, bool)> = BTreeMap::new();
    let sql = "SELECT asked.session, asked.detail, (SELECT count(*) FROM chronicle answered \
               WHERE answered.session = asked.session AND answered.what = 'answered-elsewhere' \
               AND answered.detail = asked.detail), (SELECT count(*) FROM chronicle sent \
               WHERE sent.session = asked.session AND sent.what = 'referred-on' AND sent.detail = asked.detail), \
               (SELECT count(*) FROM chronicle lost WHERE lost.session = asked.session \
               AND lost.what = 'not-reached' AND lost.detail = asked.detail) FROM chronicle asked \
               JOIN session ON session.number = asked.session WHERE asked.what = 'referred-on' \
               AND asked.at >= $1 AND asked.at < $2 AND (session.service = $3 OR $4 = 1)";
    let (service, all) = (service.map_or("", ServiceId::as_str), service.is_none());
    let values = vec![report.from.into(), report.until.into(), service.into(), all.into()];
    connection
        .each("chronicle", sql, values, |row| {
            let service: BareJid = row.parsed(1)?;
            let hub = service.domain().to_string();
            let (answered, reached) = sessions.entry((hub, row.whole(0)?)).or_default();
            *answered |= row.whole(2)? > 0;
            *reached |= row.whole(3)? > row.whole(4)?;
            Ok(())
        })
        .await?;
    for ((hub, _), (answered, reached)) in sessions {
        let of = report.hubs.entry(hub).or_default();
        of.referred_on += u64::from(reached || answered);
        of.not_reached += u64::from(!reached && !answered);
        of.answered_there += u64::from(answered);
    }
    Ok(())
}

/// Sessions of other hubs that we were asked for, each once, by the greatest part that we had in it.
async fn count_assistances(
    connection: &mut Connection,
    report: &mut Report,
    service: Option<&ServiceId>,
) -> Result<(), StoreError> {
    let mut sessions: BTreeMap<BareJid, Part> = BTreeMap::new();
    let sql = "SELECT room, part FROM assistance WHERE asked >= $1 AND asked < $2 AND (service = $3 OR $4 = 1)";
    let (service, all) = (service.map_or("", ServiceId::as_str), service.is_none());
    let values = vec![report.from.into(), report.until.into(), service.into(), all.into()];
    connection
        .each("assistance", sql, values, |row| {
            let part: Part = row.word(1)?;
            let known = sessions.entry(row.parsed(0)?).or_insert(part);
            *known = part.max(*known);
            Ok(())
        })
        .await?;
    for (room, part) in sessions {
        let of = report.hubs.entry(room.domain().to_string()).or_default();
        of.asked_here += 1;
        match part {
            Part::Answered => of.answered_here += 1,
            Part::PassedOn => of.passed_on += 1,
            Part::Declined => of.declined += 1,
            Part::Withdrawn => of.withdrawn += 1,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_told_by_the_nearest_rank() {
        assert_eq!(Waits::of(Vec::new()), Waits::default());
        assert_eq!(Waits::of(vec![5]), Waits { taken: 1, median: 5, p90: 5, max: 5 });
        let waits = Waits::of((1..=10).rev().collect());
        assert_eq!(waits, Waits { taken: 10, median: 5, p90: 9, max: 10 });
    }
}
