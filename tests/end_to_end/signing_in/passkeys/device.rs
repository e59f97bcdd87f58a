//! A device with passkeys: another program's browser and authenticator, which know of WebAuthn and not of us.

use passkey::{
    authenticator::{Authenticator, MemoryStore, UiHint, UserCheck, UserValidationMethod},
    client::{Client, DefaultClientData},
    crypto::rust_crypto::RustCryptoBackend,
    types::{
        Passkey,
        ctap2::{Aaguid, Ctap2Error},
        encoding::base64url,
    },
};
use serde_json::{Value, json};
use url::Url;

/// A telephone, a computer or a key of its own. A copy of it holds the same passkeys.
#[derive(Clone, Default)]
pub(super) struct Device {
    passkeys: MemoryStore,
    /// Whether it counts its signatures, as keys of their own do, and devices that share their passkeys do not.
    counts: bool,
}

/// Whoever holds it lets it know her when it is asked to make sure.
struct Holder;

#[async_trait::async_trait]
impl UserValidationMethod for Holder {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        _: UiHint<'a, Passkey>,
        presence: bool,
        verification: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck { presence, verification })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

impl Device {
    /// One that counts its signatures.
    pub(super) fn that_counts() -> Self {
        Self { counts: true, ..Self::default() }
    }

    fn authenticator(&self) -> Authenticator<MemoryStore, Holder, RustCryptoBackend> {
        let passkeys = self.passkeys.clone();
        let mut own = Authenticator::new(Aaguid::new_empty(), passkeys, Holder, RustCryptoBackend);
        own.set_make_credentials_with_signature_counter(self.counts);
        own
    }

    /// What it answers, on a page of this origin, when it is asked for a new passkey.
    pub(super) async fn makes(&mut self, origin: &str, question: &str) -> String {
        let asked = serde_json::from_str(question).expect("a question");
        let mut client = Client::new(self.authenticator());
        let origin = Url::parse(origin).expect("an origin");
        let made = client.register(&origin, asked, DefaultClientData).await.expect("a new passkey");
        self.passkeys = client.authenticator().store().clone();
        let response = json!({
            "clientDataJSON": base64url(&made.response.client_data_json),
            "attestationObject": base64url(&made.response.attestation_object),
        });
        json!({ "id": made.id, "rawId": made.id, "type": "public-key", "response": response }).to_string()
    }

    /// What it answers, on a page of this origin, when it is asked for a signature.
    pub(super) async fn signs(&mut self, origin: &str, question: &str) -> String {
        let asked = serde_json::from_str(question).expect("a question");
        let mut client = Client::new(self.authenticator());
        let origin = Url::parse(origin).expect("an origin");
        let signed = client.authenticate(&origin, asked, DefaultClientData).await.expect("a signature");
        self.passkeys = client.authenticator().store().clone();
        let response = json!({
            "clientDataJSON": base64url(&signed.response.client_data_json),
            "authenticatorData": base64url(&signed.response.authenticator_data),
            "signature": base64url(&signed.response.signature),
            "userHandle": signed.response.user_handle.map(|handle| base64url(&handle)),
        });
        json!({ "id": signed.id, "rawId": signed.id, "type": "public-key", "response": response }).to_string()
    }

    /// What its passkeys are called.
    pub(super) fn names(&self) -> Vec<String> {
        self.passkeys.keys().map(|name| base64url(name)).collect()
    }

    /// The same, and as databases show bytes.
    pub(super) fn traces(&self) -> Vec<String> {
        let digits = |name: &Vec<u8>| name.iter().map(|byte| format!("{byte:02x}")).collect();
        self.names().into_iter().chain(self.passkeys.keys().map(digits)).collect()
    }
}

/// A question in which something else stands at a place.
pub(super) fn changed(question: &str, place: &str, value: Value) -> String {
    let mut question: Value = serde_json::from_str(question).expect("a question");
    *question.pointer_mut(place).expect(place) = value;
    question.to_string()
}
