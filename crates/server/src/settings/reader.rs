//! Reads single values and gathers what is wrong with them.

use std::{collections::BTreeMap, ops::RangeInclusive, str::FromStr};

use config::{Config, Value, ValueKind};

/// Values that nobody has read yet, and the faults found so far.
pub(super) struct Reader {
    values: BTreeMap<String, ValueKind>,
    faults: Vec<(String, String)>,
}

impl Reader {
    /// Takes all values of all layers.
    pub fn new(config: Config) -> Self {
        let mut values = BTreeMap::new();
        flatten(config.cache, String::new(), &mut values);
        Self { values, faults: Vec::new() }
    }

    /// The faults; what nobody has read is one.
    pub fn finish(mut self) -> Vec<(String, String)> {
        let unknown = self.values.into_keys().map(|key| (key, "en sådan nyckel finns inte".to_owned()));
        self.faults.extend(unknown);
        self.faults
    }

    /// Notes a fault that shows only when values are seen together.
    pub fn fault(&mut self, key: &str, reason: impl Into<String>) {
        self.faults.push((key.to_owned(), reason.into()));
    }

    /// The names of the sections below this one, in order.
    pub fn sections(&self, above: &str) -> Vec<String> {
        let start = format!("{above}.");
        let below = self.values.keys().filter_map(|key| key.strip_prefix(&start)?.split_once('.'));
        let mut names: Vec<String> = below.map(|(name, _)| name.to_owned()).collect();
        names.dedup();
        names
    }

    /// What a key is that nobody has set, in a section that is not built in.
    pub fn preset(&mut self, key: &str, value: &str) {
        self.values.entry(key.to_owned()).or_insert_with(|| ValueKind::String(value.to_owned()));
    }

    /// Words, at least one; the environment writes them with commas between.
    pub fn words(&mut self, key: &str, expected: &str, sound: impl Fn(&str) -> bool) -> Option<Vec<String>> {
        let words: Option<Vec<String>> = match self.take(key)? {
            ValueKind::Array(items) => items.into_iter().map(|item| item.into_string().ok()).collect(),
            ValueKind::String(text) => Some(text.split(',').map(str::to_owned).collect()),
            _ => None,
        };
        let trimmed = words.map(|words| words.iter().map(|word| word.trim().to_owned()).collect::<Vec<_>>());
        let words = trimmed.filter(|words| !words.is_empty() && words.iter().all(|word| sound(word)));
        if words.is_none() {
            self.fault(key, expected);
        }
        words
    }

    fn take(&mut self, key: &str) -> Option<ValueKind> {
        let value = self.values.remove(key);
        if value.is_none() {
            self.fault(key, "saknas");
        }
        value
    }

    /// Text, possibly empty.
    pub fn text(&mut self, key: &str) -> Option<String> {
        match self.take(key)? {
            ValueKind::String(text) => Some(text.trim().to_owned()),
            _ => {
                self.fault(key, "ska vara text inom citattecken");
                None
            }
        }
    }

    /// Text that must mean something.
    pub fn parsed<T: FromStr>(&mut self, key: &str, expected: &str) -> Option<T> {
        let value = self.text(key)?.parse().ok();
        if value.is_none() {
            self.fault(key, expected);
        }
        value
    }

    /// Text that must mean something unless it is empty.
    pub fn optional<T: FromStr>(&mut self, key: &str, expected: &str) -> Option<Option<T>> {
        let text = self.text(key)?;
        if text.is_empty() {
            return Some(None);
        }
        let value = text.parse().ok();
        if value.is_none() {
            self.fault(key, expected);
        }
        value.map(Some)
    }

    /// One word of several.
    pub fn choice<T: Copy>(&mut self, key: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<_> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            self.fault(key, format!("ska vara ett av {}", words.join(", ")));
        }
        found
    }

    /// A whole number within bounds.
    pub fn number<T: TryFrom<i64>>(&mut self, key: &str, bounds: RangeInclusive<i64>) -> Option<T> {
        let value = self.take(key)?;
        let number = whole(&value).filter(|number| bounds.contains(number)).and_then(|number| number.try_into().ok());
        if number.is_none() {
            self.fault(key, format!("ska vara ett heltal från {} till {}", bounds.start(), bounds.end()));
        }
        number
    }

    /// Whole numbers within bounds, at least one; the environment writes them with commas between.
    pub fn numbers(&mut self, key: &str, bounds: RangeInclusive<i64>) -> Option<Vec<i64>> {
        let numbers: Option<Vec<i64>> = match self.take(key)? {
            ValueKind::Array(items) => items.iter().map(|item| whole(&item.kind)).collect(),
            ValueKind::String(text) => text.split(',').map(|part| part.trim().parse().ok()).collect(),
            single => whole(&single).map(|number| vec![number]),
        };
        let sound = |numbers: &Vec<i64>| !numbers.is_empty() && numbers.iter().all(|number| bounds.contains(number));
        let numbers = numbers.filter(sound);
        if numbers.is_none() {
            self.fault(key, format!("ska vara heltal från {} till {}", bounds.start(), bounds.end()));
        }
        numbers
    }
}

/// A number as TOML writes it, or as the environment does.
fn whole(value: &ValueKind) -> Option<i64> {
    match value {
        ValueKind::I64(number) => Some(*number),
        ValueKind::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn flatten(value: Value, key: String, into: &mut BTreeMap<String, ValueKind>) {
    match value.kind {
        ValueKind::Table(table) => {
            for (name, inner) in table {
                let key = if key.is_empty() { name } else { format!("{key}.{name}") };
                flatten(inner, key, into);
            }
        }
        kind => {
            into.insert(key, kind);
        }
    }
}
