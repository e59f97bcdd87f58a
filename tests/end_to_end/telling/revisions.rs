//! Revisions of an invitation: what makes calendars ask anew, what does not, and the truth about all of it.

use super::*;

/// Changes a meeting of a session.
async fn changes(world: &World, session: &Value, change: &Value) -> Answer {
    let path = format!("/meetings/{}", text(&session["meetings"][0]["id"]));
    world.patch(&world.organiser, &path, change).await
}

/// UID, SEQUENCE and DTSTAMP of the object in a mail.
fn key(mail: &Mail) -> (String, String, String) {
    (mail.property("UID"), mail.property("SEQUENCE"), mail.property("DTSTAMP"))
}

/// What the API says of a booking's invitations.
async fn truth(world: &World, caller: &Caller, booking: &Value) -> Vec<Value> {
    let path = format!("/bookings/{}/invitations", text(&booking["id"]));
    let list = world.get(caller, &path).await.expect(200).body;
    list["items"].as_array().expect("a list").clone()
}

/// Asks for the invitations once more.
async fn asks_again(world: &World, caller: &Caller, booking: &Value) -> Answer {
    world.post(caller, &format!("/bookings/{}/invitations/resends", text(&booking["id"])), &json!({})).await
}

on_both! {
    /// Cases 15 and 16. The clock stands still all the while.
    async fn only_another_time_or_place_asks_anew(world: World) {
        if peers::python().is_none() {
            return;
        }
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let (mut known, calendar) = (HashSet::new(), world.folder().join("amira"));
        let booking = world.books(&amira, &session).await.expect(201).body;
        let mut last = (String::new(), String::new(), String::new());
        let steps = [
            (Value::Null, "0"),
            (json!({ "trainer": "Elin Ek-Lund" }), "0"),
            (json!({ "travelNote": "Buss 7 till Torget" }), "0"),
            (json!({ "joinUrl": "https://mote.example/rum/7" }), "0"),
            (json!({ "place": "Hallsbergs bibliotek" }), "1"),
            (json!({ "startsAt": "2026-12-22T12:00:00Z", "endsAt": "2026-12-22T15:00:00Z" }), "2"),
        ];
        for (change, sequence) in &steps {
            if !change.is_null() {
                changes(&world, &session, change).await.expect(200);
            }
            let mails = new_mails(&world, &mut known).await;
            assert_eq!(mails.len(), 1, "{change}");
            let now = key(&mails[0]);
            assert_eq!(now.1, *sequence, "{change}");
            assert!(now.2 > last.2, "{change}: DTSTAMP {} after {}", now.2, last.2);
            assert!(last.0.is_empty() || now.0 == last.0, "{change}: another UID");
            import(&calendar, &mails[0].path);
            assert_eq!(text(&only_event(&calendar)["dtstamp"]).replace(['-', ':'], ""), now.2, "{change}");
            last = now;
        }
        assert_eq!(only_event(&calendar)["start_utc"], "2026-12-22T12:00:00Z");
        // What nobody needs to hear of.
        changes(&world, &session, &json!({ "breakMinutes": 20 })).await.expect(200);
        assert_eq!(new_mails(&world, &mut known).await.len(), 0);

        let truth = truth(&world, &amira, &booking).await;
        assert_eq!(truth.len(), 1);
        let sent: Vec<_> = truth[0]["messages"].as_array().expect("a list").iter().collect();
        let sequences: Vec<_> = sent.iter().map(|mail| mail["sequence"].as_u64()).collect();
        assert_eq!(sequences, [Some(0), Some(0), Some(0), Some(0), Some(1), Some(2)]);
        assert!(sent.iter().all(|mail| mail["state"] == "sent" && mail["sentAt"].is_string()), "{sent:?}");
        assert_eq!((&truth[0]["uid"], &truth[0]["sequence"]), (&json!(last.0), &json!(2)));
        assert_eq!((&truth[0]["method"], &truth[0]["answer"]), (&json!("REQUEST"), &Value::Null));
    }
}

on_both! {
    async fn who_asks_again_gets_the_same_event_and_no_second_one(world: World) {
        if peers::python().is_none() {
            return;
        }
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let (mut known, calendar) = (HashSet::new(), world.folder().join("amira"));
        let booking = world.books(&amira, &session).await.expect(201).body;
        import(&calendar, &new_mails(&world, &mut known).await[0].path);
        moves(&world, &session, 0, "2026-12-22").await.expect(200);
        import(&calendar, &new_mails(&world, &mut known).await[0].path);
        let before = only_event(&calendar);
        asks_again(&world, &amira, &booking).await.expect(201);
        let mails = new_mails(&world, &mut known).await;
        assert_eq!(mails.len(), 1);
        import(&calendar, &mails[0].path);
        let after = only_event(&calendar);
        for same in ["uid", "sequence", "start_utc", "status", "organizer"] {
            assert_eq!(before[same], after[same], "{same}");
        }
        assert!(text(&after["dtstamp"]) > text(&before["dtstamp"]));

        // The same wish sent twice is one wish.
        let path = format!("/bookings/{}/invitations/resends", text(&booking["id"]));
        for _ in 0..2 {
            world.post_once(&amira, &path, "en-gang-till", &json!({})).await.expect(201);
        }
        assert_eq!(new_mails(&world, &mut known).await.len(), 1);

        // After the end it is the cancellation that is sent again.
        world.cancels(&amira, &booking).await.expect(201);
        let mut mails = new_mails(&world, &mut known).await;
        asks_again(&world, &amira, &booking).await.expect(201);
        mails.extend(new_mails(&world, &mut known).await);
        assert_eq!(mails.len(), 2);
        assert_eq!((mails[0].property("SEQUENCE"), mails[1].property("SEQUENCE")), ("2".into(), "2".into()));
        for mail in &mails {
            assert!(mail.part("text/calendar").contains("\r\nMETHOD:CANCEL\r\n"));
            import(&calendar, &mail.path);
        }
        assert_eq!(only_event(&calendar)["status"], "CANCELLED");
        let truth = truth(&world, &amira, &booking).await;
        assert_eq!((&truth[0]["method"], &truth[0]["sequence"]), (&json!("CANCEL"), &json!(2)));
    }
}

