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
/// The same for pages that speak with the browser's passkeys: a script of ours, and what it asks us.
const POLICY_WITH_SCRIPT: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
                                  connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

static STYLE: LazyLock<Fixed> = LazyLock::new(|| Fixed::new(include_str!("../templates/page.css")));
static SCRIPT: LazyLock<Fixed> = LazyLock::new(|| Fixed::new(include_str!("../templates/passkey.js")));

/// What is the same for everybody until there is another program.
struct Fixed {
    text: &'static str,
    /// Another one for every other text.
    mark: String,
}

impl Fixed {
    fn new(text: &'static str) -> Self {
        let mark = Sha256::digest(text).iter().take(6).fold(String::new(), |mut mark, byte| {
            // Writing to a text does not fail.
            write!(mark, "{byte:02x}").unwrap_or_default();
            mark
        });
        Self { text, mark }
    }

    fn answer(&self, request: &Request, content_type: &str) -> Response {
        let tag = format!("\"{}\"", self.mark);
        let current = request.uri().query().is_some_and(|query| query == format!("v={}", self.mark));
        let caching = if current { "public, max-age=31536000, immutable" } else { "no-cache" };
        let answer = Response::builder().header(header::ETAG, &tag).header(header::CACHE_CONTROL, caching);
        if request.header(header::IF_NONE_MATCH).is_some_and(|known| known.contains(&tag)) {
            return answer.status(StatusCode::NOT_MODIFIED).finish();
        }
        answer.content_type(content_type).body(self.text)
    }
}

/// The address of the style. It names the style's mark, so that browsers may keep what they get there for good.
pub fn style_address() -> String {
    format!("/page.css?v={}", STYLE.mark)
}

/// The address of the script that speaks with the browser's passkeys, likewise.
pub(crate) fn script_address() -> String {
    format!("/passkey.js?v={}", SCRIPT.mark)
}

/// The style of all pages.
#[handler]
pub(crate) fn style(request: &Request) -> Response {
    STYLE.answer(request, "text/css; charset=utf-8")
}

/// The script that speaks with the browser's passkeys.
#[handler]
pub(crate) fn script(request: &Request) -> Response {
    SCRIPT.answer(request, "text/javascript; charset=utf-8")
}

/// A page as an answer.
pub fn page(status: StatusCode, template: &impl Template) -> Response {
    page_under(POLICY, status, template)
}

/// A page that has the script.
pub(crate) fn page_with_script(status: StatusCode, template: &impl Template) -> Response {
    page_under(POLICY_WITH_SCRIPT, status, template)
}

fn page_under(policy: &str, status: StatusCode, template: &impl Template) -> Response {
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
