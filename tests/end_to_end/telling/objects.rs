//! The calendar objects themselves, as `icalendar`, `vobject` and `ical.js` read them.

use super::*;

/// Legal in a line of text, and special somewhere in a calendar, a mail or a web page.
const HOSTILE: &str = r#"Å; ä, ö: "på nätet" \ C:\nytt; <b>&amp; 'x' =?utf-8?q?=0D=0A?= END:VEVENT"#;

/// A session whose every text is given.
async fn told_of(world: &World, title: &str, place: &str, trainer: &str) -> Value {
    let course = world.course("DF-77", title).await;
    let mut plan = world.plan(&course, 12, 30);
    plan["meetings"][0]["place"] = json!(place);
    plan["meetings"][0]["trainer"] = json!(trainer);
    world.published(&plan).await
}

/// What all three parsers agree on for the only event of a file, with no complaint of theirs.
fn agreed(path: &Path) -> Value {
    let readings = peers::read_calendar(path);
    assert_eq!(readings.len(), 3);
    for reading in &readings {
        assert_eq!((&reading["errors"], &reading["missing_tzids"]), (&json!([]), &json!([])), "{reading}");
        assert_eq!(reading["components"], json!(["VTIMEZONE", "VEVENT"]), "{reading}");
    }
    let event = readings[0]["events"][0].clone();
    for reading in &readings {
        assert_eq!(reading["events"].as_array().map(Vec::len), Some(1), "{reading}");
        for field in ["summary", "location", "description", "uid", "attendees", "organizer", "start_utc", "end_utc"] {
            assert_eq!(reading["events"][0][field], event[field], "{field} as {} reads it", reading["parser"]);
        }
    }
    event
}

on_both! {
    /// Case 1.
    async fn hostile_texts_reach_every_calendar_unharmed(world: World) {
        if peers::python().is_none() {
            return;
        }
        let county = world.county().await;
        let name = "Åsa Öberg; d.ä., \\ O'Hara: <b>";
        let person = somebody(&world, name, "asa.o'hara+kurs@bibliotek.example", &county.kumla).await;
        let session = told_of(&world, HOSTILE, HOSTILE, HOSTILE).await;
        world.books(&person, &session).await.expect(201);
        let mails = new_mails(&world, &mut HashSet::new()).await;
        assert_eq!(mails.len(), 1);

        let event = agreed(&mails[0].path);
        assert_eq!((&event["summary"], &event["location"]), (&json!(HOSTILE), &json!(HOSTILE)));
        let lines: Vec<&str> = text(&event["description"]).split('\n').collect();
        assert_eq!(lines, [format!("Leds av: {HOSTILE}").as_str(), "Får du förhinder? Avboka i Kursplats."]);
        let attendee = json!([{ "email": "asa.o'hara+kurs@bibliotek.example", "cn": name, "partstat": "ACCEPTED" }]);
        assert_eq!(event["attendees"], attendee);
        assert_eq!(event["start_utc"], "2026-12-24T08:00:00Z");

        let seen = &mails[0].seen;
        assert_eq!((&seen["people"]["to"][0]["name"], &seen["people"]["to"][0]["email"]),
            (&json!(name), &attendee[0]["email"]));
        assert_eq!((&seen["defects"], &seen["header_defects"]), (&json!([]), &json!([])));
        assert_eq!((&seen["line_break_in_subject"], &seen["line_break_in_names"]), (&json!(false), &json!(false)));
        assert!(mails[0].part("text/plain").contains(&format!("Plats: {HOSTILE}")));
        assert!(!mails[0].part("text/html").contains("<b>"));
    }
}

on_both! {
    /// Cases 4 and 5.
    async fn the_longest_texts_fold_without_loss(world: World) {
        if peers::python().is_none() {
            return;
        }
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let long = |unit: &str, length: usize| unit.chars().cycle().take(length).collect::<String>();
        let (title, place, trainer) = (long("å😀;", 200), long("😀 \\ä,", 199) + "x", long("ö\"n", 120));
        let session = told_of(&world, &title, &place, &trainer).await;
        world.books(&amira, &session).await.expect(201);
        let mails = new_mails(&world, &mut HashSet::new()).await;
        let event = agreed(&mails[0].path);
        assert_eq!((&event["summary"], &event["location"]), (&json!(title), &json!(place)));
        assert!(text(&event["description"]).starts_with(&format!("Leds av: {trainer}\n")), "{event}");
        let object = mails[0].part("text/calendar");
        assert!(object.split("\r\n").all(|line| line.len() <= 75), "{object}");
        assert!(!object.replace("\r\n", "").contains(char::is_control), "{object}");
        assert_eq!((&mails[0].seen["bare_cr"], &mails[0].seen["bare_lf"]), (&json!(0), &json!(0)));
        assert_eq!(mails[0].seen["is_seven_bit"], true);
    }
}

