use calendar::fixture;
use domain::notice::{Contact, INVITATIONS_MAX, Invitation, Notice, Participation};

use super::*;
use crate::{Letter, Sender, letters, sample};

mod subjects;

const BOTH: [Language; 2] = [Language::Swedish, Language::English];

fn written(notice: &Notice, sender: &Sender) -> Vec<Letter> {
    letters(notice, sender, sample::written_at(notice.kind)).expect("letters")
}

fn first(kind: NoticeKind, language: Language) -> Letter {
    written(&sample::notice(kind, language), &sample::sender()).remove(0)
}

/// A sender that nobody can answer by calendar, without an address of its own.
fn plain_sender() -> Sender {
    Sender { inbound: None, public_url: None, ..sample::sender() }
}

#[test]
fn a_reminder_before_a_week_end_names_the_day() {
    let mut notice = sample::notice(NoticeKind::Reminder, Language::Swedish);
    let monday = fixture::time(19, 9);
    (notice.meetings[0].starts, notice.meetings[0].ends) = (monday, fixture::time(19, 12));
    let friday = "2026-10-16T07:00:00Z".parse().expect("an instant");
    let letter = letters(&notice, &sample::sender(), friday).expect("letters").remove(0);
    assert_eq!(letter.subject, "Påminnelse: på måndag kl. 09.00");
    assert!(letter.plain.contains("på måndag kl. 09.00. Välkommen!"), "{}", letter.plain);
}

/// A page as a list of its elements, which must be closed in the order they were opened.
fn elements(html: &str) -> Vec<&str> {
    let (mut open, mut all) = (Vec::new(), Vec::new());
    for tag in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
        let name = tag.split(' ').next().unwrap_or_default();
        if let Some(closed) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "{html}");
        } else if !["!DOCTYPE", "meta", "br"].contains(&name) {
            open.push(name);
            all.push(name);
        }
    }
    assert_eq!(open, [""; 0], "{html}");
    all
}

#[test]
fn every_text_is_whole_in_every_language() {
    for kind in NoticeKind::ALL {
        for language in BOTH {
            for sender in [sample::sender(), plain_sender()] {
                for letter in written(&sample::notice(*kind, language), &sender) {
                    let (plain, html) = (&letter.plain, &letter.html);
                    for text in [&letter.subject, plain, html] {
                        assert!(
                            ![": None", "Some(", "{{", "{%", "  :", "()"].iter().any(|odd| text.contains(odd)),
                            "{kind}: {text}"
                        );
                    }
                    let paragraphs: Vec<&str> = plain.trim_end().split("\n\n").collect();
                    assert!(paragraphs.iter().all(|paragraph| !paragraph.trim().is_empty()), "{kind}: {plain}");
                    let elements = elements(html);
                    assert_eq!(elements.iter().filter(|name| **name == "h1").count(), 1, "{kind}");
                    let headings: Vec<_> =
                        elements.iter().filter(|name| name.starts_with('h') && name.len() == 2).collect();
                    assert!(
                        headings[0] == &"h1" && headings[1..].iter().all(|name| **name == "h2"),
                        "{kind}: {headings:?}"
                    );
                    assert!(!elements.contains(&"table") && !elements.contains(&"img"), "{kind}");
                    for empty in ["<p></p>", "<h1></h1>", "<h2></h2>", "<li></li>", "href=\"\""] {
                        assert!(!html.contains(empty), "{kind}: {empty} in {html}");
                    }
                    assert!(html.contains(&format!("<html lang=\"{language}\">")), "{kind}");
                }
            }
        }
    }
}

#[test]
fn no_word_of_one_language_stands_in_a_mail_of_the_other() {
    for kind in NoticeKind::ALL {
        for sender in [sample::sender(), plain_sender()] {
            let english: String = written(&sample::notice(*kind, Language::English), &sender)
                .iter()
                .flat_map(|letter| [letter.plain.clone(), letter.html.clone()])
                .collect();
            for word in ["träff", " plats", "Plats:", "mejl", " avbok", "Avbok", "Frågor", "kl. ", "oktober", "tisdag"]
            {
                assert!(!english.contains(word), "{kind}: {word} in {english}");
            }
        }
    }
}

