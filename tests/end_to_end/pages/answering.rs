//! Answering what links in mail lead to.

use serde_json::json;

use super::*;
use crate::{assessing, surveying};

async fn a_manager_answers_by_the_link_in_her_mail(screen: Screen) {
    let Some(world) = surveying::world(Engine::Sqlite).await else { return };
    let Some(mut visitor) = Visitor::new(&world, screen).await else { return };
    surveying::staff(&world, &["Karin"]).await;
    let programme = surveying::programme(&world).await;
    let days = ["2026-11-24", "2026-12-31"];
    let survey = surveying::survey(&world, &programme, "Att leda förändring", days, "fiveSteps").await;
    world.post(&world.coordinator, &format!("/surveys/{survey}/sendings"), &json!({})).await.expect(201);
    let link = surveying::mails(&world).await.pop().expect("a mail").2;
    visitor.opens(&link).await.sees("Att leda förändring").await.sees("Svara senast torsdag 31 december 2026").await;
    visitor.clicks("Skicka mitt svar").await.sees("Det finns ett problem").await.sees("Välj ett av svaren.").await;
    assert!(visitor.title().await.starts_with("Fel: Att leda förändring"));
    visitor.chooses("svar", "4").await.clicks("Skicka mitt svar").await.sees("Tack för ditt svar").await;
    // She may change her mind, and the page does not tell what she said.
    visitor.opens(&link).await.sees("Att leda förändring").await;
    assert_eq!(visitor.run("return document.querySelectorAll('input:checked').length").await, json!(0));
    visitor.chooses("svar", "vet-inte").await.clicks("Skicka mitt svar").await.sees("Tack för ditt svar").await;
    world.at("2027-01-01T09:00:00Z");
    visitor.opens(&link).await.sees("Enkäten är stängd").await;
    world.close().await;
}
on_every_screen!(a_manager_answers_by_the_link_in_her_mail);

async fn whoever_has_a_link_assesses_herself_once(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    let wave = assessing::wave(&world, "Hösten 2026").await;
    let link = assessing::links(&world, &wave, 1).await.pop().expect("a link");
    // Even somebody who is signed in is nobody there.
    somebody(&world, &mut visitor, Role::Staff, "Amira Haddad", &county.kumla).await;
    visitor.opens(&link).await.sees("Hösten 2026").await.sees("Du är anonym").await.sees_no("Amira").await;
    visitor.chooses("q1", "7").await.chooses("q2", "2").await.chooses("yrkesroll", "assistant").await;
    visitor.clicks("Skicka mina svar").await.sees("Det finns ett problem").await;
    visitor.sees("Du har svarat på 2 av 4 påståenden").await;
    assert!(visitor.title().await.starts_with("Fel: "));
    assert_eq!(visitor.run("return document.querySelectorAll('input:checked').length").await, json!(3), "kept");
    assert_eq!(visitor.run("return document.querySelector('.summary a').hash").await, json!("#q3"));
    visitor.chooses("q3", "4").await.clicks("Skicka mina svar").await.sees("Tack för dina svar").await;
    visitor.opens(&link).await.sees("Länken är redan använd").await;
    world.close().await;
}
on_every_screen!(whoever_has_a_link_assesses_herself_once);

on_both! {
    async fn a_link_is_all_it_takes_and_a_wrong_one_is_told(world: World) {
        let browser = Browser::new(&world);
        let seal = &world.running.as_ref().expect("a running system").app.seal;
        let other = seal.reference(domain::seal::Purpose::Unsubscription, world.coordinator.person.0);
        let wrong = ["/enkat/00".to_owned(), format!("/enkat/{other}"), "/sjalvskattning/00".to_owned()];
        for link in &wrong {
            for page in [browser.get(link).await, browser.submit(link, &[("svar", "ja")]).await] {
                let page = page.expect(404);
                assert!(page.text.contains("Länken fungerar inte"), "{}", page.text);
                assert_eq!(page.header("x-robots-tag"), "noindex");
            }
        }
        let wave = assessing::wave(&world, "Hösten 2026").await;
        world.post(&world.coordinator, "/municipalities", &json!({ "code": "1881", "name": "Kumla" })).await.expect(201);
        let link = assessing::links(&world, &wave, 1).await.pop().expect("a link");
        let answers = [("q1", "1"), ("q2", "2"), ("q3", "3")];
        browser.submit_from(&link, &answers, &[]).await.expect(200);
        assert!(browser.get(&link).await.expect(200).text.contains("Länken är redan använd"));
    }
}
