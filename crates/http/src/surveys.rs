//! Enkäter till verksamhetsansvariga. / Surveys of library managers.

use domain::{
    ProgrammeId, SurveyId,
    indicator::fraction::percent,
    survey::{SurveyScale, SurveyState},
    values::Line,
    wall_time::{Instant, LocalDate},
};
use persistence::surveys::SurveyView;
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

mod acts;

pub use acts::{add, all, count, find, send};

/// En enkät; antal, aldrig enskilda svar. / A survey; numbers, never single answers.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct SurveyJson {
    /// Id.
    pub id: SurveyId,
    /// Programmet den gäller. / The programme it is about.
    pub programme_id: ProgrammeId,
    /// Rubrik. / Title.
    pub title: Line<200>,
    /// Hur frågan besvaras; av fem steg räknas de två översta som stärkt. / How the question is answered; of five steps
    /// the two at the top count as strengthened.
    pub scale: SurveyScale,
    /// Första dag att skicka den. / First day to send it.
    pub opens_on: LocalDate,
    /// Sista dag att svara. / Last day to answer.
    pub closes_on: LocalDate,
    /// Utkast, öppen eller stängd. / Draft, open or closed.
    pub state: SurveyState,
    /// När den skickades. / When it was sent.
    pub sent_at: Option<Instant>,
    /// Tillfrågade. / Invited.
    pub invited: u32,
    /// Svarande. / Who have answered.
    pub answered: u32,
    /// Svarsfrekvens i procent med en decimal. / Response rate in per cent with one decimal.
    pub response_rate: Option<String>,
}

/// En ny enkät. / A new survey.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SurveyInput {
    /// Programmet den gäller. / The programme it is about.
    pub programme_id: ProgrammeId,
    /// Rubrik. / Title.
    pub title: Line<200>,
    /// Hur frågan besvaras; utelämnas för ja, nej eller vet inte. / How the question is answered; left out for yes, no
    /// or don't know.
    pub scale: Option<SurveyScale>,
    /// Första dag att skicka den. / First day to send it.
    pub opens_on: LocalDate,
    /// Sista dag att svara. / Last day to answer.
    pub closes_on: LocalDate,
}

/// Antalen i en enkät som hölls på papper. / The numbers of a survey held on paper.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SurveyCountsInput {
    /// Tillfrågade. / Invited.
    pub invited: u32,
    /// Ja, har stärkts. / Yes, strengthened.
    pub strengthened: u32,
    /// Nej. / No.
    pub not_strengthened: u32,
    /// Vet inte. / Don't know.
    pub dont_know: u32,
}

/// Tomt innehåll. / Nothing.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(deny_unknown_fields)]
#[serde(deny_unknown_fields)]
pub struct SendingInput {}

list_of!(
    /// Enkäter. / Surveys.
    SurveyList,
    SurveyJson
);

impl From<SurveyView> for SurveyJson {
    fn from(view: SurveyView) -> Self {
        let survey = view.survey;
        Self {
            id: survey.id,
            programme_id: survey.programme_id,
            scale: survey.scale,
            opens_on: LocalDate(survey.opens_on),
            closes_on: LocalDate(survey.closes_on),
            state: survey.state(),
            sent_at: survey.sent_at.map(Into::into),
            title: survey.title,
            invited: view.invited,
            answered: view.answered,
            response_rate: percent(view.answered, view.invited),
        }
    }
}

/// Something made of a survey.
#[derive(ApiResponse)]
pub enum SurveyAdded {
    /// Enkäten. / The survey.
    #[oai(status = 201)]
    Created(Json<SurveyJson>),
}

fn added(view: SurveyView) -> SurveyAdded {
    SurveyAdded::Created(Json(view.into()))
}

pub(crate) struct SurveysApi;

#[OpenApi]
impl SurveysApi {
    /// Lista enkäter / List surveys
    ///
    /// Den senaste först. Bara samordnaren. / The latest first. Coordinators only.
    #[oai(path = "/surveys", method = "get", operation_id = "listSurveys", tag = "Tag::Indicators")]
    async fn list_surveys(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<SurveyList>, Problem> {
        let asked = list::page(limit, page)?;
        let found = all(app, &caller, asked).await?;
        Ok(Json(SurveyList::new(found.map(Into::into), asked)))
    }

    /// Lägg till en enkät / Add a survey
    ///
    /// En fråga: har förmågan att leda digital förändring stärkts? Bara samordnaren. / One question: has the ability to
    /// lead digital change been strengthened? Coordinators only.
    #[oai(path = "/surveys", method = "post", operation_id = "addSurvey", tag = "Tag::Indicators")]
    async fn add_survey(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<SurveyInput>,
    ) -> Result<SurveyAdded, Problem> {
        Ok(added(add(app, &caller, key, body).await?))
    }

    /// Visa en enkät / Show a survey
    ///
    /// Tillfrågade, svarande och svarsfrekvens. Hur svaren fördelar sig visas inte medan den är öppen, och därefter bara i
    /// indikator I3. / Invited, answered and response rate. How the answers divide is not shown while it is open, and
    /// then only in indicator I3.
    #[oai(path = "/surveys/:surveyId", method = "get", operation_id = "getSurvey", tag = "Tag::Indicators")]
    async fn get_survey(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "surveyId")] Path(id): Path<SurveyId>,
    ) -> Result<Json<SurveyJson>, Problem> {
        Ok(Json(find(app, &caller, id).await?.into()))
    }

    /// Skicka en enkät / Send a survey
    ///
    /// En gång, med e-post, till var och en som är verksamhetsansvarig vid ett folkbibliotek i dag. De som inte svarar
    /// påminns efter 7 och 14 dagar. / Once, by e-mail, to everyone who manages a public library today. Those who do not
    /// answer are reminded after 7 and 14 days.
    #[oai(path = "/surveys/:surveyId/sendings", method = "post", operation_id = "sendSurvey", tag = "Tag::Indicators")]
    async fn send_survey(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "surveyId")] Path(id): Path<SurveyId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<SendingInput>,
    ) -> Result<SurveyAdded, Problem> {
        let SendingInput {} = body;
        Ok(added(send(app, &caller, key, id).await?))
    }

    /// Ange antalen i en enkät på papper / Enter the numbers of a survey on paper
    ///
    /// För en enkät som inte har skickats härifrån. Den stängs. / For a survey that was not sent from here. It is closed.
    #[oai(
        path = "/surveys/:surveyId/counts",
        method = "post",
        operation_id = "enterSurveyCounts",
        tag = "Tag::Indicators"
    )]
    async fn enter_survey_counts(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "surveyId")] Path(id): Path<SurveyId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<SurveyCountsInput>,
    ) -> Result<SurveyAdded, Problem> {
        Ok(added(count(app, &caller, key, id, body).await?))
    }
}
