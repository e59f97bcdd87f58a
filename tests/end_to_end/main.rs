//! The end-to-end suite: journeys of the people who use the system, on both databases, through the same start,
//! the same schema and the same HTTP as in production.

/// Runs a test on each database. The world is closed afterwards, which fails if anything is left over.
macro_rules! on_both {
    ($(#[$meta:meta])* async fn $name:ident($world:ident: World) $body:block) => {
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn journey(engine: kursplats_tests::world::Engine) {
                let Some($world) = kursplats_tests::world::World::new(engine).await else { return };
                $body
                $world.close().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                journey(kursplats_tests::world::Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                journey(kursplats_tests::world::Engine::Postgres).await;
            }
        }
    };
}

mod access;
mod booking;
mod counting;
mod idempotency;
mod planning;
