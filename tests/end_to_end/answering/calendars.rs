//! Yes, no and perhaps.

use super::*;

/// Case 28.
async fn every_program_is_understood(engine: Engine) {
    let Some(seated) = Seated::new(engine).await else { return };
    for (program, number) in PROGRAMS.into_iter().zip(1..) {
        seated.world.later(Duration::minutes(number));
        for (partstat, participation) in
            [("TENTATIVE", Participation::Tentative), ("ACCEPTED", Participation::Accepted)]
        {
            seated.world.later(Duration::seconds(1));
            let mail = seated.answer(partstat).await.mail(program);
            assert_eq!(seated.receives(&mail).await, "noted", "{program} {partstat}");
            assert_eq!(seated.answered().await, Some(participation), "{program}");
        }
    }
    assert_eq!(seated.status().await, "confirmed");
    seated.world.close().await;
}
on_each!(every_program_is_understood);

/// Case 28: a no keeps the seat, too, until the person confirms it.
async fn yes_and_perhaps_keep_the_seat_and_no_asks(engine: Engine) {
    let Some(seated) = Seated::new(engine).await else { return };
    for (program, number) in PROGRAMS.into_iter().zip(1..) {
        seated.world.later(Duration::hours(2));
        let yes = seated.answer("ACCEPTED").await.mail(program);
        assert_eq!(seated.receives(&yes).await, "noted", "{program}");
        seated.world.later(Duration::minutes(1));
        let no = seated.answer("DECLINED").await.mail(program);
        assert_eq!(seated.receives(&no).await, "asked", "{program}");
        assert_eq!(
            (seated.answered().await, seated.status().await.as_str()),
            (Some(Participation::Declined), "confirmed")
        );
        assert_eq!(seated.told("cancellationAsked").await, number, "{program}");
    }
    // All meetings of a session are declined in one go: that is one question.
    seated.world.later(Duration::minutes(1));
    let again = seated.answer("ACCEPTED").await.mail("apple");
    seated.receives(&again).await;
    seated.world.later(Duration::minutes(1));
    let again = seated.answer("DECLINED").await.mail("apple");
    assert_eq!(seated.receives(&again).await, "noted");
    assert_eq!(seated.told("cancellationAsked").await, PROGRAMS.len());
    seated.world.close().await;
}
on_each!(yes_and_perhaps_keep_the_seat_and_no_asks);

/// Case 29.
async fn an_old_answer_changes_nothing(engine: Engine) {
    let Some(seated) = Seated::new(engine).await else { return };
    let early = seated.answer("DECLINED").await;
    seated.world.later(Duration::minutes(5));
    let yes = seated.answer("ACCEPTED").await;
    assert_eq!(seated.receives(&yes.mail("google")).await, "noted");
    // Written before the yes and delivered after it.
    assert_eq!(seated.receives(&early.mail("google")).await, "stale");
    assert_eq!(seated.answered().await, Some(Participation::Accepted));

    let path = format!("/meetings/{}", text(&seated.session["meetings"][0]["id"]));
    let moved = json!({ "startsAt": "2026-12-22T12:00:00Z", "endsAt": "2026-12-22T15:00:00Z" });
    seated.world.patch(&seated.world.organiser, &path, &moved).await.expect(200);
    assert_eq!(seated.answered().await, None, "the answer was to another time");
    seated.world.later(Duration::minutes(5));
    let late = Filling { sequence: 0, stamp: seated.stamp(), partstat: "DECLINED", ..yes.clone() };
    assert_eq!(seated.receives(&late.mail("outlook")).await, "stale");
    let now = seated.answer("TENTATIVE").await;
    assert_eq!((now.sequence, seated.receives(&now.mail("outlook")).await.as_str()), (1, "noted"));
    assert_eq!(seated.answered().await, Some(Participation::Tentative));
    assert_eq!(seated.told("cancellationAsked").await, 0);

    // Without the time of the last answer the old one would count: the guard is that column.
    let plain = sea_orm::Database::connect(&seated.world.database_url).await.expect("a connection");
    let forget = "UPDATE invitation SET sequence = 0, answered_sequence = NULL, answered_stamp = NULL";
    plain.execute_unprepared(forget).await.expect("forgotten");
    plain.close().await.expect("closed");
    assert_eq!(seated.receives(&early.mail("apple")).await, "asked");
    seated.world.close().await;
}
on_each!(an_old_answer_changes_nothing);

