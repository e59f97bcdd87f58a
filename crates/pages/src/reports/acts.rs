//! Commenting on a report, locking it, and revising it.

use askama::Template;
use domain::{
    ReportId,
    access::Right,
    indicator::IndicatorCode,
    values::{Line, Prose},
};
use http_api::{
    App, look,
    reports::{self as api, CommentInput, LockInput, RevisionInput},
};
use poem::{
    handler,
    web::{Data, Path},
};

use super::one::{self, Head};
use crate::{
    Answer, Failure, Page,
    follow_up::Card,
    form::{Fields, Form, Sent},
    see_other,
};

const COMMENT: Fields = &[("text", "comment-text")];
const LOCK: Fields = &[("anyway", "lock-anyway"), ("comment", "lock-comment")];
const REVISION: Fields = &[("reason", "revision-reason")];

#[derive(Template)]
#[template(path = "report_comment.html")]
struct CommentPage<'a> {
    page: &'a Page,
    form: Form,
    head: Head,
    card: Card,
    version: i32,
}

#[derive(Template)]
#[template(path = "report_lock.html")]
struct LockPage<'a> {
    page: &'a Page,
    form: Form,
    head: Head,
    /// What stands in the way, in words.
    missing: Vec<String>,
    version: i32,
}

#[derive(Template)]
#[template(path = "report_revision.html")]
struct RevisionPage<'a> {
    page: &'a Page,
    form: Form,
    head: Head,
}

/// The version that the form was made from, so that nothing of somebody else's is written over unseen.
fn seen(form: &Form) -> Option<i32> {
    form.text("version").parse().ok()
}

fn ids(id: &str, code: &str) -> Result<(ReportId, IndicatorCode), Failure> {
    let code = code.parse().map_err(|_| Failure::NotFound)?;
    Ok((id.parse().map_err(|_| Failure::NotFound)?, code))
}

/// Asks for a comment.
#[handler]
pub(crate) async fn ask_comment(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path((id, code)): Path<(String, String)>,
) -> Answer {
    comment_shown(app, page, &id, &code, None).await
}

async fn comment_shown(app: &App, page: &Page, id: &str, code: &str, form: Option<Form>) -> Answer {
    let (_, code) = ids(id, code)?;
    let (contents, _) = one::read(app, page, id, None).await?;
    let indicator = contents.indicators().find(|one| one.code == code).ok_or(Failure::NotFound)?;
    let form = form.unwrap_or_else(|| {
        let said = contents.report.comments.get(&code).map(ToString::to_string).unwrap_or_default();
        Form::new(page, COMMENT).with("text", said)
    });
    let (head, version) = (Head::of(page, &contents, None), contents.report.version);
    Ok(look::page(form.status(), &CommentPage { page, card: Card::of(page, indicator), form, head, version }))
}

/// Keeps a comment; an empty one takes it away.
#[handler]
pub(crate) async fn keep_comment(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path((id, code)): Path<(String, String)>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let (report, indicator) = ids(&id, &code)?;
    let mut form = Form::sent(page, COMMENT, sent);
    let text: Option<Prose<4000>> = form.read_optional("text");
    if form.is_faulty() {
        return comment_shown(app, page, &id, &code, Some(form)).await;
    }
    let body = CommentInput { code: indicator, text };
    match api::comment(app, &who.caller, report, seen(&form), body).await {
        Ok(_) => Ok(see_other(&format!("/rapporter/{report}"))),
        Err(problem) => {
            form.refuse(problem)?;
            comment_shown(app, page, &id, &code, Some(form)).await
        }
    }
}

/// Asks whether a report shall be locked, and says what is missing.
#[handler]
pub(crate) async fn ask_lock(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    lock_shown(app, page, &id, Form::new(page, LOCK)).await
}

async fn lock_shown(app: &App, page: &Page, id: &str, form: Form) -> Answer {
    let (contents, _) = one::read(app, page, id, None).await?;
    if contents.report.lock.is_some() {
        return Ok(see_other(&format!("/rapporter/{}", contents.report.id)));
    }
    let missing = contents.indicators().flat_map(|one| Card::of(page, one).missing).collect();
    let (head, version) = (Head::of(page, &contents, None), contents.report.version);
    Ok(look::page(form.status(), &LockPage { page, form, head, missing, version }))
}

/// Locks a report.
#[handler]
pub(crate) async fn lock_report(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let report: ReportId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut form = Form::sent(page, LOCK, sent);
    let comment: Option<Prose<2000>> = form.read_optional("comment");
    if form.is_faulty() {
        return lock_shown(app, page, &id, form).await;
    }
    let body = LockInput { anyway: form.has("anyway", "ja").then_some(true), comment };
    match api::lock(app, &who.caller, report, seen(&form), body).await {
        Ok(_) => Ok(see_other(&format!("/rapporter/{report}"))),
        Err(problem) => {
            form.refuse(problem)?;
            lock_shown(app, page, &id, form).await
        }
    }
}

/// Asks why a report shall be revised.
#[handler]
pub(crate) async fn ask_revision(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    revision_shown(app, page, &id, Form::new(page, REVISION)).await
}

async fn revision_shown(app: &App, page: &Page, id: &str, form: Form) -> Answer {
    let (contents, _) = one::read(app, page, id, None).await?;
    let head = Head::of(page, &contents, None);
    Ok(look::page(form.status(), &RevisionPage { page, form, head }))
}

/// Begins a revision.
#[handler]
pub(crate) async fn revise(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let report: ReportId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut form = Form::sent(page, REVISION, sent);
    let reason: Option<Line<500>> = form.read("reason");
    let Some(reason) = reason else { return revision_shown(app, page, &id, form).await };
    match api::revise(app, &who.caller, form.sent_key(), report, RevisionInput { reason }).await {
        Ok(revision) => Ok(see_other(&format!("/rapporter/{}", revision.id))),
        Err(problem) => {
            form.refuse(problem)?;
            revision_shown(app, page, &id, form).await
        }
    }
}
