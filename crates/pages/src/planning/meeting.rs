//! Moving or changing a meeting: first what is wanted, then who is concerned, and only then is it done.

use askama::Template;
use domain::{
    access::Right,
    meeting::{Meeting, MeetingChange},
};
use http_api::{App, look, meetings as api};
use persistence::{planning::Consequences, sessions::SessionView};
use poem::{
    handler,
    web::{Data, Path},
};

use super::{
    one::{planned_meeting, warnings},
    when,
};
use crate::{
    Answer, Page,
    form::{Fields, Form, Sent},
    see_other,
    typed::Clock,
};

const FIELDS: Fields = &[
    ("date", "meeting-date"),
    ("startsAt", "meeting-starts"),
    ("endsAt", "meeting-ends"),
    ("breakMinutes", "meeting-breaks"),
    ("place", "meeting-place"),
    ("joinUrl", "meeting-link"),
    ("trainer", "meeting-trainer"),
    ("travelNote", "meeting-travel"),
];

#[derive(Template)]
#[template(path = "meeting.html")]
struct MeetingPage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    back: String,
    title: String,
    when: String,
}

/// What is asked before it is done.
#[derive(Template)]
#[template(path = "meeting_check.html")]
struct CheckPage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    back: String,
    title: String,
    /// What becomes different: the key of its name, what it was and what it will be.
    changes: Vec<(&'static str, String, String)>,
    /// Whoever is booked is told.
    told: bool,
    moved: bool,
    seated: usize,
    waiting: usize,
    /// Who would be in two places at once.
    clashes: Vec<String>,
    /// What else to look at twice.
    warnings: Vec<String>,
}

fn shown(page: &Page, form: Form, view: &SessionView, meeting: &Meeting) -> Answer {
    let shown = MeetingPage {
        page,
        way: format!("/planering/traffar/{}", meeting.id),
        back: format!("/planering/{}", view.session.id),
        title: view.session.title.to_string(),
        when: page.span(meeting.span),
        form,
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// Shows what can be changed of a meeting.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let (view, meeting) = planned_meeting(app, page.with(Right::PlanSessions)?, &id).await?;
    let optional = [
        ("place", meeting.place.as_ref().map(ToString::to_string)),
        ("joinUrl", meeting.join_url.as_ref().map(ToString::to_string)),
        ("trainer", meeting.trainer.as_ref().map(ToString::to_string)),
        ("travelNote", meeting.travel_note.as_ref().map(ToString::to_string)),
    ];
    let form = Form::new(page, FIELDS)
        .with("version", meeting.version)
        .with("date", meeting.local_start().date())
        .with("startsAt", Clock(meeting.local_start().time()))
        .with("endsAt", Clock(meeting.local_end().time()))
        .with("breakMinutes", meeting.break_minutes);
    let form = optional.into_iter().fold(form, |form, (field, value)| match value {
        Some(value) => form.with(field, value),
        None => form,
    });
    shown(page, form, &view, &meeting)
}

/// Shows what a change would mean, and makes it once that has been seen.
#[handler]
pub(crate) async fn save(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>, sent: Sent) -> Answer {
    let who = page.with(Right::PlanSessions)?;
    let (view, meeting) = planned_meeting(app, who, &id).await?;
    let mut form = Form::sent(page, FIELDS, sent);
    if form.act() == "andra" {
        return shown(page, form, &view, &meeting);
    }
    let Some(change) = read(&mut form, &meeting) else { return shown(page, form, &view, &meeting) };
    let done = if form.act() == "spara" {
        let (seen, accepts) = (form.text("version").parse().ok(), form.has("acceptClashes", "ja"));
        api::change(app, &who.caller, seen, meeting.id, change, accepts).await.map(|_| None)
    } else {
        api::consequences(app, &who.caller, meeting.id, change).await.map(Some)
    };
    match done {
        Ok(None) => Ok(see_other(&format!("/planering/{}", view.session.id))),
        Ok(Some(consequences)) => checked(page, form, &view, consequences),
        Err(problem) => {
            form.refuse(problem)?;
            // Whoever goes on from here sees anew what it would mean.
            let form = form.without("version").with("version", meeting.version);
            shown(page, form, &view, &meeting)
        }
    }
}

fn read(form: &mut Form, meeting: &Meeting) -> Option<MeetingChange> {
    let typed = when::read(form)?;
    let (starts_at, ends_at) = typed.span(form, typed.date)?;
    // The same name again would look for the trainer anew, and could find nobody.
    let trainer = Some(typed.trainer).filter(|trainer| *trainer != meeting.trainer);
    Some(MeetingChange {
        starts_at: Some(starts_at.fixed_offset()),
        ends_at: Some(ends_at.fixed_offset()),
        break_minutes: Some(typed.break_minutes),
        place: Some(typed.place),
        join_url: Some(typed.join_url),
        trainer,
        travel_note: Some(typed.travel_note),
        ..MeetingChange::default()
    })
}

fn checked(page: &Page, form: Form, view: &SessionView, consequences: Consequences) -> Answer {
    let Consequences { before, after, moved, told, seated, waiting, clashes, busy, .. } = consequences;
    let day_off = after.day_off().filter(|_| moved).map(|day| page.say_with("planning-day-off", "day", day.name));
    let busy = warnings(page, busy).remove(&after.id).unwrap_or_default();
    let clash = |clash: persistence::planning::ParticipantClash| {
        let values = [
            ("name", clash.person.name.into_string().into()),
            ("title", clash.title.into()),
            ("at", page.moment(clash.starts_at).into()),
        ];
        page.say_of("meeting-clash", &values)
    };
    let shown = CheckPage {
        page,
        way: format!("/planering/traffar/{}", after.id),
        back: format!("/planering/{}", view.session.id),
        title: view.session.title.to_string(),
        changes: changes(page, &before, &after),
        told,
        moved,
        seated,
        waiting,
        clashes: clashes.into_iter().map(clash).collect(),
        warnings: day_off.into_iter().chain(busy).collect(),
        form: form.without("acceptClashes"),
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// What becomes different.
fn changes(page: &Page, before: &Meeting, after: &Meeting) -> Vec<(&'static str, String, String)> {
    let words = |meeting: &Meeting| {
        let text = |value: Option<String>| value.unwrap_or_else(|| page.say("meeting-none"));
        [
            ("meeting-when", page.span(meeting.span)),
            ("meeting-breaks", meeting.break_minutes.to_string()),
            ("meeting-place", text(meeting.place.as_ref().map(ToString::to_string))),
            ("meeting-link", text(meeting.join_url.as_ref().map(ToString::to_string))),
            ("meeting-trainer", text(meeting.trainer.as_ref().map(ToString::to_string))),
            ("meeting-travel", text(meeting.travel_note.as_ref().map(ToString::to_string))),
        ]
    };
    let pairs = words(before).into_iter().zip(words(after));
    pairs.filter(|(was, becomes)| was != becomes).map(|((key, was), (_, becomes))| (key, was, becomes)).collect()
}
