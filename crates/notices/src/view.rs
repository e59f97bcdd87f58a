//! What the texts of a mail may show. The words themselves stand in `crates/notices/templates`.

use calendar::{address_part, clean, dates};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    MeetingId,
    notice::{CalendarMethod, Contact, INVITATIONS_MAX, Language, Notice, NoticeKind, NoticeMeeting},
    seal::Purpose,
    session::Format,
    values::EmailAddress,
    wall_time,
};

use crate::{letter::Message, render::Sender};

/// Everything a template may show; each text is one line.
pub(crate) struct View {
    pub(crate) language: Language,
    pub(crate) kind: NoticeKind,
    pub(crate) name: String,
    pub(crate) title: String,
    /// The date to name in the subject, with a blank before it; empty when there is no meeting.
    pub(crate) day: String,
    pub(crate) reason: Option<String>,
    pub(crate) meetings: Vec<MeetingView>,
    pub(crate) hybrid: bool,
    pub(crate) invited: Option<InvitedView>,
    /// There are too many meetings for an invitation each.
    pub(crate) by_feed: bool,
    /// What a calendar answers to the invitation that goes along is read.
    pub(crate) reads_answers: bool,
    pub(crate) waiting_position: Option<u32>,
    pub(crate) holds_seat: bool,
    pub(crate) bring: Option<String>,
    pub(crate) cancel_until: Option<String>,
    /// That day was over when the mail was written.
    pub(crate) cancel_is_late: bool,
    pub(crate) contact: Option<PersonView>,
    pub(crate) concerns: Option<PersonView>,
    pub(crate) ask: String,
    pub(crate) ask_link: String,
    pub(crate) sender: String,
    /// Address of the service.
    pub(crate) service: Option<String>,
    /// Where a cancellation is confirmed.
    pub(crate) cancel_link: Option<String>,
    /// Where reminders end.
    pub(crate) stop_link: Option<String>,
    /// Where a survey is answered.
    pub(crate) survey_link: Option<String>,
    /// The last day to answer it.
    pub(crate) answer_by: Option<String>,
    /// How the person signs in, if that is what the mail is about.
    pub(crate) sign_in: Option<SignInView>,
    /// Where her account is that the mail also says for good is hers.
    pub(crate) connects: Option<String>,
    /// Where she has the account that she signs in with instead.
    pub(crate) sign_in_at: Option<String>,
}

/// What whoever gets the mail signs in by.
pub(crate) struct SignInView {
    /// None when it is not known where the service is reached.
    pub(crate) link: Option<String>,
    pub(crate) code: String,
}

pub(crate) struct MeetingView {
    pub(crate) when: String,
    /// The same as seen from the day of writing: `i morgon kl. 09.00`.
    pub(crate) soon: String,
    pub(crate) moved_from: Option<String>,
    pub(crate) on_site: OnSite,
    pub(crate) remote: Remote,
    pub(crate) travel_note: Option<String>,
    pub(crate) trainer: Option<String>,
    pub(crate) cancelled: bool,
    pub(crate) concerned: bool,
}

/// Where one goes.
pub(crate) enum OnSite {
    Nowhere,
    Later,
    Place(String),
}

/// How one joins by video. The link is for those who hold a seat only.
pub(crate) enum Remote {
    Nowhere,
    Later,
    Link(String),
    WithSeat,
    Hidden,
}

/// The calendar object that comes with this very mail.
pub(crate) struct InvitedView {
    pub(crate) method: CalendarMethod,
    pub(crate) when: String,
    pub(crate) ordinal: usize,
    pub(crate) count: usize,
}

/// Somebody whom the mail names, and the address as it stands in a link.
pub(crate) struct PersonView {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) link: String,
}

