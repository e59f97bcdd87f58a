//! Long lists, in parts.

use crate::{Failure, Page};

/// Which part of a list is shown, and the ways to those beside it.
pub(crate) struct Pager {
    /// From one.
    pub number: u64,
    /// How many parts there are.
    pub count: u64,
    way: String,
}

impl Pager {
    /// The part with a number; `way` is the address up to the number, ending in `?` or `&`.
    ///
    /// # Errors
    /// When there is no such part.
    pub(crate) fn of(total: u64, limit: u64, number: u64, way: impl Into<String>) -> Result<Self, Failure> {
        let count = total.div_ceil(limit).max(1);
        if number == 0 || number > count {
            return Err(Failure::NotFound);
        }
        Ok(Self { number, count, way: way.into() })
    }

    /// The number that an address asks for; the first part unless it says otherwise.
    pub(crate) fn number(asked: &[(String, String)]) -> u64 {
        asked.iter().find(|(name, _)| name == "sida").and_then(|(_, typed)| typed.parse().ok()).unwrap_or(1)
    }

    /// The address of a part.
    pub(crate) fn way(&self, number: u64) -> String {
        format!("{}sida={number}", self.way)
    }

    /// What the title of the page says of it, if there is more than one.
    pub(crate) fn title(&self, page: &Page) -> String {
        if self.count > 1 { format!(", {}", page.part(self.number, self.count)) } else { String::new() }
    }
}
