//! Every behaviour of the store on SQLite in a temporary directory and, where `REFDESK_TEST_POSTGRES` holds the URL of
//! a database, on PostgreSQL too.

mod experience;
mod ground;
mod inventory;
mod keeping;
mod plans;
mod play;
mod purging;
mod reporting;
mod samples;
mod speed;
mod trouble;

/// One test on each engine.
macro_rules! on_each_engine {
    ($(async fn $name:ident($ground:ident: &Ground) $body:block)+) => {
        $(async fn $name($ground: &crate::store::tests::ground::Ground) $body)+

        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&crate::store::tests::ground::Ground::sqlite()).await;
            })+
        }

        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                let place = concat!(module_path!(), "::", stringify!($name));
                if let Some(ground) = crate::store::tests::ground::Ground::postgres(place).await {
                    super::$name(&ground).await;
                }
            })+
        }
    };
}

use on_each_engine;
