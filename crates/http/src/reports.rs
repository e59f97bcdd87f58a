//! Rapporter. / Reports.

use domain::{
    ReportId,
    access::Right,
    report::{ExportFormat, Report, View},
};
use persistence::{
    libraries,
    reports::{self, Locked},
};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use crate::{App, caller::Caller, etag, input::Input, list, problem::Problem, spec::Tag};

mod acts;
mod deviations;
mod exports;
mod json;

pub use acts::{begin, comment, deviations, lock, read, rename, revise};
pub use exports::{Line, Words, hidden_words, lines, measure};
pub use json::{CommentInput, LockInput, ReportInput, ReportPatch, RevisionInput};

use deviations::DeviationsJson;
use exports::ReportExported;
use json::{ReportContentsJson, ReportJson, ReportList};

/// A report begun.
#[derive(ApiResponse)]
pub enum ReportAdded {
    /// Utkastet är skapat. / The draft is made.
    #[oai(status = 201)]
    Created(Json<ReportJson>, #[oai(header = "ETag")] String),
}

/// A report changed.
#[derive(ApiResponse)]
pub enum ReportChanged {
    /// Rapporten. / The report.
    #[oai(status = 200)]
    Ok(Json<ReportJson>, #[oai(header = "ETag")] String),
}

/// A report locked.
#[derive(ApiResponse)]
pub enum ReportLocked {
    /// Rapporten var redan låst och är som den var. / The report was locked already and is as it was.
    #[oai(status = 200)]
    Already(Json<ReportJson>, #[oai(header = "ETag")] String),
    /// Rapporten är låst. / The report is locked.
    #[oai(status = 201)]
    Done(Json<ReportJson>, #[oai(header = "ETag")] String),
}

/// A report with its figures.
#[derive(ApiResponse)]
pub enum ReportFound {
    /// Rapporten med sina siffror. / The report with its figures.
    #[oai(status = 200)]
    Ok(Json<ReportContentsJson>, #[oai(header = "ETag")] String),
}

fn added(report: Report) -> ReportAdded {
    let tag = etag::of(report.version);
    ReportAdded::Created(Json(report.into()), tag)
}

fn changed(report: Report) -> ReportChanged {
    let tag = etag::of(report.version);
    ReportChanged::Ok(Json(report.into()), tag)
}

pub(crate) struct ReportsApi;

#[OpenApi]
impl ReportsApi {
    /// Lista rapporter / List reports
    ///
    /// Den senaste perioden först. Bara samordnaren. / The latest period first. Coordinators only.
    #[oai(path = "/reports", method = "get", operation_id = "listReports", tag = "Tag::Reports")]
    async fn list_reports(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<ReportList>, Problem> {
        caller.with(Right::ManageFollowUp)?;
        let asked = list::page(limit, page)?;
        let found = reports::list(&app.db, asked).await?;
        Ok(Json(ReportList::new(found.map(Into::into), asked)))
    }

    /// Börja på en rapport / Begin a report
    ///
    /// Ett utkast, vars siffror följer underlaget tills det låses. / A draft, whose figures follow the evidence until it
    /// is locked.
    #[oai(path = "/reports", method = "post", operation_id = "addReport", tag = "Tag::Reports")]
    async fn add_report(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<ReportInput>,
    ) -> Result<ReportAdded, Problem> {
        Ok(added(begin(app, &caller, key, body).await?))
    }

    /// Visa en rapport / Show a report
    ///
    /// Alla sju indikatorer med kommentarer: uträknade nu för ett utkast, annars som när rapporten låstes. / All seven
    /// indicators with comments: computed now for a draft, otherwise as when the report was locked.
    #[oai(path = "/reports/:reportId", method = "get", operation_id = "getReport", tag = "Tag::Reports")]
    async fn get_report(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "reportId")] Path(id): Path<ReportId>,
        /// `public` döljer små tal. / `public` hides small numbers.
        #[oai(name = "view")]
        Query(view): Query<Option<View>>,
    ) -> Result<ReportFound, Problem> {
        let (contents, public) = read(app, &caller, id, view).await?;
        let tag = etag::of(contents.report.version);
        Ok(ReportFound::Ok(Json(ReportContentsJson::new(contents, public.as_ref())), tag))
    }

    /// Hämta en rapport som fil / Fetch a report as a file
    ///
    /// CSV öppnas i svenskt Excel; XLSX har ett blad per indikator, underlaget och ett diagram. Utan `view=public` behöver
    /// du nyss ha bekräftat att det är du. / CSV opens in Swedish Excel; XLSX has a sheet an indicator, the evidence and a
    /// chart. Without `view=public` you must have just confirmed that it is you.
    #[oai(path = "/reports/:reportId/exports", method = "get", operation_id = "exportReport", tag = "Tag::Reports")]
    async fn export_report(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "reportId")] Path(id): Path<ReportId>,
        /// `json`, `csv` eller `xlsx`; förval `json`. / `json` by default.
        #[oai(name = "format")]
        Query(format): Query<Option<ExportFormat>>,
        /// `public` döljer små tal. / `public` hides small numbers.
        #[oai(name = "view")]
        Query(view): Query<Option<View>>,
    ) -> Result<ReportExported, Problem> {
        let _place = exports::place().await?;
        let (contents, public) = read(app, &caller, id, view).await?;
        if public.is_none() {
            caller.stepped_up(app)?;
        }
        let words = Words::new(libraries::municipality_names(&app.db).await?);
        exports::file(contents, public, format.unwrap_or(ExportFormat::Json), words).await
    }

