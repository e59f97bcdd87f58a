//! The words of each kind of data.

use super::DataKind;

impl DataKind {
    /// What it is, in Swedish and in English.
    pub fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::Register => ("Dina uppgifter i registret", "You in the register"),
            Self::Roles => ("Dina roller", "Your roles"),
            Self::Employments => ("Dina anställningar", "Your employments"),
            Self::Corrections => ("Rättelser av namn och adress", "Corrections of name and address"),
            Self::Measures => ("Beslut om dina uppgifter", "Decisions about your data"),
            Self::Bookings => ("Dina anmälningar", "Your bookings"),
            Self::Needs => ("Dina behov", "Your needs"),
            Self::NeedReadings => ("Läsningar av behov", "Readings of needs"),
            Self::CalendarAnswers => ("Kalenderinbjudningar och svar", "Calendar invitations and answers"),
            Self::Attendance => ("Din närvaro", "Your attendance"),
            Self::DigiteketProfile => ("Din profil i Digiteket", "Your profile in Digiteket"),
            Self::Surveys => ("Enkäter till dig", "Surveys sent to you"),
            Self::Tasks => (
                "Sådant du har ordnat, lett, rapporterat eller beslutat",
                "What you arranged, led, reported or decided",
            ),
            Self::Contacts => ("Där du står som kontakt", "Where you stand as a contact"),
            Self::Mail => ("Mejl till dig", "Mail to you"),
            Self::MailTexts => ("Mejlens texter", "The texts of that mail"),
            Self::InboundMail => (
                "Svar från din kalender, och mejl som kom tillbaka",
                "Answers from your calendar, and mail that came back",
            ),
            Self::SignInRequests => ("Begärda inloggningar", "Requests to sign in"),
            Self::SignIns => ("Inloggningar", "Sign-ins"),
            Self::Tokens => ("Nycklar", "Tokens"),
            Self::Feeds => ("Kalenderadresser", "Calendar feeds"),
            Self::AddressChanges => ("Byten av e-postadress", "Changes of e-mail address"),
            Self::Requests => ("Anrop som får upprepas", "Requests that may be repeated"),
            Self::History => ("Händelser", "History"),
        }
    }

    /// Why it is kept, in Swedish and in English.
    pub fn why(self) -> (&'static str, &'static str) {
        match self {
            Self::Register => (
                "För att veta vem som går kurserna och kunna nå dig.",
                "To know who takes the courses, and to reach you.",
            ),
            Self::Roles => (
                "För att du ska få göra det du ska, och inget mer.",
                "So that you may do what you should, and no more.",
            ),
            Self::Employments => (
                "För att räkna kurserna på rätt bibliotek och kommun.",
                "To count the courses for the right library and municipality.",
            ),
            Self::Corrections => (
                "För att det ska gå att se vad som rättats och när.",
                "So that it can be seen what was corrected, and when.",
            ),
            Self::Measures => ("Som bevis på vad som beslutats.", "As proof of what was decided."),
            Self::Bookings => ("För att hålla din plats.", "To keep your seat."),
            Self::Needs => (
                "För att den som ordnar kursen ska kunna ordna det du behöver. Egna ord sparas bara med ditt samtycke.",
                "So that whoever arranges the course can provide it. Words of your own are kept with your consent only.",
            ),
            Self::NeedReadings => (
                "För att det ska gå att se vem som läst vad någon behöver.",
                "So that it can be seen who has read what somebody needs.",
            ),
            Self::CalendarAnswers => ("För att din kalender ska stämma.", "To keep your calendar right."),
            Self::Attendance => (
                "För att räkna fortbildningen. Antalen bevaras, utan namn.",
                "To count the training. The numbers are kept for good, without names.",
            ),
            Self::DigiteketProfile => (
                "För att räkna hur många som har en profil i Digiteket.",
                "To count how many have a profile in Digiteket.",
            ),
            Self::Surveys => (
                "För att du ska kunna ändra ditt svar. Sedan finns bara antalen kvar.",
                "So that you can change your answer. After that only numbers are left.",
            ),
            Self::Tasks => {
                ("För att det ska framgå vem som svarar för vad.", "So that it is known who answers for what.")
            }
            Self::Contacts => ("För att andra ska veta vem de kan fråga.", "So that others know whom to ask."),
            Self::Mail => {
                ("För att det ska gå att se att du har fått besked.", "So that it can be seen that you have been told.")
            }
            Self::MailTexts => {
                ("För att kunna skicka igen det som inte kom fram.", "To send again what did not arrive.")
            }
            Self::InboundMail => ("För att samma svar ska räknas en gång.", "So that the same answer counts once."),
            Self::SignInRequests => ("För att du ska kunna logga in.", "So that you can sign in."),
            Self::SignIns => {
                ("För att du ska förbli inloggad, och kunna se var.", "So that you stay signed in, and can see where.")
            }
            Self::Tokens => ("För att dina program ska få anropa.", "So that your programs may call."),
            Self::Feeds => ("För att din kalender ska kunna läsa.", "So that your calendar can read."),
            Self::AddressChanges => (
                "För att båda adresserna ska säga ja innan bytet görs.",
                "So that both addresses agree before the change.",
            ),
            Self::Requests => (
                "För att samma anrop två gånger ska göra samma sak en gång.",
                "So that the same request twice has one effect.",
            ),
            Self::History => (
                "För att det ska gå att se i efterhand vad som hände. Inga namn står där.",
                "So that it can be seen afterwards what happened. No names are in it.",
            ),
        }
    }
}
