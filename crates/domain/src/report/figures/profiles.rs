//! The figures of I2, and the tables of people that guard them.

use std::collections::BTreeMap;

use super::{Amount, Figure, Guard, Place};
use crate::indicator::{
    IndicatorCode,
    digiteket_profiles::DigiteketProfiles,
    disclosure::{PublicRow, Row, Step},
    period::Period,
};

const PROFILES: &str = "profiles";
const STAFF: &str = "staff";
/// Those without a profile: what is left when the two others are known.
const WITHOUT: &str = "without";
const MUNICIPALITY: &str = "municipality";

/// Who may see the share itself.
pub(super) fn guard(found: &DigiteketProfiles) -> Guard {
    Guard::People(PROFILES, day(found))
}

/// The figures are those of one day.
fn day(found: &DigiteketProfiles) -> Period {
    Period { from: found.on, to: found.on }
}

/// The figures of I2, after its value. Libraries are too small to publish; the coordinator sees them.
pub(super) fn figures(found: &DigiteketProfiles, figures: &mut Vec<Figure>) {
    let mut add = |measure: &str, place: Option<Place>, number: u32, guard: Guard| {
        let amount = Amount::Number(number.into());
        figures.push(Figure { code: IndicatorCode::I2, measure: measure.to_owned(), place, amount, guard });
    };
    let people = |table| Guard::People(table, day(found));
    add(PROFILES, None, found.profiles, people(PROFILES));
    add(STAFF, None, found.staff, people(STAFF));
    add("unknown", None, found.unknown, Guard::Closed);
    add("municipalitiesReported", None, found.municipalities_reported, Guard::Open);
    for one in &found.by_municipality {
        let (Some(profiles), Some(staff)) = (one.profiles, one.staff) else { continue };
        let place = Place { breakdown: MUNICIPALITY.to_owned(), key: one.municipality_code.to_string(), name: None };
        add(PROFILES, Some(place.clone()), profiles, people(PROFILES));
        add(STAFF, Some(place), staff, people(STAFF));
    }
    for one in &found.by_library {
        let place =
            Place { breakdown: "library".to_owned(), key: one.library_id.to_string(), name: Some(one.library.clone()) };
        add(PROFILES, Some(place.clone()), one.profiles, Guard::Closed);
        add(STAFF, Some(place.clone()), one.staff, Guard::Closed);
        add("unknown", Some(place), one.unknown, Guard::Closed);
    }
}

/// Hides a part in every table when it is hidden in one: whoever knows two of them knows the third. Of the whole, both
/// numbers of the share are hidden when one is; how many lack a profile is told by the share itself, which is the
/// programme's headline.
pub(super) fn hide_alike(tables: &mut BTreeMap<String, Vec<PublicRow>>) {
    let key = |shown: &PublicRow| shown.row.path.last().map(|step| step.key.clone());
    let told = |(name, shown): (&String, &PublicRow)| key(shown).is_some() || name != WITHOUT;
    let all = tables.iter().flat_map(|(name, rows)| rows.iter().map(move |shown| (name, shown)));
    let hidden: Vec<_> = all.filter(|one| told(*one) && one.1.hidden).map(|(_, shown)| key(shown)).collect();
    for shown in tables.values_mut().flatten() {
        shown.hidden |= hidden.contains(&key(shown));
    }
}

/// The tables of people of I2.
pub(super) fn tables(found: &DigiteketProfiles) -> BTreeMap<String, Vec<Row>> {
    let span = day(found);
    let reported = found.by_municipality.iter().filter_map(|one| Some((one, one.profiles?, one.staff?)));
    let table = |whole: u32, part: fn(u32, u32) -> u32| {
        let parts: Vec<(String, u32)> = reported
            .clone()
            .map(|(one, profiles, staff)| (one.municipality_code.to_string(), part(profiles, staff)))
            .collect();
        let row = |path, number| Row { path, span, persons: number, participations: number };
        // Somebody who works in two municipalities is counted in both, but there are few of them: what is missing in
        // the sum of all others tells nearly as much of a municipality as if there were none.
        let step = |key| vec![Step { breakdown: MUNICIPALITY.to_owned(), key, overlapping: false }];
        let mut rows = vec![row(Vec::new(), whole)];
        rows.extend(parts.into_iter().map(|(key, number)| row(step(key), number)));
        rows
    };
    [
        (PROFILES.to_owned(), table(found.profiles, |profiles, _| profiles)),
        (STAFF.to_owned(), table(found.staff, |_, staff| staff)),
        (
            WITHOUT.to_owned(),
            table(found.staff.saturating_sub(found.profiles), |profiles, staff| staff.saturating_sub(profiles)),
        ),
    ]
    .into()
}
