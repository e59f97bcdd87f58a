//! Signing in with the account at one's own employer, at a provider of other people.

use http_api::Clock;
use kursplats_tests::identity_provider::{IdentityProvider, TENANT, options, providers};
use serde_json::{Value, json};

use super::*;

/// A system whose people at `kumla.example` sign in at this provider, at the time that the provider has.
pub(super) async fn world_of(engine: Engine, provider: &IdentityProvider) -> Option<World> {
    let options = options(&provider.issuer, TENANT);
    let change = |settings: &mut Settings| {
        reachable(settings);
        settings.providers = providers(options);
    };
    let mut world = World::with(engine, change).await?;
    world.clock.set(Clock::system().now());
    world.coordinator = world.caller(Role::Coordinator, "Gunilla Berg", "gunilla@region.example").await;
    Some(world)
}

/// The way to the provider, for a browser that chooses it.
pub(super) async fn way_out(browser: &Browser) -> String {
    let page = browser.submit("/inloggning", &[("provider", "kumla")]).await.expect(200);
    let way = page.header("refresh").strip_prefix("0; url=").expect("a way").to_owned();
    assert!(page.text.contains(&way.replace('&', "&#38;")), "a link, where nothing happens: {}", page.text);
    way
}

/// Signs in at the provider, and gives the way back from there.
pub(super) async fn way_back(world: &World, provider: &IdentityProvider, browser: &Browser, account: &str) -> String {
    // The provider has a clock of its own, and tells by it when a token was made.
    world.clock.set(world.clock.now().max(Clock::system().now()));
    let way = way_out(browser).await;
    provider.visit(&Browser::at(&provider.issuer), &way, &[("account", account)]).await
}

/// Comes back with an account.
pub(super) async fn come_back(world: &World, provider: &IdentityProvider, browser: &Browser, account: &str) -> Page {
    browser.get(&way_back(world, provider, browser, account).await).await
}

/// Comes back with an account, having shown this much (`amr`) at the provider.
async fn come_back_with(world: &World, provider: &IdentityProvider, browser: &Browser, shown: &str) -> Page {
    let way = way_out(browser).await;
    world.clock.set(world.clock.now().max(Clock::system().now()));
    let form = [("account", "karin"), ("amr", shown)];
    let back = provider.visit(&Browser::at(&provider.issuer), &way, &form).await;
    browser.get(&back).await
}

/// Has somebody's account known as hers.
pub(super) async fn connected(world: &World, provider: &IdentityProvider, account: &str, email: &str) -> Browser {
    let browser = Browser::new(world);
    come_back(world, provider, &browser, account).await.expect(200);
    let way = asked(world, &browser, email).await;
    browser.submit(&way.link, &[]).await.expect(303);
    browser
}

/// The text of the newest mail.
pub(super) async fn newest_mail(world: &World) -> String {
    let files = world.mail().await;
    let bytes = std::fs::read(files.last().expect("a mail")).expect("a mail");
    files.iter().for_each(|file| std::fs::remove_file(file).expect("removed"));
    MessageParser::default().parse(&bytes).expect("a mail").body_text(0).expect("a text").into_owned()
}

async fn an_account_becomes_hers_by_one_mail_and_lets_her_in_from_then_on(engine: Engine) {
    let Some(provider) = IdentityProvider::start() else { return };
    let Some(world) = world_of(engine, &provider).await else { return };
    amira(&world).await;
    let own = Browser::new(&world);
    assert!(own.get("/logga-in").await.expect(200).text.contains("Logga in hos Kumla kommun"));
    let unknown = come_back(&world, &provider, &own, "amira").await.expect(200);
    assert!(unknown.text.contains("Vems är kontot?"), "{}", unknown.text);
    assert_eq!(me(&own).await.0, 401, "the account alone lets nobody in");

    ask(&own, AMIRA).await.expect(200);
    let text = newest_mail(&world).await;
    assert!(text.contains("har loggat in hos Kumla kommun och vill att kontot där ska vara ditt"), "{text}");
    let code = text.lines().find(|line| is_code(line)).expect("a code").to_owned();
    own.submit("/inloggningskod", &[("code", &code)]).await.expect(303);
    assert_eq!(me(&own).await, (200, Some("staff".to_owned())));
    let list = own.get("/kursplats/v1/sign-ins").await.expect(200);
    assert_eq!(serde_json::from_str::<Value>(&list.text).expect("JSON")["items"][0]["way"], "provider");

    let before = own.cookie("s").expect("a cookie");
    let inside = come_back(&world, &provider, &own, "amira").await.expect(303);
    assert_eq!(inside.header("location"), HOME);
    assert_ne!(own.cookie("s").expect("a cookie"), before, "no sign-in is carried over");
    assert_eq!((me(&own).await.0, own.cookie("provider")), (200, None));
    let old = Browser::new(&world);
    old.plant("s", &before);
    assert_eq!(me(&old).await.0, 401, "the one before has ended");
    world.close().await;
}
on_each!(an_account_becomes_hers_by_one_mail_and_lets_her_in_from_then_on);

