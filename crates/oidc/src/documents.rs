//! What a provider says about itself: where it is asked, and which keys it signs with. Kept for an hour.

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{DiscoveryError, IssuerUrl, core::CoreProviderMetadata};
use tokio::sync::Mutex;

use crate::{
    Failure,
    client::{CallError, HttpClient},
};

/// How long it is kept. A key that the provider has withdrawn counts no longer than that.
const KEPT: TimeDelta = TimeDelta::hours(1);
/// How soon it is read again, at the earliest, because a key is missing: whoever sends made-up keys must not make us
/// call somebody.
const READ_AGAIN_AFTER: TimeDelta = TimeDelta::minutes(1);
/// How long a provider that does not answer is left alone: all who wait for it would wait one after another.
const LEFT_ALONE: TimeDelta = TimeDelta::seconds(10);

/// The documents of one provider.
#[derive(Debug)]
pub(crate) struct Documents {
    issuer: IssuerUrl,
    /// Held while they are read, so that they are read once for all who wait.
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    kept: Option<(DateTime<Utc>, CoreProviderMetadata)>,
    failed: Option<(DateTime<Utc>, Failure)>,
}

impl Documents {
    pub fn new(issuer: IssuerUrl) -> Self {
        Self { issuer, state: Mutex::default() }
    }

    /// The documents as they were within the hour.
    pub async fn read(&self, http: &HttpClient, now: DateTime<Utc>) -> Result<CoreProviderMetadata, Failure> {
        self.not_older_than(KEPT, http, now).await
    }

    /// The documents as they are now, because a key is missing in those that are kept.
    pub async fn read_again(&self, http: &HttpClient, now: DateTime<Utc>) -> Result<CoreProviderMetadata, Failure> {
        self.not_older_than(READ_AGAIN_AFTER, http, now).await
    }

    async fn not_older_than(
        &self,
        age: TimeDelta,
        http: &HttpClient,
        now: DateTime<Utc>,
    ) -> Result<CoreProviderMetadata, Failure> {
        let mut state = self.state.lock().await;
        if let Some((read_at, kept)) = &state.kept
            && now - *read_at < age
        {
            return Ok(kept.clone());
        }
        if let Some((failed_at, failure)) = state.failed
            && now - failed_at < LEFT_ALONE
        {
            return Err(failure);
        }
        match CoreProviderMetadata::discover_async(self.issuer.clone(), http).await {
            Ok(read) => {
                *state = State { kept: Some((now, read.clone())), failed: None };
                Ok(read)
            }
            Err(error) => {
                let failure = failure(&error);
                state.failed = Some((now, failure));
                Err(failure)
            }
        }
    }
}

fn failure(error: &DiscoveryError<CallError>) -> Failure {
    match error {
        DiscoveryError::Request(CallError::Long | CallError::Plain) => Failure::Untrusted("documents"),
        DiscoveryError::Request(_) => Failure::Unreachable("documents"),
        DiscoveryError::Validation(_) => Failure::Untrusted("the issuer in its documents"),
        _ => Failure::Untrusted("documents"),
    }
}
