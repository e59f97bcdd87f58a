//! What is kept of a person, in kinds: what each is, why it is kept and how long (dataskyddsförordningen, artikel 15).

use crate::disposal::DisposalClass;

mod labels;
mod words;

pub use labels::label;

crate::words! {
    /// A kind of data about a person.
    pub enum DataKind {
        /// Name, address and choices.
        Register = "register",
        /// What she may act as.
        Roles = "roles",
        /// Where she works and worked.
        Employments = "employments",
        /// What was corrected.
        Corrections = "corrections",
        /// What was decided about her data.
        Measures = "measures",
        /// Bookings.
        Bookings = "bookings",
        /// What she has said that she needs.
        Needs = "needs",
        /// Who read what she needs, and what she read of others'.
        NeedReadings = "needReadings",
        /// What her calendar answered.
        CalendarAnswers = "calendarAnswers",
        /// Where she was present.
        Attendance = "attendance",
        /// Her profile in Digiteket.
        DigiteketProfile = "digiteketProfile",
        /// Surveys that she was asked to answer.
        Surveys = "surveys",
        /// What she arranges, leads and has reported or decided.
        Tasks = "tasks",
        /// Where she stands as a contact.
        Contacts = "contacts",
        /// Mail to her.
        Mail = "mail",
        /// The texts of that mail.
        MailTexts = "mailTexts",
        /// Mail from her calendar, and mail to her that came back.
        InboundMail = "inboundMail",
        /// Wishes to sign in.
        SignInRequests = "signInRequests",
        /// Where she is and was signed in.
        SignIns = "signIns",
        /// Tokens.
        Tokens = "tokens",
        /// Addresses that her calendar reads.
        Feeds = "feeds",
        /// Wishes to get her mail elsewhere.
        AddressChanges = "addressChanges",
        /// Requests that a program may repeat.
        Requests = "requests",
        /// What she did, and what was done about her.
        History = "history",
    }
}

/// How long a kind of data is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// As the rule of a class says.
    Rule(DisposalClass),
    /// As long as the person is in the register.
    Registered,
    /// For good: it is a record, or the proof of one.
    Preserved,
    /// A short while that nobody decides on, in Swedish and in English.
    Shortly(&'static str, &'static str),
}

/// The legal ground for all of it, in Swedish and in English.
pub const LEGAL_GROUND: (&str, &str) = (
    "Uppgift av allmänt intresse (dataskyddsförordningen, artikel 6.1 e; bibliotekslagen 2013:801, 11 §).",
    "A task in the public interest (General Data Protection Regulation, article 6.1 e; the Swedish Library Act, section 11).",
);

impl DataKind {
    /// How long it is kept.
    pub fn keeping(self) -> Keeping {
        match self {
            Self::Register | Self::Roles | Self::Employments => Keeping::Rule(DisposalClass::Accounts),
            Self::Corrections => Keeping::Rule(DisposalClass::Corrections),
            Self::Bookings | Self::CalendarAnswers => Keeping::Rule(DisposalClass::Bookings),
            Self::Needs => Keeping::Rule(DisposalClass::Needs),
            Self::NeedReadings => Keeping::Rule(DisposalClass::Readings),
            Self::Attendance => Keeping::Rule(DisposalClass::Attendance),
            Self::Mail | Self::InboundMail => Keeping::Rule(DisposalClass::MailLog),
            Self::MailTexts => Keeping::Rule(DisposalClass::MailTexts),
            Self::Tokens | Self::Feeds => Keeping::Rule(DisposalClass::Accesses),
            Self::DigiteketProfile | Self::Contacts => Keeping::Registered,
            Self::Measures | Self::Tasks | Self::History => Keeping::Preserved,
            Self::Surveys => Keeping::Shortly("Tills enkäten stängs.", "Until the survey closes."),
            Self::SignInRequests => Keeping::Shortly("Ett dygn.", "One day."),
            Self::SignIns => Keeping::Shortly("30 dagar efter att den slutade gälla.", "30 days after it ended."),
            Self::AddressChanges => Keeping::Shortly("Tills bytet är klart.", "Until the change is made."),
            Self::Requests => Keeping::Shortly("Två dygn.", "Two days."),
        }
    }

    /// How long it is kept, in words, by what is decided of the class it goes by.
    pub fn how_long(self, rules: &[crate::disposal::DisposalRule]) -> (String, String) {
        match self.keeping() {
            Keeping::Registered => {
                ("Så länge du finns i registret.".to_owned(), "As long as you are in the register.".to_owned())
            }
            Keeping::Preserved => {
                ("Bevaras, utan namn och adress.".to_owned(), "For good, without name and address.".to_owned())
            }
            Keeping::Shortly(swedish, english) => (swedish.to_owned(), english.to_owned()),
            Keeping::Rule(class) => {
                let rule = rules.iter().find(|rule| rule.class == class);
                let (swedish, english) = rule.map_or(class.proposed(), |rule| rule.kept_for).words();
                let (from, from_english) = class.counted_from();
                let decided = rule.is_some_and(|rule| rule.decision.is_some()) || class.is_forgotten_by_itself();
                let (yet, yet_english) = if decided {
                    ("", "")
                } else {
                    (" Inget gallras förrän det finns ett beslut.", " Nothing goes before there is a decision.")
                };
                (
                    format!("{} {from}.{yet}", capital(&swedish)),
                    format!("{} {from_english}.{yet_english}", capital(&english)),
                )
            }
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disposal::DisposalRule;

    #[test]
    fn every_kind_says_what_it_is_why_and_how_long() {
        for kind in DataKind::ALL {
            let said = [kind.title().0, kind.title().1, kind.why().0, kind.why().1];
            assert!(said.iter().all(|words| !words.is_empty()), "{kind}");
            let (swedish, english) = kind.how_long(&[]);
            assert!(swedish.ends_with('.') && english.ends_with('.'), "{kind}: {swedish} {english}");
        }
    }

    #[test]
    fn how_long_follows_what_is_decided() {
        assert_eq!(
            DataKind::Mail.how_long(&[]).0,
            "12 månader efter att mejlet skrevs. Inget gallras förrän det finns ett beslut."
        );
        let rule = DisposalRule {
            kept_for: crate::disposal::KeptFor::months(6),
            decision: "26RS1234".parse().ok(),
            ..DisposalRule::proposed(DisposalClass::MailLog)
        };
        assert_eq!(DataKind::Mail.how_long(&[rule]).0, "6 månader efter att mejlet skrevs.");
        assert_eq!(DataKind::Needs.how_long(&[]).0, "14 dagar efter kursomgångens sista träff.");
    }
}
