//! Coming courses, as everybody sees them.

use kursplats_tests::fixture::text;
use serde_json::json;

use super::*;

async fn somebody_finds_a_course_by_what_she_chooses(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    let soon = world.published(&world.plan(&county.course, 1, 30)).await;
    let mut later = world.plan(&county.course, 8, 80);
    later["format"] = json!("remote");
    later["meetings"][0]["place"] = json!(null);
    world.published(&later).await;
    visitor.opens("/").await;
    visitor.clicks("Se kommande kurser").await.sees("2 kurser").await.sees("1 av 1 platser kvar").await;
    visitor.chooses("form", "remote").await.clicks("Visa kurser").await.sees("1 kurs").await;
    visitor.sees("8 av 8 platser kvar").await.sees_no("Kumla bibliotek").await;
    visitor.chooses("kommun", "1881").await.clicks("Visa kurser").await.sees("Inga kurser passar ditt val").await;
    visitor.clicks("Visa även annat än på distans").await.sees("1 kurs").await;
    visitor.opens("/kurser?amne=1&lediga=ja&manad=2026-12").await.sees("1 kurs").await;
    visitor.opens("/kurser?amne=5").await.sees("Visa även annat än Problemlösning").await;
    visitor.opens(&format!("/kurser/{}", text(&soon["id"]))).await;
    visitor.sees("torsdag 24 december 2026 kl. 09.00–12.00").await.sees("Kursledare: Elin Ek").await;
    visitor.sees("torsdag 17 december 2026").await.sees("Logga in och anmäl dig").await;
    let data = visitor.run("return document.querySelector('[type=\"application/ld+json\"]').textContent").await;
    let data: serde_json::Value = serde_json::from_str(text(&data)).expect("JSON-LD");
    assert_eq!(data["hasCourseInstance"]["courseMode"], "Onsite", "{data}");
    visitor.clicks("Logga in och anmäl dig").await.sees("E-postadress").await;
    world.close().await;
}
on_every_screen!(somebody_finds_a_course_by_what_she_chooses);

on_both! {
    async fn a_long_list_comes_in_parts(world: World) {
        let county = world.county().await;
        for day in 0..21 {
            world.published(&world.plan(&county.course, 1, 30 + day)).await;
        }
        let browser = kursplats_tests::browser::Browser::new(&world);
        let first = browser.get("/kurser").await.expect(200).text;
        assert!(first.contains("sida 1 av 2") && first.contains("href=\"/kurser?sida=2\""), "{first}");
        assert!(browser.get("/kurser?sida=2").await.expect(200).text.contains("<title>Kommande kurser, sida 2 av 2"));
        browser.get("/kurser?sida=3").await.expect(404);
    }
}
