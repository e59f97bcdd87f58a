//! Protected identities: a name that nobody else bears is looked for in everything that those who may not see it can
//! get hold of, by every operation of the contract.

use std::collections::BTreeMap;

use domain::{access::Role, protection::HIDDEN};
use kursplats_tests::{
    fixture::text,
    world::{Caller, World},
};
use mail_parser::MessageParser;
use reqwest::Method;
use serde_json::{Value, json};

/// In names and addresses alike.
const CANARY: &str = "zebrafink";

/// Two people with protected identities, what they take part in, and those around them.
struct Place {
    amira: Caller,
    karin: Caller,
    hidden_library: String,
    others: Vec<Caller>,
    /// Identifiers to put into addresses, by the name of the variable.
    ids: BTreeMap<&'static str, Vec<String>>,
}

async fn place(world: &World) -> Place {
    let county = world.county().await;
    let hidden_library = world.library("Gömslets bibliotek", "1881").await;
    let amira = world.librarian("Amira Zebrafink", &hidden_library).await;
    let karin = world.employed(Role::Manager, "Karin Holm", &hidden_library).await;
    let bo = world.librarian("Bo Ek", &county.kumla).await;
    let rut = world.employed(Role::Manager, "Rut Rask", &county.kumla).await;
    let elin = world.caller(Role::Trainer, "Elin Ek", "elin@medborgarskolan.example").await;
    let tove = world.caller(Role::Trainer, "Tove Zebrafink", "tove.zebrafink@medborgarskolan.example").await;
    let led_by_elin = world.published(&world.plan(&county.course, 12, 20)).await;
    let mut plan = world.plan(&county.course, 12, 30);
    plan["meetings"][0]["trainer"] = json!("Tove Zebrafink");
    let led_by_tove = world.published(&plan).await;
    let mut ids: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for session in [&led_by_elin, &led_by_tove] {
        ids.entry("sessionId").or_default().push(text(&session["id"]).to_owned());
        ids.entry("meetingId").or_default().push(text(&session["meetings"][0]["id"]).to_owned());
        let booking = world.books(&amira, session).await.expect(201).id();
        world.books(&bo, session).await.expect(201);
        ids.entry("bookingId").or_default().push(booking);
    }
    ids.insert("personId", vec![amira.person.to_string(), tove.person.to_string()]);
    ids.insert("libraryId", vec![hidden_library.clone()]);
    ids.insert("courseId", vec![county.course.clone()]);
    ids.insert("municipalityCode", vec!["1881".to_owned()]);
    ids.insert("code", ["I1", "I2", "I3", "I4", "I5", "I6", "I7"].map(str::to_owned).to_vec());
    let others = vec![world.organiser.clone(), elin, bo, rut];
    Place { amira, karin, hidden_library, others, ids }
}

impl Place {
    async fn protect(&self, world: &World) {
        let body = json!({ "protectedIdentity": true });
        for id in &self.ids["personId"] {
            // Her manager for one, the coordinator for the other, who has none.
            let keeper = if *id == self.amira.person.to_string() { &self.karin } else { &world.coordinator };
            let changed = world.patch(keeper, &format!("/people/{id}"), &body).await.expect(200).body;
            assert_eq!(changed["protectedIdentity"], true, "{changed}");
        }
    }

    /// Addresses of an operation: with every identifier that is known, and with filters that name what is hidden.
    fn addresses(&self, path: &str, method: &Method) -> Vec<String> {
        let Some((before, rest)) = path.split_once('{') else {
            let filters = [
                "email=amira.zebrafink@bibliotek.example".to_owned(),
                "limit=100".to_owned(),
                format!("libraryId={}", self.hidden_library),
                format!("personId={}", self.amira.person),
            ];
            let mut all = vec![path.to_owned()];
            if method == Method::GET {
                all.extend(filters.iter().map(|filter| format!("{path}?{filter}")));
            }
            return all;
        };
        let (variable, after) = rest.split_once('}').expect("a variable");
        let unknown = vec!["0198c0de-0000-7000-8000-000000000000".to_owned()];
        let ids = self.ids.get(variable).unwrap_or(&unknown);
        ids.iter().map(|id| format!("{before}{id}{after}")).collect()
    }

