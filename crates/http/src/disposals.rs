//! Gallring. / Disposal.

use domain::{
    DisposalId, PersonId,
    access::Right,
    disposal::{Disposal, DisposalClass, DisposalEntry, DisposalRule, EntryState, PeriodUnit},
    values::Line,
    wall_time::Instant,
};
use persistence::{
    disposal,
    page::{Page, PageRequest},
};
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
    request::{Context, Language},
    spec::Tag,
};

mod acts;

pub use acts::{dispose, set_rules};

/// Regeln för ett slags handlingar. / The rule of a class of records.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct DisposalRuleJson {
    /// Slaget. / The class.
    pub class: DisposalClass,
    /// Vad det är. / What it is.
    pub title: String,
    /// Hur många. / How many.
    pub amount: u32,
    /// Dagar eller månader. / Days or months.
    pub unit: PeriodUnit,
    /// Räknat från. / Counted from.
    pub counted_from: String,
    /// Beslutets beteckning (dnr); null när inget är beslutat, och då gallras inget. / The reference of the decision; null
    /// when nothing is decided, and then nothing is disposed of.
    pub decision_reference: Option<Line<100>>,
    /// Om systemet också glömmer det självt efter den föreslagna tiden. / Whether the system also forgets it by itself
    /// after the proposed time.
    pub forgotten_by_itself: bool,
}

/// Vad som är beslutat om ett slags handlingar. / What is decided of a class of records.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DisposalRuleInput {
    /// Slaget. / The class.
    pub class: DisposalClass,
    /// Hur många. / How many.
    pub amount: u32,
    /// Dagar eller månader. / Days or months.
    pub unit: PeriodUnit,
    /// Beslutets beteckning (dnr). / The reference of the decision.
    pub decision_reference: Option<Line<100>>,
}

/// Regler att sätta; slag som inte nämns står kvar. / Rules to set; classes that are not named stay.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DisposalRulesInput {
    /// Reglerna. / The rules.
    pub items: Vec<DisposalRuleInput>,
}

list_of!(
    /// Gallringsregler. / Rules of disposal.
    DisposalRuleList,
    DisposalRuleJson
);

/// En gallring att göra. / A disposal to carry out.
#[derive(Debug, Clone, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DisposalInput {
    /// Bara räkna vad som skulle gallras. / Only count what would be disposed of.
    #[serde(default)]
    #[oai(default)]
    pub dry_run: bool,
}

/// Vad en gallring gjorde, eller skulle göra, med ett slag. / What a disposal did, or would do, with a class.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct DisposalEntryJson {
    /// Slaget. / The class.
    pub class: DisposalClass,
    /// Vad det är. / What it is.
    pub title: String,
    /// Hur många dagar eller månader det sparades. / How many days or months it was kept.
    pub amount: u32,
    /// Dagar eller månader. / Days or months.
    pub unit: PeriodUnit,
    /// Beslutets beteckning. / The reference of the decision.
    pub decision_reference: Option<Line<100>>,
    /// Det som var över då gallrades. / What was over by then was disposed of.
    pub cutoff: Instant,
    /// Antal. / How many.
    pub disposed: u64,
    /// Hur långt det kommit; `undecided` utan beslut, och då gallras inget. / How far it has come; `undecided` without a
    /// decision, and then nothing is disposed of.
    pub state: EntryState,
}

/// En gallring och dess protokoll, utan personuppgifter. / A disposal and its protocol, without personal data.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct DisposalJson {
    /// Id; null när det bara räknades. / Id; null when it was only counted.
    pub id: Option<DisposalId>,
    /// Om det bara räknades. / Whether it was only counted.
    pub dry_run: bool,
    /// När den började. / When it began.
    pub started_at: Instant,
    /// Vem som började; null för driftens kommando. / Who began it; null for the operator's command.
    pub started_by: Option<PersonId>,
    /// När den blev klar; null medan den pågår. / When it was finished; null while it goes on.
    pub finished_at: Option<Instant>,
    /// Slag för slag. / Class by class.
    pub entries: Vec<DisposalEntryJson>,
}

list_of!(
    /// Gallringar. / Disposals.
    DisposalList,
    DisposalJson
);

/// What came of a disposal.
#[derive(ApiResponse)]
pub enum DisposalDone {
    /// Räknat; inget är gallrat. / Counted; nothing is disposed of.
    #[oai(status = 200)]
    Counted(Json<DisposalJson>),
    /// Gallrat. / Disposed of.
    #[oai(status = 201)]
    Done(Json<DisposalJson>),
}

fn pick(words: (&'static str, &'static str)) -> String {
    let english = Context::current().language == Language::English;
    if english { words.1 } else { words.0 }.to_owned()
}

impl From<DisposalRule> for DisposalRuleJson {
    fn from(rule: DisposalRule) -> Self {
        Self {
            title: pick(rule.class.words()),
            counted_from: pick(rule.class.counted_from()),
            forgotten_by_itself: rule.class.is_forgotten_by_itself(),
            class: rule.class,
            amount: rule.kept_for.amount,
            unit: rule.kept_for.unit,
            decision_reference: rule.decision,
        }
    }
}

