//! Utdrag ur handlingarna om en kursomgång. / Extracts of the record of a session.

use askama::Template;
use domain::{SessionId, access::Right};
use persistence::{Error, record_extract};
use poem::{Request, web::Data};
use poem_openapi::{
    ApiResponse, OpenApi, ResponseContent,
    param::Path,
    payload::{Binary, Json, PlainText},
};

use crate::{App, caller::Caller, problem::Problem, request::Context, spec::Tag};

mod json;
mod sections;
mod words;

use json::RecordExtractJson;
use sections::Section;

/// An extract, in the form asked for.
#[derive(ResponseContent)]
pub enum ExtractContent {
    /// Its members.
    Json(Json<Box<RecordExtractJson>>),
    /// One value a row, separated by semicolons.
    #[oai(content_type = "text/csv; charset=utf-8")]
    Csv(Binary<Vec<u8>>),
    /// A page to read, print and keep.
    #[oai(content_type = "text/html; charset=utf-8")]
    Html(PlainText<String>),
}

/// An extract, as a file.
#[derive(ApiResponse)]
pub enum ExtractShown {
    /// Utdraget; med `Accept: text/csv` eller `text/html` i den formen. / The extract; with `Accept: text/csv` or
    /// `text/html` in that form.
    #[oai(status = 200)]
    Ok(ExtractContent, #[oai(header = "Content-Disposition")] String),
}

/// Stands alone: it is kept where nothing of ours can be reached.
#[derive(Template)]
#[template(path = "record_extract.html")]
struct Page {
    english: bool,
    title: String,
    made_at: String,
    protected: usize,
    sections: Vec<Section>,
}

enum Form {
    Json,
    Csv,
    Html,
}

/// The first form that is asked for.
fn wanted(request: &Request) -> Form {
    let first = request.header("accept").unwrap_or_default().split(',').next().unwrap_or_default();
    match first.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "text/csv" => Form::Csv,
        "text/html" => Form::Html,
        _ => Form::Json,
    }
}

pub(crate) struct RecordExtractsApi;

#[OpenApi]
impl RecordExtractsApi {
    /// Ta ut handlingarna om en kursomgång / Take out the record of a session
    ///
    /// Beslut och ändringar, träffar, deltagare, närvaro och utskick; utan den som har skyddade personuppgifter, och
    /// utan behov och brevens text. Någon ska pröva sekretessen innan det lämnas ut. Samordnaren och den som ordnar
    /// kursomgången, om hon nyss har bekräftat att det är hon. / Decisions and changes, meetings, participants,
    /// attendance and mail; without those whose identity is protected, and without needs and the text of mail. Somebody
    /// has to consider secrecy before it is handed out. The coordinator and whoever arranges the session, if she has
    /// just confirmed that it is she.
    #[oai(
        path = "/sessions/:sessionId/record-extract",
        method = "get",
        operation_id = "getRecordExtract",
        tag = "Tag::Audit"
    )]
    async fn get_record_extract(
        &self,
        request: &Request,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "sessionId")] Path(id): Path<SessionId>,
    ) -> Result<ExtractShown, Problem> {
        let scope = caller.with(Right::PlanSessions)?;
        let extract = record_extract::extract(&app.db, scope, id).await?;
        caller.stepped_up(app)?;
        let now = app.clock.now();
        // Nothing that anybody has typed.
        let named = |ending: &str| format!("attachment; filename=\"utdrag-{id}.{ending}\"");
        let fault = |error: String| Problem::from(Error::Fault(error));
        Ok(match wanted(request) {
            Form::Json => {
                let json = RecordExtractJson::new(extract, now);
                ExtractShown::Ok(ExtractContent::Json(Json(Box::new(json))), named("json"))
            }
            Form::Csv => {
                let table = sections::long_table(&sections::all(&extract, Context::current().language));
                let file = tables::csv(&table).map_err(|error| fault(error.to_string()))?;
                ExtractShown::Ok(ExtractContent::Csv(Binary(file)), named("csv"))
            }
            Form::Html => {
                let language = Context::current().language;
                let page = Page {
                    english: language == crate::request::Language::English,
                    title: extract.session.title.to_string(),
                    made_at: words::time(now),
                    protected: extract.protected,
                    sections: sections::all(&extract, language),
                };
                let text = page.render().map_err(|error| fault(error.to_string()))?;
                ExtractShown::Ok(ExtractContent::Html(PlainText(text)), named("html"))
            }
        })
    }
}
