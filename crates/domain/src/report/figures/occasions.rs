//! The figures of I4, and the table of people that guards them.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use super::{Amount, Figure, Guard, Place};
use crate::indicator::{
    IndicatorCode,
    disclosure::{PublicRow, Row, Step},
    period::Period,
    training_occasions::{Dimension, Figures, Part, TrainingOccasions},
};

/// Staff who took part.
const PARTICIPATIONS: &str = "participations";
const EXTERNAL: &str = "externalParticipations";
const NO_SHOWS: &str = "noShows";
const SEATS: &str = "seatsTaken";
const LATE: &str = "lateCancellations";
/// Measures that every part has.
const MEASURES: usize = 6;

/// The figures of I4, after its value.
pub(super) fn figures(counted: &TrainingOccasions, period: Period, found: &mut Vec<Figure>) {
    let mut whole = |measure: &str, amount, guard| found.push(figure(measure, None, amount, guard));
    let people = Guard::People(PARTICIPATIONS, period);
    for (measure, number) in [
        ("occasionDays", counted.occasion_days),
        ("sessions", counted.sessions),
        ("byStaff", counted.by_staff),
        ("forStaff", counted.for_staff),
        ("withStaff", counted.with_staff),
        ("studyHours", counted.study_hours),
        ("pendingMeetings", counted.pending_meetings),
        ("cancelledMeetings", counted.cancelled_meetings),
        ("possibleDuplicates", counted.possible_duplicates),
    ] {
        whole(measure, Amount::Number(number.into()), Guard::Open);
    }
    whole("deliveredMinutes", Amount::Number(counted.delivered_minutes), Guard::Open);
    for (measure, share) in
        [("librariesReached", counted.libraries_reached), ("municipalitiesReached", counted.municipalities_reached)]
    {
        whole(measure, Amount::Share(share.numerator, share.denominator), Guard::Open);
    }
    whole("uniqueParticipants", Amount::Number(counted.unique_participants.into()), people.clone());
    whole("participations", Amount::Number(counted.participations.into()), people.clone());
    whole("participantMinutes", Amount::Number(counted.participant_minutes), people.clone());
    let staff = counted.staff_reached;
    whole("staffReached", Amount::Share(staff.numerator, staff.denominator), people);
    let external = Guard::People(EXTERNAL, period);
    whole("externalParticipations", Amount::Number(counted.external_participations.into()), external);
    if let Some(number) = counted.no_shows {
        whole(NO_SHOWS, Amount::Number(number.into()), Guard::People(NO_SHOWS, period));
    }
    if let Some(number) = counted.late_cancellations {
        whole(LATE, Amount::Number(number.into()), Guard::People(LATE, period));
    }
    if let Some(seats) = counted.seats {
        whole("seatsOffered", Amount::Number(seats.denominator.into()), Guard::Open);
        let taken = Guard::People(SEATS, period);
        whole("fillRate", Amount::Share(seats.numerator, seats.denominator), taken);
    }
    for (reason, number) in &counted.left_out {
        let place = Place { breakdown: "leftOut".to_owned(), key: reason.to_string(), name: None };
        found.push(figure("occasions", Some(place), Amount::Number((*number).into()), Guard::Open));
    }
    for (dimension, parts) in &counted.breakdowns {
        let parts: Vec<_> = parts.iter().map(|one| part(*dimension, one, period)).collect();
        // One measure of all parts after another, so that what is compared stands together.
        for measure in 0..MEASURES {
            found.extend(parts.iter().map(|figures| figures[measure].clone()));
        }
    }
}

fn figure(measure: &str, place: Option<Place>, amount: Amount, guard: Guard) -> Figure {
    Figure { code: IndicatorCode::I4, measure: measure.to_owned(), place, amount, guard }
}

fn part(dimension: Dimension, part: &Part, period: Period) -> [Figure; MEASURES] {
    let place = Place { breakdown: dimension.to_string(), key: part.key.clone(), name: part.name.clone() };
    // The key of an organiser is a person's.
    let open = if dimension == Dimension::Organiser { Guard::Closed } else { Guard::Open };
    let people = match dimension {
        Dimension::Organiser | Dimension::Programme => Guard::Closed,
        _ => Guard::People(PARTICIPATIONS, span(dimension, &part.key, period).unwrap_or(period)),
    };
    let Figures { value, sessions, unique_participants, participations, participant_minutes, study_hours } =
        part.figures;
    [
        ("occasions", value.into(), &open),
        ("sessions", sessions.into(), &open),
        ("studyHours", study_hours.into(), &open),
        ("uniqueParticipants", unique_participants.into(), &people),
        ("participations", participations.into(), &people),
        // With the lengths of the meetings, which are public, minutes say how many there were.
        ("participantMinutes", participant_minutes, &Guard::Closed),
    ]
    .map(|(measure, number, guard)| figure(measure, Some(place.clone()), Amount::Number(number), guard.clone()))
}

/// Those who had a seat are those who came and those who did not: where the last are hidden, the first are too.
pub(super) fn hide_seats(tables: &mut BTreeMap<String, Vec<PublicRow>>) {
    let hidden = tables.get(NO_SHOWS).is_some_and(|rows| rows.iter().any(|shown| shown.hidden));
    let seats = tables.get_mut(SEATS).into_iter().flatten();
    seats.for_each(|shown| shown.hidden |= hidden);
}

