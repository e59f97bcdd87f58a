//! Tokens that must not be believed (F31), from a provider that says whatever it likes.

use chrono::Duration;
use kursplats_tests::{
    hostile_provider::{HostileProvider, key, new_key, public_key, sealed, signed, unsigned},
    identity_provider::{TENANT, options, providers},
};
use serde_json::{Value, json};

use super::*;

async fn world_of(provider: &HostileProvider) -> World {
    let options = options(&provider.issuer, TENANT);
    let change = |settings: &mut Settings| {
        reachable(settings);
        settings.providers = providers(options);
    };
    World::with(Engine::Sqlite, change).await.expect("SQLite is always there")
}

/// Somebody on her way back, as far as it depends on the browser.
struct Visit {
    browser: Browser,
    back: String,
    nonce: String,
}

/// Leaves for the provider, from an address of the network of its own.
async fn leaves(world: &World, number: usize) -> Visit {
    let browser = Browser::new(world);
    let home = format!("10.2.{number}.1");
    let headers = [kursplats_tests::browser::OWN, ("X-Forwarded-For", home.as_str())];
    let page = browser.submit_from("/inloggning", &[("provider", "kumla")], &headers).await.expect(200);
    let way = page.header("refresh");
    let part = |name: &str| way.split(['?', '&']).find_map(|pair| pair.strip_prefix(name)).expect("a part").to_owned();
    let back = format!("/inloggning/kumla?code=anything&state={}", part("state="));
    Visit { back, nonce: part("nonce="), browser }
}

/// What a provider that means well says of somebody.
fn claims(world: &World, provider: &HostileProvider, nonce: &str) -> Value {
    let now = world.clock.now().timestamp();
    json!({ "iss": provider.issuer, "aud": "kursplats", "sub": "s", "oid": "o", "tid": TENANT, "nonce": nonce,
        "iat": now, "nbf": now, "exp": now + 3600 })
}

