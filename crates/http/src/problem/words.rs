//! The words of problems, in plain Swedish and in English.

use chrono::{DateTime, Utc};
use domain::{Invalid, Refusal, wall_time};
use poem::http::StatusCode;

use crate::request::Language;

/// Short name of a kind of problem; the same for every problem of the kind.
pub(super) fn title(status: StatusCode, language: Language) -> &'static str {
    match status.as_u16() {
        400 => language.pick("Felaktigt anrop", "Bad request"),
        401 => language.pick("Inte inloggad", "Not signed in"),
        403 => language.pick("Inte tillåtet så här", "Not allowed like this"),
        404 => language.pick("Finns inte", "Not found"),
        405 => language.pick("Metoden stöds inte", "Method not allowed"),
        409 => language.pick("Går inte just nu", "Conflict"),
        412 => language.pick("Ändrad av någon annan", "Changed by somebody else"),
        413 => language.pick("För stort anrop", "Request too large"),
        415 => language.pick("Formatet stöds inte", "Unsupported format"),
        422 => language.pick("Nyckeln är redan använd", "Key already used"),
        429 => language.pick("För ofta", "Too often"),
        503 => language.pick("Tillfälligt upptaget", "Temporarily unavailable"),
        _ => language.pick("Något gick fel", "Something went wrong"),
    }
}

/// What went wrong, when the code says it all.
pub(super) fn general(code: &str, language: Language) -> &'static str {
    match code {
        "invalidInput" => {
            language.pick("Något i anropet behöver rättas.", "Something in the request needs correcting.")
        }
        "unauthorized" => language.pick(
            "Skicka en giltig token i huvudet Authorization: Bearer.",
            "Send a valid token in the header Authorization: Bearer.",
        ),
        "notFound" => language.pick(
            "Det finns inget här, eller så har du inte rätt att se det.",
            "There is nothing here, or you may not see it.",
        ),
        "crossSite" => language.pick(
            "Anropet kom från en annan webbplats än Kursplats. Inget har ändrats.",
            "The request came from another site than Kursplats. Nothing has been changed.",
        ),
        "factorNeeded" => language.pick(
            "Du är inte färdig med inloggningen. Gå till sidan /konto och fortsätt där.",
            "You have not finished signing in. Go to the page /konto and go on from there.",
        ),
        "stepUpNeeded" => language.pick(
            "Bekräfta först att det är du, på sidan /bekrafta. Det gäller sedan i tio minuter.",
            "Confirm first that it is you, on the page /bekrafta. That is good for ten minutes.",
        ),
        "tooOften" => language.pick(
            "Det blev för många försök på kort tid. Vänta en stund och försök igen.",
            "There were too many tries in a short time. Wait a while and try again.",
        ),
        "methodNotAllowed" => {
            language.pick("Den här adressen tar inte emot metoden.", "This address does not take the method.")
        }
        "requestInProgress" => language.pick(
            "Samma anrop bearbetas redan. Vänta en stund och försök igen.",
            "The same request is already being carried out. Wait a moment and try again.",
        ),
        "staleVersion" => language.pick(
            "Någon annan har ändrat sedan du läste. Hämta på nytt och försök igen.",
            "Somebody else has changed this since you read it. Fetch it again and retry.",
        ),
        "bodyTooLarge" => language.pick("Anropets innehåll är för stort.", "The body of the request is too large."),
        "bodyTimeout" => {
            language.pick("Anropets innehåll kom inte fram i tid.", "The body of the request did not arrive in time.")
        }
        "unsupportedMediaType" => {
            language.pick("Skicka innehållet som application/json.", "Send the body as application/json.")
        }
        "unsupportedTable" => language.pick("Skicka filen som text/csv.", "Send the file as text/csv."),
        "idempotencyKeyReused" => language.pick(
            "Idempotency-Key är redan använd för ett annat anrop. Välj en ny nyckel.",
            "The Idempotency-Key was used for another request. Choose a new one.",
        ),
        "unavailable" => language.pick(
            "Systemet är upptaget just nu. Inget har ändrats. Försök igen om en stund.",
            "The system is busy. Nothing has been changed. Try again in a moment.",
        ),
        _ => language.pick(
            "Något gick fel hos oss. Inget har ändrats.",
            "Something went wrong on our side. Nothing has been changed.",
        ),
    }
}

