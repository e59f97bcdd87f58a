//! What a change would mean, before it is made. Nothing is written; the change itself asks the same rules again.

use super::{plan::relink, *};
use crate::entity::{booking, person};
use chrono::Duration;
use domain::{booking::Commitment, protection::SeenPerson, values::Timespan};
use sea_orm::{Condition, QuerySelect};

/// What a change of a meeting would mean.
#[derive(Debug, Clone)]
pub struct Consequences {
    /// The session as it would be.
    pub session: Session,
    /// The meeting as it is.
    pub before: Meeting,
    /// The meeting as it would be.
    pub after: Meeting,
    /// It would be at another time.
    pub moved: bool,
    /// Whoever is booked would be told.
    pub told: bool,
    /// How many hold a seat.
    pub seated: usize,
    /// How many stand in line.
    pub waiting: usize,
    /// Those who would be in two places at once.
    pub clashes: Vec<ParticipantClash>,
    /// What else is in the same place, or led by the same trainer.
    pub busy: Vec<Busy>,
}

/// Somebody who would be in two places at once.
#[derive(Debug, Clone)]
pub struct ParticipantClash {
    /// Who, as the planner sees her.
    pub person: SeenPerson,
    /// Title of the other session.
    pub title: String,
    /// When its meeting begins.
    pub starts_at: DateTime<Utc>,
}

/// A meeting elsewhere at the same time, in the same place or with the same trainer.
#[derive(Debug, Clone)]
pub struct Busy {
    /// The meeting here.
    pub meeting_id: MeetingId,
    /// The other session.
    pub session_id: SessionId,
    /// Its title.
    pub title: String,
    /// When its meeting is.
    pub span: Timespan,
    /// It is in the same place.
    pub place: bool,
    /// It has the same trainer.
    pub trainer: bool,
}

/// What a change of a meeting would mean to those who are booked, and to the place and the trainer.
///
/// # Errors
/// Those that the change itself would be refused with, apart from clashes.
pub async fn consequences(db: &Db, planner: &Planner, id: MeetingId, change: MeetingChange) -> Result<Consequences> {
    let row = meeting::Entity::find_by_id(id).one(db.read()).await?.ok_or(Error::NotFound)?;
    let planned = session::Entity::find_by_id(row.session_id).filter(scope::sessions_planned(&planner.scope));
    planned.one(db.read()).await?.ok_or(Error::NotFound)?;
    let mut session = sessions::of_id(db.read(), row.session_id).await?;
    let before = session.meetings.iter().find(|meeting| meeting.id == id).cloned().ok_or(Error::NotFound)?;
    let effect = session.change_meeting(id, change.clone(), planner.now)?;
    relink(db.read(), &mut session, id, &change).await?;
    let after = session.meetings.iter().find(|meeting| meeting.id == id).cloned().ok_or(Error::NotFound)?;
    let live: Vec<(PersonId, BookingStatus)> = booking::Entity::find()
        .select_only()
        .columns([booking::Column::PersonId, booking::Column::Status])
        .filter(booking::Column::SessionId.eq(session.id))
        .filter(booking::Column::Status.ne(BookingStatus::Cancelled))
        .into_tuple()
        .all(db.read())
        .await?;
    let seated = live.iter().filter(|(_, status)| *status == BookingStatus::Confirmed);
    let seated: Vec<PersonId> = seated.map(|(person, _)| *person).collect();
    let mut only = session.clone();
    only.meetings.retain(|meeting| meeting.id == id);
    let clashes = if effect.moved { clashes(db, planner, &only, &seated).await? } else { Vec::new() };
    let busy = busy(db, &planner.scope, &only).await?;
    Ok(Consequences {
        before,
        after,
        moved: effect.moved,
        told: effect.tell.is_some() && !live.is_empty(),
        waiting: live.len() - seated.len(),
        seated: seated.len(),
        clashes,
        busy,
        session,
    })
}

async fn clashes(db: &Db, planner: &Planner, session: &Session, seated: &[PersonId]) -> Result<Vec<ParticipantClash>> {
    let mut held: HashMap<PersonId, Vec<Commitment>> = HashMap::new();
    for (person, commitment) in bookings::commitments(db.read(), session, seated).await? {
        held.entry(person).or_default().push(commitment);
    }
    let wanted = Condition::all().add(person::Column::Id.is_in(held.keys().copied()));
    let people = crate::people::seen_by_name(db, &planner.scope, wanted, planner.now).await?;
    let clash = |person: SeenPerson| match session.clash(held.get(&person.id)?) {
        Some(Refusal::ClashingBooking { title, starts_at, .. }) => Some(ParticipantClash { person, title, starts_at }),
        _ => None,
    };
    Ok(people.into_iter().filter_map(clash).collect())
}

/// Meetings of other sessions at the same time as a session's, in the same place or with the same trainer, as far as the
/// caller may see them. A reason to warn, never to refuse.
pub async fn busy(db: &Db, scope: &Scope, session: &Session) -> Result<Vec<Busy>> {
    let planned: Vec<&Meeting> =
        session.meetings.iter().filter(|meeting| meeting.status == MeetingStatus::Planned).collect();
    let places = planned.iter().filter_map(|meeting| rows::text(meeting.place.as_ref()));
    let trainers = planned.iter().filter_map(|meeting| meeting.trainer_id);
    let same =
        Condition::any().add(meeting::Column::Place.is_in(places)).add(meeting::Column::TrainerId.is_in(trainers));
    let (Some(first), Some(last)) = (
        planned.iter().map(|meeting| meeting.span.starts_at).min(),
        planned.iter().map(|meeting| meeting.span.ends_at).max(),
    ) else {
        return Ok(Vec::new());
    };
    // No meeting is longer than a day, so what began earlier is over; said so that the index serves from both ends.
    let found = meeting::Entity::find()
        .filter(meeting::Column::StartsAt.gt(first - Duration::hours(24)))
        .filter(meeting::Column::StartsAt.lt(last))
        .filter(meeting::Column::Status.eq(MeetingStatus::Planned))
        .filter(meeting::Column::SessionId.ne(session.id))
        .filter(same)
        .all(db.read())
        .await?;
    let titles: Vec<(SessionId, String)> = session::Entity::find()
        .select_only()
        .columns([session::Column::Id, session::Column::Title])
        .filter(session::Column::Id.is_in(found.iter().map(|row| row.session_id)))
        .filter(scope::sessions_visible(Some(scope)))
        .into_tuple()
        .all(db.read())
        .await?;
    let titles: HashMap<SessionId, String> = titles.into_iter().collect();
    let mut busy = Vec::new();
    for row in found {
        let Some(title) = titles.get(&row.session_id) else { continue };
        let other = (row.session_id, rows::to_meeting(row)?);
        busy.extend(planned.iter().filter_map(|meeting| collision(meeting, &other, title)));
    }
    busy.sort_by_key(|one| one.span.starts_at);
    Ok(busy)
}

fn collision(here: &Meeting, (session_id, there): &(SessionId, Meeting), title: &str) -> Option<Busy> {
    let place = here.place.is_some() && here.place == there.place;
    let trainer = here.trainer_id.is_some() && here.trainer_id == there.trainer_id;
    let collides = here.span.overlaps(&there.span) && (place || trainer);
    collides.then(|| Busy {
        meeting_id: here.id,
        session_id: *session_id,
        title: title.to_owned(),
        span: there.span,
        place,
        trainer,
    })
}