/// What is changed in the header and the claims of a token.
type Change = Box<dyn Fn(&mut Value, &mut Value)>;
/// What is changed in a token, and how it is signed.
type Forgery = (&'static str, Change, fn(&Value, &Value) -> String);

fn own(header: &Value, claims: &Value) -> String {
    signed(header, claims, key())
}

fn forgeries() -> Vec<Forgery> {
    let set = |name: &'static str, value: Value| -> Change { Box::new(move |_, claims| claims[name] = value.clone()) };
    let head = |name: &'static str, value: Value| -> Change { Box::new(move |header, _| header[name] = value.clone()) };
    let later = |name: &'static str, seconds: i64| -> Change {
        Box::new(move |_, claims| claims[name] = json!(claims["iat"].as_i64().expect("a time") + seconds))
    };
    let by_somebody: fn(&Value, &Value) -> String = |header, claims| signed(header, claims, &new_key());
    let by_our_secret: fn(&Value, &Value) -> String = |header, claims| sealed(header, claims, b"hemligt+/& ord");
    let by_public_key: fn(&Value, &Value) -> String =
        |header, claims| sealed(header, claims, public_key("k1", key()).to_string().as_bytes());
    let by_modulus: fn(&Value, &Value) -> String =
        |header, claims| sealed(header, claims, public_key("k1", key())["n"].as_str().expect("a number").as_bytes());
    vec![
        ("no signature", head("alg", json!("none")), |header, claims| unsigned(header, claims) + "."),
        ("no signature, spelt oddly", head("alg", json!("nOnE")), |header, claims| unsigned(header, claims) + "."),
        ("its signature is missing", head("alg", json!("RS256")), |header, claims| unsigned(header, claims) + "."),
        ("sealed with our secret", head("alg", json!("HS256")), by_our_secret),
        ("sealed with the public key", head("alg", json!("HS256")), by_public_key),
        ("sealed with a part of it", head("alg", json!("HS256")), by_modulus),
        ("another algorithm", head("alg", json!("RS384")), own),
        ("somebody else's key", head("typ", json!("JWT")), by_somebody),
        ("an unknown key", head("kid", json!("k2")), by_somebody),
        ("a key by its path", head("kid", json!("../../../../dev/null")), by_somebody),
        ("a key that is a query", head("kid", json!("k1' OR '1'='1")), by_somebody),
        ("a key elsewhere", head("jku", json!("EVIL")), by_somebody),
        ("a certificate elsewhere", head("x5u", json!("EVIL")), by_somebody),
        ("a key that it brings along", head("jwk", public_key("k1", key())), by_somebody),
        ("a demand that nobody knows", head("crit", json!(["b64"])), own),
        ("another kind of token", head("typ", json!("at+jwt")), own),
        ("a token within a token", head("cty", json!("JWT")), own),
        ("for somebody else", set("aud", json!("others")), own),
        ("for others as well", set("aud", json!(["kursplats", "others"])), own),
        ("for nobody", set("aud", json!([])), own),
        ("to somebody else", set("azp", json!("others")), own),
        ("by another issuer", set("iss", json!("https://login.example")), own),
        (
            "by nearly the issuer",
            Box::new(|_, claims| {
                claims["iss"] = json!(format!("{}/", claims["iss"].as_str().expect("an issuer")));
            }),
            own,
        ),
        ("too old", later("exp", -61), own),
        ("not yet valid", later("nbf", 120), own),
        ("made tomorrow", later("iat", 86_400), own),
        ("made yesterday", later("iat", -86_400), own),
        ("for another browser", set("nonce", json!("0")), own),
        ("for any browser", set("nonce", Value::Null), own),
        ("of another tenant", set("tid", json!("22222222-2222-3333-4444-555555555555")), own),
        ("of no tenant", set("tid", Value::Null), own),
        ("about nobody", set("oid", Value::Null), own),
        ("about nothing", set("oid", json!("")), own),
        ("about far too much", set("oid", json!("o".repeat(256))), own),
        ("far too long", set("more", json!("o".repeat(1 << 20))), own),
        ("cut off", head("typ", json!("JWT")), |header, claims| own(header, claims)[..200].to_owned()),
        ("no token", head("typ", json!("JWT")), |_, _| "kursplats".to_owned()),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_forged_token_is_believed() {
    let provider = HostileProvider::start().await;
    let world = world_of(&provider).await;
    let evil = format!("{}/evil", provider.issuer);
    let mut believed = Vec::new();
    for (number, (name, change, sign)) in forgeries().into_iter().enumerate() {
        let visit = leaves(&world, number).await;
        let (mut header, mut said) = (json!({ "alg": "RS256", "kid": "k1" }), claims(&world, &provider, &visit.nonce));
        change(&mut header, &mut said);
        let text = header.to_string().replace("EVIL", &evil);
        provider.gives(&sign(&serde_json::from_str(&text).expect("JSON"), &said));
        let page = visit.browser.get(&visit.back).await;
        if page.status != 401 || me(&visit.browser).await.0 != 401 {
            believed.push((name, page.status));
        }
    }
    assert_eq!(believed, [], "believed, or not told apart");
    assert_eq!(provider.asked("/evil"), 0, "an address in a token was called");
    assert_eq!(provider.asked("/jwks"), 1, "made-up keys made us ask again and again");
    world.close().await;
}

/// The same token unchanged is believed: the test above can fail. Clocks may differ by a minute.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_true_token_is_believed() {
    let provider = HostileProvider::start().await;
    let world = world_of(&provider).await;
    for (number, (name, seconds)) in [("exp", 3600), ("exp", -50), ("iat", 50), ("nbf", 50)].into_iter().enumerate() {
        let visit = leaves(&world, number).await;
        let mut said = claims(&world, &provider, &visit.nonce);
        said[name] = json!(world.clock.now().timestamp() + seconds);
        provider.gives(&own(&json!({ "alg": "RS256", "kid": "k1" }), &said));
        let page = visit.browser.get(&visit.back).await.expect(200);
        assert!(page.text.contains("Vems är kontot?"), "{name}: {}", page.text);
    }
    world.close().await;
}

/// Where a provider signs with another key, its keys are read again, but not more often than once a minute.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_key_is_found_and_asked_for_once_a_minute() {
    let provider = HostileProvider::start().await;
    let world = world_of(&provider).await;
    let new = new_key();
    let comes_back = async |number, kid: &str| {
        let visit = leaves(&world, number).await;
        let said = claims(&world, &provider, &visit.nonce);
        provider.gives(&signed(&json!({ "alg": "RS256", "kid": kid }), &said, &new));
        visit.browser.get(&visit.back).await.status
    };
    assert_eq!((comes_back(0, "k2").await, provider.asked("/jwks")), (401, 1));
    provider.says("/jwks", 200, json!({ "keys": [public_key("k1", key()), public_key("k2", &new)] }));
    assert_eq!((comes_back(1, "k2").await, provider.asked("/jwks")), (401, 1), "within the minute");
    world.later(Duration::minutes(1));
    assert_eq!((comes_back(2, "k2").await, provider.asked("/jwks")), (200, 2));
    assert_eq!((comes_back(3, "k3").await, provider.asked("/jwks")), (401, 2));
    assert_eq!((comes_back(4, "k2").await, provider.asked("/jwks")), (200, 2));
    provider.says("/jwks", 503, json!({}));
    world.later(Duration::minutes(1));
    assert_eq!((comes_back(5, "k3").await, provider.asked("/jwks")), (503, 3), "the keys cannot be read");
    assert_eq!((comes_back(6, "k2").await, provider.asked("/jwks")), (200, 3), "those that are kept still count");
    provider.says("/jwks", 200, json!({ "keys": [public_key("k1", key())] }));
    world.later(Duration::hours(1));
    assert_eq!(comes_back(7, "k2").await, 401, "a key that is withdrawn counts for an hour at most");
    world.close().await;
}

