//! Signing in at other organisations: from the way to an identity provider and back (OpenID Connect, the authorization
//! code flow with PKCE) to whom it vouches for.
//!
//! Only the addresses that the settings name, and those that the provider there gives for itself, are ever called; none
//! that stands in a token. What comes back is believed in one place only, `token.rs`.

use std::sync::Arc;

mod binding;
mod client;
mod documents;
mod failure;
mod provider;
mod token;

pub use binding::Binding;
pub use failure::Failure;
pub use provider::{Algorithm, ClientSecret, Options, Provider};

/// All providers of an installation.
#[derive(Debug, Clone, Default)]
pub struct Providers(Vec<Arc<Provider>>);

impl Providers {
    /// These.
    pub fn new(providers: Vec<Provider>) -> Self {
        Self(providers.into_iter().map(Arc::new).collect())
    }

    /// The one with this name.
    pub fn find(&self, name: &str) -> Option<Arc<Provider>> {
        self.iter().find(|provider| provider.known().name == name).cloned()
    }

    /// Each.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Provider>> {
        self.0.iter()
    }

    /// The same, as far as they decide who signs in how.
    pub fn known(&self) -> domain::identity::Providers {
        domain::identity::Providers::new(self.iter().map(|provider| provider.known().clone()).collect())
    }
}
