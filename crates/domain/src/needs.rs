//! What somebody needs to take part: a closed list of practical choices first, words of her own only with her consent.
//!
//! Both tell of health, so few see them, and not for long (dataskyddsförordningen, artikel 9).

use chrono::{DateTime, Duration, Utc};

use crate::{Invalid, refusal::No, values::Prose};

crate::words! {
    /// What can be chosen without a word about why.
    pub enum NeedChoice {
        /// A hearing loop in the room.
        HearingLoop = "hearingLoop",
        /// A place for a wheelchair, and a way there without steps.
        WheelchairPlace = "wheelchairPlace",
        /// Signs interpreted.
        SignLanguage = "signLanguage",
        /// What is said, written on a screen.
        Captions = "captions",
        /// Handouts in large letters.
        LargePrint = "largePrint",
        /// Handouts a few days before.
        MaterialBeforehand = "materialBeforehand",
        /// Somebody comes along to help.
        Companion = "companion",
        /// A quiet room to rest in.
        QuietRoom = "quietRoom",
        /// Food without meat and fish.
        VegetarianFood = "vegetarianFood",
        /// Food without anything from animals.
        VeganFood = "veganFood",
        /// Talk to me about food.
        ContactAboutFood = "contactAboutFood",
        /// Talk to me about access.
        ContactAboutAccess = "contactAboutAccess",
    }
}

impl NeedChoice {
    /// The choice in Swedish and in English, as it stands beside its box.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::HearingLoop => ("Hörslinga", "Hearing loop"),
            Self::WheelchairPlace => ("Rullstolsplats och väg utan trappor", "Wheelchair place and step-free way"),
            Self::SignLanguage => ("Teckenspråkstolk", "Sign language interpreter"),
            Self::Captions => ("Skrivtolk eller textning", "Captions"),
            Self::LargePrint => ("Material med stor text", "Handouts in large print"),
            Self::MaterialBeforehand => ("Material några dagar i förväg", "Handouts some days before"),
            Self::Companion => ("Plats för en ledsagare", "A place for a companion"),
            Self::QuietRoom => ("Ett rum att vila i", "A room to rest in"),
            Self::VegetarianFood => ("Vegetarisk mat", "Vegetarian food"),
            Self::VeganFood => ("Vegansk mat", "Vegan food"),
            Self::ContactAboutFood => ("Kontakta mig om mat", "Contact me about food"),
            Self::ContactAboutAccess => ("Kontakta mig om tillgänglighet", "Contact me about access"),
        }
    }
}

/// How long needs are kept after the session's last meeting, unless the rule of disposal says otherwise.
pub const KEPT_AFTER: Duration = Duration::days(14);

/// What somebody has said that she needs, for one booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs {
    /// Practical choices, in the order of the list.
    pub choices: Vec<NeedChoice>,
    /// In her own words.
    pub note: Option<Prose<500>>,
    /// When she consented to that those are kept; there whenever they are.
    pub consented_at: Option<DateTime<Utc>>,
    /// When she said so.
    pub given_at: DateTime<Utc>,
}

impl Needs {
    /// What is kept of what somebody says at `now`; none when she needs nothing, which also takes back what she said.
    ///
    /// # Errors
    /// [`Invalid::Needed`] of `consent`: words of her own are not taken without it. [`Invalid::Repeated`] of a choice.
    pub fn given(
        mut choices: Vec<NeedChoice>,
        note: Option<Prose<500>>,
        consent: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, No> {
        if note.is_some() && !consent {
            return Err(No::invalid("consent", Invalid::Needed));
        }
        let count = choices.len();
        choices.sort_unstable();
        choices.dedup();
        if choices.len() < count {
            return Err(No::invalid("choices", Invalid::Repeated));
        }
        let consented_at = note.as_ref().map(|_| now);
        let nothing = choices.is_empty() && note.is_none();
        Ok((!nothing).then_some(Self { choices, note, consented_at, given_at: now }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note() -> Option<Prose<500>> {
        "Jag tål inte starkt ljus.".parse().ok()
    }

    #[test]
    fn own_words_need_consent_and_choices_do_not() {
        let now = DateTime::UNIX_EPOCH;
        let refused = Needs::given(vec![], note(), false, now);
        assert_eq!(refused, Err(No::invalid("consent", Invalid::Needed)));
        let kept = Needs::given(vec![], note(), true, now).ok().flatten();
        assert_eq!(kept.and_then(|needs| needs.consented_at), Some(now));
        let chosen = Needs::given(vec![NeedChoice::QuietRoom, NeedChoice::HearingLoop], None, true, now).ok().flatten();
        let chosen = chosen.map(|needs| (needs.choices, needs.consented_at));
        assert_eq!(chosen, Some((vec![NeedChoice::HearingLoop, NeedChoice::QuietRoom], None)));
        assert_eq!(Needs::given(vec![], None, true, now), Ok(None));
        let twice = vec![NeedChoice::Captions, NeedChoice::Captions];
        assert_eq!(Needs::given(twice, None, false, now), Err(No::invalid("choices", Invalid::Repeated)));
    }

    #[test]
    fn every_choice_has_words_of_its_own() {
        let mut words: Vec<&str> =
            NeedChoice::ALL.iter().flat_map(|choice| [choice.words().0, choice.words().1]).collect();
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
    }
}
