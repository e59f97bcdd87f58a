//! A county with two sides: the callers' own, and another of which they should see and change nothing.

use chrono::Duration;
use domain::access::Role;
use kursplats_tests::{
    browser::Browser,
    fixture::text,
    world::{BEGINNING, Caller, Engine, World},
};
use mail_parser::MessageParser;
use serde_json::{Value, json};

/// One side: a library, those who work for it, and something of each kind that can be theirs.
pub(super) struct Side {
    pub(super) library: String,
    /// The staff member, by her id.
    pub(super) person: String,
    pub(super) staff: Caller,
    pub(super) manager: Caller,
    pub(super) trainer: Caller,
    pub(super) organiser: Caller,
    pub(super) employment: String,
    /// A session that is published, its meeting, and the staff's booking on it.
    pub(super) session: String,
    pub(super) meeting: String,
    pub(super) booking: String,
    /// Another booking, to be cancelled.
    pub(super) spare_booking: String,
    /// Sessions to be changed, cancelled or published.
    pub(super) changing: String,
    pub(super) changing_meeting: String,
    pub(super) ending: String,
    pub(super) ending_meeting: String,
    pub(super) draft: String,
    pub(super) publishing: String,
    /// A meeting that is over.
    pub(super) past_meeting: String,
    /// Somebody whose roles are to be changed.
    pub(super) newcomer: String,
    pub(super) token: String,
    pub(super) sign_in: String,
    pub(super) feed: String,
    pub(super) collaboration: String,
    /// What nobody else may ever be shown: of people, and of what is the person's alone.
    pub(super) of_people: Vec<String>,
    pub(super) of_bookings: Vec<String>,
    pub(super) of_herself: Vec<String>,
}

/// What is the coordinator's.
pub(super) struct Registers {
    pub(super) programme: String,
    pub(super) plan: String,
    pub(super) call: String,
    pub(super) grant: String,
    pub(super) count: String,
    pub(super) wave: String,
    pub(super) closing_wave: String,
    pub(super) survey: String,
    pub(super) paper_survey: String,
    pub(super) report: String,
    pub(super) message: String,
    pub(super) disposal: String,
    pub(super) course: String,
}

/// Those who call.
pub(super) struct Callers {
    pub(super) expired: Caller,
    pub(super) disabled: Caller,
    pub(super) revoked: Caller,
}

pub(super) struct Seeded {
    pub(super) world: World,
    pub(super) own: Side,
    pub(super) other: Side,
    pub(super) registers: Registers,
    pub(super) callers: Callers,
    /// What is answered where there is nothing.
    pub(super) nothing: Value,
}

struct Names {
    place: &'static str,
    code: &'static str,
    staff: &'static str,
    manager: &'static str,
    trainer: &'static str,
    newcomer: &'static str,
    need: &'static str,
}

const OWN: Names = Names {
    place: "Kumla",
    code: "1881",
    staff: "Amira Haddad",
    manager: "Karin Holm",
    trainer: "Elin Ek",
    newcomer: "Per Ny",
    need: "Jag behöver sitta långt fram.",
};
const OTHER: Names = Names {
    place: "Hallsberg",
    code: "1861",
    staff: "Bo Zander",
    manager: "Nora Zetterlund",
    trainer: "Nils Zakrisson",
    newcomer: "Pia Zorn",
    need: "Jag behöver en stol zzz med armstöd.",
};

impl Seeded {
    /// The county; none where the engine is not installed.
    pub(super) async fn new(engine: Engine) -> Option<Self> {
        let reachable = |settings: &mut kursplats::Settings| {
            settings.http.public_url = Some("http://kurser.example".to_owned());
            settings.http.trusted_proxies = 1;
        };
        let world = World::with(engine, reachable).await?;
        let callers = callers(&world).await;
        let course = world.course("RM-01", "Källkritik").await;
        let own = side(&world, &OWN, &course, world.organiser.clone()).await;
        let rut = world.caller(Role::Organiser, "Rut Zackrisson", "rut@medborgarskolan.example").await;
        let other = side(&world, &OTHER, &course, rut).await;
        let registers = registers(&world, &own, course).await;
        for caller in [&own.staff, &own.manager, &own.trainer, &own.organiser, &world.coordinator] {
            // A token keeps the day that it was first used on.
            world.get(caller, "/me").await.expect(200);
        }
        let absent = format!("/bookings/{}", uuid::Uuid::now_v7());
        let mut nothing = world.get(&world.coordinator, &absent).await.expect_code(404, "notFound").body;
        nothing["instance"] = Value::Null;
        Some(Self { world, own, other, registers, callers, nothing })
    }

