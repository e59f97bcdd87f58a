//! Decisions out of a file: all of them, or none.

use std::collections::HashSet;

use domain::invalid::InvalidCell;

use super::*;
use crate::{names, record::Record};

/// A row of a file, read but not yet looked up.
#[derive(Debug, Clone)]
pub struct GrantRow {
    /// The line of the file.
    pub line: u32,
    /// Number in the registry.
    pub registry_number: Line<60>,
    /// The call's title or number in the registry.
    pub call: Option<String>,
    /// Names of the libraries that get it.
    pub libraries: Vec<String>,
    /// The municipalities that get it.
    pub municipality_codes: Vec<MunicipalityCode>,
    /// What was decided.
    pub decision: GrantDecision,
    /// When.
    pub decision_date: NaiveDate,
    /// Whole kronor.
    pub amount_kronor: u32,
    /// The criterion when it is not the call's.
    pub criterion: Option<bool>,
    /// Why it is not.
    pub criterion_reason: Option<Line<500>>,
}

/// What is wrong with the rows as the register stands.
pub async fn import_faults(db: &Db, rows: &[GrantRow], now: DateTime<Utc>) -> Result<Vec<InvalidCell>> {
    Ok(look_up(db.read(), rows, now).await?.1)
}

/// Registers all rows of a file, or none of them. Gives how many. One transaction.
pub async fn import(
    db: &Db,
    rows: &[GrantRow],
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<usize> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let (grants, faults) = look_up(&tx, rows, now).await?;
        if !faults.is_empty() {
            return Err(No::Invalid(faults.iter().map(InvalidCell::member).collect()).into());
        }
        save_all(&tx, &grants, Deed { actor: Some(actor), at: now }).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(grants.len())).await?;
        tx.commit().await?;
        Ok(grants.len())
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

async fn save_all(tx: &Tx, grants: &[Grant], deed: Deed) -> Result<()> {
    for portion in record::chunks(grants.iter().map(rows::row).collect()) {
        let inserted = project_grant::Entity::insert_many(portion).exec_without_returning(tx).await;
        inserted.map_err(taken(Refusal::AlreadyRegistered))?;
    }
    for portion in record::chunks(grants.iter().flat_map(rows::recipients).collect()) {
        grant_recipient::Entity::insert_many(portion).exec_without_returning(tx).await?;
    }
    let mut record = Record::default();
    for grant in grants {
        record.change(deed, EventKind::GrantAdded, Subject::default(), (None, grant), None);
    }
    record.write(tx).await
}

/// The register, loaded once for a whole file.
struct Known {
    calls: names::Names<GrantCallId>,
    criteria: std::collections::HashMap<GrantCallId, bool>,
    libraries: names::Names<LibraryId>,
    municipalities: HashSet<MunicipalityCode>,
    registry_numbers: HashSet<String>,
}

impl Known {
    async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let calls = grant_call::Entity::find().all(db).await?;
        let municipalities = municipality::Entity::find().all(db).await?;
        let grants = project_grant::Entity::find().all(db).await?;
        Ok(Self {
            calls: names::calls(db).await?,
            criteria: calls.into_iter().map(|call| (call.id, call.criterion)).collect(),
            libraries: names::libraries(db).await?,
            municipalities: municipalities.into_iter().map(|row| row.code).collect(),
            registry_numbers: grants.into_iter().map(|grant| grant.registry_number).collect(),
        })
    }

    /// The grant of a row, which no other row and no grant of the register is.
    fn grant(&mut self, row: &GrantRow, now: DateTime<Utc>) -> std::result::Result<Grant, Vec<InvalidCell>> {
        let at = |column, reason| vec![InvalidCell::new(row.line, column, reason)];
        let call_id = row.call.as_deref().map(|name| self.calls.find(name)).transpose();
        let call_id = call_id.map_err(|reason| at("call", reason))?;
        let libraries =
            row.libraries.iter().map(|name| self.libraries.find(name)).collect::<std::result::Result<_, _>>();
        let libraries = libraries.map_err(|reason| at("libraries", reason))?;
        if !row.municipality_codes.iter().all(|code| self.municipalities.contains(code)) {
            return Err(at("municipalityCodes", Invalid::Unknown));
        }
        if !self.registry_numbers.insert(row.registry_number.as_str().to_owned()) {
            return Err(at("registryNumber", Invalid::Repeated));
        }
        let grant = Grant {
            id: GrantId::new(now),
            registry_number: row.registry_number.clone(),
            call_id,
            recipients: grant::recipients(libraries, row.municipality_codes.clone()),
            decision: row.decision,
            decision_date: row.decision_date,
            amount_kronor: row.amount_kronor,
            own_criterion: row.criterion,
            criterion_reason: row.criterion_reason.clone(),
            revocation: None,
            version: 1,
        };
        let of_call = call_id.and_then(|id| self.criteria.get(&id).copied());
        grant.checked(of_call).map_err(|no| cells(row.line, no))
    }
}

/// The grants of the rows, and what is wrong with them as the register stands.
async fn look_up(
    db: &impl ConnectionTrait,
    rows: &[GrantRow],
    now: DateTime<Utc>,
) -> Result<(Vec<Grant>, Vec<InvalidCell>)> {
    let mut known = Known::load(db).await?;
    let (mut grants, mut faults) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        match known.grant(row, now) {
            Ok(grant) => grants.push(grant),
            Err(wrong) => faults.extend(wrong),
        }
    }
    Ok((grants, faults))
}

/// What the rules say of a grant, as cells of its row.
fn cells(line: u32, no: No) -> Vec<InvalidCell> {
    let column = |name: &str| if name == "libraryIds" { "libraries".to_owned() } else { name.to_owned() };
    match no {
        No::Invalid(members) => {
            members.into_iter().map(|member| InvalidCell::new(line, column(&member.name), member.reason)).collect()
        }
        // A new grant is never refused for its state.
        No::Refused(_) => vec![InvalidCell::new(line, "", Invalid::Needed)],
    }
}
