use domain::{
    answer::AnswerMethod,
    bounce::{Action, Effect},
    notice::Participation,
};

use super::*;

mod limits;

const ID: Uuid = Uuid::from_u128(0x0b5e_55ed_0000_4000_8000_0000_0000_0001);

fn mailbox() -> Mailbox {
    let address = "svar@in.example".parse().expect("an address");
    Mailbox { address, seal: Seal::new([7; 32]), trusted_server: Some("mx.in.example".to_owned()) }
}

fn address(purpose: Purpose) -> String {
    format!("svar+{}@in.example", mailbox().seal.reference(purpose, ID))
}

fn object(method: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:{ID}\r\n\
         ATTENDEE;PARTSTAT=DECLINED:mailto:amira@kumla.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

fn part(kind: &str, text: &str) -> String {
    format!("Content-Type: {kind}\r\n\r\n{text}\r\n")
}

fn multipart(kind: &str, boundary: &str, parts: &[String]) -> String {
    let parts: String = parts.iter().map(|part| format!("--{boundary}\r\n{part}")).collect();
    format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\"\r\n\r\npreamble\r\n{parts}--{boundary}--\r\n")
}

/// A mail to the address of an invitation.
fn mail(fields: &str, body: &str) -> String {
    let to = address(Purpose::Reply);
    format!("From: Amira <amira@kumla.example>\r\nTo: \"svar\" <{to}>\r\nMIME-Version: 1.0\r\n{fields}{body}")
}

fn reads(text: &str) -> Incoming {
    read(text.as_bytes(), &mailbox(), None)
}

