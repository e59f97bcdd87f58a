//! Holding on to mail: who has taken it on, for how long, and what becomes of it when its worker is gone.

use chrono::{DateTime, Utc};
use persistence::outbox::{Attempt, Claim, ClaimedTry, Lease, Outcome, Written};
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use super::*;

/// A world whose own worker waits until it is asked, with one mail that is due.
async fn with_one_due(engine: Engine) -> Option<(World, SmtpSink, TempDir)> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sink = SmtpSink::start(folder.path())?;
    sink.set_rules(json!({ "first_rcpt_451": true }));
    let port = sink.port();
    let slow = |settings: &mut Settings| {
        settings.mail.transport = relay_at(port);
        settings.worker.poll = time::Duration::from_secs(3600);
    };
    let world = World::with(engine, slow).await?;
    booked(&world).await;
    world.mail().await;
    assert_eq!(messages_in(&world, MessageState::Queued).await, 1);
    world.later(Duration::hours(1));
    Some((world, sink, folder))
}

/// Another worker's hold, of two minutes.
fn hold(world: &World) -> Lease {
    let now = world.clock.now();
    Lease { owner: Uuid::new_v4(), now, until: now + Duration::minutes(2) }
}

async fn claim(world: &World, lease: Lease) -> Claim {
    outbox::claim_messages(world.db(), lease, 10, &[]).await.expect("a claim")
}

/// The tries that may go on the wire.
async fn marked(world: &World, lease: Lease, tries: &[ClaimedTry]) -> HashSet<ClaimedTry> {
    written_down(world, lease, tries, &[]).await.marked
}

/// Writes down what came of tries. Gives those that were refused.
async fn ended(world: &World, lease: Lease, tries: &[(ClaimedTry, Attempt)]) -> Vec<ClaimedTry> {
    let outcome = |(claimed, attempt): &(ClaimedTry, Attempt)| Outcome { claimed: *claimed, attempt: attempt.clone() };
    let outcomes: Vec<Outcome> = tries.iter().map(outcome).collect();
    written_down(world, lease, &[], &outcomes).await.lost
}

async fn written_down(world: &World, lease: Lease, marks: &[ClaimedTry], outcomes: &[Outcome]) -> Written {
    outbox::write_down(world.db(), lease, marks, outcomes).await.expect("an answer")
}

/// When the only mail was in doubt for the first time.
async fn doubted_at(world: &World) -> Option<DateTime<Utc>> {
    let beside = beside(world).await;
    let sql = Statement::from_string(beside.get_database_backend(), "SELECT doubted_at FROM mail_message");
    let row = beside.query_one_raw(sql).await.expect("an answer").expect("a mail");
    let doubted_at = row.try_get_by_index(0).expect("an instant or none");
    beside.close().await.expect("closed");
    doubted_at
}

/// What a worker that is killed had on the wire is taken over in two minutes, and known to be in doubt for ever.
async fn mail_of_a_worker_that_is_gone_is_taken_over(engine: Engine) {
    let Some((world, sink, _folder)) = with_one_due(engine).await else { return };
    let lease = hold(&world);
    let claimed = claim(&world, lease).await.messages[0].claimed;
    assert!(marked(&world, lease, &[claimed]).await.contains(&claimed));
    world.later(Duration::seconds(119));
    world.mail().await;
    assert_eq!(messages_in(&world, MessageState::Transmitting).await, 1, "it is another's");
    world.later(Duration::seconds(2));
    world.mail().await;
    assert_eq!((messages_in(&world, MessageState::Sent).await, logged(&sink, "body").len()), (1, 1));
    assert_eq!(doubted_at(&world).await, Some(world.clock.now()));

    // The worker was not gone after all: what it says comes too late, and it must not send.
    let late = ended(&world, lease, &[(claimed, Attempt::Dead("550 no".to_owned()))]).await;
    assert_eq!((marked(&world, lease, &[claimed]).await.len(), late), (0, vec![claimed]));
    assert_eq!(messages_in(&world, MessageState::Sent).await, 1);
    world.close().await;
}
on_each!(mail_of_a_worker_that_is_gone_is_taken_over);

/// A worker whose lease ran out may claim the same mail anew. Of its two tries the older has no say in anything: it
/// cannot give the mail back, put it on the wire, or say what became of it.
async fn a_try_that_is_overtaken_has_no_say(engine: Engine) {
    let Some((world, _sink, _folder)) = with_one_due(engine).await else { return };
    let first = hold(&world);
    let old = claim(&world, first).await.messages[0].claimed;
    world.later(Duration::seconds(121));
    let lease = Lease { owner: first.owner, ..hold(&world) };
    let new = claim(&world, lease).await.messages[0].claimed;
    assert_eq!(new, ClaimedTry { id: old.id, number: old.number + 1 });

    outbox::put_back(world.db(), lease.owner, &[old]).await.expect("an answer");
    assert!(claim(&world, hold(&world)).await.messages.is_empty(), "the newer try holds it");
    let later = Attempt::Later(world.clock.now(), "450 busy".to_owned());
    assert_eq!(ended(&world, lease, &[(old, later)]).await, [old]);
    assert!(marked(&world, lease, &[old]).await.is_empty());
    assert_eq!(messages_in(&world, MessageState::Queued).await, 1);
    assert_eq!(marked(&world, lease, &[old, new]).await, HashSet::from([new]));
    assert!(marked(&world, lease, &[new]).await.is_empty(), "it is on the wire already");

    let (early, late) = (Attempt::Sent("250 old".to_owned()), Attempt::Sent("250 new".to_owned()));
    assert_eq!(ended(&world, lease, &[(old, early.clone())]).await, [old]);
    assert_eq!(messages_in(&world, MessageState::Transmitting).await, 1);
    assert_eq!(ended(&world, lease, &[(old, early), (new, late)]).await, [old]);
    let (mail, tries) = outbox::find_mail(world.db(), old.id).await.expect("a mail");
    assert_eq!((mail.state, mail.answer.as_deref()), (MessageState::Sent, Some("250 new")));
    // The very first was greylisted.
    assert_eq!(tries.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 3]);
    world.close().await;
}
on_each!(a_try_that_is_overtaken_has_no_say);

