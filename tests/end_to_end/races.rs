//! Races: many want the same few seats at the same time, through one process and through two.
//!
//! Each race has a negative control: with the guard taken out, the same check must fail.

use std::time::Instant;

use futures_util::{FutureExt, future::join_all};
use kursplats_tests::{
    crowd::{self, Member},
    fixture::text,
    world::{Answer, Engine, World},
};
use persistence::{audit, sabotage::Guard};
use serde_json::{Value, json};

const CLIENTS: usize = 2_000;
const SEATS: usize = 12;

/// One client's booking: when it was asked for and answered, by the client's own clock.
struct Tried {
    asked: Instant,
    answered: Instant,
    answer: Answer,
}

/// A published session in a county with a crowd.
async fn stage(world: &World, seats: u32, clients: usize) -> (Value, Vec<Member>) {
    let county = world.county().await;
    let session = world.published(&world.plan(&county.course, seats, 30)).await;
    (session, crowd::gather(&world.database_url, &county.kumla, clients).await)
}

/// Everybody books at once, in turn through each of the processes.
async fn storm(worlds: &[&World], session: &Value, crowd: &[Member]) -> Vec<Tried> {
    let path = format!("/sessions/{}/bookings", text(&session["id"]));
    let book = async |(number, member): (usize, &Member)| {
        let world = worlds[number % worlds.len()];
        let asked = Instant::now();
        let answer = world.post(&world.organiser, &path, &json!({ "personId": member.person })).await;
        Tried { asked, answered: Instant::now(), answer }
    };
    join_all(crowd.iter().enumerate().map(book)).await
}

/// Exactly as many seats as there are, and a line in which nobody who was answered first stands later (V11).
fn check(tried: &[Tried], seats: usize) {
    let refused: Vec<&Answer> = tried.iter().map(|one| &one.answer).filter(|answer| answer.status != 201).collect();
    assert!(refused.is_empty(), "{} got no booking; the first: {:?}", refused.len(), refused.first());
    let confirmed = tried.iter().filter(|one| one.answer.body["status"] == "confirmed").count();
    assert_eq!(confirmed, seats);
    let mut line: Vec<(u64, &Tried)> =
        tried.iter().filter_map(|one| Some((one.answer.body["waitingPosition"].as_u64()?, one))).collect();
    line.sort_by_key(|(position, _)| *position);
    let positions: Vec<u64> = line.iter().map(|(position, _)| *position).collect();
    let expected: Vec<u64> = (1..=(tried.len() - seats) as u64).collect();
    assert!(positions == expected, "the places in line are not 1, 2, 3 …");
    // Going backwards, the earliest answer seen so far must not be before the request of anybody ahead of it.
    let mut earliest_answer = None;
    for (_, one) in line.iter().rev() {
        assert!(earliest_answer.is_none_or(|answered| one.asked <= answered), "somebody overtook");
        earliest_answer = Some(earliest_answer.map_or(one.answered, |answered: Instant| answered.min(one.answered)));
    }
}

/// Seats given up one by one go to the line in its order.
async fn check_line(world: &World, tried: &[Tried]) {
    let mut line: Vec<&Value> =
        tried.iter().map(|one| &one.answer.body).filter(|body| body["status"] == "waiting").collect();
    line.sort_by_key(|body| body["waitingPosition"].as_u64());
    let seated = tried.iter().map(|one| &one.answer.body).filter(|body| body["status"] == "confirmed");
    for (booking, next) in seated.zip(line) {
        world.cancels(&world.organiser, booking).await.expect(201);
        let path = format!("/bookings/{}", text(&next["id"]));
        assert_eq!(world.get(&world.organiser, &path).await.body["status"], "confirmed");
    }
}

