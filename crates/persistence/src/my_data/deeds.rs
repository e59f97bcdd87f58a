//! What a person has done, and what was done about her.

use domain::PersonId;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Row, activity::sessions, register::whom};
use crate::{
    Result, audit_log,
    entity::{
        action_plan_step, attendance_report, collaboration_confirmation, disposal, disposal_rule, event,
        indicator_definition, meeting, person, person_correction, person_measure, report, session,
    },
};

fn task(what: &'static str) -> Row {
    Row::default().with("what", what)
}

/// What she answers for. What somebody wrote about others there is not hers, so it is left out.
pub(super) async fn tasks(db: &impl ConnectionTrait, own: &person::Model) -> Result<Vec<Row>> {
    let me = own.id;
    let mut rows = Vec::new();
    let arranged = session::Entity::find().filter(session::Column::OrganiserId.eq(me));
    for row in arranged.order_by_asc(session::Column::Id).all(db).await? {
        rows.push(task("arrangesSession").with("title", row.title).at("startsAt", row.first_starts_at));
    }
    rows.extend(led(db, own).await?);
    let reported = attendance_report::Entity::find().filter(attendance_report::Column::ReportedBy.eq(me));
    for row in reported.order_by_asc(attendance_report::Column::MeetingId).all(db).await? {
        rows.push(task("reportedAttendance").with("id", row.meeting_id).at("at", row.reported_at));
    }
    rows.extend(decided(db, me).await?);
    rows.extend(about_data(db, me).await?);
    Ok(rows)
}

/// Meetings that she leads, by reference or by a name like hers.
async fn led(db: &impl ConnectionTrait, own: &person::Model) -> Result<Vec<Row>> {
    let by_name =
        Condition::all().add(meeting::Column::TrainerId.is_null()).add(meeting::Column::Trainer.eq(own.name.as_str()));
    let found = meeting::Entity::find()
        .filter(Condition::any().add(meeting::Column::TrainerId.eq(own.id)).add(by_name))
        .order_by_asc(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::Id)
        .all(db)
        .await?;
    let sessions = sessions(db, found.iter().map(|row| row.session_id)).await?;
    let row = |row: meeting::Model| {
        task("leadsMeeting")
            .maybe("title", sessions.get(&row.session_id).map(|session| &session.title))
            .at("startsAt", row.starts_at)
            .maybe("trainer", row.trainer)
    };
    Ok(found.into_iter().map(row).collect())
}

async fn decided(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let steps = action_plan_step::Entity::find().filter(action_plan_step::Column::RecordedBy.eq(me));
    for row in steps.all(db).await? {
        rows.push(task("recordedPlanStep").with("status", row.state).at("at", row.recorded_at));
    }
    let confirmed = collaboration_confirmation::Entity::find();
    for row in confirmed.filter(collaboration_confirmation::Column::ConfirmedBy.eq(me)).all(db).await? {
        rows.push(task("confirmedCollaboration").with("id", row.collaboration_id).at("at", row.confirmed_at));
    }
    let definitions = indicator_definition::Entity::find().filter(indicator_definition::Column::MadeBy.eq(me));
    for row in definitions.all(db).await? {
        let made = task("madeDefinition").with("kind", row.code).with("reason", row.reason);
        rows.push(made.maybe_at("at", row.made_at));
    }
    for row in report::Entity::find().filter(report::Column::LockedBy.eq(me)).all(db).await? {
        rows.push(task("lockedReport").with("title", row.title).maybe_at("at", row.locked_at));
    }
    Ok(rows)
}

async fn about_data(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let corrected = person_correction::Entity::find().filter(person_correction::Column::CorrectedBy.eq(me));
    for row in corrected.all(db).await? {
        rows.push(task("correctedPerson").with("member", row.member).at("at", row.corrected_at));
    }
    for row in person_measure::Entity::find().filter(person_measure::Column::DecidedBy.eq(me)).all(db).await? {
        rows.push(task("decidedMeasure").with("kind", row.kind).at("at", row.decided_at));
    }
    for row in disposal_rule::Entity::find().filter(disposal_rule::Column::ChangedBy.eq(me)).all(db).await? {
        rows.push(task("changedDisposalRule").with("kind", row.class).at("at", row.changed_at));
    }
    for row in disposal::Entity::find().filter(disposal::Column::StartedBy.eq(me)).all(db).await? {
        rows.push(task("startedDisposal").with("id", row.id).at("at", row.started_at));
    }
    Ok(rows)
}

/// What is in the history of her, and what she did. What it was about, when that was somebody else, is left out.
pub(super) async fn history(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let either = Condition::any().add(event::Column::PersonId.eq(me)).add(event::Column::ActorId.eq(me));
    // What happened in one instant has no order of its own.
    let by_time =
        event::Entity::find().filter(either).order_by_asc(event::Column::At).order_by_asc(event::Column::Kind);
    let found = by_time.order_by_asc(event::Column::Id).all(db).await?;
    let row = |row: event::Model| {
        let about = row.person_id == Some(me);
        let by = row.actor_id.map(|actor| whom(actor == me));
        Row::default()
            .at("at", row.at)
            .with("kind", row.kind)
            .maybe("by", by)
            .maybe("data", Some(row.data).filter(|data| about && data != "{}"))
    };
    let mut rows: Vec<Row> = found.into_iter().map(row).collect();
    for (before, after) in audit_log::words_of(db, "person", me.0).await? {
        rows.push(Row::default().with("what", "logOfYourName").with("before", before).with("data", after));
    }
    Ok(rows)
}