impl View {
    /// Gathers what one message of a notice shows.
    pub(crate) fn new(notice: &Notice, sender: &Sender, message: &Message<'_>, written_at: DateTime<Utc>) -> Self {
        let (language, today) = (notice.recipient.language, wall_time::local_date(written_at));
        let ask = sender.reply_to.as_ref().unwrap_or(&sender.address);
        let seated = holds_seat(notice);
        let own = |contact: &&Contact| contact.email != notice.recipient.email;
        Self {
            language,
            kind: notice.kind,
            name: clean::one_line(notice.recipient.name.as_str()),
            title: clean::one_line(notice.title.as_str()),
            day: day(notice, message),
            reason: notice.reason.as_ref().map(|reason| clean::one_line(reason.as_str())),
            meetings: meetings(notice, seated, message, today),
            hybrid: notice.format == Format::Hybrid,
            invited: message.invited.map(|(invitation, meeting)| InvitedView {
                method: invitation.method,
                when: dates::span(meeting.starts, meeting.ends, language),
                ordinal: message.ordinal,
                count: message.count,
            }),
            by_feed: seated && message.invited.is_none() && notice.meetings.len() > INVITATIONS_MAX,
            reads_answers: message.invited.is_some_and(|(it, _)| sender.organizers().read_answers_to(it)),
            waiting_position: notice.waiting_position,
            holds_seat: seated,
            bring: notice
                .bring
                .as_ref()
                .filter(|_| seated && notice.kind != NoticeKind::CancellationAsked)
                .map(|text| clean::one_line(text.as_str())),
            cancel_until: notice.cancel_until.map(|last| dates::date(last, language)),
            cancel_is_late: notice.cancel_until.is_some_and(|last| last < today),
            contact: notice.contact.as_ref().filter(own).map(person),
            concerns: notice.concerns.as_ref().map(person),
            ask: ask.to_string(),
            ask_link: address_part(ask),
            sender: clean::one_line(&sender.name),
            service: sender.public_url.clone(),
            cancel_link: cancel_link(notice, sender),
            stop_link: stop_link(notice, sender),
            survey_link: survey_link(notice, sender),
            answer_by: notice.survey.map(|survey| dates::date(survey.closes_on, language)),
            sign_in: sign_in(notice, sender),
            connects: notice
                .sign_in
                .as_ref()
                .and_then(|way| way.connects.as_ref())
                .map(|at| clean::one_line(at.as_str())),
            sign_in_at: notice.sign_in_at.as_ref().map(|at| clean::one_line(at.as_str())),
        }
    }

    /// The meeting that the message is about, when it is about one.
    pub(crate) fn topic(&self) -> Option<&MeetingView> {
        self.meetings.iter().find(|meeting| meeting.concerned)
    }

    /// Whether any meeting is still to take place.
    pub(crate) fn goes_on(&self) -> bool {
        self.meetings.iter().any(|meeting| !meeting.cancelled)
    }

    /// Whether the list of several meetings points out this one as changed.
    pub(crate) fn marks(&self, meeting: &MeetingView) -> bool {
        self.kind == NoticeKind::MeetingChanged && meeting.concerned && self.meetings.len() > 1
    }

    /// Whether the person stands in line after this.
    pub(crate) fn waiting(&self) -> bool {
        !self.holds_seat && !is_over(self.kind)
    }

    /// Whether the invitation has been sent before and says nothing new.
    pub(crate) fn sends_again(&self) -> bool {
        matches!(self.kind, NoticeKind::Summons | NoticeKind::InvitationsResent)
    }

    /// How many messages the notice becomes.
    pub(crate) fn count(&self) -> usize {
        self.invited.as_ref().map_or(1, |invited| invited.count)
    }
}

/// Where reminders end, for whoever gets one.
pub(crate) fn stop_link(notice: &Notice, sender: &Sender) -> Option<String> {
    let person = notice.recipient.person_id.filter(|_| notice.kind == NoticeKind::Reminder)?;
    link(sender, "avanmal", Purpose::Unsubscription, person.0)
}

fn sign_in(notice: &Notice, sender: &Sender) -> Option<SignInView> {
    let secrets = notice.sign_in.as_ref()?.secrets.as_ref()?;
    let link = sender.public_url.as_ref().map(|url| format!("{url}/logga-in/{}", secrets.token));
    Some(SignInView { link, code: secrets.code.shown() })
}

fn cancel_link(notice: &Notice, sender: &Sender) -> Option<String> {
    let booking = notice.booking_id.filter(|_| notice.kind == NoticeKind::CancellationAsked)?;
    link(sender, "avboka", Purpose::Cancellation, booking.0)
}

fn survey_link(notice: &Notice, sender: &Sender) -> Option<String> {
    link(sender, "enkat", Purpose::Survey, notice.survey?.invitation)
}