/// Case 29.
async fn the_same_mail_counts_once(engine: Engine) {
    let Some(seated) = Seated::new(engine).await else { return };
    let no = seated.answer("DECLINED").await;
    assert_eq!(seated.receives(&no.mail("proton")).await, "asked");
    assert_eq!(seated.receives(&no.mail("proton")).await, "known");
    assert_eq!(seated.receives(&no.mail("apple")).await, "repeated", "the same answer in another mail");
    seated.world.later(Duration::hours(2));
    assert_eq!(seated.receives(&no.mail("proton")).await, "known");
    assert_eq!(seated.told("cancellationAsked").await, 1);
    // Two processes take the same mail in at the same moment.
    seated.world.later(Duration::minutes(1));
    let yes = seated.answer("ACCEPTED").await.mail("google");
    let both = tokio::join!(seated.receives(&yes), seated.receives(&yes));
    assert!(both == ("noted".into(), "known".into()) || both == ("known".into(), "noted".into()), "{both:?}");
    seated.world.close().await;
}
on_each!(the_same_mail_counts_once);

/// Case 30.
async fn nobody_answers_for_somebody_else(engine: Engine) {
    let Some(seated) = Seated::new(engine).await else { return };
    let library = seated.world.library("Askersunds bibliotek", "1881").await;
    let bo = seated.world.librarian("Bo Ek", &library).await;
    let bos = seated.world.books(&bo, &seated.session).await.expect(201).body;
    seated.world.mail().await;
    let path = format!("/bookings/{}/invitations", text(&bos["id"]));
    let bos_uid = text(&seated.world.get(&bo, &path).await.expect(200).body["items"][0]["uid"]).to_owned();

    let no = seated.answer("DECLINED").await;
    let uid = no.uid.clone();
    let changed = |change: fn(&mut Filling, &str)| {
        let mut filling = no.clone();
        change(&mut filling, &bos_uid);
        filling.mail("google")
    };
    let refused = [
        (changed(|it, _| it.to = MAILBOX.to_owned()), "forged"),
        (changed(|it, _| it.to = forged(&it.to)), "forged"),
        (changed(|it, bos| it.uid = bos.to_owned()), "foreign"),
        (changed(|it, _| it.attendee = "bo.ek@bibliotek.example".to_owned()), "stranger"),
        (changed(|it, _| it.attendee = "objuden@gast.example".to_owned()), "stranger"),
    ];
    for (mail, outcome) in refused {
        assert_eq!(seated.receives(&mail).await, outcome);
    }
    let of_bos = Filling { to: seated.address_of(&bos_uid), ..no.clone() };
    assert_eq!(seated.receives(&of_bos.mail("google")).await, "foreign", "Bo's address and Amira's UID");
    let unknown = uuid::Uuid::new_v4().to_string();
    let gone = Filling { to: seated.address_of(&unknown), uid: unknown, ..no.clone() };
    assert_eq!(seated.receives(&gone.mail("google")).await, "unknown");
    assert_eq!((seated.answered().await, seated.told("cancellationAsked").await), (None, 0));
    let everyone = seated.world.get(&seated.world.organiser, "/people").await.expect(200).body;
    assert!(!everyone.to_string().contains("objuden"), "nobody is added");
    // The same mail from the right one, so that it is known what was wrong with the others.
    assert_eq!(no.uid, uid);
    assert_eq!(seated.receives(&no.mail("google")).await, "asked");
    seated.world.close().await;
}
on_each!(nobody_answers_for_somebody_else);

