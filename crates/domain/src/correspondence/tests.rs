use super::*;
use crate::{
    CourseId, MeetingId, SessionId,
    ids::new_uuid,
    session::{Affiliation, Format},
    values::Timespan,
};

/// An instant given as wall time.
fn at(text: &str) -> DateTime<Utc> {
    crate::wall_time::instant(wall(text)).expect("a time that clocks show once")
}

fn wall(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a wall time")
}

fn meeting(starts: &str) -> Meeting {
    Meeting {
        id: MeetingId(new_uuid(at("2026-01-02 09:00"))),
        span: Timespan { starts_at: at(starts), ends_at: at(starts) + Duration::hours(3) },
        break_minutes: 0,
        place: None,
        travel_note: None,
        join_url: None,
        trainer: None,
        trainer_id: None,
        status: MeetingStatus::Planned,
        study_hours_set: None,
        moved_at: None,
        version: 1,
    }
}

fn session(starts: &[&str]) -> Session {
    Session {
        id: SessionId(new_uuid(at("2026-01-02 09:00"))),
        course_id: CourseId(new_uuid(at("2026-01-02 09:00"))),
        title: "Källkritik".parse().expect("a line"),
        format: Format::OnSite,
        status: SessionStatus::Published,
        capacity: 12,
        min_participants: 1,
        booking_opens_at: None,
        booking_closes_at: None,
        affiliation: Affiliation { by_staff: false, for_staff: true, with_staff: false, relates_to_goal: true },
        meetings: starts.iter().map(|starts| meeting(starts)).collect(),
        organiser_id: None,
        seats_taken: 0,
        waiting: 0,
        next_queue_number: 1,
        bring: None,
        cancel_until: None,
        version: 1,
    }
}

#[test]
fn a_summons_goes_out_ten_days_before_at_nine() {
    let session = session(&["2026-12-15 13:00", "2027-01-20 13:00"]);
    let send = Summons::Send(wall("2026-12-05 09:00"));
    let table = [
        ("2026-12-05 08:59", Summons::Wait),
        // A Saturday: this is no reminder of tomorrow.
        ("2026-12-05 09:00", send),
        ("2026-12-05 19:59", send),
        ("2026-12-05 20:00", Summons::Wait),
        ("2026-12-06 03:00", Summons::Wait),
        ("2026-12-13 13:00", send),
        ("2026-12-13 13:01", Summons::Forgo),
        // Begun: the second meeting has no summons of its own.
        ("2026-12-16 09:00", Summons::Forgo),
    ];
    for (now, expected) in table {
        assert_eq!(summons(&session, at(now)), expected, "{now}");
    }
}

#[test]
fn only_a_session_that_stands_is_summoned() {
    let mut session = session(&["2026-12-15 13:00", "2026-12-22 13:00"]);
    for status in [SessionStatus::Draft, SessionStatus::Cancelled, SessionStatus::Closed] {
        session.status = status;
        assert_eq!(summons(&session, at("2026-12-07 09:00")), Summons::Wait, "{status}");
    }
    session.status = SessionStatus::Published;
    session.meetings[0].status = MeetingStatus::Cancelled;
    assert_eq!(summons(&session, at("2026-12-11 10:00")), Summons::Wait);
    assert_eq!(summons(&session, at("2026-12-12 10:00")), Summons::Send(wall("2026-12-12 09:00")));
}

#[test]
fn a_session_far_off_again_is_summoned_anew() {
    let mut session = session(&["2026-12-15 13:00"]);
    assert!(!summons_anew(&session, at("2026-12-06 10:00")));
    session.meetings[0] = meeting("2026-12-30 13:00");
    assert!(summons_anew(&session, at("2026-12-06 10:00")));
}

#[test]
fn a_reminder_comes_on_the_working_day_before() {
    let table = [
        ("2026-12-10 09:00", "2026-12-09 09:00"),
        // Monday: on Friday.
        ("2026-12-14 09:00", "2026-12-11 09:00"),
        // After Christmas, which ends in a week-end; after New Year.
        ("2026-12-28 09:00", "2026-12-23 09:00"),
        ("2027-01-04 09:00", "2026-12-30 09:00"),
        // After Easter.
        ("2027-03-30 09:00", "2027-03-25 09:00"),
        // Christmas Eve on a Wednesday: the longest run of days off.
        ("2025-12-29 13:00", "2025-12-23 09:00"),
        // Both nights of changing clocks lie between.
        ("2026-10-26 09:00", "2026-10-23 09:00"),
        ("2027-11-01 09:00", "2027-10-29 09:00"),
        ("2026-03-30 09:00", "2026-03-27 09:00"),
    ];
    for (starts, moment) in table {
        assert_eq!(reminder_moment(at(starts)), wall(moment), "{starts}");
        assert!(at(starts) - at(moment) < REMINDER_HORIZON, "{starts}");
    }
}

#[test]
fn a_reminder_waits_for_waking_hours_and_never_comes_late() {
    let starts = at("2026-12-14 09:00");
    let table = [
        ("2026-12-11 08:59", false),
        ("2026-12-11 09:00", true),
        ("2026-12-11 19:59", true),
        ("2026-12-11 20:00", false),
        ("2026-12-12 12:00", false),
        ("2026-12-13 12:00", false),
        ("2026-12-14 06:59", false),
        ("2026-12-14 07:00", true),
        ("2026-12-14 08:59", true),
        ("2026-12-14 09:00", false),
    ];
    for (now, expected) in table {
        assert_eq!(reminder_due(starts, at(now)), expected, "{now}");
    }
}

#[test]
fn a_move_in_the_last_moment_reminds_of_itself() {
    assert!(!reminds_after_move(at("2026-12-10 13:00"), at("2026-12-09 15:00")));
    assert!(reminds_after_move(at("2026-12-11 13:00"), at("2026-12-09 15:00")));
}

#[test]
fn a_report_is_asked_for_twice() {
    let mut meeting = meeting("2026-12-07 09:00");
    let registered = at("2026-11-01 09:00");
    let table = [
        ("2026-12-09 11:59", 0),
        ("2026-12-09 12:00", 1),
        ("2026-12-09 20:00", 0),
        ("2026-12-12 12:00", 0),
        ("2026-12-14 11:59", 1),
        ("2026-12-14 12:00", 2),
        ("2026-12-24 12:00", 0),
    ];
    for (now, expected) in table {
        assert_eq!(reports_asked(&meeting, registered, at(now)), expected, "{now}");
    }
    // Registered afterwards: the days are counted from then.
    assert_eq!(reports_asked(&meeting, at("2026-12-14 12:00"), at("2026-12-14 12:01")), 0);
    for status in [MeetingStatus::Held, MeetingStatus::Cancelled] {
        meeting.status = status;
        assert_eq!(reports_asked(&meeting, registered, at("2026-12-14 12:00")), 0, "{status}");
    }
}

#[test]
fn two_days_over_a_change_of_the_clocks_are_two_days_on_the_clock() {
    // Over at 12.00 on the Friday before; Sunday has 25 hours.
    let meeting = meeting("2026-10-23 09:00");
    let registered = at("2026-10-01 09:00");
    assert_eq!(reports_asked(&meeting, registered, at("2026-10-30 11:59")), 1);
    assert_eq!(reports_asked(&meeting, registered, at("2026-10-30 12:00")), 2);
    assert!(at("2026-03-30 12:00") - at("2026-03-28 12:00") >= ATTENDANCE_NOT_BEFORE);
}