#[test]
fn whoever_has_a_seat_reads_all_there_is_to_know() {
    for kind in [NoticeKind::Confirmation, NoticeKind::SeatGiven, NoticeKind::Summons, NoticeKind::Reminder] {
        for (language, words) in [
            (
                Language::Swedish,
                [
                    "tisdag 13 oktober 2026 kl. 09.00–12.00",
                    "tisdag 20 oktober 2026 kl. 09.00–12.00",
                    "Kumla bibliotek, stora salen, Skolvägen 1",
                    "Hitta dit: Tio minuters gångväg",
                    "En egen dator eller läsplatta",
                    "tisdag 6 oktober 2026",
                    "Jonas Lind",
                    "Leds av: Elin Ek",
                    "https://kurser.bibliotek.example",
                ],
            ),
            (
                Language::English,
                [
                    "Tuesday 13 October 2026, 09:00–12:00",
                    "Tuesday 20 October 2026, 09:00–12:00",
                    "Kumla bibliotek, stora salen, Skolvägen 1",
                    "Getting there: Tio minuters gångväg",
                    "En egen dator eller läsplatta",
                    "Tuesday 6 October 2026",
                    "Jonas Lind",
                    "Led by: Elin Ek",
                    "https://kurser.bibliotek.example",
                ],
            ),
        ] {
            let letter = first(kind, language);
            for word in words {
                assert!(letter.plain.contains(word), "{kind}: {word} in {}", letter.plain);
                assert!(letter.html.contains(word), "{kind}: {word} in {}", letter.html);
            }
        }
    }
}

#[test]
fn the_last_day_to_cancel_is_told_before_it_and_after_it() {
    let notice = sample::notice(NoticeKind::Confirmation, Language::Swedish);
    let on = |day: &str| {
        let written_at = format!("2026-10-{day}T21:30:00Z").parse().expect("an instant");
        letters(&notice, &sample::sender(), written_at).expect("letters").remove(0).plain
    };
    assert!(on("05").contains("Avboka senast tisdag 6 oktober 2026"));
    // Half past eleven at night in Sweden; half an hour later it is the 7th there, though not in UTC.
    assert!(on("06").contains("Avboka senast tisdag 6 oktober 2026"));
    assert!(on("07").contains("Sista dagen att avboka i tid var tisdag 6 oktober 2026"));
}

#[test]
fn with_very_many_meetings_the_dates_come_by_the_calendar_address() {
    let mut notice = sample::notice(NoticeKind::Confirmation, Language::Swedish);
    notice.invitations.clear();
    notice.meetings = (0..=INVITATIONS_MAX).map(|number| fixture::meeting(number as u8, 1 + number as u32)).collect();
    let letter = written(&notice, &sample::sender()).remove(0);
    assert!(letter.plain.contains("Kursen har 9 träffar."), "{}", letter.plain);
    assert!(letter.html.contains("genom din egen kalenderadress"), "{}", letter.html);
    assert!(!first(NoticeKind::Confirmation, Language::Swedish).plain.contains("kalenderadress"));
}

#[test]
fn answers_are_asked_for_only_where_somebody_reads_them() {
    let notice = sample::notice(NoticeKind::Confirmation, Language::Swedish);
    let unfolded = |letter: &Letter| letter.calendar.clone().expect("a calendar object").replace("\r\n ", "");
    let read = written(&notice, &sample::sender()).remove(0);
    assert!(unfolded(&read).contains("PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:"));
    assert!(read.plain.contains("Svarar du nej frågar vi dig om din plats ska avbokas."), "{}", read.plain);
    assert!(read.from.as_str().starts_with("svar+") && read.from.as_str().ends_with("@in.bibliotek.example"));
    assert_eq!(read.reply_to.as_ref().map(|address| address.as_str()), Some("fortbildning@bibliotek.example"));
    let organizer = format!("EMAIL=kurser@bibliotek.example:mailto:{}\r\n", read.from);
    assert!(unfolded(&read).contains(&organizer), "{}", unfolded(&read));

    let mut unread = notice.clone();
    unread.invitations.iter_mut().for_each(|invitation| invitation.organizer = None);
    let silent = written(&unread, &plain_sender()).remove(0);
    assert!(unfolded(&silent).contains("PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:"));
    assert!(silent.plain.contains("svar från kalendern läses inte"), "{}", silent.plain);
    assert_eq!(silent.from.as_str(), "kurser@bibliotek.example");
    assert!(!unfolded(&silent).contains("EMAIL="));

    // The mailbox came or went while the invitation was out: calendars know its organizer and take no other.
    let (before, after) = (written(&unread, &sample::sender()).remove(0), written(&notice, &plain_sender()).remove(0));
    assert_eq!((&before.from, &after.from), (&silent.from, &read.from));
    for letter in [&before, &after] {
        assert!(
            unfolded(letter).contains("PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:"),
            "nobody would read it"
        );
        assert!(letter.plain.contains("svar från kalendern läses inte"), "{}", letter.plain);
    }

    // What was answered stays, as long as the time does; a move has no answer yet.
    let mut notice = sample::notice(NoticeKind::MeetingChanged, Language::Swedish);
    assert!(unfolded(&written(&notice, &sample::sender())[0]).contains("PARTSTAT=NEEDS-ACTION"));
    notice.invitations[0].answer = Some(Participation::Tentative);
    assert!(
        unfolded(&written(&notice, &sample::sender())[0]).contains("PARTSTAT=TENTATIVE;ROLE=REQ-PARTICIPANT;RSVP=TRUE")
    );
    let without_functional = Sender { reply_to: None, ..sample::sender() };
    let letter = written(&notice, &without_functional).remove(0);
    assert_eq!(letter.reply_to.as_ref().map(|address| address.as_str()), Some("kurser@bibliotek.example"));
}