/// Where somebody signs in elsewhere, no mail lets her in, whoever asks, and nobody sees that in the answer (F28).
async fn no_mail_lets_in_who_signs_in_elsewhere(engine: Engine) {
    let Some(provider) = IdentityProvider::start() else { return };
    let Some(world) = world_of(engine, &provider).await else { return };
    amira(&world).await;
    world.caller(Role::Staff, "Erik Holm", "erik@nora.example").await;
    let own = Browser::new(&world);
    let answer = ask(&own, AMIRA).await.expect(200);
    assert_eq!(answer.text, ask(&Browser::new(&world), "nobody@kumla.example").await.text);
    assert_eq!(answer.text, ask(&Browser::new(&world), "nobody@nora.example").await.text);
    let text = newest_mail(&world).await;
    assert!(text.contains("Du loggar in med ditt konto hos Kumla kommun"), "{text}");
    assert!(text.lines().any(|line| line == "http://kurser.example/logga-in"), "{text}");
    assert!(!text.lines().any(is_code) && !text.contains("/logga-in/"), "{text}");
    for tries in 0..2 {
        own.submit("/inloggningskod", &[("code", &format!("0000-000{tries}"))]).await.expect(422);
    }
    let known = connected(&world, &provider, "amira", AMIRA).await;
    assert_eq!(me(&known).await.0, 200);
    ask(&own, AMIRA).await.expect(200);
    assert!(!newest_mail(&world).await.lines().any(is_code), "nor once her account is known");

    let erik = signed_in(&world, "erik@nora.example").await;
    assert_eq!(me(&erik).await.0, 200, "all others sign in by mail");
    world.close().await;
}
on_each!(no_mail_lets_in_who_signs_in_elsewhere);

/// Whose an account is follows from the mailbox of somebody who has none yet at this provider, and from nothing that the
/// account says of itself: all of them claim to have Gunilla's address.
async fn an_account_is_nobody_elses(engine: Engine) {
    let Some(provider) = IdentityProvider::start() else { return };
    let Some(world) = world_of(engine, &provider).await else { return };
    amira(&world).await;
    world.caller(Role::Staff, "Erik Holm", "erik@nora.example").await;
    world.caller(Role::Staff, "Sara Lund", "sara@kumla.example").await;
    let eve = Browser::new(&world);
    come_back(&world, &provider, &eve, "eve").await.expect(200);
    assert_eq!(me(&eve).await.0, 401, "an address that the account claims lets nobody in");
    let way = asked(&world, &eve, "erik@nora.example").await;
    eve.submit(&way.link, &[]).await.expect(303);
    assert!(
        come_back(&world, &provider, &eve, "eve").await.expect(200).text.contains("Vems är kontot?"),
        "Erik has no provider"
    );

    connected(&world, &provider, "amira", AMIRA).await;
    let second = Browser::new(&world);
    come_back(&world, &provider, &second, "eve").await;
    ask(&second, AMIRA).await.expect(200);
    assert!(!newest_mail(&world).await.lines().any(is_code), "Amira has an account there already");

    let (one, other) = (Browser::new(&world), Browser::new(&world));
    come_back(&world, &provider, &one, "sara").await.expect(200);
    let way = asked(&world, &one, "sara@kumla.example").await;
    other.submit(&way.link, &[]).await.expect(410);
    one.submit(&way.link, &[]).await.expect(303);
    assert_eq!(me(&one).await.0, 200);
    world.close().await;
}
on_each!(an_account_is_nobody_elses);

