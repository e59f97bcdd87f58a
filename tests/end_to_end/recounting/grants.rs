//! I5: project grants.

use std::collections::BTreeSet;

use domain::{
    GrantId, LibraryId,
    grant::{GrantDecision, Recipient},
    indicator::project_grants::{self, GrantEvidence},
};
use kursplats_tests::dice::Dice;

use super::{DATA_SETS, id, some_day, some_period};

#[test]
fn grants_counted_one_by_one_are_as_many() {
    for seed in 0..DATA_SETS {
        let mut dice = Dice(seed);
        let mut grants: Vec<_> = (0..dice.roll(9)).map(|number| grant(&mut dice, number)).collect();
        let period = some_period(&mut dice);
        let (counted, rows) = project_grants::count(&grants, period);
        let in_force: Vec<_> = grants
            .iter()
            .filter(|grant| period.from <= grant.decided_on && grant.decided_on <= period.to)
            .filter(|grant| grant.decision == GrantDecision::Granted && grant.revoked_on.is_none())
            .collect();
        let with_criterion: Vec<_> = in_force.iter().copied().filter(|grant| grant.criterion).collect();
        assert_eq!(counted.of_grants as usize, in_force.len(), "seed {seed}");
        assert_eq!(counted.value as usize, with_criterion.len(), "seed {seed}");
        let kronor = |grants: &[&GrantEvidence]| grants.iter().map(|grant| u64::from(grant.amount_kronor)).sum::<u64>();
        assert_eq!(counted.amount_kronor, kronor(&with_criterion), "seed {seed}");
        assert_eq!(counted.of_amount_kronor, kronor(&in_force), "seed {seed}");
        let recipients = |grants: &[&GrantEvidence]| {
            grants.iter().flat_map(|grant| grant.recipients.clone()).collect::<BTreeSet<_>>().len()
        };
        assert_eq!(counted.recipients as usize, recipients(&with_criterion), "seed {seed}");
        assert_eq!(counted.of_recipients as usize, recipients(&in_force), "seed {seed}");
        let of_rows = rows.iter().filter(|row| row.left_out.is_none()).count();
        assert_eq!((of_rows, rows.len()), (with_criterion.len(), grants.len()), "seed {seed}");
        dice.shuffle(&mut grants);
        assert_eq!(project_grants::count(&grants, period), (counted, rows), "seed {seed}: another order");
    }
}

fn grant(dice: &mut Dice, number: usize) -> GrantEvidence {
    let library = |dice: &mut Dice| Recipient::Library(LibraryId(id(1, dice.roll(3))));
    let municipality = |dice: &mut Dice| Recipient::Municipality(dice.pick(&["1880", "1881"]).parse().expect("a code"));
    let recipients = (0..1 + dice.roll(2)).map(|_| if dice.once_in(2) { library(dice) } else { municipality(dice) });
    let recipients = recipients.collect();
    GrantEvidence {
        grant_id: GrantId(id(7, number)),
        title: format!("26RS{number:04}"),
        decision: *dice.pick(&[GrantDecision::Granted, GrantDecision::Granted, GrantDecision::Rejected]),
        decided_on: some_day(dice),
        criterion: !dice.once_in(3),
        revoked_on: dice.once_in(4).then(|| some_day(dice)),
        amount_kronor: 1000 * dice.roll(200) as u32,
        recipients,
    }
}
