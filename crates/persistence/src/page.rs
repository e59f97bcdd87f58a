//! Pages of lists.

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    /// Rows a page, 1 to 100.
    pub limit: u64,
    /// Counted from 1.
    pub page: u64,
}

impl PageRequest {
    /// Rows to pass over.
    pub(crate) fn offset(self) -> u64 {
        self.limit.saturating_mul(self.page.saturating_sub(1)).min(i64::MAX as u64)
    }
}

/// One page, and how many rows there are in all.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// All rows of the list.
    pub total: u64,
}

impl<T> Page<T> {
    /// One page of a list that is there as a whole.
    pub fn part(rows: Vec<T>, asked: PageRequest) -> Self {
        let total = rows.len() as u64;
        let skipped = usize::try_from(asked.offset()).unwrap_or(usize::MAX);
        let shown = usize::try_from(asked.limit).unwrap_or(usize::MAX);
        Self { items: rows.into_iter().skip(skipped).take(shown).collect(), total }
    }

    /// The same page of other things.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), total: self.total }
    }
}
