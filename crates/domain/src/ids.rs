//! Identifiers: one type each, so that a meeting can never be taken for a session.
//!
//! They are UUIDs of version 7 (RFC 9562 §5.7): sortable by the time they were made, and therefore
//! never used as secrets.

use chrono::{DateTime, Utc};
use uuid::{ContextV7, Timestamp, Uuid};

use crate::Invalid;

/// Makes a new identifier for something that happens at `now`.
pub fn new_uuid(now: DateTime<Utc>) -> Uuid {
    thread_local! {
        static CONTEXT: ContextV7 = const { ContextV7::new() };
    }
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    CONTEXT.with(|context| Uuid::new_v7(Timestamp::from_unix(context, seconds, now.timestamp_subsec_nanos())))
}

/// When an identifier was made; none for one that tells no time.
pub fn made_at(id: Uuid) -> Option<DateTime<Utc>> {
    let (seconds, nanoseconds) = id.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
}

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "database", derive(sea_orm::DeriveValueType))]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new identifier for something that comes into being at `now`.
            pub fn new(now: DateTime<Utc>) -> Self {
                Self(new_uuid(now))
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl std::str::FromStr for $name {
            type Err = Invalid;
            fn from_str(text: &str) -> Result<Self, Invalid> {
                Uuid::try_parse(text).map(Self).map_err(|_| Invalid::Identifier)
            }
        }
        crate::text_form!($name, "uuid", (Some("uuid"), &[]));
        #[cfg(feature = "database")]
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )+};
}

id! {
    /// A course in the catalogue.
    CourseId;
    /// A bookable run of a course.
    SessionId;
    /// One coming-together of a session, with a start and an end.
    MeetingId;
    /// One person's booking of one session.
    BookingId;
    /// A person in the register.
    PersonId;
    /// A person's dated employment at a library.
    EmploymentId;
    /// A library or service point.
    LibraryId;
    /// Something that happened.
    EventId;
    /// A notice to one person about one change.
    NoticeId;
    /// One mail, rendered and on its way.
    MessageId;
    /// A calendar feed.
    CalendarFeedId;
    /// A programme.
    ProgrammeId;
    /// A wave of the self-assessment.
    WaveId;
    /// A survey of managers.
    SurveyId;
    /// A report.
    ReportId;
    /// The numbers of a municipality's Digiteket profiles on a day.
    DigiteketCountId;
    /// A call for project grants.
    GrantCallId;
    /// A decision on a project grant.
    GrantId;
    /// An action plan.
    ActionPlanId;
    /// A library's collaboration with the region.
    CollaborationId;
    /// A token that a program or person calls with.
    AccessTokenId;
    /// A wish to sign in.
    SignInRequestId;
    /// Somebody on the way to an identity provider and back.
    IdentityRequestId;
    /// Somebody signed in, in one browser.
    SignInId;
    /// Something that proves who somebody is, beside her mail.
    SecondFactorId;
    /// Something decided about a person's data.
    PersonMeasureId;
    /// A run of disposal.
    DisposalId;
}
