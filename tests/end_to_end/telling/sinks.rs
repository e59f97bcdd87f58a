//! Mail servers that stall, are slow, hang up or offer no encryption, and a worker that is stopped meanwhile.

use std::{path::PathBuf, process::Command, time};

use domain::values::EmailAddress;
use kursplats_tests::postfix_sink::{PostfixSink, free_port};
use sea_orm::{ConnectionTrait, Statement};

use super::*;

/// A world that sends to Postfix's sink, whose steps may take a second or as long as `change` says.
async fn with_postfix(
    engine: Engine,
    arguments: &[&str],
    change: impl FnOnce(&mut SmtpRelay),
) -> Option<(World, PostfixSink, TempDir)> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sink = PostfixSink::start(folder.path(), arguments)?;
    let mut relay = SmtpRelay::new("127.0.0.1", sink.port(), Security::None);
    change(&mut relay);
    let there = |settings: &mut Settings| settings.mail.transport = Transport::Smtp(Box::new(relay));
    Some((World::with(engine, there).await?, sink, folder))
}

/// What the server said to each mail: the recipient and its words.
async fn answers(world: &World) -> HashMap<EmailAddress, String> {
    let beside = beside(world).await;
    let sql = Statement::from_string(beside.get_database_backend(), "SELECT recipient, answer FROM mail_message");
    let rows = beside.query_all_raw(sql).await.expect("an answer");
    let column = |row: &sea_orm::QueryResult, at| row.try_get_by_index::<String>(at).expect("a text");
    let answers = rows.iter().map(|row| (column(row, 0).parse().expect("an address"), column(row, 1))).collect();
    beside.close().await.expect("closed");
    answers
}

/// Case 36, with Postfix's sink.
async fn postfix_hangs_up_after_the_dot(engine: Engine) {
    let Some((world, sink, _folder)) = with_postfix(engine, &["-q", "."], |_| {}).await else { return };
    booked(&world).await;
    world.mail().await;
    assert_eq!(messages_in(&world, MessageState::Ambiguous).await, 1);
    retry(&world).await;
    let taken = sink.taken();
    assert_eq!(taken.len(), 2);
    let body = |at: usize| taken[at].text.replace("\r\n", "\n");
    assert_eq!((&taken[0].from, &taken[0].to, body(0)), (&taken[1].from, &taken[1].to, body(1)));
    world.close().await;
}
on_each!(postfix_hangs_up_after_the_dot);

/// Case 37, with Postfix's sink: it hangs up at each command before the body.
async fn postfix_hangs_up_before_the_body(engine: Engine) {
    for command in ["connect", "mail", "rcpt", "data"] {
        let Some((world, sink, folder)) = with_postfix(engine, &["-q", command], |_| {}).await else { return };
        booked(&world).await;
        world.mail().await;
        assert_eq!(messages_in(&world, MessageState::Queued).await, 1, "{command}");
        let port = sink.port();
        drop(sink);
        let sink = PostfixSink::start_at(port, folder.path(), &[]).expect("it was there before");
        retry(&world).await;
        assert_eq!((sink.taken().len(), messages_in(&world, MessageState::Sent).await), (1, 1), "{command}");
        world.close().await;
    }
}
on_each!(postfix_hangs_up_before_the_body);

/// Case 39.
async fn a_server_that_never_answers_is_given_up(engine: Engine) {
    let limit = time::Duration::from_millis(200);
    let short = |relay: &mut SmtpRelay| relay.limits.greeting = limit;
    let Some((world, sink, folder)) = with_postfix(engine, &["-W", "ehlo:600"], short).await else { return };
    booked(&world).await;
    world.mail().await;
    assert_eq!((messages_in(&world, MessageState::Queued).await, sink.taken().len()), (1, 0));
    let port = sink.port();
    drop(sink);
    let sink = PostfixSink::start_at(port, folder.path(), &[]).expect("it was there before");
    retry(&world).await;
    assert_eq!((sink.taken().len(), messages_in(&world, MessageState::Sent).await), (1, 1));
    world.close().await;
}
on_each!(a_server_that_never_answers_is_given_up);

