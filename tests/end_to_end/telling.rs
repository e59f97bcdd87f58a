//! Telling people: the calendar objects and mails of whole journeys, judged by programs of other people.
//!
//! The cases are those of the conformance table for invitations. Where each of them is proved:
//!
//! * 1 `objects::hostile_texts_reach_every_calendar_unharmed`
//! * 2, 3, 14, 17, 19 `calendars::a_booking_lives_and_ends_in_a_calendar`
//! * 4, 5 `objects::the_longest_texts_fold_without_loss`, and the unit tests of `calendar`
//! * 6 `objects::a_name_cannot_become_calendar_lines`, and the unit tests of `calendar`
//! * 8 `wording::no_text_becomes_a_header`, and the unit tests of `notices::render`
//! * 7 `objects::a_link_cannot_carry_a_line_break`
//! * 9 (also 17 and 18 by count) `addressees::thirty_bookings_give_thirty_mails_that_name_nobody_else`
//! * 10 the unit test `no_calendar_holds_a_secret` of `notices::texts`
//! * 11, 12 `addressees::a_uid_is_random_outlives_a_restart_and_belongs_to_one_booking`
//! * 13 `relay::a_mail_in_doubt_is_sent_again_byte_for_byte`, and the unit tests of `notices::render`
//! * 14 also `revisions::an_organizer_stays_when_the_mailbox_comes_or_goes`: the same ORGANIZER, whatever the settings say
//! * 15, 16 `revisions::only_another_time_or_place_asks_anew`
//! * 18 `calendars::a_cancelled_session_leaves_other_events_alone`,
//!   `calendars::a_meeting_that_took_place_stays_when_the_rest_is_called_off`
//! * 20 `order::a_cancellation_of_what_no_calendar_has_heard_of_is_told_in_words_alone`,
//!   `order::a_cancellation_overtakes_the_update_that_was_put_off`
//! * 21 `order::of_several_updates_only_the_last_goes_out`
//! * 24, 26, 27 `subscribing::a_session_is_a_file_for_calendars`, `subscribing::a_calendar_follows_what_its_person_is_booked_on`
//! * 22 `objects::the_zone_is_right_on_both_sides_of_every_change_of_the_clocks`
//! * 23 `objects::times_that_calendars_read_differently_are_refused`
//! * 25 `calendars::three_evenings_are_three_events_of_their_own`, with `subscribing::a_calendar_follows_what_its_person_is_booked_on`
//! * 34 `relay::a_greylisted_mail_arrives_at_the_second_try`
//! * 35 `relay::a_mail_refused_for_good_is_tried_once_and_holds_up_nobody`
//! * 36 `relay::a_mail_in_doubt_is_sent_again_byte_for_byte`, `sinks::postfix_hangs_up_after_the_dot`
//! * 37 `relay::a_lost_connection_before_the_body_costs_nothing`, `relay::a_closed_port_is_tried_again`,
//!   `sinks::postfix_hangs_up_before_the_body`
//! * 38 `sinks::a_slow_answer_holds_up_nobody_and_is_counted_once`; a whole minute in an ignored test beside it
//! * 39 `sinks::a_server_that_never_answers_is_given_up`
//! * 40 `sinks::a_stop_hears_the_answer_out_and_the_next_mail_gets_its_own`, and the unit tests of
//!   `notices::transport::smtp`, with the library's own behaviour as the control
//! * 41 `soak::mail_survives_twenty_kills_on_sqlite` and its fellows; what it found before,
//!   `holding::a_worker_too_slow_for_its_own_hold_sends_one_copy` and `holding::a_try_that_is_overtaken_has_no_say`
//! * 42 `addressees::what_is_refused_or_rolled_back_tells_nobody`
//! * 43 `sinks::nothing_goes_out_in_clear_where_encryption_is_wanted`
//! * 45 `wording::one_click_ends_reminders_and_nothing_else`, and the page itself in `choices`
//! * 46 `signatures::every_kind_of_mail_verifies`, `signatures::the_system_signs_what_it_sends`
//! * 47 `wording::every_kind_of_mail_is_sound_in_both_languages`; calendars take what is not marked in `calendars`
//!
//! `operating` is what the operator has: dead mail seen and sent again (V21), texts forgotten, figures, commands.
//! `relay::a_person_reads_of_the_line_before_the_seat` goes beyond the table: mail without a calendar object keeps
//! its order, too. `addressees::each_change_has_exactly_one_notice` and the order on the wire that [`assert_order`]
//! checks are the invariants V18 and V20 over a mixed journey. `sinks::a_refused_return_path_costs_no_mail` is the
//! other half of 35: a refusal that is not about the mail.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    time,
};

