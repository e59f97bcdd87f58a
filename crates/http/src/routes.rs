//! The paths of the API, looked up again when a request did not get through: what may be done there, and
//! what the variable part is called. The framework says neither.

use std::sync::OnceLock;

use serde_json::Value;

use crate::{BASE_PATH, spec};

struct Known {
    template: String,
    segments: Vec<String>,
    methods: Vec<String>,
}

/// The methods that an address takes, for the header `Allow` (RFC 9110 §15.5.6).
pub(crate) fn allowed(path: &str) -> Option<String> {
    find(path).map(|known| known.methods.join(", "))
}

/// The name of the variable part of an address.
pub(crate) fn parameter(path: &str) -> Option<&'static str> {
    find(path)?.segments.iter().find_map(|segment| variable(segment))
}

/// An address as the document writes it: with the name of its variable part instead of that part.
pub(crate) fn template(path: &str) -> Option<&'static str> {
    find(path).map(|known| known.template.as_str())
}

fn variable(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

fn find(path: &str) -> Option<&'static Known> {
    static KNOWN: OnceLock<Vec<Known>> = OnceLock::new();
    let segments: Vec<&str> = path.strip_prefix(BASE_PATH)?.split('/').collect();
    let fits = |known: &&Known| {
        let pairs = known.segments.iter().zip(&segments);
        known.segments.len() == segments.len() && pairs.into_iter().all(|(k, s)| k == s || variable(k).is_some())
    };
    KNOWN.get_or_init(all).iter().find(fits)
}

fn all() -> Vec<Known> {
    let document: Value = serde_json::from_str(&spec::document()).unwrap_or_default();
    let known = |(path, operations): (&String, &Value)| Known {
        template: path.clone(),
        segments: path.split('/').map(str::to_owned).collect(),
        methods: operations.as_object().into_iter().flatten().map(|(method, _)| method.to_ascii_uppercase()).collect(),
    };
    document["paths"].as_object().into_iter().flatten().map(known).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_whatever_their_variable_part() {
        assert_eq!(allowed("/kursplats/v1/sessions").as_deref(), Some("GET, POST"));
        assert_eq!(allowed("/kursplats/v1/bookings/1").as_deref(), Some("GET"));
        assert_eq!(parameter("/kursplats/v1/bookings/1/cancellations"), Some("bookingId"));
        assert_eq!(template("/kursplats/v1/bookings/1"), Some("/bookings/{bookingId}"));
        assert_eq!(allowed("/kursplats/v1/nothing"), None);
        assert_eq!(allowed("/elsewhere"), None);
    }
}
