//! What the texts of a mail show, and the templates that show it.

use askama::Template;
use calendar::{address_part, clean};
use domain::{
    MeetingId,
    notice::{CalendarMethod, Notice, NoticeKind, NoticeMeeting},
    session::Format,
};

use crate::{
    dates,
    letter::Message,
    render::{RenderError, Sender},
    subject,
};

/// Everything a template may show; each text is one line.
pub(crate) struct View {
    kind: NoticeKind,
    subject: String,
    heading: &'static str,
    name: String,
    title: String,
    reason: Option<String>,
    meetings: Vec<MeetingView>,
    invited: Option<InvitedView>,
    waiting_position: Option<u32>,
    holds_seat: bool,
    ask: String,
    ask_link: String,
    sender: String,
}

struct MeetingView {
    when: String,
    moved_from: Option<String>,
    where_lines: Vec<WhereLine>,
    trainer: Option<String>,
    cancelled: bool,
    concerned: bool,
}

/// A labelled line on where the meeting is.
struct WhereLine {
    label: &'static str,
    text: String,
    is_link: bool,
}

/// The calendar object that comes with this very mail.
struct InvitedView {
    method: CalendarMethod,
    when: String,
    ordinal: usize,
    count: usize,
}

#[derive(Template)]
#[template(path = "mail.txt")]
struct PlainMail<'a> {
    view: &'a View,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct HtmlMail<'a> {
    view: &'a View,
}

impl View {
    /// Gathers what one message of a notice shows.
    pub(crate) fn new(notice: &Notice, sender: &Sender, message: &Message<'_>) -> Self {
        let holds_seat = holds_seat(notice);
        let topic = message.topic(notice).map(|meeting| meeting.id);
        let ask = sender.reply_to.as_ref().unwrap_or(&sender.address);
        Self {
            kind: notice.kind,
            subject: subject::subject(notice, message),
            heading: subject::heading(notice.kind),
            name: clean::one_line(notice.recipient.name.as_str()),
            title: clean::one_line(notice.title.as_str()),
            reason: notice.reason.as_ref().map(|reason| clean::one_line(reason.as_str())),
            meetings: notice.meetings.iter().map(|meeting| meeting_view(meeting, notice, holds_seat, topic)).collect(),
            invited: message.invited.map(|(invitation, meeting)| InvitedView {
                method: invitation.method,
                when: dates::span(meeting.starts, meeting.ends),
                ordinal: message.ordinal,
                count: message.count,
            }),
            waiting_position: notice.waiting_position,
            holds_seat,
            ask: ask.to_string(),
            ask_link: address_part(ask),
            sender: clean::one_line(&sender.name),
        }
    }

    /// The meeting that the message is about, when it is about one.
    fn concerned(&self) -> Option<&MeetingView> {
        self.meetings.iter().find(|meeting| meeting.concerned)
    }

    /// Whether any meeting is still to take place.
    fn goes_on(&self) -> bool {
        self.meetings.iter().any(|meeting| !meeting.cancelled)
    }

    /// Whether the list of several meetings points out this one as changed.
    fn marks(&self, meeting: &MeetingView) -> bool {
        self.kind == NoticeKind::MeetingChanged && meeting.concerned && self.meetings.len() > 1
    }

    /// Whether the person stands in line after this.
    fn waiting(&self) -> bool {
        !self.holds_seat && !is_over(self.kind)
    }

    /// Subject of the mail: one line.
    pub(crate) fn subject(&self) -> &str {
        &self.subject
    }

    /// The text for those who read plain text.
    pub(crate) fn plain(&self) -> Result<String, RenderError> {
        Ok(clean::tidy(&PlainMail { view: self }.render()?))
    }

    /// The same as HTML. Everything that comes from a person is escaped by the template.
    pub(crate) fn html(&self) -> Result<String, RenderError> {
        let html = HtmlMail { view: self }.render()?;
        Ok(html.lines().filter(|line| !line.trim().is_empty()).fold(String::new(), |out, line| out + line + "\n"))
    }
}

/// Whether the person has nothing more to do with the session.
fn is_over(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::SessionCancelled
            | NoticeKind::BookingCancelled
            | NoticeKind::AttendanceMissing
            | NoticeKind::AddressFailed
    )
}

/// Whether the person has a seat once the change is made: those who wait are told of changes, too.
fn holds_seat(notice: &Notice) -> bool {
    match notice.kind {
        NoticeKind::Confirmation
        | NoticeKind::SeatGiven
        | NoticeKind::Summons
        | NoticeKind::Reminder
        | NoticeKind::CancellationAsked
        | NoticeKind::InvitationsResent => true,
        NoticeKind::MeetingChanged | NoticeKind::MeetingCancelled => notice.waiting_position.is_none(),
        NoticeKind::WaitingListed
        | NoticeKind::SessionCancelled
        | NoticeKind::BookingCancelled
        | NoticeKind::AttendanceMissing
        | NoticeKind::AddressFailed => false,
    }
}

fn meeting_view(meeting: &NoticeMeeting, notice: &Notice, holds_seat: bool, topic: Option<MeetingId>) -> MeetingView {
    MeetingView {
        when: dates::span(meeting.starts, meeting.ends),
        moved_from: meeting.moved_from.map(dates::moment),
        where_lines: where_lines(meeting, notice, holds_seat),
        trainer: meeting.trainer.as_ref().map(|name| clean::one_line(name.as_str())),
        cancelled: meeting.cancelled,
        concerned: topic == Some(meeting.id),
    }
}

/// Place and video link, as the format of the session asks for. The link is for those who hold a seat only.
fn where_lines(meeting: &NoticeMeeting, notice: &Notice, holds_seat: bool) -> Vec<WhereLine> {
    let mut lines = Vec::new();
    if notice.format != Format::Remote {
        let label = if notice.format == Format::Hybrid { "På plats" } else { "Plats" };
        let text = meeting.place.as_ref().map_or_else(|| "meddelas senare".to_owned(), |p| clean::one_line(p.as_str()));
        lines.push(WhereLine { label, text, is_link: false });
    }
    if notice.format != Format::OnSite {
        let (text, is_link) = match (&meeting.join_url, holds_seat) {
            (Some(url), true) => (url.to_string(), true),
            (None, true) => ("länken kommer senare".to_owned(), false),
            (_, false) if is_over(notice.kind) => ("videomöte".to_owned(), false),
            (_, false) => ("videomöte. Du får länken när du har en plats.".to_owned(), false),
        };
        lines.push(WhereLine { label: "På distans", text, is_link });
    }
    lines
}
