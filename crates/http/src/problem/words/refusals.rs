//! Why the rules say no, in plain Swedish and in English.

use chrono::{DateTime, Utc};
use domain::{Refusal, wall_time};

use crate::request::Language;

/// Why the rules say no.
pub(in crate::problem) fn refusal(refusal: &Refusal, language: Language) -> String {
    let english = language == Language::English;
    match refusal {
        Refusal::BookingNotOpen { opens_at } if english => format!("Booking opens {}.", moment(*opens_at)),
        Refusal::BookingNotOpen { opens_at } => format!("Anmälan öppnar {}.", moment(*opens_at)),
        Refusal::BookingClosed { closed_at } if english => format!("Booking closed {}.", moment(*closed_at)),
        Refusal::BookingClosed { closed_at } => format!("Anmälan stängde {}.", moment(*closed_at)),
        Refusal::ClashingBooking { title, starts_at, .. } if english => {
            format!("You are already booked on “{title}” {}.", moment(*starts_at))
        }
        Refusal::ClashingBooking { title, starts_at, .. } => {
            format!("Du är redan anmäld till ”{title}” {}.", moment(*starts_at))
        }
        Refusal::ClashingParticipants { count } if english => {
            format!("{count} participants are booked elsewhere at that time. Set acceptClashes to move it anyway.")
        }
        Refusal::ClashingParticipants { count } => {
            format!("{count} deltagare är anmälda till annat då. Sätt acceptClashes för att flytta ändå.")
        }
        Refusal::SurveyNotOpen { opens_on } if english => format!("The survey may be sent from {opens_on}."),
        Refusal::SurveyNotOpen { opens_on } => format!("Enkäten får skickas från och med {opens_on}."),
        Refusal::CapacityBelowTaken { taken } if english => format!("{taken} seats are already taken."),
        Refusal::CapacityBelowTaken { taken } => format!("{taken} platser är redan tagna."),
        Refusal::PendingMeetings { count } if english => {
            format!("Meetings without an attendance report: {count}. Set anyway, with a comment, to lock all the same.")
        }
        Refusal::PendingMeetings { count } => {
            format!("Träffar som saknar närvarorapport: {count}. Sätt anyway, med en kommentar, för att låsa ändå.")
        }
        Refusal::PeriodLocked { to } if english => {
            format!("Reports are locked until {to}. A new definition must begin after that day.")
        }
        Refusal::PeriodLocked { to } => {
            format!("Rapporter är låsta till och med {to}. En ny definition får börja gälla tidigast dagen efter.")
        }
        plain => plain_refusal(plain, language).to_owned(),
    }
}

fn plain_refusal(refusal: &Refusal, language: Language) -> &'static str {
    match refusal {
        Refusal::SessionNotPublished => {
            language.pick("Kursen är inte publicerad än.", "The session is not published yet.")
        }
        Refusal::SessionCancelled => language.pick("Kursen är inställd.", "The session is cancelled."),
        Refusal::SessionStarted => language.pick("Kursen har redan börjat.", "The session has already started."),
        Refusal::SessionFull => language.pick(
            "Alla platser är tagna. Inget har ändrats: du har kvar din plats på den andra kursen.",
            "All seats are taken. Nothing has changed: you still have your seat on the other course.",
        ),
        Refusal::BookingEnded => language.pick("Anmälan är redan avslutad.", "The booking has already ended."),
        Refusal::MeetingCancelled => language.pick("Träffen är inställd.", "The meeting is cancelled."),
        Refusal::MeetingNotStarted => language.pick(
            "Träffen har inte börjat och någon är anmäld. Ställ in den i stället, så får alla besked.",
            "The meeting has not started and people are booked. Cancel it instead, so that they are told.",
        ),
        Refusal::ParticipantsBooked => language.pick(
            "Formen kan inte ändras när någon är anmäld. Ändra träffens plats eller länk, så får alla besked.",
            "The format cannot change while people are booked. Change the meeting's place or link, so that they are told.",
        ),
        Refusal::MeetingHeld => language.pick("Träffen är redan genomförd.", "The meeting has been held."),
        Refusal::NoEmployment => language.pick(
            "Personen har ingen anställning på ett bibliotek den dagen.",
            "The person has no employment at a library on that day.",
        ),
        Refusal::EmploymentNotValid => language.pick(
            "Anställningen är inte personens, eller gäller inte den dagen.",
            "The employment is not the person's, or not valid on that day.",
        ),
        other => other_refusal(other, language),
    }
}

