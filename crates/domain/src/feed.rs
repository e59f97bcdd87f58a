//! What calendar feeds and calendar files show: events that follow from what is kept, and from nothing else.
//!
//! A feed is read again and again, so the same facts must give the same events in the same order.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDateTime, SubsecRound, Utc};
use uuid::Uuid;

use crate::{
    CalendarFeedId, MeetingId,
    booking::{Booking, BookingStatus},
    ids::made_at,
    meeting::{Meeting, MeetingStatus},
    notice::{CalendarMethod, Invitation},
    seal::Seal,
    session::{Format, Session},
    values::{Line, WebAddress},
};

/// How long a meeting that is over stays in a feed.
pub const PAST_KEPT: Duration = Duration::days(90);
/// How long one that is cancelled stays, counted from when it would have ended: until every calendar has seen it.
pub const CANCELLED_KEPT: Duration = Duration::days(30);

/// A seat somebody holds or held, with all that a feed may show of it.
#[derive(Debug, Clone)]
pub struct Seat {
    /// The booking; it has or had a seat.
    pub booking: Booking,
    /// Whose it is.
    pub name: Line<120>,
    /// Its session.
    pub session: Session,
    /// Its invitations, if its meetings are few enough to have any.
    pub invitations: Vec<Invitation>,
}

/// Who comes from a library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participants {
    /// The library's name.
    pub library: Line<120>,
    /// Names, in alphabetical order; shown to the library's manager only.
    pub names: Vec<Line<120>>,
}

/// One event of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEvent {
    /// The invitation's, or one that is made for this event and always the same.
    pub uid: Uuid,
    /// Never falls.
    pub sequence: u32,
    /// Last revision, in whole seconds.
    pub stamp: DateTime<Utc>,
    /// Title of the session.
    pub title: Line<200>,
    /// On site, remote or both.
    pub format: Format,
    /// Wall time of the start.
    pub starts: NaiveDateTime,
    /// Wall time of the end.
    pub ends: NaiveDateTime,
    /// Where.
    pub place: Option<Line<200>>,
    /// How to get there.
    pub travel_note: Option<Line<500>>,
    /// What to bring.
    pub bring: Option<Line<500>>,
    /// Link to the video meeting, for those who may see it.
    pub join_url: Option<WebAddress>,
    /// Who leads it.
    pub trainer: Option<Line<120>>,
    /// Which of the session's meetings it is, from 1, and how many there are.
    pub number: (usize, usize),
    /// It will not take place, or not with this person.
    pub cancelled: bool,
    /// Who comes from the library, in a library's feed.
    pub participants: Option<Participants>,
}

/// A person's own feed: one event for each meeting of each seat, the same that her invitations put there.
pub fn own(seats: &[Seat], seal: &Seal, now: DateTime<Utc>) -> Vec<FeedEvent> {
    let mut events = Vec::new();
    for seat in seats {
        for (index, meeting) in seat.session.meetings.iter().enumerate() {
            events.extend(own_event(seat, index, meeting, seal).filter(|event| is_kept(meeting, event.cancelled, now)));
        }
    }
    in_order(events)
}

fn own_event(seat: &Seat, index: usize, meeting: &Meeting, seal: &Seal) -> Option<FeedEvent> {
    let invitation = seat.invitations.iter().find(|invitation| invitation.meeting_id == meeting.id);
    // Over before the person had her seat.
    if invitation.is_none() && meeting.span.ends_at <= seated_at(&seat.booking) {
        return None;
    }
    let cancelled = is_cancelled(seat, meeting);
    let event = FeedEvent { cancelled, join_url: meeting.join_url.clone(), ..plain(&seat.session, index, meeting) };
    Some(match invitation {
        Some(invitation) => FeedEvent {
            uid: invitation.uid,
            sequence: invitation.sequence,
            stamp: invitation.stamp,
            cancelled: cancelled || invitation.method == CalendarMethod::Cancel,
            ..event
        },
        None => FeedEvent {
            uid: seal.event_uid(seat.booking.id.0, meeting.id.0),
            sequence: event.sequence + u32::from(gave_up(&seat.booking, meeting)),
            stamp: event.stamp.max(last_change(&seat.booking)),
            ..event
        },
    })
}

