//! The inventory is kept in tables and comes back the same; an import is all or nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use super::on_each_engine;
use super::samples::FAR;
use crate::desk::coverage::Attendance;
use crate::desk::gaps::Gaps;
use crate::desk::inventory::{
    Campaign, Change, Cluster, ClusterSeen, Competence, Concept, Consortium, Datum, Ended, Inventory, Kind, Labels,
    Link, LinkState, OfferTo, Role, Service, Staffing, Stance, kind,
};
use crate::desk::language::Level;
use crate::desk::limits::LimitChanges;
use crate::desk::record::{Audit, Record, Unmet};
use crate::desk::sample::{self, jid, language, service};
use crate::store::{Batch, Counts, How, ImportCounts, StoreError};
use crate::time::Time;

/// The sample, with something in every column.
fn rich() -> Inventory {
    let mut inventory = sample::inventory();
    let lod = Consortium { id: "lod".into(), name: "Librarian On Duty".into() };
    inventory.consortia.insert(lod.id.clone(), lod);
    let lund = inventory.libraries.get_mut("lund").expect("Lund");
    lund.isil = Some("SE-L".into());
    lund.region = Some("Skåne".into());
    lund.time_zone = Some("Europe/Stockholm".into());
    lund.hours = Some("Mo-Fr 09:00-17:00".into());
    lund.languages = vec![language("sv"), language("en"), language("da")];
    lund.consortia.insert("lod".into());
    let ask = inventory.services.get_mut(&service("ask")).expect("ask");
    ask.descriptions.insert(language("sv"), "Fråga oss".into());
    ask.library = Some("lund".into());
    ask.consortium = Some("lod".into());
    ask.offer_to = OfferTo::All;
    ask.network = false;
    ask.limits = LimitChanges {
        offer: Some(Duration::from_millis(20_500)),
        question: Some(Duration::from_secs(30 * 24 * 3600)),
        ping_answer: Some(Duration::ZERO),
        lines_per_patron: Some(7),
        ..LimitChanges::default()
    };
    let law = inventory.concepts.get_mut("ykl:33").expect("law");
    law.scheme = Some("ykl".into());
    law.alternatives.insert((language("en"), "jurisprudence".into()));
    law.alternatives.insert((language("en"), "legal matters".into()));
    law.broader.insert("ykl:3".into());
    law.exact.insert("http://www.yso.fi/onto/yso/p10570".into());
    let bo = inventory.operators.get_mut(&jid("bo@localhost")).expect("Bo");
    bo.role = Role::Coordinator;
    let known = bo.competences.iter_mut().find(|known| known.kind == kind::SUBJECT).expect("a subject");
    known.evidence = Some("LL.M., Lund".into());
    known.confirmed = "2026-01-31".parse().ok();
    known.valid_until = "2027-01-31".parse().ok();
    inventory
}

/// One of each.
fn changes() -> Vec<Change> {
    let bo = jid("bo@localhost");
    let mut inventory = rich();
    let kind = Kind { id: "sign-language".into(), labels: Labels::from([(language("en"), "sign language".into())]) };
    let signs = Concept { id: "sv-sl".into(), kind: kind.id.clone(), ..Concept::default() };
    let mut chen = inventory.operators.remove(&jid("chen@localhost")).expect("Chen");
    chen.learn(Competence::new("sign-language", "sv-sl", Some(Level::B1)));
    let ask = inventory.services.remove(&service("ask")).expect("ask");
    let founded = Service { id: service("ask-signs"), query: Some("sign-language:sv-sl".into()), ..ask.clone() };
    let staffing = Staffing { stance: Stance::Invited, at: Time(5), by: Some(jid("anna@localhost")) };
    let cluster = Cluster { name: "signs".into(), query: "sign-language:sv-sl".into(), by: bo.clone(), at: Time(6) };
    let campaign = Campaign {
        name: "spring".into(),
        query: "lang:sv".into(),
        by: bo.clone(),
        opened: Time(7),
        until: "2026-12-24".parse().expect("a day"),
        asked: BTreeMap::from([(bo.clone(), Some(Time(8))), (chen.jid.clone(), None)]),
        returned: BTreeMap::from([(bo.clone(), Time(9))]),
        unreachable: [chen.jid.clone()].into(),
        to_tell: [chen.jid.clone()].into(),
        told: Some(Time(8)),
        reminded: Some(Time(8)),
        ended: Some(Time(10)),
    };
    let ended = Ended { service: ask, at: Time(10), by: bo.clone() };
    let seen = |name: &str| {
        let members = [chen.jid.clone()].into();
        Change::ClusterSeen(Box::new(ClusterSeen { cluster: name.into(), by: bo.clone(), at: Time(11), members }))
    };
    vec![
        Change::Kind(kind),
        Change::Concept(Box::new(signs)),
        Change::Service(Box::new(founded)),
        Change::Operator(Box::new(chen.clone())),
        Change::Staffing { service: service("ask-signs"), operator: chen.jid.clone(), staffing: staffing.clone() },
        Change::Staffing { service: service("ask"), operator: bo.clone(), staffing },
        Change::ServiceEnding(Box::new(ended.clone())),
        Change::ServiceEnded(Box::new(ended)),
        Change::Cluster(Cluster { name: "gone".into(), ..cluster.clone() }),
        seen("gone"),
        Change::Cluster(cluster),
        seen("signs"),
        Change::ClusterGone("gone".into()),
        Change::Campaign(Box::new(campaign)),
        Change::Link(Box::new(link("ref.hub-b.test"))),
        Change::Link(Box::new(link("ref.hub-c.test"))),
        Change::LinkGone(jid("ref.hub-c.test")),
    ]
}

