//! The first row: what stands between cells, and which column is which.

use csv::{ReaderBuilder, StringRecord};
use domain::invalid::{Invalid, InvalidCell};
use unicode_normalization::UnicodeNormalization;

/// A column that is wanted.
#[derive(Debug, Clone)]
pub struct Column {
    name: String,
    aliases: Vec<String>,
    needed: bool,
}

impl Column {
    /// A column that the file has to have, by its own name and by others: Swedish, English. Capitals, blanks, hyphens
    /// and underscores make no difference.
    pub fn needed(name: impl Into<String>, aliases: &[&str]) -> Self {
        Self { name: name.into(), aliases: aliases.iter().map(|alias| plain(alias)).collect(), needed: true }
    }

    /// A column that the file may have.
    pub fn optional(name: impl Into<String>, aliases: &[&str]) -> Self {
        Self { needed: false, ..Self::needed(name, aliases) }
    }

    /// Its own name, which errors use.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn is(&self, word: &str) -> bool {
        plain(&self.name) == word || self.aliases.iter().any(|alias| alias == word)
    }
}

/// A name without what people write differently.
fn plain(word: &str) -> String {
    let word: String = word.trim().nfc().collect();
    word.to_lowercase().chars().filter(|letter| !matches!(letter, '_' | '-' | ' ')).collect()
}

/// What stands between cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// As Swedish Excel has it.
    Semicolon,
    /// As the name of the format has it.
    Comma,
    /// As what is copied out of a spreadsheet has it.
    Tab,
}

impl Separator {
    const ALL: [Self; 3] = [Self::Semicolon, Self::Comma, Self::Tab];

    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Semicolon => "semicolon",
            Self::Comma => "comma",
            Self::Tab => "tab",
        }
    }

    pub(super) fn octet(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
        }
    }
}

/// Where the table begins in the text.
pub(super) struct Start {
    pub separator: Separator,
    /// Octets before the header.
    pub offset: usize,
    /// The line at that place, from one.
    pub line: u32,
}

/// Finds the separator: the one that Excel's own line `sep=;` names, or else the one by which most of the wanted names
/// appear in the header, and then most cells. None for a file with nothing in it.
pub(super) fn start(text: &str, wanted: &[Column]) -> Option<Start> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let named = first.trim().to_lowercase();
    let named = named.strip_prefix("sep=").and_then(|rest| {
        let octet = rest.bytes().next()?;
        Separator::ALL.into_iter().find(|separator| separator.octet() == octet)
    });
    if let Some(separator) = named {
        let end = text.find(first)? + first.len();
        let (before, after) = text.split_at(end);
        let line = u32::try_from(before.matches('\n').count()).unwrap_or(0) + 1;
        return (!after.trim().is_empty()).then_some(Start { separator, offset: end, line });
    }
    let score = |separator: &Separator| {
        let cells = cells(text, *separator);
        let known = cells.iter().filter(|cell| wanted.iter().any(|column| column.is(&plain(cell)))).count();
        (known, cells.len())
    };
    // Of equals the first one named wins, so they are looked at backwards.
    let separator = Separator::ALL.into_iter().rev().max_by_key(score)?;
    Some(Start { separator, offset: 0, line: 1 })
}

fn cells(text: &str, separator: Separator) -> StringRecord {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator.octet())
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    while let Ok(true) = reader.read_record(&mut record) {
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            break;
        }
    }
    record
}

/// Which of the wanted columns stands where.
#[derive(Debug)]
pub(super) struct Header {
    /// Cells a row.
    pub width: usize,
    /// One a cell: the number of the wanted column.
    pub places: Vec<Option<usize>>,
}

impl Header {
    pub(super) fn of(
        record: &StringRecord,
        wanted: &[Column],
        line: u32,
        columns_max: usize,
    ) -> Result<Self, Vec<InvalidCell>> {
        // Spreadsheets leave empty cells to the right of a table.
        let filled = record.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        let width = filled.last().map_or(0, |(last, _)| last + 1);
        if width > columns_max {
            return Err(vec![InvalidCell::new(line, "", Invalid::TooLong(columns_max))]);
        }
        let mut errors = Vec::new();
        let mut places = Vec::with_capacity(width);
        for cell in record.iter().take(width) {
            let found = wanted.iter().position(|column| column.is(&plain(cell)));
            if found.is_some_and(|found| places.contains(&Some(found))) {
                errors.push(InvalidCell::new(line, shown(cell), Invalid::Repeated));
            } else if found.is_none() && !cell.trim().is_empty() {
                errors.push(InvalidCell::new(line, shown(cell), Invalid::Unknown));
            }
            places.push(found);
        }
        let missing =
            wanted.iter().enumerate().filter(|(place, column)| column.needed && !places.contains(&Some(*place)));
        errors.extend(missing.map(|(_, column)| InvalidCell::new(line, column.name(), Invalid::Needed)));
        if errors.is_empty() { Ok(Self { width, places }) } else { Err(errors) }
    }
}

/// A column's name as the file has it, as far as anybody reads it.
fn shown(cell: &str) -> String {
    cell.trim().chars().take(40).collect()
}
