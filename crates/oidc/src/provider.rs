//! One provider: the way to it, and what it says about whoever comes back.

use std::{fmt, time::Duration};

use chrono::{DateTime, Utc};
use domain::identity::{Provider as Known, Vouched};
/// A secret that the provider gave us; never shown.
pub use openidconnect::ClientSecret;
use openidconnect::{
    AuthorizationCode, Client, ClientId, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardErrorResponse,
    TokenResponse as _,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim,
        CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
        CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse,
    },
};
use url::Url;

use crate::{
    Binding, Failure,
    client::{CallError, HttpClient},
    documents::Documents,
    token::{self, Claims, Disbelief, TokenResponse},
};

/// The library's client, of a provider that has described itself.
type OurClient = Client<
    Claims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    TokenResponse,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What a provider signs with: one thing, whatever a token says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// RSA as in PKCS 1 with SHA-256; Entra ID's.
    Rs256,
    /// RSA as in PSS with SHA-256.
    Ps256,
    /// The curve P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    pub(crate) fn as_jws(self) -> CoreJwsSigningAlgorithm {
        match self {
            Self::Rs256 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            Self::Ps256 => CoreJwsSigningAlgorithm::RsaSsaPssSha256,
            Self::Es256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            Self::EdDsa => CoreJwsSigningAlgorithm::EdDsa,
        }
    }
}

/// What is agreed with a provider.
#[derive(Debug, Clone)]
pub struct Options {
    /// Who it is.
    pub known: Known,
    /// Who we are to it.
    pub client_id: String,
    /// How we prove that.
    pub client_secret: ClientSecret,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// Whether it lets nobody in by a password alone, although it does not say so each time.
    pub always_multi_factor: bool,
    /// Where it sends people back to.
    pub redirect_uri: Url,
}

/// A provider that people can be sent to.
pub struct Provider {
    options: Options,
    issuer: IssuerUrl,
    http: HttpClient,
    documents: Documents,
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("known", &self.options.known).finish_non_exhaustive()
    }
}

impl Provider {
    /// A provider that has not been called yet. None when its issuer is no address that may be called.
    pub fn new(options: Options) -> Option<Self> {
        let issuer = IssuerUrl::new(options.known.issuer.clone()).ok()?;
        let http = HttpClient::new(&issuer);
        let sound = http.may_go_to(&issuer.parse().ok()?);
        sound.then(|| Self { documents: Documents::new(issuer.clone()), issuer, http, options })
    }

    /// Who it is.
    pub fn known(&self) -> &Known {
        &self.options.known
    }

    /// Where somebody signs in whose browser keeps this binding; anew, if that is wanted, although she is signed in there.
    ///
    /// # Errors
    /// [`Failure::Unreachable`] and [`Failure::Untrusted`].
    pub async fn way_out(&self, binding: &Binding, anew: bool, now: DateTime<Utc>) -> Result<Url, Failure> {
        let client = self.client(self.documents.read(&self.http, now).await?);
        let (state, nonce) = (CsrfToken::new(binding.state()), Nonce::new(binding.nonce()));
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(binding.verifier()));
        let request = client.authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce);
        // Entra ID tells `tid` and `oid` to those only who ask for the profile.
        let scopes = (!self.options.known.tenant.is_empty()).then(|| Scope::new("profile".to_owned()));
        let request = request.add_scopes(scopes).set_pkce_challenge(challenge);
        // With an age it must say in the token when she did (OpenID Connect Core 1.0 §3.1.2.1).
        let request = match anew {
            true => request.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO),
            false => request,
        };
        let (way, _, _) = request.url();
        let may_go = way.as_str().parse().is_ok_and(|uri| self.http.may_go_to(&uri));
        may_go.then_some(way).ok_or(Failure::Untrusted("the page to sign in at"))
    }

    /// Whom the provider vouches for, for the code that somebody has come back with.
    ///
    /// # Errors
    /// [`Failure`]: then it vouches for nobody.
    pub async fn identify(&self, code: &str, binding: &Binding, now: DateTime<Utc>) -> Result<Vouched, Failure> {
        let documents = self.documents.read(&self.http, now).await?;
        let keys = documents.jwks().clone();
        let client = self.client(documents);
        let request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| Failure::Untrusted("documents without a place for codes"))?
            .set_pkce_verifier(PkceCodeVerifier::new(binding.verifier()));
        let answer = request.request_async(&self.http).await.map_err(|error| failure(&error))?;
        let token = answer.id_token().ok_or(Failure::Untrusted("no token"))?;
        let nonce = binding.nonce();
        match token::believe(token, &self.options, &keys, &nonce, now) {
            // The provider may sign with another key since its keys were read.
            Err(Disbelief::UnknownKey) => {
                let documents = self.documents.read_again(&self.http, now).await?;
                Ok(token::believe(token, &self.options, documents.jwks(), &nonce, now)?)
            }
            told => Ok(told?),
        }
    }

    fn client(&self, documents: CoreProviderMetadata) -> OurClient {
        let (id, secret) = (ClientId::new(self.options.client_id.clone()), self.options.client_secret.clone());
        debug_assert_eq!(*documents.issuer(), self.issuer);
        OurClient::from_provider_metadata(documents, id, Some(secret))
            .set_redirect_uri(RedirectUrl::from_url(self.options.redirect_uri.clone()))
    }
}

fn failure(error: &RequestTokenError<CallError, StandardErrorResponse<CoreErrorResponseType>>) -> Failure {
    match error {
        RequestTokenError::ServerResponse(_) => Failure::Refused,
        RequestTokenError::Request(CallError::Long | CallError::Plain) => Failure::Untrusted("the answer to the code"),
        RequestTokenError::Request(_) => Failure::Unreachable("no answer to the code"),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => Failure::Untrusted("the answer to the code"),
    }
}
