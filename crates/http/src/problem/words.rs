//! The words of problems, in plain Swedish and in English.

use domain::Invalid;
use poem::http::StatusCode;

use crate::request::Language;

mod refusals;

pub(super) use refusals::refusal;

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
        Invalid::TimeOfDay => language.pick("ska vara ett klockslag som 09.00", "must be a time of day such as 09:00"),
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
