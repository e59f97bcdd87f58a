//! What every request for a page passes: who asks, in which language, and from where.

use std::sync::Arc;

use http_api::{App, origin, request::Context};
use poem::{Endpoint, IntoResponse, Request, Response, Result, http::StatusCode};

use crate::{Failure, Page, failure, page};

/// Answers a request for a page, with the page's frame at hand as `Data<&Page>`.
///
/// A form that no page of ours has sent changes nothing, whatever handler it is for.
pub(crate) async fn visit<E: Endpoint>(inner: Arc<E>, mut request: Request) -> Result<Response> {
    let app = request.data::<App>().cloned();
    let app = app.ok_or_else(|| poem::Error::from_status(StatusCode::INTERNAL_SERVER_ERROR))?;
    let page = match Page::of(&app, &request).await {
        Ok(page) => page,
        Err(failure) => return Ok(failure::shown(&Page::nobodys(&request), &failure)),
    };
    if !origin::is_safe(request.method()) && !origin::is_own(&request, &app) {
        return Ok(failure::shown(&page, &Failure::CrossSite));
    }
    let for_people = failure::for_people(&request);
    request.set_data(page.clone());
    let context = Context { language: page::of_request(page.language), path: page.path.clone() };
    match context.scope(inner.call(request)).await {
        Ok(answer) => Ok(answer.into_response()),
        Err(error) => failure::answer(&page, error, for_people),
    }
}
