//! What the members of data about a person are called on the page.

/// The name of a member, in Swedish and in English; none for one that has no name.
pub fn label(member: &str) -> Option<(&'static str, &'static str)> {
    of_people(member).or_else(|| of_activity(member)).or_else(|| of_mail(member))
}

fn of_people(member: &str) -> Option<(&'static str, &'static str)> {
    Some(match member {
        "id" => ("Id", "Id"),
        "name" => ("Namn", "Name"),
        "email" => ("E-postadress", "E-mail address"),
        "language" => ("Språk", "Language"),
        "reminders" => ("Påminnelser", "Reminders"),
        "emailFailedAt" => ("Mejl kom tillbaka", "Mail came back"),
        "emailFailure" => ("Varför", "Why"),
        "protectedIdentity" => ("Skyddade personuppgifter", "Protected identity"),
        "restrictedAt" => ("Begränsat", "Restricted"),
        "pseudonymisedAt" => ("Namnet ersatt", "Name replaced"),
        "disabledAt" => ("Avstängd", "Shut out"),
        "role" => ("Roll", "Role"),
        "library" => ("Bibliotek", "Library"),
        "libraries" => ("Bibliotek", "Libraries"),
        "municipalityCode" => ("Kommunkod", "Municipality code"),
        "from" => ("Från", "From"),
        "to" => ("Till", "To"),
        "category" => ("Kategori", "Category"),
        "member" => ("Uppgift", "What"),
        "before" => ("Förut", "Before"),
        "by" => ("Av", "By"),
        "kind" => ("Slag", "Kind"),
        "reason" => ("Skäl", "Reason"),
        "decidedAt" => ("Beslutat", "Decided"),
        "profile" => ("Profil", "Profile"),
        "since" => ("Sedan", "Since"),
        "until" => ("Till och med", "Until"),
        "source" => ("Uppgivet av", "Stated by"),
        "statedAt" => ("Uppgivet", "Stated"),
        _ => return None,
    })
}

fn of_activity(member: &str) -> Option<(&'static str, &'static str)> {
    Some(match member {
        "title" => ("Titel", "Title"),
        "what" => ("Vad", "What"),
        "startsAt" => ("Börjar", "Starts"),
        "status" => ("Läge", "Status"),
        "bookedAt" => ("Anmäld", "Booked"),
        "seatedAt" => ("Fick plats", "Got a seat"),
        "endedAt" => ("Avslutad", "Ended"),
        "endReason" => ("Skäl", "Reason"),
        "queueNumber" => ("Könummer", "Number in line"),
        "choices" => ("Val", "Choices"),
        "note" => ("Egna ord", "Own words"),
        "consentedAt" => ("Samtycke", "Consent"),
        "givenAt" => ("Sagt", "Said"),
        "at" => ("När", "When"),
        "uid" => ("Inbjudan", "Invitation"),
        "sequence" => ("Version", "Revision"),
        "answer" => ("Svar", "Answer"),
        "answeredAt" => ("Svarade", "Answered"),
        "comment" => ("Kommentar", "Comment"),
        "guests" => ("Gäster", "Guests"),
        "presence" => ("Närvaro", "Presence"),
        "trainer" => ("Kursledare", "Trainer"),
        "contact" => ("Kontakt", "Contact"),
        "data" => ("Uppgifter", "Data"),
        _ => return None,
    })
}

fn of_mail(member: &str) -> Option<(&'static str, &'static str)> {
    Some(match member {
        "recipient" => ("Till", "To"),
        "messageId" => ("Brevets id", "Message id"),
        "writtenAt" => ("Skrivet", "Written"),
        "sentAt" => ("Skickat", "Sent"),
        "bouncedAt" => ("Kom tillbaka", "Came back"),
        "bounce" => ("Studs", "Bounce"),
        "tries" => ("Försök", "Tries"),
        "text" => ("Text", "Text"),
        "receivedAt" => ("Kom in", "Came in"),
        "outcome" => ("Utfall", "Outcome"),
        "askedAt" => ("Begärt", "Asked"),
        "expiresAt" => ("Gäller till", "Valid until"),
        "usedAt" => ("Använt", "Used"),
        "usedOn" => ("Senast använd", "Last used"),
        "signedInAt" => ("Loggade in", "Signed in"),
        "seenAt" => ("Senast sedd", "Last seen"),
        "way" => ("Sätt", "Way"),
        "provenBy" => ("Styrkt med", "Proven by"),
        "provenAt" => ("Styrkt", "Proven"),
        "issuer" => ("Utfärdare", "Issuer"),
        "tenant" => ("Organisation", "Organisation"),
        "subject" => ("Konto", "Account"),
        "browser" => ("Webbläsare", "Browser"),
        "sharedComputer" => ("Delad dator", "Shared computer"),
        "createdAt" => ("Skapad", "Made"),
        "revokedAt" => ("Återkallad", "Revoked"),
        "readOn" => ("Senast läst", "Last read"),
        "oldConfirmedAt" => ("Gamla adressen sa ja", "Old address agreed"),
        "newConfirmedAt" => ("Nya adressen sa ja", "New address agreed"),
        "key" => ("Nyckel", "Key"),
        _ => return None,
    })
}