fn answered(incoming: Incoming) -> Answer {
    match incoming {
        Incoming::Answer { uid, answer, .. } if uid == ID => *answer,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_is_found_wherever_it_lies() {
    let calendar = || part("text/calendar; method=REPLY; charset=utf-8", &object("REPLY"));
    let text = || part("text/plain", "Amira kommer inte.");
    let alternative = || multipart("alternative", "b", &[text(), calendar()]);
    for body in [
        calendar(),
        part("Text/Calendar", &object("reply")),
        part("application/ics; name=invite.ics", &object("REPLY")),
        multipart("mixed", "a", &[text(), calendar()]),
        multipart("mixed", "a", &[alternative(), part("application/ics", "broken")]),
        multipart("mixed", "a", &[multipart("related", "c", &[alternative()]), text()]),
        multipart("alternative", "a", &[part("text/calendar; method=REPLY", "broken"), calendar()]),
        alternative().replace("--b--\r\n", ""),
        alternative().replace("\r\n", "\n"),
    ] {
        let answer = answered(reads(&mail("", &body)));
        assert_eq!(answer.attendees[0].participation, Some(Participation::Declined), "{body}");
        assert_eq!(answer.method, AnswerMethod::Reply);
    }
}

#[test]
fn encodings_are_undone() {
    let quoted = object("REPLY").replace('=', "=3D").replace("amira@", "ami=\r\nra=40");
    let fields = "Content-Transfer-Encoding: quoted-printable\r\n";
    let answer = answered(reads(&mail(fields, &part("text/calendar", &quoted))));
    assert_eq!(answer.attendees[0].address.as_str(), "amira@kumla.example");
    let latin = [mail("", "Content-Type: text/calendar; charset=iso-8859-1\r\n\r\n").into_bytes(), {
        let with_comment = object("REPLY").replace("UID:", "COMMENT:tyv?rr\r\nUID:");
        with_comment.bytes().map(|b| if b == b'?' { 0xe4 } else { b }).collect()
    }];
    let answer = answered(read(&latin.concat(), &mailbox(), None));
    assert_eq!(answer.comment.expect("a comment").as_str(), "tyvärr");
}

#[test]
fn a_mail_that_says_two_things_is_refused() {
    let two_faced = part("text/calendar; method=REPLY", &object("COUNTER"));
    let conflict = Incoming::ForPeople(ForPeople::Unreadable(Unreadable::MethodConflict));
    assert_eq!(reads(&mail("", &two_faced)), conflict);
    let hidden = multipart("mixed", "a", &[two_faced, part("application/ics", &object("REPLY"))]);
    assert_eq!(reads(&mail("", &hidden)), conflict);
}

#[test]
fn the_reference_is_taken_from_where_mail_servers_put_it() {
    let body = part("text/calendar", &object("REPLY"));
    let reference = address(Purpose::Reply);
    let elsewhere = |field: &str| format!("{field}\r\nFrom: amira@kumla.example\r\n{body}");
    for field in [
        format!("Delivered-To: {reference}"),
        format!("X-Original-To: {}", reference.to_uppercase()),
        format!("Envelope-To: <{reference}>"),
        format!("Cc: a@b.example,\r\n {reference}"),
        format!("To: {}\r\n {}", &reference[..30], &reference[30..]),
    ] {
        answered(reads(&elsewhere(&field)));
    }
    let forged = Incoming::Ignored(Ignored::Forged);
    for field in [
        "To: svar@in.example".to_owned(),
        format!("Subject: {reference}"),
        format!("To: {}", address(Purpose::Bounce)),
        format!("To: {}", reference.replace("@in.example", "@out.example")),
        format!("To: {}", reference.replacen(&reference[6..7], if &reference[6..7] == "2" { "3" } else { "2" }, 1)),
    ] {
        assert_eq!(reads(&elsewhere(&field)), forged, "{field}");
    }
    let handed_over = read(elsewhere("To: x@y.example").as_bytes(), &mailbox(), Some(&reference));
    answered(handed_over);
}

#[test]
fn only_our_own_server_vouches_for_a_sender() {
    let body = part("text/calendar", &object("REPLY"));
    let sender = |fields: &str| match reads(&mail(fields, &body)) {
        Incoming::Answer { sender, .. } => sender.map(|sender| sender.to_string()),
        other => panic!("{other:?}"),
    };
    let amira = Some("amira@kumla.example");
    let passed =
        "Authentication-Results: mx.in.example 1; spf=pass;\r\n dmarc=pass (p=none) header.from=kumla.example\r\n";
    assert_eq!(sender(passed).as_deref(), amira);
    assert_eq!(sender(""), None);
    assert_eq!(sender(&passed.replace("dmarc=pass", "dmarc=fail")), None);
    assert_eq!(sender(&passed.replace("dmarc=pass", "x=1 (; dmarc=pass )")), None);
    assert_eq!(sender(&passed.replace("mx.in", "mx.evil")), None);
    assert_eq!(sender(&passed.replace("mx.in.example", "(mx.in.example) evil.example")), None);
    assert_eq!(sender(&format!("{}{passed}", passed.replace("pass", "fail"))), None, "the topmost counts");
    assert_eq!(sender(&format!("{passed}From: bo@kumla.example\r\n")), None);
    let quoted = "spf=fail smtp.mailfrom=\"x; dmarc=pass\"@evil.example;\r\n dmarc=fail";
    assert_eq!(sender(&format!("Authentication-Results: mx.in.example; {quoted}\r\n")), None, "the sender's own words");
    let twice = passed.replace("spf=pass", "dmarc=pass");
    assert_eq!(sender(&twice), None, "a server gives one result");
    let unreadable = "Authentication-Results: mx.in.example; dmarc=fail (\r\n";
    assert_eq!(sender(&format!("{unreadable}{passed}")), None, "it may have been the topmost of ours");
    let of_others = "Authentication-Results: mx.kumla.example; dmarc=fail\r\n";
    assert_eq!(sender(&format!("{of_others}{passed}")).as_deref(), amira, "relays before ours write theirs");
}

#[test]
fn mail_by_programs_and_mail_by_people_are_told_apart() {
    let body = part("text/plain", "Jag är ledig till den 1 december.");
    assert_eq!(reads(&mail("", &body)), Incoming::ForPeople(ForPeople::Written));
    let automatic = Incoming::Ignored(Ignored::Automatic);
    assert_eq!(reads(&mail("Auto-Submitted: auto-replied\r\n", &body)), automatic);
    assert_eq!(reads(&mail("Return-Path: <>\r\n", &body)), automatic);
    assert_eq!(reads(&mail("Auto-Submitted: no\r\n", &body)), Incoming::ForPeople(ForPeople::Written));
    let google = mail("Auto-Submitted: auto-generated\r\n", &part("text/calendar", &object("REPLY")));
    answered(reads(&google));
}

fn bounce(fields: &str) -> String {
    let status = format!("Reporting-MTA: dns; mx.kumla.example\r\n\r\n{fields}");
    let parts = [
        part("text/plain", "It did not work."),
        part("message/delivery-status", &status),
        part("message/rfc822", &mail("", &part("text/calendar; method=REQUEST", &object("REQUEST")))),
    ];
    let to = address(Purpose::Bounce);
    format!("From: MAILER-DAEMON@mx\r\nTo: {to}\r\n{}", multipart("report; report-type=delivery-status", "r", &parts))
}

#[test]
fn a_report_is_read_and_the_mail_inside_it_is_not() {
    let fields = "Final-Recipient: rfc822; amira@kumla.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\
                  Diagnostic-Code: smtp; 550 5.1.1 no such\r\n user\r\n";
    let Incoming::Returned { message, report } = reads(&bounce(fields)) else { panic!("a report") };
    assert_eq!((message, report.effect()), (ID, Effect::AddressFailed));
    assert_eq!(report.summary(), "failed 5.1.1: 550 5.1.1 no such user");
    assert_eq!(report.recipient.expect("a recipient").as_str(), "amira@kumla.example");
    let late = "Action: delayed\r\nStatus: 4.4.1\r\n\r\n";
    let Incoming::Returned { report, .. } = reads(&bounce(late)) else { panic!("a report") };
    assert_eq!((report.action, report.effect()), (Action::Delayed, Effect::Note));
    let Incoming::Returned { report, .. } = reads(&bounce(&format!("{late}{fields}"))) else { panic!("a report") };
    assert_eq!(report.action, Action::Failed);
    let forged = bounce(fields).replace(&address(Purpose::Bounce), &address(Purpose::Reply));
    assert_eq!(reads(&forged), Incoming::Ignored(Ignored::Forged));
}

/// Case 33.
#[test]
fn hostile_mails_end_early() {
    let deep = (0..50_000).fold(String::new(), |mail, _| mail + "Content-Type: message/rfc822\r\n\r\n");
    assert_eq!(reads(&deep), Incoming::ForPeople(ForPeople::Written));
    let nested = (0..500).fold(part("text/calendar", &object("REPLY")), |inner, level| {
        multipart("mixed", &format!("b{level}"), &[inner])
    });
    assert_eq!(reads(&mail("", &nested)), Incoming::ForPeople(ForPeople::Written), "not looked for so deep");
    let many = multipart("mixed", "b", &vec![part("text/plain", "x"); 10_000]);
    assert_eq!(reads(&mail("", &many)), Incoming::ForPeople(ForPeople::Written));
    assert_eq!(reads(&"x".repeat(10 << 20)), Incoming::ForPeople(ForPeople::TooLong));
    let long = mail("", &part("text/calendar", &object("REPLY").replace("UID:", &"U".repeat(1 << 20))));
    assert_eq!(reads(&long), Incoming::ForPeople(ForPeople::Unreadable(Unreadable::TooLong)));
    let no_end = format!("To: {}", "(".repeat(1 << 20));
    assert_eq!(reads(&no_end), Incoming::ForPeople(ForPeople::Written));
    for boundary in ["", "\"", "x".repeat(100_000).as_str()] {
        let mail = format!("Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n{}", "--\r\n".repeat(10_000));
        assert_eq!(reads(&mail), Incoming::ForPeople(ForPeople::Written));
    }
    for empty in ["", "\n", "\0", "\r\n\r\n", ":", "--"] {
        assert_eq!(reads(empty), Incoming::ForPeople(ForPeople::Written), "{empty:?}");
    }
}

/// What the fuzzer found worth keeping; `fuzz` describes how it goes on from there.
#[test]
fn nothing_that_the_fuzzer_kept_makes_a_library_fail() {
    let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/inbound");
    let mut replayed = 0;
    for entry in std::fs::read_dir(kept).expect("a corpus") {
        let path = entry.expect("an entry").path();
        let mail = std::fs::read(&path).expect("a mail");
        for recipient in [None, Some(address(Purpose::Reply)), Some(address(Purpose::Bounce))] {
            let incoming = read(&mail, &mailbox(), recipient.as_deref());
            assert_ne!(incoming, Incoming::ForPeople(ForPeople::Fault), "{}", path.display());
        }
        replayed += 1;
    }
    assert!(replayed > 10, "{replayed} mails");
}

/// A small fuzzer for every run: lines and octets of real mails, changed, doubled, dropped and mixed.
#[test]
fn changed_mails_make_no_library_fail() {
    let fields = "Final-Recipient: rfc822; amira@kumla.example\r\nAction: failed\r\nStatus: 5.1.1\r\n";
    let calendar = part("text/calendar; method=REPLY; charset=utf-8", &object("REPLY"));
    let seeds = [
        mail("", &multipart("mixed", "a", &[part("text/plain", "x"), calendar.clone()])).into_bytes(),
        mail("Content-Transfer-Encoding: quoted-printable\r\n", &calendar).into_bytes(),
        bounce(fields).into_bytes(),
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for round in 0..3_000 {
        let mut mail = seeds[round % seeds.len()].clone();
        for _ in 0..=random(6) {
            let place = random(mail.len());
            let end = (place + random(40)).min(mail.len());
            match random(5) {
                0 => mail[place] = random(256) as u8,
                1 => drop(mail.drain(place..end)),
                2 => drop(mail.splice(place..place, mail[place..end].to_vec())),
                3 => drop(mail.splice(place..place, *b"\r\n--a\r\n")),
                _ => {
                    let other = &seeds[random(seeds.len())];
                    let from = random(other.len());
                    mail.splice(place..end, other[from..(from + 60).min(other.len())].to_vec());
                }
            }
            if mail.is_empty() {
                mail.push(b'x');
            }
        }
        let incoming = read(&mail, &mailbox(), Some(&address(Purpose::Reply)));
        assert_ne!(incoming, Incoming::ForPeople(ForPeople::Fault), "{}", String::from_utf8_lossy(&mail));
    }
}
