//! Who is signed in, who wishes to be, and tokens.

use chrono::NaiveDate;
use domain::{
    AccessTokenId, IdentityRequestId, PersonId, SecondFactorId, SignInId, SignInRequestId,
    access::Role,
    second_factor::{FactorKind, ProvenBy},
    sign_in::Way,
    values::EmailAddress,
};

use super::{Instant, table};

table!(access_token, "access_token", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: AccessTokenId,
    person_id: PersonId,
    role: Role,
    name: String,
    libraries: Option<String>,
    hash: Vec<u8>,
    auth_version: i32,
    created_at: Instant,
    expires_at: Instant,
    used_on: Option<NaiveDate>,
    revoked_at: Option<Instant>,
});

table!(sign_in_request, "sign_in_request", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: SignInRequestId,
    email: EmailAddress,
    cookie_hash: Vec<u8>,
    shared_computer: bool,
    asked_at: Instant,
    expires_at: Instant,
    decided_at: Option<Instant>,
    person_id: Option<PersonId>,
    token_hash: Option<Vec<u8>>,
    code_hash: Option<Vec<u8>>,
    tries: i32,
    used_at: Option<Instant>,
    ended_at: Option<Instant>,
    identity_request_id: Option<IdentityRequestId>,
});

table!(identity, "identity", {
    #[sea_orm(primary_key, auto_increment = false)]
    issuer: String,
    #[sea_orm(primary_key, auto_increment = false)]
    tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    subject: String,
    person_id: PersonId,
    connected_at: Instant,
});

table!(identity_request, "identity_request", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: IdentityRequestId,
    provider: String,
    cookie_hash: Vec<u8>,
    shared_computer: bool,
    way_back: Option<String>,
    asked_at: Instant,
    expires_at: Instant,
    used_at: Option<Instant>,
    issuer: Option<String>,
    tenant: Option<String>,
    subject: Option<String>,
    multi_factor: bool,
    authenticated_at: Option<Instant>,
});

table!(sign_in_pace, "sign_in_pace", {
    #[sea_orm(primary_key, auto_increment = false)]
    email_hash: Vec<u8>,
    used_until: Instant,
});

table!(sign_in, "sign_in", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: SignInId,
    person_id: PersonId,
    role: Role,
    hash: Vec<u8>,
    way: Way,
    shared_computer: bool,
    browser: Option<String>,
    auth_version: i32,
    signed_in_at: Instant,
    seen_at: Instant,
    idle_until: Instant,
    expires_at: Instant,
    ended_at: Option<Instant>,
    proven_by: Option<ProvenBy>,
    proven_at: Option<Instant>,
    wrong_tries: i32,
});

table!(second_factor, "second_factor", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: SecondFactorId,
    person_id: PersonId,
    kind: FactorKind,
    last_step: Option<i64>,
    credential_id: Option<Vec<u8>>,
    credential: Option<String>,
    added_at: Instant,
    used_at: Instant,
});

table!(recovery_code, "recovery_code", {
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    hash: Vec<u8>,
    made_at: Instant,
    used_at: Option<Instant>,
});

table!(address_change, "address_change", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    person_id: PersonId,
    email: EmailAddress,
    asked_at: Instant,
    expires_at: Instant,
    old_confirmed_at: Option<Instant>,
    new_confirmed_at: Option<Instant>,
    ended_at: Option<Instant>,
});
