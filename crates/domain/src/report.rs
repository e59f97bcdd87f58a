//! Reports: the seven indicators of a period, followed as a draft and kept as a record once locked (`domain.md` 2.0).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    PersonId, ProgrammeId, Refusal, ReportId,
    indicator::{
        IndicatorCode,
        outcome::{Indicator, RemarkCode},
        period::{Period, PeriodKind},
    },
    values::{Line, Prose},
};

pub mod deviation;
pub mod figures;
pub mod snapshot;

crate::words! {
    /// How far a report has come.
    pub enum ReportStatus {
        /// Its figures follow the evidence.
        Draft = "draft",
        /// Its figures are those of the moment it was locked, and stay.
        Locked = "locked",
    }
}

crate::words! {
    /// For whose eyes figures are.
    pub enum View {
        /// Whoever has a right to them: nothing is hidden but answers to surveys.
        Internal = "internal",
        /// Everybody: small numbers of people are hidden.
        Public = "public",
    }
}

crate::words! {
    /// As what kind of file a report is taken out.
    pub enum ExportFormat {
        /// The answer of the API itself.
        Json = "json",
        /// Every figure, one a row.
        Csv = "csv",
        /// A workbook.
        Xlsx = "xlsx",
    }
}

/// That a report was locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// When.
    pub at: DateTime<Utc>,
    /// Who. Kept beside the snapshot, never in it: the snapshot outlives the people of the register.
    pub by: PersonId,
    /// Why it was locked although attendance reports were missing.
    pub comment: Option<Prose<2000>>,
}

/// A report, without its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Identifier.
    pub id: ReportId,
    /// The programme it is about, if any.
    pub programme_id: Option<ProgrammeId>,
    /// What its period is called.
    pub kind: PeriodKind,
    /// Its period.
    pub period: Period,
    /// Its title.
    pub title: Line<200>,
    /// Counted from one; a revision is one more than what it replaces.
    pub revision: u32,
    /// The report it replaces.
    pub replaces: Option<ReportId>,
    /// The report that replaces it.
    pub replaced_by: Option<ReportId>,
    /// Why it replaces the earlier one.
    pub reason: Option<Line<500>>,
    /// What the coordinator says of each indicator.
    pub comments: BTreeMap<IndicatorCode, Prose<4000>>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// That it was locked.
    pub lock: Option<Lock>,
    /// Grows with every change.
    pub version: i32,
}

impl Report {
    /// How far it has come.
    pub fn status(&self) -> ReportStatus {
        if self.lock.is_some() { ReportStatus::Locked } else { ReportStatus::Draft }
    }

    /// May be changed only as a draft.
    ///
    /// # Errors
    /// When it is locked.
    pub fn open_for_change(&self) -> Result<(), Refusal> {
        if self.lock.is_some() { Err(Refusal::ReportLocked) } else { Ok(()) }
    }

    /// The draft that will replace this report: the same period and comments, the next number.
    ///
    /// # Errors
    /// When it is a draft itself, or replaced already.
    pub fn revised(&self, id: ReportId, reason: Line<500>, now: DateTime<Utc>) -> Result<Self, Refusal> {
        if self.lock.is_none() {
            return Err(Refusal::ReportNotLocked);
        }
        if self.replaced_by.is_some() {
            return Err(Refusal::ReportReplaced);
        }
        Ok(Self {
            id,
            revision: self.revision + 1,
            replaces: Some(self.id),
            reason: Some(reason),
            made_at: now,
            lock: None,
            version: 1,
            ..self.clone()
        })
    }
}

/// Whether a report may be locked now (`I4-4`): meetings without an attendance report stand in the way, unless
/// somebody says why it is locked all the same.
///
/// # Errors
/// How many they are.
pub fn may_lock(indicators: &[Indicator], anyway: Option<&Prose<2000>>) -> Result<(), Refusal> {
    let remarks = indicators.iter().flat_map(|indicator| &indicator.outcome.completeness);
    let pending = remarks.filter(|remark| remark.code == RemarkCode::PendingMeetings).map(|remark| remark.count);
    match pending.max() {
        Some(count) if anyway.is_none() => Err(Refusal::PendingMeetings { count }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::indicator::{
        definition::{Definition, Rules},
        outcome::Remark,
    };

    fn draft() -> Report {
        let now = DateTime::UNIX_EPOCH;
        let day = |month| NaiveDate::from_ymd_opt(2026, month, 1).expect("a date");
        Report {
            id: ReportId::new(now),
            programme_id: None,
            kind: PeriodKind::Free,
            period: Period { from: day(1), to: day(2) },
            title: "Vinter".parse().expect("a title"),
            revision: 1,
            replaces: None,
            replaced_by: None,
            reason: None,
            comments: BTreeMap::new(),
            made_at: now,
            lock: None,
            version: 4,
        }
    }

    #[test]
    fn only_what_is_locked_and_not_replaced_can_be_revised() {
        let now = DateTime::UNIX_EPOCH;
        let reason: Line<500> = "Sen rapport".parse().expect("a reason");
        let mut report = draft();
        assert_eq!(report.revised(ReportId::new(now), reason.clone(), now), Err(Refusal::ReportNotLocked));
        report.lock = Some(Lock { at: now, by: PersonId::new(now), comment: None });
        assert_eq!(report.open_for_change(), Err(Refusal::ReportLocked));
        let next = report.revised(ReportId::new(now), reason.clone(), now).expect("a revision");
        assert_eq!((next.revision, next.replaces, next.status()), (2, Some(report.id), ReportStatus::Draft));
        report.replaced_by = Some(next.id);
        assert_eq!(report.revised(ReportId::new(now), reason, now), Err(Refusal::ReportReplaced));
    }

    #[test]
    fn missing_attendance_stands_in_the_way_until_somebody_says_why_not() {
        let code = IndicatorCode::I4;
        let definition = Definition { code, version: 1, valid_from: NaiveDate::MIN, rules: Rules::first(code) };
        let mut indicator = Indicator::empty(definition);
        assert_eq!(may_lock(std::slice::from_ref(&indicator), None), Ok(()));
        indicator.outcome.completeness.extend(Remark::of(RemarkCode::PendingMeetings, 2));
        assert_eq!(may_lock(std::slice::from_ref(&indicator), None), Err(Refusal::PendingMeetings { count: 2 }));
        let why = "Kursledaren har slutat".parse().expect("a comment");
        assert_eq!(may_lock(&[indicator], Some(&why)), Ok(()));
    }
}
