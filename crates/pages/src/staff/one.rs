//! One of the staff: where she works, what she is booked on, and what is known of her profile in Digiteket.

use askama::Template;
use domain::{
    PersonId,
    access::Right,
    booking::BookingStatus,
    digiteket::{ProfileAnswer, ProfileStatement},
    meeting::MeetingStatus,
    person::Employment,
    wall_time::LocalDate,
};
use http_api::{App, digiteket as api, look};
use persistence::{
    bookings::{self, Away},
    people,
};
use poem::{
    handler,
    web::{Data, Path},
};

use super::employments::person;
use crate::{
    Answer, Failure, Page,
    form::{Fields, Form, Sent},
    see_other,
};

const FIELDS: Fields = &[("profile", "attest-profile"), ("since", "digiteket-since"), ("until", "digiteket-until")];

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    name: String,
    email: Option<String>,
    email_failed: bool,
    employments: Vec<Work>,
    bookings: Vec<Booked>,
    /// What is known of her profile, and when it was stated; none where that is not to be seen.
    profile: Option<(&'static str, Option<String>)>,
    answers: Vec<(String, String)>,
}

/// Somewhere she works, or has worked.
struct Work {
    library: String,
    days: String,
    category: &'static str,
    /// Where it is changed, by whoever may.
    way: Option<String>,
}

/// Something she is booked on.
pub(super) struct Booked {
    pub title: String,
    pub course: String,
    pub when: Vec<String>,
    pub note: Option<String>,
    pub cancel: String,
}

/// Shows one of the staff.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    shown(app, page, &id, None).await
}

async fn shown(app: &App, page: &Page, id: &str, form: Option<Form>) -> Answer {
    let person = person(app, page, id).await?;
    let scope = &page.with(Right::ManagePeople)?.caller.0;
    let now = app.clock.now();
    let libraries = super::all_libraries(app).await?;
    let work = |one: &Employment| {
        let (library, days) = super::employment_words(page, one, &libraries);
        let own = scope.reaches_library(Right::ManagePeople, one.library_id);
        let way = own.then(|| format!("/personal/{}/anstallning/{}", person.id, one.id));
        Work { library, days, category: super::category_key(one.category), way }
    };
    let employments = people::employments_shown(&app.db, scope, person.id, now).await?;
    let booked = bookings::away(&app.db, scope, Some(person.id), now).await?;
    let known = super::known_profile(app, page, person.id).await?;
    let stated = |known: &ProfileStatement| known.stated_at.map(|at| page.moment(at));
    let shown = PersonPage {
        page,
        form: form.unwrap_or_else(|| filled(page, known.as_ref())),
        way: format!("/personal/{}", person.id),
        name: person.name.to_string(),
        email: person.email.as_ref().map(ToString::to_string),
        email_failed: person.email_failure.is_some(),
        employments: employments.iter().map(work).collect(),
        bookings: booked.iter().map(|one| Booked::of(page, one)).collect(),
        profile: known.as_ref().map(|known| (super::profile_key(known.profile.answer), stated(known))),
        answers: vec![("yes".into(), page.say("profile-yes")), ("no".into(), page.say("profile-no"))],
    };
    Ok(look::page(shown.form.status(), &shown))
}

fn filled(page: &Page, known: Option<&ProfileStatement>) -> Form {
    let form = Form::new(page, FIELDS);
    let Some(profile) = known.map(|known| known.profile).filter(|one| one.answer != ProfileAnswer::Unknown) else {
        return form;
    };
    let form = form.with("profile", profile.answer);
    let days = [("since", profile.since), ("until", profile.until)];
    days.into_iter().filter_map(|(name, day)| Some((name, day?))).fold(form, |form, (name, day)| form.with(name, day))
}

/// Keeps what is attested of somebody's profile.
#[handler]
pub(crate) async fn attest(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::AttestProfiles)?;
    let person: PersonId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut form = Form::sent(page, FIELDS, sent);
    let answer: Option<ProfileAnswer> = form.read("profile");
    let since: Option<LocalDate> = form.read_optional("since");
    let until: Option<LocalDate> = form.read_optional("until");
    let Some(profile) = answer.filter(|_| !form.is_faulty()) else {
        return shown(app, page, &id, Some(form)).await;
    };
    let body = api::DigiteketProfileInput { profile, since, until };
    match api::state(app, &who.caller, person, None, &body).await {
        Ok(_) => Ok(see_other(&format!("/personal/{person}"))),
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, &id, Some(form)).await
        }
    }
}

impl Booked {
    pub(super) fn of(page: &Page, away: &Away) -> Self {
        let session = &away.session.session;
        let coming = session.meetings.iter().filter(|meeting| meeting.status == MeetingStatus::Planned);
        let waiting = away.view.booking.status == BookingStatus::Waiting;
        Self {
            title: session.title.to_string(),
            course: format!("/kurser/{}", session.id),
            when: coming.map(|meeting| page.span(meeting.span)).collect(),
            note: waiting.then(|| page.count("staff-waiting", away.view.waiting_position.unwrap_or(1))),
            cancel: format!("/personal/bokningar/{}/avbokning", away.view.booking.id),
        }
    }
}
