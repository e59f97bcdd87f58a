//! Reports and their snapshots.

use chrono::NaiveDate;
use domain::{
    PersonId, ProgrammeId, ReportId,
    indicator::{IndicatorCode, period::PeriodKind},
};

use super::{Instant, table};

table!(report, "report", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: ReportId,
    programme_id: Option<ProgrammeId>,
    kind: PeriodKind,
    from_date: NaiveDate,
    to_date: NaiveDate,
    title: String,
    revision: i32,
    replaces: Option<ReportId>,
    reason: Option<String>,
    made_at: Instant,
    locked_at: Option<Instant>,
    locked_by: Option<PersonId>,
    lock_comment: Option<String>,
    version: i32,
});

table!(report_comment, "report_comment", {
    #[sea_orm(primary_key, auto_increment = false)]
    report_id: ReportId,
    #[sea_orm(primary_key, auto_increment = false)]
    code: IndicatorCode,
    text: String,
});

table!(report_snapshot, "report_snapshot", {
    #[sea_orm(primary_key, auto_increment = false)]
    report_id: ReportId,
    body: String,
    sha256: Vec<u8>,
});
