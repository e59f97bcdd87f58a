//! Passkeys beside apps with codes: getting one, proving oneself by it, and all that must not do (F27, F32).
//!
//! The device is another program: it knows of WebAuthn, and not of us.

use chrono::Duration;
use kursplats_tests::{browser::OWN, telephone::codes};
use reqwest::Method;
use serde_json::{Value, json};

use super::*;
use device::{Device, changed};

mod copies;
mod device;
mod refusals;

const GUNILLA: &str = "gunilla@region.example";
const HERE: &str = "https://kurser.example";
const PROVING: &str = "/bekrafta";
const FACTORS: &str = "/konto/tvasteg";
const ADDING: &str = "/konto/tvasteg/nyckel";
const SHOWING: &str = "/bekrafta/nyckel";
const JSON: (&str, &str) = ("Content-Type", "application/json");

/// A system that people reach by TLS.
async fn world(engine: Engine) -> Option<World> {
    let there = |settings: &mut Settings| {
        settings.http.public_url = Some(HERE.to_owned());
        settings.http.trusted_proxies = 1;
    };
    World::with(engine, there).await
}

/// Somebody signed in by link, in a browser of her own, who has shown nothing else.
async fn by_mail(world: &World, email: &str) -> (Browser, Page) {
    let browser = Browser::new(world);
    ask(&browser, email).await.expect(200);
    let files = world.mail().await;
    let newest = files.iter().filter_map(|file| way_from(&std::fs::read(file).expect("a mail"), HERE)).next_back();
    files.iter().for_each(|file| std::fs::remove_file(file).expect("removed"));
    let inside = browser.submit(&newest.expect("a mail to sign in by").link, &[]).await.expect(303);
    (browser, inside)
}

/// What a page asks the browser.
async fn question(browser: &Browser, form: &str) -> String {
    let asked = browser.submit(&format!("{form}/fraga"), &[]).await.expect(200);
    assert_eq!(asked.header("content-type"), "application/json");
    asked.text
}

/// Sends what a device has answered.
async fn answered(browser: &Browser, form: &str, answer: &str) -> Page {
    browser.submit(form, &[("answer", answer), ("next", "/kurser")]).await
}

/// Adds a passkey of a device, as the page's script does.
async fn add(browser: &Browser, device: &mut Device) -> Page {
    let answer = device.makes(HERE, &question(browser, ADDING).await).await;
    answered(browser, ADDING, &answer).await
}

/// Shows a passkey of a device, as the page's script does.
async fn show(browser: &Browser, device: &mut Device) -> Page {
    let answer = device.signs(HERE, &question(browser, SHOWING).await).await;
    answered(browser, SHOWING, &answer).await
}

/// Somebody who has just got a passkey.
async fn with_passkey(world: &World, email: &str, mut device: Device) -> (Browser, Device) {
    let (browser, _) = by_mail(world, email).await;
    assert_eq!(codes(&add(&browser, &mut device).await.expect(200).text).len(), 10);
    (browser, device)
}

async fn second_factors(browser: &Browser) -> Value {
    let list = browser.get("/kursplats/v1/second-factors").await.expect(200).text;
    serde_json::from_str::<Value>(&list).expect("JSON")["items"].take()
}

async fn make_token(browser: &Browser, name: &str) -> Page {
    let body = Some(json!({ "name": name }).to_string());
    browser.send(Method::POST, "/kursplats/v1/access-tokens", &[OWN, JSON], body).await
}

/// A passkey is enough: it lets in, brings recovery codes, and is listed. Nobody can read it in the audit log.
async fn a_passkey_is_enough(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (browser, inside) = by_mail(&world, GUNILLA).await;
    assert_eq!(inside.header("location"), FACTORS);
    let page = browser.get(&format!("{FACTORS}?next=/kurser")).await.expect(200);
    assert!(page.text.contains("Lägg till en nyckel") && page.text.contains("behöver JavaScript"), "{}", page.text);
    let asked = question(&browser, ADDING).await;
    let wished: Value = serde_json::from_str(&asked).expect("JSON");
    let wished = &wished["publicKey"];
    let verification = &wished["authenticatorSelection"]["userVerification"];
    assert_eq!((&wished["rp"]["id"], verification), (&json!("kurser.example"), &json!("required")), "{wished}");

    let (mut device, before) = (Device::default(), browser.copy());
    let answer = device.makes(HERE, &asked).await;
    let fields = [("answer", answer.as_str()), ("next", "/kurser")];
    browser.copy().submit_from(ADDING, &fields, &[("Sec-Fetch-Site", "cross-site")]).await.expect(403);
    let kept = answered(&browser, ADDING, &answer).await.expect(200);
    assert!(codes(&kept.text).len() == 10 && kept.text.contains("href=\"/kurser\""), "{}", kept.text);
    assert_eq!((me(&before).await.0, me(&browser).await), (401, (200, Some("coordinator".to_owned()))));

    let own = second_factors(&browser).await;
    assert_eq!((own.as_array().map(Vec::len), &own[0]["kind"]), (Some(1), &json!("passkey")));
    let page = browser.get(FACTORS).await.expect(200);
    assert!(page.text.contains("Nyckel (passkey)") && page.text.contains("Reservkoder kvar: 10"), "{}", page.text);
    let list = browser.get("/kursplats/v1/sign-ins").await.expect(200).text;
    assert_eq!(serde_json::from_str::<Value>(&list).expect("JSON")["items"][0]["provenBy"], json!("passkey"));
    assert_eq!(read_in_the_audit_log(&world, &device).await, (true, false));
    world.close().await;
}
on_each!(a_passkey_is_enough);

