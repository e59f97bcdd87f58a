//! Disposal (gallring): which records are kept how long, and that none of them goes without a decision.
//!
//! The periods are proposals. A coordinator writes down the period that was decided, and the reference of the decision.

use chrono::{DateTime, Days, Months, Utc};
use serde::{Deserialize, Serialize};

use crate::{Invalid, PersonId, ids::DisposalId, refusal::No, values::Line};

crate::words! {
    /// Records that are disposed of together.
    pub enum DisposalClass {
        /// What people have said that they need.
        Needs = "needs",
        /// The texts of mail.
        MailTexts = "mailTexts",
        /// That mail was sent or came in, to whom, and what became of it.
        MailLog = "mailLog",
        /// Why bookings ended, and what calendars answered.
        Bookings = "bookings",
        /// Who was absent, and who was late.
        Attendance = "attendance",
        /// The single answers of the self-assessment.
        SelfAssessment = "selfAssessment",
        /// Tokens and calendar feeds that have ended.
        Accesses = "accesses",
        /// Who has read whose needs.
        Readings = "readings",
        /// What people were called, and where their mail went, before it was corrected.
        Corrections = "corrections",
        /// People who are not active any more; their names and addresses are replaced. Last, since much else goes with it.
        Accounts = "accounts",
    }
}

crate::words! {
    /// What a period is counted in.
    pub enum PeriodUnit {
        /// Days.
        Days = "days",
        /// Months of the calendar.
        Months = "months",
    }
}

crate::words! {
    /// How far a run has come with a class.
    pub enum EntryState {
        /// Nobody has decided on it, so nothing of it goes.
        Undecided = "undecided",
        /// Under way.
        Begun = "begun",
        /// Nothing is due any more.
        Done = "done",
    }
}

/// How long something is kept, from the moment its class names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFor {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: PeriodUnit,
}

impl KeptFor {
    /// Days.
    pub const fn days(amount: u32) -> Self {
        Self { amount, unit: PeriodUnit::Days }
    }

    /// Months.
    pub const fn months(amount: u32) -> Self {
        Self { amount, unit: PeriodUnit::Months }
    }

    /// What ended by then is due at `now`.
    pub fn cutoff(self, now: DateTime<Utc>) -> DateTime<Utc> {
        let cutoff = match self.unit {
            PeriodUnit::Days => now.checked_sub_days(Days::new(self.amount.into())),
            PeriodUnit::Months => now.checked_sub_months(Months::new(self.amount)),
        };
        cutoff.unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// In days, to compare by; a month has at most 31.
    fn at_most_days(self) -> u64 {
        u64::from(self.amount) * if self.unit == PeriodUnit::Months { 31 } else { 1 }
    }

    /// In days, to compare by; a month has at least 28.
    fn at_least_days(self) -> u64 {
        u64::from(self.amount) * if self.unit == PeriodUnit::Months { 28 } else { 1 }
    }

    /// In words, in Swedish and in English.
    pub fn words(self) -> (String, String) {
        match (self.amount, self.unit) {
            (0, _) => ("genast".to_owned(), "at once".to_owned()),
            (1, PeriodUnit::Days) => ("1 dag".to_owned(), "1 day".to_owned()),
            (amount, PeriodUnit::Days) => (format!("{amount} dagar"), format!("{amount} days")),
            (1, PeriodUnit::Months) => ("1 månad".to_owned(), "1 month".to_owned()),
            (amount, PeriodUnit::Months) => (format!("{amount} månader"), format!("{amount} months")),
        }
    }
}

/// The longest period that can be decided: fifty years.
const LONGEST: u32 = 600;

impl DisposalClass {
    /// How long it is kept unless something else is decided.
    pub fn proposed(self) -> KeptFor {
        match self {
            Self::Needs => KeptFor::days(14),
            Self::MailTexts => KeptFor::days(30),
            Self::MailLog | Self::Bookings | Self::Accesses => KeptFor::months(12),
            Self::Attendance | Self::Accounts | Self::Readings | Self::Corrections => KeptFor::months(24),
            Self::SelfAssessment => KeptFor::days(0),
        }
    }

