//! What a report said when it was locked: every figure, its definition, its evidence and its comment, as one text
//! that is hashed and never changes.
//!
//! A snapshot holds nobody's name and nobody's identifier, so that it survives the disposal of the people in it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Report, figures::public::PublicTables};
use crate::{
    ProgrammeId, ReportId,
    indicator::{
        IndicatorCode,
        definition::Definition,
        evidence::{EvidenceKind, EvidenceRow},
        outcome::{Details, Indicator, Outcome},
        period::{Period, PeriodKind},
        training_occasions::Dimension,
    },
    values::{Line, Prose},
};

/// The form of the text; a later form gets another number, and old ones stay readable.
const FORM: u32 = 1;

/// An indicator as it was computed, and the rows it was computed from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Computed {
    /// The result, with the version of the definition it was computed by.
    pub indicator: Indicator,
    /// Every row looked at.
    pub evidence: Vec<EvidenceRow>,
}

impl Computed {
    /// A result by a definition.
    pub fn by(definition: &Definition, outcome: Outcome, details: Details, evidence: Vec<EvidenceRow>) -> Self {
        let indicator = Indicator { code: definition.code, definition: definition.clone(), outcome, details };
        Self { indicator, evidence }
    }

    /// Figures that the caller has no right to.
    pub fn outside_scope(definition: &Definition) -> Self {
        Self { indicator: Indicator::outside_scope(definition.clone()), evidence: Vec::new() }
    }
}

impl Computed {
    /// The same without anybody's identifier, in the evidence and among the organisers: a person becomes a number
    /// that only this report and the register together lead to, so that a row can still be told from others as long
    /// as the register has her.
    #[must_use]
    pub fn without_people(mut self, report: ReportId) -> Self {
        for row in self.evidence.iter_mut().filter(|row| row.kind == EvidenceKind::Person) {
            row.id = row.id.map(|person| number(report, person));
        }
        if let Details::TrainingOccasions(occasions) = &mut self.indicator.details {
            for part in occasions.breakdowns.get_mut(&Dimension::Organiser).into_iter().flatten() {
                if let Ok(person) = part.key.parse::<Uuid>() {
                    part.key = number(report, person).to_string();
                }
            }
        }
        self
    }
}

/// A report at the moment it was locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Number of the form.
    pub form: u32,
    /// The report.
    pub report_id: ReportId,
    /// Its revision.
    pub revision: u32,
    /// The programme it is about.
    pub programme_id: Option<ProgrammeId>,
    /// What its period is called.
    pub kind: PeriodKind,
    /// Its period.
    pub period: Period,
    /// Its title.
    pub title: Line<200>,
    /// When it was locked.
    pub locked_at: DateTime<Utc>,
    /// Why, although attendance reports were missing.
    pub lock_comment: Option<Prose<2000>>,
    /// Comments.
    pub comments: BTreeMap<IndicatorCode, Prose<4000>>,
    /// The seven, in order.
    pub indicators: Vec<Computed>,
    /// What of its people is shown to the public, decided once: later reports go by it. Of a report that was locked
    /// before there was a public view, nothing is.
    #[serde(default)]
    pub public: PublicTables,
}

impl Snapshot {
    /// A report and what it says at this moment.
    pub fn of(
        report: &Report,
        computed: Vec<Computed>,
        public: PublicTables,
        at: DateTime<Utc>,
        comment: Option<Prose<2000>>,
    ) -> Self {
        Self {
            form: FORM,
            report_id: report.id,
            revision: report.revision,
            programme_id: report.programme_id,
            kind: report.kind,
            period: report.period,
            title: report.title.clone(),
            locked_at: at,
            lock_comment: comment,
            comments: report.comments.clone(),
            public,
            indicators: computed.into_iter().map(|one| one.without_people(report.id)).collect(),
        }
    }

    /// The text that is kept: JSON with its members in alphabetical order and nothing between them, whole numbers
    /// only, so that the same report is always the same bytes.
    ///
    /// # Errors
    /// When a value has no JSON form, which none of ours lacks.
    pub fn canonical(&self) -> Result<String, serde_json::Error> {
        Ok(sorted(serde_json::to_value(self)?).to_string())
    }
}

/// SHA-256 of a snapshot's text.
pub fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

fn number(report: ReportId, person: Uuid) -> Uuid {
    let digest = Sha256::new().chain_update(report.0).chain_update(person).finalize();
    uuid::Builder::from_custom_bytes(std::array::from_fn(|place| digest[place])).into_uuid()
}

/// Members in alphabetical order, whatever order the JSON library keeps.
fn sorted(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(members) => {
            let members: BTreeMap<_, _> = members.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            serde_json::Value::Object(members.into_iter().collect())
        }
        serde_json::Value::Array(items) => items.into_iter().map(sorted).collect(),
        single => single,
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::{
        PersonId,
        indicator::definition::{Definition, Rules},
    };

    #[test]
    fn a_person_in_the_evidence_is_nobody_outside_this_report() {
        let now = DateTime::UNIX_EPOCH;
        let (person, first, second) = (PersonId::new(now).0, ReportId::new(now), ReportId::new(now));
        let computed = |kind| {
            let row = EvidenceRow {
                kind,
                id: Some(person),
                title: "Kumla bibliotek".into(),
                date: None,
                left_out: None,
                occasion: None,
            };
            let code = IndicatorCode::I2;
            let definition = Definition { code, version: 1, valid_from: NaiveDate::MIN, rules: Rules::first(code) };
            Computed { indicator: Indicator::empty(definition), evidence: vec![row] }
        };
        let of_person = || computed(EvidenceKind::Person);
        let in_first = of_person().without_people(first);
        assert_ne!(in_first.evidence[0].id, Some(person));
        assert_eq!(in_first, of_person().without_people(first), "the same row is found again");
        assert_ne!(in_first, of_person().without_people(second), "two reports cannot be put together");
        let library = computed(EvidenceKind::Collaboration);
        assert_eq!(library.clone().without_people(first), library);
    }

    #[test]
    fn the_text_does_not_depend_on_the_order_of_members() {
        let value: serde_json::Value = serde_json::from_str(r#"{"b":[{"z":1,"a":null}],"a":2}"#).expect("JSON");
        assert_eq!(sorted(value).to_string(), r#"{"a":2,"b":[{"a":null,"z":1}]}"#);
    }
}
