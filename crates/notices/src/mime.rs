//! The message around the texts and the calendar object (RFC 5322, RFC 2045, RFC 6047).

use calendar::clean;
use chrono::{DateTime, Utc};
use domain::{
    notice::{CalendarMethod, Invitation, Language, Recipient},
    values::EmailAddress,
};
use lettre::{
    Address, Message,
    message::{
        Body, Mailbox, MultiPart, SinglePart,
        header::{ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
};

use crate::{
    letter::Letter,
    render::{RenderError, Sender},
};

/// What stands around a letter.
pub(crate) struct Parts<'a> {
    pub(crate) recipient: &'a Recipient,
    pub(crate) sender: &'a Sender,
    pub(crate) message_id: &'a str,
    /// Makes the boundaries differ from message to message, and stay the same for one.
    pub(crate) boundary_seed: String,
    pub(crate) written_at: DateTime<Utc>,
}

/// Builds the message: 7-bit, CRLF only, exactly one recipient.
///
/// # Errors
/// [`RenderError::Mail`] when the mail library refuses an address or a part.
pub(crate) fn build(parts: Parts<'_>, letter: Letter) -> Result<Vec<u8>, RenderError> {
    let sender = parts.sender;
    let mut builder = Message::builder()
        .from(mailbox(&sender.name, &letter.from)?)
        .to(mailbox(parts.recipient.name.as_str(), &parts.recipient.email)?);
    if let Some(reply_to) = &letter.reply_to {
        builder = builder.reply_to(mailbox(&sender.name, reply_to)?);
    }
    builder = builder
        .subject(clean::header_text(&letter.subject))
        .date(parts.written_at.into())
        .message_id(Some(parts.message_id.to_owned()))
        .raw_header(header("X-Auto-Response-Suppress", "OOF, AutoReply"));
    // Calendar servers throw away invitations that are marked as automatic; plain notices say what they are
    // (RFC 3834 §5), so that no machine answers them.
    if letter.calendar.is_none() {
        builder = builder.raw_header(header("Auto-Submitted", "auto-generated"));
    }
    if let Some(link) = &letter.stop_link {
        builder = builder
            .raw_header(header("List-Unsubscribe", &format!("<{link}>")))
            .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    let body = body(letter, &parts.boundary_seed, parts.recipient.language)?;
    let message = builder.multipart(body).map_err(|error| RenderError::Mail(error.to_string()))?;
    Ok(message.formatted())
}

/// The tree that Outlook, Gmail, Apple and Thunderbird all take: the calendar object as an alternative, which
/// makes the mail an invitation, and once more as a file for those whose program shows none.
fn body(letter: Letter, boundary_seed: &str, language: Language) -> Result<MultiPart, RenderError> {
    // "=_" occurs neither in quoted-printable nor in base64, so no part can hold a boundary (RFC 2045 §6.7).
    let alternative = MultiPart::alternative()
        .boundary(format!("=_alternative.{boundary_seed}"))
        .singlepart(part("text/plain; charset=utf-8", letter.plain, ContentTransferEncoding::QuotedPrintable)?)
        .singlepart(part("text/html; charset=utf-8", letter.html, ContentTransferEncoding::QuotedPrintable)?);
    let (Some(text), Some(Invitation { method, .. })) = (letter.calendar, letter.invitation) else {
        return Ok(alternative);
    };
    // The MIME header must name the method of the object itself (RFC 6047 §2.4).
    let counts = format!("text/calendar; charset=utf-8; method={method}; component=VEVENT");
    let alternative = alternative.singlepart(part(&counts, text.clone(), ContentTransferEncoding::Base64)?);
    let name = file_name(method, language);
    let file = SinglePart::builder()
        .header(content_type(&format!("application/ics; name=\"{name}\""))?)
        .header(ContentDisposition::attachment(name))
        .body(encoded(text, ContentTransferEncoding::Base64)?);
    let mixed = MultiPart::mixed().boundary(format!("=_mixed.{boundary_seed}"));
    Ok(mixed.multipart(alternative).singlepart(file))
}

/// What the file with the calendar object is called.
fn file_name(method: CalendarMethod, language: Language) -> &'static str {
    match (method, language) {
        (CalendarMethod::Cancel, Language::Swedish) => "avbokning.ics",
        (CalendarMethod::Cancel, Language::English) => "cancellation.ics",
        (CalendarMethod::Request | CalendarMethod::DeclineCounter, Language::Swedish) => "inbjudan.ics",
        (CalendarMethod::Request | CalendarMethod::DeclineCounter, Language::English) => "invitation.ics",
    }
}

fn part(kind: &str, text: String, encoding: ContentTransferEncoding) -> Result<SinglePart, RenderError> {
    Ok(SinglePart::builder().header(content_type(kind)?).body(encoded(text, encoding)?))
}

fn content_type(kind: &str) -> Result<ContentType, RenderError> {
    ContentType::parse(kind).map_err(|error| RenderError::Mail(error.to_string()))
}

fn encoded(text: String, encoding: ContentTransferEncoding) -> Result<Body, RenderError> {
    Body::new_with_encoding(text, encoding).map_err(|_| RenderError::Mail("a part cannot be encoded".to_owned()))
}

/// A name and an address. The name is cleaned first: the mail library panics on line breaks in it.
fn mailbox(name: &str, address: &EmailAddress) -> Result<Mailbox, RenderError> {
    let name = Some(clean::header_text(name)).filter(|name| !name.is_empty());
    let address: Address =
        address.as_str().parse().map_err(|error| RenderError::Mail(format!("{address}: {error}")))?;
    Ok(Mailbox::new(name, address))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}
