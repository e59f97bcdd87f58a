//! Content lines of somebody else's making (RFC 5545 §3.1): unfolded on octets, taken apart without trust.

use super::Unreadable;

/// Lines that are read, continuations counted. Calendars write some dozens.
const LINES_MAX: usize = 5_000;
/// Parameters of one line that are read.
const PARAMETERS_MAX: usize = 50;

/// One line: `NAME;PARAMETER=value:value`. Name and parameters in capitals, as nobody has to write them.
#[derive(Debug, Default)]
pub(super) struct ContentLine {
    /// Empty when it is no such line.
    pub name: String,
    parameters: Vec<(String, String)>,
    /// As it is written.
    pub value: String,
}

impl ContentLine {
    /// The value of a parameter, without its quotes.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn read(line: &str) -> Self {
        let end = line.find([';', ':']).unwrap_or(line.len());
        let mut read = Self { name: line[..end].trim().to_ascii_uppercase(), ..Self::default() };
        let mut rest = &line[end..];
        while let Some(parameter) = rest.strip_prefix(';') {
            let end = end_of_parameter(parameter);
            if let Some((name, value)) = parameter[..end].split_once('=')
                && read.parameters.len() < PARAMETERS_MAX
            {
                let value = value.trim().trim_matches('"').to_owned();
                read.parameters.push((name.trim().to_ascii_uppercase(), value));
            }
            rest = &parameter[end..];
        }
        match rest.strip_prefix(':') {
            Some(value) => read.value = value.to_owned(),
            None => read.name.clear(),
        }
        read
    }
}

/// Where a parameter ends: at `;` or `:` outside quotes.
fn end_of_parameter(text: &str) -> usize {
    let mut quoted = false;
    let end = text.bytes().position(|b| {
        quoted ^= b == b'"';
        !quoted && (b == b';' || b == b':')
    });
    end.unwrap_or(text.len())
}

/// The lines of an object, empty ones left out. Any line end will do.
pub(super) struct Lines<'a> {
    rest: &'a [u8],
    read: usize,
}

impl<'a> Lines<'a> {
    /// Of an object, with or without a byte order mark.
    pub fn of(object: &'a [u8]) -> Self {
        Self { rest: object.strip_prefix("\u{feff}".as_bytes()).unwrap_or(object), read: 0 }
    }

    /// The next line as it is written.
    fn physical(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        self.read += 1;
        let end = self.rest.iter().position(|b| *b == b'\n').unwrap_or(self.rest.len());
        let (line, after) = self.rest.split_at(end);
        self.rest = after.get(1..).unwrap_or_default();
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<ContentLine, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = loop {
            let line = self.physical()?;
            if !line.trim_ascii().is_empty() {
                break line.to_vec();
            }
            if self.read > LINES_MAX {
                return Some(Err(Unreadable::TooManyLines));
            }
        };
        // A fold may stand inside a character, so lines are joined before they are text.
        while matches!(self.rest.first(), Some(b' ' | b'\t')) && self.read <= LINES_MAX {
            line.extend(self.physical().and_then(|part| part.get(1..)).unwrap_or_default());
        }
        if self.read > LINES_MAX {
            return Some(Err(Unreadable::TooManyLines));
        }
        Some(Ok(ContentLine::read(&String::from_utf8_lossy(&line))))
    }
}
