//! The way to a mail server that puts off, refuses and hangs up.

use std::net::TcpListener;

use domain::notice::MessageState;

use super::*;

/// Two librarians: Amira Haddad and Bo Ek.
async fn both(world: &World, library: &str) -> (Caller, Caller) {
    (world.librarian("Amira Haddad", library).await, world.librarian("Bo Ek", library).await)
}

/// What has no calendar object is read in order, too: a place in line, and then the seat.
async fn a_person_reads_of_the_line_before_the_seat(engine: Engine) {
    let bos = address("Bo Ek");
    let Some((world, sink, folder)) = with_sink(engine, json!({ "defer_rcpt_450": [bos] })).await else { return };
    let county = world.county().await;
    let (amira, bo) = both(&world, &county.kumla).await;
    let session = world.published(&world.plan(&county.course, 1, 30)).await;
    let booking = world.books(&amira, &session).await.expect(201).body;
    world.books(&bo, &session).await.expect(201);
    world.mail().await;
    sink.set_rules(json!({}));
    world.cancels(&amira, &booking).await.expect(201);
    world.mail().await;
    retry(&world).await;
    let bodies = logged(&sink, "body").into_iter().filter(|body| body["to"] == json!([bos]));
    let mails = bodies.map(|body| Mail::read(folder.path().join(text(&body["file"]))));
    let firsts: Vec<String> =
        mails.map(|mail| mail.part("text/plain").lines().next().unwrap_or_default().to_owned()).collect();
    assert_eq!(firsts, ["Du står på väntelistan", "Du har fått en plats"]);
    world.close().await;
}
on_each!(a_person_reads_of_the_line_before_the_seat);

/// Case 34.
async fn a_greylisted_mail_arrives_at_the_second_try(engine: Engine) {
    let Some((world, sink, _folder)) = with_sink(engine, json!({ "first_rcpt_451": true })).await else { return };
    let session = booked(&world).await;
    world.mail().await;
    assert_eq!((logged(&sink, "rcpt").len(), logged(&sink, "body").len()), (1, 0));
    // Not before its time.
    world.mail().await;
    assert_eq!(logged(&sink, "rcpt").len(), 1);
    world.later(Duration::minutes(1));
    world.mail().await;
    assert_eq!(answers_to(&sink, &address("Amira Haddad")), ["451", "250"]);
    let senders = logged(&sink, "mail");
    assert_eq!((senders.len(), &senders[0]["from"]), (2, &senders[1]["from"]), "a greylist knows the pair again");
    assert_eq!(senders[0]["from"], "kurser@bibliotek.example");
    retry(&world).await;
    assert_eq!(logged(&sink, "body").len(), 1);
    assert_eq!(messages_in(&world, MessageState::Sent).await, 1);
    moves(&world, &session, 0, "2026-12-22").await.expect(200);
    world.mail().await;
    assert_order(&sink);
    world.close().await;
}
on_each!(a_greylisted_mail_arrives_at_the_second_try);

/// Case 35.
async fn a_mail_refused_for_good_is_tried_once_and_holds_up_nobody(engine: Engine) {
    let bos = address("Bo Ek");
    let Some((world, sink, _folder)) = with_sink(engine, json!({ "reject_550": [bos] })).await else { return };
    let county = world.county().await;
    let session = world.published(&world.plan(&county.course, 12, 30)).await;
    let mut people = Vec::new();
    for name in ["Bo Ek", "Amira Haddad", "Cecilia Dahl"] {
        let person = world.librarian(name, &county.kumla).await;
        world.books(&person, &session).await.expect(201);
        people.push((name, person));
    }
    world.mail().await;
    retry(&world).await;
    assert_eq!(answers_to(&sink, &bos), ["550"]);
    // The third mail that was sent is to the organiser, who is told of the bad address.
    assert_eq!((messages_in(&world, MessageState::Dead).await, messages_in(&world, MessageState::Sent).await), (1, 3));
    let told = logged(&sink, "body").into_iter().filter(|body| body["to"] == json!(["jonas@medborgarskolan.example"]));
    assert_eq!(told.count(), 1);
    let person = people.iter().find(|person| person.0 == "Bo Ek").expect("Bo Ek").1.person;
    let row = world.get(&world.coordinator, &format!("/people/{person}")).await.expect(200).body;
    assert!(row["emailFailedAt"].is_string(), "{row}");

    moves(&world, &session, 0, "2026-12-22").await.expect(200);
    world.mail().await;
    let both = [(0, "REQUEST".to_owned()), (1, "REQUEST".to_owned())];
    for name in ["Amira Haddad", "Cecilia Dahl"] {
        assert_eq!(objects_to(&sink, &address(name)), both);
    }
    // What is new gets its own try: the address may have been mended.
    assert_eq!(answers_to(&sink, &bos), ["550", "550"]);
    assert_eq!(messages_in(&world, MessageState::Dead).await, 2);
    world.close().await;
}
on_each!(a_mail_refused_for_good_is_tried_once_and_holds_up_nobody);

