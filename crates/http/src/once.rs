//! Idempotency keys: the same request twice has one effect and one answer (`V8`).

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{Invalid, PersonId};
use persistence::Once;
use poem_openapi::types::ToJSON;
use sha2::{Digest, Sha256};

use crate::{App, caller::Caller, problem::Problem};

/// The longest key.
const KEY_LENGTH_MAX: usize = 200;

/// A request's key, held as long as the request is being carried out.
pub(crate) struct Ticket {
    once: Option<Once>,
    // Kept until the work is done, also when the caller has hung up.
    _held: Option<Held>,
}

impl Ticket {
    /// What to remember the answer by. A method, so that the task that asks owns the whole ticket.
    pub(crate) fn once(&self) -> Option<Once> {
        self.once.clone()
    }
}

struct Held {
    running: Arc<Mutex<HashSet<(PersonId, String)>>>,
    key: (PersonId, String),
}

impl Drop for Held {
    fn drop(&mut self) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

impl App {
    /// Takes the key of a request, unless its twin is being carried out.
    pub(crate) fn ticket(
        &self,
        caller: &Caller,
        key: Option<String>,
        operation: &str,
        body: &impl ToJSON,
    ) -> Result<Ticket, Problem> {
        let Some(key) = key else { return Ok(Ticket { once: None, _held: None }) };
        let plain = key.len() <= KEY_LENGTH_MAX && !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !plain {
            return Err(Problem::invalid_member("Idempotency-Key", Invalid::TooLong(KEY_LENGTH_MAX)));
        }
        let person = caller.0.person;
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if !running.insert((person, key.clone())) {
            return Err(Problem::twin());
        }
        let held = Held { running: self.running.clone(), key: (person, key.clone()) };
        let fingerprint = Sha256::digest(format!("{operation}\n{}", body.to_json_string())).into();
        let once = Once { caller: person, key, fingerprint, now: self.clock.now() };
        Ok(Ticket { once: Some(once), _held: Some(held) })
    }
}
