//! The figures of a case counted by hand.

use std::collections::BTreeMap;

use super::on_each_engine;
use super::samples::*;
use crate::desk::assist::{Assistance, Part};
use crate::desk::inventory::{Change, Ended};
use crate::desk::record::{Chronicle, Record, What};
use crate::desk::sample::{self, jid, language, service};
use crate::desk::session::{Resolution, Session};
use crate::store::{Batch, How, HubReport, Offers, OperatorReport, ServiceReport, Waits};
use crate::time::Time;

const HOUR: i64 = 3_600_000;

fn opened(at: i64, waited: Option<i64>, session: Session) -> Session {
    Session { opened: Time(at), taken: waited.map(|waited| Time(at + waited)), ..session }
}

fn case() -> Batch {
    let mut finnish = opened(HOUR, Some(90_000), closed(3, Resolution::Lost, None));
    finnish.need.languages[0].value = language("fi");
    let mut law = opened(HOUR, Some(1), closed(6, Resolution::Referred, None));
    law.service = service("ask-law");
    let (anna, bo) = (Some("anna@localhost"), Some("bo@localhost"));
    Batch {
        desk: vec![
            recorded(opened(HOUR, Some(4_000), closed(1, Resolution::Answered, Some(2)))),
            recorded(opened(2 * HOUR, Some(8_000), closed(2, Resolution::Answered, Some(2)))),
            recorded(finnish),
            recorded(opened(25 * HOUR, None, session(4))),
            recorded(opened(HOUR, Some(77), closed(5, Resolution::Practice, Some(6)))),
            recorded(law),
            recorded(opened(48 * HOUR, Some(1), closed(7, Resolution::Answered, Some(1)))),
            happened(1, HOUR, What::Opened, None),
            happened(1, HOUR, What::Offered, bo),
            happened(1, HOUR, What::Declined, bo),
            happened(1, HOUR, What::Offered, anna),
            happened(1, HOUR, What::Taken, anna),
            happened(1, HOUR, What::TransferAsked, bo),
            happened(1, HOUR, What::TransferReturned, bo),
            happened(1, HOUR, What::Consulted, bo),
            happened(1, HOUR, What::Transferred, bo),
            happened(1, HOUR, What::Transferred, anna),
            happened(1, HOUR, What::Closed, anna),
            happened(3, HOUR, What::Offered, bo),
            happened(3, HOUR, What::Lapsed, bo),
            happened(3, HOUR, What::LeftAsQuestion, None),
            happened(3, HOUR, What::LeftAsQuestion, None),
            happened(5, HOUR, What::Offered, anna),
            happened(7, HOUR, What::Offered, anna),
        ],
        ..Batch::default()
    }
}

