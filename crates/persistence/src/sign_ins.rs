//! Signing in by mail, and who is signed in.
//!
//! Whoever asks gets the same answer whether she is in the register or not: what is done then is one row, and the
//! worker decides later. A link is of use only in the browser that asked for it, which proves it by a cookie.

use chrono::{DateTime, Utc};
use domain::{
    PersonId, SignInId,
    access::{Role, Scope},
    event::EventKind,
    sign_in::{Duration, Way},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde_json::{Value, json};

use crate::{
    Error, Result, Secret,
    db::Tx,
    entity::{person, sign_in as table},
    people::roles,
    record::{Deed, Record, Subject},
};

mod entering;
mod requests;
mod standing;
mod unasked;
mod writing;

pub use entering::{Entered, Entry, LinkState, by_code, by_link, look_at};
pub use requests::{Asked, Asking, ask, forget_old};
pub(crate) use standing::still_may;
pub use standing::{SignIn, SignedIn, Standing, act_as, caller, end, end_own, list};
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
    let signed_in = open(tx, admission, role, row.auth_version, admission.now).await?;
    let data = json!({ "signInId": signed_in.id, "way": admission.way, "role": role });
    note(tx, EventKind::SignedIn, Some(row.id), Some(row.id), admission.now, &data).await?;
    Ok(signed_in)
}

/// Writes the row of a sign-in that began at `signed_in_at`.
async fn open(
    tx: &Tx,
    admission: &Admission<'_>,
    role: Role,
    auth_version: i32,
    signed_in_at: DateTime<Utc>,
) -> Result<NewSignIn> {
    let (now, secret) = (admission.now, Secret::random()?);
    let duration = Duration::of(role, admission.shared_computer);
    let (id, expires_at) = (SignInId::new(now), signed_in_at + duration.absolute);
    let row = table::ActiveModel {
        id: Set(id),
        person_id: Set(admission.person),
        role: Set(role),
        hash: Set(secret.hash()),
        way: Set(admission.way),
        shared_computer: Set(admission.shared_computer),
        browser: Set(admission.browser.map(str::to_owned)),
        auth_version: Set(auth_version),
        signed_in_at: Set(signed_in_at),
        seen_at: Set(now),
        idle_until: Set(now + duration.idle),
        expires_at: Set(expires_at),
        ended_at: Set(None),
    };
    table::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(NewSignIn { id, person: admission.person, role, secret, expires_at, shared_computer: admission.shared_computer })
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

async fn note(
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
