//! What one chooses for oneself.

use super::*;

async fn she_chooses_her_language_her_reminders_and_her_calendar(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    somebody(&world, &mut visitor, Role::Staff, "Amira Haddad", &county.kumla).await;
    visitor.opens("/mina-bokningar").await;
    visitor.clicks("Mina val").await.sees("amira.haddad@bibliotek.example").await;
    visitor.chooses("reminders", "nej").await.clicks("Spara").await.sees("Påminnelser").await;
    let chosen = "return document.querySelector('[name=reminders]:checked').value";
    assert_eq!(visitor.run(chosen).await, "nej");
    visitor.clicks("Kalenderadress").await.sees("alla dina träffar").await;
    visitor.clicks("Skapa en kalenderadress").await.sees("Din adress").await.sees("/kalender/").await;
    visitor.clicks("Ta bort adressen").await.sees("Skapa en kalenderadress").await.sees_no("/kalender/").await;
    visitor.opens("/mina-val").await;
    visitor.chooses("language", "en").await.clicks("Spara").await.sees("My choices").await;
    visitor.clicks("Your profile in Digiteket").await.sees("Do you have a profile?").await;
    world.close().await;
}
on_every_screen!(she_chooses_her_language_her_reminders_and_her_calendar);

async fn what_was_typed_wrong_stands_there_still_and_says_why(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    somebody(&world, &mut visitor, Role::Staff, "Amira Haddad", &county.kumla).await;
    visitor.opens("/digiteket").await.sees("Har du en profil?").await;
    visitor.types("since", "27 oktober").await.clicks("Spara").await.sees("Det finns ett problem").await;
    assert!(visitor.title().await.starts_with("Fel: "), "{}", visitor.title().await);
    let typed = "return document.getElementById('since').value";
    assert_eq!(visitor.run(typed).await, "27 oktober");
    let words = "Första dag (frivilligt): ska vara ett datum som 2026-10-27";
    assert_eq!(visitor.words().await.matches(words).count(), 2, "in the summary and beside the field");
    visitor.sees("Har du en profil?: får inte vara tomt").await;
    visitor.clicks(words).await;
    assert_eq!(visitor.run("return document.activeElement.id").await, "since", "the summary leads to the field");
    visitor.types("since", "2026-01-15").await.types("until", "2026-01-10").await;
    visitor.chooses("profile", "yes").await.clicks("Spara").await.sees("ska vara senare än början").await;
    visitor.types("until", "").await.clicks("Spara").await.sees("Svarat").await.sees_no("Det finns ett problem").await;
    assert_eq!(visitor.run(typed).await, "2026-01-15");
    world.close().await;
}
on_every_screen!(what_was_typed_wrong_stands_there_still_and_says_why);
