use domain::{
    Invalid,
    notice::{CalendarMethod, Notice, NoticeKind},
    session::Format,
};
use icalendar::{Component, Event, Property};

use super::*;
use crate::fixture;

fn text(notice: &Notice) -> String {
    object(notice, &fixture::organizer(), &notice.invitations[0], &notice.meetings[0]).expect("a calendar object")
}

/// The lines as a reader sees them: unfolded.
fn lines(notice: &Notice) -> Vec<String> {
    content_line::unfold(&text(notice)).lines().map(str::to_owned).collect()
}

fn with<'a>(lines: &'a [String], start: &str) -> Vec<&'a str> {
    lines.iter().map(String::as_str).filter(|line| line.starts_with(start)).collect()
}

#[test]
fn a_request_holds_what_itip_asks_for() {
    let lines = lines(&fixture::notice(NoticeKind::Confirmation, 1));
    for one in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kursplats//Kursplats//SV",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "UID:7f3a9c1e-0000-4000-8000-000000002000",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "DTSTAMP:20260901T070000Z",
        "DTSTART;TZID=Europe/Stockholm:20261006T090000",
        "DTEND;TZID=Europe/Stockholm:20261006T120000",
        "SUMMARY:Källkritik\\; steg 1\\, \"på nätet\" \\\\ i biblioteket",
        "LOCATION:Kumla bibliotek\\; stora salen\\, plan 2",
        "ORGANIZER;CN=\"Länsbiblioteket, kurser\":mailto:kurs@bibliotek.example",
        "ATTENDEE;CN=Åsa Öberg;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:asa.oberg@kumla.example",
        "X-MICROSOFT-DISALLOW-COUNTER:TRUE",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
    ] {
        assert_eq!(with(&lines, one), [one]);
    }
    assert!(with(&lines, "BEGIN:VALARM").is_empty());
}

#[test]
fn the_zone_is_described_by_rules_and_stands_before_the_event() {
    let text = text(&fixture::notice(NoticeKind::Confirmation, 1));
    let zone = text.find("BEGIN:VTIMEZONE").expect("a zone");
    assert!(zone < text.find("BEGIN:VEVENT").expect("an event"));
    assert!(text.contains("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"));
    assert!(!text.contains("RDATE"));
    assert_eq!(text.matches("DTSTAMP").count(), 1, "only the event has a stamp");
}

#[test]
fn a_cancellation_cancels_the_whole_event_without_alarm_or_link() {
    let mut notice = fixture::notice(NoticeKind::SessionCancelled, 1);
    notice.format = Format::Remote;
    notice.meetings[0].join_url = Some("https://mote.example/rum/1".parse().expect("a link"));
    let lines = lines(&notice);
    assert_eq!(with(&lines, "METHOD"), ["METHOD:CANCEL"]);
    assert_eq!(with(&lines, "STATUS"), ["STATUS:CANCELLED"]);
    assert_eq!(with(&lines, "SEQUENCE"), ["SEQUENCE:1"]);
    assert!(with(&lines, "BEGIN:VALARM").is_empty());
    assert!(!lines.iter().any(|line| line.contains("https://")));
}

#[test]
fn a_video_link_stands_in_conference_and_in_the_text() {
    let mut notice = fixture::notice(NoticeKind::Confirmation, 2);
    notice.format = Format::Hybrid;
    notice.meetings[0].join_url = Some("https://mote.example/rum/1?a=1;b=2,3".parse().expect("a link"));
    let lines = lines(&notice);
    assert_eq!(with(&lines, "CONF"), ["CONFERENCE;FEATURE=VIDEO;VALUE=URI:https://mote.example/rum/1?a=1;b=2,3"]);
    assert_eq!(with(&lines, "LOCATION"), ["LOCATION:Kumla bibliotek\\; stora salen\\, plan 2 eller på distans"]);
    let description = with(&lines, "DESCRIPTION")[0];
    assert!(
        description.starts_with("DESCRIPTION:Träff 1 av 2.\\nLeds av: Amira Holm\\nLänk till videomötet: https://")
    );
    assert!(description.ends_with("?a=1\\;b=2\\,3\\nFår du förhinder? Avboka i Kursplats."));
}