/// Case 38: a slow answer to the dot is waited for, counted once, and holds up nobody else.
async fn a_slow_answer_holds_up_nobody_and_is_counted_once(engine: Engine) {
    let amiras = address("Amira Haddad");
    let Some((world, sink, _folder)) = with_sink(engine, json!({ "hold_dot": [amiras] })).await else { return };
    let county = world.county().await;
    let session = world.published(&world.plan(&county.course, 12, 30)).await;
    for name in ["Amira Haddad", "Bo Ek", "Cecilia Dahl"] {
        let person = world.librarian(name, &county.kumla).await;
        world.books(&person, &session).await.expect(201);
    }
    until("the mail of the others", async || messages_in(&world, MessageState::Sent).await == 2).await;
    assert_eq!(messages_in(&world, MessageState::Transmitting).await, 1);
    sink.set_rules(json!({}));
    world.mail().await;
    assert_eq!((messages_in(&world, MessageState::Sent).await, logged(&sink, "body").len()), (3, 3));
    world.close().await;
}
on_each!(a_slow_answer_holds_up_nobody_and_is_counted_once);

/// The same with an answer that takes longer than a minute: for the gate, not for every run.
async fn an_answer_after_a_minute_is_waited_for(engine: Engine) {
    let Some((world, sink, _folder)) = with_postfix(engine, &["-W", ".:61"], |_| {}).await else { return };
    booked(&world).await;
    world.mail().await;
    assert_eq!((sink.taken().len(), messages_in(&world, MessageState::Sent).await), (1, 1));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute; .ci/run runs it"]
async fn an_answer_after_a_minute_is_waited_for_on_sqlite() {
    an_answer_after_a_minute_is_waited_for(Engine::Sqlite).await;
}

/// Case 40: the worker is asked to stop while a body is under way; it hears the answer out, and each mail's answer
/// is its own, as the server's log says.
async fn a_stop_hears_the_answer_out_and_the_next_mail_gets_its_own(engine: Engine) {
    let amiras = address("Amira Haddad");
    let Some((mut world, sink, _folder)) = with_sink(engine, json!({ "hold_dot": [amiras] })).await else { return };
    let county = world.county().await;
    let session = world.published(&world.plan(&county.course, 12, 30)).await;
    let mut staff = Vec::new();
    for name in ["Amira Haddad", "Bo Ek", "Cecilia Dahl"] {
        staff.push(world.librarian(name, &county.kumla).await);
    }
    world.books(&staff[0], &session).await.expect(201);
    until("the body", async || !logged(&sink, "held").is_empty()).await;
    let stopping = tokio::spawn(world.running.take().expect("a running system").stop());
    sink.set_rules(json!({}));
    stopping.await.expect("no panic").expect("the system stops");
    assert_eq!(logged(&sink, "body").len(), 1);
    restart(&mut world, relay_at(sink.port())).await;
    for person in &staff[1..] {
        world.books(person, &session).await.expect(201);
        world.mail().await;
    }
    let answers = answers(&world).await;
    for body in logged(&sink, "body") {
        let recipient: EmailAddress = text(&body["to"][0]).parse().expect("an address");
        assert!(answers[&recipient].contains(text(&body["file"])), "{answers:?} {body}");
    }
    assert_eq!((logged(&sink, "body").len(), answers.len()), (3, 3));
    world.close().await;
}
on_each!(a_stop_hears_the_answer_out_and_the_next_mail_gets_its_own);

/// Case 43: neither without STARTTLS nor under a certificate that nobody vouches for is anything said in clear.
async fn nothing_goes_out_in_clear_where_encryption_is_wanted(engine: Engine) {
    for certified in [false, true] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let certificate = certified.then(|| certificate_in(&folder));
        let Some(sink) = SmtpSink::start(folder.path()) else { return };
        let relay = SmtpRelay::new("localhost", sink.port(), Security::StartTlsRequired);
        let distrusting = Transport::Smtp(Box::new(relay.clone()));
        let Some(mut world) = World::with(engine, |settings| settings.mail.transport = distrusting).await else {
            return;
        };
        booked(&world).await;
        world.mail().await;
        retry(&world).await;
        assert_eq!(messages_in(&world, MessageState::Queued).await, 1);
        for said in ["mail", "rcpt", "body"] {
            assert!(logged(&sink, said).is_empty(), "{said}");
        }
        if let Some(path) = certificate {
            let trusted_certificates = Some(std::fs::read(path).expect("a certificate"));
            restart(&mut world, Transport::Smtp(Box::new(SmtpRelay { trusted_certificates, ..relay }))).await;
            retry(&world).await;
            assert_eq!(messages_in(&world, MessageState::Sent).await, 1, "and under a trusted one it arrives");
        }
        world.close().await;
    }
}
on_each!(nothing_goes_out_in_clear_where_encryption_is_wanted);

