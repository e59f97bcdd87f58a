//! Disposal: what is decided, what is due, and the protocols of what has been done.

use askama::Template;
use domain::{
    access::Right,
    disposal::{Disposal, DisposalClass, DisposalEntry, DisposalRule, EntryState, PeriodUnit},
    notice::Language,
    values::Line,
};
use http_api::{
    App,
    disposals::{self as api, DisposalRuleInput, DisposalRulesInput},
    look,
};
use persistence::{disposal, page::PageRequest};
use poem::{
    handler,
    web::{Data, Path},
};

use crate::{
    Answer, Failure, Page,
    form::{Fields, Form, Number, Sent},
    see_other,
};

/// As the API names it, which takes several rules at once.
const AMOUNT: &str = "items[0].amount";
const RULE: Fields = &[(AMOUNT, "rule-amount"), ("unit", "rule-unit"), ("decisionReference", "rule-decision")];
/// The latest disposals.
const LATEST: PageRequest = PageRequest { limit: 20, page: 1 };

#[derive(Template)]
#[template(path = "disposal.html")]
struct DisposalPage<'a> {
    page: &'a Page,
    form: Form,
    rules: Vec<Rule>,
    /// What is due, class by class.
    due: Vec<Entry>,
    done: Vec<(String, Vec<Entry>)>,
}

/// A rule, as it is shown.
struct Rule {
    way: String,
    title: String,
    kept: String,
    counted: String,
    decision: Option<String>,
}

/// A class of records in a disposal.
struct Entry {
    title: String,
    number: u64,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "disposal_rule.html")]
struct RulePage<'a> {
    page: &'a Page,
    form: Form,
    rule: Rule,
    units: Vec<(String, String)>,
}

fn pick(page: &Page, words: (&'static str, &'static str)) -> String {
    match page.language {
        Language::Swedish => words.0,
        Language::English => words.1,
    }
    .to_owned()
}

/// Shows the rules, what is due by them, and what has been done.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    shown(app, page, Form::new(page, &[])).await
}

async fn shown(app: &App, page: &Page, form: Form) -> Answer {
    page.with(Right::ManageRecords)?;
    let rules = disposal::rules(&app.db).await?;
    let due = disposal::dry_run(&app.db, app.clock.now()).await?;
    let done = disposal::list(&app.db, LATEST).await?.items.into_iter();
    let run = |disposal: Disposal| {
        let entries = disposal.entries.iter().map(|entry| Entry::of(page, entry)).collect();
        (page.moment(disposal.started_at), entries)
    };
    let shown = DisposalPage {
        page,
        form,
        rules: rules.iter().map(|rule| Rule::of(page, rule)).collect(),
        due: due.iter().map(|entry| Entry::of(page, entry)).collect(),
        done: done.map(run).collect(),
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// Disposes of what is due.
#[handler]
pub(crate) async fn dispose(Data(app): Data<&App>, Data(page): Data<&Page>, sent: Sent) -> Answer {
    let who = page.with(Right::ManageRecords)?;
    let mut form = Form::sent(page, &[], sent);
    match api::dispose(app, &who.caller, form.sent_key()).await {
        Ok(_) => Ok(see_other("/gallring")),
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, form).await
        }
    }
}

/// Asks what is decided of a class. Whoever has not just proven who she is does so first, so that nothing typed is lost.
#[handler]
pub(crate) async fn ask_rule(Data(app): Data<&App>, Data(page): Data<&Page>, Path(class): Path<String>) -> Answer {
    page.with(Right::ManageRecords)?.caller.stepped_up(app)?;
    let rule = find(app, &class).await?;
    let form = Form::new(page, RULE).with(AMOUNT, rule.kept_for.amount).with("unit", rule.kept_for.unit);
    let decision = rule.decision.as_ref().map(ToString::to_string).unwrap_or_default();
    rule_shown(app, page, &class, form.with("decisionReference", decision)).await
}

async fn find(app: &App, class: &str) -> Result<DisposalRule, Failure> {
    let class: DisposalClass = class.parse().map_err(|_| Failure::NotFound)?;
    let rules = disposal::rules(&app.db).await?;
    rules.into_iter().find(|rule| rule.class == class).ok_or(Failure::NotFound)
}

async fn rule_shown(app: &App, page: &Page, class: &str, form: Form) -> Answer {
    let rule = Rule::of(page, &find(app, class).await?);
    let units = vec![
        (PeriodUnit::Days.to_string(), page.say("unit-days")),
        (PeriodUnit::Months.to_string(), page.say("unit-months")),
    ];
    Ok(look::page(form.status(), &RulePage { page, form, rule, units }))
}

/// Sets what is decided of a class.
#[handler]
pub(crate) async fn set_rule(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(class): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::ManageRecords)?;
    let rule = find(app, &class).await?;
    let mut form = Form::sent(page, RULE, sent);
    let amount: Option<Number> = form.read(AMOUNT);
    let unit: Option<PeriodUnit> = form.read("unit");
    let decision_reference: Option<Line<100>> = form.read_optional("decisionReference");
    let Some((amount, unit)) = amount.zip(unit).filter(|_| !form.is_faulty()) else {
        return rule_shown(app, page, &class, form).await;
    };
    let item = DisposalRuleInput { class: rule.class, amount: amount.0, unit, decision_reference };
    match api::set_rules(app, &who.caller, DisposalRulesInput { items: vec![item] }).await {
        Ok(_) => Ok(see_other("/gallring")),
        Err(problem) => {
            form.refuse(problem)?;
            rule_shown(app, page, &class, form).await
        }
    }
}

impl Rule {
    fn of(page: &Page, rule: &DisposalRule) -> Self {
        let kept = rule.kept_for.words();
        Self {
            way: format!("/gallring/{}", rule.class),
            title: pick(page, rule.class.words()),
            kept: match page.language {
                Language::Swedish => kept.0,
                Language::English => kept.1,
            },
            counted: pick(page, rule.class.counted_from()),
            decision: rule.decision.as_ref().map(ToString::to_string),
        }
    }
}

impl Entry {
    fn of(page: &Page, entry: &DisposalEntry) -> Self {
        let state = match entry.state {
            EntryState::Undecided => "disposal-undecided",
            EntryState::Begun => "disposal-ongoing",
            EntryState::Done => "disposal-done",
        };
        Self { title: pick(page, entry.class.words()), number: entry.disposed, state }
    }
}
