//! What stands below every page: how accessible it is, and what is known of people.

use askama::Template;
use http_api::look;
use poem::{handler, http::StatusCode, web::Data};

use crate::{Answer, Page};

#[derive(Template)]
#[template(path = "accessibility.html")]
struct AccessibilityPage<'a> {
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "privacy.html")]
struct PrivacyPage<'a> {
    page: &'a Page,
}

/// Shows the accessibility statement.
#[handler]
pub(crate) async fn accessibility(Data(page): Data<&Page>) -> Answer {
    Ok(look::page(StatusCode::OK, &AccessibilityPage { page }))
}

/// Shows what is known of people, and what for.
#[handler]
pub(crate) async fn privacy(Data(page): Data<&Page>) -> Answer {
    Ok(look::page(StatusCode::OK, &PrivacyPage { page }))
}
