//! What an operator sees of the mail and decides about it, over the API, on the command line and in figures.

use std::process::{Command, Output};

use domain::{
    MessageId, Refusal,
    access::{Role, Scope},
};
use kursplats_tests::postfix_sink::{PostfixSink, free_port};
use persistence::{Db, bookings};
use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionOptions, TransactionTrait};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

/// The mail in one state, as the coordinator sees it.
async fn listed(world: &World, state: &str) -> Vec<Value> {
    let path = format!("/mail-messages?state={state}");
    world.get(&world.coordinator, &path).await.expect(200).body["items"].as_array().expect("a list").clone()
}

/// A wish about a mail.
async fn wish(world: &World, caller: &Caller, mail: &Value, what: &str) -> Answer {
    world.post(caller, &format!("/mail-messages/{}/{what}", text(&mail["id"])), &Value::Null).await
}

/// V21: dead mail is there to see, with every word of the server, and goes out when somebody asks for it.
async fn dead_mail_is_seen_and_sent_when_asked_for(engine: Engine) {
    let amiras = address("Amira Haddad");
    let Some((world, sink, _folder)) = with_sink(engine, json!({ "reject_550": [amiras] })).await else { return };
    let (amira, _, booking) = booked_by(&world).await;
    world.mail().await;
    let dead = listed(&world, "dead").await;
    assert_eq!((dead.len(), &dead[0]["recipient"], &dead[0]["attempts"]), (1, &json!(amiras), &json!(1)));
    assert!(text(&dead[0]["answer"]).contains("550"));
    assert!(!dead[0].to_string().contains("BEGIN:VCALENDAR"));
    let history = world.get(&world.coordinator, &format!("/mail-messages/{}", text(&dead[0]["id"]))).await;
    let history = history.expect(200).body;
    assert_eq!(
        (&history["tries"][0]["outcome"], history["tries"].as_array().map(Vec::len)),
        (&json!("refused"), Some(1))
    );

    // For nobody else is there anything.
    for caller in [&amira, &world.organiser] {
        world.get(caller, "/mail-messages").await.expect_code(404, "notFound");
        wish(&world, caller, &dead[0], "retries").await.expect_code(404, "notFound");
    }

    sink.set_rules(json!({}));
    wish(&world, &world.coordinator, &dead[0], "retries").await.expect(201);
    world.mail().await;
    assert_eq!(objects_to(&sink, &amiras), [(0, "REQUEST".to_owned())]);
    for what in ["retries", "abandonments"] {
        wish(&world, &world.coordinator, &dead[0], what).await.expect_code(409, "mailSent");
    }
    let of_booking = format!("/mail-messages?bookingId={}", text(&booking["id"]));
    assert_eq!(world.get(&world.coordinator, &of_booking).await.expect(200).body["total"], 1);
    world.close().await;
}
on_each!(dead_mail_is_seen_and_sent_when_asked_for);

/// An operator gives a mail up, and what waits behind it goes on; what is older never comes after what is newer.
async fn what_is_given_up_stays_so_and_order_is_kept(engine: Engine) {
    let amiras = address("Amira Haddad");
    let rules = json!({ "close_after_dot": 1 });
    let Some((world, sink, _folder)) = with_sink(engine, rules).await else { return };
    let (_, session, _) = booked_by(&world).await;
    world.mail().await;
    moves(&world, &session, 0, "2026-12-22").await.expect(200);
    world.mail().await;
    let doubtful = listed(&world, "ambiguous").await;
    assert_eq!((doubtful.len(), objects_to(&sink, &amiras).len()), (1, 1), "the update waits");
    for _ in 0..2 {
        let answer = wish(&world, &world.coordinator, &doubtful[0], "abandonments").await.expect(201);
        assert_eq!(answer.body["state"], "abandoned");
    }
    world.mail().await;
    assert_eq!(objects_to(&sink, &amiras), [(0, "REQUEST".to_owned()), (1, "REQUEST".to_owned())]);
    wish(&world, &world.coordinator, &doubtful[0], "retries").await.expect_code(409, "mailSuperseded");
    world.close().await;
}
on_each!(what_is_given_up_stays_so_and_order_is_kept);

/// After thirty days the text is gone, and what was sent to whom is not.
async fn texts_are_forgotten_and_the_rest_is_not(engine: Engine) {
    let thirty = |settings: &mut Settings| settings.mail.keep_bodies = Duration::days(30);
    let Some(world) = World::with(engine, thirty).await else { return };
    booked(&world).await;
    world.mail().await;
    // Others are written meanwhile, and keep their texts.
    let count = "SELECT COUNT(*) FROM mail_content c JOIN mail_message m ON m.id = c.mail_message_id \
                 WHERE m.kind = 'confirmation'";
    let gone = "SELECT COUNT(*) FROM mail_message m JOIN notice n ON n.id = m.notice_id \
                WHERE m.id NOT IN (SELECT mail_message_id FROM mail_content) AND n.payload = '' AND m.content_hash IS NOT NULL";
    world.later(Duration::days(29));
    world.mail().await;
    assert_eq!((number_of(&world, count).await, number_of(&world, gone).await), (1, 0));
    world.later(Duration::days(2));
    world.mail().await;
    assert_eq!((number_of(&world, count).await, number_of(&world, gone).await), (0, 1));
    world.close().await;
}
on_each!(texts_are_forgotten_and_the_rest_is_not);

