//! Who is in the register cannot be found out, and what opens a door cannot be guessed (F27, F28, V27, G22, G23).
//!
//! What is run by hand prints its figures; they stand in `docs/security.md`.

use std::{collections::BTreeMap, time::Instant};

use chrono::Duration;
use domain::access::Role;
use futures_util::future::join_all;
use kursplats::Settings;
use kursplats_tests::{
    browser::{Browser, OWN, Page},
    world::World,
};
use mail_parser::MessageParser;
use reqwest::Method;
use serde_json::json;

use super::Engine;

const JSON: (&str, &str) = ("Content-Type", "application/json");

async fn world(engine: Engine) -> Option<World> {
    let reachable = |settings: &mut Settings| {
        settings.http.public_url = Some("http://kurser.example".to_owned());
        settings.http.trusted_proxies = 1;
    };
    World::with(engine, reachable).await
}

/// A home of its own for each number, so that only what is counted by address or by request stands in the way.
fn home(number: usize) -> String {
    format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255)
}

/// The number of known addresses, and of unknown ones.
const ADDRESSES: usize = 500;

/// All that an answer says, but for the time, and the secret in its cookie.
fn told(page: &Page) -> (u16, String, Vec<(String, String)>) {
    let headers = page.headers.iter().filter(|(name, _)| *name != "date").map(|(name, value)| {
        let value = value.to_str().unwrap_or_default();
        let secret = value.split(['=', ';']).nth(1).filter(|_| name == "set-cookie").unwrap_or_default();
        let value = if secret.is_empty() { value.to_owned() } else { value.replace(secret, &"*".repeat(secret.len())) };
        (name.to_string(), value)
    });
    (page.status, page.text.clone(), headers.collect())
}

