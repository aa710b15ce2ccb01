//! What answered questions taught is kept in numbers, by where it came from.

use super::ground::kept;
use super::on_each_engine;
use crate::desk::record::Record;
use crate::desk::subjects::{Counted, Lesson};
use crate::store::Batch;

fn counted(stem: &str, concept: &str, questions: i64) -> Counted {
    Counted { stem: stem.into(), concept: concept.into(), questions }
}

fn lesson(stem: &str, concept: &str) -> Record {
    Record::Lesson(Lesson { stems: [stem.to_owned()].into(), concepts: [concept.to_owned()].into() })
}

on_each_engine! {
    async fn lessons_add_up_and_come_back(ground: &Ground) {
        let store = ground.open().await;
        for _ in 0..2 {
            let desk = vec![lesson("fi:luva", "c"), lesson("fi:luva", "d")];
            store.commit(&Batch { desk, ..Batch::default() }).await.expect("committed");
        }
        drop(store);
        let expected = [counted("fi:luva", "", 4), counted("fi:luva", "c", 2), counted("fi:luva", "d", 2)];
        assert_eq!(kept(&ground.open().await).await.experience, expected);
    }

    async fn a_file_imported_again_takes_its_own_place_and_no_other(ground: &Ground) {
        let store = ground.open().await;
        store.commit(&Batch { desk: vec![lesson("fi:luva", "c")], ..Batch::default() }).await.expect("committed");
        let first = vec![counted("fi:luva", "c", 3), counted("fi:luva", "", 3), counted("sv:lov", "", 1)];
        assert!(store.import_experience("a.tsv", first.clone()).await.expect("imported"));
        assert!(!store.import_experience("a.tsv", first).await.expect("imported"));
        assert_eq!(store.inventory_revision().await.expect("a revision"), 1);
        assert!(store.import_experience("a.tsv", vec![counted("fi:luva", "", 5)]).await.expect("imported"));
        let expected = [counted("fi:luva", "", 6), counted("fi:luva", "c", 1)];
        assert_eq!(store.experience().await.expect("read"), expected);
        store.fade_experience().await.expect("nothing to fade");
        assert_eq!(store.experience().await.expect("read"), expected);
    }
}
