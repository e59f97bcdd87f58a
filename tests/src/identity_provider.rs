//! An identity provider of other people: npm's `oidc-provider`, with the claims of Entra ID.

use std::{
    io::{BufRead, BufReader},
    process::{Child, ChildStdin, Command, Stdio},
};

use domain::identity::Provider as Known;
use oidc::{Algorithm, ClientSecret, Options, Provider};

use crate::{
    browser::{Browser, Page},
    peers::{peers_folder, report_missing, script},
};

/// Where the service of every test is reached.
pub const SERVICE: &str = "http://kurser.example";
/// The tenant that accounts belong to.
pub const TENANT: &str = "11111111-2222-3333-4444-555555555555";

/// A running provider.
#[derive(Debug)]
pub struct IdentityProvider {
    /// Its `iss`, and where it listens.
    pub issuer: String,
    child: Child,
    /// It ends when this pipe closes, also when this process is killed.
    _lifeline: ChildStdin,
}

/// A provider that people whose addresses end with `kumla.example` have, by the name `kumla`.
pub fn options(issuer: &str, tenant: &str) -> Options {
    Options {
        known: Known {
            name: "kumla".to_owned(),
            organisation: "Kumla kommun".parse().expect("a name"),
            issuer: issuer.to_owned(),
            tenant: tenant.to_owned(),
            domains: vec!["kumla.example".to_owned()],
        },
        client_id: "kursplats".to_owned(),
        client_secret: ClientSecret::new("hemligt+/& ord".to_owned()),
        algorithm: Algorithm::Rs256,
        always_multi_factor: false,
        redirect_uri: format!("{SERVICE}/inloggning/kumla").parse().expect("an address"),
    }
}

/// The same as the settings hold it.
///
/// # Panics
/// When it cannot be one.
pub fn providers(options: Options) -> oidc::Providers {
    oidc::Providers::new(vec![Provider::new(options).expect("a provider")])
}

impl IdentityProvider {
    /// Starts one; none where it is not installed.
    ///
    /// # Panics
    /// With `CI=true` where it is not installed, or when it does not start.
    pub fn start() -> Option<Self> {
        if !peers_folder().join("node_modules/oidc-provider").is_dir() {
            report_missing("The peer oidc-provider is not installed: nobody signed in at an identity provider");
            return None;
        }
        let mut command = Command::new("node");
        command.arg(script("identity_provider.mjs")).arg(peers_folder());
        command.args([&format!("{SERVICE}/inloggning/kumla"), TENANT]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the provider can be run");
        let lifeline = child.stdin.take().expect("its input is a pipe");
        let mut issuer = String::new();
        let output = child.stdout.take().expect("its output is a pipe");
        BufReader::new(output).read_line(&mut issuer).expect("the provider says where it is");
        Some(Self { issuer: issuer.trim().to_owned(), child, _lifeline: lifeline })
    }

    /// What its page asks of a browser that comes this way; gives the way back to the service, with what it brings.
    ///
    /// # Panics
    /// When it does not lead back.
    pub async fn visit(&self, browser: &Browser, way: &str, form: &[(&str, &str)]) -> String {
        let mut page = browser.get(self.path(way)).await;
        for _ in 0..6 {
            let next = page.header("location").to_owned();
            if let Some(back) = next.strip_prefix(SERVICE) {
                return back.to_owned();
            }
            assert_eq!(page.status, 303, "{}", page.text);
            page = self.at(browser, self.path(&next), form).await;
        }
        panic!("the provider leads nowhere");
    }

    async fn at(&self, browser: &Browser, path: &str, form: &[(&str, &str)]) -> Page {
        if path.starts_with("/interaction/") {
            browser.get(path).await.expect(200);
            return browser.submit_from(path, form, &[]).await;
        }
        browser.get(path).await
    }

    fn path<'a>(&self, way: &'a str) -> &'a str {
        way.strip_prefix(self.issuer.as_str()).unwrap_or(way)
    }
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