use chrono::Duration;
use domain::notice::MessageState;
use kursplats::Settings;
use kursplats_tests::{
    fixture::text,
    peers::{self, SmtpSink},
    world::{Answer, Caller, Engine, World},
};
use notices::{Security, SmtpRelay, Transport};
use persistence::outbox;
use sea_orm::{Database, DatabaseConnection};
use serde_json::{Value, json};
use tempfile::TempDir;

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

mod addressees;
mod calendars;
mod holding;
mod objects;
mod operating;
mod order;
mod relay;
mod revisions;
mod signatures;
mod sinks;
mod wording;

/// A mail in the folder, as Python's `email` reads it.
struct Mail {
    path: PathBuf,
    seen: Value,
}

impl Mail {
    fn read(path: PathBuf) -> Self {
        let seen = peers::read_mail(&path);
        Self { path, seen }
    }

    /// The only recipient.
    fn recipient(&self) -> &str {
        let people = self.seen["people"]["to"].as_array().expect("recipients");
        assert_eq!(people.len(), 1, "{people:?}");
        text(&people[0]["email"])
    }

    /// The decoded text of a part.
    fn part(&self, kind: &str) -> &str {
        fn find<'a>(node: &'a Value, kind: &str) -> Option<&'a Value> {
            let inner = || node["parts"].as_array().into_iter().flatten().find_map(|part| find(part, kind));
            if node["content_type"] == kind { Some(node) } else { inner() }
        }
        text(&find(&self.seen["structure"], kind).unwrap_or_else(|| panic!("a part {kind}"))["text"])
    }

    /// The value of a property of the event, unfolded, as it is written.
    fn property(&self, name: &str) -> String {
        let unfolded = self.part("text/calendar").replace("\r\n ", "");
        let event = &unfolded[unfolded.find("BEGIN:VEVENT").expect("an event")..];
        let named = |line: &str| line.strip_prefix(name)?.split_once(':').map(|(_, value)| value.to_owned());
        event.lines().find_map(named).unwrap_or_else(|| panic!("{name} in {event}"))
    }
}

/// Sends what is due, and gives the mails that came since the last time.
async fn new_mails(world: &World, known: &mut HashSet<PathBuf>) -> Vec<Mail> {
    let paths = world.mail().await;
    paths.into_iter().filter(|path| known.insert(path.clone())).map(Mail::read).collect()
}

/// Moves a meeting of a session to another start, three hours long.
async fn moves(world: &World, session: &Value, meeting: usize, day: &str) -> Answer {
    let path = format!("/meetings/{}", text(&session["meetings"][meeting]["id"]));
    let span = json!({ "startsAt": format!("{day}T12:00:00Z"), "endsAt": format!("{day}T15:00:00Z") });
    world.patch(&world.organiser, &path, &span).await
}

/// Calls a session off.
async fn calls_off(world: &World, session: &Value) -> Answer {
    let path = format!("/sessions/{}/cancellations", text(&session["id"]));
    world.post(&world.organiser, &path, &json!({ "reason": "Kursledaren är sjuk" })).await
}

/// A transport to a mail server on this machine.
fn relay_at(port: u16) -> Transport {
    Transport::Smtp(Box::new(SmtpRelay::new("127.0.0.1", port, Security::None)))
}

/// A mail server of other people, and a world that sends its mail there; none where one is not installed.
async fn with_sink(engine: Engine, rules: Value) -> Option<(World, SmtpSink, TempDir)> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sink = SmtpSink::start(folder.path())?;
    sink.set_rules(rules);
    let port = sink.port();
    let world = World::with(engine, |settings| settings.mail.transport = relay_at(port)).await?;
    Some((world, sink, folder))
}

