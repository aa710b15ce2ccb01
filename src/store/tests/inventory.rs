//! The inventory is kept in tables and comes back the same; an import is all or nothing.

use std::time::Duration;

use super::on_each_engine;
use crate::desk::inventory::{Consortium, Inventory, OfferTo};
use crate::desk::limits::LimitChanges;
use crate::desk::sample::{self, jid, language, service};
use crate::store::{Counts, How, ImportCounts, StoreError};

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
    ask.limits = LimitChanges {
        offer: Some(Duration::from_millis(20_500)),
        question: Some(Duration::from_secs(30 * 24 * 3600)),
        ping_answer: Some(Duration::ZERO),
        lines_per_patron: Some(7),
        ..LimitChanges::default()
    };
    inventory
}

on_each_engine! {
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
            operators: added(3),
            canned: added(1),
        };
        assert_eq!(counts, expected);
    }
}
