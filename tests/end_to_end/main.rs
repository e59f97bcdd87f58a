//! The end-to-end suite: journeys of the people who use the system, on both databases, through the same start,
//! the same schema and the same HTTP as in production.

/// Runs a test on each database. The world is closed afterwards, which fails if anything is left over.
macro_rules! on_both {
    ($(#[$meta:meta])* async fn $name:ident($world:ident: World) $body:block) => {
        $(#[$meta])*
        async fn $name(engine: kursplats_tests::world::Engine) {
            let Some($world) = kursplats_tests::world::World::new(engine).await else { return };
            $body
            $world.close().await;
        }

        mod $name {
            use kursplats_tests::world::Engine;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name(Engine::Postgres).await;
            }
        }
    };
}

mod access;
mod answering;
mod assessing;
mod auditing;
mod booking;
mod choices;
mod client;
mod contract;
mod counting;
mod crashes;
mod demo;
mod examples;
mod house;
mod idempotency;
mod importing;
mod looking_up;
mod model;
mod pages;
mod planning;
mod privacy;
mod program;
mod publishing;
mod races;
mod recounting;
mod registering;
mod reminding;
mod reporting;
mod security;
mod signing_in;
mod soak;
mod subscribing;
mod surveying;
mod telling;
mod traps;
