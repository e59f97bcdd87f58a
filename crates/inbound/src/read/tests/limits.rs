//! Each limit from both sides: what keeps to it counts, and what lies beyond it is not looked at.

use super::*;

#[test]
fn only_so_many_references_are_tried() {
    let wrong = |count| format!("svar+{}@in.example, ", "0".repeat(52)).repeat(count);
    let with = |count| {
        let to = format!("To: {}{}\r\n", wrong(count), address(Purpose::Reply));
        reads(&(to + &part("text/calendar", &object("REPLY"))))
    };
    answered(with(31));
    assert_eq!(with(32), Incoming::Ignored(Ignored::Forged));
}

#[test]
fn only_so_many_parts_are_looked_at() {
    let with = |count| {
        let mut parts = vec![part("text/plain", "x"); count];
        parts.push(part("text/calendar", &object("REPLY")));
        reads(&mail("", &multipart("mixed", "b", &parts)))
    };
    answered(with(63));
    assert_eq!(with(64), Incoming::ForPeople(ForPeople::Written));
}

#[test]
fn only_so_deep_is_looked() {
    let with = |levels: usize| {
        let calendar = part("text/calendar", &object("REPLY"));
        let nested = (0..levels).fold(calendar, |inner, level| multipart("mixed", &format!("b{level}"), &[inner]));
        reads(&mail("", &nested))
    };
    answered(with(8));
    assert_eq!(with(9), Incoming::ForPeople(ForPeople::Written));
}

#[test]
fn a_header_has_a_length() {
    let with = |octets: usize| {
        reads(&mail(&format!("X-Trace: {}\r\n", "x".repeat(octets)), &part("text/calendar", &object("REPLY"))))
    };
    answered(with(127 << 10));
    assert_eq!(with(128 << 10), Incoming::ForPeople(ForPeople::Written));
}

#[test]
fn a_mail_has_a_length() {
    let with = |octets: usize| {
        let mut text = mail("", &part("text/calendar", &object("REPLY")));
        text.push_str(&"\n".repeat(octets - text.len()));
        text
    };
    let longest = with(OCTETS_MAX);
    assert_ne!(reads(&longest), Incoming::ForPeople(ForPeople::TooLong));
    assert_eq!(reads(&(longest + "\n")), Incoming::ForPeople(ForPeople::TooLong));
}

#[test]
fn only_so_much_of_a_report_is_read() {
    let delayed = "Final-Recipient: rfc822; amira@kumla.example\r\nAction: delayed\r\nStatus: 4.4.1\r\n";
    let failed = delayed.replace("delayed", "failed");
    let action = |report: &str| match reads(&bounce(report)) {
        Incoming::Returned { report, .. } => report.action,
        other => panic!("{other:?}"),
    };
    let groups = |count: usize| format!("{}{failed}", format!("{delayed}\r\n").repeat(count));
    // The first group is that of the mail itself.
    assert_eq!((action(&groups(18)), action(&groups(19))), (Action::Failed, Action::Delayed));
    let long = |octets: usize| format!("{delayed}X-Trace: {}\r\n\r\n{failed}", "x".repeat(octets));
    assert_eq!((action(&long(60 << 10)), action(&long(64 << 10))), (Action::Failed, Action::Delayed));
}
