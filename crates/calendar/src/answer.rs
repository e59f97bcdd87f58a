//! Reading what calendars send back: REPLY, COUNTER and REFRESH (RFC 5546 §3.2.3, §3.2.6, §3.2.7).
//!
//! Written here rather than left to the calendar library: its parser calls itself for each component inside another,
//! so that a mail of 27 kB ends the process, it panics on `TZID="W. Europe Standard Time"`, which stands in every
//! reply from Outlook, and it does not know `attendee;partstat=` in lower case. An answer needs eight properties of
//! one event and no local time at all; what can be read in one pass, with a bound on everything, cannot be attacked.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::{
    answer::{Answer, AnswerMethod, Attendee},
    values::{EmailAddress, Line},
};
use uuid::Uuid;

use crate::clean;

mod lines;

use lines::{ContentLine, Lines};

/// The longest object that is read, in octets. Calendars write a few thousand.
const OCTETS_MAX: usize = 256 * 1024;
/// Components inside each other: VCALENDAR, VEVENT, VALARM, and one to spare.
const DEPTH_MAX: usize = 4;
/// More than anybody invites; an answer has one.
const ATTENDEES_MAX: usize = 100;

/// Why a calendar object is no answer. Reading stops at the first fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// More octets than any calendar writes.
    #[error("longer than {OCTETS_MAX} octets")]
    TooLong,
    /// More lines than any calendar writes.
    #[error("too many lines")]
    TooManyLines,
    /// Components inside each other, deeper than there are any.
    #[error("nested too deeply at line {line}")]
    TooDeep {
        /// Counted from 1, continuations not counted.
        line: usize,
    },
    /// A character that no text has.
    #[error("a NUL")]
    Nul,
    /// It does not begin as a calendar object.
    #[error("not a calendar object")]
    NoCalendar,
    /// A component that does not end, or that ends without having begun.
    #[error("components do not end as they begin")]
    Unbalanced,
    /// No event in it.
    #[error("no event")]
    NoEvent,
    /// The mail says one method and the object another (RFC 6047 §2.4).
    #[error("the mail and the object name different methods")]
    MethodConflict,
    /// A method that is not an answer, or none at all.
    #[error("not an answer")]
    NoAnswer,
}

/// Reads a calendar object as an answer. `declared` is the `method` parameter of its MIME part, which some mail
/// programs leave out, as others leave METHOD out of the object: one of them is enough.
///
/// # Errors
/// See [`Unreadable`]. Never panics, and takes time in proportion to the object's length at most.
pub fn read_answer(object: &[u8], declared: Option<&str>) -> Result<Answer, Unreadable> {
    if object.len() > OCTETS_MAX {
        return Err(Unreadable::TooLong);
    }
    if object.contains(&0) {
        return Err(Unreadable::Nul);
    }
    let mut reading = Reading::default();
    for (line, number) in Lines::of(object).zip(1..) {
        let line = line?;
        if line.name.is_empty() && number == 1 {
            return Err(Unreadable::NoCalendar);
        }
        if reading.take(&line, number)? {
            break;
        }
    }
    reading.answer(declared)
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    /// Components that have begun and not ended, the outermost first.
    open: Vec<String>,
    /// An event has ended: those after it are further occurrences of a series.
    event_ended: bool,
    method: Option<String>,
    uid: Option<Uuid>,
    sequence: u32,
    stamp: Option<DateTime<Utc>>,
    of_one_occurrence: bool,
    attendees: Vec<Attendee>,
    comment: Option<Line<500>>,
    /// A comment in a parameter counts only where there is no property.
    remark: Option<Line<500>>,
}

impl Reading {
    /// Takes one line in. True when the calendar object has ended.
    fn take(&mut self, line: &ContentLine, number: usize) -> Result<bool, Unreadable> {
        match line.name.as_str() {
            "BEGIN" => self.begin(line, number)?,
            "END" => return self.end(line),
            _ if self.open.is_empty() => return Err(Unreadable::NoCalendar),
            "METHOD" if self.open.len() == 1 => self.method = Some(line.value.trim().to_ascii_uppercase()),
            _ if self.open.len() == 2 && self.open[1] == "VEVENT" && !self.event_ended => self.property(line),
            _ => {}
        }
        Ok(false)
    }

