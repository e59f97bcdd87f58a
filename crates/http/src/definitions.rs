//! Indikatorernas definitioner. / The indicators' definitions.

use domain::{
    access::Right,
    indicator::{
        IndicatorCode,
        definition::{CollaborationReading, CountingUnit, MetWhen, ProfileMethod, Rules},
    },
    values::Line,
    wall_time::{Instant, LocalDate},
};
use persistence::{
    definitions::{self, DefinitionRecord},
    page::Page,
};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Query},
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

pub use acts::add;

/// Vad som går att bestämma om en indikator. / What may be decided about an indicator.
#[derive(Debug, Clone, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RulesJson {
    /// Procent som andelen ska nå (I2). / Per cent that the share must reach (I2).
    pub target_percent: Option<u32>,
    /// Procent av påståendena som ska vara besvarade (I1). / Per cent of the statements to be answered (I1).
    pub answered_percent_min: Option<u32>,
    /// Var profilerna räknas (I2). / Where profiles are counted (I2).
    pub profile_method: Option<ProfileMethod>,
    /// Vad ett tillfälle är (I4). / What an occasion is (I4).
    pub counting_unit: Option<CountingUnit>,
    /// Om bara det som är för personalen räknas (I4). / Whether only what is for staff counts (I4).
    pub for_staff_only: Option<bool>,
    /// Från vilket läge en handlingsplan räknas (I6). / From which state an action plan counts (I6).
    pub met_when: Option<MetWhen>,
    /// När ett bibliotek räknas som samverkande (I7). / When a library counts as co-operating (I7).
    pub reading: Option<CollaborationReading>,
    /// Färre personer än så visas inte, minst 3. / Fewer people than this are not shown, at least 3.
    pub small_number: Option<u32>,
}

impl From<RulesJson> for Rules {
    fn from(rules: RulesJson) -> Self {
        Self {
            target_percent: rules.target_percent,
            answered_percent_min: rules.answered_percent_min,
            profile_method: rules.profile_method,
            counting_unit: rules.counting_unit,
            for_staff_only: rules.for_staff_only,
            met_when: rules.met_when,
            reading: rules.reading,
            small_number: rules.small_number,
        }
    }
}

impl From<Rules> for RulesJson {
    fn from(rules: Rules) -> Self {
        Self {
            target_percent: rules.target_percent,
            answered_percent_min: rules.answered_percent_min,
            profile_method: rules.profile_method,
            counting_unit: rules.counting_unit,
            for_staff_only: rules.for_staff_only,
            met_when: rules.met_when,
            reading: rules.reading,
            small_number: rules.small_number,
        }
    }
}

/// En version av en indikators definition. / A version of an indicator's definition.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct DefinitionJson {
    /// Indikatorn. / The indicator.
    pub code: IndicatorCode,
    /// Namn, ordagrant. / Name, word for word.
    pub name: String,
    /// Namn på engelska. / Name in English.
    pub english_name: String,
    /// Version, från 1. / Version, from 1.
    pub version: u32,
    /// Första dag den gäller. / First day it is in force.
    pub valid_from: LocalDate,
    /// Reglerna. / The rules.
    pub rules: RulesJson,
    /// Varför den gjordes. / Why it was made.
    pub reason: Line<500>,
    /// När den gjordes. / When it was made.
    pub made_at: Option<Instant>,
}

/// En ny version; regler som inte nämns står kvar. / A new version; rules that are not named stay.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DefinitionInput {
    /// Indikatorn. / The indicator.
    pub code: IndicatorCode,
    /// Första dag den gäller. / First day it is in force.
    pub valid_from: LocalDate,
    /// Reglerna. / The rules.
    pub rules: RulesJson,
    /// Varför. / Why.
    pub reason: Line<500>,
}

list_of!(
    /// Definitioner. / Definitions.
    DefinitionList,
    DefinitionJson
);

impl From<DefinitionRecord> for DefinitionJson {
    fn from(record: DefinitionRecord) -> Self {
        let definition = record.definition;
        Self {
            code: definition.code,
            name: definition.code.name().to_owned(),
            english_name: definition.code.english_name().to_owned(),
            version: definition.version,
            valid_from: LocalDate(definition.valid_from),
            rules: definition.rules.into(),
            reason: record.reason,
            made_at: record.made_at.map(Instant::from),
        }
    }
}

/// A version added.
#[derive(ApiResponse)]
pub enum DefinitionAdded {
    /// Versionen är tillagd. / The version is added.
    #[oai(status = 201)]
    Created(Json<DefinitionJson>),
}

pub(crate) struct DefinitionsApi;

#[OpenApi]
impl DefinitionsApi {
    /// Lista definitioner / List definitions
    ///
    /// Varje version av varje indikators definition. / Every version of every indicator's definition.
    #[oai(
        path = "/indicator-definitions",
        method = "get",
        operation_id = "listIndicatorDefinitions",
        tag = "Tag::Indicators"
    )]
    async fn list_definitions(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "code")] Query(code): Query<Option<IndicatorCode>>,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<DefinitionList>, Problem> {
        caller.with(Right::ReadIndicators)?;
        let asked = list::page(limit, page)?;
        let mut found = definitions::list(&app.db).await?;
        found.retain(|record| code.is_none_or(|code| record.definition.code == code));
        let page = Page::part(found, asked);
        Ok(Json(DefinitionList::new(page.map(Into::into), asked)))
    }

    /// Ändra en definition / Change a definition
    ///
    /// Ger en ny version; låsta rapporter behåller sin. Bara samordnaren. / Makes a new version; locked reports keep
    /// theirs. Coordinators only.
    #[oai(
        path = "/indicator-definitions",
        method = "post",
        operation_id = "addIndicatorDefinition",
        tag = "Tag::Indicators"
    )]
    async fn add_definition(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<DefinitionInput>,
    ) -> Result<DefinitionAdded, Problem> {
        let added = add(app, &caller, key, body).await?;
        Ok(DefinitionAdded::Created(Json(added.into())))
    }
}
