use std::collections::BTreeSet;

use super::*;
use crate::{
    BookingId, CourseId, EmploymentId, PersonId, SessionId,
    ids::new_uuid,
    session::{Affiliation, SessionStatus},
    values::Timespan,
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn seal() -> Seal {
    Seal::new([7; 32])
}

const BEGINNING: &str = "2026-11-24T08:00:00Z";

fn session(meetings: i64) -> Session {
    let now = at(BEGINNING);
    let meeting = |week: i64| {
        let starts_at = at("2026-12-08T08:00:00Z") + Duration::weeks(week);
        Meeting {
            id: MeetingId(new_uuid(now)),
            span: Timespan { starts_at, ends_at: starts_at + Duration::hours(3) },
            break_minutes: 0,
            place: None,
            travel_note: None,
            join_url: Some("https://mote.example/rum/1".parse().expect("an address")),
            trainer: None,
            trainer_id: None,
            status: MeetingStatus::Planned,
            study_hours_set: None,
            moved_at: None,
            version: 1,
        }
    };
    Session {
        id: SessionId(new_uuid(now)),
        course_id: CourseId(new_uuid(now)),
        title: "Källkritik".parse().expect("a line"),
        format: Format::Hybrid,
        status: SessionStatus::Published,
        capacity: 12,
        min_participants: 1,
        booking_opens_at: None,
        booking_closes_at: None,
        affiliation: Affiliation { by_staff: false, for_staff: true, with_staff: false, relates_to_goal: true },
        meetings: (0..meetings).map(meeting).collect(),
        organiser_id: None,
        seats_taken: 0,
        waiting: 0,
        next_queue_number: 1,
        bring: None,
        cancel_until: None,
        version: 1,
    }
}

/// A seat with an invitation a meeting, or with none.
fn seat(session: &Session, name: &str, invited: bool) -> Seat {
    let now = at(BEGINNING);
    let invitation = |meeting: &Meeting| Invitation {
        meeting_id: meeting.id,
        uid: Uuid::new_v4(),
        sequence: 3,
        stamp: now,
        method: CalendarMethod::Request,
        organizer: None,
        answer: None,
    };
    Seat {
        booking: Booking {
            id: BookingId(new_uuid(now)),
            session_id: session.id,
            person_id: PersonId(new_uuid(now)),
            employment_id: EmploymentId(new_uuid(now)),
            status: BookingStatus::Confirmed,
            queue_number: None,
            booked_at: now,
            seated_at: Some(now),
            ended_at: None,
            end_reason: None,
            version: 1,
        },
        name: name.parse().expect("a line"),
        invitations: session.meetings.iter().filter(|_| invited).map(invitation).collect(),
        session: session.clone(),
    }
}

fn ended(mut seat: Seat, at: DateTime<Utc>) -> Seat {
    seat.booking.status = BookingStatus::Cancelled;
    seat.booking.ended_at = Some(at);
    seat
}

#[test]
fn an_event_is_the_one_that_the_invitation_put_there() {
    let session = session(2);
    let seat = seat(&session, "Åsa", true);
    let events = own(std::slice::from_ref(&seat), &seal(), at(BEGINNING));
    let shown: Vec<(Uuid, u32)> = events.iter().map(|event| (event.uid, event.sequence)).collect();
    let sent: Vec<(Uuid, u32)> = seat.invitations.iter().map(|it| (it.uid, it.sequence)).collect();
    assert_eq!(shown, sent);
    assert_eq!(events[1].number, (2, 2));
    assert!(events.iter().all(|event| event.join_url.is_some() && event.participants.is_none()));
}

#[test]
fn no_two_feeds_share_a_uid_and_each_keeps_its_own() {
    let sessions: Vec<Session> = (1..=12).map(session).collect();
    let mut seen = BTreeSet::new();
    let mut count = 0;
    for name in ["Åsa", "Björn", "Cecilia", "David"] {
        let seats: Vec<Seat> = sessions.iter().map(|it| seat(it, name, it.meetings.len() <= 8)).collect();
        let feed = CalendarFeedId(new_uuid(at(BEGINNING)));
        let library = "Kumla bibliotek".parse().expect("a line");
        let both = [own(&seats, &seal(), at(BEGINNING)), of_library(&seats, &library, feed, &seal(), at(BEGINNING))];
        assert_eq!(own(&seats, &seal(), at(BEGINNING)), both[0], "the same each time");
        for event in both.iter().flatten() {
            count += 1;
            assert!(seen.insert(event.uid), "{} twice", event.uid);
        }
    }
    assert_eq!(count, 4 * 2 * (1..=12).sum::<usize>());
}

#[test]
fn what_is_cancelled_stays_a_month_and_what_has_been_a_quarter() {
    let mut session = session(2);
    session.meetings[0].status = MeetingStatus::Cancelled;
    let seats = [seat(&session, "Åsa", true)];
    let shown =
        |now: &str| -> Vec<bool> { own(&seats, &seal(), at(now)).iter().map(|event| event.cancelled).collect() };
    assert_eq!(shown("2027-01-07T10:59:59Z"), [true, false]);
    assert_eq!(shown("2027-01-07T11:00:00Z"), [false]);
    assert_eq!(shown("2027-03-15T10:59:59Z"), [false]);
    assert_eq!(shown("2027-03-15T11:00:00Z"), [] as [bool; 0]);
}

#[test]
fn whoever_gives_up_the_seat_keeps_what_she_was_at() {
    let session = session(9);
    let seats = [ended(seat(&session, "Åsa", false), at("2026-12-10T08:00:00Z"))];
    let events = own(&seats, &seal(), at("2026-12-10T08:00:00Z"));
    let cancelled: Vec<bool> = events.iter().map(|event| event.cancelled).collect();
    assert_eq!(cancelled, [false, true, true, true, true, true, true, true, true]);
    assert_eq!((events[0].sequence, events[1].sequence), (0, 1));
    assert_eq!(events[1].stamp, at("2026-12-10T08:00:00Z"));
}

#[test]
fn a_library_sees_who_comes_and_no_link() {
    let session = session(1);
    let library: Line<120> = "Kumla bibliotek".parse().expect("a line");
    let feed = CalendarFeedId(new_uuid(at(BEGINNING)));
    let names = |seats: &[Seat]| -> Vec<(bool, Vec<String>)> {
        let events = of_library(seats, &library, feed, &seal(), at(BEGINNING));
        assert!(events.iter().all(|event| event.join_url.is_none()));
        let named = |event: FeedEvent| {
            let names = event.participants.map(|it| it.names).unwrap_or_default();
            (event.cancelled, names.iter().map(ToString::to_string).collect())
        };
        events.into_iter().map(named).collect()
    };
    let (bo, amira) = (seat(&session, "Bo", true), seat(&session, "Amira", true));
    assert_eq!(names(&[bo.clone(), amira.clone()]), [(false, vec!["Amira".to_owned(), "Bo".to_owned()])]);
    let gone = ended(bo, at("2026-12-01T08:00:00Z"));
    assert_eq!(names(&[gone.clone(), amira.clone()]), [(false, vec!["Amira".to_owned()])]);
    assert_eq!(names(&[gone, ended(amira, at("2026-12-02T08:00:00Z"))]), [(true, vec![])]);
}

#[test]
fn the_link_in_a_sessions_file_is_for_those_who_may_see_it() {
    let session = session(2);
    assert!(of_session(&session, true, &seal()).iter().all(|event| event.join_url.is_some()));
    assert!(of_session(&session, false, &seal()).iter().all(|event| event.join_url.is_none()));
}
