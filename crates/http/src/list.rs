//! Pages of lists.

use domain::Invalid;
use persistence::page::PageRequest;

use crate::problem::Problem;

/// Rows a page when nothing is said.
const LIMIT_DEFAULT: u64 = 20;
/// The most rows a page.
const LIMIT_MAX: u64 = 100;

/// The page a caller wants.
pub(crate) fn page(limit: Option<u64>, page: Option<u64>) -> Result<PageRequest, Problem> {
    let limit = limit.unwrap_or(LIMIT_DEFAULT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        let reason = Invalid::OutOfRange(1, i64::try_from(LIMIT_MAX).unwrap_or(i64::MAX));
        return Err(Problem::invalid_member("limit", reason));
    }
    let page = page.unwrap_or(1);
    if page == 0 {
        return Err(Problem::invalid_member("page", Invalid::OutOfRange(1, i64::MAX)));
    }
    Ok(PageRequest { limit, page })
}

/// A list as it is answered; one type each, so that the document names what is in it.
macro_rules! list_of {
    ($(#[$meta:meta])* $name:ident, $item:ty) => {
        $(#[$meta])*
        #[derive(Debug, Clone, poem_openapi::Object)]
        pub struct $name {
            /// Raderna på den här sidan. / The rows of this page.
            pub items: Vec<$item>,
            /// Antal rader i hela listan. / Rows in the whole list.
            pub total: u64,
            /// Rader per sida. / Rows a page.
            pub limit: u64,
            /// Sidans nummer, från 1. / Number of the page, from 1.
            pub page: u64,
        }

        impl $name {
            pub(crate) fn new(found: persistence::page::Page<$item>, asked: persistence::page::PageRequest) -> Self {
                Self { items: found.items, total: found.total, limit: asked.limit, page: asked.page }
            }
        }
    };
}
pub(crate) use list_of;
