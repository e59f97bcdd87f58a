//! How fast a hot session is: many clients, one session, durable bookings.
//!
//! Two figures for each database, taken in turn in one run: over HTTP, and the same transactions without HTTP,
//! which is the ceiling. Read them as ratios; machines differ.
//!
//! Run with `cargo run --release -p kursplats-benches`.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use kursplats_tests::{
    crowd::{self, Member},
    fixture::text,
    world::{Engine, World},
};
use persistence::bookings::{self, BookSeat};
use serde_json::{Value, json};

const CLIENTS: usize = 32;
const BOOKINGS: usize = 3_000;
const ROUNDS: usize = 3;

/// What one run took.
struct Run {
    whole: Duration,
    each: Vec<Duration>,
}

impl Run {
    fn per_second(&self) -> f64 {
        self.each.len() as f64 / self.whole.as_secs_f64()
    }

    fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.each.clone();
        sorted.sort_unstable();
        sorted[(sorted.len() - 1) * percent / 100].as_secs_f64() * 1000.0
    }
}

/// Lets the clients share the bookings, each taking the next when it has its answer.
async fn run(crowd: &[Member], book: impl AsyncFn(Member)) -> Run {
    let next = AtomicUsize::new(0);
    let client = async || {
        let mut each = Vec::new();
        while let Some(member) = crowd.get(next.fetch_add(1, Ordering::Relaxed)) {
            let started = Instant::now();
            book(*member).await;
            each.push(started.elapsed());
        }
        each
    };
    let started = Instant::now();
    let each = join_all((0..CLIENTS).map(|_| client())).await.concat();
    Run { whole: started.elapsed(), each }
}

async fn over_http(world: &World, session: &Value, crowd: &[Member]) -> Run {
    let path = format!("/sessions/{}/bookings", text(&session["id"]));
    run(crowd, async |member| {
        let answer = world.post(&world.organiser, &path, &json!({ "personId": member.person })).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
    })
    .await
}

async fn without_http(world: &World, session: &Value, crowd: &[Member]) -> Run {
    let session_id = text(&session["id"]).parse().expect("an id");
    run(crowd, async |member| {
        let wish = BookSeat {
            session_id,
            person_id: member.person,
            employment_id: None,
            only_at: None,
            caller: world.organiser.person,
            now: world.clock.now(),
            once: None,
        };
        bookings::book_seat(world.db(), wish).await.expect("a booking");
    })
    .await
}

fn print(engine: Engine, way: &str, run: &Run) {
    let (p50, p99) = (run.percentile(50), run.percentile(99));
    println!("{engine:?}\t{way}\t{:.0} bookings/s\tp50 {p50:.1} ms\tp99 {p99:.1} ms", run.per_second());
}

async fn measure(engine: Engine) {
    // As in production, the confirmations are rendered and sent meanwhile, by the same process.
    let Some(world) = World::new(engine).await else { return };
    let county = world.county().await;
    let crowd = crowd::gather(&world.database_url, &county.kumla, BOOKINGS).await;
    let capacity = u32::try_from(BOOKINGS).unwrap_or(u32::MAX);
    for round in 1..=ROUNDS {
        // Far apart, so that nobody is in two places at once.
        let day = i64::try_from(round).unwrap_or(1) * 10;
        let first = world.published(&world.plan(&county.course, capacity, day)).await;
        let second = world.published(&world.plan(&county.course, capacity, day + 5)).await;
        let ceiling = without_http(&world, &first, &crowd).await;
        let http = over_http(&world, &second, &crowd).await;
        print(engine, "the same transactions without HTTP", &ceiling);
        print(engine, "over HTTP", &http);
        println!("{engine:?}\tHTTP reaches {:.0} % of the ceiling", 100.0 * http.per_second() / ceiling.per_second());
    }
    world.running.expect("running").stop().await.expect("the system stops");
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    println!("{CLIENTS} clients, {BOOKINGS} bookings of one session a run");
    measure(Engine::Sqlite).await;
    measure(Engine::Postgres).await;
}
