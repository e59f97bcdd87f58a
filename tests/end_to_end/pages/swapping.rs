//! Taking a seat in place of another one at the same time.

use kursplats_tests::{fixture::text, world::Caller};
use serde_json::{Value, json};

use super::*;

fn way(session: &Value) -> String {
    format!("/kurser/{}", text(&session["id"]))
}

/// The sessions that somebody has a live booking for, each with its status.
async fn booked(world: &World, who: &Caller) -> Vec<(String, String)> {
    let all = world.get(who, "/bookings").await.expect(200).body;
    let live = all["items"].as_array().expect("bookings").iter().filter(|one| one["status"] != "cancelled");
    let mut live: Vec<(String, String)> =
        live.map(|one| (text(&one["sessionId"]).to_owned(), text(&one["status"]).to_owned())).collect();
    live.sort();
    live
}

fn seats(sessions: &[&Value]) -> Vec<(String, String)> {
    let mut seats: Vec<(String, String)> =
        sessions.iter().map(|session| (text(&session["id"]).to_owned(), "confirmed".to_owned())).collect();
    seats.sort();
    seats
}

async fn whoever_wants_another_course_at_the_same_time_swaps(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    let other = world.course("DF-02", "Digital säkerhet").await;
    let old = world.published(&world.plan(&county.course, 1, 30)).await;
    let new = world.published(&world.plan(&other, 1, 30)).await;
    let bo = world.librarian("Bo Ek", &county.kumla).await;
    let amira = somebody(&world, &mut visitor, Role::Staff, "Amira Haddad", &county.kumla).await;
    world.books(&amira, &old).await.expect(201);
    // Full when she presses the button: she is told, and has lost nothing.
    visitor.opens(&way(&new)).await.sees("Vill du byta?").await.sees("Källkritik").await.sees_no("sen avbokning").await;
    let his = world.books(&bo, &new).await.expect(201).body;
    visitor.clicks("Byt").await.sees("Det finns ett problem").await;
    visitor.sees("Alla platser är tagna. Inget har ändrats").await.sees("Du kan ändå stå på väntelistan").await;
    assert_eq!(booked(&world, &amira).await, seats(&[&old]));
    world.cancels(&bo, &his).await.expect(201);
    // Free again, and somebody waits for what she gives up.
    world.books(&bo, &old).await.expect(201);
    let before = (visitor.clicks, visitor.typed);
    visitor.opens(&way(&new)).await;
    visitor.clicks("Byt").await.sees("Du är anmäld").await.sees("Digital säkerhet").await;
    assert_eq!((visitor.clicks, visitor.typed), (before.0 + 1, before.1), "one click, nothing typed");
    assert_eq!(booked(&world, &amira).await, seats(&[&new]));
    assert_eq!(booked(&world, &bo).await, seats(&[&old]), "her seat went to the first in line");
    // Back, too late: she is told that before.
    let reason = json!({});
    let his = world.get(&bo, "/bookings?status=confirmed").await.expect(200).body["items"][0].clone();
    world.post(&bo, &format!("/bookings/{}/cancellations", text(&his["id"])), &reason).await.expect(201);
    world.at("2026-12-20T08:00:00Z");
    visitor.signs_in(&world, &email("Amira Haddad")).await;
    visitor.opens(&way(&old)).await.sees("Det räknas som sen avbokning").await;
    world.close().await;
}
on_every_screen!(whoever_wants_another_course_at_the_same_time_swaps);

on_both! {
    async fn a_swap_is_whole_or_nothing_and_only_of_ones_own(world: World) {
        let county = world.county().await;
        let first = world.published(&world.plan(&county.course, 4, 30)).await;
        let second = world.published(&world.plan(&county.course, 4, 30)).await;
        let mut both = world.plan(&county.course, 4, 30);
        both["meetings"][0]["endsAt"] = json!("2026-12-24T15:00:00Z");
        let both = world.published(&both).await;
        let mut later = world.plan(&county.course, 4, 30);
        later["meetings"][0]["startsAt"] = json!("2026-12-24T12:00:00Z");
        later["meetings"][0]["endsAt"] = json!("2026-12-24T14:00:00Z");
        let later = world.published(&later).await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.kumla).await;
        let hers = text(&world.books(&amira, &first).await.expect(201).body["id"]).to_owned();
        let also = text(&world.books(&amira, &later).await.expect(201).body["id"]).to_owned();
        let his = text(&world.books(&bo, &first).await.expect(201).body["id"]).to_owned();
        let browser = world.signed_in(&email("Amira Haddad")).await;
        let to = |session: &Value| format!("{}/byte", way(session));
        // What is another's, nobody's or no booking at all.
        for given_up in [his.as_str(), text(&first["id"]), "nej"] {
            browser.submit(&to(&second), &[("givesUp", given_up)]).await.expect(404);
        }
        browser.submit(&to(&second), &[]).await.expect(404);
        browser.submit_from(&to(&second), &[("givesUp", &hers)], &[]).await.expect(403);
        Browser::new(&world).submit(&to(&second), &[("givesUp", &hers)]).await.expect(303);
        // A part of what is in the way is not enough.
        browser.submit(&to(&both), &[("givesUp", &hers)]).await.expect(409);
        assert_eq!(booked(&world, &amira).await, seats(&[&first, &later]));
        let page = browser.get(&way(&both)).await.expect(200).text;
        assert!(page.contains(&hers) && page.contains(&also), "{page}");
        // Both at once, and a second click has no second effect.
        let form = [("givesUp", hers.as_str()), ("givesUp", also.as_str()), ("key", "byte-1")];
        let once = browser.submit(&to(&both), &form).await.expect(303);
        let again = browser.submit(&to(&both), &form).await.expect(303);
        assert_eq!(once.header("location"), again.header("location"));
        assert_eq!(booked(&world, &amira).await, seats(&[&both]));
        assert_eq!(booked(&world, &bo).await, seats(&[&first]));
        for (session, taken) in [(&first, 1), (&later, 0), (&both, 1), (&second, 0)] {
            let seen = world.get(&world.organiser, &format!("/sessions/{}", text(&session["id"]))).await.body;
            assert_eq!(seen["seatsTaken"], json!(taken));
        }
    }
}

on_both! {
    async fn of_many_who_swap_for_the_last_seat_one_gets_it_and_all_keep_one(world: World) {
        let county = world.county().await;
        let old = world.published(&world.plan(&county.course, 8, 30)).await;
        let new = world.published(&world.plan(&county.course, 1, 30)).await;
        let mut crowd = Vec::new();
        for number in 0..8 {
            let name = format!("Person {number}");
            let person = world.librarian(&name, &county.kumla).await;
            let hers = text(&world.books(&person, &old).await.expect(201).body["id"]).to_owned();
            crowd.push((world.signed_in(&email(&name)).await, person, hers));
        }
        let to = format!("{}/byte", way(&new));
        let swap = async |(browser, _, hers): &(Browser, Caller, String)| {
            browser.submit(&to, &[("givesUp", hers.as_str())]).await.status
        };
        let mut answers = futures_util::future::join_all(crowd.iter().map(swap)).await;
        answers.sort_unstable();
        assert_eq!(answers, [303, 409, 409, 409, 409, 409, 409, 409]);
        for (_, person, _) in &crowd {
            assert_eq!(booked(&world, person).await.len(), 1, "never none, never two");
        }
    }
}
