//! The audit log: who did what, and when.

use askama::Template;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    access::Right,
    event::EventKind,
    wall_time::{self, LocalDate},
};
use http_api::{App, look};
use persistence::{
    audit_log::{self, EntryFilter, LogEntry},
    page::PageRequest,
};
use poem::{
    handler,
    web::{Data, Query},
};

use crate::{
    Answer, Page,
    form::{Fields, Form},
    page::encoded,
    pager::Pager,
};

mod kinds;

const FIELDS: Fields = &[("from", "period-from"), ("to", "period-to"), ("kind", "audit-kind")];
/// Entries a page.
const LIMIT: u64 = 20;

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage<'a> {
    page: &'a Page,
    form: Form,
    kinds: Vec<(String, String)>,
    rows: Vec<Row>,
    pager: Pager,
}

/// Something that happened.
struct Row {
    at: String,
    kind: &'static str,
    who: String,
    whom: Option<String>,
    reason: Option<String>,
    changes: Vec<(String, String, Vec<Member>)>,
    further: usize,
}

/// A member that was changed.
struct Member {
    name: String,
    before: Option<String>,
    after: Option<String>,
}

/// Shows the log.
#[handler]
pub(crate) async fn show(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    page.with(Right::ReadAuditLog)?;
    let mut form = Form::sent(page, FIELDS, poem::web::Form(asked.clone()));
    let (from, to): (Option<LocalDate>, Option<LocalDate>) = (form.read_optional("from"), form.read_optional("to"));
    let kind: Option<EventKind> = form.read_optional("kind");
    let next = to.and_then(|day| day.0.succ_opt());
    let filter = EntryFilter {
        from: from.and_then(|day| midnight(day.0)),
        to: next.and_then(midnight),
        kind,
        ..EntryFilter::default()
    };
    let number = Pager::number(&asked);
    let found = audit_log::list(&app.db, &filter, PageRequest { limit: LIMIT, page: number }).await?;
    let typed = ["from", "to", "kind"].map(|field| format!("{field}={}&", encoded(form.text(field)))).concat();
    let pager = Pager::of(found.total, LIMIT, number, format!("/granskning?{typed}"))?;
    let kinds = EventKind::ALL.iter().map(|kind| (kind.to_string(), page.say(kinds::key(*kind)))).collect();
    let rows = found.items.into_iter().map(|entry| Row::of(page, entry)).collect();
    Ok(look::page(form.status(), &AuditPage { page, form, kinds, rows, pager }))
}

/// When a day begins here. Clocks never change at midnight.
fn midnight(day: NaiveDate) -> Option<DateTime<Utc>> {
    wall_time::instant(day.and_time(NaiveTime::MIN)).ok()
}

impl Row {
    fn of(page: &Page, entry: LogEntry) -> Self {
        let changes = entry.changes.into_iter().map(|change| {
            let members = change.members.into_iter();
            let members = members.map(|one| Member { name: one.name, before: one.before, after: one.after }).collect();
            (change.what, change.id, members)
        });
        Self {
            at: page.moment(entry.at),
            kind: kinds::key(entry.kind),
            who: entry.actor_name.unwrap_or_else(|| match entry.actor {
                Some(actor) => actor.to_string(),
                None => page.say("audit-nobody"),
            }),
            whom: entry.person_name,
            reason: entry.reason,
            changes: changes.collect(),
            further: entry.further_changes,
        }
    }
}
