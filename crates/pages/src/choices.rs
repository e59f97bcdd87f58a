//! What one chooses for oneself: language and reminders, what one states of Digiteket, and the address of one's calendar.

use askama::Template;
use domain::{
    CalendarFeedId,
    digiteket::{ProfileAnswer, ProfileStatement},
    notice::Language,
    wall_time::LocalDate,
};
use http_api::{
    App, digiteket as digiteket_api,
    feeds::{self as feeds_api, CalendarFeedInput},
    look, people as people_api,
};
use persistence::{digiteket, feeds, page::PageRequest, people};
use poem::{
    handler,
    web::{Data, Path},
};

use crate::{
    Answer, Failure, Page,
    form::{Fields, Form, Sent},
    see_other,
};

/// More feeds than anybody has.
const FEEDS: PageRequest = PageRequest { limit: 100, page: 1 };
const CHOSEN: Fields = &[("language", "choices-language"), ("reminders", "choices-reminders")];
const PROFILE: Fields = &[("profile", "digiteket-profile"), ("since", "digiteket-since"), ("until", "digiteket-until")];

#[derive(Template)]
#[template(path = "choices.html")]
struct ChoicesPage<'a> {
    page: &'a Page,
    form: Form,
    languages: Vec<(String, String)>,
    reminders: Vec<(String, String)>,
    email: String,
}

#[derive(Template)]
#[template(path = "digiteket.html")]
struct DigiteketPage<'a> {
    page: &'a Page,
    form: Form,
    answers: Vec<(String, String)>,
    stated: Option<String>,
}

#[derive(Template)]
#[template(path = "feed.html")]
struct FeedPage<'a> {
    page: &'a Page,
    form: Form,
    /// The way to end it, and its address.
    feed: Option<(String, String)>,
}

/// Shows what one has chosen.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    let who = page.who()?;
    let person = people::chosen(&app.db, who.caller.0.person).await?;
    let form = Form::new(page, CHOSEN).with("language", person.language).with("reminders", yes_or_no(person.reminders));
    shown(app, page, form).await
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "ja" } else { "nej" }
}

async fn shown(app: &App, page: &Page, form: Form) -> Answer {
    let who = page.who()?;
    let person = people::chosen(&app.db, who.caller.0.person).await?;
    let status = form.status();
    let shown = ChoicesPage {
        page,
        form,
        languages: vec![("sv".into(), "Svenska".into()), ("en".into(), "English".into())],
        reminders: vec![("ja".into(), page.say("choices-remind")), ("nej".into(), page.say("choices-remind-not"))],
        email: person.email.to_string(),
    };
    Ok(look::page(status, &shown))
}

/// Keeps what one has chosen.
#[handler]
pub(crate) async fn choose(Data(app): Data<&App>, Data(page): Data<&Page>, sent: Sent) -> Answer {
    let who = page.who()?;
    let mut form = Form::sent(page, CHOSEN, sent);
    let language: Option<Language> = form.read("language");
    let reminders = match form.text("reminders") {
        "ja" => Some(true),
        "nej" => Some(false),
        _ => {
            form.fault("reminders", &domain::Invalid::Empty);
            None
        }
    };
    if form.is_faulty() {
        return shown(app, page, form).await;
    }
    match people_api::choose(app, &who.caller, people::Choices { language, reminders }).await {
        Ok(_) => Ok(see_other("/mina-val")),
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, form).await
        }
    }
}

/// Shows what is known of one's profile in Digiteket.
#[handler]
pub(crate) async fn show_profile(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    let known = profile(app, page).await?;
    let mut form = Form::new(page, PROFILE);
    if known.profile.answer != ProfileAnswer::Unknown {
        form = form.with("profile", known.profile.answer);
    }
    let days = [("since", known.profile.since), ("until", known.profile.until)];
    let form = days.into_iter().fold(form, |form, (name, day)| match day {
        Some(day) => form.with(name, day),
        None => form,
    });
    profile_shown(app, page, form).await
}

async fn profile(app: &App, page: &Page) -> Result<ProfileStatement, Failure> {
    let scope = &page.who()?.caller.0;
    Ok(digiteket::profile(&app.db, scope, scope.person, app.clock.now()).await?)
}

async fn profile_shown(app: &App, page: &Page, form: Form) -> Answer {
    let known = profile(app, page).await?;
    let answers = vec![("yes".into(), page.say("digiteket-yes")), ("no".into(), page.say("digiteket-no"))];
    let stated = known.stated_at.map(|at| page.moment(at));
    Ok(look::page(form.status(), &DigiteketPage { page, form, answers, stated }))
}

/// Keeps what one states of one's profile in Digiteket.
#[handler]
pub(crate) async fn state_profile(Data(app): Data<&App>, Data(page): Data<&Page>, sent: Sent) -> Answer {
    let who = page.who()?;
    let mut form = Form::sent(page, PROFILE, sent);
    let answer: Option<ProfileAnswer> = form.read("profile");
    let since: Option<LocalDate> = form.read_optional("since");
    let until: Option<LocalDate> = form.read_optional("until");
    let Some(profile) = answer.filter(|_| !form.is_faulty()) else { return profile_shown(app, page, form).await };
    let body = digiteket_api::DigiteketProfileInput { profile, since, until };
    match digiteket_api::state(app, &who.caller, who.caller.0.person, None, &body).await {
        Ok(_) => Ok(see_other("/digiteket")),
        Err(problem) => {
            form.refuse(problem)?;
            profile_shown(app, page, form).await
        }
    }
}

/// Shows the address of one's calendar.
#[handler]
pub(crate) async fn show_feed(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    let who = page.who()?;
    let all = feeds::list(&app.db, who.caller.0.person, FEEDS).await?.items;
    let live = all.into_iter().find(|feed| feed.revoked_at.is_none() && feed.library_id.is_none());
    let feed = live.map(|feed| (format!("/kalenderadress/{}/slut", feed.id), feeds_api::address(app, feed.id)));
    let form = Form::new(page, &[]);
    Ok(look::page(form.status(), &FeedPage { page, form, feed }))
}

/// Makes an address for one's calendar.
#[handler]
pub(crate) async fn want_feed(Data(app): Data<&App>, Data(page): Data<&Page>, sent: Sent) -> Answer {
    let form = Form::sent(page, &[], sent);
    let own = CalendarFeedInput { library_id: None };
    feeds_api::want(app, &page.who()?.caller, form.sent_key(), &own).await?;
    Ok(see_other("/kalenderadress"))
}

/// Makes the address lead nowhere any more.
#[handler]
pub(crate) async fn revoke_feed(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let id = id.parse::<CalendarFeedId>().map_err(|_| Failure::NotFound)?;
    let form = Form::sent(page, &[], sent);
    feeds_api::revoke(app, &page.who()?.caller, form.sent_key(), id).await?;
    Ok(see_other("/kalenderadress"))
}