on_both! {
    /// Case 6: line breaks are refused at input; what is legal in a name stays inside its parameter.
    async fn a_name_cannot_become_calendar_lines(world: World) {
        let county = world.county().await;
        for name in ["x\"\r\nATTENDEE:mailto:evil@evil.example", "x\u{2028}BEGIN:VEVENT", "x\u{0}"] {
            let body = json!({ "name": name, "email": "eva@bibliotek.example" });
            let refused = world.post(&world.coordinator, "/people", &body).await.expect_code(400, "invalidInput").body;
            assert_eq!(refused["invalidParams"][0]["name"], "name", "{refused}");
        }
        if peers::python().is_none() {
            return;
        }
        let name = r#"Eva "ATTENDEE:mailto:x@y.example";X=1,\"#;
        let eva = somebody(&world, name, "eva@bibliotek.example", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        world.books(&eva, &session).await.expect(201);
        let mails = new_mails(&world, &mut HashSet::new()).await;
        let readable = name.replace('"', "'");
        let attendee = json!([{ "email": "eva@bibliotek.example", "cn": readable, "partstat": "ACCEPTED" }]);
        assert_eq!(agreed(&mails[0].path)["attendees"], attendee);
        assert_eq!((mails[0].recipient(), &mails[0].seen["people"]["to"][0]["name"]),
            ("eva@bibliotek.example", &json!(name)));
    }
}

/// Starts as they are entered, and what every calendar must make of them: the clocks go forward on 28 March 2027
/// at 01:00 UTC and back on 31 October 2027 at 01:00 UTC.
const AROUND_THE_CHANGES: [(&str, &str); 7] = [
    ("2027-03-27T12:00:00+01:00", "2027-03-27T11:00:00Z"),
    ("2027-03-28T01:30:00+01:00", "2027-03-28T00:30:00Z"),
    ("2027-03-28T03:00:00+02:00", "2027-03-28T01:00:00Z"),
    ("2027-07-01T09:00:00+02:00", "2027-07-01T07:00:00Z"),
    ("2027-10-31T01:30:00+02:00", "2027-10-30T23:30:00Z"),
    ("2027-10-31T03:00:00+01:00", "2027-10-31T02:00:00Z"),
    ("2027-12-01T09:00:00+01:00", "2027-12-01T08:00:00Z"),
];

/// The zone of an object, and its event.
fn split(object: &str) -> (&str, &str) {
    let (zone, event) = (object.find("BEGIN:VTIMEZONE"), object.find("BEGIN:VEVENT"));
    let (zone, event) = (zone.expect("a zone"), event.expect("an event"));
    (&object[zone..event], object[event..].trim_end_matches("END:VCALENDAR\r\n"))
}

on_both! {
    /// Case 22. The seven mails hold the same zone, byte for byte, so their events are read together: once as they
    /// are, and once with the zone under a name that nobody can look up.
    async fn the_zone_is_right_on_both_sides_of_every_change_of_the_clocks(world: World) {
        if peers::python().is_none() {
            return;
        }
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let mut plan = world.plan(&county.course, 12, 30);
        plan["meetings"] = AROUND_THE_CHANGES.iter().map(|(start, utc)| {
            let ends = kursplats_tests::world::instant(utc) + Duration::minutes(15);
            json!({ "startsAt": start, "endsAt": ends.to_rfc3339(), "place": "Kumla bibliotek" })
        }).collect();
        let session = world.published(&plan).await;
        world.books(&amira, &session).await.expect(201);
        let mails = new_mails(&world, &mut HashSet::new()).await;
        assert_eq!(mails.len(), 7);

        let (zone, _) = split(mails[0].part("text/calendar"));
        assert!(!zone.contains("RDATE"), "{zone}");
        let mut together = mails[0].part("text/calendar").trim_end_matches("END:VCALENDAR\r\n").to_owned();
        for mail in &mails[1..] {
            let (same, event) = split(mail.part("text/calendar"));
            assert_eq!(same, zone);
            together.push_str(event);
        }
        together.push_str("END:VCALENDAR\r\n");
        let expected: Vec<&str> = AROUND_THE_CHANGES.iter().map(|(_, utc)| *utc).collect();
        let renamed = together.replace("Europe/Stockholm", "Kursplats/Salen");
        for (name, content) in [("known", together), ("unknown", renamed)] {
            let path = world.folder().join(format!("{name}.ics"));
            std::fs::write(&path, content).expect("a file");
            for reading in peers::read_calendar(&path) {
                assert_eq!((&reading["errors"], &reading["missing_tzids"]), (&json!([]), &json!([])), "{reading}");
                let events = reading["events"].as_array().expect("events");
                let mut starts: Vec<&str> = events.iter().map(|event| text(&event["start_utc"])).collect();
                starts.sort_unstable();
                assert_eq!(starts, expected, "{name} to {}", reading["parser"]);
            }
        }
    }
}

on_both! {
    /// Case 23: the hour that is skipped and the hour that comes twice.
    async fn times_that_calendars_read_differently_are_refused(world: World) {
        let county = world.county().await;
        let table = [
            ("startsAt", "2027-03-28T02:30:00+01:00", "2027-03-28T06:00:00+02:00"),
            ("startsAt", "2027-03-28T02:30:00+02:00", "2027-03-28T06:00:00+02:00"),
            ("startsAt", "2027-10-31T02:30:00+02:00", "2027-10-31T06:00:00+01:00"),
            ("startsAt", "2027-10-31T02:30:00+01:00", "2027-10-31T06:00:00+01:00"),
            ("endsAt", "2027-03-28T00:30:00+01:00", "2027-03-28T02:30:00+01:00"),
            ("endsAt", "2027-10-31T00:30:00+02:00", "2027-10-31T02:30:00+01:00"),
        ];
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let standing = world.published(&world.plan(&county.course, 12, 30)).await;
        world.books(&amira, &standing).await.expect(201);
        let path = format!("/meetings/{}", text(&standing["meetings"][0]["id"]));
        for (field, starts, ends) in table {
            let mut plan = world.plan(&county.course, 12, 30);
            plan["meetings"][0]["startsAt"] = json!(starts);
            plan["meetings"][0]["endsAt"] = json!(ends);
            let refused = world.post(&world.organiser, "/sessions", &plan).await.expect_code(400, "invalidInput").body;
            assert_eq!(refused["invalidParams"][0]["name"], format!("meetings[0].{field}"), "{starts} {refused}");
            let span = json!({ "startsAt": starts, "endsAt": ends });
            let refused = world.patch(&world.organiser, &path, &span).await.expect_code(400, "invalidInput").body;
            assert_eq!(refused["invalidParams"][0]["name"], field, "{starts} {refused}");
        }
        assert_eq!(world.mail().await.len(), 1, "a move that is refused tells nobody");
    }
}

on_both! {
    /// Case 7: an address with a line break in it is refused where it enters, in a session and in the settings.
    async fn a_link_cannot_carry_a_line_break(world: World) {
        let county = world.county().await;
        for link in ["https://mote.example/\r\nATTENDEE:mailto:evil@evil.example", "https://mote.example/a\nb", "https://mote.example/\u{0}"] {
            let mut plan = world.plan(&county.course, 12, 30);
            plan["meetings"][0]["joinUrl"] = json!(link);
            let answer = world.post(&world.organiser, "/sessions", &plan).await.expect(400);
            assert_eq!(answer.body["invalidParams"][0]["name"], "meetings[0].joinUrl", "{}", answer.body);
        }
        let variables = [("KURSPLATS__MAIL__SENDER_ADDRESS", "kurs@bibliotek.example\r\nATTENDEE:x")];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let faults = Settings::read(None, variables.into()).expect_err("refused").faults;
        assert_eq!(faults.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["mail.sender_address"]);
    }
}
