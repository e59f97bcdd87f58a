//! Beslut om en persons uppgifter. / Decisions about a person's data.

use domain::{
    PersonId, PersonMeasureId,
    access::Right,
    measure::{Measure, MeasureKind},
    values::Line,
    wall_time::Instant,
};
use persistence::people::measures;
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

/// Varför något beslutas. / Why something is decided.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MeasureInput {
    /// Skäl; skriv inget namn, för det står kvar. / Reason; write no name, since it stays.
    pub reason: Line<500>,
}

/// Ett beslut om en persons uppgifter. / A decision about a person's data.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct MeasureJson {
    /// Id.
    pub id: PersonMeasureId,
    /// Personens id. / The person's id.
    pub person_id: PersonId,
    /// Vad som beslutades. / What was decided.
    pub kind: MeasureKind,
    /// Skäl. / Reason.
    pub reason: Line<500>,
    /// När. / When.
    pub decided_at: Instant,
    /// Av vem; null när en gallringsregel gjorde det. / By whom; null when a rule of disposal did.
    pub decided_by: Option<PersonId>,
}

list_of!(
    /// Beslut om en persons uppgifter. / Decisions about a person's data.
    MeasureList,
    MeasureJson
);

/// A decision taken.
#[derive(ApiResponse)]
pub enum MeasureTaken {
    /// Beslutet är genomfört. / The decision is carried out.
    #[oai(status = 201)]
    Created(Json<MeasureJson>),
}

impl From<Measure> for MeasureJson {
    fn from(measure: Measure) -> Self {
        Self {
            id: measure.id,
            person_id: measure.person_id,
            kind: measure.kind,
            reason: measure.reason,
            decided_at: measure.decided_at.into(),
            decided_by: measure.decided_by,
        }
    }
}

async fn take(
    app: &App,
    caller: Caller,
    id: PersonId,
    kind: MeasureKind,
    key: Option<String>,
    body: MeasureInput,
) -> Result<MeasureTaken, Problem> {
    let scope = caller.with(Right::ManageRecords)?.clone();
    if kind == MeasureKind::Pseudonymised {
        // It cannot be undone, and ends as much as a change of roles does.
        caller.stepped_up(app)?;
    }
    let ticket = app.ticket(&caller, key, &format!("{kind} {id}"), &body)?;
    let (db, now) = (app.db.clone(), app.clock.now());
    let taken = async move { measures::take(&db, &scope, id, kind, body.reason, now, ticket.once()).await };
    Ok(MeasureTaken::Created(Json(app.write(taken).await?.into())))
}

pub(crate) struct MeasuresApi;

#[OpenApi]
impl MeasuresApi {
    /// Lista beslut om en persons uppgifter / List decisions about a person's data
    ///
    /// För samordnaren. / For coordinators.
    #[oai(path = "/people/:personId/measures", method = "get", operation_id = "listMeasures", tag = "Tag::Privacy")]
    async fn list_measures(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Path(id): Path<PersonId>,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<MeasureList>, Problem> {
        caller.with(Right::ManageRecords)?;
        let asked = list::page(limit, page)?;
        let found = measures::list(&app.db, id, asked).await?;
        Ok(Json(MeasureList::new(found.map(Into::into), asked)))
    }

    /// Begränsa en persons uppgifter / Restrict a person's data
    ///
    /// De sparas, och inget annat görs med dem: andra ser dem inte, ingen annan anmäler personen, och inga påminnelser
    /// skickas. För samordnaren. / They are kept, and nothing else is done with them: others do not see them, nobody else
    /// books for the person, and no reminders are sent. For coordinators.
    #[oai(
        path = "/people/:personId/restrictions",
        method = "post",
        operation_id = "restrictPerson",
        tag = "Tag::Privacy"
    )]
    async fn restrict(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Path(id): Path<PersonId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<MeasureInput>,
    ) -> Result<MeasureTaken, Problem> {
        take(app, caller, id, MeasureKind::Restricted, key, body).await
    }

    /// Häv begränsningen av en persons uppgifter / Release a person's data
    ///
    /// De används igen. För samordnaren. / They are used again. For coordinators.
    #[oai(path = "/people/:personId/releases", method = "post", operation_id = "releasePerson", tag = "Tag::Privacy")]
    async fn release(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Path(id): Path<PersonId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<MeasureInput>,
    ) -> Result<MeasureTaken, Problem> {
        take(app, caller, id, MeasureKind::Released, key, body).await
    }

    /// Ersätt en persons namn och adress för gott / Replace a person's name and address for good
    ///
    /// I stället för att radera: kommun och närvaro står kvar, så att alla indikatorer är desamma. Personens inloggningar,
    /// nycklar och kommande anmälningar avslutas. Det går inte att ångra. För samordnaren. / Instead of erasing:
    /// municipality and presence stay, so that all indicators are the same. The person's sign-ins, tokens and coming
    /// bookings end. It cannot be undone. For coordinators.
    #[oai(
        path = "/people/:personId/pseudonymisations",
        method = "post",
        operation_id = "pseudonymisePerson",
        tag = "Tag::Privacy"
    )]
    async fn pseudonymise(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Path(id): Path<PersonId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<MeasureInput>,
    ) -> Result<MeasureTaken, Problem> {
        take(app, caller, id, MeasureKind::Pseudonymised, key, body).await
    }
}
