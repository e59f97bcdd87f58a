//! I7: libraries that co-operate on 1177.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{
    CollaborationId, LibraryId,
    indicator::{
        collaborations::{self, CollaborationEvidence, Reach},
        definition::CollaborationReading,
        period::Period,
    },
    person::LibraryType,
};
use kursplats_tests::dice::Dice;

use super::{DATA_SETS, id, some_day, some_end, some_period};

#[test]
fn libraries_asked_day_by_day_are_as_many() {
    for seed in 0..DATA_SETS {
        let mut dice = Dice(seed);
        let mut rows: Vec<_> = (0..dice.roll(9)).map(|number| collaboration(&mut dice, number)).collect();
        let period = some_period(&mut dice);
        let reading = *dice.pick(CollaborationReading::ALL);
        let (counted, evidence) = collaborations::count(&rows, period, reading);
        assert_eq!(counted.in_period, on_some_of(&rows, &days(period)), "seed {seed}");
        assert_eq!(counted.on_last_day, on_some_of(&rows, &[period.to]), "seed {seed}");
        let by_rule = match reading {
            CollaborationReading::Overlap => counted.in_period,
            CollaborationReading::LastDay => counted.on_last_day,
        };
        let of_rows = evidence.iter().filter(|row| row.left_out.is_none()).count();
        assert_eq!((of_rows, evidence.len()), (by_rule.libraries as usize, rows.len()), "seed {seed}: rows");
        dice.shuffle(&mut rows);
        assert_eq!(collaborations::count(&rows, period, reading), (counted, evidence), "seed {seed}: another order");
    }
}

fn days(period: Period) -> Vec<NaiveDate> {
    period.from.iter_days().take_while(|day| *day <= period.to).collect()
}

/// Goes through the days, and writes down who co-operates.
fn on_some_of(rows: &[CollaborationEvidence], days: &[NaiveDate]) -> Reach {
    let (mut libraries, mut municipalities) = (BTreeSet::new(), BTreeSet::new());
    for day in days {
        for row in rows {
            let ended = row.to.is_some_and(|to| to < *day);
            if row.from <= *day && !ended && row.library_type == LibraryType::Public {
                libraries.insert(row.library_id);
                municipalities.insert(row.municipality_code.clone());
            }
        }
    }
    Reach { libraries: libraries.len() as u32, municipalities: municipalities.len() as u32 }
}

fn collaboration(dice: &mut Dice, number: usize) -> CollaborationEvidence {
    let library = dice.roll(4);
    let from = some_day(dice);
    CollaborationEvidence {
        collaboration_id: CollaborationId(id(8, number)),
        library_id: LibraryId(id(1, library)),
        library: format!("Bibliotek {library}"),
        municipality_code: ["1880", "1881"][library % 2].parse().expect("a code"),
        library_type: if library == 3 { LibraryType::University } else { LibraryType::Public },
        from,
        to: some_end(dice, from),
        confirmed_on: Vec::new(),
    }
}
