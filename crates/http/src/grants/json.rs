//! Grants as JSON.

use domain::{
    GrantCallId, GrantId, LibraryId,
    grant::{self, GrantDecision},
    values::{Line, MunicipalityCode},
    wall_time::LocalDate,
};
use persistence::grants::GrantView;
use poem_openapi::{Object, types::MaybeUndefined};
use serde::Deserialize;

/// Ett beslut om projektbidrag. / A decision on a project grant.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct GrantJson {
    /// Id.
    pub id: GrantId,
    /// Diarienummer. / Registry number.
    pub registry_number: Line<60>,
    /// Utlysningen. / The call.
    pub call_id: Option<GrantCallId>,
    /// Bibliotek som får bidraget. / Libraries that get the grant.
    pub library_ids: Vec<LibraryId>,
    /// Kommuner som får bidraget. / Municipalities that get the grant.
    pub municipality_codes: Vec<MunicipalityCode>,
    /// Beslutet. / The decision.
    pub decision: GrantDecision,
    /// Beslutsdag, som avgör perioden. / Day of the decision, which decides the period.
    pub decision_date: LocalDate,
    /// Hela kronor. / Whole kronor.
    pub amount_kronor: u32,
    /// Om it-kriteriet gäller. / Whether the IT-knowledge criterion holds.
    pub criterion: bool,
    /// Om det följer utlysningen. / Whether it is the call's.
    pub criterion_inherited: bool,
    /// Varför det inte följer utlysningen. / Why it is not the call's.
    pub criterion_reason: Option<Line<500>>,
    /// Dagen då bidraget återtogs. / The day the grant was revoked.
    pub revoked_on: Option<LocalDate>,
    /// Varför det återtogs. / Why it was revoked.
    pub revocation_reason: Option<Line<500>>,
}

/// Ett nytt beslut. / A new decision.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantInput {
    /// Diarienummer, ett per bidrag. / Registry number, one a grant.
    pub registry_number: Line<60>,
    /// Utlysningen. / The call.
    pub call_id: Option<GrantCallId>,
    /// Bibliotek som får bidraget. / Libraries that get the grant.
    #[oai(default)]
    #[serde(default)]
    pub library_ids: Vec<LibraryId>,
    /// Kommuner som får bidraget. / Municipalities that get the grant.
    #[oai(default)]
    #[serde(default)]
    pub municipality_codes: Vec<MunicipalityCode>,
    /// Beslutet. / The decision.
    pub decision: GrantDecision,
    /// Beslutsdag. / Day of the decision.
    pub decision_date: LocalDate,
    /// Hela kronor. / Whole kronor.
    pub amount_kronor: u32,
    /// Om it-kriteriet gäller; utlysningens om inget sägs. / Whether the criterion holds; the call's unless said.
    pub criterion: Option<bool>,
    /// Varför, när det inte är utlysningens. / Why, when it is not the call's.
    pub criterion_reason: Option<Line<500>>,
}

/// Rättelse av ett beslut; det som inte nämns står kvar. / A correction; what is not named stays.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantPatch {
    /// Varför det rättas; inga namn. / Why it is corrected; no names.
    pub reason: Line<500>,
    /// Diarienummer. / Registry number.
    pub registry_number: Option<Line<60>>,
    /// Utlysningen; null tar bort. / The call; null removes.
    #[serde(default)]
    pub call_id: MaybeUndefined<GrantCallId>,
    /// Bibliotek som får bidraget. / Libraries that get the grant.
    pub library_ids: Option<Vec<LibraryId>>,
    /// Kommuner som får bidraget. / Municipalities that get the grant.
    pub municipality_codes: Option<Vec<MunicipalityCode>>,
    /// Beslutet. / The decision.
    pub decision: Option<GrantDecision>,
    /// Beslutsdag. / Day of the decision.
    pub decision_date: Option<LocalDate>,
    /// Hela kronor. / Whole kronor.
    pub amount_kronor: Option<u32>,
    /// Om it-kriteriet gäller; null följer utlysningen. / Whether the criterion holds; null follows the call.
    #[serde(default)]
    pub criterion: MaybeUndefined<bool>,
    /// Varför det inte är utlysningens. / Why it is not the call's.
    #[serde(default)]
    pub criterion_reason: MaybeUndefined<Line<500>>,
}

/// Att ett bidrag återtas. / That a grant is revoked.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevocationInput {
    /// Dagen, beslutsdagen eller senare. / The day, that of the decision or later.
    pub revoked_on: LocalDate,
    /// Varför; inga namn. / Why; no names.
    pub reason: Line<500>,
}

impl From<GrantView> for GrantJson {
    fn from(view: GrantView) -> Self {
        let GrantView { grant, criterion } = view;
        let (library_ids, municipality_codes) = grant::apart(grant.recipients);
        Self {
            id: grant.id,
            registry_number: grant.registry_number,
            call_id: grant.call_id,
            library_ids,
            municipality_codes,
            decision: grant.decision,
            decision_date: LocalDate(grant.decision_date),
            amount_kronor: grant.amount_kronor,
            criterion,
            criterion_inherited: grant.own_criterion.is_none(),
            criterion_reason: grant.criterion_reason,
            revoked_on: grant.revocation.as_ref().map(|revocation| LocalDate(revocation.on)),
            revocation_reason: grant.revocation.map(|revocation| revocation.reason),
        }
    }
}
