//! The rules of Kursplats, and nothing else: no clock, no database, no network.
//!
//! Everything here is a value or a pure function, so that every rule can be tested in an instant
//! and holds in the same way whichever database or surface stands around it.

pub mod access;
pub mod action_plan;
pub mod answer;
pub mod attendance;
pub mod booking;
pub mod bounce;
pub mod collaboration;
pub mod correspondence;
pub mod course;
pub mod digiteket;
pub mod disposal;
pub mod event;
pub mod feed;
pub mod grant;
pub mod holiday;
pub mod identity;
pub mod ids;
pub mod indicator;
pub mod invalid;
pub mod mail_message;
pub mod measure;
pub mod meeting;
pub mod my_data;
pub mod needs;
pub mod notice;
pub mod organizer;
pub mod person;
pub mod personal_number;
pub mod programme;
pub mod protection;
pub mod record_extract;
pub mod refusal;
pub mod report;
pub mod scalar;
pub mod seal;
pub mod second_factor;
pub mod session;
pub mod sign_in;
pub mod survey;
pub mod values;
pub mod waiting_list;
pub mod wall_time;
pub mod wave;

pub use ids::{
    AccessTokenId, ActionPlanId, BookingId, CalendarFeedId, CollaborationId, CourseId, DigiteketCountId, DisposalId,
    EmploymentId, EventId, GrantCallId, GrantId, IdentityRequestId, LibraryId, MeetingId, MessageId, NoticeId,
    PersonId, PersonMeasureId, ProgrammeId, ReportId, SecondFactorId, SessionId, SignInId, SignInRequestId, SurveyId,
    WaveId,
};
pub use invalid::Invalid;
pub use refusal::Refusal;
