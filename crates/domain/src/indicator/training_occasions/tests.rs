//! The count, from rows made by hand.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::*;
use crate::{
    CourseId, LibraryId, MeetingId, SessionId,
    indicator::{IndicatorCode, period::Period},
    person::StaffCategory,
    session::Format,
};

const FLAGS: Affiliation = Affiliation { by_staff: false, for_staff: true, with_staff: false, relates_to_goal: true };

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a date")
}

fn id(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

fn session(number: u128, affiliation: Affiliation) -> SessionEvidence {
    SessionEvidence {
        id: SessionId(id(number)),
        course_id: CourseId(id(1)),
        title: "Källkritik".into(),
        format: Format::OnSite,
        organiser_id: None,
        affiliation,
        seats: Some(Seats { offered: 20, taken: 12, given_back_late: 2 }),
    }
}

/// A meeting of three hours at nine; people are numbers, and so are their employments.
fn meeting(number: u128, of: u128, date: NaiveDate, people: &[(u32, Option<u32>)]) -> MeetingEvidence {
    MeetingEvidence {
        session_id: SessionId(id(of)),
        meeting_id: MeetingId(id(number)),
        date,
        starts_at: at(date, 9),
        place: Some("Kumla bibliotek".into()),
        standing: MeetingStanding::Held,
        net_minutes: 165,
        study_hours: 3,
        attended: !people.is_empty(),
        participants: people
            .iter()
            .map(|(person, employment)| Participant { person: *person, employment: *employment })
            .collect(),
        external_participants: 0,
        no_shows: 1,
    }
}

fn at(date: NaiveDate, hour: u32) -> DateTime<Utc> {
    date.and_hms_opt(hour, 0, 0).expect("a time").and_utc()
}

fn library(number: u128, municipality: &str, public: bool) -> LibraryEvidence {
    let municipality_code = municipality.parse().expect("a code");
    LibraryEvidence { id: LibraryId(id(number)), name: format!("Bibliotek {number}"), municipality_code, public }
}

/// Person 1 in Kumla (employment 10), person 2 in Nora and Lindesberg (20, 21), person 3 at a school in Kumla (30).
fn evidence(sessions: Vec<SessionEvidence>, meetings: Vec<MeetingEvidence>) -> Evidence {
    let employment = |person, library, category| EmploymentEvidence {
        person,
        library_id: LibraryId(id(library)),
        category,
        from: day(1, 1),
        to: None,
    };
    let municipality =
        |code: &str| MunicipalityEvidence { code: code.parse().expect("a code"), name: format!("Kommun {code}") };
    Evidence {
        period: Period { from: day(1, 1), to: day(12, 31) },
        meetings,
        sessions,
        courses: vec![CourseEvidence {
            id: CourseId(id(1)),
            title: "Källkritik".into(),
            areas: BTreeSet::from([1, 3]),
        }],
        employments: BTreeMap::from([
            (10, employment(1, 100, StaffCategory::Librarian)),
            (20, employment(2, 200, StaffCategory::Assistant)),
            (21, employment(2, 201, StaffCategory::Manager)),
            (30, employment(3, 300, StaffCategory::Other)),
        ]),
        libraries: vec![
            library(100, "1881", true),
            library(200, "1884", true),
            library(201, "1885", true),
            library(300, "1881", false),
        ],
        municipalities: ["1861", "1881", "1884", "1885"].map(municipality).to_vec(),
        programmes: Vec::new(),
    }
}

fn rules(change: impl FnOnce(&mut Rules)) -> Rules {
    let mut rules = Rules::first(IndicatorCode::I4);
    change(&mut rules);
    rules
}

fn counted(evidence: &Evidence) -> TrainingOccasions {
    count(evidence, &rules(|_| {}))
}

fn of<'a>(counted: &'a TrainingOccasions, dimension: Dimension, key: &str) -> &'a Figures {
    let part = counted.by(dimension).iter().find(|part| part.key == key);
    &part.unwrap_or_else(|| panic!("a part {key} of {:?}", counted.by(dimension))).figures
}

