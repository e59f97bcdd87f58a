//! Signing in with the account at one's own employer: who must, and whom such an account stands for.
//!
//! An account is known by what its provider gives to nobody else, never by an address or a name: those are changed and
//! given on. Which provider answers for a person follows from her address in the register, never from what a token says.

use chrono::{DateTime, Utc};

use crate::{
    second_factor::{FRESH, Proof, ProvenBy},
    values::{EmailAddress, Line},
};

/// An account at an identity provider, by what never changes (OpenID Connect Core 1.0 §5.7).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The provider (`iss`).
    pub issuer: String,
    /// The organisation, where a provider serves several (`tid`); otherwise empty.
    pub tenant: String,
    /// The account there (`oid`, or `sub`).
    pub subject: String,
}

/// What a provider has vouched for, just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// Who is in front of the browser.
    pub identity: Identity,
    /// Whether she has shown more than a password there.
    pub multi_factor: bool,
    /// When she did, if the provider says so (`auth_time`). It may be long ago: who is signed in there is let through.
    pub authenticated_at: Option<DateTime<Utc>>,
}

impl Vouched {
    /// What it proves beyond the account itself, and when. Where the provider does not say when, she may have been signed
    /// in there for days, and whoever finds her browser open with her: then it counts, but never as fresh.
    pub fn proof(&self, now: DateTime<Utc>) -> Option<Proof> {
        let at = self.authenticated_at.unwrap_or(now - FRESH);
        self.multi_factor.then_some(Proof { by: ProvenBy::Provider, at })
    }
}

/// An organisation that vouches for its own people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// What it is called in addresses.
    pub name: String,
    /// What people call it.
    pub organisation: Line<120>,
    /// Its `iss`.
    pub issuer: String,
    /// Its `tid`; empty where there is none.
    pub tenant: String,
    /// The e-mail domains of its people, in small letters.
    pub domains: Vec<String>,
}

impl Provider {
    /// Whether an account is one of its own.
    pub fn knows(&self, identity: &Identity) -> bool {
        self.issuer == identity.issuer && self.tenant == identity.tenant
    }

    fn answers_for(&self, email: &EmailAddress) -> bool {
        let domain = email.as_str().rsplit_once('@').map(|(_, domain)| domain);
        domain.is_some_and(|domain| self.domains.iter().any(|own| own == domain))
    }
}

/// All providers of an installation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Providers(Vec<Provider>);

/// What somebody is sent who asks to sign in by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer<'a> {
    /// A link and a code.
    SignIn,
    /// A link and a code, which also say for good whose the account is that she has just signed in with there.
    Connect(&'a Provider),
    /// Only where she signs in.
    Elsewhere(&'a Provider),
}

impl Providers {
    /// These.
    pub fn new(providers: Vec<Provider>) -> Self {
        Self(providers)
    }

    /// Each.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.0.iter()
    }

    /// The one that answers for a person: where she has an account already, or else by her address.
    pub fn of(&self, email: &EmailAddress, own: &[Identity]) -> Option<&Provider> {
        let known = |provider: &&Provider| own.iter().any(|identity| provider.knows(identity));
        self.0.iter().find(known).or_else(|| self.0.iter().find(|provider| provider.answers_for(email)))
    }

    /// What a person gets who asks for mail to sign in by, from a browser in which an account that nobody knows has
    /// been proven. Who has a provider signs in there and by no mail; one mail alone says that an account there is hers,
    /// and only as long as she has none. Another one she gets by being shut out and let in again, or by a reset. Whoever
    /// has a second factor of ours shows it: a mailbox and an account of somebody's must not take its place.
    pub fn answer(
        &self,
        email: &EmailAddress,
        own: &[Identity],
        proven: Option<&Identity>,
        has_factor: bool,
    ) -> Answer<'_> {
        let Some(provider) = self.of(email, own) else { return Answer::SignIn };
        let has_account = own.iter().any(|identity| provider.knows(identity));
        match proven {
            Some(proven) if provider.knows(proven) && !has_account && has_factor => Answer::SignIn,
            Some(proven) if provider.knows(proven) && !has_account => Answer::Connect(provider),
            _ => Answer::Elsewhere(provider),
        }
    }
}

