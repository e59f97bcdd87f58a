//! Nycklar för program. / Tokens for programs.

use domain::{
    AccessTokenId, LibraryId, PersonId,
    access::Role,
    values::Line,
    wall_time::{Instant, LocalDate},
};
use persistence::tokens::{self, TokenDraft, TokenView};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};
use serde::Deserialize;

use crate::{
    App,
    caller::Caller,
    input::Input,
    list::{self, list_of},
    problem::Problem,
    spec::Tag,
};

/// Önskan om en nyckel. / A wish for a token.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessTokenInput {
    /// Vad nyckeln är till för. / What the token is for.
    pub name: Line<120>,
    /// Biblioteken som den gäller, bland dem som chefen svarar för; alla om inget sägs. / The libraries it is for, of those
    /// that the manager answers for; all of them unless said otherwise.
    pub library_ids: Option<Vec<LibraryId>>,
    /// När den slutar gälla, högst tolv månader fram; annars just då. / When it ends, at most twelve months ahead; then
    /// unless said otherwise.
    pub expires_at: Option<Instant>,
}

/// En nyckel. / A token.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct AccessTokenJson {
    /// Id.
    pub id: AccessTokenId,
    /// Personens id. / The person's id.
    pub person_id: PersonId,
    /// Rollen som nyckeln har. / The role that the token acts in.
    pub role: Role,
    /// Vad nyckeln är till för. / What the token is for.
    pub name: Line<120>,
    /// Biblioteken som den gäller; null för alla som personen svarar för. / The libraries it is for; null for all that the
    /// person answers for.
    pub library_ids: Option<Vec<LibraryId>>,
    /// När den skapades. / When it was made.
    pub created_at: Instant,
    /// När den slutar gälla. / When it ends.
    pub expires_at: Instant,
    /// Dagen då den senast användes. / The day of its last use.
    pub used_on: Option<LocalDate>,
    /// När den återkallades. / When it was revoked.
    pub revoked_at: Option<Instant>,
    /// Själva nyckeln, bara i svaret när den skapas. / The token itself, only in the answer when it is made.
    pub token: Option<String>,
}

list_of!(
    /// Nycklar. / Tokens.
    AccessTokenList,
    AccessTokenJson
);

/// A token made.
#[derive(ApiResponse)]
pub enum TokenMade {
    /// Nyckeln är skapad, och visas bara nu. / The token is made, and shown only now.
    #[oai(status = 201)]
    Created(Json<AccessTokenJson>),
}

/// A token revoked.
#[derive(ApiResponse)]
pub enum TokenRevoked {
    /// Nyckeln gäller inte längre. / The token does not work any more.
    #[oai(status = 201)]
    Done(Json<AccessTokenJson>),
}

fn json(view: TokenView, token: Option<String>) -> AccessTokenJson {
    AccessTokenJson {
        id: view.id,
        person_id: view.person_id,
        role: view.role,
        name: view.name,
        library_ids: view.libraries,
        created_at: view.created_at.into(),
        expires_at: view.expires_at.into(),
        used_on: view.used_on.map(LocalDate),
        revoked_at: view.revoked_at.map(Into::into),
        token,
    }
}

pub(crate) struct AccessTokensApi;

#[OpenApi]
impl AccessTokensApi {
    /// Skapa en nyckel / Make a token
    ///
    /// För ett program som ska göra det du får göra i rollen du har nu. Kräver att du är inloggad i en webbläsare och, om du
    /// ser andras uppgifter, nyss har bekräftat att det är du; upprepas anropet visas nyckeln inte igen. / For a program
    /// that shall do what you may do in the role you act in now. You must be signed in with a browser and, if you see what
    /// is others', have just confirmed that it is you; a repeated request does not show the token again.
    #[oai(path = "/access-tokens", method = "post", operation_id = "addAccessToken", tag = "Tag::Access")]
    async fn add(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<AccessTokenInput>,
    ) -> Result<TokenMade, Problem> {
        let scope = caller.in_person()?.clone();
        // What the token lets through must have been asked of its maker. Staff make tokens for what is their own.
        if scope.role.sees_others() {
            caller.stepped_up(app)?;
        }
        let ticket = app.ticket(&caller, key, "addAccessToken", &body)?;
        let expires_at = body.expires_at.map(|instant| instant.0.to_utc());
        let draft = TokenDraft { name: body.name, libraries: body.library_ids, expires_at };
        let (db, now) = (app.db.clone(), app.clock.now());
        let (made, token) = app.write(async move { tokens::add(&db, &scope, draft, now, ticket.once()).await }).await?;
        Ok(TokenMade::Created(Json(json(made, token))))
    }

    /// Lista nycklar / List tokens
    ///
    /// De egna, även de som inte längre gäller; samordnaren kan välja någon annans. / One's own, also those that do not
    /// work any more; coordinators may choose somebody else's.
    #[oai(path = "/access-tokens", method = "get", operation_id = "listAccessTokens", tag = "Tag::Access")]
    async fn list(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Query(person): Query<Option<PersonId>>,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<AccessTokenList>, Problem> {
        let asked = list::page(limit, page)?;
        let found = tokens::list(&app.db, &caller.0, person, asked).await?;
        Ok(Json(AccessTokenList::new(found.map(|view| json(view, None)), asked)))
    }

    /// Återkalla en nyckel / Revoke a token
    ///
    /// En egen, eller för samordnaren någon annans. Den slutar gälla genast. / One's own, or for coordinators somebody
    /// else's. It ends at once.
    #[oai(
        path = "/access-tokens/:accessTokenId/revocations",
        method = "post",
        operation_id = "revokeAccessToken",
        tag = "Tag::Access"
    )]
    async fn revoke(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "accessTokenId")] Path(id): Path<AccessTokenId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
    ) -> Result<TokenRevoked, Problem> {
        let ticket = app.ticket(&caller, key, &format!("revokeAccessToken {id}"), &String::new())?;
        let (db, now, scope) = (app.db.clone(), app.clock.now(), caller.0);
        let revoked = app.write(async move { tokens::revoke(&db, &scope, id, now, ticket.once()).await }).await?;
        Ok(TokenRevoked::Done(Json(json(revoked, None))))
    }
}
