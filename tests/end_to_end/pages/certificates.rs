//! Certificates of what somebody has taken part in.

use kursplats_tests::{fixture::text, pdf};
use serde_json::{Value, json};

use super::*;

const TITLE: &str = "Källkritik – källgranskning och kritiskt förhållningssätt";
const ASA: &str = "asa@bibliotek.example";

/// Reports who was at the only meeting of a session.
async fn reports(world: &World, session: &Value, rows: &[(&kursplats_tests::world::Caller, &str)]) {
    let participants: Vec<Value> =
        rows.iter().map(|(who, presence)| json!({ "personId": who.person, "presence": presence })).collect();
    let path = format!("/meetings/{}/attendance-reports", text(&session["meetings"][0]["id"]));
    let body = json!({ "held": true, "participants": participants, "externalParticipants": 0 });
    world.put(&world.organiser, &path, &body).await.expect(200);
}

async fn asa(world: &World, library: &str) -> kursplats_tests::world::Caller {
    let asa = world.caller(Role::Staff, "Åsa Żółć-Ђорђевић", ASA).await;
    world.employ(&asa, library).await;
    asa
}

async fn whoever_was_there_finds_her_certificate(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    let asa = asa(&world, &county.kumla).await;
    let attended = world.published(&world.plan(&county.course, 4, 1)).await;
    let missed = world.published(&world.plan(&county.course, 4, 2)).await;
    for session in [&attended, &missed] {
        world.books(&asa, session).await.expect(201);
    }
    world.at("2026-11-26T12:00:00Z");
    visitor.signs_in(&world, ASA).await;
    visitor.opens("/mina-bokningar").await.sees("Ingen närvaro är registrerad än").await.sees_no("Intyg").await;
    reports(&world, &attended, &[(&asa, "late")]).await;
    reports(&world, &missed, &[(&asa, "absent")]).await;
    visitor.opens("/mina-bokningar").await.sees("3 studietimmar").await.sees("Intyg (PDF)").await;
    visitor.sees("Intyg över allt du har varit med på (PDF)").await;
    let links = visitor.run("return document.querySelectorAll(\"main a[href^='/intyg/']\").length").await;
    assert_eq!(links, json!(1), "not for what she missed");
    world.close().await;
}
on_every_screen!(whoever_was_there_finds_her_certificate);

on_both! {
    async fn a_certificate_says_what_one_has_attended_and_is_nobody_elses(world: World) {
        let county = world.county().await;
        let asa = asa(&world, &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.kumla).await;
        let booked = world.published(&world.plan(&county.course, 4, 1)).await;
        let walked_in = world.published(&world.plan(&county.course, 4, 2)).await;
        world.books(&asa, &booked).await.expect(201);
        world.at("2026-11-26T12:00:00Z");
        let (hers, his) = (world.signed_in(ASA).await, world.signed_in(&email("Bo Ek")).await);
        let way = format!("/intyg/{}", text(&booked["id"]));
        for path in [way.as_str(), "/intyg", "/intyg/nej"] {
            hers.get(path).await.expect(404);
        }
        reports(&world, &booked, &[(&asa, "present"), (&bo, "absent")]).await;
        reports(&world, &walked_in, &[(&asa, "present")]).await;
        for path in [way.as_str(), "/intyg"] {
            his.get(path).await.expect(404);
            Browser::new(&world).get(path).await.expect(303);
        }
        let one = hers.get(&way).await.expect(200);
        assert_eq!(one.header("content-type"), "application/pdf");
        assert_eq!(one.header("content-disposition"), "attachment; filename=\"intyg-2026-11-25.pdf\"");
        assert_eq!(one.header("cache-control"), "no-store");
        let all = hers.get("/intyg").await.expect(200);
        assert!(one.bytes.starts_with(b"%PDF-"));
        let (Some(one), Some(all)) = (pdf::read(&one.bytes), pdf::read(&all.bytes)) else { return };
        let when = "onsdag 25 november 2026 kl. 09.00–12.00, Kumla bibliotek";
        for words in ["Intyg", "Åsa Żółć-Ђорђевић har varit med på den här kursen.", TITLE, when, "3 studietimmar"] {
            assert!(one.text.contains(words), "{words:?} in {}", one.text);
        }
        assert!(!one.text.contains("torsdag 26 november 2026 kl."), "{}", one.text);
        for words in [when, "torsdag 26 november 2026 kl.", "Sammanlagt 6 studietimmar"] {
            assert!(all.text.contains(words), "{words:?} in {}", all.text);
        }
        let title = format!("Intyg för Åsa Żółć-Ђорђевић: {TITLE}");
        for (name, value) in [("Title", title.as_str()), ("Tagged", "yes"), ("Pages", "1")] {
            let line = one.about.lines().find(|line| line.starts_with(&format!("{name}:"))).unwrap_or_default();
            assert!(line.ends_with(value), "{name}: {value} in {}", one.about);
        }
    }
}
