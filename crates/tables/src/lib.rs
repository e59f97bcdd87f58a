//! Tables as files: bytes in, rows out, and the other way.
//!
//! No database, no network, no clock. What a file says is somebody else's word, so it is read whole or not at all.

mod read;
mod write;

pub use read::{Column, Encoding, Limits, Row, Separator, Sheet, read, text};
pub use write::{Cell, Chart, Fault, Table, csv, workbook};
