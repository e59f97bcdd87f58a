//! The subjects, as the rules give them.

use super::*;

#[test]
fn the_subjects_are_those_of_the_rules() {
    let title = "Källkritik – källgranskning och kritiskt förhållningssätt";
    for (kind, swedish, english) in [
        (
            NoticeKind::Confirmation,
            "Bekräftelse: du är anmäld till {t} tisdag 13 oktober 2026",
            "Confirmation: you are booked on {t} Tuesday 13 October 2026",
        ),
        (
            NoticeKind::WaitingListed,
            "Du står på väntelistan, plats 3: {t}",
            "You are on the waiting list, place 3: {t}",
        ),
        (
            NoticeKind::SeatGiven,
            "Du har fått en plats: {t} tisdag 13 oktober 2026",
            "You have got a seat: {t} Tuesday 13 October 2026",
        ),
        (
            NoticeKind::MeetingChanged,
            "Ändrad tid/plats: {t} tisdag 13 oktober 2026",
            "Changed time/place: {t} Tuesday 13 October 2026",
        ),
        (
            NoticeKind::MeetingCancelled,
            "Inställd träff: {t} tisdag 13 oktober 2026",
            "Meeting cancelled: {t} Tuesday 13 October 2026",
        ),
        (
            NoticeKind::SessionCancelled,
            "Inställt: {t} tisdag 13 oktober 2026",
            "Cancelled: {t} Tuesday 13 October 2026",
        ),
        (
            NoticeKind::BookingCancelled,
            "Avbokad: {t} tisdag 13 oktober 2026",
            "Booking cancelled: {t} Tuesday 13 October 2026",
        ),
        (
            NoticeKind::Summons,
            "Kallelse: {t} tisdag 13 oktober 2026",
            "Joining instructions: {t} Tuesday 13 October 2026",
        ),
        (NoticeKind::Reminder, "Påminnelse: i morgon kl. 09.00", "Reminder: tomorrow at 09:00"),
        (
            NoticeKind::AttendanceMissing,
            "Närvarorapport saknas: {t} tisdag 13 oktober 2026",
            "Attendance report missing: {t} Tuesday 13 October 2026",
        ),
        (NoticeKind::CancellationAsked, "Vill du avboka {t}?", "Do you want to cancel {t}?"),
        (
            NoticeKind::CounterDeclined,
            "Träffen ligger kvar: {t} tisdag 13 oktober 2026",
            "The meeting stays: {t} Tuesday 13 October 2026",
        ),
        (
            NoticeKind::InvitationsResent,
            "Din inbjudan på nytt: {t} tisdag 13 oktober 2026",
            "Your invitation again: {t} Tuesday 13 October 2026",
        ),
        (NoticeKind::AddressFailed, "Ett mejl kom tillbaka: {t}", "An e-mail came back: {t}"),
    ] {
        assert_eq!(first(kind, Language::Swedish).subject, swedish.replace("{t}", title));
        assert_eq!(first(kind, Language::English).subject, english.replace("{t}", title));
    }
}