/// A library's feed: one event for each meeting that somebody from there holds a seat at, or held one.
pub fn of_library(
    seats: &[Seat],
    library: &Line<120>,
    feed: CalendarFeedId,
    seal: &Seal,
    now: DateTime<Utc>,
) -> Vec<FeedEvent> {
    let mut meetings: BTreeMap<MeetingId, Vec<(&Seat, usize, &Meeting)>> = BTreeMap::new();
    for seat in seats {
        for (index, meeting) in seat.session.meetings.iter().enumerate() {
            if meeting.span.ends_at > seated_at(&seat.booking) {
                meetings.entry(meeting.id).or_default().push((seat, index, meeting));
            }
        }
    }
    let mut events = Vec::new();
    for (id, seats) in meetings {
        let Some((first, index, meeting)) = seats.first().copied() else { continue };
        let staying = seats.iter().filter(|(seat, ..)| !gave_up(&seat.booking, meeting));
        let mut names: Vec<Line<120>> = staying.map(|(seat, ..)| seat.name.clone()).collect();
        names.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        let event = plain(&first.session, index, meeting);
        let cancelled = event.cancelled || names.is_empty();
        if is_kept(meeting, cancelled, now) {
            events.push(FeedEvent {
                uid: seal.event_uid(feed.0, id.0),
                sequence: event.sequence + u32::from(names.is_empty()),
                stamp: seats.iter().map(|(seat, ..)| last_change(&seat.booking)).fold(event.stamp, Ord::max),
                cancelled,
                participants: Some(Participants { library: library.clone(), names }),
                ..event
            });
        }
    }
    in_order(events)
}

/// A session's file: all its meetings, with links for those who may see them.
pub fn of_session(session: &Session, sees_links: bool, seal: &Seal) -> Vec<FeedEvent> {
    let event = |(index, meeting): (usize, &Meeting)| FeedEvent {
        uid: seal.event_uid(session.id.0, meeting.id.0),
        join_url: meeting.join_url.clone().filter(|_| sees_links),
        ..plain(session, index, meeting)
    };
    in_order(session.meetings.iter().enumerate().map(event).collect())
}

/// What is the same for everybody. The UID is still to be set.
fn plain(session: &Session, index: usize, meeting: &Meeting) -> FeedEvent {
    let made = made_at(meeting.id.0).unwrap_or_default();
    FeedEvent {
        uid: Uuid::nil(),
        sequence: u32::try_from(meeting.version - 1).unwrap_or_default(),
        stamp: made.max(meeting.moved_at.unwrap_or_default()).trunc_subsecs(0),
        title: session.title.clone(),
        format: session.format,
        starts: meeting.local_start(),
        ends: meeting.local_end(),
        place: meeting.place.clone(),
        travel_note: meeting.travel_note.clone(),
        bring: session.bring.clone(),
        join_url: None,
        trainer: meeting.trainer.clone(),
        number: (index + 1, session.meetings.len()),
        cancelled: meeting.status == MeetingStatus::Cancelled,
        participants: None,
    }
}

fn seated_at(booking: &Booking) -> DateTime<Utc> {
    booking.seated_at.unwrap_or(booking.booked_at)
}

fn last_change(booking: &Booking) -> DateTime<Utc> {
    seated_at(booking).max(booking.ended_at.unwrap_or_default()).trunc_subsecs(0)
}

/// Whether the booking ended before the meeting did: whoever was there keeps it in the calendar.
fn gave_up(booking: &Booking, meeting: &Meeting) -> bool {
    let ended_before = booking.ended_at.is_some_and(|ended| ended < meeting.span.ends_at);
    booking.status == BookingStatus::Cancelled && ended_before
}

fn is_cancelled(seat: &Seat, meeting: &Meeting) -> bool {
    meeting.status == MeetingStatus::Cancelled || gave_up(&seat.booking, meeting)
}

fn is_kept(meeting: &Meeting, cancelled: bool, now: DateTime<Utc>) -> bool {
    meeting.span.ends_at + if cancelled { CANCELLED_KEPT } else { PAST_KEPT } > now
}

fn in_order(mut events: Vec<FeedEvent>) -> Vec<FeedEvent> {
    events.sort_by_key(|event| (event.starts, event.uid));
    events
}

#[cfg(test)]
mod tests;
