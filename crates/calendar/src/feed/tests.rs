use chrono::{NaiveDate, NaiveDateTime};
use domain::{feed::Participants, session::Format};
use uuid::Uuid;

use super::*;

fn time(day: u32, hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 10, day).and_then(|date| date.and_hms_opt(hour, 0, 0)).expect("a time")
}

fn item() -> FeedEvent {
    FeedEvent {
        uid: Uuid::from_u128(0x7f3a_9c1e_0000_4000_8000_0000_0000_0001),
        sequence: 2,
        stamp: "2026-09-01T07:00:00Z".parse().expect("an instant"),
        title: "Källkritik; steg 1, \"på nätet\" \\ i biblioteket".parse().expect("a line"),
        format: Format::Hybrid,
        starts: time(6, 9),
        ends: time(6, 12),
        place: Some("Kumla bibliotek".parse().expect("a line")),
        travel_note: None,
        bring: Some("Dator".parse().expect("a line")),
        join_url: Some("https://mote.example/rum/1".parse().expect("an address")),
        trainer: Some("Amira Holm".parse().expect("a line")),
        number: (2, 3),
        cancelled: false,
        participants: None,
    }
}

fn lines(items: &[FeedEvent]) -> Vec<String> {
    let text = feed("Kursplats: mina, kurser", items).expect("a calendar");
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
    content_line::unfold(&text).lines().map(str::to_owned).collect()
}

#[test]
fn a_feed_is_published_and_says_how_often_to_read_it() {
    let lines = lines(&[item()]);
    for one in [
        "METHOD:PUBLISH",
        "NAME:Kursplats: mina\\, kurser",
        "X-WR-CALNAME:Kursplats: mina\\, kurser",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
        "UID:7f3a9c1e-0000-4000-8000-000000000001",
        "SEQUENCE:2",
        "DTSTAMP:20260901T070000Z",
        "LAST-MODIFIED:20260901T070000Z",
        "STATUS:CONFIRMED",
        "LOCATION:Kumla bibliotek eller på distans",
        "CONFERENCE;FEATURE=VIDEO;VALUE=URI:https://mote.example/rum/1",
        "SUMMARY:Källkritik\\; steg 1\\, \"på nätet\" \\\\ i biblioteket",
    ] {
        assert_eq!(lines.iter().filter(|line| *line == one).count(), 1, "{one} in {lines:#?}");
    }
    for none in ["ATTENDEE", "ORGANIZER", "BEGIN:VALARM", "RDATE"] {
        assert!(!lines.iter().any(|line| line.starts_with(none)), "{none}");
    }
}

#[test]
fn nothing_to_show_is_a_calendar_too() {
    let lines = lines(&[]);
    assert_eq!((lines[0].as_str(), lines[lines.len() - 1].as_str()), ("BEGIN:VCALENDAR", "END:VCALENDAR"));
    assert!(lines.contains(&"BEGIN:VTIMEZONE".to_owned()) && !lines.contains(&"BEGIN:VEVENT".to_owned()));
}

/// Case 24.
#[test]
fn a_whole_day_is_a_date_that_ends_the_day_after() {
    let lines = lines(&[FeedEvent { starts: time(6, 0), ends: time(7, 0), ..item() }]);
    assert!(lines.contains(&"DTSTART;VALUE=DATE:20261006".to_owned()), "{lines:#?}");
    assert!(lines.contains(&"DTEND;VALUE=DATE:20261007".to_owned()), "{lines:#?}");
}

#[test]
fn what_is_cancelled_says_so_and_leads_nowhere() {
    let lines = lines(&[FeedEvent { cancelled: true, ..item() }]);
    assert!(lines.contains(&"STATUS:CANCELLED".to_owned()));
    assert!(!lines.iter().any(|line| line.contains("mote.example")));
}

#[test]
fn a_library_reads_how_many_come_and_who() {
    let library = "Kumla bibliotek".parse().expect("a line");
    let names = ["Amira", "Bo, \"den långe\""].map(|name| name.parse().expect("a line")).to_vec();
    let lines = lines(&[FeedEvent { participants: Some(Participants { library, names }), ..item() }]);
    let with = |start: &str| lines.iter().find(|line| line.starts_with(start)).cloned().unwrap_or_default();
    assert!(with("SUMMARY:").ends_with(": 2 deltagare från Kumla bibliotek"));
    assert!(with("DESCRIPTION:").ends_with("\\nDeltagare:\\n- Amira\\n- Bo\\, \"den långe\""));
    assert_eq!(with("TRANSP:"), "TRANSP:TRANSPARENT");
}

#[test]
fn a_time_that_calendars_read_differently_does_not_spoil_the_rest() {
    let repeated = NaiveDate::from_ymd_opt(2026, 10, 25).and_then(|date| date.and_hms_opt(2, 30, 0)).expect("a time");
    let lines = lines(&[FeedEvent { starts: repeated, ends: time(25, 9), ..item() }, item()]);
    assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VEVENT").count(), 1);
}