impl From<DisposalEntry> for DisposalEntryJson {
    fn from(entry: DisposalEntry) -> Self {
        Self {
            title: pick(entry.class.words()),
            class: entry.class,
            amount: entry.kept_for.amount,
            unit: entry.kept_for.unit,
            decision_reference: entry.decision,
            cutoff: entry.cutoff.into(),
            disposed: entry.disposed,
            state: entry.state,
        }
    }
}

impl From<Disposal> for DisposalJson {
    fn from(disposal: Disposal) -> Self {
        Self {
            id: Some(disposal.id),
            dry_run: false,
            started_at: disposal.started_at.into(),
            started_by: disposal.started_by,
            finished_at: disposal.finished_at.map(Into::into),
            entries: disposal.entries.into_iter().map(Into::into).collect(),
        }
    }
}

fn listed(rules: Vec<DisposalRule>) -> Json<DisposalRuleList> {
    let items: Vec<DisposalRuleJson> = rules.into_iter().map(Into::into).collect();
    let total = items.len() as u64;
    Json(DisposalRuleList::new(Page { items, total }, PageRequest { limit: 100, page: 1 }))
}

pub(crate) struct DisposalsApi;

#[OpenApi]
impl DisposalsApi {
    /// Lista gallringsregler / List rules of disposal
    ///
    /// En för varje slag, som beslutad eller föreslagen; för samordnaren. / One a class, as decided or proposed; for
    /// coordinators.
    #[oai(path = "/disposal-rules", method = "get", operation_id = "listDisposalRules", tag = "Tag::Privacy")]
    async fn list_rules(&self, Data(app): Data<&App>, caller: Caller) -> Result<Json<DisposalRuleList>, Problem> {
        caller.with(Right::ManageRecords)?;
        Ok(listed(disposal::rules(&app.db).await?))
    }

    /// Sätt gallringsregler / Set rules of disposal
    ///
    /// Tiden som beslutats, med beslutets beteckning; för samordnaren. / The time that was decided, with the reference of
    /// the decision; for coordinators.
    #[oai(path = "/disposal-rules", method = "put", operation_id = "setDisposalRules", tag = "Tag::Privacy")]
    async fn set_rules(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        Input(body): Input<DisposalRulesInput>,
    ) -> Result<Json<DisposalRuleList>, Problem> {
        Ok(listed(set_rules(app, &caller, body).await?))
    }

    /// Gallra / Dispose of what is due
    ///
    /// Det som är över sin tid och har ett beslut gallras, och protokollet säger hur många. Avbryts gallringen fortsätter
    /// nästa där den slutade. Med `dryRun` räknas det bara. För samordnaren. / What is past its time and has a decision
    /// goes, and the protocol says how many. When it is interrupted, the next one goes on where it ended. With `dryRun` it
    /// is only counted. For coordinators.
    #[oai(path = "/disposals", method = "post", operation_id = "dispose", tag = "Tag::Privacy")]
    async fn dispose(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<DisposalInput>,
    ) -> Result<DisposalDone, Problem> {
        if body.dry_run {
            let (db, now) = (app.db.clone(), app.clock.now());
            let actor = caller.with(Right::ManageRecords)?.person;
            let _ticket = app.ticket(&caller, key, "dispose", &body)?;
            let entries = disposal::dry_run(&db, now).await?;
            return Ok(DisposalDone::Counted(Json(DisposalJson {
                id: None,
                dry_run: true,
                started_at: now.into(),
                started_by: Some(actor),
                finished_at: None,
                entries: entries.into_iter().map(Into::into).collect(),
            })));
        }
        Ok(DisposalDone::Done(Json(dispose(app, &caller, key).await?.into())))
    }

    /// Lista gallringar / List disposals
    ///
    /// De senaste först, med protokoll; för samordnaren. / The latest first, with their protocols; for coordinators.
    #[oai(path = "/disposals", method = "get", operation_id = "listDisposals", tag = "Tag::Privacy")]
    async fn list_disposals(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<DisposalList>, Problem> {
        caller.with(Right::ManageRecords)?;
        let asked = list::page(limit, page)?;
        let found = disposal::list(&app.db, asked).await?;
        Ok(Json(DisposalList::new(found.map(Into::into), asked)))
    }

    /// Visa en gallring / Show a disposal
    ///
    /// Med protokoll; för samordnaren. / With its protocol; for coordinators.
    #[oai(path = "/disposals/:disposalId", method = "get", operation_id = "getDisposal", tag = "Tag::Privacy")]
    async fn get_disposal(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "disposalId")] Path(id): Path<DisposalId>,
    ) -> Result<Json<DisposalJson>, Problem> {
        caller.with(Right::ManageRecords)?;
        Ok(Json(disposal::find(&app.db, id).await?.into()))
    }
}