/// The one number that a query gives.
async fn number_of(world: &World, sql: &str) -> i64 {
    let beside = beside(world).await;
    let row = beside.query_one_raw(Statement::from_string(beside.get_database_backend(), sql)).await;
    let number = row.expect("an answer").expect("a row").try_get_by_index(0).expect("a number");
    beside.close().await.expect("closed");
    number
}

/// Figures are on a port of their own, and there is nothing about people in them.
async fn figures_are_given_on_a_port_of_their_own(engine: Engine) {
    let port = free_port();
    let away = |settings: &mut Settings| {
        settings.mail.transport = relay_at(port);
        settings.metrics.address = Some("127.0.0.1:0".parse().expect("an address"));
    };
    let Some(world) = World::with(engine, away).await else { return };
    booked(&world).await;
    world.mail().await;
    let address = world.running.as_ref().and_then(|running| running.metrics).expect("a port");
    world.later(Duration::hours(9));
    let ask = async |request: &str| {
        let mut stream = tokio::net::TcpStream::connect(address).await.expect("connected");
        stream.write_all(request.as_bytes()).await.expect("asked");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("answered");
        answer
    };
    let figures = ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(figures.starts_with("HTTP/1.1 200 OK\r\n"), "{figures}");
    for line in ["kursplats_mail_messages{state=\"dead\"} 0\n", "kursplats_mail_relay_left_alone 0\n"] {
        assert!(figures.contains(line), "{figures}");
    }
    assert!(figures.contains("kursplats_mail_oldest_due_seconds "), "{figures}");
    assert!(!figures.contains('@') && !figures.to_lowercase().contains("amira"), "{figures}");
    assert!(ask("GET / HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 404 "));
    world.close().await;
}
on_each!(figures_are_given_on_a_port_of_their_own);

