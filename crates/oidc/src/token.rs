//! What is believed of a token, and nothing else is (OpenID Connect Core 1.0 §3.1.3.7).

use chrono::{DateTime, TimeDelta, Utc};
use domain::identity::{Identity, Vouched, is_multi_factor};
use openidconnect::{
    AdditionalClaims, ClaimsVerificationError, ClientId, EmptyExtraTokenFields, IdToken, IdTokenFields,
    IdTokenVerifier, IssuerUrl, Nonce, SignatureVerificationError, StandardTokenResponse,
    core::{
        CoreGenderClaim, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};

use crate::{Failure, provider::Options};

/// By so much clocks may differ.
const LEEWAY: TimeDelta = TimeDelta::seconds(60);
/// How long ago a token may have been made: it comes straight from the provider.
const AGE_MAX: TimeDelta = TimeDelta::minutes(10);
/// The longest subject (OpenID Connect Core 1.0 §2).
const SUBJECT_LENGTH_MAX: usize = 255;

/// Claims of Entra ID, and one of RFC 7519 that the library does not know.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Claims {
    tid: Option<String>,
    oid: Option<String>,
    nbf: Option<f64>,
}

impl AdditionalClaims for Claims {}

/// A token that says who somebody is.
pub(crate) type Token = IdToken<Claims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
/// What a provider gives for a code.
pub(crate) type TokenResponse = StandardTokenResponse<
    IdTokenFields<
        Claims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

/// Why a token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disbelief {
    /// It is signed with a key that is not among those that are known.
    UnknownKey,
    /// Anything else, in a word that does not come from the token.
    Other(&'static str),
}

impl From<Disbelief> for Failure {
    fn from(disbelief: Disbelief) -> Self {
        match disbelief {
            Disbelief::UnknownKey => Self::Untrusted("the key of the token"),
            Disbelief::Other(what) => Self::Untrusted(what),
        }
    }
}

/// Whom a token is about, if it is signed by this provider, made for us, for this browser and just now.
pub(crate) fn believe(
    token: &Token,
    options: &Options,
    keys: &CoreJsonWebKeySet,
    nonce: &str,
    now: DateTime<Utc>,
) -> Result<Vouched, Disbelief> {
    let issuer = IssuerUrl::new(options.known.issuer.clone()).map_err(|_| Disbelief::Other("issuer"))?;
    let client = ClientId::new(options.client_id.clone());
    // Our own secret is no key: a token that is signed with it, or with a public key as if it were a secret, is none.
    let verifier = IdTokenVerifier::new_public_client(client.clone(), issuer, keys.clone())
        .set_allowed_algs([options.algorithm.as_jws()])
        .set_time_fn(move || now - LEEWAY)
        .set_issue_time_verifier_fn(move |made_at| is_recent(made_at, now).then_some(()).ok_or_else(String::new));
    let claims = token.claims(&verifier, &Nonce::new(nonce.to_owned())).map_err(|error| disbelief(&error))?;
    let own = claims.additional_claims();
    if own.nbf.is_some_and(|not_before| not_before > (now + LEEWAY).timestamp() as f64) {
        return Err(Disbelief::Other("a time that is yet to come"));
    }
    if claims.authorized_party().is_some_and(|party| *party != client) {
        return Err(Disbelief::Other("authorized party"));
    }
    let tenant = &options.known.tenant;
    let subject = match (tenant.is_empty(), &own.tid, &own.oid) {
        (true, _, _) => claims.subject().as_str(),
        (false, Some(tid), Some(oid)) if tid == tenant => oid,
        (false, ..) => return Err(Disbelief::Other("tenant")),
    };
    if subject.is_empty() || subject.len() > SUBJECT_LENGTH_MAX {
        return Err(Disbelief::Other("subject"));
    }
    let methods = claims.auth_method_refs().into_iter().flatten().map(|method| method.as_str());
    Ok(Vouched {
        identity: Identity {
            issuer: options.known.issuer.clone(),
            tenant: tenant.clone(),
            subject: subject.to_owned(),
        },
        authenticated_at: claims.auth_time().map(|at| at.min(now)),
        multi_factor: is_multi_factor(methods, options.always_multi_factor),
    })
}

fn is_recent(made_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    made_at <= now + LEEWAY && made_at >= now - AGE_MAX
}

fn disbelief(error: &ClaimsVerificationError) -> Disbelief {
    Disbelief::Other(match error {
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
            return Disbelief::UnknownKey;
        }
        ClaimsVerificationError::SignatureVerification(_) => "signature",
        ClaimsVerificationError::Expired(_) => "time",
        ClaimsVerificationError::InvalidAudience(_) => "audience",
        ClaimsVerificationError::InvalidIssuer(_) => "issuer",
        ClaimsVerificationError::InvalidNonce(_) => "nonce",
        _ => "token",
    })
}
