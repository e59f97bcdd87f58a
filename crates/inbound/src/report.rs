//! What another mail server says of a mail of ours (RFC 3464).

use calendar::clean;
use domain::bounce::{Action, Report, Status};

use crate::mime::Tree;

/// Groups of fields that are read: one of the mail, then one of each recipient. Our mail has one recipient.
const GROUPS_MAX: usize = 20;
/// The longest report that is read, in octets.
const OCTETS_MAX: usize = 64 * 1024;

/// The report in a mail: of the first recipient whom the mail did not reach, else of the first.
pub(crate) fn find(tree: &Tree<'_>) -> Option<Report> {
    let part = tree.parts.iter().find(|part| part.kind == "message/delivery-status")?;
    let mut text = String::from_utf8_lossy(&part.text()).replace("\r\n", "\n");
    if text.len() > OCTETS_MAX {
        text = text.chars().take(OCTETS_MAX).collect();
    }
    let mut reports: Vec<Report> = text.split("\n\n").take(GROUPS_MAX).filter_map(of_recipient).collect();
    let worst = reports.iter().position(|report| report.action == Action::Failed).unwrap_or(0);
    (!reports.is_empty()).then(|| reports.swap_remove(worst))
}

fn of_recipient(group: &str) -> Option<Report> {
    let unfolded = group.replace("\n ", " ").replace("\n\t", " ");
    let field = |name: &str| {
        let named = |line: &str| {
            let (known, value) = line.split_once(':')?;
            known.trim().eq_ignore_ascii_case(name).then(|| clean::one_line(value))
        };
        unfolded.lines().find_map(named)
    };
    // Behind the kind of address, or of code: "rfc822; amira@kumla.example", "smtp; 550 …" (RFC 3464 §2.1.2).
    let typed = |text: String| text.split_once(';').map_or(text.clone(), |(_, value)| value.trim().to_owned());
    let action = field("Action")?.to_ascii_lowercase();
    let recipient = field("Original-Recipient").or_else(|| field("Final-Recipient")).map(typed);
    let diagnostic = field("Diagnostic-Code").map(typed);
    Some(Report {
        action: action.split_whitespace().next()?.parse().ok()?,
        status: field("Status").and_then(|text| Status::at_start_of(&text)),
        recipient: recipient.and_then(|text| text.parse().ok()),
        diagnostic: diagnostic.and_then(|text| text.chars().take(500).collect::<String>().parse().ok()),
    })
}