    pub(super) fn roles(&self) -> [(&'static str, &Caller); 5] {
        [
            ("staff", &self.own.staff),
            ("manager", &self.own.manager),
            ("trainer", &self.own.trainer),
            ("organiser", &self.own.organiser),
            ("coordinator", &self.world.coordinator),
        ]
    }

    /// Those whose tokens are good no longer, or never were.
    pub(super) fn shut_out(&self) -> [(&'static str, Option<&Caller>); 4] {
        let Callers { expired, disabled, revoked } = &self.callers;
        [("anonymous", None), ("expired", Some(expired)), ("disabled", Some(disabled)), ("revoked", Some(revoked))]
    }

    /// What a caller in this role may be shown under no circumstances.
    pub(super) fn hidden_from(&self, role: &str) -> Vec<&str> {
        let mut hidden: Vec<&String> = self.other.of_herself.iter().collect();
        if role != "coordinator" {
            hidden.extend(&self.other.of_bookings);
        }
        if !["coordinator", "organiser"].contains(&role) {
            hidden.extend(&self.other.of_people);
        }
        hidden.into_iter().map(String::as_str).collect()
    }
}

async fn callers(world: &World) -> Callers {
    world.at("2025-06-02T08:00:00Z");
    let expired = world.caller(Role::Coordinator, "Ulla Gammal", "ulla@region.example").await;
    world.at(BEGINNING);
    let disabled = world.caller(Role::Coordinator, "Stig Stängd", "stig@region.example").await;
    let revoked = world.caller(Role::Coordinator, "Rolf Indragen", "rolf@region.example").await;
    let list = world.get(&revoked, "/access-tokens").await.expect(200).body;
    let path = format!("/access-tokens/{}/revocations", text(&list["items"][0]["id"]));
    world.post(&revoked, &path, &Value::Null).await.expect(201);
    let path = format!("/people/{}/roles", disabled.person);
    let shut_out = json!({ "roles": ["coordinator"], "disabled": true });
    world.put(&world.coordinator, &path, &shut_out).await.expect(200);
    Callers { expired, disabled, revoked }
}

/// Sessions of one side, each `days` from now.
async fn planned(world: &World, side: (&Caller, &Caller), course: &str, days: i64, publish: bool) -> Value {
    let (organiser, trainer) = side;
    let mut plan = world.plan(course, 12, days);
    plan["meetings"][0]["trainer"] = Value::Null;
    plan["meetings"][0]["trainerId"] = json!(trainer.person);
    let session = world.post(organiser, "/sessions", &plan).await.expect(201).body;
    if publish {
        let path = format!("/sessions/{}/publications", text(&session["id"]));
        return world.post(organiser, &path, &json!({})).await.expect(201).body;
    }
    session
}

fn email(name: &str) -> String {
    format!("{}@bibliotek.example", name.to_lowercase().replace(' ', "."))
}

async fn side(world: &World, names: &Names, course: &str, organiser: Caller) -> Side {
    let municipality = json!({ "code": names.code, "name": names.place });
    world.post(&world.coordinator, "/municipalities", &municipality).await.expect(201);
    let library = world.library(&format!("{} bibliotek", names.place), names.code).await;
    let staff = world.employed(Role::Staff, names.staff, &library).await;
    let manager = world.employed(Role::Manager, names.manager, &library).await;
    let trainer = world.caller(Role::Trainer, names.trainer, &email(names.trainer)).await;
    let newcomer = world.caller(Role::Staff, names.newcomer, &email(names.newcomer)).await.person.to_string();
    let by = (&organiser, &trainer);
    // The two sides do not meet in time, so that nobody's calendar stands in the way.
    let offset = if names.code == OWN.code { 0 } else { 20 };
    let session = planned(world, by, course, 30 + offset, true).await;
    let spare = planned(world, by, course, 31 + offset, true).await;
    let changing = planned(world, by, course, 32 + offset, true).await;
    let ending = planned(world, by, course, 33 + offset, true).await;
    let draft = planned(world, by, course, 34 + offset, false).await;
    let publishing = planned(world, by, course, 35 + offset, false).await;
    let past = planned(world, by, course, -40 + offset, false).await;
    let booking = world.books(&staff, &session).await.expect(201).id();
    let spare_booking = world.books(&staff, &spare).await.expect(201).id();
    let needs = json!({ "choices": ["hearingLoop"], "note": names.need, "consent": true });
    world.put(&staff, &format!("/bookings/{booking}/needs"), &needs).await.expect(200);
    let path = format!("/people/{}/employments", staff.person);
    let employments = world.get(&world.coordinator, &path).await.expect(200).body;
    let employment = text(&employments["items"][0]["id"]).to_owned();
    let feed = world.post(&staff, "/calendar-feeds", &json!({})).await.expect(201).body;
    let body = json!({ "libraryId": library, "from": "2024-02-01", "theme": "1177" });
    let collaboration = world.post(&world.coordinator, "/collaborations", &body).await.expect(201).id();
    let (token, sign_in) = (token(world, &staff, names).await, sign_in(world, &staff, &email(names.staff)).await);
    let id = |value: &Value| text(&value["id"]).to_owned();
    let meeting = |session: &Value| id(&session["meetings"][0]);
    let mut of_people = vec![staff.person.to_string(), names.staff.to_owned(), email(names.staff), employment.clone()];
    of_people.extend([names.manager.to_owned(), email(names.manager), names.newcomer.to_owned(), newcomer.clone()]);
    of_people.push(manager.person.to_string());
    Side {
        of_people,
        of_bookings: vec![booking.clone(), spare_booking.clone()],
        of_herself: vec![names.need.to_owned(), text(&feed["address"]).to_owned()],
        session: id(&session),
        meeting: meeting(&session),
        changing: id(&changing),
        changing_meeting: meeting(&changing),
        ending: id(&ending),
        ending_meeting: meeting(&ending),
        draft: id(&draft),
        publishing: id(&publishing),
        past_meeting: meeting(&past),
        feed: id(&feed),
        person: staff.person.to_string(),
        library,
        staff,
        manager,
        trainer,
        organiser,
        employment,
        booking,
        spare_booking,
        newcomer,
        token,
        sign_in,
        collaboration,
    }
}

/// A second token of somebody's, which is not the one she calls with.
async fn token(world: &World, staff: &Caller, names: &Names) -> String {
    world.caller(Role::Staff, names.staff, &email(names.staff)).await;
    let list = world.get(staff, "/access-tokens").await.expect(200).body;
    let unused = list["items"].as_array().into_iter().flatten().find(|token| token["usedOn"].is_null());
    text(&unused.expect("a token that was not used")["id"]).to_owned()
}

/// A sign-in of somebody's, made by the link in a mail.
async fn sign_in(world: &World, staff: &Caller, email: &str) -> String {
    for file in world.mail().await {
        std::fs::remove_file(file).expect("removed");
    }
    let browser = Browser::new(world);
    browser.submit("/logga-in", &[("email", email)]).await.expect(200);
    let files = world.mail().await;
    let link = files.iter().find_map(|file| link(&std::fs::read(file).expect("a mail")));
    browser.submit(&link.expect("a mail to sign in by"), &[]).await.expect(303);
    let list = world.get(staff, "/sign-ins").await.expect(200).body;
    text(&list["items"][0]["id"]).to_owned()
}

fn link(mail: &[u8]) -> Option<String> {
    let text = MessageParser::default().parse(mail)?.body_text(0)?.into_owned();
    let path = text.lines().find_map(|line| line.strip_prefix("http://kurser.example/logga-in/"))?;
    Some(format!("/logga-in/{path}"))
}

async fn registers(world: &World, own: &Side, course: String) -> Registers {
    let add = async |path: &str, body: Value| world.post(&world.coordinator, path, &body).await.expect(201).id();
    let programme = json!({ "name": "Digitalt först", "goal": "Trygghet.", "from": "2026-01-01", "to": "2027-12-31" });
    let programme = add("/programmes", programme).await;
    let call = json!({ "title": "Förra utlysningen", "year": 2025, "registryNumber": "26RS9900", "criterion": true });
    let grant = json!({ "registryNumber": "26RS9901", "libraryIds": [own.library], "decision": "granted",
        "decisionDate": "2026-03-05", "amountKronor": 1000, "criterion": true });
    let count =
        json!({ "municipalityCode": "1881", "onDate": "2026-06-30", "profiles": 1, "staff": 2, "source": "KB" });
    let today = domain::wall_time::local_date(world.clock.now());
    let statements = json!([{ "key": "q1", "area": 1, "text": "Jag kan avgöra om en källa går att lita på." }]);
    let wave =
        |name: &str| json!({ "name": name, "from": today, "to": today + Duration::days(30), "statements": statements });
    let survey = json!({ "programmeId": programme, "title": "Att leda", "opensOn": today, "closesOn": today });
    let report = json!({ "kind": "quarter", "from": "2026-01-01", "to": "2026-03-31" });
    let wrote = world.get(&world.coordinator, "/mail-messages?limit=1").await.expect(200).body;
    Registers {
        plan: add("/action-plans", json!({ "title": "Handlingsplan" })).await,
        call: add("/grant-calls", call).await,
        grant: add("/grants", grant).await,
        count: add("/digiteket-counts", count).await,
        wave: add("/self-assessment-waves", wave("Hösten")).await,
        closing_wave: add("/self-assessment-waves", wave("Förra hösten")).await,
        survey: add("/surveys", survey.clone()).await,
        paper_survey: add("/surveys", survey).await,
        report: add("/reports", report).await,
        message: text(&wrote["items"][0]["id"]).to_owned(),
        disposal: add("/disposals", json!({ "dryRun": false })).await,
        programme,
        course,
    }
}