/// Asks to sign in in turn with known and unknown addresses, none of them more often than it may, and compares.
async fn nobody_is_known_by_her_answer(engine: Engine, rounds: usize) -> Option<(Vec<f64>, Vec<f64>)> {
    let world = world(engine).await?;
    for number in 0..ADDRESSES {
        world.caller(Role::Staff, "Amira Haddad", &format!("known{number:03}@kumla.example")).await;
    }
    let browser = Browser::new(&world);
    let (mut known, mut unknown, mut answers) = (Vec::new(), Vec::new(), BTreeMap::new());
    for round in 0..rounds {
        for number in 0..ADDRESSES {
            let mut pair =
                [(format!("known{number:03}@kumla.example"), true), (format!("other{number:03}@kumla.example"), false)];
            pair.rotate_left((number + round) % 2);
            for (email, is_known) in pair {
                let body = json!({ "email": email }).to_string();
                let home = home(number);
                let headers = [JSON, ("X-Forwarded-For", home.as_str())];
                let began = Instant::now();
                let page = browser.send(Method::POST, "/kursplats/v1/sign-in-requests", &headers, Some(body)).await;
                let took = began.elapsed().as_secs_f64() * 1e3;
                *answers.entry(told(&page)).or_insert(0_usize) += 1;
                if is_known { known.push(took) } else { unknown.push(took) }
            }
        }
        // The next round asks as often as each address may be asked for.
        world.later(Duration::hours(1));
    }
    assert_eq!(answers.len(), 1, "the answers differ: {:?}", answers.keys().collect::<Vec<_>>());
    let ((status, ..), count) = answers.into_iter().next().expect("an answer");
    assert_eq!((status, count), (202, 2 * rounds * ADDRESSES));
    world.close().await;
    Some((known, unknown))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn known_and_unknown_get_the_same_answer_to_the_last_byte() {
    nobody_is_known_by_her_answer(Engine::Sqlite, 1).await;
}

/// G22, by hand: 2 × 5,000. `cargo test --release -p kursplats-tests --test end_to_end -- --ignored --nocapture
/// how_long_an_answer_takes`
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn how_long_an_answer_takes_says_nothing() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some((mut known, mut unknown)) = nobody_is_known_by_her_answer(engine, 5000 / ADDRESSES).await else {
            continue;
        };
        let p = mann_whitney(&known, &unknown);
        let (one, other) = (median(&mut known), median(&mut unknown));
        println!(
            "{engine:?}: 2 × {} answers, one and the same; medians {one:.3} and {other:.3} ms, p = {p:.3}",
            known.len()
        );
        assert!((one - other).abs() < 1.0 && p > 0.01);
    }
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The probability of a difference in rank as great as this by chance, for large samples (two-sided).
fn mann_whitney(one: &[f64], other: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> =
        one.iter().map(|time| (*time, true)).chain(other.iter().map(|time| (*time, false))).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let ranks: f64 = all.iter().zip(1..).filter(|((_, ours), _)| *ours).map(|(_, rank)| f64::from(rank)).sum();
    let (n, m) = (one.len() as f64, other.len() as f64);
    let u = ranks - n * (n + 1.0) / 2.0;
    let z = ((u - n * m / 2.0) / (n * m * (n + m + 1.0) / 12.0).sqrt()).abs();
    // Abramowitz and Stegun 26.2.17.
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let series =
        t * (0.319_381_530 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    2.0 * (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * series
}

/// What came of so many guesses.
#[derive(Debug, Default)]
struct Guessed {
    /// How many got in.
    hits: usize,
    /// The most that any request counted.
    counted_max: usize,
    /// How often each status was answered.
    statuses: BTreeMap<u16, usize>,
}

/// Guesses codes and links, half of each, for a number of requests that stand open, from homes all over the network.
async fn guess(world: &World, guesses: usize, requests: usize) -> Guessed {
    let mut guessed = Guessed::default();
    for request in 0..requests {
        let browser = Browser::new(world);
        let email = format!("known{request:06}@kumla.example");
        world.caller(Role::Staff, "Amira Haddad", &email).await;
        let headers = [OWN, ("X-Forwarded-For", "192.0.2.1")];
        world.later(Duration::seconds(10));
        browser.submit_from("/logga-in", &[("email", &email)], &headers).await.expect(200);
        world.mail().await;
        let mut counted = 0;
        for chunk in 0..guesses / requests / 100 {
            let tries = (0..100).map(|place| one_guess(&browser, request * guesses / requests + chunk * 100 + place));
            for status in join_all(tries).await {
                *guessed.statuses.entry(status).or_default() += 1;
                guessed.hits += usize::from(status == 303);
                counted += usize::from(status == 422);
            }
        }
        guessed.counted_max = guessed.counted_max.max(counted);
    }
    guessed
}

async fn one_guess(browser: &Browser, number: usize) -> u16 {
    let (browser, home) = (browser.copy(), home(number));
    let headers = [OWN, ("X-Forwarded-For", home.as_str())];
    let random = uuid::Uuid::new_v4().simple().to_string().to_uppercase();
    if number.is_multiple_of(2) {
        let code = format!("{}-{}", &random[..4], &random[4..8]);
        browser.submit_from("/inloggningskod", &[("code", &code)], &headers).await.status
    } else {
        let token = format!("{random}{random}");
        browser.submit_from(&format!("/logga-in/{}", &token[..52]), &[], &headers).await.status
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guesses_of_links_and_codes_open_nothing() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(world) = world(engine).await else { continue };
        let guessed = guess(&world, 1000, 5).await;
        assert_eq!((guessed.hits, guessed.counted_max), (0, 5), "{guessed:?}");
        assert!(guessed.statuses.keys().all(|status| [410, 422, 429].contains(status)), "{guessed:?}");
        world.close().await;
    }
}

/// G23, by hand: a million guesses, or as many as `KURSPLATS_GUESSES` says, and a thousand links before the guards of
/// mailboxes. `cargo test --release -p kursplats-tests --test end_to_end -- --ignored --nocapture a_million_guesses`
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it takes its time"]
async fn a_million_guesses_open_nothing() {
    let wanted = std::env::var("KURSPLATS_GUESSES").ok().and_then(|number| number.parse().ok());
    let guesses = wanted.unwrap_or(1_000_000);
    for (engine, guesses) in [(Engine::Sqlite, guesses), (Engine::Postgres, guesses / 10)] {
        let Some(world) = world(engine).await else { continue };
        let guessed = guess(&world, guesses, 100).await;
        println!("{engine:?}: {guesses} guesses, {guessed:?}");
        assert_eq!((guessed.hits, guessed.counted_max), (0, 5));
        world.close().await;
    }
    let world = world(Engine::Sqlite).await.expect("SQLite is always there");
    let used_up = scanned(&world, 1000).await;
    println!("1000 links scanned by GET, HEAD, OPTIONS and a button pressed elsewhere: {used_up} used up");
    assert_eq!(used_up, 0);
    world.close().await;
}

/// Lets a guard look at links before those who asked for them do. Gives how many of these were not let in.
async fn scanned(world: &World, links: usize) -> usize {
    let guard = Browser::new(world);
    let mut shut_out = 0;
    for number in 0..links {
        let email = format!("scanned{number}@kumla.example");
        world.caller(Role::Staff, "Amira Haddad", &email).await;
        let (own, home) = (Browser::new(world), home(number));
        let headers = [OWN, ("X-Forwarded-For", home.as_str())];
        own.submit_from("/logga-in", &[("email", &email)], &headers).await.expect(200);
        let link = newest_link(world).await;
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            let page = guard.send(method, &link, &[], None).await;
            assert!([200, 405].contains(&page.status), "{}", page.status);
        }
        guard.submit_from(&link, &[], &headers).await.expect(410);
        shut_out += usize::from(own.submit_from(&link, &[], &headers).await.status != 303);
    }
    shut_out
}

async fn newest_link(world: &World) -> String {
    let files = world.mail().await;
    let mail = std::fs::read(files.last().expect("a mail")).expect("a mail");
    files.iter().for_each(|file| std::fs::remove_file(file).expect("removed"));
    let text = MessageParser::default().parse(&mail).expect("a mail").body_text(0).expect("text").into_owned();
    let path = text.lines().find_map(|line| line.strip_prefix("http://kurser.example/logga-in/")).expect("a link");
    format!("/logga-in/{path}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guards_before_mailboxes_use_no_link_up() {
    let world = world(Engine::Sqlite).await.expect("SQLite is always there");
    assert_eq!(scanned(&world, 20).await, 0);
    world.close().await;
}
