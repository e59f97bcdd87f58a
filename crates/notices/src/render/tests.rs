use domain::{
    notice::{CalendarMethod, Language, NoticeKind},
    session::Format,
};
use mail_parser::{Message as Parsed, MessageParser, MessagePart, MimeHeaders, PartType};

use super::*;
use crate::fixture::{self, notice, only, rendered};

fn parse(mail: &RenderedMail) -> Parsed<'_> {
    MessageParser::default().parse(&mail.bytes).expect("a message")
}

fn kind(part: &MessagePart<'_>) -> String {
    let kind = part.content_type().expect("a content type");
    format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())
}

fn text<'a>(message: &'a Parsed<'_>, wanted: &str) -> &'a str {
    let part = message.parts.iter().find(|part| kind(part) == wanted).expect("a part");
    part.text_contents().expect("text")
}

/// Reads the tree as nested kinds, in order.
fn tree(message: &Parsed<'_>, index: u32) -> String {
    let part = &message.parts[index as usize];
    match &part.body {
        PartType::Multipart(children) => {
            let children: Vec<_> = children.iter().map(|child| tree(message, *child)).collect();
            format!("{}({})", kind(part), children.join(" "))
        }
        _ => kind(part),
    }
}

#[test]
fn an_invitation_has_the_shape_that_all_programs_take() {
    for (notice_kind, language, method, name) in [
        (NoticeKind::Confirmation, Language::Swedish, "REQUEST", "inbjudan.ics"),
        (NoticeKind::Confirmation, Language::English, "REQUEST", "invitation.ics"),
        (NoticeKind::SessionCancelled, Language::Swedish, "CANCEL", "avbokning.ics"),
        (NoticeKind::SessionCancelled, Language::English, "CANCEL", "cancellation.ics"),
    ] {
        let mut notice = notice(notice_kind, 1);
        notice.recipient.language = language;
        let mail = only(&notice);
        let message = parse(&mail);
        assert_eq!(
            tree(&message, 0),
            "multipart/mixed(multipart/alternative(text/plain text/html text/calendar) application/ics)"
        );
        let calendar = message.parts.iter().find(|part| kind(part) == "text/calendar").expect("a calendar part");
        let attributes = calendar.content_type().expect("a content type");
        assert_eq!(attributes.attribute("method"), Some(method));
        assert_eq!(attributes.attribute("component"), Some("VEVENT"));
        assert_eq!(attributes.attribute("charset"), Some("utf-8"));
        assert!(calendar.content_disposition().is_none());
        let file = message.parts.iter().find(|part| kind(part) == "application/ics").expect("a file");
        assert_eq!(file.attachment_name(), Some(name));
        assert_eq!(file.contents(), calendar.contents());
        assert!(text(&message, "text/calendar").contains(&format!("METHOD:{method}\r\n")));
        assert_eq!(String::from_utf8_lossy(&mail.bytes).matches("Content-Transfer-Encoding: base64\r\n").count(), 2);
    }
}

#[test]
fn without_invitation_there_is_text_and_nothing_else() {
    let mail = only(&notice(NoticeKind::WaitingListed, 2));
    assert_eq!(tree(&parse(&mail), 0), "multipart/alternative(text/plain text/html)");
    assert_eq!((mail.uid, mail.sequence), (None, 0));
}

#[test]
fn only_mails_without_invitation_are_marked_as_automatic() {
    for kind in NoticeKind::ALL {
        let notice = notice(*kind, 1);
        let mail = only(&notice);
        let head = String::from_utf8(mail.bytes).expect("ASCII");
        assert_eq!(head.contains("Auto-Submitted: auto-generated\r\n"), notice.invitations.is_empty(), "{kind}");
        assert!(head.contains("X-Auto-Response-Suppress: OOF, AutoReply\r\n"), "{kind}");
    }
}

#[test]
fn every_byte_is_seven_bit_and_every_line_ends_with_crlf() {
    for kind in NoticeKind::ALL {
        for mail in rendered(&notice(*kind, 3)) {
            assert!(mail.bytes.is_ascii());
            let text = String::from_utf8(mail.bytes).expect("ASCII");
            assert!(!text.replace("\r\n", "").contains(|c: char| c.is_control()), "{kind}");
            assert!(text.lines().all(|line| line.len() <= 998), "{kind}");
        }
    }
}

#[test]
fn the_headers_name_sender_recipient_and_subject() {
    let mail = only(&notice(NoticeKind::Confirmation, 1));
    let message = parse(&mail);
    let address = |found: Option<&mail_parser::Address<'_>>| {
        let all: Vec<_> = found.expect("an address").iter().collect();
        assert_eq!(all.len(), 1);
        (all[0].name().unwrap_or_default().to_owned(), all[0].address().unwrap_or_default().to_owned())
    };
    assert_eq!(address(message.from()), ("Länsbiblioteket, kurser".into(), "kurs@bibliotek.example".into()));
    assert_eq!(address(message.to()), ("Åsa Öberg".into(), "asa.oberg@kumla.example".into()));
    assert_eq!(address(message.reply_to()).1, "fortbildning@bibliotek.example");
    let subject =
        "Bekräftelse: du är anmäld till Källkritik; steg 1, \"på nätet\" \\ i biblioteket tisdag 6 oktober 2026";
    assert_eq!((message.subject(), mail.subject.as_str()), (Some(subject), subject));
    assert_eq!(message.date().map(|date| date.to_timestamp()), Some(fixture::written_at().timestamp()));
    assert_eq!(mail.message_id, "<01900000-0000-7000-8000-000000000001.1@bibliotek.example>");
    assert_eq!(message.message_id().map(|id| format!("<{id}>")), Some(mail.message_id.clone()));
}

