//! I2: profiles in Digiteket.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    LibraryId, PersonId,
    digiteket::{Profile, ProfileAnswer},
    indicator::{
        IndicatorStatus,
        digiteket_profiles::{self, CountEvidence, MunicipalityEvidence, StaffEmployment, StaffEvidence},
    },
};
use kursplats_tests::dice::Dice;

use super::{DATA_SETS, id, some_day, some_end};

const CODES: [&str; 3] = ["1861", "1880", "1881"];
const TARGET: u32 = 80;

#[test]
fn staff_asked_one_by_one_have_as_many_profiles() {
    for seed in 0..DATA_SETS {
        let mut dice = Dice(seed);
        let mut staff: Vec<_> = (0..dice.roll(9)).map(|number| member(&mut dice, number)).collect();
        let day = some_day(&mut dice);
        let (counted, rows) = digiteket_profiles::by_register(&staff, day, Some(TARGET));
        let here = |person: &StaffEvidence, at: &dyn Fn(&StaffEmployment) -> bool| {
            person.employments.iter().any(|one| one.from <= day && one.to.is_none_or(|to| to >= day) && at(one))
        };
        let heads = |at: &dyn Fn(&StaffEmployment) -> bool| staff.iter().filter(|one| here(one, at)).count() as u32;
        let with = |at: &dyn Fn(&StaffEmployment) -> bool| {
            staff.iter().filter(|one| here(one, at) && has_profile(one, day)).count() as u32
        };
        let unknown = staff.iter().filter(|one| here(one, &|_| true) && one.profile.answer == ProfileAnswer::Unknown);
        assert_eq!((counted.profiles, counted.staff), (with(&|_| true), heads(&|_| true)), "seed {seed}");
        assert_eq!(counted.unknown as usize, unknown.count(), "seed {seed}");
        for (code, found) in by_code(&counted) {
            let at = |one: &StaffEmployment| one.municipality_code.as_str() == code;
            assert_eq!(found, (with(&at), heads(&at)), "seed {seed}: {code}");
        }
        for library in &counted.by_library {
            let at = |one: &StaffEmployment| one.library_id == library.library_id;
            assert_eq!((library.profiles, library.staff), (with(&at), heads(&at)), "seed {seed}: {}", library.library);
            assert_eq!(library.missing_for_target, missing(library.profiles, library.staff), "seed {seed}: the nudge");
        }
        assert_eq!(counted.outcome().status, status(counted.profiles, counted.staff), "seed {seed}");
        let of_rows = rows.iter().filter(|row| row.left_out.is_none()).count();
        assert_eq!((of_rows, rows.len()), (counted.profiles as usize, staff.len()), "seed {seed}: rows");
        dice.shuffle(&mut staff);
        staff.iter_mut().for_each(|one| dice.shuffle(&mut one.employments));
        let again = digiteket_profiles::by_register(&staff, day, Some(TARGET));
        assert_eq!(again, (counted, rows), "seed {seed}: another order");
    }
}

#[test]
fn numbers_of_municipalities_add_up_alike() {
    for seed in 0..DATA_SETS {
        let mut dice = Dice(seed);
        let municipalities =
            CODES.map(|code| MunicipalityEvidence { code: code.parse().expect("a code"), name: code.to_owned() });
        let mut counts: Vec<CountEvidence> = Vec::new();
        for _ in 0..dice.roll(8) {
            let count = numbers(&mut dice);
            if !counts.iter().any(|one| (&one.municipality_code, one.on) == (&count.municipality_code, count.on)) {
                counts.push(count);
            }
        }
        let day = some_day(&mut dice);
        let (mut profiles, mut staff, mut reported) = (0, 0, 0);
        for code in CODES {
            let mut latest: Option<&CountEvidence> = None;
            for count in &counts {
                let newer = latest.is_none_or(|latest| latest.on < count.on);
                if count.municipality_code.as_str() == code && count.on <= day && newer {
                    latest = Some(count);
                }
            }
            profiles += latest.map_or(0, |count| count.profiles);
            staff += latest.map_or(0, |count| count.staff);
            reported += u32::from(latest.is_some());
        }
        let (counted, rows) = digiteket_profiles::by_number(&municipalities, &counts, day, Some(TARGET));
        let ours = (profiles, staff, reported);
        assert_eq!((counted.profiles, counted.staff, counted.municipalities_reported), ours, "seed {seed}");
        assert_eq!(counted.outcome().status, status(profiles, staff), "seed {seed}");
        dice.shuffle(&mut counts);
        let again = digiteket_profiles::by_number(&municipalities, &counts, day, Some(TARGET));
        assert_eq!(again, (counted, rows), "seed {seed}: another order");
    }
}

fn by_code(counted: &digiteket_profiles::DigiteketProfiles) -> BTreeMap<&str, (u32, u32)> {
    let rows = counted.by_municipality.iter();
    rows.map(|row| (row.municipality_code.as_str(), (row.profiles.unwrap_or(0), row.staff.unwrap_or(0)))).collect()
}

fn has_profile(person: &StaffEvidence, day: NaiveDate) -> bool {
    let begun = person.profile.since.is_some_and(|since| since <= day);
    let ended = person.profile.until.is_some_and(|until| until < day);
    person.profile.answer == ProfileAnswer::Yes && begun && !ended
}

/// Tries one more at a time.
fn missing(profiles: u32, staff: u32) -> u32 {
    (0..).find(|more| 100 * (profiles + more) >= TARGET * staff).expect("enough in the end")
}

fn status(profiles: u32, staff: u32) -> IndicatorStatus {
    match staff {
        0 => IndicatorStatus::NoData,
        _ if missing(profiles, staff) == 0 => IndicatorStatus::Met,
        _ => IndicatorStatus::NotMet,
    }
}

fn member(dice: &mut Dice, number: usize) -> StaffEvidence {
    let employment = |dice: &mut Dice| {
        let (library, from) = (dice.roll(4), some_day(dice));
        StaffEmployment {
            library_id: LibraryId(id(1, library)),
            library: format!("Bibliotek {library}"),
            municipality_code: CODES[library % 3].parse().expect("a code"),
            from,
            to: some_end(dice, from),
        }
    };
    let employments = (0..1 + dice.roll(3)).map(|_| employment(dice)).collect();
    let answer = *dice.pick(ProfileAnswer::ALL);
    let since = (answer == ProfileAnswer::Yes).then(|| some_day(dice));
    let until = since.and_then(|since| some_end(dice, since));
    StaffEvidence { person_id: PersonId(id(4, number)), employments, profile: Profile { answer, since, until } }
}

fn numbers(dice: &mut Dice) -> CountEvidence {
    CountEvidence {
        municipality_code: dice.pick(&CODES).parse().expect("a code"),
        on: some_day(dice),
        profiles: dice.roll(30) as u32,
        staff: dice.roll(25) as u32,
        source: "Digiteket".to_owned(),
    }
}