    /// Everything that somebody gets from these operations which has the canary in it.
    async fn leaks(&self, world: &World, caller: Option<&Caller>, wanted: fn(&Method) -> bool) -> Vec<String> {
        let document: Value = serde_json::from_str(&http_api::document()).expect("the document is JSON");
        let client = reqwest::Client::new();
        let mut leaks = Vec::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            for method in item.as_object().expect("methods").keys() {
                let method: Method = method.to_uppercase().parse().expect("a method");
                if !wanted(&method) {
                    continue;
                }
                let accepted = ["application/json", "text/calendar", "text/csv"];
                let accepted = if method == Method::GET { &accepted[..] } else { &accepted[..1] };
                for address in self.addresses(path, &method) {
                    for accept in accepted {
                        let url = format!("{}/kursplats/v1{address}", world.base);
                        let mut request = client.request(method.clone(), url).header("accept", *accept);
                        if method != Method::GET {
                            request = request.json(&json!({}));
                        }
                        if let Some(caller) = caller {
                            request = request.bearer_auth(&caller.token);
                        }
                        let answer = request.send().await.expect("an answer").text().await.expect("a body");
                        if answer.to_lowercase().contains(CANARY) {
                            leaks.push(format!("{method} {address} ({accept}): {answer}"));
                        }
                    }
                }
            }
        }
        leaks
    }
}

on_both! {
    async fn a_protected_name_appears_to_nobody_who_may_not_see_it(world: World) {
        let place = place(&world).await;
        let reads = |method: &Method| *method == Method::GET;
        let before = place.leaks(&world, Some(&world.organiser), reads).await;
        assert!(before.len() >= 6, "the search finds what is open: {before:#?}");
        let feed = world.post(&place.karin, "/calendar-feeds", &json!({ "libraryId": place.hidden_library })).await.expect(201);
        let feed = format!("{}{}", world.base, text(&feed.body["address"]));
        world.mail().await;
        let sent = world.mail().await;
        place.protect(&world).await;
        for caller in place.others.iter().map(Some).chain([None]) {
            let leaks = place.leaks(&world, caller, reads).await;
            assert!(leaks.is_empty(), "{leaks:#?}");
        }
        let shown = reqwest::get(&feed).await.expect("an answer").text().await.expect("a feed");
        assert!(shown.contains(HIDDEN) && !shown.to_lowercase().contains(CANARY), "{shown}");
        // Now everything that changes something, in the roles that may, and what it makes others hear.
        for caller in place.others.iter().map(Some).chain([None]) {
            let leaks = place.leaks(&world, caller, |method| *method != Method::GET).await;
            assert!(leaks.is_empty(), "{leaks:#?}");
        }
        let moved = json!({ "startsAt": "2027-02-02T08:00:00Z", "endsAt": "2027-02-02T11:00:00Z" });
        for id in &place.ids["meetingId"] {
            world.patch(&world.organiser, &format!("/meetings/{id}"), &moved).await;
        }
        let mails = world.mail().await;
        assert!(mails.len() > sent.len(), "nobody was told anything");
        // Files are in the order of their identifiers, and those of one instant are in none.
        for file in mails.iter().filter(|file| !sent.contains(file)) {
            let bytes = std::fs::read(file).expect("a mail");
            let mail = MessageParser::default().parse(&bytes).expect("a mail");
            let to = mail.to().and_then(|to| to.first()).and_then(|to| to.address()).expect("a recipient").to_owned();
            let parts = (0..mail.parts.len()).filter_map(|part| Some(String::from_utf8_lossy(mail.part(u32::try_from(part).ok()?)?.contents()).into_owned()));
            let all = format!("{:?} {}", mail.subject(), parts.collect::<String>()).to_lowercase();
            assert!(to.contains(CANARY) || !all.contains(CANARY), "{to}: {all}");
        }
    }
}