/// The program with a database and a relay.
fn kursplats(world: &World, port: u16, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kursplats-under-test"));
    command
        .env("KURSPLATS__DATABASE__URL", &world.database_url)
        .env("KURSPLATS__MAIL__TRANSPORT", "smtp")
        .env("KURSPLATS__MAIL__SMTP__HOST", "127.0.0.1")
        .env("KURSPLATS__MAIL__SMTP__PORT", port.to_string())
        .env("KURSPLATS__MAIL__SMTP__SECURITY", "none");
    command.arg("mail").args(arguments).output().expect("it runs")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The commands say in Swedish what they see and do; SQLite is left to the server that has it.
async fn the_commands_look_after_mail(engine: Engine) {
    let port = free_port();
    let away = |settings: &mut Settings| settings.mail.transport = relay_at(port);
    let Some(world) = World::with(engine, away).await else { return };
    booked(&world).await;
    world.mail().await;
    let queued = listed(&world, "queued").await;
    let id = text(&queued[0]["id"]);
    let list = kursplats(&world, port, &["list", "--state", "queued"]);
    assert!(list.status.success() && said(&list).contains(id), "{}", said(&list));
    let abandoned = kursplats(&world, port, &["abandon", id]);
    match engine {
        Engine::Sqlite => assert!(said(&abandoned).contains("använd API:et"), "{}", said(&abandoned)),
        Engine::Postgres => assert!(said(&abandoned).contains("Brevet skickas inte."), "{}", said(&abandoned)),
    }
    let refused = kursplats(&world, port, &["test", "gunilla@region.example"]);
    assert!(!refused.status.success() && said(&refused).contains("vid anslutningen"), "{}", said(&refused));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let Some(sink) = PostfixSink::start_at(port, folder.path(), &[]) else { return };
    let taken = kursplats(&world, port, &["test", "gunilla@region.example"]);
    assert!(taken.status.success() && said(&taken).contains("3. Servern tog emot brevet."), "{}", said(&taken));
    assert_eq!(sink.taken().iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["gunilla@region.example"]);
    world.close().await;
}
on_each!(the_commands_look_after_mail);

/// Amira's invitation was refused, her booking is cancelled, and no worker has put that into words.
async fn refused_and_cancelled(world: &mut World) -> (Db, MessageId) {
    let (amira, _, booking) = booked_by(world).await;
    world.mail().await;
    let id = text(&listed(world, "dead").await[0]["id"]).parse().expect("an id");
    world.running.take().expect("a running system").stop().await.expect("the system stops");
    let db = world.connect().await;
    let scope = Scope { person: amira.person, role: Role::Staff, libraries: Vec::new() };
    let (booking_id, now) = (text(&booking["id"]).parse().expect("an id"), world.clock.now());
    let wish = bookings::CancelSeat { booking_id, reason: None, caller: amira.person, now, once: None };
    bookings::cancel_booking(&db, &scope, wish).await.expect("cancelled");
    (db, id)
}

/// Between the cancellation and its mail: the invitation must not go out once more, since nothing would take it back.
async fn a_cancellation_that_is_not_yet_mail_is_not_overtaken(engine: Engine) {
    let rules = json!({ "reject_550": [address("Amira Haddad")] });
    let Some((mut world, sink, _folder)) = with_sink(engine, rules).await else { return };
    let (db, id) = refused_and_cancelled(&mut world).await;
    let refused = outbox::retry_mail(&db, id, world.clock.now()).await;
    assert!(matches!(refused, Err(persistence::Error::Refused(Refusal::MailSuperseded))), "{refused:?}");
    db.close().await.expect("closed");
    sink.set_rules(json!({}));
    restart(&mut world, relay_at(sink.port())).await;
    // First what the worker has begun by itself: an hour that passes in the middle of it ends its hold.
    world.mail().await;
    retry(&world).await;
    assert_eq!((objects_to(&sink, &address("Amira Haddad")), logged(&sink, "body").len()), (Vec::new(), 2));
    world.close().await;
}
on_each!(a_cancellation_that_is_not_yet_mail_is_not_overtaken);

/// The same while the cancellation is still being written, in another process: whoever looks waits for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancellation_that_is_being_written_is_waited_for() {
    let rules = json!({ "reject_550": [address("Amira Haddad")] });
    let Some((mut world, _sink, _folder)) = with_sink(Engine::Postgres, rules).await else { return };
    let (db, id) = refused_and_cancelled(&mut world).await;
    // As if it were being written now: the booking is held, and of the notice nobody else knows.
    let beside = beside(&world).await;
    let of_cancellation = "WHERE kind = 'bookingCancelled'";
    let hidden = format!("UPDATE notice SET state = 'rendered' {of_cancellation}");
    beside.execute_unprepared(&hidden).await.expect("hidden");
    let cancelling = beside.begin_with_options(TransactionOptions::default()).await.expect("a transaction");
    cancelling.execute_unprepared("UPDATE booking SET version = version").await.expect("held");
    let shown = format!("UPDATE notice SET state = 'pending' {of_cancellation}");
    cancelling.execute_unprepared(&shown).await.expect("written");
    let (other, now) = (db.clone(), world.clock.now());
    let looking = tokio::spawn(async move { outbox::retry_mail(&other, id, now).await });
    let waits = "SELECT COUNT(*) FROM pg_stat_activity WHERE pg_blocking_pids(pid) @> ARRAY[pg_backend_pid()]";
    let waits = Statement::from_string(DbBackend::Postgres, waits);
    loop {
        let row = cancelling.query_one_raw(waits.clone()).await.expect("an answer").expect("a row");
        let waiting: i64 = row.try_get_by_index(0).expect("a count");
        if waiting > 0 || looking.is_finished() {
            break;
        }
        tokio::task::yield_now().await;
    }
    cancelling.commit().await.expect("committed");
    let refused = looking.await.expect("no panic");
    assert!(matches!(refused, Err(persistence::Error::Refused(Refusal::MailSuperseded))), "{refused:?}");
    beside.close().await.expect("closed");
    db.close().await.expect("closed");
}

/// What waits to become mail counts when it ends the booking or is about the same calendar object, and not otherwise.
async fn what_waits_counts_only_when_it_says_more_of_the_same(engine: Engine) {
    let rules = json!({ "reject_550": [address("Amira Haddad")] });
    let Some((mut world, _sink, _folder)) = with_sink(engine, rules).await else { return };
    let (db, id) = refused_and_cancelled(&mut world).await;
    let beside = beside(&world).await;
    for (waiting, overtaken) in [
        ("kind = 'meetingChanged'", true),
        ("kind = 'bookingCancelled', payload = '{}'", true),
        ("kind = 'reminder'", false),
    ] {
        let sql = format!("UPDATE notice SET {waiting} WHERE state = 'pending'");
        beside.execute_unprepared(&sql).await.expect("changed");
        let tried = outbox::retry_mail(&db, id, world.clock.now()).await;
        assert_eq!(tried.is_err(), overtaken, "{waiting}: {tried:?}");
    }
    beside.close().await.expect("closed");
    db.close().await.expect("closed");
}
on_each!(what_waits_counts_only_when_it_says_more_of_the_same);