    /// Whether the server also forgets it by itself, decision or not, once the proposed period is over: what tells of
    /// health or is anonymous only as long as nobody puts it together must not wait for anybody.
    pub fn is_forgotten_by_itself(self) -> bool {
        matches!(self, Self::Needs | Self::MailTexts | Self::SelfAssessment)
    }

    /// From when on it is kept for so long, in Swedish and in English.
    pub fn counted_from(self) -> (&'static str, &'static str) {
        match self {
            Self::Needs | Self::Bookings => ("efter kursomgångens sista träff", "after the session's last meeting"),
            Self::MailTexts | Self::MailLog => ("efter att mejlet skrevs", "after the mail was written"),
            Self::Attendance => {
                ("efter att satsningens slutrapport låstes", "after the programme's final report was locked")
            }
            Self::SelfAssessment => {
                ("när satsningens slutrapport låses", "when the programme's final report is locked")
            }
            Self::Accounts => ("efter att personen senast var aktiv", "after the person was last active"),
            Self::Accesses => ("efter att den slutade gälla", "after it ended"),
            Self::Readings => ("efter läsningen", "after the reading"),
            Self::Corrections => ("efter rättelsen", "after the correction"),
        }
    }

    /// What the records are, in Swedish and in English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Needs => ("Behov", "Needs"),
            Self::MailTexts => ("Mejlens texter", "Texts of mail"),
            Self::MailLog => ("Uppgifter om mejl", "Log of mail"),
            Self::Bookings => ("Anmälningars skäl och kalendersvar", "Reasons and calendar answers of bookings"),
            Self::Attendance => ("Frånvaro och sen ankomst", "Absence and lateness"),
            Self::SelfAssessment => ("Självskattningens enskilda svar", "Single answers of the self-assessment"),
            Self::Accounts => ("Namn och adress på den som inte är aktiv", "Names and addresses of the inactive"),
            Self::Accesses => ("Nycklar och kalenderadresser", "Tokens and calendar feeds"),
            Self::Readings => ("Vem som läst behov", "Who has read needs"),
            Self::Corrections => ("Tidigare namn och adresser", "Earlier names and addresses"),
        }
    }

    /// A period, if the class can be kept for so long: what the server forgets by itself cannot be kept longer, and
    /// calendars show for a while what is over.
    ///
    /// # Errors
    /// [`Invalid::OutOfRange`] with the bounds in days.
    pub fn check(self, kept_for: KeptFor) -> Result<(), Invalid> {
        let shortest: u64 = if self == Self::Bookings { 90 } else { 0 };
        let longest =
            if self.is_forgotten_by_itself() { self.proposed().at_most_days() } else { u64::from(LONGEST) * 31 };
        let fits = kept_for.at_least_days() >= shortest && kept_for.at_most_days() <= longest;
        let bound = |days| i64::try_from(days).unwrap_or(i64::MAX);
        if fits { Ok(()) } else { Err(Invalid::OutOfRange(bound(shortest), bound(longest))) }
    }
}

/// What is decided about a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisposalRule {
    /// Which.
    pub class: DisposalClass,
    /// How long it is kept.
    pub kept_for: KeptFor,
    /// The reference of the decision (diarienummer); without one nothing is disposed of.
    pub decision: Option<Line<100>>,
    /// Grows with every change; none while nothing has been decided.
    pub version: i32,
}

impl DisposalRule {
    /// What holds while nothing has been decided.
    pub fn proposed(class: DisposalClass) -> Self {
        Self { class, kept_for: class.proposed(), decision: None, version: 0 }
    }

    /// The beginning of a run of this rule at `now`.
    pub fn entry(&self, now: DateTime<Utc>) -> DisposalEntry {
        let state = if self.decision.is_some() { EntryState::Begun } else { EntryState::Undecided };
        DisposalEntry {
            class: self.class,
            kept_for: self.kept_for,
            decision: self.decision.clone(),
            cutoff: self.kept_for.cutoff(now),
            disposed: 0,
            state,
        }
    }
}