fn link(hub: &str) -> Link {
    Link {
        hub: jid(hub),
        state: LinkState::Active,
        adjoining: true,
        order: 1,
        ours: [service("ask")].into(),
        theirs: ["ask-law".to_owned()].into(),
        hours: Some("Mo-Fr 09:00-17:00".into()),
        data: [Datum::Question, Datum::Names].into(),
        since: Time(12),
        by: Some(jid("bo@localhost")),
        said: "Bo proposes a link".into(),
    }
}

on_each_engine! {
    async fn what_was_changed_while_running_comes_back_as_the_desk_had_it(ground: &Ground) {
        let store = ground.open().await;
        store.import(&rich(), How::Merge).await.expect("imported");
        let mut expected = rich();
        for change in changes() {
            expected.apply(change.clone());
            let desk = vec![Record::Inventory(change)];
            store.commit(&Batch { desk, ..Batch::default() }).await.expect("committed");
            assert_eq!(store.inventory().await.expect("read").1, expected);
        }
        drop(store);
        let store = ground.open().await;
        assert_eq!(store.inventory().await.expect("read").1, expected);
        let reserved = store.import(&rich(), How::Merge).await.expect_err("its address is reserved");
        assert!(matches!(reserved, StoreError::Reserved { service: id } if id == service("ask")));
        let mut without = rich();
        without.services.remove(&service("ask"));
        without.operators.values_mut().for_each(|operator| {
            operator.services.remove(&service("ask"));
        });
        let again = store.import(&without, How::Replace).await.expect("imported");
        assert!(again.changed_anything());
        let after = store.inventory().await.expect("read").1;
        assert!(after.services.contains_key(&service("ask-signs")), "founded while running");
        assert_eq!((after.clusters, after.campaigns, after.ended), (expected.clusters, expected.campaigns, expected.ended));
        assert_eq!(after.cluster_seen, expected.cluster_seen);
    }

    async fn the_audit_list_comes_back_in_its_order(ground: &Ground) {
        let store = ground.open().await;
        let done = |at| Audit { at: Time(at), by: jid("bo@localhost"), command: "cluster".into(), detail: "signs".into() };
        let desk = vec![Record::Audit(done(1)), Record::Audit(done(2))];
        store.commit(&Batch { desk, ..Batch::default() }).await.expect("committed");
        let kept = store.load(|| [7; 32]).await.expect("loaded");
        assert_eq!(kept.audit, [done(1), done(2)]);
        let mut all = Vec::new();
        store.audit(|entry| all.push(entry)).await.expect("read");
        assert_eq!(all, [done(2), done(1)]);
    }

    async fn duty_and_what_nobody_had_are_counted_again_at_a_start(ground: &Ground) {
        const HOUR: i64 = 3_600_000;
        let store = ground.open().await;
        let (anna, ask) = (jid("anna@localhost"), service("ask"));
        let now = Time(FAR.0 - 200 * HOUR);
        let duty = |hours: i64, on| (Time(now.0 + hours * HOUR), on);
        let span = [duty(-20_000, true), duty(-19_990, false), duty(-30, true), duty(-20, false), duty(-5, true)];
        let mut counted = Attendance::default();
        let mut desk = Vec::new();
        for (at, on) in span {
            desk.push(Record::Duty { operator: anna.clone(), service: ask.clone(), at, on });
            if at >= Attendance::begins(now) {
                counted.noted(&anna, &ask, at, on);
            }
        }
        let unmet = |at: i64, known| Unmet {
            at: Time(now.0 + at * HOUR),
            session: 1,
            service: ask.clone(),
            kind: "language".into(),
            value: "so".into(),
            known,
        };
        let asked = [unmet(-24 * 500, false), unmet(-3, false), unmet(-2, false), unmet(-1, true)];
        let mut gaps = Gaps::default();
        asked[1..].iter().for_each(|one| gaps.count(one));
        desk.extend(asked.map(Record::Unmet));
        store.commit(&Batch { desk, ..Batch::default() }).await.expect("committed");
        store.purge(now).await.expect("purged");
        assert_eq!(store.attendance(now).await.expect("read"), counted);
        assert_eq!(store.gaps().await.expect("read"), gaps);
        assert_eq!(ground.count("SELECT count(*) FROM unmet").await, 3);
    }

    async fn what_was_imported_comes_back_the_same(ground: &Ground) {
        let store = ground.open().await;
        store.import(&rich(), How::Replace).await.expect("imported");
        drop(store);
        assert_eq!(ground.open().await.inventory().await.expect("read"), (1, rich()));
    }

    async fn the_same_import_twice_changes_nothing(ground: &Ground) {
        let store = ground.open().await;
        let first = store.import(&rich(), How::Merge).await.expect("imported");
        assert_eq!(first.operators, Counts { added: 3, ..Counts::default() });
        for how in [How::Merge, How::Replace] {
            let again = store.import(&rich(), how).await.expect("imported");
            assert!(!again.changed_anything());
            assert_eq!(again.services, Counts { unchanged: 2, ..Counts::default() });
        }
        assert_eq!(store.inventory_revision().await.expect("a revision"), 1);
    }

    async fn a_changed_part_is_a_change_of_its_owner_and_nothing_else(ground: &Ground) {
        let store = ground.open().await;
        store.import(&rich(), How::Merge).await.expect("imported");
        let mut changed = rich();
        changed.operators.get_mut(&jid("bo@localhost")).expect("Bo").competences.pop();
        changed.services.get_mut(&service("ask")).expect("ask").limits.offer = None;
        let counts = store.import(&changed, How::Merge).await.expect("imported");
        assert_eq!(counts.operators, Counts { changed: 1, unchanged: 2, ..Counts::default() });
        assert_eq!(counts.services, Counts { changed: 1, unchanged: 1, ..Counts::default() });
        assert_eq!(counts.concepts, Counts { unchanged: 1, ..Counts::default() });
        assert_eq!(store.inventory().await.expect("read"), (2, changed));
    }

    async fn merging_keeps_what_is_not_given_and_replacing_removes_it(ground: &Ground) {
        let store = ground.open().await;
        store.import(&rich(), How::Merge).await.expect("imported");
        let nothing = Inventory::default();
        assert!(!store.import(&nothing, How::Merge).await.expect("imported").changed_anything());
        let mut less = rich();
        less.operators.remove(&jid("chen@localhost"));
        less.libraries.remove("malmo");
        less.canned.clear();
        let counts = store.import(&less, How::Replace).await.expect("imported");
        assert_eq!(counts.operators.removed + counts.libraries.removed + counts.canned.removed, 3);
        assert_eq!(store.inventory().await.expect("read").1, less);
        store.import(&nothing, How::Replace).await.expect("imported");
        assert_eq!(store.inventory().await.expect("read"), (3, nothing));
        assert_eq!(ground.count("SELECT count(*) FROM competence").await, 0);
    }

    async fn a_reference_to_nothing_is_refused_by_name_and_nothing_is_written(ground: &Ground) {
        let store = ground.open().await;
        let mut wrong = rich();
        wrong.operators.get_mut(&jid("anna@localhost")).expect("Anna").services.insert(service("ask-nobody"));
        let refused = store.import(&wrong, How::Merge).await.expect_err("refused");
        assert_eq!(refused.to_string(), "operator 'anna@localhost' refers to service 'ask-nobody', which is not there");
        assert!(!refused.may_try_again());
        assert_eq!(store.inventory().await.expect("read"), (0, Inventory::default()));
    }

    async fn removing_what_others_need_is_refused(ground: &Ground) {
        let store = ground.open().await;
        store.import(&rich(), How::Merge).await.expect("imported");
        let mut less = rich();
        less.libraries.remove("lund");
        assert!(matches!(store.import(&less, How::Replace).await, Err(StoreError::NoSuch { to, .. }) if to == "lund"));
        assert_eq!(store.inventory().await.expect("read"), (1, rich()));
    }

    async fn an_import_that_breaks_half_way_leaves_nothing(ground: &Ground) {
        let store = ground.open().await;
        ground.tamper("DROP TABLE canned_text").await;
        assert!(store.import(&rich(), How::Merge).await.is_err());
        assert_eq!(ground.count("SELECT count(*) FROM library").await, 0);
        assert_eq!(store.inventory_revision().await.expect("a revision"), 0);
    }

    async fn counts_add_up(ground: &Ground) {
        let counts = ground.open().await.import(&rich(), How::Merge).await.expect("imported");
        let added = |added| Counts { added, ..Counts::default() };
        let expected = ImportCounts {
            libraries: added(2),
            consortia: added(1),
            services: added(2),
            concepts: added(1),
            kinds: added(0),
            operators: added(3),
            canned: added(1),
        };
        assert_eq!(counts, expected);
    }
}
