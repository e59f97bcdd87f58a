//! The page that a no leads to.

use reqwest::{Method, header::HeaderMap};

use super::*;

/// A browser that follows nothing and keeps no cookies.
async fn browses(seated: &Seated, method: Method, path: &str) -> (u16, HeaderMap, String) {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let answer = client.request(method, format!("{}{path}", seated.world.base)).send().await.expect("an answer");
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, headers, answer.text().await.expect("a body"))
}

impl Seated {
    fn link(&self) -> String {
        use domain::seal::Purpose;
        let seal = &self.world.running.as_ref().expect("a running system").app.seal;
        let booking = text(&self.booking["id"]).parse().expect("an id");
        format!("/avboka/{}", seal.reference(Purpose::Cancellation, booking))
    }
}

/// Mail scanners follow links: to look changes nothing.
async fn looking_changes_nothing_and_the_button_cancels(engine: Engine) {
    let Some(seated) = Seated::new(engine).await else { return };
    assert_eq!(seated.receives(&seated.answer("DECLINED").await.mail("outlook")).await, "asked");
    let mail = std::fs::read_to_string(seated.world.mail().await.pop().expect("a mail")).expect("text");
    let mail = mail.replace("=\r\n", "");
    assert!(mail.contains(&seated.link()), "{mail}");

    for method in [Method::GET, Method::HEAD, Method::GET] {
        let (status, headers, page) = browses(&seated, method, &seated.link()).await;
        assert_eq!((status, seated.status().await.as_str()), (200, "confirmed"), "{page}");
        assert_eq!(headers["cache-control"].to_str().expect("text"), "no-store");
    }
    let (_, _, page) = browses(&seated, Method::GET, &seated.link()).await;
    for expected in ["<h1>Vill du avboka din anmälan?</h1>", "torsdag 24 december 2026 kl. 09.00–12.00", "Källkritik"]
    {
        assert!(page.contains(expected), "{expected} in {page}");
    }
    for name in ["Amira", "haddad", "Elin Ek", "Kumla"] {
        assert!(!page.contains(name), "a link may be forwarded: {page}");
    }
    assert_eq!(page.matches("<button").count(), 1);

    for _ in 0..2 {
        let (status, headers, page) = browses(&seated, Method::POST, &seated.link()).await;
        assert_eq!((status, seated.status().await.as_str()), (200, "cancelled"), "{page}");
        assert!(page.contains("<h1>Anmälan är avbokad</h1>") && !page.contains("<button"), "{page}");
        assert!(!headers.contains_key("set-cookie") && !headers.contains_key("location"));
    }
    assert_eq!(seated.told("bookingCancelled").await, 1);
    seated.world.close().await;
}
on_each!(looking_changes_nothing_and_the_button_cancels);

async fn what_has_begun_is_not_cancelled(engine: Engine) {
    let Some(seated) = Seated::new(engine).await else { return };
    seated.world.at("2026-12-24T08:00:01Z");
    for method in [Method::GET, Method::POST] {
        let (status, _, page) = browses(&seated, method, &seated.link()).await;
        assert_eq!((status, seated.status().await.as_str()), (200, "confirmed"), "{page}");
        assert!(page.contains("<h1>Kursen har börjat</h1>") && !page.contains("<button"), "{page}");
    }
    seated.world.close().await;
}
on_each!(what_has_begun_is_not_cancelled);

async fn a_forged_link_leads_nowhere(engine: Engine) {
    let Some(seated) = Seated::new(engine).await else { return };
    let link = seated.link();
    let (kept, last) = link.split_at(link.len() - 1);
    let other = if last == "0" { "1" } else { "0" };
    for path in
        ["/avboka/", "/avboka/x", &format!("{kept}{other}"), &format!("/avboka/{}", text(&seated.booking["id"]))]
    {
        for method in [Method::GET, Method::POST] {
            let (status, ..) = browses(&seated, method, path).await;
            assert_eq!((status, seated.status().await.as_str()), (404, "confirmed"), "{path}");
        }
    }
    seated.world.close().await;
}
on_each!(a_forged_link_leads_nowhere);
