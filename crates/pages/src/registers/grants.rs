//! Grants (I5): the decisions, and the calls they are made under.

use askama::Template;
use domain::{
    GrantCallId, GrantId,
    access::Right,
    grant::GrantDecision,
    values::{Line, MunicipalityCode},
    wall_time::{self, LocalDate},
};
use http_api::{
    App,
    grants::{self as api, GrantCallInput, GrantInput, RevocationInput},
    look,
};
use persistence::{
    grants::{self, GrantFilter, GrantView},
    libraries,
    page::PageRequest,
};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Path, Query},
};

use crate::{
    Answer, Failure, Page,
    form::{Fields, Form, Number, Sent},
    pager::Pager,
    see_other,
    staff::{all_libraries, options},
};

const NEW: Fields = &[
    ("registryNumber", "grant-number"),
    ("callId", "grant-call"),
    ("libraryIds", "grant-libraries"),
    ("municipalityCodes", "grant-municipalities"),
    ("decision", "grant-decision"),
    ("decisionDate", "grant-day"),
    ("amountKronor", "grant-amount"),
    ("criterion", "grant-criterion"),
    ("criterionReason", "grant-criterion-reason"),
];
const CALL: Fields = &[
    ("title", "call-title"),
    ("year", "call-year"),
    ("registryNumber", "call-number"),
    ("criterion", "call-criterion"),
];
const REVOCATION: Fields = &[("revokedOn", "revocation-day"), ("reason", "revocation-reason")];
/// Grants a page.
const LIMIT: u64 = 20;
/// More calls than a coordinator has, and more municipalities than a county.
const ALL: PageRequest = PageRequest { limit: 200, page: 1 };

#[derive(Template)]
#[template(path = "grants.html")]
struct GrantsPage<'a> {
    page: &'a Page,
    rows: Vec<Row>,
    pager: Pager,
}

/// A decision in the list.
struct Row {
    number: String,
    decision: &'static str,
    day: String,
    amount: String,
    criterion: bool,
    revoked: Option<String>,
    /// Where it is taken back, if it can be.
    revoke: Option<String>,
}

#[derive(Template)]
#[template(path = "grant_new.html")]
struct NewPage<'a> {
    page: &'a Page,
    form: Form,
    calls: Vec<(String, String)>,
    libraries: Vec<(String, String)>,
    municipalities: Vec<(String, String)>,
    decisions: Vec<(String, String)>,
    criteria: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "grant_call.html")]
struct CallPage<'a> {
    page: &'a Page,
    form: Form,
    criteria: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "grant_revocation.html")]
struct RevocationPage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    number: String,
}

/// Lists the decisions.
#[handler]
pub(crate) async fn show(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    page.with(Right::ManageFollowUp)?;
    let number = Pager::number(&asked);
    let found = grants::list(&app.db, &GrantFilter::default(), PageRequest { limit: LIMIT, page: number }).await?;
    let pager = Pager::of(found.total, LIMIT, number, "/projektbidrag?")?;
    let rows = found.items.into_iter().map(|view| Row::of(page, view)).collect();
    Ok(look::page(StatusCode::OK, &GrantsPage { page, rows, pager }))
}

impl Row {
    fn of(page: &Page, view: GrantView) -> Self {
        let GrantView { grant, criterion } = view;
        let in_force = grant.decision == GrantDecision::Granted && grant.revocation.is_none();
        Self {
            number: grant.registry_number.to_string(),
            decision: decision_key(grant.decision),
            day: page.date(grant.decision_date),
            amount: page.count("grant-kronor", grant.amount_kronor),
            criterion,
            revoked: grant.revocation.map(|revocation| page.date(revocation.on)),
            revoke: in_force.then(|| format!("/projektbidrag/{}/aterkallelse", grant.id)),
        }
    }
}

fn decision_key(decision: GrantDecision) -> &'static str {
    match decision {
        GrantDecision::Granted => "decision-granted",
        GrantDecision::Rejected => "decision-rejected",
        GrantDecision::Withdrawn => "decision-withdrawn",
    }
}

fn yes_or_no(page: &Page) -> Vec<(String, String)> {
    vec![("ja".into(), page.say("evidence-yes")), ("nej".into(), page.say("evidence-no"))]
}

fn read_yes(text: &str) -> Option<bool> {
    match text {
        "ja" => Some(true),
        "nej" => Some(false),
        _ => None,
    }
}

/// Asks about a decision.
#[handler]
pub(crate) async fn ask(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    let today = wall_time::local_date(app.clock.now());
    new_shown(app, page, Form::new(page, NEW).with("decision", GrantDecision::Granted).with("decisionDate", today))
        .await
}

