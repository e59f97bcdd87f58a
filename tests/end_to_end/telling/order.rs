//! The order of mail: what is newer takes the place of what has not gone out, and never overtakes what has.

use kursplats_tests::postfix_sink::{PostfixSink, free_port};

use super::*;

/// What went to Amira Haddad, in order: the mails in the folder of the sink.
fn mails_to_amira(sink: &SmtpSink, folder: &TempDir) -> Vec<PathBuf> {
    let hers = json!([address("Amira Haddad")]);
    let bodies = logged(sink, "body").into_iter().filter(|body| body["to"] == hers);
    bodies.map(|body| folder.path().join(text(&body["file"]))).collect()
}

/// Case 20: nothing of it was ever on the wire.
async fn a_cancellation_of_what_no_calendar_has_heard_of_is_told_in_words_alone(engine: Engine) {
    let amiras = address("Amira Haddad");
    let Some((world, sink, folder)) = with_sink(engine, json!({ "defer_rcpt_450": [amiras] })).await else { return };
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let bo = world.librarian("Bo Ek", &county.kumla).await;
    let session = world.published(&world.plan(&county.course, 12, 30)).await;
    let booking = world.books(&amira, &session).await.expect(201).body;
    world.books(&bo, &session).await.expect(201);
    world.mail().await;
    world.later(Duration::minutes(2));
    moves(&world, &session, 0, "2026-12-22").await.expect(200);
    world.mail().await;
    retry(&world).await;
    assert!(answers_to(&sink, &amiras).iter().all(|answer| answer == "450"));
    let on_time = [(0, "REQUEST".to_owned()), (1, "REQUEST".to_owned())];
    assert_eq!(objects_to(&sink, &address("Bo Ek")), on_time, "nobody else waits");
    assert_eq!(messages_in(&world, MessageState::Superseded).await, 1);

    sink.set_rules(json!({}));
    world.cancels(&amira, &booking).await.expect(201);
    world.mail().await;
    retry(&world).await;
    assert_eq!(objects_to(&sink, &amiras), [], "her calendar has nothing to forget");
    let mails = mails_to_amira(&sink, &folder);
    assert_eq!(mails.len(), 1, "she is told");
    assert!(Mail::read(mails[0].clone()).part("text/plain").contains("avbokad"));
    assert_eq!(messages_in(&world, MessageState::Superseded).await, 2);
    assert_eq!(messages_in(&world, MessageState::Queued).await, 0);
    assert_order(&sink);
    world.close().await;
}
on_each!(a_cancellation_of_what_no_calendar_has_heard_of_is_told_in_words_alone);

/// Case 20: the first one has arrived, the update has not.
async fn a_cancellation_overtakes_the_update_that_was_put_off(engine: Engine) {
    let amiras = address("Amira Haddad");
    let Some((world, sink, folder)) = with_sink(engine, json!({})).await else { return };
    let (amira, session, booking) = booked_by(&world).await;
    world.mail().await;
    sink.set_rules(json!({ "defer_rcpt_450": [amiras] }));
    moves(&world, &session, 0, "2026-12-22").await.expect(200);
    world.mail().await;
    sink.set_rules(json!({}));
    world.cancels(&amira, &booking).await.expect(201);
    world.mail().await;
    retry(&world).await;
    assert_eq!(objects_to(&sink, &amiras), [(0, "REQUEST".to_owned()), (2, "CANCEL".to_owned())]);
    assert_order(&sink);
    let calendar = folder.path().join("amira");
    for mail in mails_to_amira(&sink, &folder) {
        import(&calendar, &mail);
    }
    assert_eq!(only_event(&calendar)["status"], "CANCELLED");
    world.close().await;
}
on_each!(a_cancellation_overtakes_the_update_that_was_put_off);

/// An invitation in doubt may be in the calendar: it is neither taken back nor overtaken.
async fn what_may_have_arrived_is_cancelled_in_the_calendar(engine: Engine) {
    let amiras = address("Amira Haddad");
    let Some((world, sink, _folder)) = with_sink(engine, json!({ "close_after_dot": 1 })).await else { return };
    let (amira, _, booking) = booked_by(&world).await;
    world.mail().await;
    world.cancels(&amira, &booking).await.expect(201);
    world.mail().await;
    assert_eq!(objects_to(&sink, &amiras).len(), 1, "the cancellation waits for what is in doubt");
    retry(&world).await;
    retry(&world).await;
    let on_the_wire = [(0, "REQUEST".to_owned()), (0, "REQUEST".to_owned()), (1, "CANCEL".to_owned())];
    assert_eq!(objects_to(&sink, &amiras), on_the_wire);
    assert_eq!(messages_in(&world, MessageState::Superseded).await, 0);
    world.close().await;
}
on_each!(what_may_have_arrived_is_cancelled_in_the_calendar);

/// Case 21.
async fn of_several_updates_only_the_last_goes_out(engine: Engine) {
    let port = free_port();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let relay = |settings: &mut Settings| settings.mail.transport = relay_at(port);
    let Some(world) = World::with(engine, relay).await else { return };
    let (_, session, _) = booked_by(&world).await;
    world.mail().await;
    for day in ["2026-12-22", "2026-12-23"] {
        moves(&world, &session, 0, day).await.expect(200);
        world.mail().await;
    }
    assert_eq!(messages_in(&world, MessageState::Superseded).await, 2);
    let Some(sink) = PostfixSink::start_at(port, folder.path(), &[]) else { return };
    retry(&world).await;
    let taken = sink.taken();
    assert_eq!(taken.len(), 1, "{taken:?}");
    let mail = folder.path().join("last.eml");
    std::fs::write(&mail, &taken[0].text).expect("written");
    let mail = Mail::read(mail);
    assert_eq!((mail.recipient(), mail.property("SEQUENCE").as_str()), (address("Amira Haddad").as_str(), "2"));
    assert_eq!(messages_in(&world, MessageState::Sent).await, 1);
    world.close().await;
}
on_each!(of_several_updates_only_the_last_goes_out);

/// What only repeats an invitation does not take the place of what tells that the meeting was moved.
async fn a_move_is_told_although_the_invitation_was_asked_for_again(engine: Engine) {
    let port = free_port();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let relay = |settings: &mut Settings| settings.mail.transport = relay_at(port);
    let Some(world) = World::with(engine, relay).await else { return };
    let (amira, session, booking) = booked_by(&world).await;
    world.mail().await;
    moves(&world, &session, 0, "2026-12-22").await.expect(200);
    world.mail().await;
    let path = format!("/bookings/{}/invitations/resends", text(&booking["id"]));
    world.post(&amira, &path, &json!({})).await.expect(201);
    world.mail().await;
    let Some(sink) = PostfixSink::start_at(port, folder.path(), &[]) else { return };
    retry(&world).await;
    retry(&world).await;
    let headings = sink.taken().into_iter().map(|taken| {
        let mail = folder.path().join("one.eml");
        std::fs::write(&mail, &taken.text).expect("written");
        Mail::read(mail).part("text/plain").lines().next().unwrap_or_default().to_owned()
    });
    assert_eq!(headings.collect::<Vec<_>>(), ["Ändrad tid eller plats", "Din inbjudan på nytt"]);
    world.close().await;
}
on_each!(a_move_is_told_although_the_invitation_was_asked_for_again);
