//! The frame of every page: who looks at it, in which language, and where it stands.

use calendar::dates;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::{Right, Role},
    notice::Language,
    second_factor::Owed,
    values::Timespan,
    wall_time,
};
use http_api::{
    App,
    caller::Caller,
    cookies::Cookie,
    request::{self, Context},
};
use persistence::{
    people,
    sign_ins::{self, Presence},
};
use poem::Request;

use crate::{
    Failure,
    menu::{self, Link},
    texts,
};

/// What is known when a page is made.
#[derive(Debug, Clone)]
pub struct Page {
    /// The language it is in: what the person has chosen, or what her browser asks for.
    pub language: Language,
    /// Who looks at it, if she is signed in.
    pub who: Option<Who>,
    /// What somebody must do first who has begun to sign in.
    pub owed: Option<Owed>,
    /// Where it stands.
    pub path: String,
    /// The path and what stands behind the question mark, to come back to.
    pub way: String,
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Who {
    /// As the API knows her.
    pub caller: Caller,
    /// Her name.
    pub name: String,
}

impl Who {
    /// What she acts as.
    pub fn role(&self) -> Role {
        self.caller.0.role
    }
}

/// A language, as requests know it.
pub(crate) fn of_request(language: Language) -> request::Language {
    match language {
        Language::Swedish => request::Language::Swedish,
        Language::English => request::Language::English,
    }
}

impl Page {
    /// The page that a request asks for.
    pub(crate) async fn of(app: &App, request: &Request) -> Result<Self, Failure> {
        let mut page = Self::nobodys(request);
        let Some(secret) = Cookie::SignedIn.of(request, app) else { return Ok(page) };
        // A cookie that is too old is nobody's doing.
        let signed_in = match sign_ins::caller(&app.db, &secret, app.clock.now()).await? {
            None => return Ok(page),
            Some(Presence::Owes(_, owed)) => {
                page.owed = Some(owed);
                return Ok(page);
            }
            Some(Presence::In(signed_in)) => signed_in,
        };
        let person = people::chosen(&app.db, signed_in.scope.person).await?;
        page.language = person.language;
        page.who = Some(Who { caller: signed_in.into(), name: person.name.into_string() });
        Ok(page)
    }

    /// The page as anybody sees it.
    pub(crate) fn nobodys(request: &Request) -> Self {
        let language = match Context::of(request).language {
            request::Language::Swedish => Language::Swedish,
            request::Language::English => Language::English,
        };
        let uri = request.original_uri();
        let way = uri.path_and_query().map_or("/", |way| way.as_str()).to_owned();
        Self { language, who: None, owed: None, path: uri.path().to_owned(), way }
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// When nobody is; the answer leads to where one signs in, and back.
    pub fn who(&self) -> Result<&Who, Failure> {
        self.who.as_ref().ok_or(self.owed.map_or(Failure::SignIn, Failure::Owes))
    }

    /// Who is signed in, if her role has the right. Without it the answer is as if there were nothing.
    ///
    /// # Errors
    /// When nobody is signed in, or she may not.
    pub fn with(&self, right: Right) -> Result<&Who, Failure> {
        let who = self.who()?;
        if who.role().may(right) { Ok(who) } else { Err(Failure::NotFound) }
    }

    /// Whether somebody with this role looks at it.
    pub fn is_for(&self, role: Role) -> bool {
        self.who.as_ref().is_some_and(|who| who.role() == role)
    }

    /// A text.
    pub fn say(&self, key: &str) -> String {
        texts::say(self.language, key, &[])
    }

    /// A text with something in it, which it names: `{ $name }`.
    pub fn say_with(&self, key: &str, name: &'static str, value: impl ToString) -> String {
        texts::say(self.language, key, &[(name, texts::Value::Text(value.to_string()))])
    }

    /// A text about a number, which it names `{ $count }`.
    pub fn count(&self, key: &str, count: impl Into<texts::Number>) -> String {
        texts::say(self.language, key, &[("count", texts::Value::Number(count.into().0))])
    }

    /// A text with several things in it.
    pub fn say_of(&self, key: &str, values: &[(&'static str, texts::Value)]) -> String {
        texts::say(self.language, key, values)
    }

    /// A date.
    pub fn date(&self, date: NaiveDate) -> String {
        dates::date(date, self.language)
    }

    /// A month.
    pub fn month(&self, date: NaiveDate) -> String {
        dates::month(date, self.language)
    }

    /// Which part of a list is shown.
    pub fn part(&self, number: impl Into<texts::Number>, count: impl Into<texts::Number>) -> String {
        let values = [("number", number.into().into()), ("count", count.into().into())];
        self.say_of("pages-part", &values)
    }

    /// A moment, by the clocks here.
    pub fn moment(&self, instant: DateTime<Utc>) -> String {
        dates::moment(wall_time::local(instant), self.language)
    }

    /// From when to when, by the clocks here.
    pub fn span(&self, span: Timespan) -> String {
        dates::span(wall_time::local(span.starts_at), wall_time::local(span.ends_at), self.language)
    }

    /// The menu.
    pub fn links(&self) -> Vec<Link> {
        menu::links(self)
    }

    /// Who looks, and as what.
    pub fn account(&self) -> String {
        let Some(who) = &self.who else { return String::new() };
        let role = self.say(menu::role_key(who.role()));
        self.say_of("nav-account", &[("name", who.name.as_str().into()), ("role", role.into())])
    }

    /// Where one signs in and comes back from.
    pub fn sign_in_way(&self) -> String {
        if self.way == "/" { "/logga-in".to_owned() } else { format!("/logga-in?next={}", encoded(&self.way)) }
    }
}

/// A text as it stands in an address.
pub(crate) fn encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a text does not fail.
            write!(out, "%{byte:02X}").unwrap_or_default();
        }
        out
    })
}
