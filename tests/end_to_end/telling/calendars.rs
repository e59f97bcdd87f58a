//! What becomes of the mails in the calendars of those who get them: Xandikos takes them in.

use super::*;

/// Fields of an event that an untouched calendar keeps.
fn essence(event: &Value) -> [&Value; 4] {
    [&event["uid"], &event["sequence"], &event["start_utc"], &event["status"]]
}

on_both! {
    /// Cases 2, 3, 14, 17 and 19.
    async fn a_booking_lives_and_ends_in_a_calendar(world: World) {
        if peers::python().is_none() {
            return;
        }
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let (mut known, calendar) = (HashSet::new(), world.folder().join("amira"));
        world.books(&bo, &session).await.expect(201);
        new_mails(&world, &mut known).await;

        let booking = world.books(&amira, &session).await.expect(201).body;
        let mails = new_mails(&world, &mut known).await;
        assert_eq!(mails.len(), 1);
        let (seen, invited) = (&mails[0].seen, &mails[0]);
        assert_eq!(seen["shape"], "mixed{alternative{plain,html,calendar},ics}");
        assert_eq!((&seen["calendar_equals_attachment"], &seen["is_seven_bit"]), (&json!(true), &json!(true)));
        let kind = &seen["structure"]["parts"][0]["parts"][2]["parameters"];
        assert_eq!((&kind["method"], &kind["charset"]), (&json!("REQUEST"), &json!("utf-8")));
        assert!(invited.part("text/calendar").contains("\r\nMETHOD:REQUEST\r\n"));
        import(&calendar, &invited.path);
        let first = only_event(&calendar);
        assert_eq!((&first["uid"], &first["sequence"]), (&json!(invited.property("UID")), &json!(0)));
        assert_eq!((&first["start_utc"], &first["end_utc"], &first["status"]),
            (&json!("2026-12-24T08:00:00Z"), &json!("2026-12-24T11:00:00Z"), &json!("CONFIRMED")));

        // The clock stands still: DTSTAMP grows all the same.
        moves(&world, &session, 0, "2026-12-22").await.expect(200);
        let mails = new_mails(&world, &mut known).await;
        assert_eq!(mails.len(), 2, "both who are booked are told");
        let mine: Vec<&Mail> = mails.iter().filter(|mail| mail.recipient() == address("Amira Haddad")).collect();
        import(&calendar, &mine[0].path);
        let moved = only_event(&calendar);
        assert_eq!((&moved["uid"], &moved["sequence"], &moved["start_utc"]),
            (&first["uid"], &json!(1), &json!("2026-12-22T12:00:00Z")));
        assert_eq!(moved["organizer"], first["organizer"]);
        assert!(text(&moved["dtstamp"]) > text(&first["dtstamp"]), "{moved} after {first}");

        world.cancels(&amira, &booking).await.expect(201);
        let mails = new_mails(&world, &mut known).await;
        assert_eq!(mails.len(), 1, "nobody else is told");
        assert_eq!(mails[0].recipient(), address("Amira Haddad"));
        assert_eq!(mails[0].property("SEQUENCE"), "2");
        assert!(mails[0].part("text/calendar").contains("\r\nMETHOD:CANCEL\r\n"));
        assert!(!mails[0].part("text/calendar").contains("VALARM"));
        import(&calendar, &mails[0].path);
        let ended = only_event(&calendar);
        assert_eq!((&ended["uid"], &ended["status"]), (&first["uid"], &json!("CANCELLED")));

        world.books(&amira, &session).await.expect(201);
        let mails = new_mails(&world, &mut known).await;
        import(&calendar, &mails[0].path);
        let events = peers::calendar_events(&calendar);
        let live: Vec<&Value> = events.iter().filter(|event| event["status"] != "CANCELLED").collect();
        assert_eq!((events.len(), live.len()), (2, 1), "{events:?}");
        assert_ne!(live[0]["uid"], first["uid"]);
        assert_eq!((&live[0]["sequence"], &live[0]["start_utc"]), (&json!(0), &moved["start_utc"]));
    }
}

on_both! {
    /// Case 18.
    async fn a_cancelled_session_leaves_other_events_alone(world: World) {
        if peers::python().is_none() {
            return;
        }
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let other = world.published(&world.plan(&county.course, 12, 31)).await;
        let mut known = HashSet::new();
        let calendar = |mail: &Mail| world.folder().join(mail.recipient());
        for name in ["Amira Haddad", "Bo Ek"] {
            let person = world.librarian(name, &county.kumla).await;
            world.books(&person, &session).await.expect(201);
            world.books(&person, &other).await.expect(201);
        }
        for mail in new_mails(&world, &mut known).await {
            import(&calendar(&mail), &mail.path);
        }
        calls_off(&world, &session).await.expect(201);
        let mails = new_mails(&world, &mut known).await;
        assert_eq!(mails.len(), 2);
        for mail in &mails {
            let before = peers::calendar_events(&calendar(mail));
            import(&calendar(mail), &mail.path);
            let after = peers::calendar_events(&calendar(mail));
            assert_eq!((before.len(), after.len()), (2, 2));
            for (before, after) in before.iter().zip(&after) {
                if after["start_utc"] == "2026-12-24T08:00:00Z" {
                    assert_eq!((&after["uid"], &after["status"]), (&json!(mail.property("UID")), &json!("CANCELLED")));
                } else {
                    assert_eq!((essence(before), &after["status"]), (essence(after), &json!("CONFIRMED")));
                }
            }
        }
    }
}