#[test]
fn the_same_notice_gives_the_same_bytes() {
    for kind in NoticeKind::ALL {
        assert_eq!(rendered(&notice(*kind, 3)), rendered(&notice(*kind, 3)), "{kind}");
    }
}

#[test]
fn every_invitation_has_a_mail_of_its_own() {
    let notice = notice(NoticeKind::Confirmation, 3);
    let mails = rendered(&notice);
    assert_eq!(mails.len(), 3);
    for (mail, invitation) in mails.iter().zip(&notice.invitations) {
        assert_eq!(mail.uid, Some(invitation.uid));
        assert_eq!(text(&parse(mail), "text/calendar").matches("BEGIN:VEVENT").count(), 1);
    }
    assert!(text(&parse(&mails[1]), "text/plain").contains("Det här är mejl 2 av 3."));
    assert!(mails[1].subject.ends_with("tisdag 13 oktober 2026"));
    let mut ids: Vec<_> = mails.iter().map(|mail| &mail.message_id).collect();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[test]
fn thirty_people_get_thirty_mails_that_name_nobody_else() {
    let people: Vec<_> = (1..=30).map(|n| (format!("Person{n:02}x"), format!("p{n:02}x@kumla.example"))).collect();
    for (name, email) in &people {
        let mut notice = notice(NoticeKind::Confirmation, 1);
        notice.recipient = fixture::recipient(name, email);
        let mail = only(&notice);
        assert_eq!(&mail.recipient.to_string(), email);
        let message = parse(&mail);
        let decoded: String = message.parts.iter().filter_map(|part| part.text_contents()).collect();
        let head = String::from_utf8_lossy(&mail.bytes);
        for (other, address) in people.iter().filter(|(other, _)| other != name) {
            assert!(![other, address].iter().any(|word| decoded.contains(*word) || head.contains(*word)));
        }
        assert_eq!(text(&message, "text/calendar").matches("ATTENDEE").count(), 1);
        assert_eq!(head.matches("\r\nTo: ").count() + head.matches("\r\nCc: ").count(), 1);
    }
}

#[test]
fn the_calendar_holds_no_reason_no_name_and_no_identifier_of_ours() {
    let mut notice = notice(NoticeKind::MeetingChanged, 1);
    notice.reason = Some("Hemlig orsak".parse().expect("a line"));
    let mail = only(&notice);
    let message = parse(&mail);
    let calendar = text(&message, "text/calendar").replace("\r\n ", "");
    let found = calendar.lines().filter(|line| !line.starts_with("ATTENDEE")).collect::<String>();
    for secret in ["Hemlig", "Åsa", "asa.oberg"] {
        assert!(!found.contains(secret), "{secret}");
    }
    for id in [
        notice.booking_id.expect("a booking").to_string(),
        notice.session_id.expect("a session").to_string(),
        notice.meetings[0].id.to_string(),
    ] {
        assert!(!calendar.contains(&id));
    }
    assert!(text(&message, "text/plain").contains("Skäl: Hemlig orsak"));
}

#[test]
fn those_without_a_seat_never_see_the_video_link() {
    for kind in NoticeKind::ALL {
        let mut notice = notice(*kind, 1);
        notice.format = Format::Remote;
        notice.invitations.clear();
        notice.waiting_position = Some(2);
        notice.meetings[0].join_url = Some("https://mote.example/rum/1".parse().expect("a link"));
        let mail = only(&notice);
        let seated = [
            NoticeKind::Confirmation,
            NoticeKind::SeatGiven,
            NoticeKind::Summons,
            NoticeKind::Reminder,
            NoticeKind::CancellationAsked,
            NoticeKind::CounterDeclined,
            NoticeKind::InvitationsResent,
        ];
        let has_seat = seated.contains(kind);
        for part in ["text/plain", "text/html"] {
            assert_eq!(text(&parse(&mail), part).contains("https://mote.example"), has_seat, "{kind}");
        }
    }
}

#[test]
fn html_is_swedish_and_escaped() {
    let mut notice = notice(NoticeKind::MeetingCancelled, 2);
    notice.title = "<b>Fet</b> & \"kul\"".parse().expect("a line");
    notice.reason = Some("<script>alert(1)</script>".parse().expect("a line"));
    let mail = rendered(&notice).remove(0);
    let message = parse(&mail);
    let html = text(&message, "text/html");
    assert!(html.contains("<html lang=\"sv\">"));
    assert!(!html.contains("<script") && !html.contains("<b>"));
    assert!(text(&message, "text/plain").contains("”<b>Fet</b> & \"kul\"”"));
}

#[test]
fn line_breaks_in_a_senders_name_stay_out_of_the_headers() {
    let mut sender = fixture::sender();
    sender.name = "Kurs\r\nBcc: evil@evil.example".to_owned();
    let notice = notice(NoticeKind::Confirmation, 1);
    let mail = render(&notice, fixture::notice_id(), &sender, fixture::written_at()).expect("mail").remove(0);
    let message = parse(&mail);
    assert!(message.bcc().is_none());
    let names: Vec<_> = message.from().expect("a sender").iter().filter_map(|from| from.name()).collect();
    assert_eq!(names, ["Kurs Bcc: evil@evil.example"]);
}

/// Negative control: the mail library panics on such a name; what is guarded turns that into an error.
#[test]
fn a_panic_of_the_mail_library_becomes_an_error() {
    let build = || {
        let address = "kurs@bibliotek.example".parse().expect("an address");
        let mailbox = lettre::message::Mailbox::new(Some("Kurs\r\nBcc: evil@evil.example".to_owned()), address);
        drop(lettre::Message::builder().from(mailbox));
        Ok(())
    };
    assert!(catch_unwind(build).is_err());
    assert!(matches!(guarded(build), Err(RenderError::Panicked(text)) if !text.is_empty()));
}

#[test]
fn what_cannot_be_right_is_refused() {
    let mut lost = notice(NoticeKind::Confirmation, 1);
    lost.meetings.clear();
    let result = render(&lost, fixture::notice_id(), &fixture::sender(), fixture::written_at());
    assert!(matches!(result, Err(RenderError::UnknownMeeting(_))));
    for domain in ["", "a b.example", "x>\r\nBcc: y", "a..example"] {
        let sender = Sender { message_domain: domain.to_owned(), ..fixture::sender() };
        let result = render(&notice(NoticeKind::Confirmation, 1), fixture::notice_id(), &sender, fixture::written_at());
        assert!(matches!(result, Err(RenderError::MessageDomain(_))), "{domain:?}");
    }
}

#[test]
fn a_change_shows_old_and_new_time() {
    let mut notice = notice(NoticeKind::MeetingChanged, 2);
    notice.invitations.truncate(1);
    notice.meetings[0].concerned = true;
    notice.meetings[0].moved_from = Some(fixture::time(5, 13));
    let mail = only(&notice);
    let message = parse(&mail);
    for part in ["text/plain", "text/html"] {
        assert!(text(&message, part).contains("måndag 5 oktober 2026 kl. 13.00"));
        assert!(text(&message, part).contains("tisdag 6 oktober 2026 kl. 09.00–12.00"));
    }
    assert!(text(&message, "text/plain").contains("Den ersätter den du har fått tidigare."));
    assert_eq!(notice.invitations[0].method, CalendarMethod::Request);
}

#[test]
fn a_change_of_every_meeting_names_the_meeting_of_each_mail() {
    let mails = rendered(&notice(NoticeKind::MeetingChanged, 2));
    for (mail, day) in mails.iter().zip(["tisdag 6 oktober 2026", "tisdag 13 oktober 2026"]) {
        let message = parse(mail);
        assert!(text(&message, "text/plain").contains(&format!("Tiden är samma som förut: {day}")));
        assert!(text(&message, "text/html").contains(&format!("{day} kl. 09.00–12.00 – <strong>ändrad</strong>")));
    }
}

#[test]
fn text_that_looks_encoded_is_never_decoded() {
    let mut notice = notice(NoticeKind::Confirmation, 1);
    notice.title = "=?utf-8?q?a=0D=0ABcc=3A_x?= b".parse().expect("a line");
    notice.recipient = fixture::recipient("=?utf-8?q?=0D=0AEva?=", "asa.oberg@kumla.example");
    let mail = only(&notice);
    let message = parse(&mail);
    assert_eq!(message.subject(), Some(mail.subject.as_str()));
    assert!(mail.subject.contains("= ?utf-8?q?a=0D=0ABcc=3A_x?= b"));
    let names: Vec<_> = message.to().expect("a recipient").iter().filter_map(|to| to.name()).collect();
    assert_eq!(names, ["= ?utf-8?q?=0D=0AEva?="]);
}

/// Negative control: the mail library writes such a subject as it is, and readers decode it.
#[test]
fn the_library_lets_a_subject_smuggle_line_breaks() {
    let address: lettre::message::Mailbox = "kurs@bibliotek.example".parse().expect("a mailbox");
    let builder = lettre::Message::builder().from(address.clone()).to(address).subject("=?utf-8?q?a=0D=0AB?=");
    let bytes = builder.body(String::new()).expect("a message").formatted();
    let message = MessageParser::default().parse(&bytes).expect("a message");
    assert_eq!(message.subject(), Some("a\r\nB"));
}