    /// Ändra ett utkast / Change a draft
    ///
    /// Rubriken. En låst rapport ändras inte. / The title. A locked report does not change.
    #[oai(path = "/reports/:reportId", method = "patch", operation_id = "changeReport", tag = "Tag::Reports")]
    async fn change_report(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "reportId")] Path(id): Path<ReportId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<ReportPatch>,
    ) -> Result<ReportChanged, Problem> {
        Ok(changed(rename(app, &caller, id, etag::seen(if_match.as_deref()), body).await?))
    }

    /// Kommentera en indikator / Comment on an indicator
    ///
    /// Ersätter kommentaren till en indikator i ett utkast; null tar bort den. / Replaces the comment on one indicator
    /// in a draft; null removes it.
    #[oai(path = "/reports/:reportId/comments", method = "put", operation_id = "commentReport", tag = "Tag::Reports")]
    async fn comment_report(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "reportId")] Path(id): Path<ReportId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<CommentInput>,
    ) -> Result<ReportChanged, Problem> {
        Ok(changed(comment(app, &caller, id, etag::seen(if_match.as_deref()), body).await?))
    }

    /// Lås en rapport / Lock a report
    ///
    /// Siffror, definitioner, underlag och kommentarer sparas som de är nu och ändras aldrig mer. Saknas någon
    /// närvarorapport behövs `anyway` och en kommentar. / Figures, definitions, evidence and comments are kept as they
    /// are now and never change. When an attendance report is missing, `anyway` and a comment are needed.
    #[oai(path = "/reports/:reportId/locks", method = "post", operation_id = "lockReport", tag = "Tag::Reports")]
    async fn lock_report(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "reportId")] Path(id): Path<ReportId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<LockInput>,
    ) -> Result<ReportLocked, Problem> {
        let tagged = |report: Report| {
            let tag = etag::of(report.version);
            (Json(report.into()), tag)
        };
        Ok(match lock(app, &caller, id, etag::seen(if_match.as_deref()), body).await? {
            Locked::Now(report) => {
                let (body, tag) = tagged(report);
                ReportLocked::Done(body, tag)
            }
            Locked::Already(report) => {
                let (body, tag) = tagged(report);
                ReportLocked::Already(body, tag)
            }
        })
    }

    /// Avvikelser från en låst rapport / Deviations from a locked report
    ///
    /// Vad som skulle vara annorlunda om rapporten gjordes nu efter samma definitioner, och varför. / What would be
    /// otherwise if the report were made now by the same definitions, and why.
    #[oai(path = "/reports/:reportId/deviations", method = "get", operation_id = "getDeviations", tag = "Tag::Reports")]
    async fn get_deviations(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "reportId")] Path(id): Path<ReportId>,
    ) -> Result<Json<DeviationsJson>, Problem> {
        Ok(Json(deviations(app, &caller, id).await?.into()))
    }

    /// Revidera en låst rapport / Revise a locked report
    ///
    /// Ett nytt utkast med samma period och kommentarer, som ersätter rapporten. Den står kvar som den är. / A new
    /// draft with the same period and comments, which replaces the report. The report stays as it is.
    #[oai(path = "/reports/:reportId/revisions", method = "post", operation_id = "reviseReport", tag = "Tag::Reports")]
    async fn revise_report(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "reportId")] Path(id): Path<ReportId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<RevisionInput>,
    ) -> Result<ReportAdded, Problem> {
        Ok(added(revise(app, &caller, key, id, body).await?))
    }
}
