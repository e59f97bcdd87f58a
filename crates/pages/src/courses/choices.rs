//! What somebody chooses among coming courses. A choice that is none is passed over.

use chrono::NaiveDate;
use domain::{session::Format, values::MunicipalityCode};

use super::{AREAS, FORMATS};
use crate::Page;

/// What is chosen.
#[derive(Debug, Clone, Default)]
pub(super) struct Choices {
    /// The first day of a month.
    pub month: Option<NaiveDate>,
    /// An area of DigComp.
    pub area: Option<u8>,
    /// A municipality.
    pub municipality: Option<MunicipalityCode>,
    /// How participants take part.
    pub format: Option<Format>,
    /// Only what can be booked at once.
    pub available: bool,
    /// Number of the page, from 1.
    pub number: u64,
}

/// A link to the list without one of the choices.
pub(super) struct Without {
    /// What is chosen, in words.
    pub words: String,
    /// The list without it.
    pub way: String,
}

impl Choices {
    /// The choices in an address.
    pub fn of(asked: &[(String, String)]) -> Self {
        let text = |name: &str| asked.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str());
        Self {
            month: text("manad").and_then(|month| format!("{month}-01").parse().ok()),
            area: text("amne").and_then(|area| area.parse().ok()).filter(|area| (1..=5).contains(area)),
            municipality: text("kommun").and_then(|code| code.parse().ok()),
            format: text("form").and_then(|format| format.parse().ok()),
            available: text("lediga") == Some("ja"),
            number: text("sida").and_then(|number| number.parse().ok()).unwrap_or(1).max(1),
        }
    }

    /// Whether a value is the chosen one, for the lists to choose in.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.pairs().iter().any(|(chosen, one)| *chosen == name && one == value)
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let chosen = [
            ("manad", self.month.map(|month| month.format("%Y-%m").to_string())),
            ("amne", self.area.map(|area| area.to_string())),
            ("kommun", self.municipality.as_ref().map(ToString::to_string)),
            ("form", self.format.map(|format| format.word().to_owned())),
            ("lediga", self.available.then(|| "ja".to_owned())),
        ];
        chosen.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    fn way(pairs: impl Iterator<Item = (&'static str, String)>) -> String {
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { "/kurser".to_owned() } else { format!("/kurser?{}", pairs.join("&")) }
    }

    /// The address of another page of the same list.
    pub fn page(&self, number: u64) -> String {
        Self::way(self.pairs().into_iter().chain((number > 1).then(|| ("sida", number.to_string()))))
    }

    /// The list without each of the choices.
    pub fn without(&self, page: &Page, municipalities: &[(String, String)]) -> Vec<Without> {
        let words = |name: &str, value: &str| match name {
            "manad" => self.month.map(|month| page.month(month)),
            "amne" => AREAS.iter().find(|(area, _)| area.to_string() == value).map(|(_, key)| page.say(key)),
            "kommun" => municipalities.iter().find(|(code, _)| code == value).map(|(_, name)| name.clone()),
            "form" => FORMATS.iter().find(|(word, _)| *word == value).map(|(_, key)| page.say(key)),
            _ => Some(page.say("courses-available")),
        };
        let pairs = self.pairs();
        let without = |taken: &'static str| Self::way(pairs.iter().filter(|(name, _)| *name != taken).cloned());
        pairs
            .iter()
            .map(|(name, value)| Without {
                words: words(name, value).unwrap_or_else(|| value.clone()),
                way: without(name),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_chosen_and_nothing_else_counts() {
        let asked = [("manad", "2026-12"), ("amne", "3"), ("kommun", "1881"), ("form", "remote"), ("lediga", "ja")];
        let asked: Vec<(String, String)> = asked.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let choices = Choices::of(&asked);
        assert_eq!(choices.page(2), "/kurser?manad=2026-12&amne=3&kommun=1881&form=remote&lediga=ja&sida=2");
        let wrong =
            [("manad", "snart"), ("amne", "9"), ("kommun", "x\"y"), ("form", ""), ("lediga", "?"), ("sida", "-1")];
        let wrong: Vec<(String, String)> = wrong.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        assert_eq!(Choices::of(&wrong).page(1), "/kurser");
    }
}