/// Whether a provider vouches for more than a password: it says so of this very sign-in (`amr`, RFC 8176 §2), or the
/// settings say so of all.
pub fn is_multi_factor<'a>(mut methods: impl Iterator<Item = &'a str>, always: bool) -> bool {
    always || methods.any(|method| method == "mfa")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(name: &str, tenant: &str, domain: &str) -> Provider {
        Provider {
            name: name.to_owned(),
            organisation: format!("{name} kommun").parse().expect("a name"),
            issuer: format!("https://login.example/{tenant}"),
            tenant: tenant.to_owned(),
            domains: vec![domain.to_owned()],
        }
    }

    fn account(tenant: &str, subject: &str) -> Identity {
        let issuer = format!("https://login.example/{tenant}");
        Identity { issuer, tenant: tenant.to_owned(), subject: subject.to_owned() }
    }

    #[test]
    fn whoever_has_a_provider_signs_in_there_and_by_no_mail() {
        let providers =
            Providers::new(vec![provider("kumla", "t1", "kumla.example"), provider("nora", "t2", "nora.example")]);
        let email = |text: &str| text.parse::<EmailAddress>().expect("an address");
        let name = |answer| match answer {
            Answer::SignIn => "sign in".to_owned(),
            Answer::Connect(provider) => format!("connect {}", provider.name),
            Answer::Elsewhere(provider) => format!("elsewhere {}", provider.name),
        };
        let (kumla, nora) = (account("t1", "1"), account("t2", "1"));
        let forged = Identity { tenant: "t2".to_owned(), ..kumla.clone() };
        let table: [(&str, &[Identity], Option<&Identity>, &str); 9] = [
            ("amira@hallsberg.example", &[], None, "sign in"),
            ("amira@hallsberg.example", &[], Some(&kumla), "sign in"),
            ("amira@kumla.example.evil.example", &[], None, "sign in"),
            ("amira@KUMLA.example", &[], None, "elsewhere kumla"),
            ("amira@kumla.example", &[], Some(&kumla), "connect kumla"),
            ("amira@kumla.example", &[], Some(&nora), "elsewhere kumla"),
            ("amira@kumla.example", &[], Some(&forged), "elsewhere kumla"),
            ("amira@kumla.example", &[account("t1", "2")], Some(&kumla), "elsewhere kumla"),
            ("amira@privat.example", std::slice::from_ref(&nora), None, "elsewhere nora"),
        ];
        for (address, own, proven, expected) in table {
            assert_eq!(name(providers.answer(&email(address), own, proven, false)), expected, "{address}");
            let guarded = expected.replace("connect kumla", "sign in");
            assert_eq!(name(providers.answer(&email(address), own, proven, true)), guarded, "{address}");
        }
        let amira = email("amira@kumla.example");
        assert_eq!(Providers::default().answer(&amira, &[kumla], None, false), Answer::SignIn);
    }

    #[test]
    fn what_a_provider_vouches_for_is_as_fresh_as_it_says() {
        let now: DateTime<Utc> = "2026-11-24T08:00:00Z".parse().expect("an instant");
        let vouched = |multi_factor, at| Vouched { identity: account("t1", "1"), multi_factor, authenticated_at: at };
        assert_eq!(vouched(false, Some(now)).proof(now), None);
        assert!(vouched(true, Some(now)).proof(now).is_some_and(|proof| proof.is_fresh(now)));
        for at in [None, Some(now - FRESH)] {
            assert!(vouched(true, at).proof(now).is_some_and(|proof| !proof.is_fresh(now)), "{at:?}");
        }
    }

    #[test]
    fn more_than_a_password_is_said_of_this_sign_in_or_of_all() {
        let told = |methods: &[&str], always| is_multi_factor(methods.iter().copied(), always);
        assert!(told(&["pwd", "mfa"], false) && told(&[], true));
        assert!(!told(&["pwd"], false) && !told(&["pwd mfa"], false) && !told(&[], false));
    }
}
