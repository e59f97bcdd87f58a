//! The manager keeps her staff, enrols them, sees who is away, and confirms collaborations.

use kursplats_tests::fixture::text;
use serde_json::json;

use super::*;

/// A manager of Kumla.
async fn karin(world: &World, visitor: &mut Visitor, library: &str) {
    world.employed(Role::Manager, "Karin Holm", library).await;
    visitor.comes_as(&proven(world, &email("Karin Holm"), Role::Manager).await.0).await;
}

async fn she_keeps_the_list_of_her_staff(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    karin(&world, &mut visitor, &county.kumla).await;
    visitor.opens("/").await.sees("Karin Holm").await;
    visitor.clicks("Lägg till en person").await.sees("Yrke").await;
    visitor.types("name", "Amira Haddad").await.types("email", "amira").await.types("from", "i dag").await;
    visitor.clicks("Spara").await.sees("Det finns ett problem").await.sees("Första dag: ska vara ett datum").await;
    assert_eq!(visitor.run("return document.getElementById('name').value").await, "Amira Haddad");
    visitor.types("email", "amira.haddad@bibliotek.example").await.types("from", "2026-11-01").await;
    visitor.clicks("Spara").await.sees("Kumla bibliotek").await.sees("Ingen har svarat").await;
    visitor.chooses("profile", "yes").await.types("since", "2026-01-15").await.clicks("Intyga").await;
    visitor.sees("Har en profil. Svarat").await;
    visitor.clicks("Lägg till en arbetsplats").await.types("from", "2027-01-01").await.clicks("Spara").await;
    visitor.clicks("Min personal").await.sees("Amira Haddad").await.sees("Har en profil").await;
    visitor.clicks("Amira Haddad").await.clicks("Ändra eller avsluta på Kumla bibliotek").await;
    visitor.types("to", "2020-01-01").await.clicks("Spara").await.sees("ska vara senare än början").await;
    visitor.types("to", "2026-12-31").await.clicks("Spara").await.sees("31 december 2026").await;
    // The same address again belongs to somebody already.
    visitor.opens("/personal/ny").await;
    visitor.types("name", "Amira Två").await;
    visitor
        .types("email", "amira.haddad@bibliotek.example")
        .await
        .clicks("Spara")
        .await
        .sees("Det finns ett problem")
        .await;
    world.close().await;
}
on_every_screen!(she_keeps_the_list_of_her_staff);

async fn she_enrols_several_and_sees_who_is_away(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    let session = world.published(&world.plan(&county.course, 2, 30)).await;
    let clash = world.published(&world.plan(&county.course, 4, 30)).await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let bo = world.librarian("Bo Ek", &county.kumla).await;
    world.books(&bo, &clash).await.expect(201);
    karin(&world, &mut visitor, &county.kumla).await;
    visitor.opens(&format!("/kurser/{}", text(&session["id"]))).await;
    visitor.clicks("Anmäl din personal").await.clicks("Anmäl dem").await;
    visitor.sees("Vilka anmäler du?: får inte vara tomt").await;
    visitor.chooses("personId", &amira.person.to_string()).await.chooses("personId", &bo.person.to_string()).await;
    visitor.clicks("Anmäl dem").await.sees("Det finns ett problem").await.sees("Bo Ek: ").await;
    visitor.sees("Amira Haddad: anmäld").await;
    visitor.clicks("Borta").await.sees("torsdag 24 december 2026").await.sees("2 personer är borta.").await;
    visitor.clicks("Amira Haddad").await.clicks("Avboka").await.sees("Inga kommande kurser.").await;
    let after = world.get(&amira, "/bookings").await.expect(200).body;
    assert_eq!(after["items"][0]["status"], "cancelled");
    visitor.clicks("Borta").await.sees("1 person är borta.").await;
    world.close().await;
}
on_every_screen!(she_enrols_several_and_sees_who_is_away);

async fn she_says_whether_a_collaboration_goes_on(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    for library in [&county.kumla, &county.hallsberg] {
        let body = json!({ "libraryId": library, "from": "2025-01-01", "activities": ["signage"] });
        world.post(&world.coordinator, "/collaborations", &body).await.expect(201);
    }
    karin(&world, &mut visitor, &county.kumla).await;
    visitor.opens("/samverkan").await.sees("Ingen har bekräftat på ett år.").await.sees_no("Hallsbergs").await;
    visitor.clicks("Pågår samverkan på Kumla bibliotek?").await.clicks("Spara").await;
    visitor.sees("Pågår den?: får inte vara tomt").await;
    visitor.chooses("active", "ja").await.clicks("Spara").await.sees("Bekräftad").await;
    visitor.sees_no("Ingen har bekräftat").await;
    visitor.clicks("Pågår samverkan på Kumla bibliotek?").await.chooses("active", "nej").await;
    visitor.types("to", "2026-10-31").await.clicks("Spara").await.sees("31 oktober 2026").await;
    visitor.sees_no("Pågår samverkan på").await;
    world.close().await;
}
on_every_screen!(she_says_whether_a_collaboration_goes_on);

on_both! {
    async fn others_staff_is_nobodys(world: World) {
        let county = world.county().await;
        let bo = world.librarian("Bo Ek", &county.hallsberg).await;
        world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 4, 30)).await;
        let booking = world.books(&bo, &session).await.expect(201).id();
        let (karin, _) = proven(&world, &email("Karin Holm"), Role::Manager).await;
        karin.get(&format!("/personal/{}", bo.person)).await.expect(404);
        karin.get(&format!("/personal/{}/anstallning", bo.person)).await.expect(404);
        karin.submit(&format!("/personal/{}", bo.person), &[("profile", "yes")]).await.expect(404);
        karin.submit(&format!("/personal/bokningar/{booking}/avbokning"), &[]).await.expect(404);
        let way = format!("/kurser/{}/personal", text(&session["id"]));
        karin.submit(&way, &[("personId", &bo.person.to_string())]).await.expect(404);
        assert!(!karin.get("/personal").await.expect(200).text.contains("Bo Ek"));
        assert!(!karin.get("/personal/borta").await.expect(200).text.contains("Bo Ek"));
    }
}
