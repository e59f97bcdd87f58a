//! About the API and the server itself.

use chrono::NaiveDate;
use domain::wall_time::LocalDate;
use poem::{IntoResponse, Response, handler, http::StatusCode, web::Data};
use poem_openapi::{Object, OpenApi, payload::Json};

use crate::{App, problem::Problem, spec::Tag};

/// About the API.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ApiInfo {
    /// Namn. / Name.
    pub api_name: String,
    /// Version enligt SemVer. / Version by SemVer.
    pub api_version: String,
    /// När versionen kom. / When the version was released.
    pub api_released: LocalDate,
    /// Var dokumentationen finns. / Where the documentation is.
    pub api_documentation: String,
    /// `active`, `deprecated` eller `retired`. / `active`, `deprecated` or `retired`.
    pub api_status: String,
}

pub(crate) struct InfoApi;

/// The day this version was released.
const RELEASED: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 11, 23);

#[OpenApi]
impl InfoApi {
    /// Om API:et / About the API
    ///
    /// Namn, version och status. Kräver ingen token. / Name, version and status. Needs no token.
    #[oai(path = "/api-info", method = "get", operation_id = "getApiInfo", tag = "Tag::Info")]
    async fn api_info(&self) -> Result<Json<ApiInfo>, Problem> {
        Ok(Json(ApiInfo {
            api_name: "Kursplats".to_owned(),
            api_version: env!("CARGO_PKG_VERSION").to_owned(),
            api_released: LocalDate(RELEASED.unwrap_or_default()),
            api_documentation: "/docs".to_owned(),
            api_status: "active".to_owned(),
        }))
    }
}

/// The process is alive. Looks at nothing else, so that it answers also when the database does not.
#[handler]
pub(crate) fn health() -> Response {
    Response::builder().content_type("application/json").body(r#"{"status":"alive"}"#)
}

/// The server can take bookings: it is not stopping, the schema is right and the database takes writes.
#[handler]
pub(crate) async fn ready(Data(app): Data<&App>) -> Response {
    let mut reasons = Vec::new();
    if app.is_stopping() {
        reasons.push("stopping");
    }
    if !persistence::installation::is_current(&app.db).await.unwrap_or(false) {
        reasons.push("schema");
    } else if persistence::installation::probe(&app.db, app.clock.now()).await.is_err() {
        reasons.push("database");
    }
    let (status, word) =
        if reasons.is_empty() { (StatusCode::OK, "ready") } else { (StatusCode::SERVICE_UNAVAILABLE, "notReady") };
    let body = serde_json::json!({ "status": word, "reasons": reasons }).to_string();
    Response::builder().status(status).content_type("application/json").body(body)
}

/// The OpenAPI document.
#[handler]
pub(crate) fn openapi() -> impl IntoResponse {
    Response::builder().content_type("application/json").body(crate::spec::document())
}