fn link(sender: &Sender, page: &str, purpose: Purpose, id: uuid::Uuid) -> Option<String> {
    sender.public_url.as_ref().map(|url| format!("{url}/{page}/{}", sender.seal.reference(purpose, id)))
}

/// Whether the person has nothing more to do with the session, or arranges it.
fn is_over(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::SessionCancelled
            | NoticeKind::BookingCancelled
            | NoticeKind::AttendanceMissing
            | NoticeKind::SurveyInvitation
            | NoticeKind::SurveyReminder
            | NoticeKind::AddressFailed
            | NoticeKind::SignIn
            | NoticeKind::SignInElsewhere
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
        | NoticeKind::CounterDeclined
        | NoticeKind::InvitationsResent => true,
        NoticeKind::MeetingChanged | NoticeKind::MeetingCancelled => notice.waiting_position.is_none(),
        NoticeKind::WaitingListed
        | NoticeKind::SessionCancelled
        | NoticeKind::BookingCancelled
        | NoticeKind::AttendanceMissing
        | NoticeKind::SurveyInvitation
        | NoticeKind::SurveyReminder
        | NoticeKind::AddressFailed
        | NoticeKind::SignIn
        | NoticeKind::SignInElsewhere => false,
    }
}

/// The date to name, with a blank before it: of the meeting that the message is about, else of the first to come.
/// So no mail program takes the messages of several meetings for copies of each other.
fn day(notice: &Notice, message: &Message<'_>) -> String {
    let meetings = &notice.meetings;
    let called_off = notice.kind == NoticeKind::SessionCancelled;
    let first = || meetings.iter().find(|meeting| meeting.cancelled == called_off).or(meetings.first());
    let chosen = message.topic(notice).or_else(first);
    let date = |meeting: &NoticeMeeting| dates::date(meeting.starts.date(), notice.recipient.language);
    chosen.map(|meeting| format!(" {}", date(meeting))).unwrap_or_default()
}

fn meetings(notice: &Notice, holds_seat: bool, message: &Message<'_>, today: NaiveDate) -> Vec<MeetingView> {
    let topic: Option<MeetingId> = message.topic(notice).map(|meeting| meeting.id);
    let language = notice.recipient.language;
    let view = |meeting: &NoticeMeeting| MeetingView {
        when: dates::span(meeting.starts, meeting.ends, language),
        soon: dates::soon(meeting.starts, today, language),
        moved_from: meeting.moved_from.map(|before| dates::moment(before, language)),
        on_site: on_site(meeting, notice.format),
        remote: remote(meeting, notice, holds_seat),
        travel_note: travel_note(meeting, notice),
        trainer: meeting.trainer.as_ref().map(|name| clean::one_line(name.as_str())),
        cancelled: meeting.cancelled,
        concerned: topic == Some(meeting.id),
    };
    notice.meetings.iter().map(view).collect()
}

fn on_site(meeting: &NoticeMeeting, format: Format) -> OnSite {
    match (&meeting.place, format) {
        (_, Format::Remote) => OnSite::Nowhere,
        (None, _) => OnSite::Later,
        (Some(place), _) => OnSite::Place(clean::one_line(place.as_str())),
    }
}

fn remote(meeting: &NoticeMeeting, notice: &Notice, holds_seat: bool) -> Remote {
    match (&meeting.join_url, notice.format) {
        (_, Format::OnSite) => Remote::Nowhere,
        (Some(url), _) if holds_seat => Remote::Link(url.to_string()),
        (None, _) if holds_seat => Remote::Later,
        _ if is_over(notice.kind) => Remote::Hidden,
        _ => Remote::WithSeat,
    }
}

/// How to get there, for those who will go.
fn travel_note(meeting: &NoticeMeeting, notice: &Notice) -> Option<String> {
    let goes = notice.format != Format::Remote && !is_over(notice.kind);
    meeting.travel_note.as_ref().filter(|_| goes).map(|note| clean::one_line(note.as_str()))
}

fn person(contact: &Contact) -> PersonView {
    let email: &EmailAddress = &contact.email;
    PersonView { name: clean::one_line(contact.name.as_str()), email: email.to_string(), link: address_part(email) }
}