/// Makes a certificate for this machine that it has signed itself.
fn certificate_in(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("cert.pem");
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]);
    openssl.args(["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"]);
    let made = openssl.arg("-out").arg(&path).arg("-keyout").arg(folder.path().join("key.pem")).output();
    assert!(made.expect("openssl runs").status.success());
    path
}

/// A relay that cannot be reached is left alone: of twenty mails five find out, and one at a time asks again.
async fn a_relay_that_is_away_is_left_alone(engine: Engine) {
    let (port, folder) = (free_port(), tempfile::tempdir().expect("a temporary folder"));
    let one_by_one = |settings: &mut Settings| {
        settings.mail.transport = relay_at(port);
        settings.worker.messages_at_once = 1;
    };
    let Some(world) = World::with(engine, one_by_one).await else { return };
    let county = world.county().await;
    let session = world.published(&world.plan(&county.course, 30, 30)).await;
    for number in 0..20 {
        let email = format!("person{number}@bibliotek.example");
        let person = somebody(&world, "Amira Haddad", &email, &county.kumla).await;
        world.books(&person, &session).await.expect(201);
    }
    world.mail().await;
    assert_eq!(tries(&world).await, 5);
    world.later(Duration::seconds(31));
    world.mail().await;
    assert_eq!(tries(&world).await, 6, "one finds out");
    let Some(sink) = PostfixSink::start_at(port, folder.path(), &[]) else { return };
    world.later(Duration::minutes(2));
    world.mail().await;
    world.later(Duration::minutes(2));
    world.mail().await;
    assert_eq!((messages_in(&world, MessageState::Sent).await, sink.taken().len()), (20, 20));
    world.close().await;
}
on_each!(a_relay_that_is_away_is_left_alone);

/// A relay that refuses our return path refuses all our mail: no mail is given up for it, and the relay is left alone.
async fn a_refused_return_path_costs_no_mail(engine: Engine) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let Some(sink) = PostfixSink::start(folder.path(), &["-f", "mail"]) else { return };
    let port = sink.port();
    let one_by_one = |settings: &mut Settings| {
        settings.mail.transport = relay_at(port);
        settings.worker.messages_at_once = 1;
    };
    let Some(world) = World::with(engine, one_by_one).await else { return };
    let county = world.county().await;
    let session = world.published(&world.plan(&county.course, 30, 30)).await;
    for number in 0..8 {
        let email = format!("person{number}@bibliotek.example");
        let person = somebody(&world, "Amira Haddad", &email, &county.kumla).await;
        world.books(&person, &session).await.expect(201);
    }
    world.mail().await;
    let states = (messages_in(&world, MessageState::Dead).await, messages_in(&world, MessageState::Queued).await);
    assert_eq!((states, tries(&world).await), ((0, 8), 5));
    drop(sink);
    let sink = PostfixSink::start_at(port, folder.path(), &[]).expect("it was there before");
    for _ in 0..2 {
        world.later(Duration::minutes(2));
        world.mail().await;
    }
    assert_eq!((messages_in(&world, MessageState::Sent).await, sink.taken().len()), (8, 8));
    world.close().await;
}
on_each!(a_refused_return_path_costs_no_mail);

/// Tries that have ended.
async fn tries(world: &World) -> i64 {
    let beside = beside(world).await;
    let sql = Statement::from_string(beside.get_database_backend(), "SELECT COUNT(*) FROM mail_try");
    let row = beside.query_one_raw(sql).await.expect("an answer").expect("a count");
    let count = row.try_get_by_index(0).expect("a number");
    beside.close().await.expect("closed");
    count
}
