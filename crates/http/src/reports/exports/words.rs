//! The words of files: what is measured, and the names of columns.

use std::collections::BTreeMap;

use domain::report::figures::Place;

use crate::request::{Context, Language};

/// Code, Swedish, English.
const WORDS: &[(&str, &str, &str)] = &[
    ("about", "Om", "About"),
    ("text", "Text", "Text"),
    ("code", "Indikator", "Indicator"),
    ("measure", "Mått", "Measure"),
    ("breakdown", "Fördelning", "Breakdown"),
    ("key", "Nyckel", "Key"),
    ("name", "Namn", "Name"),
    ("value", "Värde", "Value"),
    ("hidden", "Dold", "Hidden"),
    ("comment", "Kommentar", "Comment"),
    ("title", "Rubrik", "Title"),
    ("from", "Första dag", "First day"),
    ("to", "Sista dag", "Last day"),
    ("status", "Status", "Status"),
    ("revision", "Revision", "Revision"),
    ("view", "Vy", "View"),
    ("reason", "Skäl", "Reason"),
    ("kind", "Slag", "Kind"),
    ("date", "Datum", "Date"),
    ("counted", "Räknad", "Counted"),
    ("participants", "Bibliotekspersonal", "Library staff"),
    ("externalParticipants", "Andra", "Others"),
    ("occasionDays", "Tillfällen", "Occasions"),
    ("occasions", "Tillfällen", "Occasions"),
    ("sessions", "Kursomgångar", "Sessions"),
    ("byStaff", "Av personalen", "By staff"),
    ("forStaff", "För personalen", "For staff"),
    ("withStaff", "Med personalen", "With staff"),
    ("studyHours", "Studietimmar", "Study hours"),
    ("pendingMeetings", "Träffar utan närvarorapport", "Meetings without an attendance report"),
    ("cancelledMeetings", "Inställda träffar", "Cancelled meetings"),
    ("possibleDuplicates", "Kanske inlagda två gånger", "Perhaps entered twice"),
    ("deliveredMinutes", "Genomförda minuter", "Minutes held"),
    ("librariesReached", "Nådda bibliotek (procent)", "Libraries reached (per cent)"),
    ("municipalitiesReached", "Nådda kommuner (procent)", "Municipalities reached (per cent)"),
    ("uniqueParticipants", "Unika deltagare", "Unique participants"),
    ("participations", "Deltagartillfällen", "Participations"),
    ("participantMinutes", "Deltagarminuter", "Participant minutes"),
    ("staffReached", "Nådd personal (procent)", "Staff reached (per cent)"),
    ("externalParticipations", "Andras deltagartillfällen", "Participations of others"),
    ("noShows", "Uteblivna", "No-shows"),
    ("lateCancellations", "Sena avbokningar", "Late cancellations"),
    ("seatsOffered", "Erbjudna platser", "Seats offered"),
    ("fillRate", "Beläggning (procent)", "Fill rate (per cent)"),
    ("answersBefore", "Svar i första mätomgången", "Answers in the first wave"),
    ("answersAfter", "Svar i sista mätomgången", "Answers in the last wave"),
    ("statements", "Gemensamma påståenden", "Common statements"),
    ("meanBefore", "Medelvärde i första mätomgången", "Mean of the first wave"),
    ("meanAfter", "Medelvärde i sista mätomgången", "Mean of the last wave"),
    ("difference", "Skillnad", "Difference"),
    ("invited", "Inbjudna", "Invited"),
    ("answered", "Svar", "Answers"),
    ("strengthened", "Stärkt förmåga (procent)", "Strengthened (per cent)"),
    ("responseRate", "Svarsfrekvens (procent)", "Response rate (per cent)"),
    ("profiles", "Med profil", "With a profile"),
    ("staff", "Personal", "Staff"),
    ("unknown", "Okänt", "Unknown"),
    ("municipalitiesReported", "Kommuner som har lämnat uppgift", "Municipalities that have reported"),
    ("ofGrants", "Av beviljade bidrag", "Of grants in force"),
    ("amountKronor", "Belopp (kr)", "Amount (kronor)"),
    ("ofAmountKronor", "Av belopp (kr)", "Of amount (kronor)"),
    ("recipients", "Mottagare", "Recipients"),
    ("ofRecipients", "Av mottagare", "Of recipients"),
    ("revoked", "Återtagna", "Revoked"),
    ("state", "Läge", "State"),
    ("adoptedOn", "Fastställd den", "Adopted on"),
    ("reference", "Hänvisning", "Reference"),
    ("daysLate", "Dagar för sent", "Days late"),
    ("referred", "På remiss", "On referral"),
    ("adopted", "Fastställd", "Adopted"),
    ("superseded", "Ersatt", "Superseded"),
    ("inPeriod.libraries", "Bibliotek under perioden", "Libraries in the period"),
    ("inPeriod.municipalities", "Kommuner under perioden", "Municipalities in the period"),
    ("onLastDay.libraries", "Bibliotek på sista dagen", "Libraries on the last day"),
    ("onLastDay.municipalities", "Kommuner på sista dagen", "Municipalities on the last day"),
    ("unconfirmed", "Inte bekräftade på ett år", "Not confirmed for a year"),
    ("true", "ja", "yes"),
    ("false", "nej", "no"),
    ("leftOut", "Inte räknade", "Left out"),
    ("quarter", "Kvartal", "Quarter"),
    ("halfYear", "Halvår", "Half-year"),
    ("year", "År", "Year"),
    ("programme", "Satsning", "Programme"),
    ("municipality", "Kommun", "Municipality"),
    ("library", "Bibliotek", "Library"),
    ("course", "Kurs", "Course"),
    ("digCompArea", "DigComp-område", "Area of DigComp"),
    ("format", "Form", "Format"),
    ("organiser", "Arrangör", "Organiser"),
    ("affiliation", "Av, för, med", "By, for, with"),
    ("staffCategory", "Personalkategori", "Category of staff"),
    ("occasion", "Tillfälle", "Occasion"),
    ("wave", "Mätomgång", "Wave"),
    ("person", "Medarbetare", "Member of staff"),
    ("survey", "Enkät", "Survey"),
    ("grant", "Projektbidrag", "Project grant"),
    ("actionPlan", "Handlingsplan", "Action plan"),
    ("collaboration", "Samverkan", "Collaboration"),
    ("zeroAttendance", "Ingen kom", "Nobody came"),
    ("notRelatedToGoal", "Berör inte målet", "Not related to the goal"),
    ("noAffiliation", "Varken av, för eller med", "Neither by, for nor with"),
    ("pending", "Närvaro saknas", "Attendance missing"),
    ("cancelled", "Inställd", "Cancelled"),
    ("planned", "Planerad", "Planned"),
    ("notForStaff", "Inte för personalen", "Not for staff"),
    ("outsidePeriod", "Utanför perioden", "Outside the period"),
    ("notEmployed", "Inte anställd på ett folkbibliotek den dagen", "Not employed at a public library that day"),
    ("noProfile", "Har ingen profil", "Has no profile"),
    ("profileNotOnDay", "Profilen fanns inte den dagen", "The profile was not there that day"),
    ("profileUnknown", "Okänt om profil finns", "Unknown whether there is a profile"),
    ("notReported", "Har inte lämnat uppgift", "Has not reported"),
    ("notGranted", "Inte beviljat", "Not granted"),
    ("withoutCriterion", "Kriteriet ingår inte", "The criterion is not part of it"),
    ("notDrawnUp", "Inte framtagen under perioden", "Not drawn up in the period"),
    ("referenceMissing", "Hänvisning till dokumentet saknas", "The document's reference is missing"),
    ("alreadyCounted", "Biblioteket är redan räknat", "The library is counted already"),
    ("notPublicLibrary", "Inte ett folkbibliotek", "Not a public library"),
    ("notChosen", "Inte den som är vald", "Not the one that is chosen"),
    ("stillOpen", "Pågår fortfarande", "Still open"),
    ("tooFew", "För få svar för att visas", "Too few answers to be shown"),
    ("area", "Område", "Area"),
    ("draft", "Utkast", "Draft"),
    ("onSite", "På plats", "On site"),
    ("remote", "På distans", "Remote"),
    ("hybrid", "Hybrid", "Hybrid"),
    ("librarian", "Bibliotekarie", "Librarian"),
    ("assistant", "Assistent", "Assistant"),
    ("manager", "Verksamhetsansvarig", "Manager"),
    ("other", "Annan", "Other"),
];

/// How a file names things: its language, and the municipalities of today.
#[derive(Debug, Clone)]
pub struct Words {
    pub(super) language: Language,
    municipalities: BTreeMap<String, String>,
}

impl Words {
    /// Those of the request being answered.
    pub fn new(municipalities: BTreeMap<String, String>) -> Self {
        Self { language: Context::current().language, municipalities }
    }

    /// What a part is called: by itself, by the register, or in a word for its code.
    pub fn name(&self, place: &Place) -> Option<String> {
        let known = match place.breakdown.as_str() {
            "municipality" => self.municipalities.get(&place.key).cloned(),
            _ => None,
        };
        let word = || Some(measure(&place.key, self.language)).filter(|word| *word != place.key);
        place.name.clone().or(known).or_else(word)
    }
}

/// What a code is called; one without words of its own stands as it is.
pub fn measure(code: &str, language: Language) -> String {
    let found = WORDS.iter().find(|(known, ..)| *known == code);
    found.map_or(code, |(_, swedish, english)| language.pick(swedish, english)).to_owned()
}

/// Names of columns.
pub(super) fn columns(language: Language, codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| measure(code, language)).collect()
}
