//! The coordinator follows the seven indicators down to their evidence.

use super::*;
use crate::reporting::{attended, past_session};

/// The coordinator of every world.
pub(super) const GUNILLA: &str = "gunilla@region.example";

async fn every_figure_leads_to_its_rows(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let (_, meeting) = past_session(&world, &county, 30).await;
    attended(&world, &meeting, &[&amira]).await;
    let (_, earlier) = past_session(&world, &county, 120).await;
    attended(&world, &earlier, &[&amira]).await;
    let (_, nobody) = past_session(&world, &county, 20).await;
    attended(&world, &nobody, &[]).await;
    visitor.comes_as(&proven(&world, GUNILLA, Role::Coordinator).await.0).await;
    visitor.opens("/").await.sees("I4 Fortbildningstillfällen").await.sees("I7 Samverkan om 1177").await;
    visitor.sees("minst 80 %").await.sees("Underlag saknas").await;
    visitor.clicks("I4 Fortbildningstillfällen").await.sees("Utveckling").await.sees("Kvartal 4 2026").await;
    visitor.sees("3 rader är granskade.").await.sees("nej: Ingen kom").await.sees("Efter Kommun").await;
    let bars = "return document.querySelectorAll('.trend rect').length";
    let rows = "return document.querySelectorAll('.trend + table tbody tr').length";
    assert_eq!(visitor.run(bars).await, visitor.run(rows).await, "a picture and a table of the same");
    visitor.chooses("period", "2026-10-01/2026-12-31").await.clicks("Visa perioden").await;
    visitor.sees("2 rader är granskade.").await.sees("1 oktober 2026").await;
    visitor.clicks("Visa den publika vyn").await.sees("Du ser den publika vyn").await.sees("<5 eller dold").await;
    visitor.sees_no("rader är granskade").await;
    visitor.clicks("Visa den interna vyn").await.clicks("Alla indikatorer").await;
    visitor
        .clicks("I6 Handlingsplan")
        .await
        .sees("framtagen under perioden")
        .await
        .sees("Det finns inget underlag")
        .await;
    world.close().await;
}
on_every_screen!(every_figure_leads_to_its_rows);

async fn what_an_occasion_counts_as_is_corrected_with_a_reason(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let (_, meeting) = past_session(&world, &county, 30).await;
    attended(&world, &meeting, &[&amira]).await;
    visitor.comes_as(&proven(&world, GUNILLA, Role::Coordinator).await.0).await;
    visitor.opens("/uppfoljning/I4?from=2026-10-01&to=2026-12-31").await.sees("1 rad är granskad.").await;
    visitor.clicks("Rätta").await.sees("Rätta vad en kurs räknas som").await;
    visitor.chooses("flags", "forStaff").await.clicks("Spara rättelsen").await.sees("Varför: får inte vara tomt").await;
    let ticked = "return document.querySelector('[value=forStaff]').checked";
    assert_eq!(visitor.run(ticked).await, false, "what was chosen is kept");
    visitor.types("reason", "Den var för allmänheten").await.clicks("Spara rättelsen").await;
    visitor.sees("nej: Varken av, för eller med").await.sees("1 oktober 2026").await;
    visitor.clicks("Rätta").await.chooses("flags", "withStaff").await.types("reason", "Kumla var med").await;
    visitor.clicks("Spara rättelsen").await.sees_no("Varken av, för eller med").await;
    visitor.opens("/granskning?kind=sessionChanged").await.sees("Kumla var med").await;
    world.close().await;
}
on_every_screen!(what_an_occasion_counts_as_is_corrected_with_a_reason);

on_both! {
    async fn only_whoever_arranges_an_occasion_corrects_it(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let (session, meeting) = past_session(&world, &county, 30).await;
        attended(&world, &meeting, &[&amira]).await;
        let path = format!("/uppfoljning/I4/{session}");
        world.caller(Role::Organiser, "Petra Palm", "petra@medborgarskolan.example").await;
        world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let petra = proven(&world, "petra@medborgarskolan.example", Role::Organiser).await.0;
        let karin = proven(&world, &email("Karin Holm"), Role::Manager).await.0;
        let somebody = world.signed_in(&email("Amira Haddad")).await;
        for other in [&petra, &karin, &somebody] {
            other.get(&path).await.expect(404);
            other.submit(&path, &[("flags", "byStaff"), ("reason", "Nej")]).await.expect(404);
        }
        assert!(!karin.get("/uppfoljning/I4").await.expect(200).text.contains(&path), "no link that leads nowhere");
        let jonas = proven(&world, "jonas@medborgarskolan.example", Role::Organiser).await.0;
        jonas.get(&path).await.expect(200);
        jonas.get(&format!("/uppfoljning/I2/{session}")).await.expect(404);
        let done = jonas.submit(&path, &[("flags", "byStaff"), ("flags", "relatesToGoal"), ("reason", "Ja")]).await;
        assert_eq!(done.expect(303).header("location"), "/uppfoljning/I4?from=2026-01-01&to=2026-12-31");
        let stale = [("version", "1"), ("flags", "byStaff"), ("reason", "Igen")];
        jonas.submit(&path, &stale).await.expect(412);
    }
}

async fn a_period_that_is_none_is_said_and_kept(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    world.county().await;
    visitor.comes_as(&proven(&world, GUNILLA, Role::Coordinator).await.0).await;
    visitor.opens("/uppfoljning").await;
    visitor.chooses("period", "own").await.types("from", "i höstas").await.clicks("Visa perioden").await;
    visitor.sees("Det finns ett problem").await;
    assert!(visitor.title().await.starts_with("Fel: "), "{}", visitor.title().await);
    assert_eq!(visitor.run("return document.getElementById('from').value").await, "i höstas");
    visitor.types("from", "2026-06-30").await.types("to", "2026-01-01").await.clicks("Visa perioden").await;
    visitor.sees("Sista dag: ska vara senare än början").await;
    visitor.types("to", "2026-07-31").await.clicks("Visa perioden").await.sees("31 juli 2026").await;
    world.close().await;
}
on_every_screen!(a_period_that_is_none_is_said_and_kept);

on_both! {
    async fn figures_are_for_those_who_may_see_them(world: World) {
        let county = world.county().await;
        world.librarian("Amira Haddad", &county.kumla).await;
        let amira = world.signed_in(&email("Amira Haddad")).await;
        for path in ["/uppfoljning", "/uppfoljning/I4", "/rapporter", "/personal", "/personal/borta", "/samverkan"] {
            amira.get(path).await.expect(404);
        }
        world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let (karin, _) = proven(&world, &email("Karin Holm"), Role::Manager).await;
        let page = karin.get("/uppfoljning").await.expect(200).text;
        assert!(page.contains("din roll omfattar inte de här siffrorna"), "{page}");
        let inside = karin.get("/uppfoljning?view=public").await.expect(200).text;
        assert!(!inside.contains("publika vyn"), "{inside}");
        karin.get("/rapporter").await.expect(404);
        karin.get("/samverkan/ny").await.expect(404);
        let (gunilla, _) = proven(&world, GUNILLA, Role::Coordinator).await;
        gunilla.get("/uppfoljning/I9").await.expect(404);
        gunilla.get("/uppfoljning/I4?sida=2").await.expect(404);
    }
}
