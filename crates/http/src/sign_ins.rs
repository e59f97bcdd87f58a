//! Inloggningar. / Signing in.

use chrono::TimeDelta;
use domain::{
    PersonId, SignInId,
    access::Role,
    second_factor::ProvenBy,
    sign_in::{LINK_LIFETIME, Way},
    values::EmailAddress,
    wall_time::Instant,
};
use persistence::sign_ins::{self, Asked, Asking, SignIn};
use poem::{Request, web::Data};
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};
use serde::Deserialize;

use crate::{
    App,
    caller::{Caller, Means},
    cookies::{self, Cookie},
    input::Input,
    list::{self, list_of},
    origin,
    problem::Problem,
    spec::Tag,
};

/// Önskan om att få logga in. / A wish to sign in.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignInRequestInput {
    /// Adressen som länken och koden ska till. / The address that the link and the code shall go to.
    pub email: EmailAddress,
    /// Om andra använder samma dator: inloggningen varar då högst en timme. / Whether others use the same computer: then
    /// the sign-in lasts an hour at most.
    pub shared_computer: Option<bool>,
}

/// Svaret på en önskan om att få logga in, detsamma för alla. / The answer to a wish to sign in, the same for everybody.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct SignInRequestJson {
    /// Så många minuter gäller länken och koden. / The link and the code work for so many minutes.
    pub valid_minutes: u32,
}

/// En inloggning. / A sign-in.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct SignInJson {
    /// Id.
    pub id: SignInId,
    /// Personens id. / The person's id.
    pub person_id: PersonId,
    /// Rollen som personen har där. / The role that the person acts in there.
    pub role: Role,
    /// Hur personen loggade in. / How the person signed in.
    pub way: Way,
    /// Slaget av webbläsare, om det är känt. / The kind of browser, if it is known.
    pub browser: Option<String>,
    /// Om andra använder samma dator. / Whether others use the same computer.
    pub shared_computer: bool,
    /// Om det är den som anropet kommer från. / Whether it is the one that the request comes from.
    pub current: bool,
    /// När personen loggade in. / When the person signed in.
    pub signed_in_at: Instant,
    /// När den senast användes, på någon minut när. / When it was last used, to a minute or so.
    pub seen_at: Instant,
    /// När den slutar gälla om den inte används. / When it ends if it is not used.
    pub expires_at: Instant,
    /// När den avslutades. / When it was ended.
    pub ended_at: Option<Instant>,
    /// Hur personen dessutom har bekräftat att det är hon. / How the person has proven herself beyond that.
    pub proven_by: Option<ProvenBy>,
    /// När hon senast gjorde det. / When she last did.
    pub proven_at: Option<Instant>,
}

list_of!(
    /// Inloggningar. / Sign-ins.
    SignInList,
    SignInJson
);

/// A wish to sign in, taken down.
#[derive(ApiResponse)]
pub enum SignInAsked {
    /// Mottaget. Finns adressen i registret kommer ett mejl; svaret är detsamma om den inte gör det. / Taken down. If the
    /// address is in the register, a mail comes; the answer is the same if it is not.
    #[oai(status = 202)]
    TakenDown(Json<SignInRequestJson>, #[oai(header = "Set-Cookie")] String),
}

/// A sign-in ended.
#[derive(ApiResponse)]
pub enum SignInEnded {
    /// Inloggningen är avslutad. / The sign-in has ended.
    #[oai(status = 201)]
    Done(Json<SignInJson>),
}

fn json(sign_in: SignIn, means: Means) -> SignInJson {
    SignInJson {
        current: matches!(means, Means::SignIn(standing) if standing.id == sign_in.id),
        id: sign_in.id,
        person_id: sign_in.person_id,
        role: sign_in.role,
        way: sign_in.way,
        browser: sign_in.browser,
        shared_computer: sign_in.shared_computer,
        signed_in_at: sign_in.signed_in_at.into(),
        seen_at: sign_in.seen_at.into(),
        expires_at: sign_in.expires_at.into(),
        ended_at: sign_in.ended_at.map(Into::into),
        proven_by: sign_in.proven_by,
        proven_at: sign_in.proven_at.map(Into::into),
    }
}

pub(crate) struct SignInsApi;

#[OpenApi]
impl SignInsApi {
    /// Be om att få logga in / Ask to sign in
    ///
    /// Svaret är detsamma för alla adresser. Länken och koden i mejlet fungerar bara i webbläsaren som bad om dem. / The
    /// answer is the same for every address. The link and the code in the mail work only in the browser that asked.
    #[oai(path = "/sign-in-requests", method = "post", operation_id = "askToSignIn", tag = "Tag::Access")]
    async fn ask(
        &self,
        Data(app): Data<&App>,
        request: &Request,
        Input(body): Input<SignInRequestInput>,
    ) -> Result<SignInAsked, Problem> {
        if origin::is_foreign(request, app) {
            return Err(Problem::cross_site());
        }
        app.admit(request).map_err(Problem::too_often)?;
        let left = Cookie::Left.of(request, app);
        let asking = Asking { email: body.email, shared_computer: body.shared_computer.unwrap_or(false), left };
        let (db, now) = (app.db.clone(), app.clock.now());
        match app.write(async move { sign_ins::ask(&db, asking, now).await }).await? {
            Asked::TakenDown(secret) => {
                let valid_minutes = u32::try_from(LINK_LIFETIME.num_minutes()).unwrap_or_default();
                let cookie = cookies::asked(app, secret.reveal());
                Ok(SignInAsked::TakenDown(Json(SignInRequestJson { valid_minutes }), cookie))
            }
            Asked::TooOften(wait) => Err(Problem::too_often(wait.max(TimeDelta::zero()))),
        }
    }

    /// Lista inloggningar / List sign-ins
    ///
    /// De egna som gäller, senaste först; samordnaren kan välja någon annans. / One's own that stand, the latest first;
    /// coordinators may choose somebody else's.
    #[oai(path = "/sign-ins", method = "get", operation_id = "listSignIns", tag = "Tag::Access")]
    async fn list(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Query(person): Query<Option<PersonId>>,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<SignInList>, Problem> {
        let asked = list::page(limit, page)?;
        let found = sign_ins::list(&app.db, &caller.0, person, asked, app.clock.now()).await?;
        Ok(Json(SignInList::new(found.map(|sign_in| json(sign_in, caller.1)), asked)))
    }

    /// Avsluta en inloggning / End a sign-in
    ///
    /// En egen, eller för samordnaren någon annans. Den slutar gälla genast. / One's own, or for coordinators somebody
    /// else's. It ends at once.
    #[oai(path = "/sign-ins/:signInId/endings", method = "post", operation_id = "endSignIn", tag = "Tag::Access")]
    async fn end(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "signInId")] Path(id): Path<SignInId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
    ) -> Result<SignInEnded, Problem> {
        let ticket = app.ticket(&caller, key, &format!("endSignIn {id}"), &String::new())?;
        let (db, now, means, scope) = (app.db.clone(), app.clock.now(), caller.1, caller.0);
        let ended = app.write(async move { sign_ins::end(&db, &scope, id, now, ticket.once()).await }).await?;
        Ok(SignInEnded::Done(Json(json(ended, means))))
    }
}