/// Who was shut out stays out, with or without an account; let in again, she shows anew whose it is.
async fn an_account_does_not_let_in_who_is_shut_out(engine: Engine) {
    let Some(provider) = IdentityProvider::start() else { return };
    let Some(world) = world_of(engine, &provider).await else { return };
    let amira = amira(&world).await;
    let own = connected(&world, &provider, "amira", AMIRA).await;
    let roles = format!("/people/{}/roles", amira.person);
    world.put(&world.coordinator, &roles, &json!({ "roles": ["staff"], "disabled": true })).await.expect(200);
    assert_eq!(me(&own).await.0, 401);
    assert!(come_back(&world, &provider, &own, "amira").await.expect(200).text.contains("Vems är kontot?"));
    ask(&own, AMIRA).await.expect(200);
    assert!(mailed(&world).await.is_none(), "whoever is shut out gets no mail");
    assert_eq!(me(&own).await.0, 401);
    world.put(&world.coordinator, &roles, &json!({ "roles": ["staff"], "disabled": false })).await.expect(200);
    assert!(come_back(&world, &provider, &own, "amira").await.expect(200).text.contains("Vems är kontot?"));
    connected(&world, &provider, "amira-again", AMIRA).await;
    world.close().await;
}
on_each!(an_account_does_not_let_in_who_is_shut_out);

/// A provider that says that more than a password was shown spares people a factor of ours; what is grave needs it anew.
async fn a_provider_vouches_for_a_second_factor(engine: Engine) {
    let Some(provider) = IdentityProvider::start() else { return };
    let Some(world) = world_of(engine, &provider).await else { return };
    let email = "karin@kumla.example";
    let karin = world.caller(Role::Coordinator, "Karin Falk", email).await;
    let own = Browser::new(&world);
    come_back_with(&world, &provider, &own, "pwd mfa").await.expect(200);
    let way = asked(&world, &own, email).await;
    let inside = own.submit(&way.link, &[]).await.expect(303);
    assert_ne!(inside.header("location"), "/konto/tvasteg", "nothing is missing");
    assert_eq!(me(&own).await, (200, Some("coordinator".to_owned())));

    let path = format!("/kursplats/v1/people/{}/roles", amira(&world).await.person);
    let set = || Some(json!({ "roles": ["trainer"], "disabled": false }).to_string());
    let headers = [("Content-Type", "application/json"), kursplats_tests::browser::OWN];
    let refused = own.send(reqwest::Method::PUT, &path, &headers, set()).await.expect(403);
    assert!(
        refused.text.contains("stepUpNeeded"),
        "who was signed in there has shown nothing lately: {}",
        refused.text
    );
    assert_eq!(own.get("/bekrafta").await.expect(303).header("location"), "/logga-in", "she proves herself there");
    come_back_with(&world, &provider, &own, "pwd mfa").await.expect(303);
    own.send(reqwest::Method::PUT, &path, &headers, set()).await.expect(200);

    let weak = Browser::new(&world);
    let inside = come_back_with(&world, &provider, &weak, "pwd").await.expect(303);
    assert_eq!(
        (inside.header("location"), me(&weak).await.0),
        ("/konto/tvasteg", 403),
        "a password alone is not enough"
    );
    Telephone::enrol(&weak, world.clock.now()).await;
    assert_eq!(me(&weak).await.0, 200);

    // An account that is to take the other's place does not take the factor's.
    let roles = format!("/people/{}/roles", karin.person);
    for disabled in [true, false] {
        let access = json!({ "roles": ["coordinator"], "disabled": disabled });
        world.put(&world.coordinator, &roles, &access).await.expect(200);
    }
    let thief = Browser::new(&world);
    come_back(&world, &provider, &thief, "eve").await.expect(200);
    let way = asked(&world, &thief, email).await;
    let inside = thief.submit(&way.link, &[]).await.expect(303);
    assert_eq!((inside.header("location"), me(&thief).await.0), ("/bekrafta", 403));
    assert!(come_back(&world, &provider, &thief, "eve").await.expect(200).text.contains("Vems är kontot?"));
    let reset = format!("/people/{}/second-factor-resets", karin.person);
    world.post(&world.coordinator, &reset, &json!({})).await.expect(201);
    let anew = connected(&world, &provider, "karin", email).await;
    assert_eq!(me(&anew).await.0, 403, "she gets a factor anew");
    world.close().await;
}
on_each!(a_provider_vouches_for_a_second_factor);