#[test]
fn a_cancellation_says_in_the_calendar_what_was_cancelled() {
    for (kind, swedish, english) in [
        (NoticeKind::SessionCancelled, "Kursen är inställd.", "The course is cancelled."),
        (NoticeKind::MeetingCancelled, "Träffen är inställd.", "The meeting is cancelled."),
        (NoticeKind::BookingCancelled, "Din anmälan är avbokad.", "Your booking is cancelled."),
    ] {
        for (language, words) in [(Language::Swedish, swedish), (Language::English, english)] {
            let object = first(kind, language).calendar.expect("a calendar object").replace("\r\n ", "");
            let description = object.lines().find(|line| line.starts_with("DESCRIPTION:")).expect("a description");
            assert!(description.ends_with(words), "{kind}: {description}");
        }
    }
}

/// Case 10: people show their calendars to others.
#[test]
fn no_calendar_holds_a_secret() {
    let sender = sample::sender();
    for kind in NoticeKind::ALL {
        for language in BOTH {
            let notice = sample::notice(*kind, language);
            for letter in written(&notice, &sender) {
                let Some(object) = letter.calendar else { continue };
                let object = object.replace("\r\n ", "");
                // The organizer's address is where the calendar answers to: it must hold the reference to the answer.
                let kept = object.lines().filter(|line| !line.starts_with("ORGANIZER")).collect::<Vec<_>>().join("\n");
                let ids = [
                    notice.session_id.map_or(notice.recipient.person_id.expect("a person").0, |id| id.0),
                    notice.recipient.person_id.expect("a person").0,
                ];
                let own = notice.invitations.iter().filter_map(|invitation: &Invitation| invitation.organizer.clone());
                let mut secrets: Vec<String> = ids.iter().map(ToString::to_string).collect();
                secrets.extend(own.map(|address| address.to_string()));
                secrets.extend(notice.booking_id.map(|booking| booking.to_string()));
                secrets.extend(["https://kurser", "avboka/", "avanmal/", "svar+", "Jonas"].map(str::to_owned));
                for secret in secrets {
                    assert!(!kept.contains(&secret), "{kind}: {secret} in {kept}");
                }
            }
        }
    }
}

#[test]
fn only_reminders_can_be_unsubscribed_from() {
    for kind in NoticeKind::ALL {
        for sender in [sample::sender(), plain_sender()] {
            let letter = written(&sample::notice(*kind, Language::Swedish), &sender).remove(0);
            let offered = *kind == NoticeKind::Reminder && sender.public_url.is_some();
            assert_eq!(letter.stop_link.is_some(), offered, "{kind}");
            assert_eq!(letter.plain.contains("/avanmal/"), offered, "{kind}");
            assert_eq!(letter.html.contains(">Sluta få påminnelser</a>"), offered, "{kind}");
        }
    }
}

#[test]
fn a_no_from_a_calendar_leads_to_the_page_that_confirms_it() {
    let notice = sample::notice(NoticeKind::CancellationAsked, Language::Swedish);
    let sender = sample::sender();
    let reference = sender.seal.reference(domain::seal::Purpose::Cancellation, notice.booking_id.expect("a booking").0);
    let letter = written(&notice, &sender).remove(0);
    let link = format!("https://kurser.bibliotek.example/avboka/{reference}");
    assert!(letter.plain.contains(&link) && letter.html.contains(&format!("<a href=\"{link}\">")), "{}", letter.plain);
    let without = written(&notice, &plain_sender()).remove(0);
    assert!(without.plain.contains("Svara på det här mejlet eller avboka i Kursplats."), "{}", without.plain);
}

#[test]
fn nobody_is_told_to_ask_herself() {
    let mut notice = sample::notice(NoticeKind::AttendanceMissing, Language::Swedish);
    assert!(!written(&notice, &sample::sender())[0].plain.contains("svarar på frågor"));
    notice.contact = Some(Contact { name: "Eva Ek".parse().expect("a name"), ..notice.contact.expect("a contact") });
    notice.recipient = fixture::recipient("Elin Ek", "elin.ek@bibliotek.example");
    assert!(written(&notice, &sample::sender())[0].plain.contains("Eva Ek svarar på frågor om kursen"));
}