#[test]
fn two_meetings_of_a_day_are_one_occasion_and_two_days_are_two() {
    let mut afternoon = meeting(2, 1, day(9, 1), &[(1, Some(10)), (2, Some(20))]);
    afternoon.starts_at = at(day(9, 1), 13);
    let meetings =
        vec![meeting(1, 1, day(9, 1), &[(1, Some(10))]), afternoon, meeting(3, 1, day(10, 8), &[(1, Some(10))])];
    let evidence = evidence(vec![session(1, FLAGS)], meetings);
    let result = counted(&evidence);
    assert_eq!((result.value, result.occasion_days, result.sessions), (2, 2, 1));
    assert_eq!((result.participations, result.unique_participants), (3, 2));
    assert_eq!((result.delivered_minutes, result.study_hours, result.participant_minutes), (495, 9, 660));
    let quarter = of(&result, Dimension::Quarter, "2026-Q3");
    assert_eq!((quarter.value, quarter.sessions, quarter.participations, quarter.unique_participants), (1, 1, 2, 2));
    assert_eq!((quarter.study_hours, quarter.participant_minutes), (6, 495));
    assert_eq!(of(&result, Dimension::Year, "2026").value, 2);
    assert_eq!(of(&result, Dimension::HalfYear, "2026-H2").sessions, 1);

    let by_session = count(&evidence, &rules(|rules| rules.counting_unit = Some(CountingUnit::Session)));
    assert_eq!((by_session.value, by_session.occasion_days, by_session.sessions), (1, 2, 1));
    assert_eq!((by_session.for_staff, of(&by_session, Dimension::Year, "2026").value), (1, 1));
}

#[test]
fn someone_at_two_libraries_the_same_day_counts_once_and_once_for_each() {
    let mut afternoon = meeting(2, 1, day(9, 1), &[(2, Some(21))]);
    afternoon.starts_at = at(day(9, 1), 13);
    let result =
        counted(&evidence(vec![session(1, FLAGS)], vec![meeting(1, 1, day(9, 1), &[(2, Some(20))]), afternoon]));
    assert_eq!((result.value, result.participations, result.unique_participants), (1, 1, 1));
    for code in ["1884", "1885"] {
        let figures = of(&result, Dimension::Municipality, code);
        assert_eq!((figures.value, figures.participations, figures.unique_participants), (1, 1, 1), "{code}");
        assert_eq!((figures.study_hours, figures.participant_minutes), (3, 165), "{code}");
    }
    assert_eq!(
        (result.libraries_reached, result.municipalities_reached),
        (Share { numerator: 2, denominator: 3 }, Share { numerator: 2, denominator: 4 })
    );
    let missed: Vec<&str> = result.municipalities_not_reached.iter().map(|code| code.as_str()).collect();
    assert_eq!(missed, ["1861", "1881"]);
    assert_eq!(result.staff_reached, Share { numerator: 1, denominator: 2 });
    assert_eq!(of(&result, Dimension::StaffCategory, "manager").unique_participants, 1);
}

#[test]
fn only_staff_of_public_libraries_are_staff() {
    let mut public = meeting(1, 1, day(9, 1), &[(1, Some(10)), (3, Some(30)), (4, None)]);
    public.external_participants = 5;
    let result = counted(&evidence(vec![session(1, FLAGS)], vec![public]));
    assert_eq!((result.participations, result.external_participations, result.participant_minutes), (1, 7, 165));
    assert_eq!(result.by(Dimension::Library).len(), 1);
}

#[test]
fn what_does_not_count_says_why() {
    let elsewhere = Affiliation { relates_to_goal: false, ..FLAGS };
    let nobodys = Affiliation { for_staff: false, ..FLAGS };
    let by_only = Affiliation { by_staff: true, for_staff: false, ..FLAGS };
    let sessions = vec![session(1, FLAGS), session(2, elsewhere), session(3, nobodys), session(4, by_only)];
    let mut meetings: Vec<_> =
        (1..=4).map(|number| meeting(number, number, day(number as u32, 1), &[(1, Some(10))])).collect();
    meetings.push(meeting(5, 1, day(5, 1), &[]));
    for (number, standing) in
        [(6, MeetingStanding::Pending), (7, MeetingStanding::Cancelled), (8, MeetingStanding::Planned)]
    {
        meetings.push(MeetingEvidence { standing, ..meeting(number, 1, day(6, 1), &[]) });
    }
    let evidence = evidence(sessions, meetings);
    let result = counted(&evidence);
    assert_eq!((result.value, result.pending_meetings, result.cancelled_meetings), (2, 1, 1));
    let expected = [(LeftOut::ZeroAttendance, 1), (LeftOut::NotRelatedToGoal, 1), (LeftOut::NoAffiliation, 1)];
    assert_eq!(result.left_out, BTreeMap::from(expected));
    let strict = rules(|rules| rules.for_staff_only = Some(true));
    let result = count(&evidence, &strict);
    assert_eq!((result.value, result.left_out.get(&LeftOut::NotForStaff)), (1, Some(&1)));
    let reasons: Vec<_> = rows(&evidence, &strict).iter().filter_map(|row| row.left_out).collect();
    assert_eq!(reasons.len(), 7);
    assert_eq!(reasons.iter().filter(|reason| **reason == LeftOut::NotForStaff).count(), 1);
}