/// The tables of people of I4.
pub(super) fn tables(
    counted: &TrainingOccasions,
    period: Period,
    places: &BTreeMap<String, String>,
) -> BTreeMap<String, Vec<Row>> {
    let total = |persons, participations| Row { path: Vec::new(), span: period, persons, participations };
    let single = |number| vec![total(number, number)];
    let mut rows = vec![total(counted.unique_participants, counted.participations)];
    for (dimension, parts) in &counted.breakdowns {
        rows.extend(table(*dimension, parts, period, counted.participations, places));
    }
    rows.extend(libraries_left(counted, period, places));
    // A quarter is the whole period of a report of that quarter.
    let mut once: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows {
        if !once.contains(&row) {
            once.push(row);
        }
    }
    let mut tables: BTreeMap<String, Vec<Row>> =
        [(PARTICIPATIONS.to_owned(), once), (EXTERNAL.to_owned(), single(counted.external_participations))].into();
    tables.extend(counted.no_shows.map(|number| (NO_SHOWS.to_owned(), single(number))));
    tables.extend(counted.late_cancellations.map(|number| (LATE.to_owned(), single(number))));
    tables.extend(counted.seats.map(|seats| (SEATS.to_owned(), single(seats.numerator))));
    tables
}

/// What a municipality has beyond its libraries, which can be worked out like any other part of it.
fn libraries_left(counted: &TrainingOccasions, period: Period, places: &BTreeMap<String, String>) -> Vec<Row> {
    let libraries = counted.by(Dimension::Library);
    let left = |municipality: &Part| {
        let own = libraries.iter().filter(|part| places.get(&part.key) == Some(&municipality.key));
        let own: u32 = own.map(|part| part.figures.participations).sum();
        let left = municipality.figures.participations.checked_sub(own).filter(|left| *left > 0)?;
        let path = vec![step(Dimension::Municipality, &municipality.key, false), step(Dimension::Library, "", false)];
        Some(Row { path, span: period, persons: left, participations: left })
    };
    if libraries.is_empty() {
        Vec::new()
    } else {
        counted.by(Dimension::Municipality).iter().filter_map(left).collect()
    }
}

fn step(breakdown: Dimension, key: &str, overlapping: bool) -> Step {
    Step { breakdown: breakdown.to_string(), key: key.to_owned(), overlapping }
}

fn table(
    dimension: Dimension,
    parts: &[Part],
    period: Period,
    whole: u32,
    places: &BTreeMap<String, String>,
) -> Vec<Row> {
    if matches!(dimension, Dimension::Organiser | Dimension::Programme) {
        return Vec::new();
    }
    let sum: u32 = parts.iter().map(|part| part.figures.participations).sum();
    // Of all others, somebody is in one part an occasion, but for the few who went for two employers on one day.
    let overlapping = matches!(dimension, Dimension::DigCompArea | Dimension::Affiliation);
    let row = |path, span, figures: &Figures| Row {
        path,
        span,
        persons: figures.unique_participants,
        participations: figures.participations,
    };
    let mut rows = Vec::with_capacity(parts.len() + 1);
    for part in parts {
        let figures = &part.figures;
        match (dimension, span(dimension, &part.key, period)) {
            (_, Some(span)) => rows.push(row(Vec::new(), span, figures)),
            (Dimension::Library, None) => {
                let Some(municipality) = places.get(&part.key) else { continue };
                let of_municipality = step(Dimension::Municipality, municipality, false);
                let path = vec![of_municipality, step(Dimension::Library, &part.key, false)];
                rows.push(row(path, period, figures));
            }
            (_, None) => rows.push(row(vec![step(dimension, &part.key, overlapping)], period, figures)),
        }
    }
    let of_days = matches!(dimension, Dimension::Quarter | Dimension::HalfYear | Dimension::Year);
    if !overlapping && !of_days && dimension != Dimension::Library && sum < whole {
        // What no part has can be worked out like any other part.
        let rest = whole - sum;
        let path = vec![step(dimension, "", overlapping)];
        rows.push(Row { path, span: period, persons: rest, participations: rest });
    }
    rows
}

/// The days of a part of the calendar that lie in the period; none for other breakdowns.
fn span(dimension: Dimension, key: &str, period: Period) -> Option<Period> {
    let (year, part) = key.split_once(['-']).map_or((key, ""), |(year, part)| (year, part));
    let number = || part.get(1..).and_then(|text| text.parse::<u32>().ok());
    let (first_month, months) = match dimension {
        Dimension::Quarter => (number()? * 3 - 2, 3),
        Dimension::HalfYear => (number()? * 6 - 5, 6),
        Dimension::Year => (1, 12),
        _ => return None,
    };
    let from = NaiveDate::from_ymd_opt(year.parse().ok()?, first_month, 1)?;
    let to = from.checked_add_months(Months::new(months))?.pred_opt()?;
    Period::new(from.max(period.from), to.min(period.to)).ok()
}
