//! Booking a seat, standing in line, and giving a seat back.

use kursplats_tests::fixture::text;
use serde_json::json;

use super::*;

async fn a_seat_is_two_clicks_away_and_nothing_is_typed(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    world.published(&world.plan(&county.course, 2, 30)).await;
    somebody(&world, &mut visitor, Role::Staff, "Amira Haddad", &county.kumla).await;
    visitor.opens("/").await.sees("Du har inga kommande bokningar").await.sees("Amira Haddad (personal)").await;
    visitor.clicks("Kurser").await;
    let before = (visitor.clicks, visitor.typed);
    visitor.clicks("Källkritik – källgranskning och kritiskt förhållningssätt").await;
    visitor.sees("Sista dag att avboka").await.sees("torsdag 17 december 2026").await;
    visitor.clicks("Anmäl dig").await.sees("Du är anmäld").await.sees("Sista dag att avboka är").await;
    assert_eq!((visitor.clicks, visitor.typed), (before.0 + 2, before.1), "two clicks, nothing typed");
    let way = visitor.way().await;
    visitor.opens(&way).await.sees("Du är anmäld").await;
    visitor.clicks("Källkritik – källgranskning och kritiskt förhållningssätt").await.sees("Du är anmäld.").await;
    visitor.clicks("Mina bokningar").await.sees("Kommande").await.sees("Kumla bibliotek").await;
    visitor.clicks("Källkritik – källgranskning och kritiskt förhållningssätt").await;
    visitor.clicks("Avboka").await.sees("Anmälan är avbokad").await;
    visitor.clicks("Mina bokningar").await.sees("Tidigare").await.sees("Avbokad").await;
    visitor.clicks("Logga ut").await.sees("Logga in").await;
    world.close().await;
}
on_every_screen!(a_seat_is_two_clicks_away_and_nothing_is_typed);

async fn whoever_comes_too_late_stands_in_line_and_sees_where(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    let session = world.published(&world.plan(&county.course, 1, 30)).await;
    let first = world.librarian("Bo Ek", &county.kumla).await;
    let booking = world.books(&first, &session).await.expect(201).body;
    somebody(&world, &mut visitor, Role::Staff, "Amira Haddad", &county.kumla).await;
    visitor.opens(&format!("/kurser/{}", text(&session["id"]))).await;
    visitor.sees("Fullt, ingen på väntelistan").await.sees_no("Anmäl dig\n").await;
    visitor.clicks("Ställ dig på väntelistan").await.sees("Du står på väntelistan, på plats 1").await;
    let way = visitor.way().await;
    visitor.clicks("Mina bokningar").await.sees("Du står på plats 1").await;
    world.cancels(&first, &booking).await.expect(201);
    visitor.opens(&way).await.sees("Du är anmäld").await;
    world.close().await;
}
on_every_screen!(whoever_comes_too_late_stands_in_line_and_sees_where);

async fn what_cannot_be_booked_says_why_and_has_no_button(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    let mine = world.published(&world.plan(&county.course, 4, 30)).await;
    let clash = world.published(&world.plan(&county.course, 4, 30)).await;
    let mut plan = world.plan(&county.course, 4, 40);
    plan["bookingClosesAt"] = json!("2026-11-25T08:00:00Z");
    let closed = world.published(&plan).await;
    let called_off = world.published(&world.plan(&county.course, 4, 50)).await;
    let amira = somebody(&world, &mut visitor, Role::Staff, "Amira Haddad", &county.kumla).await;
    world.books(&amira, &mine).await.expect(201);
    let way = |session: &serde_json::Value| format!("/kurser/{}", text(&session["id"]));
    visitor.opens(&way(&clash)).await.sees("Källkritik").await.sees_no("Anmäl dig\n").await;
    visitor.sees("Du är redan anmäld till").await.sees("Vill du byta?").await;
    // What was open when the page was shown may be closed when its button is pressed.
    visitor.opens(&way(&closed)).await.sees("Anmäl dig senast").await;
    world.at("2026-11-25T08:00:00Z");
    visitor.clicks("Anmäl dig").await.sees("Det finns ett problem").await.sees_no("Anmäl dig\n").await;
    let path = format!("/sessions/{}/cancellations", text(&called_off["id"]));
    world.post(&world.organiser, &path, &json!({ "reason": "Kursledaren är sjuk" })).await.expect(201);
    visitor.opens(&way(&called_off)).await.sees("Kursen är inställd").await.sees("Inställd").await;
    world.close().await;
}
on_every_screen!(what_cannot_be_booked_says_why_and_has_no_button);

async fn whoever_works_at_two_libraries_says_for_which(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    let session = world.published(&world.plan(&county.course, 4, 30)).await;
    let amira = somebody(&world, &mut visitor, Role::Staff, "Amira Haddad", &county.kumla).await;
    let employment = world.employ(&amira, &county.hallsberg).await;
    visitor.opens(&format!("/kurser/{}", text(&session["id"]))).await.sees("Hallsbergs bibliotek").await;
    visitor.chooses("employmentId", &employment).await.clicks("Anmäl dig").await.sees("Du är anmäld").await;
    let bookings = world.get(&amira, "/bookings").await.expect(200).body;
    assert_eq!(bookings["items"][0]["employmentId"], json!(employment));
    world.close().await;
}
on_every_screen!(whoever_works_at_two_libraries_says_for_which);

on_both! {
    async fn a_second_click_has_no_second_effect_and_others_bookings_are_nobodys(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 4, 30)).await;
        world.librarian("Amira Haddad", &county.kumla).await;
        world.librarian("Bo Ek", &county.kumla).await;
        let (amira, bo) = (world.signed_in(&email("Amira Haddad")).await, world.signed_in(&email("Bo Ek")).await);
        let way = format!("/kurser/{}", text(&session["id"]));
        let page = amira.get(&way).await.expect(200).text;
        let key = page.split("name=\"key\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a key");
        let form = [("key", key)];
        let first = amira.submit(&format!("{way}/anmalan"), &form).await.expect(303);
        let second = amira.submit(&format!("{way}/anmalan"), &form).await.expect(303);
        assert_eq!(first.header("location"), second.header("location"));
        let booking = first.header("location").to_owned();
        amira.get(&booking).await.expect(200);
        bo.get(&booking).await.expect(404);
        bo.submit(&format!("{booking}/avbokning"), &[]).await.expect(404);
        assert!(amira.get(&booking).await.text.contains("Du är anmäld"));
        let session = world.get(&world.organiser, &format!("/sessions/{}", text(&session["id"]))).await.body;
        assert_eq!(session["seatsTaken"], 1);
    }
}
