use domain::notice::Participation;

use super::*;

const UID: &str = "0b5e55ed-0000-4000-8000-000000000001";

/// An answer as Outlook writes it, with a zone that no library knows.
fn outlook() -> String {
    format!(
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nPRODID:Microsoft Exchange Server 2010\r\nVERSION:2.0\r\n\
         BEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\n\
         TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
         BEGIN:VEVENT\r\nATTENDEE;PARTSTAT=DECLINED;CN=\"Haddad; Amira: KB\":MAILTO:Amira@Kumla.example\r\n\
         COMMENT;LANGUAGE=sv-SE:Sjuk\\, tyv\u{e4}rr\\n\\nAmira\\;\r\nUID:{UID}\r\nSEQUENCE:2\r\n\
         DTSTART;TZID=\"W. Europe Standard Time\":20261224T090000\r\nDTSTAMP:20261124T075900Z\r\n\
         BEGIN:VALARM\r\nDESCRIPTION:REMINDER\r\nUID:not-this-one\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

fn read(object: &str) -> Result<Answer, Unreadable> {
    read_answer(object.as_bytes(), None)
}

/// A small answer, with one line in the event more.
fn with(line: &str) -> Answer {
    read(&format!("BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n{line}\nEND:VEVENT\nEND:VCALENDAR\n")).expect("read")
}

#[test]
fn an_answer_is_read_for_what_it_says() {
    let answer = read(&outlook()).expect("an answer");
    assert_eq!(answer.method, AnswerMethod::Reply);
    assert_eq!(answer.uid, Uuid::try_parse(UID).ok());
    assert_eq!((answer.sequence, answer.of_one_occurrence), (2, false));
    assert_eq!(answer.stamp, "2026-11-24T07:59:00Z".parse().ok());
    let [attendee] = answer.attendees.as_slice() else { panic!("{answer:?}") };
    assert_eq!(attendee.address.as_str(), "amira@kumla.example");
    assert_eq!((attendee.participation, attendee.guests), (Some(Participation::Declined), None));
    assert_eq!(answer.comment.expect("a comment").as_str(), "Sjuk, tyvärr Amira;");
}

#[test]
fn case_line_ends_and_a_byte_order_mark_do_not_matter() {
    let expected = read(&outlook());
    assert_eq!(read(&format!("\u{feff}{}", outlook())), expected);
    assert_eq!(read(&outlook().replace("\r\n", "\n")), expected);
    assert_eq!(read(&format!("\r\n\n{}", outlook().replace("\r\n", "\r\n\r\n"))), expected);
    let mut lower = outlook();
    for name in ["BEGIN:VEVENT", "METHOD:REPLY", "ATTENDEE;PARTSTAT=DECLINED", "DTSTAMP", "UID:0", "SEQUENCE"] {
        lower = lower.replace(name, &name.to_lowercase());
    }
    assert_eq!(read(&lower), expected);
}

#[test]
fn a_fold_may_stand_anywhere_even_inside_a_character() {
    let object = outlook().into_bytes();
    let expected = read_answer(&object, None);
    let place = object.windows(2).position(|pair| pair == "ä".as_bytes()).expect("an ä") + 1;
    for at in [place, place - 5, place + 3] {
        let folded = [&object[..at], b"\r\n\t".as_slice(), &object[at..]].concat();
        assert_eq!(read_answer(&folded, None), expected, "{at}");
    }
}

#[test]
fn what_is_missing_is_left_open() {
    let bare = with("SUMMARY:x");
    assert_eq!((bare.uid, bare.sequence, bare.stamp), (None, 0, None));
    assert_eq!((bare.attendees.len(), bare.comment), (0, None));
    assert_eq!(with("DTSTAMP;TZID=\"W. Europe Standard Time\":20261124T085900").stamp, None);
    assert_eq!(with("DTSTAMP:+123450101T000000Z").stamp, None);
    assert_eq!(with("SEQUENCE:-1").sequence, 0);
    assert_eq!(with("UID:abc@google.example").uid, None);
    assert!(with("RECURRENCE-ID:20261124T085900Z").of_one_occurrence);
}

#[test]
fn addresses_are_found_where_calendars_put_them() {
    let address = |line: &str| with(line).attendees.first().map(|it| it.address.to_string());
    assert_eq!(address("ATTENDEE:mailto:a%27b%2Bc@kumla.example").as_deref(), Some("a'b+c@kumla.example"));
    assert_eq!(address("ATTENDEE:MailTo: amira@kumla.example?subject=x").as_deref(), Some("amira@kumla.example"));
    assert_eq!(address("ATTENDEE:amira@kumla.example").as_deref(), Some("amira@kumla.example"));
    assert_eq!(address("ATTENDEE;EMAIL=amira@kumla.example:urn:uuid:1").as_deref(), Some("amira@kumla.example"));
    for nobody in ["ATTENDEE:mailto:", "ATTENDEE:mailto:%ff@x.example", "ATTENDEE:mailto:a b@x.example", "ATTENDEE:%"] {
        assert_eq!(address(nobody), None, "{nobody}");
    }
}

#[test]
fn guests_and_remarks_are_kept() {
    let answer = with("ATTENDEE;X-NUM-GUESTS=3;X-RESPONSE-COMMENT=\"Vi kommer; alla\":mailto:amira@kumla.example");
    assert_eq!(answer.attendees[0].guests, Some(3));
    assert_eq!(answer.comment.expect("a comment").as_str(), "Vi kommer; alla");
    assert_eq!(with("ATTENDEE;X-NUM-GUESTS=0:mailto:amira@kumla.example").attendees[0].guests, None);
    let long = with(&format!("COMMENT:{}", "å\\n".repeat(2_000))).comment.expect("a comment");
    assert!(long.as_str().chars().count() <= 500);
}

#[test]
fn one_method_is_enough_and_two_must_agree() {
    let silent = outlook().replace("METHOD:REPLY\r\n", "");
    let method = |object: &str, declared| read_answer(object.as_bytes(), declared).map(|answer| answer.method);
    assert_eq!(method(&outlook(), Some("reply")), Ok(AnswerMethod::Reply));
    assert_eq!(method(&silent, Some("Counter")), Ok(AnswerMethod::Counter));
    assert_eq!(method(&silent, None), Err(Unreadable::NoAnswer));
    assert_eq!(method(&outlook(), Some("REQUEST")), Err(Unreadable::MethodConflict));
    assert_eq!(method(&outlook().replace("METHOD:REPLY", "METHOD:REQUEST"), None), Err(Unreadable::NoAnswer));
}

/// Case 33. How far was read says how much was done.
#[test]
fn hostile_objects_are_refused_early() {
    let nested = "BEGIN:VCALENDAR\r\n".to_owned() + &"BEGIN:A\r\n".repeat(20_000);
    assert_eq!(read(&nested), Err(Unreadable::TooDeep { line: 5 }));
    assert_eq!(read(&"BEGIN:A\n".repeat(100_000)), Err(Unreadable::TooLong));
    assert_eq!(read(&format!("BEGIN:VCALENDAR\nCOMMENT:{}", "x".repeat(10 << 20))), Err(Unreadable::TooLong));
    assert_eq!(read(&format!("BEGIN:VCALENDAR\n{}", "A:\n".repeat(60_000))), Err(Unreadable::TooManyLines));
    assert_eq!(read(&format!("BEGIN:VCALENDAR\n{}", " \n".repeat(100_000))), Err(Unreadable::TooManyLines));
    assert_eq!(read(&"\n".repeat(200_000)), Err(Unreadable::TooManyLines));
    assert_eq!(read(&outlook().replace("Amira", "A\0mira")), Err(Unreadable::Nul));
    for (object, fault) in [
        ("", Unreadable::NoEvent),
        ("Hej!\n", Unreadable::NoCalendar),
        ("UID:1\n", Unreadable::NoCalendar),
        ("BEGIN:VEVENT\n", Unreadable::NoCalendar),
        ("BEGIN:VCALENDAR\nEND:VEVENT\n", Unreadable::Unbalanced),
        ("END:VCALENDAR\n", Unreadable::Unbalanced),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", Unreadable::Unbalanced),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\n", Unreadable::NoEvent),
    ] {
        assert_eq!(read(object), Err(fault), "{object:?}");
    }
}

/// Each limit from both sides: what keeps to it counts, and what lies beyond it is not looked at.
#[test]
fn only_so_many_parameters_and_attendees_are_read() {
    let spoken_for = |parameters: usize| {
        let line = format!("ATTENDEE{};PARTSTAT=DECLINED:mailto:bo@kumla.example", ";X=1".repeat(parameters));
        with(&line).attendees.iter().any(|attendee| attendee.participation == Some(Participation::Declined))
    };
    assert!(spoken_for(49) && !spoken_for(50));
    let attendees = |count: usize| with(&"ATTENDEE:mailto:bo@kumla.example\r\n".repeat(count)).attendees.len();
    assert_eq!((attendees(50), attendees(200)), (50, 100));
}

#[test]
fn octets_that_are_no_text_do_no_harm() {
    let mut object = outlook().into_bytes();
    for place in 0..object.len() {
        let kept = std::mem::replace(&mut object[place], 0xff);
        let _ = read_answer(&object, None);
        object[place] = kept;
        let _ = read_answer(&object[..place], Some("REPLY"));
    }
    let latin = outlook().into_bytes().into_iter().filter(|b| *b != 0xc3).collect::<Vec<_>>();
    assert_eq!(
        read_answer(&latin, None).expect("an answer").comment.expect("a comment").as_str(),
        "Sjuk, tyv\u{fffd}rr Amira;"
    );
}
