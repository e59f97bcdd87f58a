//! How fast mail goes out while people book, and what that costs those who book.
//!
//! Bookings come at a fixed rate whether earlier ones are answered or not, in turn with nothing else going on and with
//! a backlog of mail going out to Postfix's `smtp-sink`, in one run. Read the figures as ratios; machines differ. The
//! slowest hundredth of one round is ten bookings, so the last line is of all rounds together.
//!
//! Run with `cargo run --release -p kursplats-benches --bin mail`, or `-- sqlite` or `-- postgresql` for one of them.

use std::time::{Duration, Instant};

use domain::{PersonId, SessionId, notice::MessageState};
use futures_util::future::join_all;
use kursplats_tests::{
    crowd::{self, Member},
    fixture::text,
    postfix_sink::PostfixSink,
    world::{Engine, World},
};
use notices::{Security, SmtpRelay, Transport};
use persistence::{
    bookings::{self, BookSeat},
    outbox,
};

const ROUNDS: usize = 6;
const SESSIONS: usize = 10;
const BOOKINGS: usize = 1_000;
const EVERY: Duration = Duration::from_millis(10);
const BACKLOG: usize = 2_500;

struct County {
    course: String,
    crowd: Vec<Member>,
    day: i64,
}

impl County {
    /// A session on a day of its own, so that nobody is in two places at once.
    async fn session(&mut self, world: &World) -> SessionId {
        self.day += 1;
        let session = world.published(&world.plan(&self.course, 10_000, self.day)).await;
        text(&session["id"]).parse().expect("an id")
    }
}

/// Books without waking the worker.
async fn book(world: &World, session_id: SessionId, person_id: PersonId) {
    let wish = BookSeat {
        session_id,
        person_id,
        employment_id: None,
        only_at: None,
        caller: world.organiser.person,
        now: world.clock.now(),
        once: None,
    };
    bookings::book_seat(world.db(), wish).await.expect("a booking");
}

/// Bookings at a fixed rate. Gives how long each took from when it was due, in milliseconds, sorted.
async fn load(world: &World, county: &County, sessions: &[SessionId]) -> Vec<f64> {
    let start = Instant::now();
    let one = async |number: usize| {
        let due = start + EVERY * u32::try_from(number).unwrap_or(u32::MAX);
        tokio::time::sleep_until(due.into()).await;
        book(world, sessions[number % SESSIONS], county.crowd[number].person).await;
        due.elapsed().as_secs_f64() * 1000.0
    };
    let mut took = join_all((0..BOOKINGS).map(one)).await;
    took.sort_by(f64::total_cmp);
    took
}

fn percentile(sorted: &[f64], percent: usize) -> f64 {
    sorted[(sorted.len() - 1) * percent / 100]
}

async fn sent(world: &World) -> u64 {
    outbox::figures(world.db()).await.expect("figures").messages_in(MessageState::Sent)
}

/// How long bookings took, sorted, and how many mails went out meanwhile.
#[derive(Default)]
struct Figures {
    quiet: Vec<f64>,
    busy: Vec<f64>,
    mails: u64,
    seconds: f64,
}

impl Figures {
    fn add(&mut self, round: Self) {
        self.quiet.extend(round.quiet);
        self.busy.extend(round.busy);
        self.quiet.sort_by(f64::total_cmp);
        self.busy.sort_by(f64::total_cmp);
        self.mails += round.mails;
        self.seconds += round.seconds;
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [quiet, busy] = [&self.quiet, &self.busy].map(|sorted| (percentile(sorted, 50), percentile(sorted, 99)));
        write!(
            formatter,
            "{:.0} mails/s\tbookings p50 {:.1} ms, p99 {:.1} ms; without mail {:.1} and {:.1} ms; p99 times {:.2}",
            self.mails as f64 / self.seconds,
            busy.0,
            busy.1,
            quiet.0,
            quiet.1,
            busy.1 / quiet.1
        )
    }
}

async fn round(world: &World, county: &mut County) -> Figures {
    let mut sessions = Vec::new();
    for _ in 0..2 * SESSIONS + 1 {
        sessions.push(county.session(world).await);
    }
    world.mail().await;
    let quiet = load(world, county, &sessions[..SESSIONS]).await;
    world.mail().await;
    for member in &county.crowd {
        book(world, sessions[2 * SESSIONS], member.person).await;
    }
    let (before, start) = (sent(world).await, Instant::now());
    world.running.as_ref().expect("running").app.wake.notify_one();
    let busy = load(world, county, &sessions[SESSIONS..2 * SESSIONS]).await;
    let seconds = start.elapsed().as_secs_f64();
    Figures { quiet, busy, mails: sent(world).await - before, seconds }
}

async fn measure(engine: Engine) {
    let folder = std::env::temp_dir().join(format!("kursplats-mail-bench-{}", std::process::id()));
    let Some(sink) = PostfixSink::start(&folder, &[]) else { return };
    let relay = SmtpRelay::new("127.0.0.1", sink.port(), Security::None);
    let to_sink = |settings: &mut kursplats::Settings| {
        settings.mail.transport = Transport::Smtp(Box::new(relay));
        // Nothing goes out until the worker is woken.
        settings.worker.poll = Duration::from_secs(86_400);
        settings.worker.domain_messages_at_once = settings.worker.messages_at_once;
    };
    let Some(world) = World::with(engine, to_sink).await else { return };
    let fixture = world.county().await;
    let crowd = crowd::gather(&world.database_url, &fixture.kumla, BACKLOG).await;
    let mut county = County { course: fixture.course.clone(), crowd, day: 10 };
    let mut all = Figures::default();
    for number in 1..=ROUNDS {
        let figures = round(&world, &mut county).await;
        println!("{engine:?}\tround {number}\t{figures}");
        all.add(figures);
    }
    println!("{engine:?}\tall\t{all}");
    world.running.expect("running").stop().await.expect("the system stops");
    // What is left behind is in the system's folder for what is temporary.
    let _ = std::fs::remove_dir_all(folder);
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    println!("{} bookings/s at a fixed rate, {BACKLOG} mails waiting", 1000 / EVERY.as_millis());
    let wished = std::env::args().nth(1);
    for (name, engine) in [("sqlite", Engine::Sqlite), ("postgresql", Engine::Postgres)] {
        if wished.as_deref().is_none_or(|wished| wished == name) {
            measure(engine).await;
        }
    }
}
