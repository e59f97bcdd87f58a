//! Where a request comes from: whoever is signed in must not be made to do something by another site (CSRF), nor be
//! led to one.

use poem::{
    Request,
    http::{Method, header},
};

use crate::App;

/// The longest way back that is remembered for somebody who signs in.
const WAY_LENGTH_MAX: usize = 500;

/// Whether a method changes nothing.
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a browser says that one of our own pages made the request.
///
/// `Sec-Fetch-Site` decides where it is sent, and no page can forge it: our pages send no referrer, and then `Origin`
/// is `null` even for their own forms. Older browsers have `Origin` alone. A request with neither is of no browser.
pub fn is_own(request: &Request, app: &App) -> bool {
    if let Some(site) = request.header("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = request.header(header::ORIGIN) else { return false };
    match (&app.public_url, request.header(header::HOST)) {
        (Some(own), _) if origin.eq_ignore_ascii_case(own) => true,
        // Tried on the own machine, under whichever name it has there.
        (_, Some(host)) if !app.is_https() => origin.eq_ignore_ascii_case(&format!("http://{host}")),
        _ => false,
    }
}

/// Whether another site made the request; programs, which say nothing of the kind, did not.
pub(crate) fn is_foreign(request: &Request, app: &App) -> bool {
    let told = request.header("sec-fetch-site").is_some() || request.header(header::ORIGIN).is_some();
    told && !is_own(request, app)
}

/// A way back within our own pages, if it is one. Browsers read `//` and `\` as the beginning of another host.
pub(crate) fn own_way(way: Option<&str>) -> Option<&str> {
    let way = way.filter(|way| way.len() <= WAY_LENGTH_MAX && way.bytes().all(|letter| letter.is_ascii_graphic()))?;
    (way.starts_with('/') && !way.starts_with("//") && !way.contains('\\')).then_some(way)
}

/// A page of ours, from which one goes on to another.
pub(crate) fn with_way_back(page: &str, way: Option<&str>) -> String {
    let Some(way) = own_way(way) else { return page.to_owned() };
    // A query may hold all of these but what would end it or be read as something else (RFC 3986 §3.4).
    let encoded = way.bytes().fold(String::new(), |out, byte| match byte {
        b'#' | b'%' | b'&' | b'+' | b'"' | b'<' | b'>' => format!("{out}%{byte:02X}"),
        _ => format!("{out}{}", char::from(byte)),
    });
    format!("{page}?next={encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_kept_whole_or_not_at_all() {
        assert_eq!(with_way_back("/bekrafta", Some("/a?b=c&d=%20+#e")), "/bekrafta?next=/a?b=c%26d=%2520%2B%23e");
        assert_eq!(with_way_back("/bekrafta", Some("//evil.example")), "/bekrafta");
        assert_eq!(with_way_back("/bekrafta", None), "/bekrafta");
    }

    #[test]
    fn nobody_is_led_to_another_site() {
        for own in ["/", "/konto", "/kurser?sida=2", "/a//b"] {
            assert_eq!(own_way(Some(own)), Some(own));
        }
        let foreign = [
            "",
            "konto",
            "//evil.example",
            "/\\evil.example",
            "\\evil.example",
            "https:evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            " /konto",
            "/\t/evil.example",
            "/konto\r\nSet-Cookie: s=1",
            "/å",
            "/\u{0}",
        ];
        for way in foreign {
            assert_eq!(own_way(Some(way)), None, "{way:?}");
        }
        assert_eq!(own_way(Some(&format!("/{}", "x".repeat(WAY_LENGTH_MAX)))), None);
    }
}