/// An address that was corrected after the invitation went out still answers for its person.
async fn the_address_that_was_invited_may_answer(engine: Engine) {
    let Some(seated) = Seated::new(engine).await else { return };
    let path = format!("/people/{}", seated.amira.person);
    let change = json!({ "email": "amira@kumla.example" });
    seated.world.patch(&seated.world.coordinator, &path, &change).await.expect(200);
    let before = seated.answer("TENTATIVE").await;
    assert_eq!(seated.receives(&before.mail("apple")).await, "noted");
    seated.world.later(Duration::minutes(1));
    let after = Filling { attendee: "Amira+jobb@Kumla.example".to_owned(), ..seated.answer("ACCEPTED").await };
    assert_eq!(seated.receives(&after.mail("apple")).await, "noted");
    seated.world.close().await;
}
on_each!(the_address_that_was_invited_may_answer);

/// Case 31.
async fn guests_take_no_seats(engine: Engine) {
    let Some(seated) = Seated::new(engine).await else { return };
    let path = format!("/sessions/{}", text(&seated.session["id"]));
    let free = |session: Value| session["seatsLeft"].clone();
    let before = free(seated.world.get(&seated.amira, &path).await.expect(200).body);
    assert!(before.is_number(), "{before}");
    let mail = String::from_utf8(seated.answer("ACCEPTED").await.mail("google")).expect("text");
    let mail = mail.replace("X-NUM-GUESTS=0", "X-NUM-GUESTS=3");
    assert_eq!(seated.receives(mail.as_bytes()).await, "noted");
    let after = free(seated.world.get(&seated.amira, &path).await.expect(200).body);
    assert_eq!(before, after);
    let plain = sea_orm::Database::connect(&seated.world.database_url).await.expect("a connection");
    let sql = "SELECT answer_guests FROM invitation";
    let row = plain.query_one_raw(sea_orm::Statement::from_string(plain.get_database_backend(), sql)).await;
    let guests: Option<i32> = row.expect("an answer").expect("a row").try_get_by_index(0).expect("a number");
    plain.close().await.expect("closed");
    assert_eq!(guests, Some(3), "kept, and never acted on");
    seated.world.close().await;
}
on_each!(guests_take_no_seats);

/// The setting that lets a no cancel: only from a sender whom our own mail server vouches for, and in good time.
async fn a_trusted_no_cancels_in_good_time(engine: Engine) {
    let trusting = |settings: &mut Settings| {
        settings.inbound.cancel_at_once = true;
        settings.inbound.trusted_server = Some("mx.in.example".to_owned());
    };
    let Some(seated) = Seated::with(engine, trusting).await else { return };
    // Outlook's mail in the collection carries no word of our server.
    let no = seated.answer("DECLINED").await;
    assert_eq!(seated.receives(&no.mail("outlook")).await, "asked");
    assert_eq!(seated.status().await, "confirmed");
    seated.world.later(Duration::minutes(1));
    let no = seated.answer("DECLINED").await;
    assert_eq!(seated.receives(&no.mail("google")).await, "cancelled");
    assert_eq!(seated.status().await, "cancelled");
    assert_eq!(seated.told("bookingCancelled").await, 1);
    seated.world.later(Duration::minutes(1));
    let after = Filling { stamp: seated.stamp(), ..no };
    assert_eq!(seated.receives(&after.mail("google")).await, "ended");

    // Six days before the first meeting is too late for that.
    let again = seated.world.books(&seated.amira, &seated.session).await.expect(201).body;
    seated.world.at("2026-12-18T09:00:00Z");
    seated.world.mail().await;
    let seated = Seated { booking: again, ..seated };
    let late = seated.answer("DECLINED").await;
    assert_eq!(seated.receives(&late.mail("google")).await, "asked");
    assert_eq!(seated.status().await, "confirmed");
    seated.world.close().await;
}
on_each!(a_trusted_no_cancels_in_good_time);
