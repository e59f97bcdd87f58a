//! Planning a new session from a course: its meetings by repetition, past the holidays, looked at before they are kept.

use askama::Template;
use chrono::{DateTime, NaiveTime, Utc};
use domain::{
    CourseId, Invalid,
    access::Right,
    holiday,
    session::{Format, MEETINGS_MAX},
    wall_time::{self, Instant, LocalDate},
};
use http_api::{
    App, look,
    sessions::{self as api, MeetingInput, SessionInput},
};
use persistence::{courses, page::PageRequest, planning::Preview};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Query},
};

use super::{one::warnings, when};
use crate::{
    Answer, Page,
    courses::formats,
    form::{Fields, Form, Sent},
    see_other,
    typed::Number,
};

/// More courses than a catalogue has.
const COURSES: PageRequest = PageRequest { limit: 100, page: 1 };
/// What a room usually holds, to begin with.
const USUAL_SEATS: u32 = 16;

const FIELDS: Fields = &[
    ("courseId", "new-course"),
    ("format", "course-format"),
    ("capacity", "planning-capacity"),
    ("minParticipants", "planning-fewest"),
    ("date", "new-first"),
    ("startsAt", "meeting-starts"),
    ("endsAt", "meeting-ends"),
    ("breakMinutes", "meeting-breaks"),
    ("meetings", "new-times"),
    ("place", "meeting-place"),
    ("joinUrl", "meeting-link"),
    ("trainer", "meeting-trainer"),
    ("travelNote", "meeting-travel"),
    ("bring", "planning-bring"),
    ("bookingOpensAt", "new-opens"),
    ("bookingClosesAt", "new-closes"),
    ("cancelUntil", "planning-cancel-until"),
];

#[derive(Template)]
#[template(path = "new.html")]
struct NewPage<'a> {
    page: &'a Page,
    form: Form,
    courses: Vec<(String, String)>,
    formats: Vec<(String, String)>,
}

/// The plan, before it is kept.
#[derive(Template)]
#[template(path = "new_check.html")]
struct CheckPage<'a> {
    page: &'a Page,
    form: Form,
    title: String,
    seats: u32,
    fewest: u32,
    /// When each meeting is, and what to look at twice.
    meetings: Vec<(String, Vec<String>)>,
    hours: u32,
    place: Option<String>,
    trainer: Option<String>,
    /// The trainer is no trainer in the register, so she cannot report attendance herself.
    unknown_trainer: bool,
    /// Holidays that were passed over, in words.
    passed_over: Vec<String>,
}

/// Shows the form for a new session.
#[handler]
pub(crate) async fn show(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    page.with(Right::PlanSessions)?;
    let course = asked.into_iter().find(|(name, _)| name == "kurs").map(|(_, id)| id).unwrap_or_default();
    let form = Form::new(page, FIELDS)
        .with("courseId", course)
        .with("format", Format::OnSite)
        .with("capacity", USUAL_SEATS)
        .with("minParticipants", 1)
        .with("breakMinutes", 0)
        .with("meetings", 1);
    shown(app, page, form).await
}

async fn shown(app: &App, page: &Page, form: Form) -> Answer {
    let all = courses::list(&app.db, COURSES).await?.items;
    let course = |course: domain::course::Course| (course.id.to_string(), format!("{} {}", course.code, course.title));
    let none = (String::new(), page.say("new-choose-course"));
    let courses = std::iter::once(none).chain(all.into_iter().map(course)).collect();
    let shown = NewPage { page, courses, formats: formats(page), form };
    Ok(look::page(shown.form.status(), &shown))
}

/// Shows the plan, and keeps it as a draft once it has been seen.
#[handler]
pub(crate) async fn plan(Data(app): Data<&App>, Data(page): Data<&Page>, sent: Sent) -> Answer {
    let who = page.with(Right::PlanSessions)?;
    let mut form = Form::sent(page, FIELDS, sent);
    if form.act() == "andra" {
        return shown(app, page, form).await;
    }
    let Some((body, passed_over)) = read(&mut form) else { return shown(app, page, form).await };
    if form.act() == "spara" {
        return match api::plan(app, &who.caller, form.sent_key(), body).await {
            Ok(planned) => Ok(see_other(&format!("/planering/{}", planned.view.session.id))),
            Err(problem) => {
                form.refuse(problem)?;
                shown(app, page, form).await
            }
        };
    }
    match api::preview(app, &who.caller, body).await {
        Ok(preview) => Ok(look::page(StatusCode::OK, &CheckPage::of(page, form, preview, &passed_over))),
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, form).await
        }
    }
}