/// Rules that are put in place of earlier ones.
///
/// # Errors
/// [`Invalid::Repeated`] of a class, and what [`DisposalClass::check`] finds, by the place in the list.
pub fn check(rules: &[(DisposalClass, KeptFor)]) -> Result<(), No> {
    for (place, (class, kept_for)) in rules.iter().enumerate() {
        if rules[..place].iter().any(|(earlier, _)| earlier == class) {
            return Err(No::invalid(format!("items[{place}].class"), Invalid::Repeated));
        }
        let fits = class.check(*kept_for);
        fits.map_err(|reason| No::invalid(format!("items[{place}].amount"), reason))?;
    }
    Ok(())
}

/// What a run did, or would do, with a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisposalEntry {
    /// Which.
    pub class: DisposalClass,
    /// The rule when the run began.
    pub kept_for: KeptFor,
    /// The decision.
    pub decision: Option<Line<100>>,
    /// What ended by then was due.
    pub cutoff: DateTime<Utc>,
    /// How many records; in a dry run, how many are due.
    pub disposed: u64,
    /// How far it has come.
    pub state: EntryState,
}

/// A run and its protocol. It names nobody but whoever ran it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disposal {
    /// Identifier.
    pub id: DisposalId,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// Who began it; none by the operator's command.
    pub started_by: Option<PersonId>,
    /// When it was finished.
    pub finished_at: Option<DateTime<Utc>>,
    /// Class by class.
    pub entries: Vec<DisposalEntry>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn periods_end_on_the_day_of_the_calendar() {
        let now = at("2026-03-31T10:00:00Z");
        assert_eq!(KeptFor::days(14).cutoff(now), at("2026-03-17T10:00:00Z"));
        assert_eq!(KeptFor::months(1).cutoff(now), at("2026-02-28T10:00:00Z"));
        assert_eq!(KeptFor::months(24).cutoff(now), at("2024-03-31T10:00:00Z"));
        assert_eq!(KeptFor::days(0).cutoff(now), now);
    }

    #[test]
    fn nothing_goes_without_a_decision() {
        let now = at("2026-11-24T08:00:00Z");
        for class in DisposalClass::ALL {
            let rule = DisposalRule::proposed(*class);
            assert_eq!(rule.entry(now).state, EntryState::Undecided, "{class}");
            let decided = DisposalRule { decision: "26RS1234".parse().ok(), ..rule };
            assert_eq!(decided.entry(now).state, EntryState::Begun, "{class}");
        }
    }

    #[test]
    fn what_is_forgotten_by_itself_cannot_be_kept_longer_and_feeds_keep_what_they_show() {
        assert_eq!(DisposalClass::Needs.check(KeptFor::days(7)), Ok(()));
        assert_eq!(DisposalClass::Needs.check(KeptFor::days(15)), Err(Invalid::OutOfRange(0, 14)));
        assert_eq!(DisposalClass::Needs.check(KeptFor::months(1)), Err(Invalid::OutOfRange(0, 14)));
        assert!(DisposalClass::Bookings.check(KeptFor::months(3)).is_err(), "February is short");
        assert_eq!(DisposalClass::Bookings.check(KeptFor::months(4)), Ok(()));
        assert!(DisposalClass::Bookings.check(KeptFor::months(601)).is_err());
        for class in DisposalClass::ALL {
            assert_eq!(class.check(class.proposed()), Ok(()), "{class}");
        }
    }

    #[test]
    fn a_class_stands_in_a_list_once() {
        let twice = [(DisposalClass::MailLog, KeptFor::months(12)), (DisposalClass::MailLog, KeptFor::months(6))];
        assert_eq!(check(&twice), Err(No::invalid("items[1].class", Invalid::Repeated)));
        let long = [(DisposalClass::Needs, KeptFor::days(15))];
        assert_eq!(check(&long), Err(No::invalid("items[0].amount", Invalid::OutOfRange(0, 14))));
    }
}
