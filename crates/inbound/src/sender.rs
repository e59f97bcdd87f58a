//! Who sent a mail, as far as that can be said.

use domain::values::EmailAddress;

use crate::mime::Tree;

/// The sender, when our own mail server says that the domain in `From` stands behind the mail (DMARC, RFC 7489).
///
/// Only the topmost word of the server of that name counts: it removes others that use its name (RFC 8601 §5), and
/// whatever else a sender writes about himself means nothing. A mail with two senders is nobody's.
pub(crate) fn vouched_for(tree: &Tree<'_>, server: Option<&str>) -> Option<EmailAddress> {
    let server = server?;
    let results = tree.texts("Authentication-Results").map(without_comments);
    let ours = results.map(|text| text.to_ascii_lowercase()).find(|text| names_server(text, server))?;
    let passed = ours.split(';').skip(1).any(|result| {
        let method = result.split_whitespace().next().unwrap_or_default();
        method == "dmarc=pass"
    });
    if !passed || tree.texts("From").count() != 1 {
        return None;
    }
    let from = tree.header.as_ref()?.from()?;
    let mut addresses = from.iter();
    let (only, second) = (addresses.next()?, addresses.next());
    if second.is_some() { None } else { only.address()?.parse().ok() }
}

/// Whether the word is that of a server: its name stands first, perhaps with a version (RFC 8601 §2.2).
fn names_server(text: &str, server: &str) -> bool {
    let first = text.split(';').next().unwrap_or_default().split_whitespace().next();
    first.is_some_and(|name| name.eq_ignore_ascii_case(server))
}

/// Comments may stand anywhere in this field and look like anything.
fn without_comments(text: &str) -> String {
    let mut depth = 0_usize;
    let outside = text.chars().filter(|c| {
        depth += usize::from(*c == '(');
        let kept = depth == 0;
        depth = depth.saturating_sub(usize::from(*c == ')'));
        kept
    });
    outside.collect()
}

/// Whether a program wrote the mail by itself (RFC 3834 §5), so that nobody waits for anybody to read it.
///
/// Not asked of answers from calendars: Google marks them in this way, and they count.
pub(crate) fn is_automatic(tree: &Tree<'_>) -> bool {
    let marked = tree.texts("Auto-Submitted").any(|text| !text.to_ascii_lowercase().starts_with("no"));
    let bulk = tree.texts("Precedence").any(|text| ["bulk", "junk", "auto_reply"].contains(&text));
    let nobody = tree.texts("Return-Path").any(|text| text == "<>");
    marked || bulk || nobody
}