#[test]
fn every_line_is_short_ends_with_crlf_and_holds_no_control_character() {
    for (kind, length) in NoticeKind::ALL.iter().zip(1..) {
        let mut notice = fixture::notice(*kind, 1);
        if notice.invitations.is_empty() {
            continue;
        }
        notice.title = "å😀 ;,\\".repeat((3 * length).min(32)).parse().expect("a line");
        let text = text(&notice);
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        assert!(!text.replace("\r\n", "").contains(|c: char| c.is_control() || c == '\u{feff}'));
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
    }
}

#[test]
fn a_name_cannot_add_lines_or_parameters() {
    let organizer = Organizer { name: "x\"\r\nATTENDEE:mailto:evil@evil.example", ..fixture::organizer() };
    let mut notice = fixture::notice(NoticeKind::Confirmation, 1);
    notice.recipient = fixture::recipient("\"Åsa;X-P=1:evil\"", "asa.oberg@kumla.example");
    let text = object(&notice, &organizer, &notice.invitations[0], &notice.meetings[0]).expect("a calendar object");
    let lines: Vec<_> = content_line::unfold(&text).lines().map(str::to_owned).collect();
    assert_eq!(with(&lines, "ATTENDEE").len(), 1);
    assert!(with(&lines, "ATTENDEE")[0].starts_with("ATTENDEE;CN=\"'Åsa;X-P=1:evil'\";CUTYPE"));
    assert_eq!(
        with(&lines, "ORGANIZER"),
        ["ORGANIZER;CN=\"x' ATTENDEE:mailto:evil@evil.example\":mailto:kurs@bibliotek.example"]
    );
}

/// Negative control: the library writes such a name as it is.
#[test]
fn the_library_lets_a_name_add_lines() {
    let mut event = Event::new();
    let mut organizer = Property::new("ORGANIZER", "mailto:kurs@bibliotek.example");
    event.append_property(organizer.add_parameter("CN", "x\"\r\nATTENDEE:mailto:evil@evil.example").done());
    let text = event.try_into_string().expect("an event");
    assert!(text.lines().any(|line| line.starts_with("ATTENDEE:")));
}

#[test]
fn times_that_calendars_read_differently_are_refused() {
    let reason = |day: u32, month: u32, hour: u32, ends: u32| {
        let mut notice = fixture::notice(NoticeKind::Confirmation, 1);
        let date = chrono::NaiveDate::from_ymd_opt(2026, month, day).expect("a date");
        notice.meetings[0].starts = date.and_hms_opt(hour, 30, 0).expect("a time");
        notice.meetings[0].ends = date.and_hms_opt(ends, 0, 0).expect("a time");
        match object(&notice, &fixture::organizer(), &notice.invitations[0], &notice.meetings[0]) {
            Err(CalendarError::WallTime(_, reason)) => Some(reason),
            _ => None,
        }
    };
    assert_eq!(reason(29, 3, 2, 5), Some(Invalid::SkippedHour));
    assert_eq!(reason(25, 10, 2, 5), Some(Invalid::RepeatedHour));
    assert_eq!(reason(6, 10, 9, 9), Some(Invalid::EndsBeforeStart));
    assert_eq!(reason(6, 10, 9, 10), None);
    let mut notice = fixture::notice(NoticeKind::Confirmation, 1);
    notice.time_zone = "Europe/Helsinki".to_owned();
    let result = object(&notice, &fixture::organizer(), &notice.invitations[0], &notice.meetings[0]);
    assert!(matches!(result, Err(CalendarError::TimeZone(_))));
}

#[test]
fn addresses_are_valid_uris() {
    let part = |address: &str| address_part(&address.parse().expect("an address"));
    assert_eq!(part("asa+kurs.x@kumla.example"), "asa+kurs.x@kumla.example");
    assert_eq!(part("a%b?c&d#e/f=g@kumla.example"), "a%25b%3Fc%26d%23e%2Ff%3Dg@kumla.example");
}

#[test]
fn the_uid_is_the_stored_one_and_nothing_else() {
    let notice = fixture::notice(NoticeKind::Confirmation, 1);
    for _ in 0..1000 {
        assert_eq!(with(&lines(&notice), "UID:"), [format!("UID:{}", notice.invitations[0].uid)]);
    }
    assert_eq!(notice.invitations[0].method, CalendarMethod::Request);
}
