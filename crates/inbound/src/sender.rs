//! Who sent a mail, as far as that can be said.

use domain::values::EmailAddress;

use crate::{mime::Tree, results::Results};

/// The sender, when our own mail server says that the domain in `From` stands behind the mail (DMARC, RFC 7489).
///
/// Only the topmost word of the server of that name counts: it removes others that use its name (RFC 8601 §5), and
/// whatever else a sender writes about himself means nothing. A mail with two senders is nobody's.
pub(crate) fn vouched_for(tree: &Tree<'_>, server: Option<&str>) -> Option<EmailAddress> {
    let server = server?;
    // A word that cannot be read may be its own, so nothing below it counts either.
    let words = tree.texts("Authentication-Results").map(Results::read);
    let ours = words.map_while(|word| word).find(|word| word.server.eq_ignore_ascii_case(server))?;
    if !ours.passed("dmarc") || tree.texts("From").count() != 1 {
        return None;
    }
    let from = tree.header.as_ref()?.from()?;
    let mut addresses = from.iter();
    let (only, second) = (addresses.next()?, addresses.next());
    if second.is_some() { None } else { only.address()?.parse().ok() }
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
