//! An identity provider that says whatever a test wants it to.

use std::{
    collections::BTreeMap,
    process::Command,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use poem::{
    Endpoint, Request, Response, Server,
    http::StatusCode,
    listener::{Acceptor, Listener, TcpListener},
};
use ring::{
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair, PublicKeyComponents},
    signature::RSA_PKCS1_SHA256,
};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

/// What it says at each of its addresses, and how often it was asked there.
#[derive(Debug, Default)]
struct Said {
    answers: BTreeMap<String, (StatusCode, String)>,
    asked: BTreeMap<String, usize>,
}

/// A provider without conscience.
pub struct HostileProvider {
    /// Its `iss`, and where it listens.
    pub issuer: String,
    said: Arc<Mutex<Said>>,
    server: JoinHandle<()>,
}

struct Everywhere(Arc<Mutex<Said>>);

impl Endpoint for Everywhere {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let path = request.uri().path().to_owned();
        *said.asked.entry(path.clone()).or_default() += 1;
        let (status, text) = said.answers.get(&path).cloned().unwrap_or((StatusCode::NOT_FOUND, String::new()));
        let answer = Response::builder().status(status).content_type("application/json");
        if status.is_redirection() {
            return Ok(answer.header("Location", text).finish());
        }
        Ok(answer.body(text))
    }
}

impl HostileProvider {
    /// Starts one that has described itself well so far, and signs with [`key`].
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start() -> Self {
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.expect("a port");
        let address = acceptor.local_addr()[0].as_socket_addr().copied().expect("an address");
        let said = Arc::<Mutex<Said>>::default();
        let endpoint = Everywhere(Arc::clone(&said));
        let server =
            tokio::spawn(async move { Server::new_with_acceptor(acceptor).run(endpoint).await.expect("served") });
        let provider = Self { issuer: format!("http://{address}"), said, server };
        provider.describes_itself(|_| {});
        provider.says("/jwks", 200, json!({ "keys": [public_key("k1", key())] }));
        provider
    }

    /// What it says at an address from now on.
    ///
    /// # Panics
    /// When the status is none.
    pub fn says(&self, path: &str, status: u16, body: Value) {
        let text = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        let status = StatusCode::from_u16(status).expect("a status");
        self.said.lock().unwrap_or_else(PoisonError::into_inner).answers.insert(path.to_owned(), (status, text));
    }

    /// What it says about itself from now on, after a change.
    pub fn describes_itself(&self, change: impl FnOnce(&mut Value)) {
        let issuer = &self.issuer;
        let mut document = json!({ "issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"),
            "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"], "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"] });
        change(&mut document);
        self.says("/.well-known/openid-configuration", 200, document);
    }

    /// The token that it gives for any code from now on.
    pub fn gives(&self, token: &str) {
        self.says("/token", 200, json!({ "access_token": "a", "token_type": "Bearer", "id_token": token }));
    }

    /// How often it was asked at an address.
    pub fn asked(&self, path: &str) -> usize {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).asked.get(path).copied().unwrap_or_default()
    }
}

impl Drop for HostileProvider {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The key of every provider, made once.
pub fn key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(new_key)
}

/// A key of somebody's.
///
/// # Panics
/// When none can be made.
pub fn new_key() -> KeyPair {
    let mut openssl = Command::new("openssl");
    openssl.args(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]);
    let made = String::from_utf8(openssl.output().expect("openssl runs").stdout).expect("text");
    let body: String = made.lines().filter(|line| !line.starts_with("-----")).collect();
    KeyPair::from_pkcs8(&STANDARD.decode(body).expect("base 64")).expect("a key")
}

/// A key as providers show it.
pub fn public_key(kid: &str, key: &KeyPair) -> Value {
    let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(key.public());
    json!({ "kty": "RSA", "use": "sig", "kid": kid, "n": encoded(&n), "e": encoded(&e) })
}

/// A token with this header and these claims, signed as the key does it.
///
/// # Panics
/// When it cannot be signed.
pub fn signed(header: &Value, claims: &Value, key: &KeyPair) -> String {
    let text = unsigned(header, claims);
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).expect("signed");
    format!("{text}.{}", encoded(&signature))
}

/// The same, signed with a secret that both sides know.
pub fn sealed(header: &Value, claims: &Value, secret: &[u8]) -> String {
    let text = unsigned(header, claims);
    let seal = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text.as_bytes());
    format!("{text}.{}", encoded(seal.as_ref()))
}

/// What is signed of a token.
pub fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", encoded(header.to_string().as_bytes()), encoded(claims.to_string().as_bytes()))
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