/// The same with a worker that has both tries on a connection at once: one copy arrives.
async fn a_worker_too_slow_for_its_own_hold_sends_one_copy(engine: Engine) {
    let Some((world, sink, _folder)) = with_sink(engine, json!({ "hold_rcpt": [address("Amira Haddad")] })).await
    else {
        return;
    };
    booked(&world).await;
    until("the first try", async || logged(&sink, "held").len() == 1).await;
    world.later(Duration::minutes(3));
    until("the second try", async || logged(&sink, "held").len() == 2).await;
    sink.set_rules(json!({}));
    world.mail().await;
    assert_eq!((messages_in(&world, MessageState::Sent).await, logged(&sink, "body").len()), (1, 1));
    world.close().await;
}
on_each!(a_worker_too_slow_for_its_own_hold_sends_one_copy);

/// A dialogue may take longer than a hold, as long as its worker lives.
async fn a_hold_that_is_renewed_does_not_end(engine: Engine) {
    let Some((world, sink, _folder)) = with_one_due(engine).await else { return };
    let mut lease = hold(&world);
    let claimed = claim(&world, lease).await.messages[0].claimed;
    for _ in 0..3 {
        world.later(Duration::seconds(80));
        lease = Lease { owner: lease.owner, ..hold(&world) };
        assert_eq!(outbox::renew(world.db(), lease, &[claimed.id]).await.expect("renewed"), 1);
    }
    world.mail().await;
    assert_eq!(logged(&sink, "body").len(), 0);
    outbox::put_back(world.db(), lease.owner, &[claimed]).await.expect("given back");
    world.mail().await;
    assert_eq!((messages_in(&world, MessageState::Sent).await, doubted_at(&world).await), (1, None));
    world.close().await;
}
on_each!(a_hold_that_is_renewed_does_not_end);

/// What was taken back while a worker talked to the server is not sent by it any more.
async fn a_mail_that_was_taken_back_cannot_be_put_on_the_wire(engine: Engine) {
    let Some((world, _sink, _folder)) = with_one_due(engine).await else { return };
    let lease = hold(&world);
    let message = claim(&world, lease).await.messages.remove(0);
    let seen = String::from_utf8(message.content).expect("text");
    let uid = beside(&world).await;
    let sql = Statement::from_string(uid.get_database_backend(), "SELECT uid FROM invitation");
    let row = uid.query_one_raw(sql).await.expect("an answer").expect("an invitation");
    let uid: Uuid = row.try_get_by_index(0).expect("a UID");
    assert!(seen.contains("text/calendar"));
    let unheard_of = outbox::withdraw_unsent(world.db(), &[uid]).await.expect("taken back");
    assert!(unheard_of.contains(&uid));
    assert!(marked(&world, lease, &[message.claimed]).await.is_empty());
    world.mail().await;
    assert_eq!(messages_in(&world, MessageState::Superseded).await, 1);
    world.close().await;
}
on_each!(a_mail_that_was_taken_back_cannot_be_put_on_the_wire);

/// Nobody is reminded of a meeting that has begun; an operator sees that it was not done.
async fn what_has_expired_is_not_sent(engine: Engine) {
    let Some((world, sink, _folder)) = with_one_due(engine).await else { return };
    world.at("2027-02-01T08:00:00Z");
    world.mail().await;
    assert_eq!((messages_in(&world, MessageState::Dead).await, logged(&sink, "body").len()), (1, 0));
    world.close().await;
}
on_each!(what_has_expired_is_not_sent);

/// A reminder that may have arrived is not sent twice; an operator sees it.
async fn a_reminder_in_doubt_is_left_to_an_operator(engine: Engine) {
    let Some((world, sink, _folder)) = with_one_due(engine).await else { return };
    let by_hand = beside(&world).await;
    by_hand.execute_unprepared("UPDATE mail_message SET kind = 'reminder'").await.expect("made a reminder");
    by_hand.close().await.expect("closed");
    sink.set_rules(json!({ "close_after_dot": 1 }));
    world.mail().await;
    retry(&world).await;
    assert_eq!((messages_in(&world, MessageState::Dead).await, logged(&sink, "body").len()), (1, 1));
    assert!(doubted_at(&world).await.is_some());
    world.close().await;
}
on_each!(a_reminder_in_doubt_is_left_to_an_operator);
