//! What all pages have in common: how they look, and what browsers may do with them.

use std::{fmt::Write, sync::LazyLock};

use askama::Template;
use poem::{
    Request, Response, handler,
    http::{StatusCode, header},
};
use sha2::{Digest, Sha256};

/// Nothing but our own style, pictures and forms; no code that stands in a page, and nobody may frame it.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";
const STYLE: &str = include_str!("../templates/page.css");

/// The style's mark: another one for every other style.
static MARK: LazyLock<String> = LazyLock::new(|| {
    Sha256::digest(STYLE).iter().take(6).fold(String::new(), |mut mark, byte| {
        // Writing to a text does not fail.
        write!(mark, "{byte:02x}").unwrap_or_default();
        mark
    })
});

/// The address of the style. It names the style's mark, so that browsers may keep what they get there for good.
pub fn style_address() -> String {
    format!("/page.css?v={}", MARK.as_str())
}

/// The style of all pages.
#[handler]
pub(crate) fn style(request: &Request) -> Response {
    let tag = format!("\"{}\"", MARK.as_str());
    let current = request.uri().query().is_some_and(|query| query == format!("v={}", MARK.as_str()));
    let caching = if current { "public, max-age=31536000, immutable" } else { "no-cache" };
    let answer = Response::builder().header(header::ETAG, &tag).header(header::CACHE_CONTROL, caching);
    if request.header(header::IF_NONE_MATCH).is_some_and(|known| known.contains(&tag)) {
        return answer.status(StatusCode::NOT_MODIFIED).finish();
    }
    answer.content_type("text/css; charset=utf-8").body(STYLE)
}

/// A page as an answer.
pub fn page(status: StatusCode, template: &impl Template) -> Response {
    answer(status, template, POLICY)
}

/// The same for a page that is better with a script of our own, which stands in a file.
pub fn scripted(status: StatusCode, template: &impl Template) -> Response {
    answer(status, template, &format!("{POLICY}; script-src 'self'; connect-src 'self'"))
}

fn answer(status: StatusCode, template: &impl Template, policy: &str) -> Response {
    match template.render() {
        Ok(text) => Response::builder()
            .status(status)
            .content_type("text/html; charset=utf-8")
            .header(header::CONTENT_SECURITY_POLICY, policy)
            .body(text),
        Err(error) => {
            tracing::error!(error = %error, "page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into()
        }
    }
}
