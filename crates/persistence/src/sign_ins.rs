//! Signing in by mail, and who is signed in.
//!
//! Whoever asks gets the same answer whether she is in the register or not: what is done then is one row, and the
//! worker decides later. A link is of use only in the browser that asked for it, which proves it by a cookie. Whoever has
//! an account at an identity provider gets no link, but the one that says that the account is hers.

use chrono::{DateTime, Utc};
use domain::{
    PersonId, SignInId,
    access::{Role, Scope},
    event::EventKind,
    second_factor::{self, Owed, Proof},
    sign_in::{Duration, Way},
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use crate::{
    Error, Result, Secret,
    db::Tx,
    entity::{person, sign_in as table},
    people::roles,
    record::{Deed, Record, Subject},
    second_factors,
};

mod accounts;
mod entering;
mod requests;
mod standing;
mod unasked;
mod writing;

pub(crate) use accounts::forget_accounts;
pub use accounts::{Begun, Leaving, by_account, doubt, leave, take};
pub use entering::{Entered, Entry, LinkState, by_code, by_link, look_at};
pub use requests::{Asked, Asking, ask, forget_old};
pub(crate) use requests::{count, counted};
pub use standing::{Presence, SignIn, SignedIn, Standing, act_as, caller, end, end_own, list};
pub(crate) use standing::{Renewal, end_all_of, end_one, held, renew, still_may};
pub use unasked::{admit_first, admit_to_demo, is_demo, is_offered, offer_first};
pub use writing::{decide_waiting, write_secrets};

/// How somebody gets in who may.
pub(crate) struct Admission<'a> {
    pub person: PersonId,
    pub way: Way,
    /// What she acts as, if not as the smallest of her roles.
    pub role: Option<Role>,
    pub shared_computer: bool,
    pub browser: Option<&'a str>,
    /// How it is proven already beyond what it begins with, as where a provider asks for a second factor itself; without
    /// that, what is missing is asked for next.
    pub proof: Option<Proof>,
    pub now: DateTime<Utc>,
}

/// A new sign-in, and the only time that its secret is seen.
#[derive(Debug, Clone)]
pub struct NewSignIn {
    /// Which.
    pub id: SignInId,
    /// Whose.
    pub person: PersonId,
    /// What she acts as.
    pub role: Role,
    /// What her browser keeps.
    pub secret: Secret,
    /// When it ends, whatever happens.
    pub expires_at: DateTime<Utc>,
    /// Whether the browser shall forget it when it is closed.
    pub shared_computer: bool,
    /// What she must show before it counts.
    pub owed: Option<Owed>,
}

/// Lets a person in; nobody who is shut out.
pub(crate) async fn admit(tx: &Tx, admission: &Admission<'_>) -> Result<NewSignIn> {
    let row = person::Entity::find_by_id(admission.person).one(tx).await?.ok_or(Error::NotFound)?;
    if row.disabled_at.is_some() {
        return Err(Error::NotFound);
    }
    let own = roles::of(tx, row.id, admission.now).await?;
    let wanted = own.iter().find(|role| admission.role.is_none_or(|wanted| wanted == **role));
    let role = wanted.copied().ok_or(Error::NotFound)?;
    let now = admission.now;
    let begun = table::Model {
        id: SignInId::new(now),
        person_id: row.id,
        role,
        hash: Vec::new(),
        way: admission.way,
        shared_computer: admission.shared_computer,
        browser: admission.browser.map(str::to_owned),
        auth_version: row.auth_version,
        signed_in_at: now,
        seen_at: now,
        idle_until: now,
        expires_at: now,
        ended_at: None,
        proven_by: admission.proof.map(|proof| proof.by),
        proven_at: admission.proof.map(|proof| proof.at),
        wrong_tries: 0,
    };
    let signed_in = open(tx, begun).await?;
    let data = json!({ "signInId": signed_in.id, "way": admission.way, "role": role });
    note(tx, EventKind::SignedIn, Some(row.id), Some(row.id), admission.now, &data).await?;
    Ok(signed_in)
}

/// Writes a sign-in, under an identifier and a secret of its own, whatever the row has had before.
async fn open(tx: &Tx, row: table::Model) -> Result<NewSignIn> {
    let (now, secret) = (row.seen_at, Secret::random()?);
    let duration = Duration::of(row.role, row.shared_computer);
    let proof = proof(&row);
    let has_factor = second_factors::has(tx, row.person_id).await?;
    let signed_in = NewSignIn {
        id: SignInId::new(now),
        person: row.person_id,
        role: row.role,
        secret,
        expires_at: row.signed_in_at + duration.absolute,
        shared_computer: row.shared_computer,
        owed: second_factor::owed(row.role, proof, has_factor),
    };
    let row = table::Model {
        id: signed_in.id,
        hash: signed_in.secret.hash(),
        idle_until: now + duration.idle,
        expires_at: signed_in.expires_at,
        ended_at: None,
        ..row
    };
    table::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(tx).await?;
    Ok(signed_in)
}

/// How a sign-in was proven, and when last.
pub(crate) fn proof(row: &table::Model) -> Option<Proof> {
    Some(Proof { by: row.proven_by?, at: row.proven_at? })
}

/// What a person sees when she acts as a role: the libraries of a manager are those she is employed at today.
pub(crate) async fn scope(
    db: &impl ConnectionTrait,
    person: PersonId,
    role: Role,
    now: DateTime<Utc>,
) -> Result<Scope> {
    let libraries = match role {
        Role::Manager => crate::people::libraries_managed(db, person, now).await?,
        _ => Vec::new(),
    };
    Ok(Scope { person, role, libraries })
}

pub(crate) async fn note(
    tx: &Tx,
    kind: EventKind,
    person: Option<PersonId>,
    actor: Option<PersonId>,
    now: DateTime<Utc>,
    data: &Value,
) -> Result<()> {
    let mut record = Record::default();
    record.event(Deed { actor, at: now }, kind, Subject { person, ..Subject::default() }, data);
    record.write(tx).await
}
