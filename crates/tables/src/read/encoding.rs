//! Octets to text.

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How the letters of a file were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a mark at the beginning.
    Utf8,
    /// UTF-16, little end first, as Excel's "Unicode text" is.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// The old Western European one of Windows.
    Windows1252,
}

impl Encoding {
    /// Its name as the registry of character sets has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => UTF_8.name(),
            Self::Utf16Le => UTF_16LE.name(),
            Self::Utf16Be => UTF_16BE.name(),
            Self::Windows1252 => "windows-1252",
        }
    }
}

/// The text, with `\n` at every line's end and no mark at the beginning.
///
/// # Errors
/// The line, from one, where it stops being text.
pub(super) fn decode(octets: &[u8]) -> Result<(Encoding, String), u32> {
    let (encoding, text) = letters(octets)?;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    // In Windows-1252 the letters of other encodings turn into control characters, and so does what is no text at all.
    match text.chars().position(|letter| letter.is_control() && !matches!(letter, '\n' | '\t')) {
        Some(place) => Err(line_of(text.chars().take(place).filter(|letter| *letter == '\n').count())),
        None => Ok((encoding, text)),
    }
}

fn letters(octets: &[u8]) -> Result<(Encoding, String), u32> {
    let marked = encoding_rs::Encoding::for_bom(octets);
    if let Some((encoding, mark)) = marked.filter(|(encoding, _)| *encoding != UTF_8) {
        let found = if encoding == UTF_16LE { Encoding::Utf16Le } else { Encoding::Utf16Be };
        let text = encoding.decode_without_bom_handling_and_without_replacement(&octets[mark..]);
        return text.map(|text| (found, text.into_owned())).ok_or(1);
    }
    let octets = marked.map_or(octets, |(_, mark)| &octets[mark..]);
    match std::str::from_utf8(octets) {
        Ok(text) => Ok((Encoding::Utf8, text.to_owned())),
        Err(error) if marked.is_some() || mixed(octets) => {
            let before = octets.iter().take(error.valid_up_to()).filter(|octet| **octet == b'\n').count();
            Err(line_of(before))
        }
        Err(_) => Ok((Encoding::Windows1252, WINDOWS_1252.decode_without_bom_handling(octets).0.into_owned())),
    }
}

/// Whether å, ä or ö is there as UTF-8 writes it: then the file was pieced together, and no one reading is right.
fn mixed(octets: &[u8]) -> bool {
    let letters = ["å", "ä", "ö", "Å", "Ä", "Ö"];
    letters.iter().any(|letter| octets.windows(2).any(|pair| pair == letter.as_bytes()))
}

fn line_of(lines_before: usize) -> u32 {
    u32::try_from(lines_before).unwrap_or(u32::MAX).saturating_add(1)
}
