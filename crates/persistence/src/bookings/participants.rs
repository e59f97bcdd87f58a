//! Who is booked on a session, with all that whoever arranges it looks at.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::{
    BookingId, EmploymentId, PersonId, SessionId,
    access::Scope,
    booking::BookingStatus,
    notice::{CalendarMethod, MessageState, Participation},
    protection::SeenPerson,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{BookingView, list::views};
use crate::{
    Db, Result,
    entity::{booking, employment, invitation, library, mail_message, person},
    people, scope,
};

/// Somebody who is, or was, booked.
#[derive(Debug, Clone)]
pub struct Participant {
    /// The booking.
    pub view: BookingView,
    /// Who, as the caller sees her.
    pub person: SeenPerson,
    /// Name of the library that she is booked for; none when it is hidden.
    pub library: Option<String>,
    /// What her calendar has answered to the meetings that stand; no, when it has said no to any.
    pub answer: Option<Participation>,
    /// The last mail about the booking.
    pub mail: Option<LastMail>,
}

/// The last mail about a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastMail {
    /// Where it stands.
    pub state: MessageState,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// It came back.
    pub bounced: bool,
}

impl LastMail {
    /// Whether it has not come through, and nothing more will be tried unless somebody decides so.
    pub fn is_stuck(self) -> bool {
        self.bounced || MessageState::STUCK.contains(&self.state)
    }
}

/// Everybody who is or was booked on a session, as far as the caller may see bookings: those with a seat in order of
/// name, then the line, then those who have left. A fixed number of statements.
pub async fn participants(db: &Db, scope: &Scope, id: SessionId, now: DateTime<Utc>) -> Result<Vec<Participant>> {
    let rows = booking::Entity::find()
        .filter(booking::Column::SessionId.eq(id))
        .filter(scope::bookings(scope))
        .all(db.read())
        .await?;
    let bookings = views(db.read(), rows).await?;
    let ids: Vec<BookingId> = bookings.iter().map(|view| view.booking.id).collect();
    let persons: BTreeSet<PersonId> = bookings.iter().map(|view| view.booking.person_id).collect();
    let wanted = Condition::all().add(person::Column::Id.is_in(persons));
    let people = people::seen_by_name(db, scope, wanted, now).await?;
    let libraries = libraries(db, bookings.iter().map(|view| view.booking.employment_id).collect()).await?;
    let (answers, mails) = (answers(db, &ids).await?, mails(db, &ids).await?);
    let places: HashMap<PersonId, (usize, SeenPerson)> =
        people.into_iter().enumerate().map(|(place, person)| (person.id, (place, person))).collect();
    let mut found: Vec<(usize, Participant)> = bookings
        .into_iter()
        .filter_map(|view| {
            let (place, person) = places.get(&view.booking.person_id)?.clone();
            let library = libraries.get(&view.booking.employment_id).cloned().filter(|_| person.shown);
            let (answer, mail) = (answers.get(&view.booking.id).copied(), mails.get(&view.booking.id).copied());
            Some((place, Participant { view, person, library, answer, mail }))
        })
        .collect();
    found.sort_by_key(|(place, one)| (group(one.view.booking.status), one.view.waiting_position, *place));
    Ok(found.into_iter().map(|(_, one)| one).collect())
}

fn group(status: BookingStatus) -> u8 {
    match status {
        BookingStatus::Confirmed => 0,
        BookingStatus::Offered | BookingStatus::Waiting => 1,
        BookingStatus::Cancelled => 2,
    }
}

async fn libraries(db: &Db, employments: Vec<EmploymentId>) -> Result<HashMap<EmploymentId, String>> {
    let employments =
        employment::Entity::find().filter(employment::Column::Id.is_in(employments)).all(db.read()).await?;
    let ids: BTreeSet<_> = employments.iter().map(|row| row.library_id).collect();
    let libraries = library::Entity::find().filter(library::Column::Id.is_in(ids)).all(db.read()).await?;
    let names: HashMap<_, String> = libraries.into_iter().map(|row| (row.id, row.name)).collect();
    let named = |row: employment::Model| Some((row.id, names.get(&row.library_id)?.clone()));
    Ok(employments.into_iter().filter_map(named).collect())
}

async fn answers(db: &Db, bookings: &[BookingId]) -> Result<HashMap<BookingId, Participation>> {
    let answered: Vec<(BookingId, Option<Participation>)> = invitation::Entity::find()
        .select_only()
        .columns([invitation::Column::BookingId, invitation::Column::Answer])
        .filter(invitation::Column::BookingId.is_in(bookings.iter().copied()))
        .filter(invitation::Column::Method.eq(CalendarMethod::Request))
        .filter(invitation::Column::Answer.is_not_null())
        .into_tuple()
        .all(db.read())
        .await?;
    let weight = |answer: Participation| match answer {
        Participation::Declined => 2,
        Participation::Tentative => 1,
        Participation::Accepted => 0,
    };
    let mut answers: HashMap<BookingId, Participation> = HashMap::new();
    for (booking, answer) in answered.into_iter().filter_map(|(booking, answer)| Some((booking, answer?))) {
        let known = answers.entry(booking).or_insert(answer);
        if weight(answer) > weight(*known) {
            *known = answer;
        }
    }
    Ok(answers)
}

/// The last mail about each of some bookings.
pub(crate) async fn mails(db: &Db, bookings: &[BookingId]) -> Result<HashMap<BookingId, LastMail>> {
    use mail_message::Column;
    type Row = (Option<BookingId>, MessageState, DateTime<Utc>, Option<DateTime<Utc>>);
    let written: Vec<Row> = mail_message::Entity::find()
        .select_only()
        .columns([Column::BookingId, Column::State, Column::WrittenAt, Column::BouncedAt])
        .filter(Column::BookingId.is_in(bookings.iter().copied()))
        .filter(Column::State.ne(MessageState::Superseded))
        .order_by_asc(Column::WrittenAt)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db.read())
        .await?;
    let last = written.into_iter().filter_map(|(booking, state, written_at, bounced_at)| {
        Some((booking?, LastMail { state, written_at, bounced: bounced_at.is_some() }))
    });
    Ok(last.collect())
}
