//! A browser as far as signing in goes: it keeps cookies, says where its requests come from, and follows nothing by
//! itself.

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{Mutex, PoisonError},
};

use reqwest::{Method, header::HeaderMap, redirect::Policy};

use crate::world::World;

/// A browser.
pub struct Browser {
    client: reqwest::Client,
    base: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What it shows.
#[derive(Debug, Clone)]
pub struct Page {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The page itself.
    pub text: String,
    /// The same as it came: some answers are files.
    pub bytes: Vec<u8>,
}

impl Page {
    /// A header; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The page itself, if it has this status.
    ///
    /// # Panics
    /// When it has another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }
}

/// What every form of a page of ours says.
pub const OWN: (&str, &str) = ("Sec-Fetch-Site", "same-origin");

impl Browser {
    /// A browser that has never been here.
    ///
    /// # Panics
    /// When there is no client.
    pub fn new(world: &World) -> Self {
        Self::at(&world.base)
    }

    /// The same, of a server at an address.
    ///
    /// # Panics
    /// When there is no client.
    pub fn at(base: &str) -> Self {
        let client = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { client, base: base.to_owned(), cookies: Mutex::default() }
    }

    /// Another one with the same cookies, as if a thief had them.
    pub fn copy(&self) -> Self {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self { client: self.client.clone(), base: self.base.clone(), cookies: Mutex::new(cookies) }
    }

    /// A cookie it has.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// Puts a cookie into it.
    pub fn plant(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), value.to_owned());
    }

    /// Sends a request with its cookies and keeps those that come back.
    ///
    /// # Panics
    /// When no answer comes.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<String>) -> Page {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        let kept = self.cookies.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if !kept.is_empty() {
            let pairs: Vec<String> = kept.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("Cookie", pairs.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let answer = request.send().await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        self.keep(&headers);
        let bytes = answer.bytes().await.expect("a body").to_vec();
        Page { status, headers, text: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }

    fn keep(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        for line in headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()) {
            let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else { continue };
            if line.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Looks at a page.
    pub async fn get(&self, path: &str) -> Page {
        self.send(Method::GET, path, &[], None).await
    }

    /// Sends a form of one of our own pages.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.submit_from(path, fields, &[OWN]).await
    }

    /// Sends a form with these headers.
    pub async fn submit_from(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Page {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let mut all = vec![("Content-Type", "application/x-www-form-urlencoded")];
        all.extend(headers);
        self.send(Method::POST, path, &all, Some(pairs.join("&"))).await
    }
}

impl World {
    /// The browser of somebody with this address, who has typed the code of a mail to sign in by.
    ///
    /// # Panics
    /// When she is not let in.
    pub async fn signed_in(&self, email: &str) -> Browser {
        let browser = Browser::new(self);
        browser.submit("/logga-in", &[("email", email)]).await.expect(200);
        let mails = self.mail().await;
        let texts = mails.iter().rev().map(|file| std::fs::read_to_string(file).expect("a mail"));
        let code = texts.filter(|text| text.contains(email)).find_map(|text| {
            text.lines()
                .map(str::trim)
                .find(|line| line.len() == 9 && line.chars().nth(4) == Some('-'))
                .map(str::to_owned)
        });
        browser.submit("/inloggningskod", &[("code", &code.expect("a code"))]).await.expect(303);
        browser
    }
}

/// As forms are written: everything but letters and digits behind a percent sign.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("text");
        }
        out
    })
}
