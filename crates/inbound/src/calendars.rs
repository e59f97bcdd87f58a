//! The calendar object in a mail (RFC 6047 §2.4).

use calendar::{Unreadable, read_answer};
use domain::answer::Answer;

use crate::mime::Tree;

/// Kinds of part that hold a calendar object, the one that counts first: some programs send only the file.
const KINDS: [&str; 2] = ["text/calendar", "application/ics"];

/// The first calendar object that can be read as an answer, wherever it lies; else why the first could not. None
/// when there is no calendar object at all.
///
/// A mail that says one method in its header and another in its object is refused as a whole: it wants to be one
/// thing to some programs and something else to others.
pub(crate) fn answer(tree: &Tree<'_>) -> Option<Result<Answer, Unreadable>> {
    let mut first_fault = None;
    let of_kind = |kind: &'static str| tree.parts.iter().filter(move |part| part.kind == kind);
    for part in KINDS.into_iter().flat_map(of_kind) {
        match read_answer(&part.text(), part.method.as_deref()) {
            Err(Unreadable::MethodConflict) => return Some(Err(Unreadable::MethodConflict)),
            Err(fault) => first_fault = first_fault.or(Some(Err(fault))),
            answer => return Some(answer),
        }
    }
    first_fault
}
