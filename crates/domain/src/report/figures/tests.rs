//! What the public sees of I4 and I2.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use uuid::Uuid;

use super::{public::PublicTables, *};
use crate::{
    LibraryId, PersonId,
    digiteket::{Profile, ProfileAnswer},
    indicator::{
        IndicatorStatus,
        definition::{Definition, Rules},
        digiteket_profiles::{self, StaffEmployment, StaffEvidence},
        outcome::Outcome,
        training_occasions::{Dimension, Figures, Part, Share, TrainingOccasions},
    },
};

fn period() -> Period {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).expect("a date");
    Period { from: day(1, 1), to: day(12, 31) }
}

fn part(key: &str, unique_participants: u32, participations: u32) -> Part {
    let figures = Figures { value: 3, unique_participants, participations, ..Figures::default() };
    Part { key: key.into(), name: None, figures }
}

fn indicator() -> Indicator {
    let code = IndicatorCode::I4;
    let definition = Definition { code, version: 1, valid_from: NaiveDate::MIN, rules: Rules::first(code) };
    let counted = TrainingOccasions {
        value: 9,
        unique_participants: 30,
        participations: 36,
        external_participations: 2,
        no_shows: Some(0),
        staff_reached: Share { numerator: 30, denominator: 60 },
        breakdowns: BTreeMap::from([
            (Dimension::Municipality, vec![part("1861", 3, 3), part("1880", 19, 24), part("1881", 8, 9)]),
            (Dimension::Library, vec![part("a", 8, 9), part("b", 2, 2), part("unknown", 17, 22)]),
            (Dimension::Quarter, vec![part("2026-Q1", 20, 22), part("2026-Q3", 12, 14)]),
            (Dimension::Organiser, vec![part("somebody", 30, 36)]),
        ]),
        ..TrainingOccasions::default()
    };
    Indicator { code, definition, outcome: Outcome::counted(9), details: Details::TrainingOccasions(Box::new(counted)) }
}

fn decided(indicator: &Indicator) -> PublicTables {
    let places = BTreeMap::from([("a".to_owned(), "1881".to_owned()), ("b".to_owned(), "1880".to_owned())]);
    public::decide(std::iter::once(indicator), period(), &places, &[])
}

/// What is shown of a measure: by key, none where it is suppressed.
fn seen(measure: &str, breakdown: Option<&str>) -> Vec<(String, Option<String>)> {
    let indicator = indicator();
    let figures = public::figures(&indicator, period(), &decided(&indicator));
    let wanted = figures.into_iter().filter(|shown| {
        shown.figure.measure == measure
            && shown.figure.place.as_ref().map(|place| place.breakdown.as_str()) == breakdown
    });
    wanted
        .map(|shown| {
            let key = shown.figure.place.map(|place| place.key).unwrap_or_default();
            (key, (!shown.suppressed).then(|| shown.figure.amount.shown()).flatten())
        })
        .collect()
}

fn told(key: &str, number: &str) -> (String, Option<String>) {
    (key.to_owned(), Some(number.to_owned()))
}

fn hidden(key: &str) -> (String, Option<String>) {
    (key.to_owned(), None)
}

#[test]
fn people_are_hidden_by_row_and_occasions_never() {
    let municipality = Some("municipality");
    assert_eq!(seen("uniqueParticipants", municipality), [hidden("1861"), told("1880", "19"), hidden("1881")]);
    assert_eq!(seen("participations", municipality), [hidden("1861"), told("1880", "24"), hidden("1881")]);
    assert_eq!(seen("occasions", municipality), [told("1861", "3"), told("1880", "3"), told("1881", "3")]);
    assert_eq!(seen("participantMinutes", municipality), [], "minutes would tell how many there were");
    assert_eq!(seen("uniqueParticipants", None), [told("", "30")]);
    assert_eq!(seen("externalParticipations", None), [hidden("")]);
    assert_eq!(seen("noShows", None), [told("", "0")], "nobody is never hidden");
    assert_eq!(seen("staffReached", None), [told("", "50.0")]);
}

#[test]
fn libraries_stand_within_their_municipality_and_unknown_ones_are_hidden() {
    assert_eq!(seen("participations", Some("library")), [hidden("a"), hidden("b"), hidden("unknown")]);
}

