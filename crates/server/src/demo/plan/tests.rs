//! The demo holds together on whichever day it is loaded.

use std::collections::HashSet;

use chrono::{Days, NaiveDateTime};
use domain::holiday::day_off;

use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Every day of fourteen months, and then every fifth until the end of 2030.
fn days() -> impl Iterator<Item = NaiveDate> {
    let dense = date("2026-11-01").iter_days().take_while(|day| *day <= date("2027-12-31"));
    let sparse = date("2028-01-01").iter_days().step_by(5).take_while(|day| *day <= date("2030-12-31"));
    dense.chain(sparse)
}

fn spans(session: &PlannedSession) -> impl Iterator<Item = (NaiveDateTime, NaiveDateTime)> {
    session.meetings.iter().map(|m| (m.date.and_time(m.starts), m.date.and_time(m.ends)))
}

fn overlap(one: &PlannedSession, other: &PlannedSession) -> bool {
    spans(one).any(|a| spans(other).any(|b| a.0 < b.1 && b.0 < a.1))
}

fn seated(session: &PlannedSession) -> &[usize] {
    &session.bookings[..session.bookings.len().min(session.capacity as usize)]
}

/// Everybody who is at the session: seated, walked in, or leading it.
fn there(session: &PlannedSession, plan: &Plan) -> HashSet<usize> {
    let reports = session.attendance.iter().flatten();
    let trainers =
        plan.people.iter().enumerate().filter(|(_, p)| session.meetings[0].trainer.as_ref() == Some(&p.name));
    let named = reports.flat_map(|report| report.present.iter().chain(&report.late).copied());
    seated(session).iter().copied().chain(named).chain(trainers.map(|(index, _)| index)).collect()
}

fn is_past(session: &PlannedSession, today: NaiveDate) -> bool {
    session.meetings.iter().all(|meeting| meeting.date < today)
}

fn check_register(plan: &Plan, today: NaiveDate) {
    let counts = (plan.municipalities.len(), plan.libraries.len(), plan.courses.len(), plan.people.len());
    assert_eq!(counts, (12, 28, 18, 120));
    let callers = [STAFF, MANAGER, TRAINER, ORGANISER, COORDINATOR];
    let outside = callers.iter().filter(|caller| caller.person.is_none()).map(|caller| caller.email);
    let addresses: HashSet<&str> = plan.people.iter().map(|p| p.email.as_str()).chain(outside).collect();
    assert_eq!(addresses.len(), 123);
    assert!(addresses.iter().all(|address| address.ends_with(".example") && address.is_ascii()));
    let names: HashSet<&str> = plan.people.iter().map(|p| p.name.as_str()).chain(TRAINERS).collect();
    assert_eq!(names.len(), 123);
    for caller in callers {
        let Some(person) = caller.person.map(|index| &plan.people[index]) else { continue };
        assert_eq!((person.name.as_str(), person.email.as_str()), (caller.name, caller.email));
    }
    for (code, staff) in register::STAFF_OF {
        let here = plan.people.iter().filter_map(|person| person.employment_on(today));
        let here: Vec<_> = here.filter(|employment| library(plan, employment).municipality.as_str() == code).collect();
        let managers: Vec<_> = here.iter().filter(|e| e.category == StaffCategory::Manager).collect();
        assert_eq!((here.len(), managers.len()), (staff, 1), "{code}");
        assert_eq!(library(plan, managers[0]).kind, LibraryKind::Main, "{code}");
    }
}

fn library<'a>(plan: &'a Plan, employment: &PlannedEmployment) -> &'a PlannedLibrary {
    plan.libraries.iter().find(|library| library.key == employment.library_key).expect("a known library")
}

fn check_dates(plan: &Plan, today: NaiveDate) {
    let (earliest, latest) = (today - Days::new(370), today + Days::new(160));
    for session in &plan.sessions {
        assert!(session.meetings.windows(2).all(|pair| pair[0].date < pair[1].date), "{today} {session:?}");
        let past = is_past(session, today);
        for meeting in &session.meetings {
            assert_eq!(day_off(meeting.date), None, "{today}");
            assert!(meeting.starts < meeting.ends);
            assert!(
                if past { meeting.date > earliest } else { meeting.date > today && meeting.date < latest },
                "{today}"
            );
        }
    }
}

fn check_bookings(plan: &Plan, today: NaiveDate) {
    for (index, session) in plan.sessions.iter().enumerate() {
        let first_date = session.meetings[0].date;
        let everybody: Vec<usize> = session.bookings.iter().chain(&session.cancelled_bookings).copied().collect();
        assert_eq!(everybody.iter().collect::<HashSet<_>>().len(), everybody.len(), "{today} booked once");
        for person in everybody {
            assert!(plan.people[person].employment_on(first_date).is_some(), "{today} {person} is employed");
        }
        if is_past(session, today) {
            assert!(session.bookings.len() <= session.capacity as usize, "{today}");
        }
        let here = there(session, plan);
        for other in plan.sessions[index + 1..].iter().filter(|other| overlap(session, other)) {
            assert!(here.is_disjoint(&there(other, plan)), "{today}: two places at once");
            assert_ne!(session.meetings[0].trainer, other.meetings[0].trainer, "{today}: two places at once");
        }
    }
}

