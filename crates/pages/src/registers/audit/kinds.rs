//! What happened, in words: one for each kind of event.

use domain::event::EventKind;

const KEYS: &[(EventKind, &str)] = &[
    (EventKind::CourseAdded, "event-course-added"),
    (EventKind::CourseChanged, "event-course-changed"),
    (EventKind::LibraryAdded, "event-library-added"),
    (EventKind::LibraryChanged, "event-library-changed"),
    (EventKind::PersonAdded, "event-person-added"),
    (EventKind::PersonChanged, "event-person-changed"),
    (EventKind::EmploymentAdded, "event-employment-added"),
    (EventKind::EmploymentChanged, "event-employment-changed"),
    (EventKind::SessionPlanned, "event-session-planned"),
    (EventKind::SessionPublished, "event-session-published"),
    (EventKind::SessionChanged, "event-session-changed"),
    (EventKind::SessionCancelled, "event-session-cancelled"),
    (EventKind::MeetingChanged, "event-meeting-changed"),
    (EventKind::MeetingCancelled, "event-meeting-cancelled"),
    (EventKind::AttendanceReported, "event-attendance-reported"),
    (EventKind::BookingConfirmed, "event-booking-confirmed"),
    (EventKind::BookingWaiting, "event-booking-waiting"),
    (EventKind::SeatGiven, "event-seat-given"),
    (EventKind::BookingMoved, "event-booking-moved"),
    (EventKind::BookingCancelled, "event-booking-cancelled"),
    (EventKind::BookingCancelledWithSession, "event-booking-cancelled-with-session"),
    (EventKind::BookingSummoned, "event-booking-summoned"),
    (EventKind::BookingReminded, "event-booking-reminded"),
    (EventKind::AttendanceAsked, "event-attendance-asked"),
    (EventKind::InvitationAnswered, "event-invitation-answered"),
    (EventKind::CancellationAsked, "event-cancellation-asked"),
    (EventKind::CounterDeclined, "event-counter-declined"),
    (EventKind::InvitationsResent, "event-invitations-resent"),
    (EventKind::ProgrammeAdded, "event-programme-added"),
    (EventKind::ProgrammeChanged, "event-programme-changed"),
    (EventKind::ReportAdded, "event-report-added"),
    (EventKind::ReportChanged, "event-report-changed"),
    (EventKind::ReportLocked, "event-report-locked"),
    (EventKind::ReportRevised, "event-report-revised"),
    (EventKind::DefinitionAdded, "event-definition-added"),
    (EventKind::WaveAdded, "event-wave-added"),
    (EventKind::WaveChanged, "event-wave-changed"),
    (EventKind::WaveClosed, "event-wave-closed"),
    (EventKind::WaveLinksMade, "event-wave-links-made"),
    (EventKind::WaveImported, "event-wave-imported"),
    (EventKind::WaveAnswersForgotten, "event-wave-answers-forgotten"),
    (EventKind::SurveyAdded, "event-survey-added"),
    (EventKind::SurveySent, "event-survey-sent"),
    (EventKind::SurveyInvited, "event-survey-invited"),
    (EventKind::SurveyReminded, "event-survey-reminded"),
    (EventKind::SurveyClosed, "event-survey-closed"),
    (EventKind::DigiteketProfileStated, "event-digiteket-profile-stated"),
    (EventKind::DigiteketCountAdded, "event-digiteket-count-added"),
    (EventKind::DigiteketCountChanged, "event-digiteket-count-changed"),
    (EventKind::GrantCallAdded, "event-grant-call-added"),
    (EventKind::GrantCallChanged, "event-grant-call-changed"),
    (EventKind::GrantAdded, "event-grant-added"),
    (EventKind::GrantChanged, "event-grant-changed"),
    (EventKind::GrantRevoked, "event-grant-revoked"),
    (EventKind::ActionPlanAdded, "event-action-plan-added"),
    (EventKind::ActionPlanChanged, "event-action-plan-changed"),
    (EventKind::ActionPlanAdvanced, "event-action-plan-advanced"),
    (EventKind::CollaborationAdded, "event-collaboration-added"),
    (EventKind::CollaborationChanged, "event-collaboration-changed"),
    (EventKind::CollaborationConfirmed, "event-collaboration-confirmed"),
    (EventKind::AddressFailed, "event-address-failed"),
    (EventKind::SignInMailed, "event-sign-in-mailed"),
    (EventKind::SignedIn, "event-signed-in"),
    (EventKind::IdentityConnected, "event-identity-connected"),
    (EventKind::SignInRefused, "event-sign-in-refused"),
    (EventKind::SignInEnded, "event-sign-in-ended"),
    (EventKind::FactorAdded, "event-factor-added"),
    (EventKind::FactorRemoved, "event-factor-removed"),
    (EventKind::FactorsReset, "event-factors-reset"),
    (EventKind::RecoveryCodesMade, "event-recovery-codes-made"),
    (EventKind::FactorShown, "event-factor-shown"),
    (EventKind::FactorRefused, "event-factor-refused"),
    (EventKind::TokenMade, "event-token-made"),
    (EventKind::TokenRevoked, "event-token-revoked"),
    (EventKind::PersonRestricted, "event-person-restricted"),
    (EventKind::PersonReleased, "event-person-released"),
    (EventKind::PersonPseudonymised, "event-person-pseudonymised"),
    (EventKind::DisposalRulesChanged, "event-disposal-rules-changed"),
    (EventKind::DisposalStarted, "event-disposal-started"),
    (EventKind::DisposalFinished, "event-disposal-finished"),
    (EventKind::RolesChanged, "event-roles-changed"),
    (EventKind::RecordsDisposed, "event-records-disposed"),
    (EventKind::LogMadePoorer, "event-log-made-poorer"),
];

/// Key of what happened. A test sees to it that every kind has one of its own.
pub(super) fn key(kind: EventKind) -> &'static str {
    KEYS.iter().find(|(known, _)| *known == kind).map_or("audit-any", |(_, key)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words() {
        for kind in EventKind::ALL {
            assert_ne!(key(*kind), "audit-any", "{kind}");
        }
    }
}