#[test]
fn quarters_are_the_total_of_other_days_and_organisers_are_nobodys_business() {
    assert_eq!(seen("participations", Some("quarter")), [told("2026-Q1", "22"), told("2026-Q3", "14")]);
    assert_eq!(seen("occasions", Some("organiser")), []);
}

#[test]
fn what_has_no_table_is_not_published() {
    let indicator = indicator();
    let figures = public::figures(&indicator, period(), &PublicTables::new());
    let people = figures.iter().filter(|shown| matches!(shown.figure.guard, Guard::People(..)));
    assert!(people.clone().count() > 5);
    assert!(people.into_iter().all(|shown| shown.suppressed));
}

#[test]
fn where_those_who_did_not_come_are_hidden_the_seats_are_too() {
    let seen = |no_shows: u32| {
        let mut indicator = indicator();
        if let Details::TrainingOccasions(counted) = &mut indicator.details {
            counted.no_shows = Some(no_shows);
            counted.seats = Some(Share { numerator: 36 + no_shows, denominator: 60 });
            counted.late_cancellations = Some(4);
        }
        let figures = public::figures(&indicator, period(), &decided(&indicator));
        let hidden = |measure: &str| figures.iter().any(|shown| shown.figure.measure == measure && shown.suppressed);
        (hidden("noShows"), hidden("fillRate"), hidden("lateCancellations"), hidden("seatsOffered"))
    };
    assert_eq!(seen(3), (true, true, true, false), "39 seats less 36 who came are 3");
    assert_eq!(seen(9), (false, false, true, false));
}

fn profiles(municipalities: &[(&str, u32, u32)]) -> Indicator {
    let code = IndicatorCode::I2;
    let definition = Definition { code, version: 1, valid_from: NaiveDate::MIN, rules: Rules::first(code) };
    let staff: Vec<StaffEvidence> = municipalities
        .iter()
        .flat_map(|(code, profiles, staff)| (0..*staff).map(move |number| (*code, number < *profiles)))
        .enumerate()
        .map(|(number, (code, has))| member(number, code, has))
        .collect();
    let (counted, _) = digiteket_profiles::by_register(&staff, period().to, Some(80));
    let (outcome, details) = (counted.outcome(), Details::DigiteketProfiles(Box::new(counted)));
    Indicator { code, definition, outcome, details }
}

fn member(number: usize, code: &str, has: bool) -> StaffEvidence {
    let employment = StaffEmployment {
        library_id: LibraryId(Uuid::from_u128(1)),
        library: "Biblioteket".to_owned(),
        municipality_code: code.parse().expect("a code"),
        from: period().from,
        to: None,
    };
    let answer = if has { ProfileAnswer::Yes } else { ProfileAnswer::No };
    StaffEvidence {
        person_id: PersonId(Uuid::from_u128(number as u128)),
        employments: vec![employment],
        profile: Profile { answer, since: has.then_some(period().from), until: None },
    }
}

#[test]
fn a_municipality_with_few_of_either_kind_is_hidden_in_both() {
    let indicator = profiles(&[("1861", 8, 11), ("1880", 40, 60), ("1881", 10, 30)]);
    let figures = public::figures(&indicator, period(), &decided(&indicator));
    let hidden = |measure: &str| -> Vec<bool> {
        figures.iter().filter(|shown| shown.figure.measure == measure).map(|shown| shown.suppressed).collect()
    };
    for measure in ["profiles", "staff"] {
        assert_eq!(hidden(measure), [false, true, false, true], "11 − 8 = 3 lack one, and 1881 hides them");
    }
    assert_eq!(hidden("value"), [false]);
}

#[test]
fn nobody_of_a_few_does_not_tell_how_few() {
    let indicator = profiles(&[("1861", 0, 3)]);
    let figures = public::figures(&indicator, period(), &decided(&indicator));
    assert!(figures.iter().all(|shown| shown.suppressed || shown.figure.amount.shown().as_deref() != Some("3")));
    let outcome = public::outcome(&indicator, &figures);
    assert_eq!((outcome.status, outcome.value), (IndicatorStatus::Suppressed, Value::None), "not 0 of 3");
}
