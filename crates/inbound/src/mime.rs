//! The parts of a mail (RFC 2045, RFC 2046), found without trust.
//!
//! The mail library reads header fields and undoes encodings, one part at a time; the tree is walked here. Left to
//! walk it, the library goes as deep as a mail wants, and a mail of 2 MB that holds a mail that holds a mail ends the
//! process when it is dropped.

use mail_parser::{HeaderName, HeaderValue, Message, MessageParser, MimeHeaders, PartType};

/// Parts inside each other. Exchange and Google write three.
const DEPTH_MAX: usize = 8;
/// Parts of one mail that are looked at.
const PARTS_MAX: usize = 64;
/// The longest header of a part, in octets.
const HEADER_OCTETS_MAX: usize = 128 * 1024;

/// A mail: its header, and its parts in order.
pub(crate) struct Tree<'a> {
    /// Name and text of each header field of the mail itself, as it is written.
    pub fields: Vec<(String, String)>,
    /// What the library makes of them.
    pub header: Option<Message<'a>>,
    /// The parts that hold something, whatever they lie in. A mail inside the mail is one part, and not looked into:
    /// what somebody forwards is not her own answer.
    pub parts: Vec<Part<'a>>,
}

/// One part.
pub(crate) struct Part<'a> {
    /// Such as `text/calendar`, in lower case.
    pub kind: String,
    /// The parameter `method`, if any.
    pub method: Option<String>,
    charset: String,
    encoding: String,
    body: &'a [u8],
}

impl<'a> Tree<'a> {
    /// Takes a mail apart, as far as it goes.
    pub(crate) fn of(mail: &'a [u8]) -> Self {
        let (head, _) = split(mail);
        let header = headers(head);
        let named = |message: &Message<'_>| {
            message.headers_raw().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
        };
        let mut tree = Self { fields: header.as_ref().map(named).unwrap_or_default(), header, parts: Vec::new() };
        tree.walk(mail, 0);
        tree
    }

    /// The texts of a header field, from the top.
    pub(crate) fn texts<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b str> {
        self.fields.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, text)| text.trim())
    }

    fn walk(&mut self, part: &'a [u8], depth: usize) {
        if depth > DEPTH_MAX || self.parts.len() >= PARTS_MAX {
            return;
        }
        let (head, body) = split(part);
        let header = headers(head);
        let content = header.as_ref().and_then(|header| header.content_type());
        let main = content.map_or("text", |content| content.ctype()).to_ascii_lowercase();
        let attribute = |name| content.and_then(|content| content.attribute(name));
        if main == "multipart" {
            for inner in attribute("boundary").map(|boundary| between(body, boundary)).unwrap_or_default() {
                self.walk(inner, depth + 1);
            }
            return;
        }
        let sub = content.map_or(Some("plain"), |content| content.subtype()).unwrap_or_default();
        self.parts.push(Part {
            kind: format!("{main}/{}", sub.to_ascii_lowercase()),
            method: attribute("method").map(str::to_owned),
            charset: word(attribute("charset"), "utf-8"),
            encoding: word(header.as_ref().and_then(encoding), "8bit"),
            body,
        });
    }
}

fn encoding<'a>(header: &'a Message<'_>) -> Option<&'a str> {
    header.header(HeaderName::ContentTransferEncoding).and_then(HeaderValue::as_text)
}

/// A word that may stand in a header, or another one.
fn word(found: Option<&str>, otherwise: &str) -> String {
    let plain = |word: &&str| word.len() < 40 && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    found.map(str::trim).filter(plain).unwrap_or(otherwise).to_owned()
}

impl Part<'_> {
    /// The text of the part: its encoding undone, in UTF-8.
    pub(crate) fn text(&self) -> Vec<u8> {
        let Self { charset, encoding, .. } = self;
        let mut alone =
            format!("Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n")
                .into_bytes();
        alone.extend(self.body);
        let read = MessageParser::default().parse(&alone);
        let part = read.and_then(|mut message| message.parts.pop());
        match part.map(|part| part.body) {
            Some(PartType::Text(text) | PartType::Html(text)) => text.into_owned().into_bytes(),
            Some(PartType::Binary(octets) | PartType::InlineBinary(octets)) => octets.into_owned(),
            _ => self.body.to_vec(),
        }
    }
}

fn headers(head: &[u8]) -> Option<Message<'_>> {
    (head.len() <= HEADER_OCTETS_MAX).then(|| MessageParser::default().parse_headers(head)).flatten()
}

/// Header and body: what stands before the first empty line, the line included, and after it.
fn split(part: &[u8]) -> (&[u8], &[u8]) {
    let mut end = 0;
    for line in part.split_inclusive(|b| *b == b'\n') {
        end += line.len();
        if line == b"\n" || line == b"\r\n" {
            break;
        }
    }
    part.split_at(end)
}

/// What stands between the boundaries (RFC 2046 §5.1.1); the last part may lack its end.
fn between<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let (mut began, mut place) = (None, 0);
    for line in body.split_inclusive(|b| *b == b'\n') {
        if let Some(rest) = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary.as_bytes())) {
            let (last, rest) = rest.strip_prefix(b"--").map_or((false, rest), |rest| (true, rest));
            // A longer boundary may begin as this one does.
            if rest.trim_ascii().is_empty() {
                parts.extend(began.and_then(|began| body.get(began..place)));
                began = (!last).then_some(place + line.len());
                if last || parts.len() > PARTS_MAX {
                    return parts;
                }
            }
        }
        place += line.len();
    }
    parts.extend(began.and_then(|began| body.get(began..)));
    parts
}