/// What is wrong with a value.
pub fn invalid_words(reason: &Invalid, language: Language) -> String {
    let english = language == Language::English;
    match reason {
        Invalid::TooLong(max) if english => format!("may be at most {max} characters or items"),
        Invalid::TooLong(max) => format!("får vara högst {max} tecken eller poster"),
        Invalid::OutOfRange(low, high) if english => format!("must be between {low} and {high}"),
        Invalid::OutOfRange(low, high) => format!("ska vara mellan {low} och {high}"),
        Invalid::Choice(words) if english => format!("must be one of: {words}"),
        Invalid::Choice(words) => format!("ska vara något av: {words}"),
        Invalid::CellCount(expected) if english => format!("the row should have {expected} cells, as the header has"),
        Invalid::CellCount(expected) => format!("raden ska ha {expected} celler, lika många som rubrikraden"),
        plain => plain_words(plain, language).to_owned(),
    }
}

fn plain_words(reason: &Invalid, language: Language) -> &'static str {
    match reason {
        Invalid::Empty => language.pick("får inte vara tomt", "must not be empty"),
        Invalid::ControlCharacters => {
            language.pick("innehåller tecken som inte får finnas där", "contains characters that are not allowed")
        }
        Invalid::EmailAddress => language.pick("ska vara en e-postadress", "must be an e-mail address"),
        Invalid::Identifier => language.pick("ska vara ett id (UUID)", "must be an id (UUID)"),
        Invalid::MunicipalityCode => {
            language.pick("ska vara en kommunkod med fyra siffror", "must be a municipality code of four digits")
        }
        Invalid::WebAddress => {
            language.pick("ska vara en adress som börjar med https://", "must be an address that begins with https://")
        }
        Invalid::SkippedHour => language
            .pick("finns inte: klockan ställs fram den natten", "does not exist: the clocks go forward that night"),
        Invalid::RepeatedHour => language.pick(
            "inträffar två gånger: klockan ställs tillbaka den natten",
            "happens twice: the clocks go back that night",
        ),
        Invalid::Instant => language
            .pick("ska vara en tidpunkt som 2026-10-27T08:00:00Z", "must be an instant like 2026-10-27T08:00:00Z"),
        Invalid::Date => language.pick("ska vara ett datum som 2026-10-27", "must be a date like 2026-10-27"),
        Invalid::EndsBeforeStart => language.pick("ska vara senare än början", "must be later than the start"),
        Invalid::LongerThanADay => {
            language.pick("en träff får vara högst ett dygn", "a meeting may last a day at most")
        }
        Invalid::BreaksTooLong => {
            language.pick("pauserna ska vara kortare än träffen", "the breaks must be shorter than the meeting")
        }
        Invalid::OverlapsSibling => {
            language.pick("krockar med en annan träff i samma kurs", "overlaps another meeting of the same session")
        }
        Invalid::NoneGiven => language.pick("minst en behövs", "at least one is needed"),
        Invalid::Repeated => language.pick("finns med två gånger", "is listed twice"),
        Invalid::Needed => {
            language.pick("behöver anges, eller stämmer inte med resten", "must be given, or contradicts the rest")
        }
        Invalid::Unknown => language.pick("finns inte", "does not exist"),
        Invalid::NotText => language.pick(
            "kunde inte läsas som text; spara filen som CSV i UTF-8",
            "could not be read as text; save the file as CSV in UTF-8",
        ),
        Invalid::OtherPeriod => {
            language.pick("stämmer inte med periodens dagar", "does not agree with the days of the period")
        }
        Invalid::OpenQuote => {
            language.pick("har ett citattecken som aldrig avslutas", "has a quotation mark that is never closed")
        }
        Invalid::NotForAnother => language.pick("säger var och en för sig själv", "is for the person herself to say"),
        Invalid::PersonalNumber => language.pick(
            "ser ut att innehålla ett personnummer eller samordningsnummer; sådana tar vi inte emot",
            "seems to contain a Swedish personal number; we do not take such numbers",
        ),
        Invalid::TooLong(_) | Invalid::OutOfRange(..) | Invalid::Choice(_) | Invalid::CellCount(_) => "",
    }
}

/// Why the rules say no.
pub(super) fn refusal(refusal: &Refusal, language: Language) -> String {
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

/// A code as it stands in the address of its explanation.
pub(super) fn kebab(code: &str) -> String {
    code.chars().fold(String::new(), |text, letter| {
        if letter.is_ascii_uppercase() {
            format!("{text}-{}", letter.to_ascii_lowercase())
        } else {
            format!("{text}{letter}")
        }
    })
}
