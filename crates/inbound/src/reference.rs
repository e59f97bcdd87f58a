//! The reference in the address that a mail came to.

use domain::values::EmailAddress;

use crate::mime::Tree;

/// Header fields that name the address, the mail server's own first.
const FIELDS: [&str; 6] = ["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc"];
/// Digits of a reference.
const LENGTH: usize = 52;
/// Candidates that are looked at; a mail has one or two.
const FOUND_MAX: usize = 32;

/// Everything that looks like a reference behind our mailbox's name. Whether one is ours shows when it is opened.
///
/// Looked for in the text, rather than in addresses read from it: the form is our own and cannot be mistaken, and
/// header fields of mail servers follow no grammar.
pub(crate) fn all(tree: &Tree<'_>, mailbox: &EmailAddress, recipient: Option<&str>) -> Vec<String> {
    let Some((local, domain)) = mailbox.as_str().rsplit_once('@') else { return Vec::new() };
    let (before, after) = (format!("{local}+"), format!("@{domain}"));
    let texts = recipient.into_iter().chain(FIELDS.into_iter().flat_map(|name| tree.texts(name)));
    let mut found = Vec::new();
    for text in texts {
        // A long line may be folded inside the address.
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        for (place, _) in text.match_indices(&before) {
            let rest = &text[place + before.len()..];
            let reference = rest.get(..LENGTH).filter(|digits| digits.bytes().all(|b| b.is_ascii_alphanumeric()));
            if let Some(reference) = reference.filter(|_| rest[LENGTH..].starts_with(&after)) {
                found.push(reference.to_owned());
            }
            if found.len() == FOUND_MAX {
                return found;
            }
        }
    }
    found
}