#[test]
fn the_same_meeting_in_two_sessions_is_marked_and_counted() {
    let sessions = (1..=4).map(|number| session(number, FLAGS)).collect();
    let mut meetings: Vec<_> = (1..=4).map(|number| meeting(number, number, day(9, 1), &[(1, Some(10))])).collect();
    meetings[1].place = Some("kumla BIBLIOTEK".into());
    meetings[2].place = Some("Nora bibliotek".into());
    meetings[3].starts_at = at(day(9, 1), 10);
    let evidence = evidence(sessions, meetings);
    let result = counted(&evidence);
    assert_eq!((result.value, result.possible_duplicates), (4, 1));
    assert_eq!(result.outcome().warnings, [Remark { code: RemarkCode::PossibleDuplicates, count: 1 }]);
    let rows = rows(&evidence, &rules(|_| {}));
    let marked = rows.iter().filter(|row| row.occasion.as_ref().is_some_and(|occasion| occasion.possible_duplicate));
    assert_eq!(marked.map(|row| row.id).collect::<Vec<_>>(), [Some(id(1)), Some(id(2))]);
}

#[test]
fn areas_and_flags_overlap_and_seats_are_those_of_counted_sessions() {
    let both = Affiliation { by_staff: true, ..FLAGS };
    let meetings = vec![
        meeting(1, 1, day(9, 1), &[(1, Some(10))]),
        meeting(2, 1, day(9, 8), &[(1, Some(10))]),
        meeting(3, 2, day(9, 8), &[]),
    ];
    let result = counted(&evidence(vec![session(1, both), session(2, FLAGS)], meetings));
    assert_eq!(
        (of(&result, Dimension::DigCompArea, "1").value, of(&result, Dimension::DigCompArea, "3").value),
        (2, 2)
    );
    assert_eq!(
        (of(&result, Dimension::Affiliation, "byStaff").value, of(&result, Dimension::Affiliation, "forStaff").value),
        (2, 2)
    );
    assert_eq!((result.seats, result.no_shows), (Some(Share { numerator: 12, denominator: 20 }), Some(2)));
    assert_eq!(result.late_cancellations, Some(2));
    assert_eq!((result.by_staff, result.for_staff, result.with_staff), (2, 2, 0));
}

#[test]
fn the_order_of_the_rows_changes_nothing() {
    let sessions: Vec<_> =
        (1..=7).map(|number| session(number, Affiliation { by_staff: number % 2 == 0, ..FLAGS })).collect();
    let meetings: Vec<_> = (0..40_u128)
        .map(|number| {
            let people = [(1, Some(10)), (2, Some(20 + (number % 2) as u32)), (3, Some(30)), (4, None)];
            let mut made = meeting(
                number,
                number % 7 + 1,
                day(1 + (number % 5) as u32, 1 + (number % 3) as u32),
                &people[..(number % 5) as usize],
            );
            made.external_participants = (number % 3) as u32;
            made.attended |= made.external_participants > 0;
            made.starts_at = at(made.date, (number % 9) as u32);
            made
        })
        .collect();
    let evidence = evidence(sessions, meetings);
    let (result, listed) = (counted(&evidence), rows(&evidence, &rules(|_| {})));
    assert!(result.value > 10);
    for turn in 0..40 {
        let mut turned = evidence.clone();
        turned.meetings.rotate_left(turn);
        turned.meetings[..20].reverse();
        turned.sessions.rotate_left(turn % 7);
        turned.libraries.reverse();
        assert_eq!(counted(&turned), result);
        assert_eq!(rows(&turned, &rules(|_| {})), listed);
        let short = summary(&turned, &rules(|_| {}));
        assert_eq!((short.value, short.outcome()), (result.value, result.outcome()));
    }
}

#[test]
fn a_result_is_the_same_after_it_was_stored() {
    let result = counted(&evidence(
        vec![session(1, FLAGS)],
        vec![meeting(1, 1, day(9, 1), &[(1, Some(10))]), meeting(2, 1, day(9, 2), &[])],
    ));
    let stored = serde_json::to_string(&result).expect("JSON");
    assert_eq!(serde_json::from_str::<TrainingOccasions>(&stored).expect("a result"), result);
}