/// A provider leads us nowhere else: neither by what it says of itself nor by a redirect.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_leads_us_nowhere_else() {
    type Change = Box<dyn Fn(&mut Value)>;
    let set = |name: &'static str, value: &str| -> Change {
        let value = json!(value);
        Box::new(move |document| document[name] = value.clone())
    };
    let table: [(Change, &[u16]); 5] = [
        (set("issuer", "https://login.example"), &[401]),
        (set("authorization_endpoint", "http://login.example/auth"), &[401]),
        (set("authorization_endpoint", "javascript:alert(1)"), &[401]),
        (set("jwks_uri", "http://login.example/jwks"), &[401]),
        (set("token_endpoint", "http://login.example/token"), &[200, 401]),
    ];
    for (change, expected) in table {
        let provider = HostileProvider::start().await;
        let world = world_of(&provider).await;
        provider.describes_itself(change);
        let browser = Browser::new(&world);
        let page = browser.submit("/inloggning", &[("provider", "kumla")]).await.expect(expected[0]);
        if let Some(status) = expected.get(1) {
            let state = page.header("refresh").split(['?', '&']).find_map(|pair| pair.strip_prefix("state="));
            let back = format!("/inloggning/kumla?code=c&state={}", state.expect("a state"));
            browser.get(&back).await.expect(*status);
        }
        world.close().await;
    }
    let provider = HostileProvider::start().await;
    let world = world_of(&provider).await;
    for (number, (path, status)) in
        [("/token", 503), ("/.well-known/openid-configuration", 503)].into_iter().enumerate()
    {
        let visit = leaves(&world, number).await;
        provider.says(path, 307, json!(format!("{}/evil", provider.issuer)));
        world.later(Duration::minutes(if number == 0 { 0 } else { 61 }));
        match number {
            0 => visit.browser.get(&visit.back).await.expect(status),
            _ => visit.browser.submit("/inloggning", &[("provider", "kumla")]).await.expect(status),
        };
    }
    assert_eq!(provider.asked("/evil"), 0, "a redirect was followed");
    world.close().await;
}
