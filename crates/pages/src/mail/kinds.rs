//! What a mail tells, in words: one for each kind of notice.

use domain::notice::NoticeKind;

/// Key of what a mail tells; one of a kind that is not known any more tells something.
pub(super) fn key(kind: Option<NoticeKind>) -> &'static str {
    match kind {
        Some(NoticeKind::Confirmation) => "mail-kind-confirmation",
        Some(NoticeKind::WaitingListed) => "mail-kind-waiting-listed",
        Some(NoticeKind::SeatGiven) => "mail-kind-seat-given",
        Some(NoticeKind::MeetingChanged) => "mail-kind-meeting-changed",
        Some(NoticeKind::MeetingCancelled) => "mail-kind-meeting-cancelled",
        Some(NoticeKind::SessionCancelled) => "mail-kind-session-cancelled",
        Some(NoticeKind::BookingCancelled) => "mail-kind-booking-cancelled",
        Some(NoticeKind::Summons) => "mail-kind-summons",
        Some(NoticeKind::Reminder) => "mail-kind-reminder",
        Some(NoticeKind::AttendanceMissing) => "mail-kind-attendance-missing",
        Some(NoticeKind::CancellationAsked) => "mail-kind-cancellation-asked",
        Some(NoticeKind::CounterDeclined) => "mail-kind-counter-declined",
        Some(NoticeKind::InvitationsResent) => "mail-kind-invitations-resent",
        Some(NoticeKind::SurveyInvitation) => "mail-kind-survey-invitation",
        Some(NoticeKind::SurveyReminder) => "mail-kind-survey-reminder",
        Some(NoticeKind::AddressFailed) => "mail-kind-address-failed",
        Some(NoticeKind::SignIn | NoticeKind::SignInElsewhere) => "mail-kind-sign-in",
        None => "mail-kind-unknown",
    }
}
