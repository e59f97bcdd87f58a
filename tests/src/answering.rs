//! Answers from calendars, as programs of other people write them: the mails in `tests/inbound`, filled in.

use std::{fmt::Write as _, fs, path::Path};

/// Programs whose answers are kept, each with its own way of writing them.
pub const PROGRAMS: [&str; 6] = ["google", "outlook", "apple", "thunderbird", "proton", "file_only"];

/// What an answer says.
#[derive(Debug, Clone)]
pub struct Filling {
    /// Where it goes: the ORGANIZER of the invitation.
    pub to: String,
    /// UID of the invitation.
    pub uid: String,
    /// Whom it speaks for.
    pub attendee: String,
    /// PARTSTAT.
    pub partstat: &'static str,
    /// SEQUENCE of the invitation.
    pub sequence: u32,
    /// DTSTAMP.
    pub stamp: String,
}

impl Filling {
    /// The mail that a program would write, lines ended by CRLF.
    ///
    /// # Panics
    /// When there is no such program.
    pub fn mail(&self, program: &str) -> Vec<u8> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("inbound").join(format!("{program}.eml"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        encoded(&self.fill(&text)).replace('\n', "\r\n").into_bytes()
    }

    /// The smallest mail with an object of this method and these further lines.
    pub fn plain(&self, method: &str, lines: &str) -> Vec<u8> {
        let text = format!(
            "From: <{{attendee}}>\nTo: <{{to}}>\nMIME-Version: 1.0\nContent-Type: text/calendar; method={method}\n\n\
             BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nUID:{{uid}}\nDTSTAMP:{{stamp}}\nSEQUENCE:{{sequence}}\n\
             ATTENDEE;PARTSTAT={{partstat}}:mailto:{{attendee}}\n{lines}END:VEVENT\nEND:VCALENDAR\n"
        );
        self.fill(&text).replace('\n', "\r\n").into_bytes()
    }

    fn fill(&self, text: &str) -> String {
        let values = [
            ("{to}", self.to.as_str()),
            ("{uid}", &self.uid),
            ("{attendee}", &self.attendee),
            ("{partstat}", self.partstat),
            ("{sequence}", &self.sequence.to_string()),
            ("{stamp}", &self.stamp),
        ];
        values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }
}

/// Encodes what stands between `<<<base64` and `>>>`.
fn encoded(text: &str) -> String {
    let mut parts = text.split("<<<base64\n");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (plain, after) = part.split_once(">>>\n").expect("an end of what is to be encoded");
        for line in base64(plain.replace('\n', "\r\n").as_bytes()).as_bytes().chunks(76) {
            writeln!(out, "{}", String::from_utf8_lossy(line)).expect("a String takes everything");
        }
        out.push_str(after);
    }
    out
}

/// RFC 4648 §4.
fn base64(octets: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in octets.chunks(3) {
        let number =
            group.iter().chain([0, 0].iter()).take(3).fold(0_u32, |number, octet| number << 8 | u32::from(*octet));
        for place in 0..4 {
            let digit = DIGITS[(number >> (18 - 6 * place)) as usize % 64];
            out.push(if place <= group.len() { char::from(digit) } else { '=' });
        }
    }
    out
}