async fn new_shown(app: &App, page: &Page, form: Form) -> Answer {
    page.with(Right::ManageFollowUp)?;
    let calls = grants::calls(&app.db, ALL).await?.items.into_iter();
    let calls = calls.map(|call| (call.id.to_string(), format!("{} {}", call.title, call.year)));
    let none = (String::new(), page.say("grant-no-call"));
    let municipalities = libraries::list_municipalities(&app.db, ALL).await?.items.into_iter();
    let decisions = GrantDecision::ALL.iter().map(|one| (one.to_string(), page.say(decision_key(*one))));
    let mut criteria = vec![(String::new(), page.say("grant-criterion-call"))];
    criteria.extend(yes_or_no(page));
    let shown = NewPage {
        page,
        form,
        calls: [none].into_iter().chain(calls).collect(),
        libraries: options(all_libraries(app).await?.values()),
        municipalities: municipalities.map(|one| (one.code.to_string(), one.name.into_string())).collect(),
        decisions: decisions.collect(),
        criteria,
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// Registers a decision.
#[handler]
pub(crate) async fn add(Data(app): Data<&App>, Data(page): Data<&Page>, sent: Sent) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let mut form = Form::sent(page, NEW, sent);
    let registry_number: Option<Line<60>> = form.read("registryNumber");
    let call_id: Option<GrantCallId> = form.read_optional("callId");
    let decision: Option<GrantDecision> = form.read("decision");
    let decision_date: Option<LocalDate> = form.read("decisionDate");
    let amount: Option<Number> = form.read("amountKronor");
    let criterion_reason: Option<Line<500>> = form.read_optional("criterionReason");
    let library_ids = form.all("libraryIds").filter_map(|typed| typed.parse().ok()).collect();
    let codes = form.all("municipalityCodes").filter_map(|typed| typed.parse::<MunicipalityCode>().ok()).collect();
    let read = registry_number.zip(decision).zip(decision_date.zip(amount)).filter(|_| !form.is_faulty());
    let Some(((registry_number, decision), (decision_date, amount))) = read else {
        return new_shown(app, page, form).await;
    };
    let body = GrantInput {
        registry_number,
        call_id,
        library_ids,
        municipality_codes: codes,
        decision,
        decision_date,
        amount_kronor: amount.0,
        criterion: read_yes(form.text("criterion")),
        criterion_reason,
    };
    match api::add(app, &who.caller, form.sent_key(), body).await {
        Ok(_) => Ok(see_other("/projektbidrag")),
        Err(problem) => {
            form.refuse(problem)?;
            new_shown(app, page, form).await
        }
    }
}

/// Asks about a call.
#[handler]
pub(crate) async fn ask_call(Data(page): Data<&Page>) -> Answer {
    call_shown(page, Form::new(page, CALL).with("criterion", "ja"))
}

fn call_shown(page: &Page, form: Form) -> Answer {
    page.with(Right::ManageFollowUp)?;
    Ok(look::page(form.status(), &CallPage { page, form, criteria: yes_or_no(page) }))
}

/// Registers a call.
#[handler]
pub(crate) async fn add_call(Data(app): Data<&App>, Data(page): Data<&Page>, sent: Sent) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let mut form = Form::sent(page, CALL, sent);
    let title: Option<Line<200>> = form.read("title");
    let year: Option<Number> = form.read("year");
    let registry_number: Option<Line<60>> = form.read_optional("registryNumber");
    let criterion = read_yes(form.text("criterion"));
    if criterion.is_none() {
        form.fault("criterion", &domain::Invalid::Empty);
    }
    let read = title.zip(year).zip(criterion).filter(|_| !form.is_faulty());
    let Some(((title, year), criterion)) = read else { return call_shown(page, form) };
    let body = GrantCallInput { title, year: year.0, registry_number, criterion };
    match api::add_call(app, &who.caller, form.sent_key(), body).await {
        Ok(_) => Ok(see_other("/projektbidrag/nytt")),
        Err(problem) => {
            form.refuse(problem)?;
            call_shown(page, form)
        }
    }
}

/// Asks why a grant is taken back.
#[handler]
pub(crate) async fn ask_revocation(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let today = wall_time::local_date(app.clock.now());
    revocation_shown(app, page, &id, Form::new(page, REVOCATION).with("revokedOn", today)).await
}

async fn revocation_shown(app: &App, page: &Page, id: &str, form: Form) -> Answer {
    page.with(Right::ManageFollowUp)?;
    let grant = grants::find(&app.db, id.parse().map_err(|_| Failure::NotFound)?).await?.grant;
    let (way, number) = (format!("/projektbidrag/{}/aterkallelse", grant.id), grant.registry_number.to_string());
    Ok(look::page(form.status(), &RevocationPage { page, form, way, number }))
}

/// Takes a grant back.
#[handler]
pub(crate) async fn revoke(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let grant: GrantId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut form = Form::sent(page, REVOCATION, sent);
    let (revoked_on, reason): (Option<LocalDate>, Option<Line<500>>) = (form.read("revokedOn"), form.read("reason"));
    let Some((revoked_on, reason)) = revoked_on.zip(reason) else {
        return revocation_shown(app, page, &id, form).await;
    };
    match api::revoke(app, &who.caller, form.sent_key(), grant, RevocationInput { revoked_on, reason }).await {
        Ok(_) => Ok(see_other("/projektbidrag")),
        Err(problem) => {
            form.refuse(problem)?;
            revocation_shown(app, page, &id, form).await
        }
    }
}
