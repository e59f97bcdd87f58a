//! Versions as entity tags: `If-Match` guards a change against one that came between (`V28`).

/// The tag of a version.
pub(crate) fn of(version: i32) -> String {
    format!("\"{version}\"")
}

/// The version the caller has seen; any when the header is absent or `*`. A tag that this server never gave out
/// matches nothing: the caller has seen something else.
pub(crate) fn seen(if_match: Option<&str>) -> Option<i32> {
    let tag = if_match.map(str::trim).filter(|tag| *tag != "*")?;
    Some(tag.trim_matches('"').parse().unwrap_or(-1))
}
