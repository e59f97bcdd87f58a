//! Invented senders and finished mail for tests; notices come from the calendar's fixture.

pub(crate) use calendar::fixture::*;
use domain::{notice::Notice, seal::Seal};

use crate::{RenderedMail, Sender, render};

pub(crate) fn sender() -> Sender {
    Sender {
        name: "Länsbiblioteket, kurser".to_owned(),
        address: "kurs@bibliotek.example".parse().expect("an address"),
        reply_to: Some("fortbildning@bibliotek.example".parse().expect("an address")),
        message_domain: "bibliotek.example".to_owned(),
        inbound: None,
        public_url: None,
        seal: Seal::new([7; 32]),
    }
}

pub(crate) fn rendered(notice: &Notice) -> Vec<RenderedMail> {
    render(notice, notice_id(), &sender(), written_at()).expect("mail")
}

/// The only message of a notice.
pub(crate) fn only(notice: &Notice) -> RenderedMail {
    let mut mails = rendered(notice);
    assert_eq!(mails.len(), 1);
    mails.remove(0)
}
