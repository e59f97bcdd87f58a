//! Values and figures as people read them.

use domain::{
    indicator::outcome::Value,
    notice::Language,
    report::figures::{Amount, Place},
};
use http_api::reports::{Line, Words, hidden_words, measure};

use crate::{Page, page, texts};

/// One figure of the whole.
pub(crate) struct Fact {
    /// What is measured.
    pub name: String,
    /// How much.
    pub amount: String,
}

/// A breakdown as a table: a row a part, a column a measure.
pub(crate) struct Breakdown {
    /// What it is a breakdown by.
    pub title: String,
    /// What is measured.
    pub head: Vec<String>,
    /// The parts, each with its amounts in the order of the head.
    pub rows: Vec<(String, Vec<String>)>,
}

/// A number with decimals as it is written in the language.
pub(crate) fn decimal(page: &Page, text: &str) -> String {
    match page.language {
        Language::Swedish => text.replace('.', ","),
        Language::English => text.to_owned(),
    }
}

fn percent(page: &Page, text: &str) -> String {
    page.say_with("percent", "number", decimal(page, text))
}

/// A value; none where nothing can be said.
pub(crate) fn value(page: &Page, value: &Value) -> Option<String> {
    match value {
        Value::None => None,
        Value::Count(number) => Some(number.to_string()),
        Value::Share { .. } => value.shown().map(|shown| percent(page, &shown)),
        Value::Difference(_) => value.shown().map(|shown| decimal(page, &shown)),
        Value::Milestone(true) => Some(page.say("value-done")),
        Value::Milestone(false) => Some(page.say("value-not-done")),
    }
}

/// So many of so many, of a share.
pub(super) fn share(page: &Page, value: &Value) -> Option<String> {
    match value {
        Value::Share { numerator, denominator } => {
            let [part, whole] = [numerator, denominator].map(|number| texts::Number::from(number).into());
            Some(page.say_of("value-share", &[("part", part), ("whole", whole)]))
        }
        _ => None,
    }
}

fn amount(page: &Page, amount: Option<&Amount>) -> String {
    let language = page::of_request(page.language);
    match amount {
        None => hidden_words(language).to_owned(),
        Some(Amount::Number(number)) => number.to_string(),
        Some(Amount::Text(text)) => measure(text, language),
        Some(share @ Amount::Share(..)) => {
            share.shown().map_or_else(|| page.say("value-none"), |shown| percent(page, &shown))
        }
        Some(fraction @ Amount::Fraction(_)) => fraction.shown().map(|shown| decimal(page, &shown)).unwrap_or_default(),
    }
}

/// The figures of the whole, beyond its value.
pub(crate) fn facts(page: &Page, lines: &[Line]) -> Vec<Fact> {
    let language = page::of_request(page.language);
    let whole = lines.iter().filter(|line| line.place.is_none() && line.measure != "value");
    whole
        .map(|line| Fact { name: measure(&line.measure, language), amount: amount(page, line.amount.as_ref()) })
        .collect()
}

/// The breakdowns, in the order they come in.
pub(crate) fn breakdowns(page: &Page, lines: &[Line], words: &Words) -> Vec<Breakdown> {
    let mut order: Vec<&str> = Vec::new();
    for place in lines.iter().filter_map(|line| line.place.as_ref()) {
        if !order.contains(&place.breakdown.as_str()) {
            order.push(&place.breakdown);
        }
    }
    order.into_iter().map(|breakdown| table(page, lines, breakdown, words)).collect()
}

fn table(page: &Page, lines: &[Line], breakdown: &str, words: &Words) -> Breakdown {
    let language = page::of_request(page.language);
    let (mut measures, mut parts): (Vec<&str>, Vec<&Place>) = (Vec::new(), Vec::new());
    let mut cells: Vec<(&str, &str, &Line)> = Vec::new();
    for line in lines {
        let Some(place) = line.place.as_ref().filter(|place| place.breakdown == breakdown) else { continue };
        if !measures.contains(&line.measure.as_str()) {
            measures.push(&line.measure);
        }
        if !parts.iter().any(|known| known.key == place.key) {
            parts.push(place);
        }
        cells.push((&place.key, &line.measure, line));
    }
    let cell = |key: &str, measure: &str| {
        let found = cells.iter().find(|(part, measured, _)| *part == key && *measured == measure);
        found.map_or_else(|| page.say("value-none"), |(.., line)| amount(page, line.amount.as_ref()))
    };
    let row = |place: &&Place| {
        let amounts = measures.iter().map(|measure| cell(&place.key, measure)).collect();
        (part_name(page, place, words), amounts)
    };
    Breakdown {
        title: measure(breakdown, language),
        head: measures.iter().map(|one| measure(one, language)).collect(),
        rows: parts.iter().map(row).collect(),
    }
}

/// What a part is called; one without a name stands by its key.
fn part_name(page: &Page, place: &Place, words: &Words) -> String {
    let area = || match (place.breakdown.as_str(), place.key.parse::<u8>()) {
        ("digCompArea" | "area", Ok(area)) => {
            crate::courses::AREAS.iter().find(|(known, _)| *known == area).map(|(_, key)| page.say(key))
        }
        ("organiser", _) if place.key.is_empty() => Some(page.say("breakdown-all-organisers")),
        ("organiser", _) => Some(page.say("breakdown-organiser")),
        _ => None,
    };
    area().or_else(|| words.name(place)).unwrap_or_else(|| place.key.clone())
}
