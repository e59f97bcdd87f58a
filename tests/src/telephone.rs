//! Somebody's telephone, with an app that shows codes (TOTP), and the recovery codes she has kept.

use chrono::{DateTime, Utc};
use totp_rs::{Builder, Secret, Totp};

use crate::browser::Browser;

/// A telephone.
pub struct Telephone {
    app: Totp,
    /// The key, as the page shows it in the address for apps.
    pub key: String,
    codes: Vec<String>,
}

impl Telephone {
    /// Sets the app up on the page that somebody sees who is signed in and has no second factor.
    ///
    /// # Panics
    /// When the page offers no app, or does not take its code.
    pub async fn enrol(browser: &Browser, now: DateTime<Utc>) -> Self {
        let mut telephone = Self::reads(&browser.get("/konto/tvasteg").await.expect(200).text);
        let kept = browser.submit("/konto/tvasteg", &[("code", &telephone.code(now))]).await.expect(200);
        telephone.codes = codes(&kept.text);
        telephone
    }

    /// Reads the picture on the page, as far as its address goes.
    ///
    /// # Panics
    /// When there is none.
    pub fn reads(page: &str) -> Self {
        let key = page.split_once("secret=").expect("an address for apps").1;
        let key: String = key.chars().take_while(char::is_ascii_alphanumeric).collect();
        let secret = Secret::try_from_base32(&key).expect("base 32");
        let app = Builder::new().with_secret(secret).build().expect("an app");
        Self { app, key, codes: Vec::new() }
    }

    /// The code that it shows.
    ///
    /// # Panics
    /// Before 1970.
    pub fn code(&self, now: DateTime<Utc>) -> String {
        self.app.generate(u64::try_from(now.timestamp()).expect("a time")).to_string()
    }

    /// A recovery code that has not been taken yet.
    ///
    /// # Panics
    /// When none is left.
    pub fn recovery_code(&mut self) -> String {
        self.codes.pop().expect("a recovery code")
    }

    /// All that nobody else may see.
    pub fn secrets(&self) -> Vec<String> {
        self.codes.iter().cloned().chain([self.key.clone()]).collect()
    }
}

/// The recovery codes on a page.
pub fn codes(page: &str) -> Vec<String> {
    page.split("<li><code>").skip(1).filter_map(|rest| Some(rest.split_once("</code>")?.0.to_owned())).collect()
}
