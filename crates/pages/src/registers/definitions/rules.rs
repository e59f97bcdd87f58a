//! The rules of a definition in words and in fields. Which of them concern an indicator its first version says.

use domain::indicator::{
    IndicatorCode,
    definition::{CollaborationReading, CountingUnit, MetWhen, ProfileMethod, Rules},
};
use http_api::definitions::RulesJson;

use crate::{
    Page,
    form::{Form, Number},
};

const YES: &str = "ja";
const NO: &str = "nej";

/// A field for a rule: a choice, or a number where there is nothing to choose among.
pub(super) struct RuleField {
    /// As the API names it.
    pub name: &'static str,
    /// What to choose among.
    pub options: Vec<(String, String)>,
}

/// Every rule that is decided: its member, the key of its label, what is decided as it is sent, and in words.
fn decided(page: &Page, rules: &Rules) -> Vec<(&'static str, &'static str, String, String)> {
    let percent = |number: u32| (number.to_string(), page.say_with("percent", "number", number));
    let chosen = |value: String, key: &'static str| (value, page.say(key));
    let all = [
        ("targetPercent", "rule-target", rules.target_percent.map(percent)),
        ("answeredPercentMin", "rule-answered", rules.answered_percent_min.map(percent)),
        ("profileMethod", "rule-method", rules.profile_method.map(|one| chosen(one.to_string(), method_key(one)))),
        ("countingUnit", "rule-unit-counted", rules.counting_unit.map(|one| chosen(one.to_string(), unit_key(one)))),
        (
            "forStaffOnly",
            "rule-for-staff",
            rules.for_staff_only.map(|only| chosen(yes_or_no(only).to_owned(), yes_key(only))),
        ),
        ("metWhen", "rule-met", rules.met_when.map(|one| chosen(one.to_string(), met_key(one)))),
        ("reading", "rule-reading", rules.reading.map(|one| chosen(one.to_string(), reading_key(one)))),
        ("smallNumber", "rule-small", rules.small_number.map(|number| (number.to_string(), number.to_string()))),
    ];
    let known =
        all.into_iter().filter_map(|(name, label, value)| value.map(|(sent, words)| (name, label, sent, words)));
    known.collect()
}

/// Labels of the rules, and what is decided.
pub(super) fn words(page: &Page, rules: &Rules) -> Vec<(&'static str, String)> {
    decided(page, rules).into_iter().map(|(_, label, _, words)| (label, words)).collect()
}

/// The form with what is decided filled in.
pub(super) fn filled_in(form: Form, page: &Page, rules: &Rules) -> Form {
    decided(page, rules).into_iter().fold(form, |form, (name, _, sent, _)| form.with(name, sent))
}

/// Fields for the rules that concern an indicator.
pub(super) fn fields(page: &Page, code: IndicatorCode) -> Vec<RuleField> {
    let concern = decided(page, &Rules::first(code)).into_iter();
    concern.map(|(name, ..)| RuleField { name, options: options(page, name) }).collect()
}

fn options(page: &Page, name: &str) -> Vec<(String, String)> {
    match name {
        "profileMethod" => ProfileMethod::ALL.iter().map(|one| (one.to_string(), page.say(method_key(*one)))).collect(),
        "countingUnit" => CountingUnit::ALL.iter().map(|one| (one.to_string(), page.say(unit_key(*one)))).collect(),
        "forStaffOnly" => [true, false].map(|only| (yes_or_no(only).to_owned(), page.say(yes_key(only)))).into(),
        "metWhen" => MetWhen::ALL.iter().map(|one| (one.to_string(), page.say(met_key(*one)))).collect(),
        "reading" => {
            CollaborationReading::ALL.iter().map(|one| (one.to_string(), page.say(reading_key(*one)))).collect()
        }
        _ => Vec::new(),
    }
}

/// What was typed of the rules that concern an indicator. What is wrong with it is noted.
pub(super) fn read(form: &mut Form, code: IndicatorCode) -> RulesJson {
    let concern = Rules::first(code);
    let mut rules = RulesJson::default();
    if concern.target_percent.is_some() {
        rules.target_percent = form.read("targetPercent").map(|number: Number| number.0);
    }
    if concern.answered_percent_min.is_some() {
        rules.answered_percent_min = form.read("answeredPercentMin").map(|number: Number| number.0);
    }
    if concern.profile_method.is_some() {
        rules.profile_method = form.read("profileMethod");
    }
    if concern.counting_unit.is_some() {
        rules.counting_unit = form.read("countingUnit");
    }
    if concern.for_staff_only.is_some() {
        rules.for_staff_only = Some(form.has("forStaffOnly", YES));
    }
    if concern.met_when.is_some() {
        rules.met_when = form.read("metWhen");
    }
    if concern.reading.is_some() {
        rules.reading = form.read("reading");
    }
    if concern.small_number.is_some() {
        rules.small_number = form.read("smallNumber").map(|number: Number| number.0);
    }
    rules
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { YES } else { NO }
}

fn yes_key(yes: bool) -> &'static str {
    if yes { "rule-yes" } else { "rule-no" }
}

fn method_key(method: ProfileMethod) -> &'static str {
    match method {
        ProfileMethod::Register => "rule-method-register",
        ProfileMethod::Aggregate => "rule-method-aggregate",
    }
}

fn unit_key(unit: CountingUnit) -> &'static str {
    match unit {
        CountingUnit::OccasionDay => "rule-unit-day",
        CountingUnit::Session => "rule-unit-session",
    }
}

fn met_key(met: MetWhen) -> &'static str {
    match met {
        MetWhen::Draft => "plan-draft",
        MetWhen::Adopted => "plan-adopted",
    }
}

fn reading_key(reading: CollaborationReading) -> &'static str {
    match reading {
        CollaborationReading::Overlap => "rule-reading-overlap",
        CollaborationReading::LastDay => "rule-reading-last-day",
    }
}
