//! What one message says, before it becomes mail.

use calendar::Organizer;
use chrono::{DateTime, Utc};
use domain::{
    notice::{Invitation, Notice, NoticeMeeting},
    values::EmailAddress,
};

use crate::{
    render::{RenderError, Sender},
    texts,
    view::{self, View},
};

/// One message in its parts: what people read, and what their calendars read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Subject: one line.
    pub subject: String,
    /// The text for those who read plain text.
    pub plain: String,
    /// The same as a page.
    pub html: String,
    /// The calendar object that goes along, if any.
    pub calendar: Option<String>,
    /// Which revision of which invitation that object is.
    pub invitation: Option<Invitation>,
    /// Where it comes from: with an invitation that can be answered, the organizer of that invitation.
    pub from: EmailAddress,
    /// Where answers written by people go, if not there.
    pub reply_to: Option<EmailAddress>,
    /// Where whoever gets it can say that mail of this kind is not wanted (RFC 8058), if it is of such a kind.
    pub stop_link: Option<String>,
    /// Its number among the messages of the notice, counted from 1.
    pub ordinal: usize,
}

/// One of the messages that a notice becomes.
pub(crate) struct Message<'a> {
    /// Counted from 1.
    pub(crate) ordinal: usize,
    /// How many messages there are.
    pub(crate) count: usize,
    /// The calendar object that goes along, and the meeting it stands for.
    pub(crate) invited: Option<(&'a Invitation, &'a NoticeMeeting)>,
}

impl<'a> Message<'a> {
    /// The meeting that this message is about: the invited one, else the one concerned, else the only one.
    pub(crate) fn topic(&self, notice: &'a Notice) -> Option<&'a NoticeMeeting> {
        let only = || if let [only] = notice.meetings.as_slice() { Some(only) } else { None };
        let invited = self.invited.map(|(_, meeting)| meeting);
        invited.or_else(|| notice.meetings.iter().find(|meeting| meeting.concerned)).or_else(only)
    }
}

/// Writes what each message of a notice says: one per invitation, or a single one when there are none.
///
/// One invitation per mail, since calendar servers take in only the first of several.
///
/// # Errors
/// See [`RenderError`]; nothing is written in part.
pub fn letters(notice: &Notice, sender: &Sender, written_at: DateTime<Utc>) -> Result<Vec<Letter>, RenderError> {
    messages(notice)?.iter().map(|message| letter(notice, sender, written_at, message)).collect()
}

fn letter(
    notice: &Notice,
    sender: &Sender,
    written_at: DateTime<Utc>,
    message: &Message<'_>,
) -> Result<Letter, RenderError> {
    let texts = texts::write(&View::new(notice, sender, message, written_at))?;
    let organizers = sender.organizers();
    let from = message.invited.map_or(&sender.address, |(invitation, _)| organizers.kept(invitation)).clone();
    let calendar = message.invited.map(|(invitation, meeting)| {
        let organizer = Organizer {
            name: &sender.name,
            address: &from,
            shown: Some(&sender.address).filter(|shown| **shown != from),
            reads_answers: organizers.read_answers_to(invitation),
        };
        calendar::object(notice, &organizer, invitation, meeting)
    });
    let elsewhere = Some(&sender.address).filter(|address| **address != from);
    Ok(Letter {
        subject: texts.subject,
        plain: texts.plain,
        html: texts.html,
        calendar: calendar.transpose()?,
        invitation: message.invited.map(|(invitation, _)| invitation.clone()),
        reply_to: sender.reply_to.as_ref().or(elsewhere).cloned(),
        from,
        stop_link: view::stop_link(notice, sender),
        ordinal: message.ordinal,
    })
}

fn messages(notice: &Notice) -> Result<Vec<Message<'_>>, RenderError> {
    if notice.invitations.is_empty() {
        return Ok(vec![Message { ordinal: 1, count: 1, invited: None }]);
    }
    let count = notice.invitations.len();
    let numbered = notice.invitations.iter().zip(1..);
    numbered
        .map(|(invitation, ordinal)| {
            let meeting = notice.meetings.iter().find(|meeting| meeting.id == invitation.meeting_id);
            let meeting = meeting.ok_or(RenderError::UnknownMeeting(invitation.meeting_id))?;
            Ok(Message { ordinal, count, invited: Some((invitation, meeting)) })
        })
        .collect()
}
