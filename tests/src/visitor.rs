//! Somebody in front of a real browser: she reads, clicks and types, and everything she sees is looked at.

use fantoccini::{Locator, elements::Element, error::CmdError};
use serde_json::{Value, json};

use crate::{browser::Browser, chromium::Chromium, world::World};

mod keyboard;
mod looking;

pub use keyboard::Key;

/// What somebody sits in front of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Its width and height.
    pub size: (u32, u32),
    /// Whether JavaScript is on.
    pub script: bool,
}

impl Screen {
    /// A telephone.
    pub const PHONE: Self = Self { size: (360, 740), script: true };
    /// A computer.
    pub const DESKTOP: Self = Self { size: (1280, 900), script: true };

    /// The same with JavaScript off.
    #[must_use]
    pub fn without_javascript(self) -> Self {
        Self { script: false, ..self }
    }
}

/// Somebody in front of a browser.
pub struct Visitor {
    browser: Chromium,
    base: String,
    screen: Screen,
    /// How often she has clicked.
    pub clicks: u32,
    /// How many fields she has typed into.
    pub typed: u32,
}

/// How long a page may take that a click leads to.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

impl Visitor {
    /// Somebody who has never been here; none where no browser is installed.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn new(world: &World, screen: Screen) -> Option<Self> {
        Self::speaking(&world.base, screen, "sv").await
    }

    /// The same, with a browser that asks for a language, at an address.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn speaking(base: &str, screen: Screen, language: &str) -> Option<Self> {
        let browser = Chromium::start(language).await?;
        let visitor = Self { browser, base: base.to_owned(), screen, clicks: 0, typed: 0 };
        visitor.resize(screen.size).await;
        visitor.lets_scripts_run(screen.script).await;
        Some(visitor)
    }

    async fn lets_scripts_run(&self, they_may: bool) {
        self.browser.command("Emulation.setScriptExecutionDisabled", json!({ "value": !they_may })).await;
    }

    async fn resize(&self, (width, height): (u32, u32)) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.browser.command("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Makes her the one with this address, who has typed the code of a mail to sign in by.
    ///
    /// # Panics
    /// When she is not let in.
    pub async fn signs_in(&mut self, world: &World, email: &str) {
        self.comes_as(&world.signed_in(email).await).await;
    }

    /// Makes her the one who is signed in with another browser.
    ///
    /// # Panics
    /// When nobody is.
    pub async fn comes_as(&mut self, other: &Browser) {
        let secret = other.cookie("s").expect("a cookie");
        let cookie = json!({ "name": "s", "value": secret, "url": self.base, "httpOnly": true, "sameSite": "Lax" });
        self.browser.command("Network.setCookie", cookie).await;
    }

    /// Writes an address into the address bar.
    ///
    /// # Panics
    /// When it does not open.
    pub async fn opens(&self, path: &str) -> &Self {
        self.browser.client.goto(&format!("{}{path}", self.base)).await.expect("a page");
        self
    }

    /// Follows a link or presses a button by what stands on it.
    ///
    /// # Panics
    /// When there is none.
    pub async fn clicks(&mut self, words: &str) -> &mut Self {
        let quoted = format!("\"{words}\"");
        let path = format!(
            "//*[self::a or self::button or self::summary][normalize-space(.)={quoted} or @aria-label={quoted}]"
        );
        let found = self.browser.client.find(Locator::XPath(&path)).await;
        let Ok(element) = found else { panic!("no {words:?} to click on {}", self.page().await) };
        element.click().await.expect("a click");
        self.clicks += 1;
        self
    }

    async fn field(&self, name: &str) -> Element {
        let found = self.browser.client.find(Locator::Css(&format!("[name='{name}']"))).await;
        let Ok(element) = found else { panic!("no field {name:?} on {}", self.page().await) };
        element
    }

    /// Types into a field, by its name, instead of what stands there.
    ///
    /// # Panics
    /// When there is none.
    pub async fn types(&mut self, name: &str, text: &str) -> &mut Self {
        let field = self.field(name).await;
        field.clear().await.expect("an empty field");
        if !text.is_empty() {
            field.send_keys(text).await.expect("typing");
        }
        self.typed += 1;
        self
    }

    /// Chooses a file for a field, by its name.
    ///
    /// # Panics
    /// When there is none.
    pub async fn brings(&mut self, name: &str, file: &std::path::Path) -> &mut Self {
        self.field(name).await.send_keys(&file.to_string_lossy()).await.expect("a file");
        self.clicks += 1;
        self
    }

    /// Chooses in a list, a radio button or a box to tick, by its value.
    ///
    /// # Panics
    /// When there is none.
    pub async fn chooses(&mut self, name: &str, value: &str) -> &mut Self {
        let css = format!("[name='{name}'][value='{value}'], [name='{name}'] option[value='{value}']");
        let found = self.browser.client.find(Locator::Css(&css)).await;
        let Ok(element) = found else { panic!("no choice {name}={value} on {}", self.page().await) };
        element.click().await.expect("a click");
        self.clicks += 1;
        self
    }

    /// Goes on with the keyboard alone.
    ///
    /// # Panics
    /// When nothing has the focus.
    pub async fn presses(&mut self, keys: &str) -> &mut Self {
        let focused = self.browser.client.active_element().await.expect("something with the focus");
        focused.send_keys(keys).await.expect("a key");
        self
    }

    /// What has the focus, in words.
    ///
    /// # Panics
    /// When nothing has.
    pub async fn focused(&self) -> String {
        let focused = self.browser.client.active_element().await.expect("something with the focus");
        focused.text().await.expect("a text").trim().to_owned()
    }

    /// Where she is: the path and what stands behind the question mark.
    ///
    /// # Panics
    /// When she is nowhere.
    pub async fn way(&self) -> String {
        let address = self.browser.client.current_url().await.expect("an address");
        address.as_str().strip_prefix(&self.base).unwrap_or(address.as_str()).to_owned()
    }

    /// All words of the page.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn words(&self) -> String {
        // While the browser goes from one page to the next there is none, or the one it held is gone.
        for _ in 0..20 {
            let body = self.browser.client.wait().for_element(Locator::Css("body")).await.expect("a page");
            if let Ok(words) = body.text().await {
                return words;
            }
        }
        panic!("no page stays long enough to be read")
    }

    /// The title of the page.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn title(&self) -> String {
        self.browser.client.title().await.expect("a title")
    }

    async fn page(&self) -> String {
        format!("{}\n{}", self.way().await, self.words().await)
    }

    /// Sees these words, on a page that everybody can use.
    ///
    /// # Panics
    /// When she does not.
    pub async fn sees(&self, words: &str) -> &Self {
        // Where a click leads comes in a moment; what never comes is told below.
        let path = format!("//body[contains(normalize-space(.), \"{words}\")]");
        let _ = self.browser.client.wait().at_most(PATIENCE).for_element(Locator::XPath(&path)).await;
        let shown = self.words().await;
        assert!(shown.contains(words), "no {words:?} on {}", self.page().await);
        self.looks_around().await;
        self
    }

    /// Does not see these words.
    ///
    /// # Panics
    /// When she does.
    pub async fn sees_no(&self, words: &str) -> &Self {
        let shown = self.words().await;
        assert!(!shown.contains(words), "{words:?} on {}", self.page().await);
        self
    }

    /// Takes the network away from her, or gives it back.
    ///
    /// # Panics
    /// When the browser does not obey.
    pub async fn has_network(&self, there: bool) -> &Self {
        let conditions = json!({ "offline": !there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.browser.command("Network.enable", json!({})).await;
        self.browser.command("Network.emulateNetworkConditions", conditions).await;
        self
    }

    /// Waits until these words are there, which a script brings.
    ///
    /// # Panics
    /// When they do not come.
    pub async fn waits_for(&self, words: &str) -> &Self {
        let path = format!("//main//*[contains(normalize-space(.), \"{words}\")]");
        let come = self.browser.client.wait().for_element(Locator::XPath(&path)).await;
        assert!(come.is_ok(), "no {words:?} on {}", self.page().await);
        self
    }

    /// Runs a script of the test's own, which no rule for pages holds back.
    ///
    /// # Panics
    /// When it fails.
    pub async fn run(&self, script: &str) -> Value {
        let done: Result<Value, CmdError> = self.browser.client.execute(script, Vec::new()).await;
        done.unwrap_or_else(|error| panic!("{error}: {}", &script[script.len().saturating_sub(300)..]))
    }

    /// A picture of what she sees.
    ///
    /// # Panics
    /// When there is none.
    pub async fn picture(&self) -> Vec<u8> {
        self.browser.client.screenshot().await.expect("a picture")
    }
}
