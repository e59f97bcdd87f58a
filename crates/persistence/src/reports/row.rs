//! Rows of reports, and back.

use std::collections::HashMap;

use domain::{
    ReportId,
    indicator::period::Period,
    report::{Lock, Report},
    values::Prose,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    Error, Result,
    db::Tx,
    entity::{report, report_comment},
    rows,
};

/// Every column of a report.
pub(super) fn of(report: &Report) -> report::ActiveModel {
    let lock = report.lock.as_ref();
    report::ActiveModel {
        id: Set(report.id),
        programme_id: Set(report.programme_id),
        kind: Set(report.kind),
        from_date: Set(report.period.from),
        to_date: Set(report.period.to),
        title: Set(report.title.as_str().to_owned()),
        revision: Set(rows::int(report.revision)),
        replaces: Set(report.replaces),
        reason: Set(rows::text(report.reason.as_ref())),
        made_at: Set(report.made_at),
        locked_at: Set(lock.map(|lock| lock.at)),
        locked_by: Set(lock.map(|lock| lock.by)),
        lock_comment: Set(lock.and_then(|lock| lock.comment.as_ref()).map(|text| text.as_str().to_owned())),
        version: Set(report.version),
    }
}

/// Writes the comments of a report that has none yet.
pub(super) async fn insert_comments(tx: &Tx, report: &Report) -> Result<()> {
    if report.comments.is_empty() {
        return Ok(());
    }
    let comments = report.comments.iter().map(|(code, text)| report_comment::ActiveModel {
        report_id: Set(report.id),
        code: Set(*code),
        text: Set(text.as_str().to_owned()),
    });
    report_comment::Entity::insert_many(comments).exec_without_returning(tx).await?;
    Ok(())
}

/// Reports with their comments and what replaces them, in the order of the rows.
pub(super) async fn complete(db: &impl ConnectionTrait, found: Vec<report::Model>) -> Result<Vec<Report>> {
    let ids: Vec<ReportId> = found.iter().map(|row| row.id).collect();
    let of_reports = report_comment::Column::ReportId.is_in(ids.iter().copied());
    let mut comments: HashMap<ReportId, Vec<report_comment::Model>> = HashMap::new();
    for row in report_comment::Entity::find().filter(of_reports).all(db).await? {
        comments.entry(row.report_id).or_default().push(row);
    }
    let later = report::Entity::find().filter(report::Column::Replaces.is_in(ids)).all(db).await?;
    let replaced: HashMap<_, _> = later.into_iter().filter_map(|row| Some((row.replaces?, row.id))).collect();
    let whole = |row: report::Model| {
        let comments = comments.remove(&row.id).unwrap_or_default();
        let replaced_by = replaced.get(&row.id).copied();
        one(row, comments, replaced_by)
    };
    found.into_iter().map(whole).collect()
}

fn one(row: report::Model, comments: Vec<report_comment::Model>, replaced_by: Option<ReportId>) -> Result<Report> {
    let comments = comments.into_iter().map(|row| Ok((row.code, prose(&row.text, "report_comment.text")?)));
    let lock_comment = row.lock_comment.map(|text| prose(&text, "report.lock_comment")).transpose()?;
    Ok(Report {
        id: row.id,
        programme_id: row.programme_id,
        kind: row.kind,
        period: Period { from: row.from_date, to: row.to_date },
        title: rows::line(&row.title, "report.title")?,
        revision: rows::count(row.revision, "report.revision")?,
        replaces: row.replaces,
        replaced_by,
        reason: rows::optional_line(row.reason.as_deref(), "report.reason")?,
        comments: comments.collect::<Result<_>>()?,
        made_at: row.made_at,
        lock: row.locked_at.zip(row.locked_by).map(|(at, by)| Lock { at, by, comment: lock_comment }),
        version: row.version,
    })
}

fn prose<const MAX: usize>(text: &str, column: &str) -> Result<Prose<MAX>> {
    text.parse().map_err(|reason| Error::Fault(format!("column {column}: {reason}")))
}