/// About mail, and about signing in.
fn other_refusal(refusal: &Refusal, language: Language) -> &'static str {
    match refusal {
        Refusal::SignInTooOld => language.pick(
            "Du loggade in för länge sedan för att byta till den rollen. Logga in igen.",
            "You signed in too long ago to change to that role. Sign in again.",
        ),
        Refusal::SignInNeeded => language.pick(
            "Det här går inte med en nyckel. Logga in i en webbläsare.",
            "A token cannot do this. Sign in with a browser.",
        ),
        Refusal::LastCoordinator => language.pick(
            "Det måste finnas minst en samordnare som kan logga in.",
            "There must be at least one coordinator who can sign in.",
        ),
        Refusal::CoordinatorNeeded => language.pick(
            "Bara samordnaren kan ändra e-postadressen för den som har en roll: adressen används för att logga in.",
            "Only the coordinator can change the e-mail address of somebody who has a role: it is used to sign in.",
        ),
        Refusal::PersonRestricted => language.pick(
            "Personens uppgifter är begränsade: de sparas, och inget annat görs med dem.",
            "The person's data are restricted: they are kept, and nothing else is done with them.",
        ),
        Refusal::PersonNotRestricted => {
            language.pick("Personens uppgifter är inte begränsade.", "The person's data are not restricted.")
        }
        Refusal::PersonPseudonymised => language.pick(
            "Personens namn och adress är ersatta för gott.",
            "The person's name and address have been replaced for good.",
        ),
        Refusal::NothingToResend => language.pick(
            "Det finns ingen kalenderinbjudan att skicka igen för den här anmälan.",
            "There is no calendar invitation to send again for this booking.",
        ),
        Refusal::MailSent => language.pick(
            "Brevet är redan skickat: e-postservern har tagit emot det.",
            "The mail is already sent: the mail server has taken it.",
        ),
        Refusal::MailUnderWay => language.pick(
            "Brevet är på väg just nu. Vänta en stund och se efter igen.",
            "The mail is under way at this moment. Wait a while and look again.",
        ),
        Refusal::MailSuperseded => language.pick(
            "Ett nyare brev har tagit det här brevets plats. Ett äldre får inte komma efter ett nyare.",
            "A newer mail has taken its place. An older one must not arrive after a newer one.",
        ),
        Refusal::MailExpired => language.pick(
            "Det som brevet handlar om har redan börjat eller är över.",
            "What the mail is about has begun or is over.",
        ),
        Refusal::MailTextRemoved => {
            language.pick("Brevets text sparas inte längre.", "The text of the mail is not kept any more.")
        }
        Refusal::EmailTaken => language.pick("E-postadressen finns redan.", "The e-mail address is taken."),
        Refusal::CodeTaken => language.pick("Koden finns redan.", "The code is taken."),
        other => follow_up_refusal(other, language),
    }
}

/// Those of the registers behind the indicators, and of reports.
fn follow_up_refusal(refusal: &Refusal, language: Language) -> &'static str {
    match refusal {
        Refusal::WaveClosed => {
            language.pick("Mätomgången är stängd.", "The wave of the self-assessment is closed.")
        }
        Refusal::WaveAnswered => language.pick(
            "Någon har redan svarat, så påståendena kan inte ändras.",
            "Somebody has answered, so the statements cannot be changed.",
        ),
        Refusal::SurveySent => language.pick("Enkäten är redan skickad.", "The survey has been sent."),
        Refusal::SurveyClosed => language.pick("Enkäten är stängd.", "The survey is closed."),
        Refusal::NobodyToAsk => language.pick(
            "Ingen är verksamhetsansvarig vid ett folkbibliotek i dag.",
            "Nobody manages a public library today.",
        ),
        Refusal::PublicAddressMissing => language.pick(
            "Länkar kan inte skickas: inställningen http.public_url saknas.",
            "Links cannot be sent: the setting http.public_url is missing.",
        ),
        Refusal::NameTaken => language.pick("Namnet finns redan.", "The name is taken."),
        Refusal::ReportLocked => language.pick(
            "Rapporten är låst och ändras inte. Gör en reviderad rapport i stället.",
            "The report is locked and does not change. Make a revision instead.",
        ),
        Refusal::ReportNotLocked => language.pick("Rapporten är inte låst än.", "The report is not locked yet."),
        Refusal::ReportReplaced => {
            language.pick("Rapporten har redan en reviderad rapport.", "The report has a revision already.")
        }
        Refusal::AlreadyRegistered => language.pick(
            "Det är redan registrerat. Ändra det som finns i stället.",
            "It is already registered. Change what is there instead.",
        ),
        Refusal::GrantNotGranted => {
            language.pick("Bidraget är inte beviljat, så det finns inget att återta.", "The grant was not granted.")
        }
        Refusal::GrantRevoked => language.pick("Bidraget är redan återtaget.", "The grant is already revoked."),
        Refusal::PlanGoesForward => language.pick(
            "En handlingsplan går bara framåt: utkast, remiss, fastställd, ersatt. Varje datum är samma dag som det \
             förra eller senare, och bara en fastställd plan kan bli ersatt.",
            "An action plan only goes forward: draft, referred, adopted, superseded. No day is before the one before it, \
             and only an adopted plan can be superseded.",
        ),
        _ => "",
    }
}

/// A moment as people read it: local time, 24-hour clock, `2026-10-27 kl. 09.00`.
fn moment(instant: DateTime<Utc>) -> String {
    wall_time::local(instant).format("%Y-%m-%d kl. %H.%M").to_string()
}