fn check_attendance(plan: &Plan, today: NaiveDate) {
    for session in &plan.sessions {
        assert_eq!(session.attendance.len(), session.meetings.len());
        for report in session.attendance.iter().flatten() {
            assert!(is_past(session, today) && session.cancelled.is_none());
            let named: Vec<usize> =
                [&report.present, &report.late, &report.absent].into_iter().flatten().copied().collect();
            assert_eq!(named.iter().collect::<HashSet<_>>().len(), named.len(), "{today} named once");
            assert!(session.bookings.iter().all(|person| named.contains(person)), "{today} everybody accounted for");
        }
    }
}

fn check_kinds(plan: &Plan, today: NaiveDate) {
    let (past, coming): (Vec<_>, Vec<_>) = plan.sessions.iter().partition(|session| is_past(session, today));
    assert_eq!((past.len(), coming.len()), (15, 12), "{today}");
    let left = |session: &PlannedSession| i64::from(session.capacity) - session.bookings.len() as i64;
    let open: Vec<_> = coming.iter().filter(|session| session.published).collect();
    assert_eq!(coming.len() - open.len(), 1, "one draft");
    assert_eq!(open.iter().filter(|session| left(session) == -4).count(), 1, "{today} one full, four waiting");
    assert_eq!(open.iter().filter(|session| matches!(left(session), 1 | 2)).count(), 2, "{today} two nearly full");
    assert!(open.iter().all(|session| left(session) == -4 || left(session) > 0), "{today}");
    assert_eq!(past.iter().filter(|session| session.cancelled.is_some()).count(), 1);
    let pending = past.iter().filter(|session| session.cancelled.is_none() && session.attendance.contains(&None));
    let trainers: Vec<_> = pending.map(|session| session.meetings[0].trainer.as_ref().map(Line::as_str)).collect();
    assert_eq!(trainers, [Some(TRAINER.name)], "one to report, by Elin");
    let came = |a: &PlannedAttendance| a.present.len() + a.late.len() + a.external as usize;
    let empty = past.iter().filter(|session| session.attendance.iter().flatten().any(|a| came(a) == 0));
    assert_eq!(empty.count(), 1, "{today} one where nobody came");
    assert_eq!(past.iter().filter(|session| !session.flags.relates_to_goal).count(), 1);
    assert_eq!(plan.sessions.iter().filter(|session| session.flags.by_staff).count(), 2);
    assert_eq!(plan.sessions.iter().filter(|session| !session.flags.for_staff).count(), 1);
}

fn check_amira(plan: &Plan, today: NaiveDate) {
    let amira = STAFF.person.expect("Amira is employed");
    let (past, coming): (Vec<_>, Vec<_>) = plan.sessions.iter().partition(|session| is_past(session, today));
    let came = |session: &&&PlannedSession| session.attendance.iter().flatten().any(|a| a.present.contains(&amira));
    assert_eq!(past.iter().filter(came).count(), 1, "{today}");
    let hers: Vec<_> = coming.iter().filter(|session| seated(session).contains(&amira)).collect();
    assert_eq!(hers.len(), 2, "{today}");
    assert_eq!(coming.iter().filter(|session| session.bookings.contains(&amira)).count(), 2, "{today}");
    let clashes = |session: &PlannedSession| hers.iter().any(|own| overlap(own, session));
    let open = coming.iter().filter(|s| s.published && s.bookings.len() < s.capacity as usize);
    assert!(open.filter(|session| !clashes(session)).count() >= 3, "{today}");
}

#[test]
fn the_demo_holds_together_on_any_day() {
    for today in days() {
        let plan = plan(today);
        check_register(&plan, today);
        check_dates(&plan, today);
        check_bookings(&plan, today);
        check_attendance(&plan, today);
        check_kinds(&plan, today);
        check_amira(&plan, today);
    }
}

#[test]
fn the_same_day_gives_the_same_demo() {
    let today = date("2026-11-23");
    assert_eq!(plan(today), plan(today));
}

#[test]
fn rooms_have_a_place_and_videos_a_link() {
    for session in plan(date("2026-11-23")).sessions {
        for meeting in session.meetings {
            assert_eq!(meeting.place.is_none(), session.format == Format::Remote);
            assert_eq!(meeting.join_url.is_none(), session.format == Format::OnSite);
        }
    }
}

#[test]
fn somebody_changed_employer_and_took_part_for_both() {
    let plan = plan(date("2026-11-23"));
    let person = &plan.people[register::CHANGED_EMPLOYER];
    let took_part = plan.sessions.iter().filter(|session| session.bookings.contains(&register::CHANGED_EMPLOYER));
    let employments = took_part.filter_map(|session| person.employment_on(session.meetings[0].date));
    let libraries: HashSet<&str> = employments.map(|employment| employment.library_key.as_str()).collect();
    assert_eq!(libraries, HashSet::from(["hallsberg", "kumla"]));
}
