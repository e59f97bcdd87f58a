//! How fast the main pages come, beside five years of evidence: over HTTP, one request after the other, and what they
//! read without HTTP, which is the floor. A page that reads nothing shows what the rest costs.
//!
//! Read the figures as ratios; machines differ. Run with `cargo run --release -p kursplats-benches --bin pages`.

use std::time::{Duration, Instant};

use chrono::NaiveDate;
use domain::{
    access::{Role, Scope},
    indicator::{IndicatorCode, period::Period},
    session::SessionStatus,
    wall_time,
};
use kursplats_tests::{
    browser::Browser,
    telephone::Telephone,
    world::{Caller, Engine, World},
    years::Years,
};
use persistence::{
    attention, bookings, courses,
    indicators::{self, Asked},
    libraries,
    page::PageRequest,
    sessions::{self, SessionFilter},
};

const OCCASIONS: usize = 2_000;
const COMING: i64 = 30;
const BOOKED: i64 = 10;
const ROUNDS: usize = 300;
const PERIOD: &str = "from=2022-01-01&to=2026-12-31";
const EMAIL: &str = "amira.haddad@bibliotek.example";

/// A page, and what it reads.
#[derive(Clone, Copy)]
enum Main {
    Accessibility,
    Courses,
    Mine,
    Inbox,
    Planning,
    Indicators,
    Indicator,
}

/// A world with somebody of each role in it who looks at pages.
struct County {
    world: World,
    amira: Scope,
    jonas: Scope,
    gunilla: Scope,
    /// Their browsers, in the same order.
    browsers: [Browser; 3],
}

/// How long each of many took, sorted.
struct Figures(Vec<Duration>);

impl Figures {
    fn percentile(&self, percent: usize) -> f64 {
        self.0[(self.0.len() - 1) * percent / 100].as_secs_f64() * 1000.0
    }
}

/// Does something again and again, and times each.
async fn timed(act: impl AsyncFn()) -> Figures {
    let mut each = Vec::with_capacity(ROUNDS);
    // The first may have to wait for what later ones find in memory.
    act().await;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        act().await;
        each.push(started.elapsed());
    }
    each.sort_unstable();
    Figures(each)
}

impl Main {
    const ALL: [Self; 7] = [
        Self::Accessibility,
        Self::Courses,
        Self::Mine,
        Self::Inbox,
        Self::Planning,
        Self::Indicators,
        Self::Indicator,
    ];

    fn way(self) -> String {
        match self {
            Self::Accessibility => "/tillganglighet".to_owned(),
            Self::Courses => "/kurser".to_owned(),
            Self::Mine => "/mina-bokningar".to_owned(),
            Self::Inbox => "/inkorg".to_owned(),
            Self::Planning => "/planering".to_owned(),
            Self::Indicators => format!("/uppfoljning?{PERIOD}"),
            Self::Indicator => format!("/uppfoljning/I4?{PERIOD}"),
        }
    }

    fn browser(self, county: &County) -> &Browser {
        let [amira, jonas, gunilla] = &county.browsers;
        match self {
            Self::Accessibility | Self::Courses | Self::Mine => amira,
            Self::Inbox | Self::Planning => jonas,
            Self::Indicators | Self::Indicator => gunilla,
        }
    }

    /// What the page reads, as its handler does, but for who is signed in.
    async fn read(self, county: &County) {
        let (db, now) = (county.world.db(), county.world.clock.now());
        let coming = SessionFilter { from: Some(wall_time::local_date(now)), ..published() };
        match self {
            Self::Accessibility => {}
            Self::Courses => {
                libraries::list_municipalities(db, part(100)).await.expect("municipalities");
                let found = sessions::list(db, Some(&county.amira), &coming, part(20), now).await.expect("sessions");
                let ids = found.items.iter().map(|view| view.session.course_id);
                courses::of_ids(db, ids).await.expect("courses");
            }
            Self::Mine => drop(bookings::own(db, &county.amira).await.expect("bookings")),
            Self::Inbox => drop(attention::attention(db, &county.jonas, now).await.expect("what is to be decided")),
            Self::Planning => {
                sessions::planned(db, &county.jonas, &coming, false, part(30), now).await.expect("sessions");
            }
            Self::Indicators => drop(indicators::all(db, &asked(county)).await.expect("indicators")),
            Self::Indicator => {
                indicators::one(db, &asked(county), IndicatorCode::I4).await.expect("an indicator");
                indicators::evidence(db, &asked(county), IndicatorCode::I4).await.expect("evidence");
            }
        }
    }
}

fn part(limit: u64) -> PageRequest {
    PageRequest { limit, page: 1 }
}

fn published() -> SessionFilter {
    SessionFilter { status: Some(SessionStatus::Published), ..SessionFilter::default() }
}

fn asked(county: &County) -> Asked<'_> {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a date");
    let period = Period { from: day(2022, 1, 1), to: day(2026, 12, 31) };
    Asked { scope: &county.gunilla, period, programme: None, now: county.world.clock.now() }
}

fn scope(caller: &Caller, role: Role) -> Scope {
    Scope { person: caller.person, role, libraries: Vec::new() }
}

/// The browser of somebody who has shown a second factor.
async fn proven(world: &World, email: &str) -> Browser {
    let browser = world.signed_in(email).await;
    Telephone::enrol(&browser, world.clock.now()).await;
    browser
}

/// Coming sessions, some of them booked, beside five years of what has been.
async fn furnish(world: World) -> County {
    world.at("2027-01-15T08:00:00Z");
    Years { occasions: OCCASIONS }.fill(&world.database_url, world.organiser.person.0).await;
    // A municipality of those years.
    let library = world.library("Kumla bibliotek", "1860").await;
    let course = world.course("DF-01", "Källkritik").await;
    let amira = world.librarian("Amira Haddad", &library).await;
    for number in 0..COMING {
        let session = world.published(&world.plan(&course, 16, 20 + number)).await;
        if number < BOOKED {
            world.books(&amira, &session).await.expect(201);
        }
    }
    let browsers = [
        world.signed_in(EMAIL).await,
        proven(&world, "jonas@medborgarskolan.example").await,
        proven(&world, "gunilla@region.example").await,
    ];
    County {
        amira: scope(&amira, Role::Staff),
        jonas: scope(&world.organiser, Role::Organiser),
        gunilla: scope(&world.coordinator, Role::Coordinator),
        browsers,
        world,
    }
}

async fn measure(engine: Engine) {
    let Some(world) = World::new(engine).await else { return };
    let county = furnish(world).await;
    for page in Main::ALL {
        let (way, browser) = (page.way(), page.browser(&county));
        let bytes = browser.get(&way).await.expect(200).text.len();
        let reads = timed(async || page.read(&county).await).await;
        let shown = timed(async || drop(browser.get(&way).await.expect(200))).await;
        let (floor, median) = (reads.percentile(50), shown.percentile(50));
        // What reads nothing has no floor to be compared with.
        let times = if floor > 0.01 { format!("times {:.1}", median / floor) } else { "reads nothing".to_owned() };
        println!(
            "{engine:?}\t{way}\t{bytes} bytes\treads p50 {floor:.2} ms, p99 {:.2} ms\tpage p50 {median:.2} ms, \
             p99 {:.2} ms\t{times}",
            reads.percentile(99),
            shown.percentile(99)
        );
    }
    county.world.running.expect("running").stop().await.expect("the system stops");
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    println!("{ROUNDS} requests a page, {OCCASIONS} occasions, {COMING} coming sessions");
    for engine in [Engine::Sqlite, Engine::Postgres] {
        measure(engine).await;
    }
}
