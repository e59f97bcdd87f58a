//! Bookings, attendance, history and the outbox.

use domain::{
    BookingId, EmploymentId, EventId, MeetingId, MessageId, NoticeId, PersonId, SessionId,
    attendance::Presence,
    booking::BookingStatus,
    event::EventKind,
    notice::{CalendarMethod, MessageState, NoticeKind, NoticeState, Participation, TryOutcome},
    values::EmailAddress,
};

use super::{Instant, table};

table!(booking, "booking", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: BookingId,
    session_id: SessionId,
    person_id: PersonId,
    employment_id: EmploymentId,
    status: BookingStatus,
    queue_number: Option<i64>,
    booked_at: Instant,
    seated_at: Option<Instant>,
    ended_at: Option<Instant>,
    end_reason: Option<String>,
    version: i32,
});

table!(invitation, "invitation", {
    #[sea_orm(primary_key, auto_increment = false)]
    uid: Uuid,
    booking_id: BookingId,
    meeting_id: MeetingId,
    sequence: i32,
    stamp: Instant,
    method: CalendarMethod,
    organizer: Option<EmailAddress>,
    answer: Option<Participation>,
    answered_sequence: Option<i32>,
    answered_stamp: Option<Instant>,
    answered_at: Option<Instant>,
    answer_comment: Option<String>,
    answer_guests: Option<i32>,
});

table!(attendance_report, "attendance_report", {
    #[sea_orm(primary_key, auto_increment = false)]
    meeting_id: MeetingId,
    held: bool,
    external_participants: i32,
    no_shows: i32,
    reported_at: Instant,
    reported_by: PersonId,
});

table!(attendance, "attendance", {
    #[sea_orm(primary_key, auto_increment = false)]
    meeting_id: MeetingId,
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: PersonId,
    employment_id: Option<EmploymentId>,
    presence: Presence,
});

table!(event, "event", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: EventId,
    at: Instant,
    actor_id: Option<PersonId>,
    kind: EventKind,
    session_id: Option<SessionId>,
    booking_id: Option<BookingId>,
    person_id: Option<PersonId>,
    data: String,
});

/// Counts entries of the audit log.
pub(crate) type Count = i64;

table!(audit_seal, "audit_seal", {
    #[sea_orm(primary_key, auto_increment = false)]
    number: Count,
    entry_id: Count,
    personal_hash: Option<Vec<u8>>,
    hash: Vec<u8>,
});

table!(audit_head, "audit_head", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: i32,
    number: Count,
    hash: Vec<u8>,
});

table!(notice, "notice", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: NoticeId,
    event_id: EventId,
    booking_id: Option<BookingId>,
    session_id: Option<SessionId>,
    ordering_key: Uuid,
    rank: i32,
    kind: NoticeKind,
    payload: String,
    state: NoticeState,
    reason: Option<String>,
    written_at: Instant,
    expires_at: Option<Instant>,
    lease_until: Option<Instant>,
});

table!(mail_message, "mail_message", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: MessageId,
    notice_id: NoticeId,
    ordinal: i32,
    ordering_key: Uuid,
    rank: i32,
    kind: NoticeKind,
    booking_id: Option<BookingId>,
    session_id: Option<SessionId>,
    person_id: Option<PersonId>,
    recipient: EmailAddress,
    message_id: String,
    uid: Option<Uuid>,
    sequence: i32,
    method: Option<CalendarMethod>,
    content_hash: Option<Vec<u8>>,
    state: MessageState,
    attempts: i32,
    written_at: Instant,
    due_at: Instant,
    expires_at: Option<Instant>,
    lease_owner: Option<Uuid>,
    lease_until: Option<Instant>,
    doubted_at: Option<Instant>,
    answer: Option<String>,
    sent_at: Option<Instant>,
    bounced_at: Option<Instant>,
    bounce: Option<String>,
});

table!(mail_content, "mail_content", {
    #[sea_orm(primary_key, auto_increment = false)]
    mail_message_id: MessageId,
    written_at: Instant,
    content: Vec<u8>,
});

table!(mail_try, "mail_try", {
    #[sea_orm(primary_key, auto_increment = false)]
    mail_message_id: MessageId,
    #[sea_orm(primary_key, auto_increment = false)]
    number: i32,
    ended_at: Instant,
    outcome: TryOutcome,
    answer: String,
});

table!(idempotency, "idempotency", {
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    key: String,
    fingerprint: Vec<u8>,
    outcome: String,
    created_at: Instant,
});
