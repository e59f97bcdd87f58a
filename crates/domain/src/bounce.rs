//! Mail that comes back (RFC 3464): what a report means for the mail and for the address.

use crate::values::{EmailAddress, Line};

crate::words! {
    /// What a mail server did with a mail (RFC 3464 §2.3.3).
    pub enum Action {
        /// It gave up.
        Failed = "failed",
        /// It is still trying.
        Delayed = "delayed",
        /// It was delivered.
        Delivered = "delivered",
        /// It was handed to a system that sends no reports.
        Relayed = "relayed",
        /// It was delivered to several.
        Expanded = "expanded",
    }
}

/// What a mail server reports of one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What it did.
    pub action: Action,
    /// Why, as a code of three numbers such as 5.1.1 (RFC 3463).
    pub status: Option<Status>,
    /// Whom the mail was for, as the report says. It decides nothing: the mail is found by its return path.
    pub recipient: Option<EmailAddress>,
    /// Why, in the server's own words.
    pub diagnostic: Option<Line<500>>,
}

/// A status code (RFC 3463 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// 2, 4 or 5: success, for now, for good.
    pub class: u16,
    /// What it is about; 1 is the address.
    pub subject: u16,
    /// What exactly.
    pub detail: u16,
}

/// What a report changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing; it is written down.
    Note,
    /// This mail did not arrive. The next one may.
    MailFailed,
    /// Nothing will arrive at this address until it is corrected.
    AddressFailed,
}

/// Subject and detail of codes that say: there is no such mailbox, or it is closed (RFC 3463 §3.2, RFC 7505 §4.2).
const OF_THE_ADDRESS: [(u16, u16); 7] = [(1, 0), (1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (2, 1)];

impl Report {
    /// What it amounts to that a mail server refused the recipient at once, with these words; none when they are about
    /// anything else, such as our own return path, or hold no code that says it is for good (RFC 3463).
    pub fn of_refusal(answer: &str) -> Option<Self> {
        let answer = answer.strip_prefix("recipient: ")?;
        let status = answer.split_whitespace().find_map(Status::at_start_of).filter(|status| status.class == 5)?;
        let diagnostic = answer.chars().take(500).collect::<String>().parse().ok();
        Some(Self { action: Action::Failed, status: Some(status), recipient: None, diagnostic })
    }

    /// What this report changes.
    pub fn effect(&self) -> Effect {
        match (self.action, self.status) {
            (Action::Failed, Some(status)) if status.class == 4 => Effect::MailFailed,
            (Action::Failed, Some(status)) if OF_THE_ADDRESS.contains(&(status.subject, status.detail)) => {
                Effect::AddressFailed
            }
            (Action::Failed, _) => Effect::MailFailed,
            _ => Effect::Note,
        }
    }

    /// Code and words in one line, for whoever looks after the mail.
    pub fn summary(&self) -> String {
        let status = self.status.map(|status| format!(" {status}")).unwrap_or_default();
        let words = self.diagnostic.as_ref().map(|words| format!(": {words}")).unwrap_or_default();
        format!("{}{status}{words}", self.action)
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl Status {
    /// The code at the beginning of a text, such as `5.1.1 (no such mailbox)`.
    pub fn at_start_of(text: &str) -> Option<Self> {
        let code = text.trim_start().split(|c: char| c != '.' && !c.is_ascii_digit()).next()?;
        let mut numbers = code.split('.').map(str::parse);
        let status =
            Self { class: numbers.next()?.ok()?, subject: numbers.next()?.ok()?, detail: numbers.next()?.ok()? };
        (numbers.next().is_none() && matches!(status.class, 2 | 4 | 5)).then_some(status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(action: Action, status: &str) -> Effect {
        Report { action, status: Status::at_start_of(status), recipient: None, diagnostic: None }.effect()
    }

    #[test]
    fn a_refusal_is_a_report_when_it_says_why() {
        let effect = |answer| Report::of_refusal(answer).map(|report| report.effect());
        assert_eq!(effect("recipient: permanent error (550): 5.1.1 no such mailbox"), Some(Effect::AddressFailed));
        assert_eq!(effect("recipient: permanent error (554): 5.7.1 spam"), Some(Effect::MailFailed));
        let ours = "sender: permanent error (550): 5.1.0 sender address rejected";
        assert_eq!(effect(ours), None, "our own address says nothing about hers");
        for silent in
            ["recipient: permanent error (550): no such user", "450 4.2.1 later", "from 192.0.2.1 refused", ""]
        {
            assert_eq!(effect(silent), None, "{silent}");
        }
    }

    #[test]
    fn only_what_is_wrong_with_the_address_marks_it() {
        for status in ["5.1.1", "5.1.10 (null MX)", "5.2.1", "5.1.2"] {
            assert_eq!(effect(Action::Failed, status), Effect::AddressFailed, "{status}");
        }
        for status in ["5.2.2", "5.7.1", "5.0.0", "4.1.1", "", "nonsense"] {
            assert_eq!(effect(Action::Failed, status), Effect::MailFailed, "{status}");
        }
        for action in [Action::Delayed, Action::Delivered, Action::Relayed, Action::Expanded] {
            assert_eq!(effect(action, "5.1.1"), Effect::Note, "{action}");
        }
    }

    #[test]
    fn a_code_is_three_numbers() {
        let read = |text| Status::at_start_of(text).map(|status| status.to_string());
        assert_eq!(read(" 5.1.1 <x>: no such user").as_deref(), Some("5.1.1"));
        for wrong in ["", "5.1", "5.1.1.1", "3.1.1", "550 5.1.1", "5.1.99999999", "a.b.c"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
