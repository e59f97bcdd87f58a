//! What every request for a page passes: who asks, in which language, and from where.

use std::sync::Arc;

use http_api::{App, origin, request::Context};
use poem::{Endpoint, IntoResponse, Request, Response, Result, RouteMethod, http::StatusCode};

use crate::{Failure, Page, failure, page};

/// Answers a request for a page, with the page's frame at hand as `Data<&Page>`.
pub(crate) async fn visit<E: Endpoint>(inner: Arc<E>, mut request: Request) -> Result<Response> {
    let app = request.data::<App>().cloned();
    let app = app.ok_or_else(|| poem::Error::from_status(StatusCode::INTERNAL_SERVER_ERROR))?;
    let page = match Page::of(&app, &request).await {
        Ok(page) => page,
        Err(failure) => return Ok(failure::shown(&Page::nobodys(&request), &failure)),
    };
    let for_people = failure::for_people(&request);
    request.set_data(page.clone());
    let context = Context { language: page::of_request(page.language), path: page.path.clone() };
    match context.scope(inner.call(request)).await {
        Ok(answer) => Ok(answer.into_response()),
        Err(error) => failure::answer(&page, error, for_people),
    }
}

/// Lets through to a page's handlers what one of our own pages has sent, and what changes nothing.
///
/// It stands before the handlers of each page and not before all addresses: at an address that no page has there is
/// nothing, wherever the request comes from.
pub(crate) async fn of_our_own(handlers: Arc<RouteMethod>, request: Request) -> Result<Response> {
    let own = request.data::<App>().is_some_and(|app| origin::is_own(&request, app));
    if !own && !origin::is_safe(request.method()) {
        return Err(Failure::CrossSite.into());
    }
    handlers.call(request).await
}
