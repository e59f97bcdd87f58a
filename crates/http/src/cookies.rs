//! The three cookies: of a browser that has asked for a link, of one that was sent to an identity provider, and of one
//! that is signed in.

use chrono::TimeDelta;
use domain::sign_in::LINK_LIFETIME;
use persistence::sign_ins::NewSignIn;
use poem::{
    Request,
    http::{HeaderValue, header},
};

use crate::App;

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// The browser has asked for a link, and only here it is of use.
    Asked,
    /// The browser was sent to an identity provider, and only here somebody comes back from it.
    Left,
    /// Somebody is signed in.
    SignedIn,
}

impl Cookie {
    /// The prefix makes browsers refuse the cookie from any other host, path or plain connection (RFC 6265bis §4.1.3).
    /// They refuse it on plain HTTP altogether, and some do even on the own machine; so where the service is tried
    /// without TLS, which the settings allow there only, the cookies have plain names and no `Secure`.
    fn name(self, app: &App) -> &'static str {
        match (self, app.is_https()) {
            (Self::Asked, true) => "__Host-login",
            (Self::Asked, false) => "login",
            (Self::Left, true) => "__Host-provider",
            (Self::Left, false) => "provider",
            (Self::SignedIn, true) => "__Host-s",
            (Self::SignedIn, false) => "s",
        }
    }

    /// What the browser has kept, if it has.
    pub fn of(self, request: &Request, app: &App) -> Option<String> {
        let all = request.headers().get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == self.name(app)).map(|(_, value)| value.to_owned())
    }

    /// Makes the browser keep a value; without an age until it is closed.
    fn set(self, app: &App, value: &str, age: Option<TimeDelta>) -> String {
        let age = age.map(|age| format!("; Max-Age={}", age.num_seconds().max(0))).unwrap_or_default();
        let secure = if app.is_https() { "; Secure" } else { "" };
        format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", self.name(app))
    }

    /// Makes the browser forget it.
    pub fn forgotten(self, app: &App) -> String {
        self.set(app, "", Some(TimeDelta::zero()))
    }
}

/// The cookie of a browser that has asked, kept as long as the link is good for something.
pub(crate) fn asked(app: &App, secret: &str) -> String {
    Cookie::Asked.set(app, secret, Some(LINK_LIFETIME))
}

/// The cookie of a browser that was sent to a provider, kept until a mail may be asked for that says whose the account
/// there is.
pub(crate) fn left(app: &App, secret: &str) -> String {
    Cookie::Left.set(app, secret, Some(LINK_LIFETIME * 2))
}

/// The cookie of somebody who is signed in, kept no longer than that lasts.
pub(crate) fn signed_in(app: &App, signed_in: &NewSignIn) -> String {
    let age = (!signed_in.shared_computer).then(|| signed_in.expires_at - app.clock.now());
    Cookie::SignedIn.set(app, signed_in.secret.reveal(), age)
}

/// A cookie as a header.
pub(crate) fn header_value(cookie: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(cookie).ok()
}
