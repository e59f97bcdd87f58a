//! What all pages have in common.

use kursplats_tests::browser::{Browser, OWN};

use super::*;

on_both! {
    async fn pages_are_guarded_and_small(world: World) {
        let browser = Browser::new(&world);
        for path in ["/", "/kurser", "/tillganglighet", "/integritet", "/logga-in"] {
            let page = browser.get(path).await.expect(200);
            let policy = page.header("content-security-policy").to_owned();
            assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
            assert!(!policy.contains("unsafe"), "{policy}");
            assert_eq!(page.header("referrer-policy"), "no-referrer");
            assert_eq!(page.header("x-frame-options"), "DENY");
            let style = page.text.split("href=\"/page.css").nth(1).and_then(|rest| rest.split('"').next());
            let style = browser.get(&format!("/page.css{}", style.expect("a style"))).await.expect(200);
            assert_eq!(style.header("cache-control"), "public, max-age=31536000, immutable");
            assert!(page.text.len() + style.text.len() < 100_000, "{path}");
        }
    }
}

on_both! {
    async fn a_style_that_is_known_is_not_sent_again(world: World) {
        let browser = Browser::new(&world);
        let first = browser.get("/page.css").await.expect(200);
        assert_eq!(first.header("cache-control"), "no-cache");
        let tag = first.header("etag").to_owned();
        let again = browser.send(reqwest::Method::GET, "/page.css", &[("If-None-Match", &tag)], None).await;
        assert_eq!(again.expect(304).text, "");
    }
}

on_both! {
    async fn a_wrong_address_is_a_page_to_people_and_a_problem_to_programs(world: World) {
        let browser = Browser::new(&world);
        let html = [("Accept", "text/html,*/*;q=0.8")];
        let page = browser.send(reqwest::Method::GET, "/nagonstans", &html, None).await.expect(404);
        assert!(page.text.contains("Sidan finns inte"), "{}", page.text);
        let problem = browser.get("/nagonstans").await.expect(404);
        assert_eq!(problem.header("content-type"), "application/problem+json");
        // Wherever it comes from, and whatever it wants to do.
        for headers in [&[("Sec-Fetch-Site", "cross-site")][..], &[OWN], &[]] {
            browser.submit_from("/nagonstans", &[], headers).await.expect(404);
        }
        browser.send(reqwest::Method::DELETE, "/kursplats/v1/nagonstans", &[], None).await.expect(404);
        browser.send(reqwest::Method::GET, "/kurser/1", &html, None).await.expect(404);
        browser.send(reqwest::Method::GET, "/kursplats/v1/nagonstans", &html, None).await.expect(404);
    }
}

on_both! {
    async fn what_is_not_ours_changes_nothing(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 2, 30)).await;
        world.librarian("Amira Haddad", &county.kumla).await;
        let browser = world.signed_in(&email("Amira Haddad")).await;
        let way = format!("/kurser/{}/anmalan", kursplats_tests::fixture::text(&session["id"]));
        for headers in [&[("Sec-Fetch-Site", "cross-site")][..], &[("Origin", "https://evil.example")], &[]] {
            let page = browser.submit_from(&way, &[], headers).await.expect(403);
            assert!(page.text.contains("Inget har gjorts"), "{}", page.text);
        }
        assert!(browser.get("/mina-bokningar").await.expect(200).text.contains("Du har inga kommande bokningar"));
        browser.submit_from(&way, &[], &[OWN]).await.expect(303);
    }
}

on_both! {
    async fn nobody_is_asked_to_sign_in_first_and_led_back(world: World) {
        let browser = Browser::new(&world);
        let page = browser.get("/mina-bokningar?a=1").await.expect(303);
        assert_eq!(page.header("location"), "/logga-in?next=/mina-bokningar%3Fa%3D1");
    }
}

async fn everybody_can_use_what_everybody_sees(screen: Screen) {
    let Some((world, visitor)) = open(screen).await else { return };
    for (path, words) in [
        ("/", "Kurser för bibliotekspersonal"),
        ("/tillganglighet", "WCAG 2.2"),
        ("/integritet", "Vi sparar aldrig personnummer"),
        ("/logga-in", "E-postadress"),
        ("/kurser", "Det finns inga kommande kurser just nu"),
        ("/finns-inte", "Sidan finns inte"),
    ] {
        visitor.opens(path).await.sees(words).await;
    }
    world.close().await;
}
on_every_screen!(everybody_can_use_what_everybody_sees);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_browsers_language_is_spoken_until_another_is_chosen() {
    let Some(world) = World::new(Engine::Sqlite).await else { return };
    let Some(visitor) = Visitor::speaking(&world.base, Screen::DESKTOP, "en-GB,en").await else { return };
    visitor.opens("/kurser").await.sees("Coming courses").await;
    drop(visitor);
    let Some(visitor) = Visitor::speaking(&world.base, Screen::DESKTOP, "fi,sv;q=0.5").await else { return };
    visitor.opens("/kurser").await.sees("Kommande kurser").await;
    world.close().await;
}
