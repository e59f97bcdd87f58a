//! What whoever arranges sessions has to look at, and to decide: few participants near the day, plans that nobody can
//! see yet, missing reports, addresses that mail comes back from, and calendars that have said no.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Duration, Utc};
use domain::{
    PersonId, SessionId,
    access::{Right, Scope},
    booking::BookingStatus,
    meeting::MeetingStatus,
    notice::{CalendarMethod, Participation},
    protection::SeenPerson,
    session::SessionStatus,
    wall_time,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::Expr,
};

use crate::{
    Db, Result,
    attendance::{self, TitledMeeting},
    entity::{booking, invitation, meeting, person, session},
    people, scope,
    sessions::{self, SessionView},
};

mod mails;

pub use mails::{Unreached, unreached_by_mail};

/// How long before its first meeting a session with few participants is to be decided on.
const FEW: Duration = Duration::days(14);
/// How long before its first meeting a draft is to be published.
const DRAFTS: Duration = Duration::days(28);
/// The most of each kind that is shown.
const EACH_MAX: u64 = 100;

/// What is to be looked at. What somebody has solved is not there any more, whoever it was.
#[derive(Debug, Clone, Default)]
pub struct Attention {
    /// Published sessions near their day with fewer participants than they are worth holding for.
    pub few: Vec<SessionView>,
    /// Drafts near their day.
    pub drafts: Vec<SessionView>,
    /// Meetings that nobody has reported.
    pub unreported: Vec<TitledMeeting>,
    /// Participants of coming sessions to whom no mail comes through.
    pub unreached: Vec<Concerned>,
    /// Participants of coming sessions whose calendar has said no, and who still have their seat.
    pub declined: Vec<Concerned>,
}

/// A participant of a session.
#[derive(Debug, Clone)]
pub struct Concerned {
    /// The session.
    pub session_id: SessionId,
    /// Its title.
    pub title: String,
    /// Who, as the caller sees her.
    pub person: SeenPerson,
}

impl Attention {
    /// How much there is.
    pub fn count(&self) -> usize {
        self.few.len() + self.drafts.len() + self.unreported.len() + self.unreached.len() + self.declined.len()
    }
}

/// What there is to look at on the sessions that the caller plans. A fixed number of statements.
pub async fn attention(db: &Db, scope: &Scope, now: DateTime<Utc>) -> Result<Attention> {
    let few = starting(scope, SessionStatus::Published, now, FEW)
        .filter(Expr::col(session::Column::SeatsTaken).lt(Expr::col(session::Column::MinParticipants)));
    let drafts = starting(scope, SessionStatus::Draft, now, DRAFTS);
    Ok(Attention {
        few: sessions::views(db.read(), few.all(db.read()).await?, Some(scope)).await?,
        drafts: sessions::views(db.read(), drafts.all(db.read()).await?, Some(scope)).await?,
        unreported: attendance::missing(db, scope, wall_time::local_date(now)).await?,
        unreached: unreached(db, scope, now).await?,
        declined: declined(db, scope, now).await?,
    })
}

fn starting(scope: &Scope, status: SessionStatus, now: DateTime<Utc>, within: Duration) -> Select<session::Entity> {
    session::Entity::find()
        .filter(scope::sessions_planned(scope))
        .filter(session::Column::Status.eq(status))
        .filter(session::Column::FirstStartsAt.gt(now))
        .filter(session::Column::FirstStartsAt.lte(now + within))
        .order_by_asc(session::Column::FirstStartsAt)
        .limit(EACH_MAX)
}

/// Sessions that the caller plans and that are not over.
fn coming(scope: &Scope, now: DateTime<Utc>) -> Select<session::Entity> {
    session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(scope::sessions_planned(scope))
        .filter(session::Column::Status.eq(SessionStatus::Published))
        .filter(session::Column::LastEndsAt.gt(now))
}

/// People to whom no mail comes through.
fn failing() -> Select<person::Entity> {
    person::Entity::find().select_only().column(person::Column::Id).filter(person::Column::EmailFailedAt.is_not_null())
}

async fn unreached(db: &Db, scope: &Scope, now: DateTime<Utc>) -> Result<Vec<Concerned>> {
    let found: Vec<(SessionId, PersonId)> = booking::Entity::find()
        .select_only()
        .columns([booking::Column::SessionId, booking::Column::PersonId])
        .filter(booking::Column::SessionId.in_subquery(coming(scope, now).into_query()))
        .filter(booking::Column::Status.ne(BookingStatus::Cancelled))
        .filter(booking::Column::PersonId.in_subquery(failing().into_query()))
        .limit(EACH_MAX)
        .into_tuple()
        .all(db.read())
        .await?;
    concerned(db, scope, found, now).await
}

async fn declined(db: &Db, scope: &Scope, now: DateTime<Utc>) -> Result<Vec<Concerned>> {
    let meetings = meeting::Entity::find()
        .select_only()
        .column(meeting::Column::Id)
        .filter(meeting::Column::StartsAt.gt(now))
        .filter(meeting::Column::Status.eq(MeetingStatus::Planned))
        .filter(meeting::Column::SessionId.in_subquery(scope::ids_of_sessions(scope, Right::PlanSessions)));
    let refused = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::BookingId)
        .filter(invitation::Column::MeetingId.in_subquery(meetings.into_query()))
        .filter(invitation::Column::Method.eq(CalendarMethod::Request))
        .filter(invitation::Column::Answer.eq(Participation::Declined));
    let found: Vec<(SessionId, PersonId)> = booking::Entity::find()
        .select_only()
        .columns([booking::Column::SessionId, booking::Column::PersonId])
        .filter(booking::Column::Id.in_subquery(refused.into_query()))
        .filter(booking::Column::Status.eq(BookingStatus::Confirmed))
        .limit(EACH_MAX)
        .into_tuple()
        .all(db.read())
        .await?;
    concerned(db, scope, found, now).await
}

/// Sessions and people by their ids, in order of the sessions' first meeting.
async fn concerned(
    db: &Db,
    scope: &Scope,
    found: Vec<(SessionId, PersonId)>,
    now: DateTime<Utc>,
) -> Result<Vec<Concerned>> {
    let (sessions, persons): (BTreeSet<SessionId>, BTreeSet<PersonId>) = found.iter().copied().unzip();
    let titles: Vec<(SessionId, String)> = session::Entity::find()
        .select_only()
        .columns([session::Column::Id, session::Column::Title])
        .filter(session::Column::Id.is_in(sessions))
        .order_by_asc(session::Column::FirstStartsAt)
        .into_tuple()
        .all(db.read())
        .await?;
    let wanted = Condition::all().add(person::Column::Id.is_in(persons));
    let people = people::seen_by_name(db, scope, wanted, now).await?;
    let people: HashMap<PersonId, SeenPerson> = people.into_iter().map(|person| (person.id, person)).collect();
    let of_session = |(session_id, title): (SessionId, String)| {
        let here = found.iter().filter(move |(session, _)| *session == session_id);
        here.filter_map(|(_, person)| people.get(person)).map(move |person| Concerned {
            session_id,
            title: title.clone(),
            person: person.clone(),
        })
    };
    Ok(titles.into_iter().flat_map(of_session).collect())
}
