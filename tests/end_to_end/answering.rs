//! Answering from the calendar: what comes back to the addresses in invitations and return paths.
//!
//! The cases are those of the conformance table for invitations. Where each of them is proved:
//!
//! * 28 `calendars::every_program_is_understood`, `calendars::yes_and_perhaps_keep_the_seat_and_no_asks`
//! * 29 `calendars::an_old_answer_changes_nothing`, `calendars::the_same_mail_counts_once`
//! * 30 `calendars::nobody_answers_for_somebody_else`
//! * 31 `calendars::guests_take_no_seats`
//! * 32 `wishes::another_time_is_declined_once_a_day`, `wishes::an_invitation_is_sent_again_once_a_day`, and with 16
//!   `wishes::a_refusal_has_its_own_place_among_the_changes`
//! * 33 the unit tests of `calendar::answer` and of `inbound`, and the target in `fuzz`
//! * 44 `returned::a_mail_that_postfix_cannot_deliver_marks_the_address`,
//!   `returned::a_report_marks_the_address_and_tells_the_organiser`

use chrono::Duration;
use domain::{notice::Participation, values::EmailAddress};
use kursplats::{Settings, inbound::Handled};
use kursplats_tests::{
    answering::{Filling, PROGRAMS},
    fixture::text,
    world::{Caller, Engine, World},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

/// Makes a test for each database of a journey that starts its own world.
macro_rules! on_each {
    ($name:ident) => {
        mod $name {
            use kursplats_tests::world::Engine;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name(Engine::Postgres).await;
            }
        }
    };
}

mod calendars;
mod confirming;
mod handing_over;
mod mailbox;
mod returned;
mod wishes;

/// The mailbox of these tests.
const MAILBOX: &str = "svar@in.example";
/// The attendee of these tests.
const AMIRA: &str = "amira.haddad@bibliotek.example";

/// An address with one letter of its reference changed.
fn forged(address: &str) -> String {
    let (reference, domain) = address.split_once('@').expect("an address");
    let (kept, last) = reference.split_at(reference.len() - 1);
    format!("{kept}{}@{domain}", if last == "0" { "1" } else { "0" })
}

fn reads_answers(settings: &mut Settings) {
    settings.mail.inbound = Some(MAILBOX.parse().expect("an address"));
    settings.http.public_url = Some("https://kurser.bibliotek.example".to_owned());
}

/// Amira Haddad has a seat, and her invitation has gone out.
struct Seated {
    world: World,
    amira: Caller,
    session: Value,
    booking: Value,
}

impl Seated {
    async fn new(engine: Engine) -> Option<Self> {
        Self::with(engine, |_| {}).await
    }

    async fn with(engine: Engine, change: impl FnOnce(&mut Settings)) -> Option<Self> {
        let both = |settings: &mut Settings| {
            reads_answers(settings);
            change(settings);
        };
        let world = World::with(engine, both).await?;
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let booking = world.books(&amira, &session).await.expect(201).body;
        world.mail().await;
        // So that what comes of an answer is written later than the invitation, and sorts after it.
        world.later(Duration::minutes(1));
        Some(Self { world, amira, session, booking })
    }

    /// The only invitation of the booking, as the API shows it.
    async fn invitation(&self) -> Value {
        let path = format!("/bookings/{}/invitations", text(&self.booking["id"]));
        self.world.get(&self.amira, &path).await.expect(200).body["items"][0].clone()
    }

    /// An answer to it as it stands, written now.
    async fn answer(&self, partstat: &'static str) -> Filling {
        let invitation = self.invitation().await;
        let uid = text(&invitation["uid"]).to_owned();
        Filling {
            to: self.address_of(&uid),
            uid,
            attendee: AMIRA.to_owned(),
            partstat,
            sequence: u32::try_from(invitation["sequence"].as_u64().expect("a number")).expect("a small number"),
            stamp: self.stamp(),
        }
    }

    /// Where calendars answer to an invitation.
    fn address_of(&self, uid: &str) -> String {
        use domain::seal::Purpose;
        let seal = &self.world.running.as_ref().expect("a running system").app.seal;
        let reference = seal.reference(Purpose::Reply, uid.parse().expect("a UID"));
        MAILBOX.replace('@', &format!("+{reference}@"))
    }

    /// The clock, as calendars write it.
    fn stamp(&self) -> String {
        self.world.clock.now().format("%Y%m%dT%H%M%SZ").to_string()
    }

    /// Hands a mail in, and gives what it did.
    async fn receives(&self, mail: &[u8]) -> String {
        let reception = self.world.running.as_ref().and_then(|running| running.reception.as_ref());
        match reception.expect("a way in").inbox.take(mail, None).await.expect("taken in") {
            Handled::Done(what) => what.to_owned(),
            Handled::ForPeople(why) => format!("for people: {why}"),
        }
    }

    /// What the calendar is known to have answered.
    async fn answered(&self) -> Option<Participation> {
        self.invitation().await["answer"].as_str().map(|word| word.parse().expect("an answer"))
    }

    async fn status(&self) -> String {
        let path = format!("/bookings/{}", text(&self.booking["id"]));
        text(&self.world.get(&self.amira, &path).await.expect(200).body["status"]).to_owned()
    }

    /// How many mails of a kind were ever written for the booking.
    async fn told(&self, kind: &str) -> usize {
        let plain = sea_orm::Database::connect(&self.world.database_url).await.expect("a connection");
        let sql = format!("SELECT COUNT(*) FROM notice WHERE kind = '{kind}'");
        let row = plain.query_one_raw(sea_orm::Statement::from_string(plain.get_database_backend(), sql)).await;
        let count: i64 = row.expect("an answer").expect("a row").try_get_by_index(0).expect("a count");
        plain.close().await.expect("closed");
        usize::try_from(count).expect("a count")
    }
}
