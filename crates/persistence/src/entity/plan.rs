//! Courses, sessions and meetings.

use chrono::{NaiveDate, NaiveDateTime};
use domain::{
    CourseId, MeetingId, PersonId, SessionId,
    meeting::MeetingStatus,
    session::{Format, SessionStatus},
    values::WebAddress,
};

use super::{Instant, table};

table!(course, "course", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: CourseId,
    code: String,
    title: String,
    description: String,
    target_group: Option<String>,
    dig_comp: String,
    relates_to_goal: bool,
    version: i32,
});

table!(session, "session", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: SessionId,
    course_id: CourseId,
    title: String,
    format: Format,
    status: SessionStatus,
    capacity: i32,
    min_participants: i32,
    booking_opens_at: Option<Instant>,
    booking_closes_at: Option<Instant>,
    by_staff: bool,
    for_staff: bool,
    with_staff: bool,
    relates_to_goal: bool,
    organiser_id: Option<PersonId>,
    seats_taken: i32,
    waiting: i32,
    next_queue_number: i64,
    first_starts_at: Instant,
    last_ends_at: Instant,
    bring: Option<String>,
    cancel_until: Option<NaiveDate>,
    summoned_at: Option<Instant>,
    version: i32,
});

table!(meeting, "meeting", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: MeetingId,
    session_id: SessionId,
    local_start: NaiveDateTime,
    local_end: NaiveDateTime,
    local_date: NaiveDate,
    time_zone: String,
    starts_at: Instant,
    ends_at: Instant,
    break_minutes: i32,
    place: Option<String>,
    join_url: Option<WebAddress>,
    trainer: Option<String>,
    trainer_id: Option<PersonId>,
    travel_note: Option<String>,
    status: MeetingStatus,
    study_hours_set: Option<i32>,
    moved_at: Option<Instant>,
    reminded_at: Option<Instant>,
    attendance_asked: i32,
    version: i32,
});
