//! Needs, what was corrected and decided about a person's data, and disposal.

use domain::{
    BookingId, DisposalId, PersonId, PersonMeasureId, SessionId,
    disposal::{DisposalClass, EntryState, PeriodUnit},
    measure::MeasureKind,
};

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

table!(person_correction, "person_correction", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    person_id: PersonId,
    member: String,
    before_value: String,
    corrected_at: Instant,
    corrected_by: PersonId,
});

table!(person_measure, "person_measure", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: PersonMeasureId,
    person_id: PersonId,
    kind: MeasureKind,
    reason: String,
    decided_at: Instant,
    decided_by: Option<PersonId>,
});

table!(disposal_rule, "disposal_rule", {
    #[sea_orm(primary_key, auto_increment = false)]
    class: DisposalClass,
    amount: i32,
    unit: PeriodUnit,
    decision_reference: Option<String>,
    version: i32,
    changed_at: Instant,
    changed_by: PersonId,
});

table!(disposal, "disposal", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: DisposalId,
    started_at: Instant,
    started_by: Option<PersonId>,
    finished_at: Option<Instant>,
    is_open: Option<i32>,
});

table!(disposal_entry, "disposal_entry", {
    #[sea_orm(primary_key, auto_increment = false)]
    disposal_id: DisposalId,
    #[sea_orm(primary_key, auto_increment = false)]
    class: DisposalClass,
    amount: i32,
    unit: PeriodUnit,
    decision_reference: Option<String>,
    cutoff: Instant,
    disposed: i64,
    state: EntryState,
});