async fn two_thousand_clients(engine: Engine) {
    let Some(world) = World::new(engine).await else { return };
    let twin = if engine == Engine::Postgres { Some(world.twin().await) } else { None };
    let (session, crowd) = stage(&world, SEATS as u32, CLIENTS).await;
    let worlds: Vec<&World> = [Some(&world), twin.as_ref()].into_iter().flatten().collect();
    let tried = storm(&worlds, &session, &crowd).await;
    check(&tried, SEATS);
    check_line(&world, &tried).await;
    assert_eq!(audit::audit(world.db()).await.expect("an audit"), []);
    world.log_is_whole().await;
    assert!(world.replays().await > CLIENTS);
    if let Some(twin) = twin {
        twin.running.expect("running").stop().await.expect("the twin stops");
    }
    world.running.expect("running").stop().await.expect("the system stops");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_clients_race_for_twelve_seats_on_sqlite() {
    two_thousand_clients(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_clients_race_for_twelve_seats_through_two_processes_on_postgresql() {
    two_thousand_clients(Engine::Postgres).await;
}

/// Runs a small race without a guard. True when the check noticed.
async fn noticed_without(engine: Engine, guard: Guard) -> Option<bool> {
    let world = World::new(engine).await?;
    let twin = if engine == Engine::Postgres { Some(world.twin().await) } else { None };
    let (session, crowd) = stage(&world, SEATS as u32, 200).await;
    let worlds: Vec<&World> = [Some(&world), twin.as_ref()].into_iter().flatten().collect();
    worlds.iter().for_each(|world| world.db().take_out(guard));
    let tried = storm(&worlds, &session, &crowd).await;
    let checked = std::panic::AssertUnwindSafe(async { check(&tried, SEATS) }).catch_unwind().await;
    let clean = audit::audit(world.db()).await.is_ok_and(|findings| findings.is_empty());
    Some(checked.is_err() || !clean)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_rule_of_capacity_the_race_test_is_red() {
    assert_eq!(noticed_without(Engine::Sqlite, Guard::Capacity).await, Some(true));
    assert_ne!(noticed_without(Engine::Postgres, Guard::Capacity).await, Some(false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_rule_of_the_line_the_race_test_is_red() {
    assert_eq!(noticed_without(Engine::Sqlite, Guard::Line).await, Some(true));
    assert_ne!(noticed_without(Engine::Postgres, Guard::Line).await, Some(false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_lock_on_the_session_two_processes_oversell_or_stumble() {
    assert_ne!(noticed_without(Engine::Postgres, Guard::SessionLock).await, Some(false));
}

on_both! {
    async fn one_person_cannot_get_two_seats_at_the_same_time(world: World) {
        let county = world.county().await;
        let first = world.published(&world.plan(&county.course, 200, 30)).await;
        let second = world.published(&world.plan(&county.course, 200, 30)).await;
        let crowd = crowd::gather(&world.database_url, &county.kumla, 100).await;
        let both = async |member: &Member| {
            let body = json!({ "personId": member.person });
            let book = async |session: &Value| {
                let path = format!("/sessions/{}/bookings", text(&session["id"]));
                world.post(&world.organiser, &path, &body).await.status.as_u16()
            };
            let (one, other) = tokio::join!(book(&first), book(&second));
            (one.min(other), one.max(other))
        };
        let answers = join_all(crowd.iter().map(both)).await;
        assert!(answers.iter().all(|answer| *answer == (201, 409)), "{answers:?}");
    }
}

on_both! {
    async fn nobody_overtakes_while_seats_are_given_up(world: World) {
        let (session, crowd) = stage(&world, 5, 105).await;
        let seated = storm(&[&world], &session, &crowd[..55]).await;
        check(&seated, 5);
        let holders: Vec<&Value> = seated.iter().map(|one| &one.answer.body).filter(|body| body["status"] == "confirmed").collect();
        let through = [&world];
        // Newcomers against cancellations: no newcomer may be seated while fifty wait.
        let (ends, newcomers) = tokio::join!(
            join_all(holders.iter().map(|booking| world.cancels(&world.organiser, booking))),
            storm(&through, &session, &crowd[55..]),
        );
        assert!(ends.iter().all(|answer| answer.status == 201));
        assert!(newcomers.iter().all(|one| one.answer.body["status"] == "waiting"));
        let query = format!("/bookings?sessionId={}&status=confirmed&limit=100", text(&session["id"]));
        let confirmed = world.get(&world.organiser, &query).await.body;
        let mut first_five: Vec<&Value> = seated.iter().map(|one| &one.answer.body).filter(|body| body["waitingPosition"].as_u64().is_some_and(|p| p <= 5)).map(|body| &body["id"]).collect();
        let mut now: Vec<&Value> = confirmed["items"].as_array().expect("items").iter().map(|body| &body["id"]).collect();
        first_five.sort_by_key(|id| id.to_string());
        now.sort_by_key(|id| id.to_string());
        assert_eq!(now, first_five);
    }
}
