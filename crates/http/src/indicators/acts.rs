//! What is asked of the indicators, for the API and for pages alike.

use domain::{
    access::Right,
    indicator::{IndicatorCode, evidence::EvidenceRow, outcome::Indicator, period::Period},
    report::{
        View,
        figures::public::{self, PublicTables},
    },
};
use futures_util::future::try_join_all;
use persistence::{
    indicators::{self, Asked},
    reports,
};

use crate::{App, caller::Caller, problem::Problem};

/// Periods computed at a time for one caller, so that others find a connection too.
const AT_A_TIME: usize = 4;

/// One indicator of a period.
#[derive(Debug, Clone)]
pub struct Found {
    /// By the definition in force on the period's last day.
    pub latest: Indicator,
    /// By definitions in force earlier in the period.
    pub earlier: Vec<Indicator>,
    /// What the public may see of it, when that was asked for.
    pub public: Option<PublicTables>,
}

/// The public view before a report is locked is the coordinator's to see; locked reports are what gets published.
fn right(view: Option<View>) -> Right {
    if view == Some(View::Public) { Right::ManageFollowUp } else { Right::ReadIndicators }
}

/// All seven indicators of a period, as far as the caller's rights reach.
///
/// # Errors
/// When the caller may not.
pub async fn all(app: &App, caller: &Caller, period: Period, view: Option<View>) -> Result<Vec<Indicator>, Problem> {
    let scope = caller.with(right(view))?;
    let asked = Asked { scope, period, programme: None, now: app.clock.now() };
    let mut found = indicators::all(&app.db, &asked).await?;
    if view == Some(View::Public) {
        // Only the values are listed, and that of I4 counts no people.
        let tables = reports::preview(&app.db, &found, period).await?;
        found.iter_mut().for_each(|one| one.outcome = public::outcome(one, &public::figures(one, period, &tables)));
    }
    Ok(found)
}

/// One indicator of a period, with its parts and breakdowns.
///
/// # Errors
/// When the caller may not.
pub async fn one(
    app: &App,
    caller: &Caller,
    code: IndicatorCode,
    period: Period,
    view: Option<View>,
) -> Result<Found, Problem> {
    let scope = caller.with(right(view))?;
    let asked = Asked { scope, period, programme: None, now: app.clock.now() };
    let mut earlier = indicators::one(&app.db, &asked, code).await?;
    let latest = earlier.pop().ok_or_else(Problem::not_found)?;
    let public = match view {
        Some(View::Public) => Some(reports::preview(&app.db, std::slice::from_ref(&latest), period).await?),
        _ => None,
    };
    Ok(Found { latest, earlier, public })
}

/// One indicator of several periods, in their order: a few of them at a time, since each is a handful of statements.
///
/// # Errors
/// When the caller may not.
pub async fn of_periods(
    app: &App,
    caller: &Caller,
    code: IndicatorCode,
    periods: &[Period],
) -> Result<Vec<Found>, Problem> {
    let mut found = Vec::with_capacity(periods.len());
    for some in periods.chunks(AT_A_TIME) {
        let each = some.iter().copied().map(|period| one(app, caller, code, period, None));
        found.extend(try_join_all(each).await?);
    }
    Ok(found)
}

/// Every row looked at for one indicator.
///
/// # Errors
/// When the caller may not.
pub async fn evidence(
    app: &App,
    caller: &Caller,
    code: IndicatorCode,
    period: Period,
) -> Result<Vec<EvidenceRow>, Problem> {
    let scope = caller.with(Right::ReadIndicators)?;
    let asked = Asked { scope, period, programme: None, now: app.clock.now() };
    Ok(indicators::evidence(&app.db, &asked, code).await?)
}
