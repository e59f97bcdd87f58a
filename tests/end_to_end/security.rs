//! What must hold for everything that can be done, whoever adds to it: the tests go through the OpenAPI document.
//!
//! - Each operation is called for real by every kind of caller, over what is hers and what is others' (`matrix`, with
//!   what is expected in `table`, a line an operation; `swapped`, `bodies`: V25, F29, F30, G21).
//! - No text breaks out of its place, whatever it is shown in (`fields`, `outputs`: F20 to F24, G26).
//! - Browsers are told what they may not do, and addresses stay with their owners (`browsers`, `addresses`).
//! - Nothing personal stands in logs, figures and errors (`canaries`: V35, G33).
//! - Links and codes cannot be guessed, nor can it be found out who is in the register (`guessing`: G22, G23).
//! - `docs/security.md` names tests that are there (`requirements`: G27).
//!
//! What takes long is `#[ignore]`d here and run by hand; its figures stand in `docs/security.md`.

use kursplats_tests::world::{Caller, Engine, World};
use reqwest::Method;
use serde_json::Value;

mod addresses;
mod bodies;
mod browsers;
mod canaries;
mod corpus;
mod county;
mod document;
mod fields;
mod guessing;
mod kept;
mod matrix;
mod outputs;
mod requirements;
mod swapped;
mod table;

/// What is sent.
#[derive(Debug, Clone)]
struct Sending {
    method: Method,
    path: String,
    media: Option<String>,
    body: Option<String>,
}

/// What comes back, as it was written.
#[derive(Debug, Clone)]
struct Reply {
    status: u16,
    text: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The problem but for the address that it was sent to.
    fn problem(&self) -> Value {
        let mut problem = self.json();
        problem["instance"] = Value::Null;
        problem
    }

    /// Whether rights let the request pass: what comes back after that is a matter of the rules.
    fn passed(&self) -> bool {
        matches!(self.status, 200..=299 | 409 | 412 | 422 | 429)
    }
}

async fn send(world: &World, caller: Option<&Caller>, sending: &Sending) -> Reply {
    let client = reqwest::Client::new();
    let mut request = client.request(sending.method.clone(), format!("{}/kursplats/v1{}", world.base, sending.path));
    if let Some(caller) = caller {
        request = request.bearer_auth(&caller.token);
    }
    if let Some(media) = &sending.media {
        request = request.header("Content-Type", media);
    }
    if let Some(body) = &sending.body {
        request = request.body(body.clone());
    }
    let answer = request.send().await.expect("an answer");
    Reply { status: answer.status().as_u16(), text: answer.text().await.expect("a body") }
}
