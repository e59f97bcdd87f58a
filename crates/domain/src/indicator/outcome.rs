//! What every indicator's result has: a value, how it stands against its target, and how complete it is.

use serde::{Deserialize, Serialize};

use super::{
    IndicatorCode, IndicatorStatus,
    action_plan::ActionPlans,
    collaborations::Collaborations,
    definition::Definition,
    digiteket_profiles::DigiteketProfiles,
    fraction::{self, Fraction},
    managers_ability::ManagersAbility,
    project_grants::ProjectGrants,
    self_assessment::SelfAssessment,
    training_occasions::TrainingOccasions,
};

/// A value, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Value {
    /// Nothing can be said.
    None,
    /// So many.
    Count(u32),
    /// So many of so many.
    Share {
        /// Those that are.
        numerator: u32,
        /// Those that could be.
        denominator: u32,
    },
    /// More, or less, than before.
    Difference(Fraction),
    /// Done, or not.
    Milestone(bool),
}

impl Value {
    /// As people read it, with a decimal point: `80.0`, `+0.82`, `7`. None where a number says nothing.
    pub fn shown(&self) -> Option<String> {
        match self {
            Self::None | Self::Milestone(_) => None,
            Self::Count(number) => Some(number.to_string()),
            Self::Share { numerator, denominator } => fraction::percent(*numerator, *denominator),
            Self::Difference(difference) => Some(difference.signed(2)),
        }
    }
}

crate::words! {
    /// What a reader must know beside the value.
    pub enum RemarkCode {
        /// Meetings that are over and have no attendance report (`I4-4`).
        PendingMeetings = "pendingMeetings",
        /// The same meeting may have been entered twice (`I4-10`).
        PossibleDuplicates = "possibleDuplicates",
        /// The definition changed within the period.
        DefinitionChanged = "definitionChanged",
        /// The caller's rights do not reach the figures.
        OutsideScope = "outsideScope",
        /// The first or the last wave is not chosen.
        WavesNotChosen = "wavesNotChosen",
        /// A wave or survey is still open, so nothing of it is shown.
        StillOpen = "stillOpen",
        /// Different people answered in the two waves: the answers are not paired.
        UnpairedAnswers = "unpairedAnswers",
        /// Fewer answers than in the first wave.
        FewerAnswers = "fewerAnswers",
        /// Statements that only one of the waves has, and that are left out.
        StatementsDiffer = "statementsDiffer",
        /// Questionnaires with too few answers.
        InvalidAnswers = "invalidAnswers",
        /// Staff of whom nobody knows whether they have a profile.
        ProfilesUnknown = "profilesUnknown",
        /// More profiles than staff.
        ShareOver100 = "shareOver100",
        /// Municipalities that have not reported.
        MunicipalitiesMissing = "municipalitiesMissing",
        /// Invited who did not answer.
        NotAnswered = "notAnswered",
        /// Adopted so many days after the period.
        DaysLate = "daysLate",
        /// The document's reference is missing.
        ReferenceMissing = "referenceMissing",
        /// Grants revoked after they were granted.
        GrantsRevoked = "grantsRevoked",
        /// Collaborations that nobody has confirmed for a year.
        Unconfirmed = "unconfirmed",
    }
}

/// Something a reader must know, and how many it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Remark {
    /// What.
    pub code: RemarkCode,
    /// How many; one when it is not a matter of number.
    pub count: u32,
}

impl Remark {
    /// A remark about so many; none about nothing.
    pub fn of(code: RemarkCode, count: u32) -> Option<Self> {
        (count > 0).then_some(Self { code, count })
    }
}

/// What all seven results have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// How the value stands against its target.
    pub status: IndicatorStatus,
    /// The value.
    pub value: Value,
    /// What is missing.
    pub completeness: Vec<Remark>,
    /// What deserves a second look.
    pub warnings: Vec<Remark>,
}

impl Outcome {
    /// A value without a target.
    pub fn counted(value: u32) -> Self {
        Self::new(IndicatorStatus::NoTarget, Value::Count(value))
    }

    /// A share against its target, if there is one, compared exactly and never after rounding. Nothing to compute from
    /// when there is nobody to share.
    pub fn share(numerator: u32, denominator: u32, target_percent: Option<u32>) -> Self {
        if denominator == 0 {
            return Self::no_data();
        }
        let reached = |target| u64::from(numerator) * 100 >= u64::from(target) * u64::from(denominator);
        let status = match target_percent {
            None => IndicatorStatus::NoTarget,
            Some(target) if reached(target) => IndicatorStatus::Met,
            Some(_) => IndicatorStatus::NotMet,
        };
        Self::new(status, Value::Share { numerator, denominator })
    }

    /// Nothing to compute from.
    pub fn no_data() -> Self {
        Self::new(IndicatorStatus::NoData, Value::None)
    }

    /// A value and its status, with nothing to remark.
    pub fn new(status: IndicatorStatus, value: Value) -> Self {
        Self { status, value, completeness: Vec::new(), warnings: Vec::new() }
    }
}

/// What an indicator consists of beyond its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Details {
    /// Nothing: the registers are empty, or outside the caller's rights.
    Nothing,
    /// I1.
    SelfAssessment(Box<SelfAssessment>),
    /// I2.
    DigiteketProfiles(Box<DigiteketProfiles>),
    /// I3.
    ManagersAbility(Box<ManagersAbility>),
    /// I4.
    TrainingOccasions(Box<TrainingOccasions>),
    /// I5.
    ProjectGrants(Box<ProjectGrants>),
    /// I6.
    ActionPlans(Box<ActionPlans>),
    /// I7.
    Collaborations(Box<Collaborations>),
}

/// One indicator for one period, by one version of its definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Indicator {
    /// Which.
    pub code: IndicatorCode,
    /// The definition it was computed by.
    pub definition: Definition,
    /// The value and how it stands.
    pub outcome: Outcome,
    /// Its parts and breakdowns.
    pub details: Details,
}

impl Indicator {
    /// An indicator that there is nothing to compute from.
    pub fn empty(definition: Definition) -> Self {
        Self { code: definition.code, definition, outcome: Outcome::no_data(), details: Details::Nothing }
    }

    /// An indicator whose figures the caller has no right to.
    pub fn outside_scope(definition: Definition) -> Self {
        let mut indicator = Self::empty(definition);
        indicator.outcome.warnings.extend(Remark::of(RemarkCode::OutsideScope, 1));
        indicator
    }
}
