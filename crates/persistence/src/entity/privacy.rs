//! Needs, and what was corrected and decided about a person's data.

use domain::{BookingId, PersonId, SessionId};

use super::{Instant, table};

table!(need, "need", {
    #[sea_orm(primary_key, auto_increment = false)]
    booking_id: BookingId,
    choices: String,
    note: Option<String>,
    consented_at: Option<Instant>,
    given_at: Instant,
});

table!(need_reading, "need_reading", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    at: Instant,
    reader_id: PersonId,
    person_id: PersonId,
    session_id: SessionId,
});