/// Whether the audit log has the factor, and whether it has the passkey's name.
async fn read_in_the_audit_log(world: &World, device: &Device) -> (bool, bool) {
    let db = Database::connect(&world.database_url).await.expect("a connection");
    let log = "SELECT COALESCE(before_row, '') || COALESCE(after_row, '') FROM audit_entry";
    let statement = Statement::from_string(db.get_database_backend(), log);
    let rows = db.query_all_raw(statement).await.expect("rows");
    let log: String = rows.iter().map(|row| row.try_get_by_index::<String>(0).expect("text")).collect();
    db.close().await.expect("closed");
    (log.contains("factorAdded"), device.traces().iter().any(|name| log.contains(name)))
}

/// Each later sign-in asks, and so does what is grave; the passkey answers both.
async fn a_passkey_proves_every_later_sign_in_and_what_is_grave(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (_, mut device) = with_passkey(&world, GUNILLA, Device::default()).await;
    let (browser, inside) = by_mail(&world, GUNILLA).await;
    assert_eq!((inside.header("location"), me(&browser).await.0), (PROVING, 403));
    let page = browser.get(&format!("{PROVING}?next=/konto")).await.expect(200);
    assert!(page.text.contains("Använd min nyckel") && page.text.contains("behöver JavaScript"), "{}", page.text);
    let before = browser.copy();
    let shown = show(&browser, &mut device).await.expect(303);
    assert_eq!((shown.header("location"), me(&browser).await.0, me(&before).await.0), ("/kurser", 200, 401));

    make_token(&browser, "Ett").await.expect(201);
    world.later(Duration::minutes(10));
    assert!(make_token(&browser, "Två").await.expect(403).text.contains("\"stepUpNeeded\""));
    show(&browser, &mut device).await.expect(303);
    make_token(&browser, "Två").await.expect(201);
    world.close().await;
}
on_each!(a_passkey_proves_every_later_sign_in_and_what_is_grave);

/// Both together: a passkey is added to an app only by whoever has just proven who she is, and each can be removed.
async fn a_passkey_and_an_app_stand_side_by_side(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (browser, _) = by_mail(&world, GUNILLA).await;
    let telephone = Telephone::enrol(&browser, world.clock.now()).await;
    world.later(Duration::minutes(10));
    let mut device = Device::default();
    let late = add(&browser, &mut device).await.expect(303);
    assert_eq!(late.header("location"), "/bekrafta?next=/konto/tvasteg");
    let no_passkey = browser.get(PROVING).await.expect(200);
    assert!(!no_passkey.text.contains("passkey"), "{}", no_passkey.text);
    browser.submit(&format!("{SHOWING}/fraga"), &[]).await.expect(404);

    browser.submit(PROVING, &[("code", &telephone.code(world.clock.now()))]).await.expect(303);
    let mut device = Device::default();
    assert_eq!(add(&browser, &mut device).await.expect(303).header("location"), FACTORS, "she has codes already");
    let own = second_factors(&browser).await;
    let app = own.as_array().into_iter().flatten().find(|one| one["kind"] == "app").expect("an app")["id"].clone();
    browser.submit("/konto/tvasteg/avslut", &[("id", app.as_str().expect("an id"))]).await.expect(303);
    let (other, _) = by_mail(&world, GUNILLA).await;
    other.submit(PROVING, &[("code", &telephone.code(world.clock.now()))]).await.expect(422);
    show(&other, &mut device).await.expect(303);
    assert_eq!(me(&other).await.0, 200);
    world.close().await;
}
on_each!(a_passkey_and_an_app_stand_side_by_side);

/// Only the pages that need it have a script, one of ours, and what the script is cannot change unseen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_these_pages_have_a_script() {
    let world = world(Engine::Sqlite).await.expect("SQLite is always there");
    let (browser, _) = by_mail(&world, GUNILLA).await;
    let with_script = browser.get(FACTORS).await.expect(200);
    let policy = with_script.header("content-security-policy").to_owned();
    assert!(policy.contains("script-src 'self';") && policy.contains("connect-src 'self';"), "{policy}");
    assert!(!policy.contains("unsafe") && with_script.text.matches("<script").count() == 1, "{policy}");
    let address = with_script.text.split("<script src=\"").nth(1).and_then(|rest| rest.split('"').next());
    let script = browser.get(address.expect("a script")).await.expect(200);
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert!(script.text.contains("navigator.credentials") && script.header("cache-control").contains("immutable"));
    add(&browser, &mut Device::default()).await.expect(200);
    for path in ["/konto", "/logga-in", "/kurser"] {
        let page = browser.get(path).await.expect(200);
        let policy = page.header("content-security-policy");
        assert!(!policy.contains("script-src") && !page.text.contains("<script"), "{path}: {policy}");
    }
    world.close().await;
}

/// Where browsers let no page use passkeys, none are offered, and apps go on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_browsers_have_no_passkeys_none_are_offered() {
    let places = ["http://kurser.example", "http://127.0.0.1:8080", "https://192.0.2.1", "http://localhost:8080"];
    for place in places {
        let there = |settings: &mut Settings| settings.http.public_url = Some(place.to_owned());
        let world = World::with(Engine::Sqlite, there).await.expect("SQLite is always there");
        let browser = world.signed_in(GUNILLA).await;
        let page = browser.get(FACTORS).await.expect(200);
        let offered = place.contains("localhost");
        assert_eq!(page.text.contains("passkey"), offered, "{place}: {}", page.text);
        assert_eq!(page.header("content-security-policy").contains("script-src"), offered, "{place}");
        let asked = browser.submit(&format!("{ADDING}/fraga"), &[]).await;
        assert_eq!(asked.status, if offered { 200 } else { 404 }, "{place}: {}", asked.text);
        Telephone::enrol(&browser, world.clock.now()).await;
        world.close().await;
    }
}
