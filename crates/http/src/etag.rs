//! Versions as entity tags: `If-Match` guards a change against one that came between (`V28`).

use domain::Invalid;

use crate::problem::Problem;

/// The tag of a version.
pub(crate) fn of(version: i32) -> String {
    format!("\"{version}\"")
}

/// The version the caller has seen; any when the header is absent or `*`.
pub(crate) fn seen(if_match: Option<&str>) -> Result<Option<i32>, Problem> {
    let Some(tag) = if_match.map(str::trim).filter(|tag| *tag != "*") else { return Ok(None) };
    let version = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).and_then(|tag| tag.parse().ok());
    // A tag that this server never gave out matches nothing: the caller has seen some other version.
    if tag.starts_with('"') || tag.starts_with("W/") {
        return Ok(Some(version.unwrap_or(-1)));
    }
    Err(Problem::invalid_member("If-Match", Invalid::Identifier))
}
