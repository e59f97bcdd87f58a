//! One session of the demo with all that happened to it.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    EmploymentId, SessionId,
    access::{Role, Scope},
    attendance::Presence,
    meeting::{Meeting, MeetingDraft},
    session::SessionDraft,
    values::Line,
};
use persistence::{
    Db, Error, Result,
    attendance::{self, GivenReport, GivenRow},
    bookings::{self, BookSeat, CancelSeat, Outcome},
    planning::{self, Planner},
};
use tokio::task::JoinSet;

use super::{
    register::Register,
    timeline::{self, Timeline},
};
use crate::demo::plan::{Plan, PlannedAttendance, PlannedMeeting, PlannedSession};

const BRING: &str = "En egen dator eller läsplatta, om du har en.";
const TRAVEL_NOTE: &str = "Gå in genom huvudentrén. Därifrån är det skyltat, och det finns hiss.";

/// What the deeds of one session need.
struct Course<'a> {
    db: &'a Db,
    plan: &'a Plan,
    register: &'a Register,
    session: &'a PlannedSession,
    timeline: Timeline,
}

pub(super) async fn fill(
    db: &Db,
    plan: &Plan,
    register: &Register,
    session: &PlannedSession,
    now: DateTime<Utc>,
) -> Result<()> {
    let course = Course { db, plan, register, session, timeline: Timeline::of(session, now)? };
    let (id, meetings) = course.plan_session().await?;
    if session.published {
        planning::publish(db, &course.planner(course.timeline.published_at), id).await?;
    }
    course.book(id).await?;
    if let Some(reason) = &session.cancelled {
        planning::cancel_session(db, &course.planner(course.timeline.cancelled_at), id, reason).await?;
    }
    for ((planned, report), meeting) in session.meetings.iter().zip(&session.attendance).zip(&meetings) {
        if let Some(report) = report {
            course.report(planned, report, meeting).await?;
        }
    }
    Ok(())
}

impl Course<'_> {
    fn planner(&self, now: DateTime<Utc>) -> Planner {
        Planner { scope: self.register.organiser.clone(), now, seen: None, once: None }
    }

    async fn plan_session(&self) -> Result<(SessionId, Vec<Meeting>)> {
        let session = self.session;
        let course_id = self.register.courses.get(&session.course_code);
        let draft = SessionDraft {
            course_id: *course_id.ok_or_else(|| Error::Fault("an unknown course in the demo".into()))?,
            // Replaced by the course's own title.
            title: "Kurs".parse().map_err(|reason| Error::Fault(format!("title: {reason}")))?,
            format: session.format,
            capacity: session.capacity,
            min_participants: session.min_participants,
            booking_opens_at: None,
            booking_closes_at: None,
            affiliation: session.flags,
            meetings: session.meetings.iter().map(meeting_draft).collect::<Result<_>>()?,
            organiser_id: Some(self.register.organiser.person),
            bring: Some(written(BRING)?),
            cancel_until: None,
        };
        let relates_to_goal = Some(session.flags.relates_to_goal);
        let planner = self.planner(self.timeline.planned_at);
        let planned = planning::plan(self.db, &planner, draft, relates_to_goal).await?.view.session;
        Ok((planned.id, planned.meetings))
    }

    async fn book(&self, id: SessionId) -> Result<()> {
        let withdrawn = self.session.cancelled_bookings.iter().enumerate();
        let wishes = withdrawn.map(|(number, person)| self.wish(id, *person, self.timeline.withdrawn_booking(number)));
        let withdrawn = self.book_together(wishes.collect::<Result<_>>()?).await?;
        for (number, outcome) in withdrawn.into_iter().enumerate() {
            let (Outcome::Done(view) | Outcome::Already(view)) = outcome;
            let (caller, now) = (view.booking.person_id, self.timeline.withdrawal(number));
            let scope = Scope { person: caller, role: Role::Staff, libraries: Vec::new() };
            let wish = CancelSeat { booking_id: view.booking.id, reason: None, caller, now, once: None };
            bookings::cancel_booking(self.db, &scope, wish).await?;
        }
        let (people, seats) = (&self.session.bookings, self.session.capacity as usize);
        let kept = people.iter().enumerate();
        let wishes = kept.map(|(number, person)| self.wish(id, *person, self.timeline.booking(number, people.len())));
        let mut seated = wishes.collect::<Result<Vec<_>>>()?;
        let waiting = seated.split_off(seats.min(seated.len()));
        self.book_together(seated).await?;
        // One after the other: their order is their place in line.
        for wish in waiting {
            bookings::book_seat(self.db, wish).await?;
        }
        Ok(())
    }

    fn wish(&self, session_id: SessionId, person: usize, now: DateTime<Utc>) -> Result<BookSeat> {
        let person_id = self.register.people[person];
        let first_date = self.session.meetings[0].date;
        let employment_id = self.employment(person, first_date);
        Ok(BookSeat { session_id, person_id, employment_id, only_at: None, caller: person_id, now, once: None })
    }

    /// The employment that the plan means.
    fn employment(&self, person: usize, date: chrono::NaiveDate) -> Option<EmploymentId> {
        let employments = &self.plan.people[person].employments;
        let position = employments.iter().position(|employment| employment.valid_on(date))?;
        self.register.employments[person].get(position).copied()
    }

    /// Books at the same time, so that they share a commit; all of them get a seat, so that their order is nothing.
    async fn book_together(&self, wishes: Vec<BookSeat>) -> Result<Vec<Outcome>> {
        let mut booking = JoinSet::new();
        for wish in wishes {
            let db = self.db.clone();
            booking.spawn(async move { bookings::book_seat(&db, wish).await });
        }
        let outcomes = booking.join_all().await;
        outcomes.into_iter().collect()
    }

    async fn report(&self, planned: &PlannedMeeting, report: &PlannedAttendance, meeting: &Meeting) -> Result<()> {
        let lists =
            [(&report.present, Presence::Present), (&report.late, Presence::Late), (&report.absent, Presence::Absent)];
        let named = lists.into_iter().flat_map(|(list, presence)| list.iter().map(move |person| (*person, presence)));
        let rows = named.map(|(person, presence)| GivenRow {
            person_id: self.register.people[person],
            employment_id: self.employment(person, planned.date),
            presence,
        });
        let given = GivenReport { held: report.held, rows: rows.collect(), external_participants: report.external };
        let now = timeline::ends_at(planned)? + TimeDelta::minutes(45);
        attendance::report(self.db, &self.reporter(meeting), meeting.id, given, now).await?;
        Ok(())
    }

    /// Whoever led the meeting, or the organiser when that was somebody from outside.
    fn reporter(&self, meeting: &Meeting) -> Scope {
        let as_trainer = |person| Scope { person, role: Role::Trainer, libraries: Vec::new() };
        meeting.trainer_id.map_or_else(|| self.register.organiser.clone(), as_trainer)
    }
}

/// A text of the demo's own.
fn written(text: &str) -> Result<Line<500>> {
    text.parse().map_err(|reason| Error::Fault(format!("{text}: {reason}")))
}

fn meeting_draft(meeting: &PlannedMeeting) -> Result<MeetingDraft> {
    Ok(MeetingDraft {
        starts_at: timeline::starts_at(meeting)?.fixed_offset(),
        ends_at: timeline::ends_at(meeting)?.fixed_offset(),
        break_minutes: meeting.break_minutes,
        place: meeting.place.clone(),
        join_url: meeting.join_url.clone(),
        trainer: meeting.trainer.clone(),
        trainer_id: None,
        travel_note: meeting.place.as_ref().map(|_| written(TRAVEL_NOTE)).transpose()?,
    })
}