on_both! {
    async fn the_truth_is_for_those_who_may_see_the_booking(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 1, 30)).await;
        let booking = world.books(&amira, &session).await.expect(201).body;
        let waiting = world.books(&bo, &session).await.expect(201).body;
        assert_eq!(truth(&world, &world.organiser, &booking).await.len(), 1);
        asks_again(&world, &world.organiser, &booking).await.expect(201);
        let path = format!("/bookings/{}/invitations", text(&booking["id"]));
        world.get(&bo, &path).await.expect_code(404, "notFound");
        asks_again(&world, &bo, &booking).await.expect_code(404, "notFound");
        // Who waits has nothing in her calendar yet.
        assert_eq!(truth(&world, &bo, &waiting).await.len(), 0);
        asks_again(&world, &bo, &waiting).await.expect_code(409, "nothingToResend");
        // And what has been is not sent again.
        world.later(Duration::days(31));
        asks_again(&world, &amira, &booking).await.expect_code(409, "nothingToResend");
        asks_again(&world, &amira, &json!({ "id": "0198c0de-0000-7000-8000-000000000000" })).await.expect(404);
    }
}

on_both! {
    /// One mail, with the first meeting as it stands: whoever has it in her calendar sees nothing new.
    async fn the_summons_brings_the_first_invitation_again(world: World) {
        if peers::python().is_none() {
            return;
        }
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let mut plan = world.plan(&county.course, 12, 30);
        let later = world.plan(&county.course, 12, 37)["meetings"][0].clone();
        plan["meetings"].as_array_mut().expect("a list").push(later);
        let session = world.published(&plan).await;
        let (mut known, calendar) = (HashSet::new(), world.folder().join("amira"));
        world.books(&amira, &session).await.expect(201);
        let mut first = None;
        for mail in new_mails(&world, &mut known).await {
            import(&calendar, &mail.path);
            if mail.property("DTSTART") == "20261224T090000" {
                first = Some(key(&mail));
            }
        }
        let first = first.expect("an invitation to the first meeting");
        world.at("2026-12-14T08:00:00Z");
        let mails = new_mails(&world, &mut known).await;
        assert_eq!(mails.len(), 1);
        let headers = mails[0].seen["headers"].as_array().expect("headers");
        assert!(headers.iter().any(|header| header.to_string().contains("Kallelse: ")), "{headers:?}");
        let again = key(&mails[0]);
        assert_eq!((&again.0, &again.1), (&first.0, &first.1));
        assert!(again.2 > first.2);
        import(&calendar, &mails[0].path);
        assert_eq!(peers::calendar_events(&calendar).len(), 2);
    }
}

/// A calendar takes changes from nobody but the organizer it knows: settings that change later change none that is out.
async fn an_organizer_stays_when_the_mailbox_comes_or_goes(engine: Engine) {
    if peers::python().is_none() {
        return;
    }
    let Some(mut world) = World::new(engine).await else { return };
    let mut known = HashSet::new();
    let (amira, session, booking) = booked_by(&world).await;
    let organizer = |mail: &Mail| {
        let organizer = mail.property("ORGANIZER");
        assert_eq!(organizer, format!("mailto:{}", text(&mail.seen["people"]["from"][0]["email"])));
        organizer
    };
    let amiras = organizer(&new_mails(&world, &mut known).await[0]);
    assert_eq!(amiras, "mailto:kurser@bibliotek.example");

    let mailbox = "svar@in.example".parse().expect("an address");
    world.restart(|settings| settings.mail.inbound = Some(mailbox)).await;
    moves(&world, &session, 0, "2026-12-22").await.expect(200);
    let moved = new_mails(&world, &mut known).await;
    assert_eq!((moved.len(), organizer(&moved[0]), moved[0].property("SEQUENCE").as_str()), (1, amiras.clone(), "1"));
    let library = world.library("Askersunds bibliotek", "1881").await;
    let bo = world.librarian("Bo Ek", &library).await;
    let bos_booking = world.books(&bo, &session).await.expect(201).body;
    let bos = organizer(&new_mails(&world, &mut known).await[0]);
    assert!(bos.starts_with("mailto:svar+") && bos.ends_with("@in.example"), "{bos}");

    world.restart(|settings| settings.mail.sender_address = "nya@bibliotek.example".parse().expect("an address")).await;
    for (person, booking, organizer_before) in [(&amira, &booking, &amiras), (&bo, &bos_booking, &bos)] {
        world.cancels(person, booking).await.expect(201);
        let mails = new_mails(&world, &mut known).await;
        assert_eq!((mails.len(), mails[0].property("STATUS").as_str()), (1, "CANCELLED"));
        assert_eq!(&organizer(&mails[0]), organizer_before);
    }
    world.close().await;
}
on_each!(an_organizer_stays_when_the_mailbox_comes_or_goes);