on_both! {
    async fn she_herself_her_manager_and_the_coordinator_see_a_protected_identity(world: World) {
        let place = place(&world).await;
        place.protect(&world).await;
        let path = format!("/people/{}", place.amira.person);
        for caller in [&place.karin, &world.coordinator] {
            let seen = world.get(caller, &path).await.expect(200).body;
            assert_eq!((&seen["name"], &seen["protectedIdentity"]), (&json!("Amira Zebrafink"), &json!(true)));
            assert_eq!(world.get(caller, &format!("{path}/employments")).await.expect(200).body["total"], 1);
            let found = world.get(caller, "/people?email=amira.zebrafink@bibliotek.example").await.expect(200).body;
            assert_eq!(found["total"], 1);
        }
        assert_eq!(world.get(&place.amira, "/me").await.expect(200).body["name"], "Amira Zebrafink");
        let seen = world.get(&world.organiser, &path).await.expect(200).body;
        assert_eq!((&seen["name"], &seen["email"]), (&json!(HIDDEN), &json!(null)));
        assert_eq!(world.get(&world.organiser, &format!("{path}/employments")).await.expect(200).body["total"], 0);
        for filter in [format!("libraryId={}", place.hidden_library), "email=amira.zebrafink@bibliotek.example".to_owned()] {
            let found = world.get(&world.organiser, &format!("/people?{filter}")).await.expect(200).body;
            let karin = u64::from(filter.starts_with("libraryId"));
            assert_eq!(found["total"], karin, "{filter}: {found}");
        }
        // The list goes by name, and says nothing about where the hidden ones belong in it.
        let all = world.get(&world.organiser, "/people?limit=100").await.expect(200).body;
        let names: Vec<&str> = all["items"].as_array().expect("people").iter().map(|one| text(&one["name"])).collect();
        assert_eq!(names[names.len() - 2..], [HIDDEN, HIDDEN], "{names:?}");
        // Nobody else says who is protected.
        for caller in [&world.organiser, &place.others[1], &place.amira, &place.others[3]] {
            world.patch(caller, &path, &json!({ "protectedIdentity": false })).await.expect_code(404, "notFound");
        }
    }
}

on_both! {
    async fn evidence_says_no_workplace_of_a_protected_identity(world: World) {
        let place = place(&world).await;
        place.protect(&world).await;
        let path = "/indicators/I2/evidence?from=2026-01-01&to=2026-12-31";
        for caller in [&world.coordinator, &place.karin] {
            let rows = world.get(caller, path).await.expect(200).body;
            let amira = rows["items"].as_array().expect("rows").iter().find(|row| row["id"] == place.amira.person.to_string());
            assert_eq!(amira.expect("her row")["title"], HIDDEN);
        }
    }
}

on_both! {
    async fn the_name_of_a_trainer_comes_back_when_it_is_protected_no_more(world: World) {
        let place = place(&world).await;
        let path = format!("/sessions/{}", place.ids["sessionId"][1]);
        let trainer = async || world.get(&world.organiser, &path).await.expect(200).body["meetings"][0]["trainer"].clone();
        assert_eq!(trainer().await, "Tove Zebrafink");
        place.protect(&world).await;
        assert_eq!(trainer().await, json!(null));
        // Named again by the organiser, who knows her: she leads it, and her name is not written down.
        let meeting = format!("/meetings/{}", place.ids["meetingId"][1]);
        world.patch(&world.organiser, &meeting, &json!({ "trainer": "Tove Zebrafink" })).await.expect(200);
        assert_eq!(trainer().await, json!(null));
        let tove = format!("/people/{}", place.ids["personId"][1]);
        world.patch(&world.coordinator, &tove, &json!({ "protectedIdentity": false })).await.expect(200);
        assert_eq!(trainer().await, "Tove Zebrafink");
    }
}