/// Case 37: the connection is lost after RCPT and at DATA.
async fn a_lost_connection_before_the_body_costs_nothing(engine: Engine) {
    let rules = json!({ "close_at_rcpt": 1, "close_at_data": 2 });
    let Some((world, sink, _folder)) = with_sink(engine, rules).await else { return };
    booked(&world).await;
    world.mail().await;
    for lost in 1..=3 {
        assert_eq!((logged(&sink, "connect").len(), logged(&sink, "body").len()), (lost, 0));
        assert_eq!(messages_in(&world, MessageState::Queued).await, 1, "it is known that it did not arrive");
        retry(&world).await;
    }
    retry(&world).await;
    assert_eq!((logged(&sink, "connect").len(), logged(&sink, "body").len()), (4, 1));
    assert_eq!(messages_in(&world, MessageState::Sent).await, 1);
    world.close().await;
}
on_each!(a_lost_connection_before_the_body_costs_nothing);

/// Case 37: nobody listens. The mail is there when somebody does, after a restart with another port.
async fn a_closed_port_is_tried_again(engine: Engine) {
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let Some(sink) = SmtpSink::start(folder.path()) else { return };
    let to_nobody = |settings: &mut Settings| settings.mail.transport = relay_at(closed);
    let Some(mut world) = World::with(engine, to_nobody).await else { return };
    let session = booked(&world).await;
    world.mail().await;
    retry(&world).await;
    assert_eq!(messages_in(&world, MessageState::Queued).await, 1);
    restart(&mut world, relay_at(sink.port())).await;
    retry(&world).await;
    moves(&world, &session, 0, "2026-12-22").await.expect(200);
    retry(&world).await;
    let both = [(0, "REQUEST".to_owned()), (1, "REQUEST".to_owned())];
    assert_eq!(objects_to(&sink, &address("Amira Haddad")), both);
    world.close().await;
}
on_each!(a_closed_port_is_tried_again);

/// Cases 13, 34 and 36: what may have arrived is sent again, the same to the last byte, and is one event.
async fn a_mail_in_doubt_is_sent_again_byte_for_byte(engine: Engine) {
    let Some((world, sink, folder)) = with_sink(engine, json!({ "close_after_dot": 1 })).await else { return };
    booked(&world).await;
    world.mail().await;
    assert_eq!(messages_in(&world, MessageState::Ambiguous).await, 1);
    // Never sooner than in five minutes.
    world.later(Duration::minutes(4));
    world.mail().await;
    assert_eq!(logged(&sink, "body").len(), 1);
    retry(&world).await;
    retry(&world).await;
    let (bodies, mails) = (logged(&sink, "body"), sink.messages());
    assert_eq!((bodies.len(), mails.len()), (2, 2));
    assert_eq!(mails[0].1, mails[1].1);
    assert!(bodies[0]["message_id"].is_string());
    for same in ["message_id", "from", "to", "calendar"] {
        assert_eq!(bodies[0][same], bodies[1][same]);
    }
    let calendar = folder.path().join("amira");
    for (path, _) in &mails {
        import(&calendar, path);
    }
    assert_eq!(only_event(&calendar)["status"], "CONFIRMED");
    assert_eq!(messages_in(&world, MessageState::Sent).await, 1);
    world.close().await;
}
on_each!(a_mail_in_doubt_is_sent_again_byte_for_byte);
