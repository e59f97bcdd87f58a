//! The first page.

use askama::Template;
use http_api::look;
use poem::{handler, http::StatusCode, web::Data};

use crate::{Answer, Page, menu, see_other};

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage<'a> {
    page: &'a Page,
}

/// Shows the first page; whoever is signed in begins with what is hers.
#[handler]
pub(crate) async fn show(Data(page): Data<&Page>) -> Answer {
    if page.who.is_some() || page.owed.is_some() {
        return Ok(see_other(menu::home(page.who()?.role())));
    }
    Ok(look::page(StatusCode::OK, &StartPage { page }))
}