on_each_engine! {
    async fn the_figures_of_a_service_that_has_ended_stay(ground: &Ground) {
        let store = ground.open().await;
        let inventory = sample::inventory();
        store.import(&inventory, How::Merge).await.expect("imported");
        store.commit(&case()).await.expect("committed");
        let before = store.report(Time(0), Time(48 * HOUR), None).await.expect("a report");
        let law = inventory.services[&service("ask-law")].clone();
        let ended = Ended { service: law, at: Time(50 * HOUR), by: jid("anna@localhost") };
        for change in [Change::ServiceEnding(Box::new(ended.clone())), Change::ServiceEnded(Box::new(ended))] {
            let desk = vec![Record::Inventory(change)];
            store.commit(&Batch { desk, ..Batch::default() }).await.expect("committed");
        }
        assert_eq!(store.report(Time(0), Time(48 * HOUR), None).await.expect("a report"), before);
        assert!(before.services.contains_key(&service("ask-law")));
    }

    async fn a_report_counts_what_was_counted_by_hand(ground: &Ground) {
        let store = ground.open().await;
        store.commit(&case()).await.expect("committed");
        let report = store.report(Time(HOUR), Time(48 * HOUR), None).await.expect("a report");

        let mut by_hour = [0; 24];
        (by_hour[1], by_hour[2]) = (3, 1);
        let ask = ServiceReport {
            opened: 4,
            open: 1,
            left_as_question: 1,
            resolutions: BTreeMap::from([("answered", 2), ("lost", 1)]),
            practice: 1,
            waits: Waits { taken: 3, median: 8_000, p90: 90_000, max: 90_000 },
            read: BTreeMap::from([(2, 2)]),
            languages: BTreeMap::from([("sv".into(), 3), ("fi".into(), 1)]),
            offers: Offers { made: 3, declined: 1, lapsed: 1 },
            transferred: 1,
            consulted: 1,
            by_hour,
        };
        assert_eq!(report.services[&service("ask")], ask);
        assert_eq!(report.services[&service("ask-law")].opened, 1);
        let anna = OperatorReport {
            taken: 1,
            taken_over: 1,
            consulted: 0,
            closed: BTreeMap::from([("answered", 2), ("lost", 1), ("referred", 1)]),
            offers: Offers { made: 1, declined: 0, lapsed: 0 },
        };
        let bo = OperatorReport {
            taken_over: 1,
            consulted: 1,
            offers: Offers { made: 2, declined: 1, lapsed: 1 },
            ..OperatorReport::default()
        };
        assert_eq!(report.operators, BTreeMap::from([(jid("anna@localhost"), anna), (jid("bo@localhost"), bo)]));
    }

    async fn what_passes_between_hubs_is_counted_once_for_each_session_by_the_greatest_part(ground: &Ground) {
        let store = ground.open().await;
        let referred = |session, at, service: &str| match happened(session, at, What::ReferredOn, None) {
            Record::Chronicle(entry) => Record::Chronicle(Chronicle { detail: service.into(), ..entry }),
            other => other,
        };
        let lost = |session, at, service: &str| match referred(session, at, service) {
            Record::Chronicle(entry) => Record::Chronicle(Chronicle { what: What::NotReached, ..entry }),
            other => other,
        };
        let answered = |session, at, service: &str| match referred(session, at, service) {
            Record::Chronicle(entry) => Record::Chronicle(Chronicle { what: What::AnsweredElsewhere, ..entry }),
            other => other,
        };
        let asked = |token: &str, at, part| {
            let known = assistance(&format!("ask.{token}@ref.b"));
            Record::Assistance(Box::new(Assistance { asked: Time(at), part, ..known }))
        };
        let mut batch = case();
        batch.desk.extend([
            referred(1, HOUR, "ask@ref.b"),
            referred(1, HOUR + 1, "ask@ref.b"),
            answered(1, 49 * HOUR, "ask@ref.b"),
            referred(2, HOUR, "ask@ref.b"),
            answered(2, HOUR, "ask@ref.c"),
            referred(3, 48 * HOUR, "ask@ref.b"),
            // Once it was not there, and at the second time it was.
            referred(3, HOUR, "ask@ref.d"),
            lost(3, HOUR, "ask@ref.d"),
            referred(3, HOUR + 1, "ask@ref.d"),
            referred(2, HOUR, "ask@ref.e"),
            lost(2, HOUR, "ask@ref.e"),
            asked("aa", HOUR, Part::Declined),
            asked("aa", HOUR + 1, Part::Answered),
            asked("bb", HOUR, Part::Withdrawn),
            asked("cc", HOUR, Part::PassedOn),
            asked("dd", 48 * HOUR, Part::Answered),
        ]);
        store.commit(&batch).await.expect("committed");
        let report = store.report(Time(HOUR), Time(48 * HOUR), None).await.expect("a report");
        let b = HubReport {
            referred_on: 2,
            answered_there: 1,
            not_reached: 0,
            asked_here: 3,
            answered_here: 1,
            passed_on: 1,
            declined: 0,
            withdrawn: 1,
        };
        let d = HubReport { referred_on: 1, ..HubReport::default() };
        let e = HubReport { not_reached: 1, ..HubReport::default() };
        let hubs = [("ref.b", b), ("ref.d", d), ("ref.e", e)].map(|(hub, figures)| (hub.to_owned(), figures));
        assert_eq!(report.hubs, BTreeMap::from(hubs));
        let other = store.report(Time(HOUR), Time(48 * HOUR), Some(&service("ask"))).await.expect("a report");
        assert_eq!(other.hubs["ref.b"], HubReport { referred_on: 2, answered_there: 1, ..HubReport::default() });
    }

    async fn a_report_of_one_service_has_nothing_of_another(ground: &Ground) {
        let store = ground.open().await;
        store.commit(&case()).await.expect("committed");
        let law = service("ask-law");
        let report = store.report(Time(0), FAR, Some(&law)).await.expect("a report");
        assert_eq!(report.services.keys().collect::<Vec<_>>(), [&law]);
        assert_eq!(report.operators[&jid("anna@localhost")].closed, BTreeMap::from([("referred", 1)]));
    }

    async fn a_report_of_a_time_without_sessions_is_empty(ground: &Ground) {
        let store = ground.open().await;
        store.commit(&case()).await.expect("committed");
        let report = store.report(Time(0), Time(HOUR), None).await.expect("a report");
        assert!(report.services.is_empty() && report.operators.is_empty());
    }
}
