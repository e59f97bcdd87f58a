//! The demo's tokens, one for each role, kept beside its database.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result};
use domain::{PersonId, access::Role};
use http_api::App;
use persistence::tokens;
use serde::{Deserialize, Serialize};

use super::plan::{COORDINATOR, DemoCaller, MANAGER, ORGANISER, STAFF, TRAINER};
use crate::words;

/// What programs need to try the demo: `demo.json`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Access {
    /// Where the server is; the API stands at `/kursplats/v1` below it.
    pub base_url: String,
    /// A token for each role.
    pub tokens: BTreeMap<Role, String>,
    /// Whose it is.
    pub people: BTreeMap<Role, PersonId>,
}

/// Reads the file, replaces what no longer holds, and writes it with the present address.
pub(super) async fn renew(app: &App, folder: &Path, origin: &str) -> Result<Access> {
    let file = folder.join("demo.json");
    // A file that is gone or damaged is no loss: its tokens are made anew.
    let kept = std::fs::read(&file).ok().and_then(|text| serde_json::from_slice::<Access>(&text).ok());
    let mut access = kept.unwrap_or_default();
    access.base_url = origin.to_owned();
    for role in Role::ALL {
        let kept = access.tokens.remove(role);
        let (person, token) = valid_or_new(app, *role, kept).await.map_err(words::database)?;
        access.tokens.insert(*role, token);
        access.people.insert(*role, person);
    }
    let text = serde_json::to_string_pretty(&access)?;
    std::fs::write(&file, text + "\n").with_context(|| format!("{} kan inte skrivas", file.display()))?;
    Ok(access)
}

async fn valid_or_new(app: &App, role: Role, kept: Option<String>) -> persistence::Result<(PersonId, String)> {
    let now = app.clock.now();
    if let Some(token) = kept
        && let Some(scope) = tokens::caller(&app.db, &token, now).await?
        && scope.role == role
    {
        return Ok((scope.person, token));
    }
    let DemoCaller { name, email, .. } = somebody(role);
    let invalid = |reason| persistence::Error::Fault(format!("a value of the demo: {reason}"));
    tokens::issue(&app.db, role, name.parse().map_err(invalid)?, email.parse().map_err(invalid)?, now).await
}

/// Who the demo is used as in a role.
pub(super) fn somebody(role: Role) -> DemoCaller {
    match role {
        Role::Staff => STAFF,
        Role::Manager => MANAGER,
        Role::Trainer => TRAINER,
        Role::Organiser => ORGANISER,
        Role::Coordinator => COORDINATOR,
    }
}