on_both! {
    /// Case 18, halfway through: what took place is not called off, in the mail or in the calendar.
    async fn a_meeting_that_took_place_stays_when_the_rest_is_called_off(world: World) {
        if peers::python().is_none() {
            return;
        }
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let mut plan = world.plan(&county.course, 12, 1);
        for days in [30, 40] {
            let later = world.plan(&county.course, 12, days)["meetings"][0].clone();
            plan["meetings"].as_array_mut().expect("a list").push(later);
        }
        let session = world.published(&plan).await;
        world.books(&amira, &session).await.expect(201);
        let (mut known, calendar) = (HashSet::new(), world.folder().join("amira"));
        for mail in new_mails(&world, &mut known).await {
            import(&calendar, &mail.path);
        }
        world.later(Duration::days(2));
        let path = format!("/meetings/{}/attendance-reports", text(&session["meetings"][0]["id"]));
        let report = json!({ "held": true, "participants": [{ "personId": amira.person, "presence": "present" }] });
        world.put(&world.organiser, &path, &report).await.expect(200);
        calls_off(&world, &session).await.expect(201);
        let mails = new_mails(&world, &mut known).await;
        let starts: Vec<String> = mails.iter().map(|mail| mail.property("DTSTART")).collect();
        assert_eq!(starts, ["20261224T090000", "20270103T090000"], "in order of time");
        for mail in &mails {
            let lines: Vec<&str> = mail.part("text/plain").lines().filter(|line| line.starts_with("- ")).collect();
            let called_off: Vec<bool> = lines.iter().map(|line| line.ends_with("INSTÄLLD")).collect();
            assert_eq!(called_off, [false, true, true], "{lines:?}");
            import(&calendar, &mail.path);
        }
        for event in peers::calendar_events(&calendar) {
            let stays = event["start_utc"] == "2026-11-25T08:00:00Z";
            assert_eq!(event["status"], if stays { "CONFIRMED" } else { "CANCELLED" }, "{event}");
        }
    }
}

on_both! {
    /// Case 25.
    async fn three_evenings_are_three_events_of_their_own(world: World) {
        if peers::python().is_none() {
            return;
        }
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let mut plan = world.plan(&county.course, 12, 30);
        let evening = |day: u32| json!({ "startsAt": format!("2026-12-{day}T16:00:00Z"),
            "endsAt": format!("2026-12-{day}T19:00:00Z"), "place": "Kumla bibliotek" });
        plan["meetings"] = json!([evening(14), evening(15), evening(16)]);
        let session = world.published(&plan).await;
        world.books(&amira, &session).await.expect(201);
        let (mut known, calendar) = (HashSet::new(), world.folder().join("amira"));
        let mails = new_mails(&world, &mut known).await;
        let uids: HashSet<String> = mails.iter().map(|mail| mail.property("UID")).collect();
        let subjects: HashSet<&Value> = mails.iter().flat_map(|mail| mail.seen["headers"].as_array().expect("headers"))
            .filter(|header| header[0] == "Subject").map(|header| &header[1]).collect();
        assert_eq!((mails.len(), uids.len(), subjects.len()), (3, 3, 3));
        for mail in &mails {
            assert_eq!(mail.part("text/calendar").matches("BEGIN:VEVENT").count(), 1);
            import(&calendar, &mail.path);
        }
        let by_start = |mut events: Vec<Value>| {
            events.sort_by_key(|event| event["start_utc"].to_string());
            events
        };
        let before = by_start(peers::calendar_events(&calendar));
        let starts: Vec<&str> = before.iter().map(|event| text(&event["start_utc"])).collect();
        assert_eq!(starts, ["2026-12-14T16:00:00Z", "2026-12-15T16:00:00Z", "2026-12-16T16:00:00Z"]);

        moves(&world, &session, 1, "2026-12-18").await.expect(200);
        let path = format!("/meetings/{}/cancellations", text(&session["meetings"][2]["id"]));
        let mails = new_mails(&world, &mut known).await;
        assert_eq!(mails.len(), 1);
        import(&calendar, &mails[0].path);
        world.post(&world.organiser, &path, &json!({ "reason": "Salen är upptagen" })).await.expect(201);
        let mails = new_mails(&world, &mut known).await;
        assert_eq!(mails.len(), 1);
        import(&calendar, &mails[0].path);

        let after = by_start(peers::calendar_events(&calendar));
        assert_eq!(after.len(), 3);
        assert_eq!(essence(&after[0]), essence(&before[0]));
        assert_eq!((&after[1]["uid"], &after[1]["start_utc"], &after[1]["status"]),
            (&before[2]["uid"], &before[2]["start_utc"], &json!("CANCELLED")));
        assert_eq!((&after[2]["uid"], &after[2]["start_utc"], &after[2]["sequence"], &after[2]["status"]),
            (&before[1]["uid"], &json!("2026-12-18T12:00:00Z"), &json!(1), &json!("CONFIRMED")));
    }
}
