//! Passkeys (WebAuthn Level 3): what a browser is asked to sign, and whether it has.
//!
//! What was asked is kept on our side and taken away by the first answer, so that no answer is good twice. The person
//! must be verified by her device: a passkey is one thing that she has, unlocked by another that she is or knows.

use domain::person::Person;
use persistence::{
    Error,
    second_factors::{KnownPasskey, NewPasskey, UsedPasskey},
};
use serde::{Deserialize, Serialize};
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{Passkey, PasskeyAuthentication, PasskeyRegistration, Url},
};

use crate::App;

/// What people see whom they give a passkey to.
const NAME: &str = "Kursplats";

/// The service as devices know it: by the host that people reach it at.
pub(crate) struct Passkeys(Webauthn);

/// What a browser is asked.
pub(crate) struct Question {
    /// As the browser gets it.
    pub asked: String,
    /// As we keep it.
    pub kept: String,
}

/// What was asked; an answer to one kind of question is none to the other.
#[derive(Serialize, Deserialize)]
enum Kept {
    Adding(PasskeyRegistration),
    /// With what signatures were checked by then.
    Showing(PasskeyAuthentication, Vec<KnownPasskey>),
}

impl Passkeys {
    /// Where browsers let a page use passkeys at all: behind TLS, or on the own machine by its name.
    pub(crate) fn of(app: &App) -> Option<Self> {
        let origin = Url::parse(app.public_url.as_deref()?).ok()?;
        let host = origin.domain()?.to_owned();
        if origin.scheme() != "https" && host != "localhost" {
            return None;
        }
        let service = WebauthnBuilder::new(&host, &origin).and_then(|builder| builder.rp_name(NAME).build());
        service.map(Self).map_err(|error| tracing::warn!(error = %error, "no passkeys at this address")).ok()
    }

    /// Asks for a new passkey, on a device that has none of the person's yet.
    pub(crate) fn ask_to_add(&self, person: &Person, known: &[KnownPasskey]) -> Result<Question, Error> {
        let known = known.iter().map(|known| read(&known.credential).map(|passkey| passkey.cred_id().clone()));
        let known = known.collect::<Result<_, _>>()?;
        let (name, email) = (person.name.as_str(), person.email.as_str());
        let asked = self.0.start_passkey_registration(person.id.0, email, name, Some(known));
        let (asked, kept) = asked.map_err(|error| Error::Fault(format!("a passkey cannot be asked for: {error}")))?;
        Ok(Question { asked: written(&asked)?, kept: written(&Kept::Adding(kept))? })
    }

    /// The new passkey, if that is what the browser answers.
    pub(crate) fn added(&self, kept: &str, answer: &str) -> Option<NewPasskey> {
        let Kept::Adding(asked) = serde_json::from_str(kept).ok()? else { return None };
        let made = self.0.finish_passkey_registration(&serde_json::from_str(answer).ok()?, &asked);
        let passkey = made.map_err(|error| refused(&error)).ok()?;
        let credential = serde_json::to_string(&passkey).ok()?;
        Some(NewPasskey { credential_id: passkey.cred_id().to_vec(), credential })
    }

    /// Asks for a signature of one of these.
    pub(crate) fn ask(&self, known: Vec<KnownPasskey>) -> Result<Question, Error> {
        let passkeys: Vec<Passkey> = known.iter().map(|known| read(&known.credential)).collect::<Result<_, _>>()?;
        let asked = self.0.start_passkey_authentication(&passkeys);
        let (asked, kept) = asked.map_err(|error| Error::Fault(format!("a passkey cannot be asked: {error}")))?;
        Ok(Question { asked: written(&asked)?, kept: written(&Kept::Showing(kept, known))? })
    }

    /// The passkey that has signed, if that is what the browser answers. A counter that has not grown since it was asked
    /// is refused by the library: then there are two of the one.
    pub(crate) fn shown(&self, kept: &str, answer: &str) -> Option<UsedPasskey> {
        let Kept::Showing(asked, known) = serde_json::from_str(kept).ok()? else { return None };
        let shown = self.0.finish_passkey_authentication(&serde_json::from_str(answer).ok()?, &asked);
        let shown = shown.map_err(|error| refused(&error)).ok()?;
        known.into_iter().find_map(|known| {
            let mut passkey = read(&known.credential).ok()?;
            // None for any other than the one that has signed.
            passkey.update_credential(&shown)?;
            Some(UsedPasskey { before: known, credential: serde_json::to_string(&passkey).ok()? })
        })
    }
}

fn refused(error: &impl std::fmt::Display) {
    tracing::info!(error = %error, "passkey refused");
}

fn read(credential: &str) -> Result<Passkey, Error> {
    serde_json::from_str(credential).map_err(|error| Error::Fault(format!("a kept passkey: {error}")))
}

fn written(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Fault(format!("a question to a passkey: {error}")))
}
