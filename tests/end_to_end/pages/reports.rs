//! The coordinator writes a report, locks it, takes it out and revises it.

use chrono::Duration;
use kursplats_tests::fixture::text;

use super::{follow_up::GUNILLA, *};
use crate::reporting::{attended, past_session};

async fn a_report_is_commented_locked_and_revised(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let (_, meeting) = past_session(&world, &county, 30).await;
    attended(&world, &meeting, &[&amira]).await;
    visitor.comes_as(&proven(&world, GUNILLA, Role::Coordinator).await.0).await;
    visitor.opens("/rapporter").await.sees("Det finns inga rapporter än.").await;
    visitor.chooses("kind", "free").await.types("from", "2026-12-31").await.types("to", "2026-01-01").await;
    visitor.clicks("Skapa utkastet").await.sees("Sista dag: ska vara senare än början").await;
    visitor.chooses("kind", "year/2026-01-01/2026-12-31").await.clicks("Skapa utkastet").await;
    visitor.sees("Helår 2026").await.sees("Utkast").await;
    visitor.clicks("Kommentera I4").await.types("text", "Bra år.").await;
    visitor.clicks("Spara kommentaren").await.sees("Bra år.").await;
    visitor.clicks("Lås rapporten").await.sees("De ändras sedan aldrig.").await;
    // With the keyboard alone: the button is the last thing in the form.
    visitor.run("document.getElementById('comment').focus()").await;
    visitor.presses("\u{e004}").await;
    assert_eq!(visitor.focused().await, "Lås rapporten");
    visitor.presses("\u{e007}").await;
    visitor.sees("Kontrollsumma").await.sees("Bra år.").await.sees_no("Kommentera I4").await;
    visitor.clicks("Avvikelser").await.sees("Allt är som när rapporten låstes.").await;
    let (_, late) = past_session(&world, &county, 20).await;
    attended(&world, &late, &[&amira]).await;
    visitor.clicks("Visa rapporten").await.clicks("Avvikelser").await.sees("registrerad i efterhand").await;
    visitor.clicks("Revidera rapporten").await.clicks("Börja revideringen").await;
    visitor.sees("Skäl till revideringen: får inte vara tomt").await;
    visitor.types("reason", "Sen registrering").await.clicks("Börja revideringen").await;
    visitor.sees("Revision 2.").await.sees("Sen registrering").await.sees("Utkast").await;
    visitor.clicks("Visa den tidigare rapporten").await.sees("Låst").await;
    visitor.clicks("Visa allt på en sida, för utskrift").await.sees("Efter Kommun").await;
    world.close().await;
}
on_every_screen!(a_report_is_commented_locked_and_revised);

async fn missing_attendance_stands_in_the_way_until_she_says_why_not(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    world.published(&world.plan(&county.course, 12, 2)).await;
    world.later(Duration::days(5));
    let body = serde_json::json!({ "kind": "year", "from": "2026-01-01", "to": "2026-12-31" });
    let report = world.post(&world.coordinator, "/reports", &body).await.expect(201).body;
    visitor.comes_as(&proven(&world, GUNILLA, Role::Coordinator).await.0).await;
    visitor.opens(&format!("/rapporter/{}/lasning", text(&report["id"]))).await;
    visitor.sees("1 träff saknar närvarorapport").await;
    visitor.clicks("Lås rapporten").await.sees("Det finns ett problem").await;
    visitor.chooses("anyway", "ja").await.clicks("Lås rapporten").await.sees("Det finns ett problem").await;
    let ticked = "return document.getElementById('anyway').checked";
    assert_eq!(visitor.run(ticked).await, true, "nothing is lost");
    visitor.types("comment", "Kursledaren har slutat.").await.clicks("Lås rapporten").await;
    visitor.sees("Låst fast närvaro saknades").await.sees("Kursledaren har slutat.").await;
    visitor.clicks("Visa den publika vyn").await.sees("Du ser den publika vyn").await;
    visitor.sees_no("Kursledaren har slutat.").await;
    world.close().await;
}
on_every_screen!(missing_attendance_stands_in_the_way_until_she_says_why_not);

on_both! {
    async fn files_need_a_fresh_proof_and_lead_there(world: World) {
        world.county().await;
        let body = serde_json::json!({ "kind": "year", "from": "2026-01-01", "to": "2026-12-31" });
        let report = world.post(&world.coordinator, "/reports", &body).await.expect(201).id();
        let (gunilla, telephone) = proven(&world, GUNILLA, Role::Coordinator).await;
        let way = format!("/rapporter/{report}/fil?format=csv");
        let file = gunilla.get(&way).await.expect(303);
        assert_eq!(file.header("location"), format!("/kursplats/v1/reports/{report}/exports?format=csv"));
        gunilla.get(file.header("location")).await.expect(200);
        world.later(Duration::minutes(10));
        let proof = gunilla.get(&way).await.expect(303).header("location").to_owned();
        assert_eq!(proof, format!("/bekrafta?next={way}"));
        let public = gunilla.get(&format!("{way}&view=public")).await.expect(303);
        gunilla.get(public.header("location")).await.expect(200);
        let code = telephone.code(world.clock.now());
        let shown = gunilla.submit("/bekrafta", &[("code", &code), ("next", &way)]).await.expect(303);
        gunilla.get(shown.header("location")).await.expect(303);
        gunilla.get(&format!("/rapporter/{report}/fil?format=doc")).await.expect(404);
        gunilla.get("/rapporter/1").await.expect(404);
    }
}

on_both! {
    async fn a_comment_that_came_between_is_not_written_over(world: World) {
        world.county().await;
        let body = serde_json::json!({ "kind": "year", "from": "2026-01-01", "to": "2026-12-31" });
        let report = world.post(&world.coordinator, "/reports", &body).await.expect(201).id();
        let (gunilla, _) = proven(&world, GUNILLA, Role::Coordinator).await;
        let way = format!("/rapporter/{report}/kommentarer/I4");
        gunilla.submit(&way, &[("version", "1"), ("text", "Först.")]).await.expect(303);
        let stale = gunilla.submit(&way, &[("version", "1"), ("text", "Sedan.")]).await.expect(412);
        assert!(stale.text.contains("Sedan.") && stale.text.contains("name=\"version\" value=\"2\""), "{}", stale.text);
        let page = gunilla.get(&format!("/rapporter/{report}")).await.expect(200).text;
        assert!(page.contains("Först.") && !page.contains("Sedan."), "{page}");
    }
}
