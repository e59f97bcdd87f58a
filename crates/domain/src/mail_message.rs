//! What an operator may decide about a mail that did not get through.

use crate::{Refusal, notice::MessageState};

/// What is known of a mail when somebody decides about it.
#[derive(Debug, Clone, Copy)]
pub struct MailStanding {
    /// Where it stands.
    pub state: MessageState,
    /// A worker holds it.
    pub held: bool,
    /// What it is about has begun or is over.
    pub expired: bool,
    /// Its text is kept.
    pub text_kept: bool,
    /// Something newer of the same calendar object has been written.
    pub overtaken: bool,
}

impl MailStanding {
    /// Whether it may be sent now: never after something newer, since calendars obey what comes last.
    ///
    /// # Errors
    /// Why not.
    pub fn retry(self) -> Result<(), Refusal> {
        match self.state {
            MessageState::Sent => Err(Refusal::MailSent),
            MessageState::Superseded => Err(Refusal::MailSuperseded),
            MessageState::Transmitting => Err(Refusal::MailUnderWay),
            _ if self.held => Err(Refusal::MailUnderWay),
            _ if self.expired => Err(Refusal::MailExpired),
            _ if !self.text_kept => Err(Refusal::MailTextRemoved),
            MessageState::Dead | MessageState::Abandoned if self.overtaken => Err(Refusal::MailSuperseded),
            _ => Ok(()),
        }
    }

    /// Whether it may be given up. What is given up already stays so.
    ///
    /// # Errors
    /// Why not.
    pub fn abandon(self) -> Result<(), Refusal> {
        match self.state {
            MessageState::Sent => Err(Refusal::MailSent),
            MessageState::Superseded => Err(Refusal::MailSuperseded),
            MessageState::Transmitting => Err(Refusal::MailUnderWay),
            _ if self.held => Err(Refusal::MailUnderWay),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_state(state: MessageState) -> MailStanding {
        MailStanding { state, held: false, expired: false, text_kept: true, overtaken: false }
    }

    #[test]
    fn what_did_not_get_through_may_be_tried_or_given_up() {
        for state in [MessageState::Queued, MessageState::Ambiguous, MessageState::Dead, MessageState::Abandoned] {
            let mail = in_state(state);
            assert_eq!((mail.retry(), mail.abandon()), (Ok(()), Ok(())));
            let held = MailStanding { held: true, ..mail };
            assert_eq!((held.retry(), held.abandon()), (Err(Refusal::MailUnderWay), Err(Refusal::MailUnderWay)));
        }
    }

    #[test]
    fn what_is_over_stays_so() {
        for (state, refusal) in [
            (MessageState::Sent, Refusal::MailSent),
            (MessageState::Superseded, Refusal::MailSuperseded),
            (MessageState::Transmitting, Refusal::MailUnderWay),
        ] {
            let mail = in_state(state);
            assert_eq!((mail.retry(), mail.abandon()), (Err(refusal.clone()), Err(refusal)));
        }
    }

    #[test]
    fn nothing_is_sent_too_late_or_after_something_newer() {
        let dead = in_state(MessageState::Dead);
        assert_eq!(MailStanding { expired: true, ..dead }.retry(), Err(Refusal::MailExpired));
        assert_eq!(MailStanding { text_kept: false, ..dead }.retry(), Err(Refusal::MailTextRemoved));
        assert_eq!(MailStanding { overtaken: true, ..dead }.retry(), Err(Refusal::MailSuperseded));
        let waiting = MailStanding { overtaken: true, ..in_state(MessageState::Queued) };
        assert_eq!(waiting.retry(), Ok(()), "the newer one waits for it");
    }
}
