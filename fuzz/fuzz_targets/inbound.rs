//! The whole way in of a mail: its parts, the calendar object or report in it, and the judgement of it.
//!
//! The address is right in half of the inputs, so that the fuzzer is not kept out by a reference it cannot guess.

#![no_main]

use domain::{
    answer::{Standing, Trust},
    booking::BookingStatus,
    notice::CalendarMethod,
    seal::{Purpose, Seal},
};
use inbound::{Incoming, Mailbox, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|mail: &[u8]| {
    let mailbox = Mailbox {
        address: "svar@in.example".parse().expect("an address"),
        seal: Seal::new([7; 32]),
        trusted_server: Some("mx.in.example".to_owned()),
    };
    let purpose = if mail.len() % 2 == 0 { Purpose::Reply } else { Purpose::Bounce };
    let reference = mailbox.seal.reference(purpose, Default::default());
    let _ = read(mail, &mailbox, None);
    match read(mail, &mailbox, Some(&format!("svar+{reference}@in.example"))) {
        Incoming::Answer { uid, answer, sender } => {
            let addresses = ["amira@kumla.example".parse().expect("an address")];
            let standing = Standing {
                status: BookingStatus::Confirmed,
                method: CalendarMethod::Request,
                sequence: 1,
                answered: None,
                addresses: &addresses,
                starts_at: None,
                cancel_until: None,
                asked_at: None,
                served_at: None,
            };
            let _ = standing.judge(uid, &answer, &Trust { cancel_at_once: true, sender }, Default::default());
        }
        Incoming::Returned { report, .. } => {
            assert!(!report.summary().contains('\n'), "one line");
            let _ = report.effect();
        }
        Incoming::Ignored(_) | Incoming::ForPeople(_) => {}
    }
});
