//! The words of extracts.

use chrono::{DateTime, Utc};
use domain::wall_time;

use crate::request::Language;

/// A time as the clocks show it.
pub(super) fn time(at: DateTime<Utc>) -> String {
    wall_time::local(at).format("%Y-%m-%d %H.%M").to_string()
}

pub(super) fn yes_or_no(flag: bool, language: Language) -> String {
    if flag { language.pick("ja", "yes") } else { language.pick("nej", "no") }.to_owned()
}

/// What a word of the system is called; whatever is none of them stays as it is.
pub(super) fn word(word: &str, language: Language) -> String {
    let found = WORDS.iter().find(|(key, ..)| *key == word);
    found.map_or_else(|| word.to_owned(), |(_, swedish, english)| language.pick(swedish, english).to_owned())
}

const WORDS: &[(&str, &str, &str)] = &[
    // Parts.
    ("session", "Kursomgång", "Session"),
    ("meetings", "Träffar", "Meetings"),
    ("participants", "Deltagare", "Participants"),
    ("messages", "Utskick", "Mail"),
    ("history", "Händelser", "What happened"),
    ("meeting", "Träff", "Meeting"),
    ("booking", "Anmälan", "Booking"),
    ("attendance", "Närvaro", "Attendance"),
    ("attendanceReport", "Närvarorapport", "Attendance report"),
    // Columns and members.
    ("member", "Uppgift", "Member"),
    ("value", "Värde", "Value"),
    ("course", "Kurs", "Course"),
    ("title", "Titel", "Title"),
    ("format", "Form", "Format"),
    ("status", "Läge", "Status"),
    ("state", "Läge", "State"),
    ("capacity", "Platser", "Seats"),
    ("minParticipants", "Lägsta antal", "Fewest participants"),
    ("bookingOpensAt", "Anmälan öppnar", "Booking opens"),
    ("bookingClosesAt", "Anmälan stänger", "Booking closes"),
    ("organiser", "Arrangör", "Organiser"),
    ("seatsTaken", "Upptagna platser", "Seats taken"),
    ("waiting", "På väntelistan", "In line"),
    ("protectedParticipants", "Med skyddade personuppgifter", "With a protected identity"),
    ("byStaff", "Av personal", "By staff"),
    ("forStaff", "För personal", "For staff"),
    ("withStaff", "Med personal", "With staff"),
    ("relatesToGoal", "Berör målet", "Relates to the goal"),
    ("startsAt", "Börjar", "Starts"),
    ("endsAt", "Slutar", "Ends"),
    ("localStart", "Börjar, lokal tid", "Starts, local time"),
    ("localEnd", "Slutar, lokal tid", "Ends, local time"),
    ("localDate", "Dag", "Day"),
    ("firstStartsAt", "Första träffen börjar", "The first meeting starts"),
    ("lastEndsAt", "Sista träffen slutar", "The last meeting ends"),
    ("breakMinutes", "Rast, minuter", "Break, minutes"),
    ("place", "Plats", "Place"),
    ("travelNote", "Vägen dit", "How to get there"),
    ("trainer", "Kursledare", "Trainer"),
    ("bring", "Ta med", "Bring"),
    ("cancelUntil", "Sista dag att avboka", "Last day to cancel"),
    ("movedAt", "Flyttad", "Moved"),
    ("externalParticipants", "Deltagare utifrån", "Participants from outside"),
    ("noShows", "Uteblivna", "No-shows"),
    ("reportedAt", "Rapporterad", "Reported"),
    ("reportedBy", "Rapporterad av", "Reported by"),
    ("name", "Namn", "Name"),
    ("library", "Bibliotek", "Library"),
    ("municipality", "Kommun", "Municipality"),
    ("bookedAt", "Anmäld", "Booked"),
    ("seatedAt", "Fick plats", "Got a seat"),
    ("endedAt", "Avbokad", "Cancelled"),
    ("queueNumber", "Nummer i kön", "Number in line"),
    ("presence", "Närvaro", "Presence"),
    ("kind", "Vad", "What"),
    ("writtenAt", "Skrivet", "Written"),
    ("sentAt", "Skickat", "Sent"),
    ("number", "Nummer", "Number"),
    ("at", "När", "When"),
    ("event", "Händelse", "Event"),
    ("actor", "Av", "By"),
    ("about", "Gäller", "About"),
    ("reason", "Orsak", "Reason"),
    ("changes", "Ändrat", "Changed"),
    // Values.
    ("protected", "Skyddade personuppgifter", "Protected identity"),
    ("walkIn", "kom utan anmälan", "came without a booking"),
    ("onSite", "på plats", "on site"),
    ("remote", "på distans", "remote"),
    ("hybrid", "hybrid", "hybrid"),
    ("draft", "utkast", "draft"),
    ("published", "publicerad", "published"),
    ("closed", "stängd", "closed"),
    ("cancelled", "inställd eller avbokad", "cancelled"),
    ("planned", "planerad", "planned"),
    ("held", "genomförd", "held"),
    ("confirmed", "har plats", "has a seat"),
    ("offered", "erbjuden plats", "offered a seat"),
    ("present", "närvarande", "present"),
    ("late", "sen", "late"),
    ("absent", "frånvarande", "absent"),
    ("true", "ja", "yes"),
    ("false", "nej", "no"),
    ("queued", "väntar", "queued"),
    ("transmitting", "skickas", "being sent"),
    ("ambiguous", "ovisst", "unknown"),
    ("sent", "skickat", "sent"),
    ("superseded", "ersatt av ett nyare", "replaced by a newer one"),
    ("dead", "kom inte fram", "did not get through"),
    ("abandoned", "uppgivet", "given up"),
    // Events and mail.
    ("sessionPlanned", "Kursomgången planerades", "The session was planned"),
    ("sessionPublished", "Kursomgången publicerades", "The session was published"),
    ("sessionChanged", "Kursomgången ändrades", "The session was changed"),
    ("sessionCancelled", "Kursomgången ställdes in", "The session was cancelled"),
    ("meetingChanged", "En träff ändrades", "A meeting was changed"),
    ("meetingCancelled", "En träff ställdes in", "A meeting was cancelled"),
    ("attendanceReported", "Närvaro rapporterades", "Attendance was reported"),
    ("attendanceAsked", "Närvarorapport efterfrågades", "The attendance report was asked for"),
    ("attendanceMissing", "Närvarorapport saknas", "The attendance report is missing"),
    ("bookingConfirmed", "Anmälan fick plats", "A booking got a seat"),
    ("bookingWaiting", "Anmälan ställdes i kö", "A booking was put in line"),
    ("seatGiven", "Plats från väntelistan", "A seat from the line"),
    ("bookingMoved", "Den anmälda fick besked om ändringen", "Somebody booked was told of the change"),
    ("bookingCancelled", "Avbokning", "A booking was cancelled"),
    ("bookingCancelledWithSession", "Anmälan upphörde med kursomgången", "A booking ended with the session"),
    ("bookingSummoned", "Kallelse", "Summons"),
    ("bookingReminded", "Påminnelse", "Reminder"),
    ("invitationAnswered", "Svar från en kalender", "A calendar answered"),
    ("cancellationAsked", "Fråga om avbokning", "Asked whether to cancel"),
    ("counterDeclined", "Förslag på annan tid avböjdes", "Another time was declined"),
    ("invitationsResent", "Inbjudan skickades igen", "The invitation was sent again"),
    ("addressFailed", "En adress tar inte emot brev", "An address takes no mail"),
    ("confirmation", "Bekräftelse", "Confirmation"),
    ("waitingListed", "Plats på väntelistan", "Place in line"),
    ("summons", "Kallelse", "Summons"),
    ("reminder", "Påminnelse", "Reminder"),
];
