//! Who stands as organizer of an invitation: where its calendar answers to.
//!
//! Calendars refuse changes from another organizer (RFC 5546 §2.1.4), so the address is settled when the UID is made,
//! and kept with it, whatever the settings say later.

use uuid::Uuid;

use crate::{
    notice::Invitation,
    seal::{Purpose, Seal},
    values::EmailAddress,
};

/// The organizers of invitations made from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organizers {
    /// Where mail comes from.
    pub sender: EmailAddress,
    /// The mailbox that calendars answer to; none when answers are not read.
    pub inbound: Option<EmailAddress>,
    /// What references are sealed with.
    pub seal: Seal,
}

impl Organizers {
    /// The organizer of a new invitation: an address of its own where answers are read.
    pub fn of(&self, uid: Uuid) -> EmailAddress {
        let own = self.inbound.as_ref().and_then(|mailbox| self.seal.address(mailbox, Purpose::Reply, uid));
        own.unwrap_or_else(|| self.sender.clone())
    }

    /// The organizer of an invitation that is out. Those made before it was kept have the sender.
    pub fn kept<'a>(&'a self, invitation: &'a Invitation) -> &'a EmailAddress {
        invitation.organizer.as_ref().unwrap_or(&self.sender)
    }

    /// Whether somebody reads what a calendar answers to an invitation: it came with an address of its own, and the
    /// mailbox is still read.
    pub fn read_answers_to(&self, invitation: &Invitation) -> bool {
        let local = self.kept(invitation).as_str().split('@').next().unwrap_or_default();
        let reference = local.rsplit_once('+').map(|(_, reference)| reference);
        let leads_to = reference.and_then(|reference| self.seal.open(Purpose::Reply, reference));
        self.inbound.is_some() && leads_to == Some(invitation.uid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MeetingId, notice::CalendarMethod};

    const UID: Uuid = Uuid::from_u128(0x7f3a_9c1e_0000_4000_8000_0000_0000_0001);

    fn organizers(inbound: Option<&str>) -> Organizers {
        let address = |text: &str| text.parse().expect("an address");
        Organizers { sender: address("kurs@b.example"), inbound: inbound.map(address), seal: Seal::new([7; 32]) }
    }

    fn invitation(organizer: Option<EmailAddress>) -> Invitation {
        Invitation {
            meeting_id: MeetingId(UID),
            uid: UID,
            sequence: 0,
            stamp: "2026-11-24T08:00:00Z".parse().expect("an instant"),
            method: CalendarMethod::Request,
            organizer,
            answer: None,
        }
    }

    #[test]
    fn an_organizer_stays_whatever_becomes_of_the_mailbox() {
        let (silent, reading) = (organizers(None), organizers(Some("svar@in.example")));
        assert_eq!(silent.of(UID).as_str(), "kurs@b.example");
        let own = reading.of(UID);
        assert!(own.as_str().starts_with("svar+") && own.as_str().ends_with("@in.example"), "{own}");
        for made in [silent.of(UID), own.clone()] {
            let out = invitation(Some(made.clone()));
            assert_eq!((silent.kept(&out), reading.kept(&out)), (&made, &made));
            assert!(!silent.read_answers_to(&out));
            assert_eq!(reading.read_answers_to(&out), made == own);
        }
        let early = invitation(None);
        assert_eq!(reading.kept(&early).as_str(), "kurs@b.example");
        assert!(!reading.read_answers_to(&early));
        let of_another = invitation(Some(reading.of(Uuid::from_u128(1))));
        assert!(!reading.read_answers_to(&of_another));
    }
}
