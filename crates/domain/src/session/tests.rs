use super::*;

fn planned(starts_at: &[&str], cancel_until: Option<NaiveDate>) -> Result<Session, No> {
    let instant = |text: &str| DateTime::parse_from_rfc3339(text).expect("an instant");
    let meeting = |text: &&str| crate::meeting::MeetingDraft {
        starts_at: instant(text),
        ends_at: instant(text) + chrono::TimeDelta::hours(3),
        break_minutes: 0,
        place: None,
        join_url: None,
        trainer: None,
        trainer_id: None,
        travel_note: None,
    };
    let now = instant("2026-09-01T08:00:00Z").to_utc();
    let flags = Affiliation { by_staff: false, for_staff: true, with_staff: false, relates_to_goal: true };
    let draft = SessionDraft {
        course_id: CourseId::new(now),
        title: "Källkritik".parse().expect("a line"),
        format: Format::OnSite,
        capacity: 12,
        min_participants: 1,
        booking_opens_at: None,
        booking_closes_at: None,
        affiliation: flags,
        meetings: starts_at.iter().map(meeting).collect(),
        organiser_id: None,
        bring: None,
        cancel_until,
    };
    Session::plan(SessionId::new(now), draft, now)
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a date")
}

#[test]
fn one_may_cancel_until_a_week_before_or_as_the_organiser_says() {
    // Half past midnight on the 20th in Sweden: the local date counts.
    let starts = ["2026-10-27T08:00:00Z", "2026-10-19T22:30:00Z"];
    let last_day = |until| planned(&starts, until).expect("a session").last_day_to_cancel();
    assert_eq!(last_day(None), Some(day(10, 13)));
    assert_eq!(last_day(Some(day(10, 18))), Some(day(10, 18)));
    assert_eq!(last_day(Some(day(10, 20))), Some(day(10, 20)));
    let late = planned(&starts, Some(day(10, 21))).expect_err("refused");
    assert!(matches!(late, No::Invalid(members) if members[0].name == "cancelUntil"));
}

#[test]
fn a_session_that_is_moved_forward_takes_the_last_day_along() {
    let mut session = planned(&["2026-10-27T08:00:00Z"], Some(day(10, 26))).expect("a session");
    session.meetings[0].span = crate::values::Timespan::new(
        "2026-10-06T07:00:00Z".parse().expect("an instant"),
        "2026-10-06T10:00:00Z".parse().expect("an instant"),
    )
    .expect("a span");
    assert_eq!(session.last_day_to_cancel(), Some(day(10, 6)));
    session.change(SessionChange { capacity: Some(20), ..SessionChange::default() }).expect("still allowed");
}