/// Stops the system and starts it anew on the same database, with other ways for its mail.
async fn restart(world: &mut World, transport: Transport) {
    world.restart(|settings| settings.mail.transport = transport).await;
}

/// Lets more time pass than any wait after a first few tries, and sends what is due.
async fn retry(world: &World) {
    world.later(Duration::hours(4));
    world.mail().await;
}

/// Waits until something has come about that another program does in its own time.
async fn until(what: &str, mut is_there: impl AsyncFnMut() -> bool) {
    for _ in 0..2000 {
        if is_there().await {
            return;
        }
        tokio::time::sleep(time::Duration::from_millis(10)).await;
    }
    panic!("{what} does not come about");
}

/// What the mail server noted of one kind, in order.
fn logged(sink: &SmtpSink, event: &str) -> Vec<Value> {
    sink.log().into_iter().filter(|line| line["event"] == event).collect()
}

/// SEQUENCE and METHOD of the calendar objects that went to an address, in order.
fn objects_to(sink: &SmtpSink, address: &str) -> Vec<(u64, String)> {
    let bodies = logged(sink, "body").into_iter().filter(|body| body["to"] == json!([address]));
    let objects = bodies.flat_map(|body| body["calendar"].as_array().cloned().unwrap_or_default());
    objects.map(|it| (it["sequence"].as_u64().expect("a number"), text(&it["method"]).to_owned())).collect()
}

/// Checks that no calendar object came after a newer one of its UID, and nothing after its cancellation (V20).
fn assert_order(sink: &SmtpSink) {
    let mut last: HashMap<String, (u64, String)> = HashMap::new();
    for body in logged(sink, "body") {
        for object in body["calendar"].as_array().expect("a list") {
            let now = (object["sequence"].as_u64().expect("a number"), text(&object["method"]).to_owned());
            let before = last.insert(text(&object["uid"]).to_owned(), now.clone());
            assert!(
                before.as_ref().is_none_or(|(sequence, method)| *sequence < now.0 && method == "REQUEST"),
                "{now:?} after {before:?}"
            );
        }
    }
}

/// The address that [`World::librarian`] gives a name.
fn address(name: &str) -> String {
    format!("{}@bibliotek.example", name.to_lowercase().replace(' ', "."))
}

/// The only event in a participant's calendar.
fn only_event(calendar: &Path) -> Value {
    let mut events = peers::calendar_events(calendar);
    assert_eq!(events.len(), 1, "{events:?}");
    events.remove(0)
}

/// Hands a mail to a participant's calendar server.
fn import(calendar: &Path, mail: &Path) {
    let bytes = std::fs::read(mail).expect("a mail");
    peers::import_into_calendar(calendar, &bytes).unwrap_or_else(|reason| panic!("{}: {reason}", mail.display()));
}

/// The system's database, opened beside it, to look at or to harm.
async fn beside(world: &World) -> DatabaseConnection {
    Database::connect(&world.database_url).await.expect("a connection")
}

/// Somebody at a library, under a name of any kind.
async fn somebody(world: &World, name: &str, email: &str, library: &str) -> Caller {
    let caller = world.caller(domain::access::Role::Staff, name, email).await;
    world.employ(&caller, library).await;
    caller
}

/// Mail in one state.
async fn messages_in(world: &World, state: MessageState) -> u64 {
    outbox::figures(world.db()).await.expect("figures").messages_in(state)
}

/// The answers to a recipient, in order.
fn answers_to(sink: &SmtpSink, address: &str) -> Vec<String> {
    let tries = logged(sink, "rcpt").into_iter().filter(|line| line["to"] == address);
    tries.map(|line| text(&line["answer"])[..3].to_owned()).collect()
}

/// A session that Amira Haddad has booked, and her booking.
async fn booked_by(world: &World) -> (Caller, Value, Value) {
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let session = world.published(&world.plan(&county.course, 12, 30)).await;
    let booking = world.books(&amira, &session).await.expect(201).body;
    (amira, session, booking)
}

/// A session that Amira Haddad has booked.
async fn booked(world: &World) -> Value {
    booked_by(world).await.1
}
