//! How fast the indicators are counted from five years of evidence, and how that grows with the evidence.
//!
//! For each size and database: the same count without HTTP, which is the ceiling, and over HTTP, first after a start
//! and then again and again. Run with `cargo run --release -p kursplats-benches --bin indicators`.

use std::time::{Duration, Instant};

use chrono::NaiveDate;
use domain::{
    access::{Role, Scope},
    indicator::{IndicatorCode, period::Period},
};
use kursplats_tests::{
    world::{Engine, World},
    years::Years,
};
use persistence::indicators::{self, Asked};

const SIZES: [usize; 3] = [200, 2_000, 20_000];
const ROUNDS: usize = 15;
const PERIOD: &str = "from=2022-01-01&to=2026-12-31";

/// The middle one of many, in milliseconds.
fn median(mut each: Vec<Duration>) -> f64 {
    each.sort_unstable();
    each[each.len() / 2].as_secs_f64() * 1000.0
}

/// Does something again and again, and times each.
async fn timed(rounds: usize, act: impl AsyncFn()) -> f64 {
    let mut each = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let started = Instant::now();
        act().await;
        each.push(started.elapsed());
    }
    median(each)
}

async fn without_http(world: &World, code: IndicatorCode) {
    let scope = Scope { person: world.coordinator.person, role: Role::Coordinator, libraries: Vec::new() };
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a date");
    let period = Period { from: day(2022, 1, 1), to: day(2026, 12, 31) };
    let asked = Asked { scope: &scope, period, programme: None, now: world.clock.now() };
    indicators::one(world.db(), &asked, code).await.expect("an indicator");
}

async fn over_http(world: &World, path: &str) {
    world.get(&world.coordinator, &format!("{path}?{PERIOD}")).await.expect(200);
}

async fn measure(engine: Engine, occasions: usize) {
    let Some(world) = World::new(engine).await else { return };
    world.at("2027-01-15T08:00:00Z");
    Years { occasions }.fill(&world.database_url, world.organiser.person.0).await;
    let first = timed(1, async || over_http(&world, "/indicators").await).await;
    let list = timed(ROUNDS, async || over_http(&world, "/indicators").await).await;
    let one = timed(ROUNDS, async || over_http(&world, "/indicators/I4").await).await;
    let ceiling = timed(ROUNDS, async || without_http(&world, IndicatorCode::I4).await).await;
    println!(
        "{engine:?}\t{occasions} occasions\tI4 without HTTP {ceiling:.1} ms\t/indicators/I4 {one:.1} ms\t\
         /indicators {list:.1} ms, the first {first:.1} ms"
    );
    world.running.expect("running").stop().await.expect("the system stops");
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for occasions in SIZES {
            measure(engine, occasions).await;
        }
    }
}