/// What is typed, as the API takes it, and the holidays that were passed over.
fn read(form: &mut Form) -> Option<(SessionInput, Vec<holiday::DayOff>)> {
    let course_id: Option<CourseId> = form.read("courseId");
    let format: Option<Format> = form.read("format");
    let capacity: Option<Number> = form.read("capacity");
    let fewest: Option<Number> = form.read("minParticipants");
    let times = times(form);
    let bring = form.read_optional("bring");
    let opens = midnight(form, "bookingOpensAt", 0);
    let closes = midnight(form, "bookingClosesAt", 1);
    let cancel_until = form.read_optional("cancelUntil");
    let typed = when::read(form)?;
    let (dates, passed_over) = holiday::weekly(typed.date, times?);
    let mut meetings = Vec::new();
    for date in dates {
        let (starts_at, ends_at) = typed.span(form, date)?;
        meetings.push(MeetingInput {
            starts_at: starts_at.into(),
            ends_at: ends_at.into(),
            break_minutes: Some(typed.break_minutes),
            place: typed.place.clone(),
            join_url: typed.join_url.clone(),
            trainer: typed.trainer.clone(),
            trainer_id: None,
            travel_note: typed.travel_note.clone(),
        });
    }
    let body = SessionInput {
        course_id: course_id?,
        format: format?,
        capacity: capacity?.0,
        min_participants: Some(fewest?.0),
        booking_opens_at: opens.map(Instant::from),
        booking_closes_at: closes.map(Instant::from),
        for_staff: None,
        by_staff: None,
        with_staff: None,
        relates_to_goal: None,
        bring,
        cancel_until,
        meetings,
    };
    (!form.is_faulty()).then_some((body, passed_over))
}

/// How many meetings there are.
fn times(form: &mut Form) -> Option<usize> {
    let Number(times) = form.read("meetings")?;
    let times = usize::try_from(times).unwrap_or(usize::MAX);
    if (1..=MEETINGS_MAX).contains(&times) {
        return Some(times);
    }
    form.fault("meetings", &Invalid::OutOfRange(1, i64::try_from(MEETINGS_MAX).unwrap_or(i64::MAX)));
    None
}

/// The beginning of a day that is typed, or of one so many days later.
fn midnight(form: &mut Form, field: &str, later: u64) -> Option<DateTime<Utc>> {
    let LocalDate(date) = form.read_optional(field)?;
    let date = date.checked_add_days(chrono::Days::new(later))?;
    match wall_time::instant(date.and_time(NaiveTime::MIN)) {
        Ok(instant) => Some(instant),
        Err(reason) => {
            form.fault(field, &reason);
            None
        }
    }
}

impl<'a> CheckPage<'a> {
    fn of(page: &'a Page, form: Form, preview: Preview, passed_over: &[holiday::DayOff]) -> Self {
        let Preview { session, busy } = preview;
        let mut busy = warnings(page, busy);
        let first = session.meetings.first();
        let trainer = first.and_then(|meeting| meeting.trainer.as_ref()).map(ToString::to_string);
        let mut row = |meeting: &domain::meeting::Meeting| {
            let day_off = meeting.day_off().map(|day| page.say_with("planning-day-off", "day", day.name));
            let busy = busy.remove(&meeting.id).unwrap_or_default();
            (page.span(meeting.span), day_off.into_iter().chain(busy).collect::<Vec<_>>())
        };
        let day = |day: &holiday::DayOff| format!("{} ({})", page.date(day.date), day.name);
        Self {
            page,
            title: session.title.to_string(),
            seats: session.capacity,
            fewest: session.min_participants,
            hours: session.meetings.iter().map(domain::meeting::Meeting::study_hours).sum(),
            place: first.and_then(|meeting| meeting.place.as_ref()).map(ToString::to_string),
            unknown_trainer: trainer.is_some() && first.is_some_and(|meeting| meeting.trainer_id.is_none()),
            trainer,
            meetings: session.meetings.iter().map(&mut row).collect(),
            passed_over: passed_over.iter().map(day).collect(),
            form,
        }
    }
}