    fn begin(&mut self, line: &ContentLine, number: usize) -> Result<(), Unreadable> {
        let component = line.value.trim().to_ascii_uppercase();
        if self.open.is_empty() && component != "VCALENDAR" {
            return Err(Unreadable::NoCalendar);
        }
        if self.open.len() == DEPTH_MAX {
            return Err(Unreadable::TooDeep { line: number });
        }
        self.open.push(component);
        Ok(())
    }

    fn end(&mut self, line: &ContentLine) -> Result<bool, Unreadable> {
        let component = line.value.trim().to_ascii_uppercase();
        if self.open.pop() != Some(component.clone()) {
            return Err(Unreadable::Unbalanced);
        }
        self.event_ended |= component == "VEVENT" && self.open.len() == 1;
        Ok(self.open.is_empty())
    }

    fn property(&mut self, line: &ContentLine) {
        let value = line.value.trim();
        match line.name.as_str() {
            "UID" => self.uid = Uuid::try_parse(value).ok(),
            "SEQUENCE" => self.sequence = value.parse().unwrap_or_default(),
            "DTSTAMP" => self.stamp = instant(value),
            "RECURRENCE-ID" => self.of_one_occurrence = true,
            "COMMENT" => self.comment = remark(&unescaped(value)),
            "ATTENDEE" if self.attendees.len() < ATTENDEES_MAX => {
                self.remark = line.parameter("X-RESPONSE-COMMENT").and_then(remark).or(self.remark.take());
                self.attendees.extend(attendee(line));
            }
            _ => {}
        }
    }

    fn answer(self, declared: Option<&str>) -> Result<Answer, Unreadable> {
        if !self.open.is_empty() {
            return Err(Unreadable::Unbalanced);
        }
        if !self.event_ended {
            return Err(Unreadable::NoEvent);
        }
        let declared = declared.map(|method| method.trim().to_ascii_uppercase());
        let method = match (self.method, declared) {
            (Some(inside), Some(outside)) if inside != outside => return Err(Unreadable::MethodConflict),
            (inside, outside) => inside.or(outside).ok_or(Unreadable::NoAnswer)?,
        };
        let method: AnswerMethod = method.parse().map_err(|_| Unreadable::NoAnswer)?;
        Ok(Answer {
            method,
            uid: self.uid,
            sequence: self.sequence,
            stamp: self.stamp,
            of_one_occurrence: self.of_one_occurrence,
            attendees: self.attendees,
            comment: self.comment.or(self.remark),
        })
    }
}

/// A time in UTC, the only form that DTSTAMP may have (RFC 5545 §3.8.7.2).
fn instant(value: &str) -> Option<DateTime<Utc>> {
    // Years of four digits: the library would take more, and databases would not.
    let shape = value.len() == 16 && value.is_ascii();
    let time = NaiveDateTime::parse_from_str(value, "%Y%m%dT%H%M%SZ").ok().filter(|_| shape)?;
    Some(time.and_utc())
}

fn attendee(line: &ContentLine) -> Option<Attendee> {
    let address = mail_address(&line.value).or_else(|| mail_address(line.parameter("EMAIL")?))?;
    let participation = line.parameter("PARTSTAT").and_then(|word| word.to_ascii_uppercase().parse().ok());
    let guests = line.parameter("X-NUM-GUESTS").and_then(|number| number.trim().parse().ok());
    Some(Attendee { address, participation, guests: guests.filter(|guests| *guests > 0) })
}

/// The address in a `mailto:` URI, whose scheme may be in capitals and whose characters may be encoded (RFC 6068 §2).
fn mail_address(uri: &str) -> Option<EmailAddress> {
    const SCHEME: &str = "mailto:";
    let uri = uri.trim();
    let rest = match uri.get(..SCHEME.len()) {
        Some(scheme) if scheme.eq_ignore_ascii_case(SCHEME) => &uri[SCHEME.len()..],
        _ => uri,
    };
    percent_decoded(rest.split('?').next().unwrap_or_default())?.parse().ok()
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'%').then(|| after.get(..2)).flatten();
        let code = code.and_then(|digits| std::str::from_utf8(digits).ok());
        match code.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(octet) => {
                decoded.push(octet);
                rest = &after[2..];
            }
            None => {
                decoded.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(decoded).ok()
}

/// What a person wrote, as one line of at most 500 characters.
fn remark(text: &str) -> Option<Line<500>> {
    clean::one_line(text).chars().take(500).collect::<String>().parse().ok()
}

/// Undoes the escapes of TEXT (RFC 5545 §3.3.11).
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests;
