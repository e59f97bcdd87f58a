//! Surveys of library managers: one question, asked once of each, after a programme's end (`domain.md` 2.3).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{Invalid, ProgrammeId, SurveyId, correspondence, invalid::InvalidMember, values::Line, wall_time};

/// Days after the sending on which those who have not answered are reminded.
pub const REMINDER_DAYS: [i64; 2] = [7, 14];

crate::words! {
    /// How the question is answered.
    pub enum SurveyScale {
        /// Yes, no, or don't know.
        YesNo = "yesNo",
        /// Five steps, of which the two at the top count as strengthened, or don't know.
        FiveSteps = "fiveSteps",
    }
}

crate::words! {
    /// What an answer counts as.
    pub enum SurveyAnswer {
        /// The ability has been strengthened.
        Strengthened = "strengthened",
        /// It has not.
        NotStrengthened = "notStrengthened",
        /// Don't know.
        DontKnow = "dontKnow",
    }
}

crate::words! {
    /// Where a survey stands.
    pub enum SurveyState {
        /// Nobody has been asked.
        Draft = "draft",
        /// Answers are taken, and nothing of them is shown.
        Open = "open",
        /// Only numbers are left.
        Closed = "closed",
    }
}

/// The numbers of a closed survey.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SurveyCounts {
    /// Who was asked.
    pub invited: u32,
    /// Whose ability has been strengthened.
    pub strengthened: u32,
    /// Whose has not.
    pub not_strengthened: u32,
    /// Who don't know.
    pub dont_know: u32,
}

impl SurveyCounts {
    /// Who answered, whatever they said.
    pub fn answered(&self) -> u32 {
        self.strengthened.saturating_add(self.not_strengthened).saturating_add(self.dont_know)
    }

    /// One more answer.
    pub fn add(&mut self, answer: SurveyAnswer) {
        match answer {
            SurveyAnswer::Strengthened => self.strengthened += 1,
            SurveyAnswer::NotStrengthened => self.not_strengthened += 1,
            SurveyAnswer::DontKnow => self.dont_know += 1,
        }
    }
}

/// A survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// Identifier.
    pub id: SurveyId,
    /// The programme it is about.
    pub programme_id: ProgrammeId,
    /// What people call it.
    pub title: Line<200>,
    /// How the question is answered.
    pub scale: SurveyScale,
    /// First day on which it may be sent.
    pub opens_on: NaiveDate,
    /// Last day on which it is answered.
    pub closes_on: NaiveDate,
    /// When everybody was asked.
    pub sent_at: Option<DateTime<Utc>>,
    /// Its numbers, once it is closed.
    pub counts: Option<SurveyCounts>,
    /// Grows with every change.
    pub version: i32,
}

impl Survey {
    /// Where it stands. One whose last day is over is closed as soon as somebody looks.
    pub fn state(&self) -> SurveyState {
        match (&self.counts, self.sent_at) {
            (Some(_), _) => SurveyState::Closed,
            (None, Some(_)) => SurveyState::Open,
            (None, None) => SurveyState::Draft,
        }
    }

    /// Whether its last day is over.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        wall_time::local_date(now) > self.closes_on
    }

    /// Whether answers are taken at this moment.
    pub fn takes_answers(&self, now: DateTime<Utc>) -> bool {
        self.state() == SurveyState::Open && !self.is_over(now)
    }

    /// The moment after which nobody wants to hear of it: the end of its last day.
    pub fn ends_at(&self) -> Option<DateTime<Utc>> {
        self.closes_on.succ_opt()?.and_hms_opt(0, 0, 0).and_then(|midnight| wall_time::instant(midnight).ok())
    }

    /// How many reminders somebody who has not answered should have had by now; none at night and on days off.
    pub fn reminders_due(&self, now: DateTime<Utc>) -> u32 {
        let Some(sent_at) = self.sent_at.filter(|_| self.takes_answers(now) && !correspondence::is_quiet(now)) else {
            return 0;
        };
        let days = (wall_time::local_date(now) - wall_time::local_date(sent_at)).num_days();
        u32::try_from(REMINDER_DAYS.iter().filter(|after| days >= **after).count()).unwrap_or(0)
    }

    /// What is wrong with it, member by member.
    pub fn faults(&self) -> Vec<InvalidMember> {
        let backwards = self.closes_on < self.opens_on;
        backwards.then(|| InvalidMember::new("closesOn", Invalid::EndsBeforeStart)).into_iter().collect()
    }
}
