//! Forms: what was typed, what is wrong with it, and in which words. A form that is refused loses nothing.

use std::str::FromStr;

use domain::Invalid;
use http_api::{
    personal_numbers,
    problem::{Problem, ProblemDetails, invalid_words},
};
use poem::http::StatusCode;
use uuid::Uuid;

use crate::{Failure, Page, page};

mod number;

pub(crate) use number::Number;

/// The fields of a form, named as the API names its members, each with the key of its label.
pub type Fields = &'static [(&'static str, &'static str)];

/// What a browser sends.
pub type Sent = poem::web::Form<Vec<(String, String)>>;

/// Name of the hidden field by which a form that is sent twice has one effect.
const KEY: &str = "key";
/// Name of the buttons, where there are several.
const ACT: &str = "act";

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field; empty when it is about the whole.
    pub field: String,
    /// What is wrong, the field's label first.
    pub words: String,
}

/// A form as it is shown, or shown again.
#[derive(Debug, Clone)]
pub struct Form {
    page: Page,
    fields: Fields,
    typed: Vec<(String, String)>,
    faults: Vec<Fault>,
    status: StatusCode,
    key: String,
}

impl Form {
    /// A form that nobody has touched.
    pub fn new(page: &Page, fields: Fields) -> Self {
        let key = Uuid::new_v4().to_string();
        Self { page: page.clone(), fields, typed: Vec::new(), faults: Vec::new(), status: StatusCode::OK, key }
    }

    /// The same with a field filled in.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl ToString) -> Self {
        self.typed.push((field.to_owned(), value.to_string()));
        self
    }

    /// A form as it was sent.
    pub fn sent(page: &Page, fields: Fields, sent: Sent) -> Self {
        Self { typed: sent.0, ..Self::new(page, fields) }
    }

    /// The key that the form was sent with, for the API's `Idempotency-Key`: a second click has no second effect.
    pub fn sent_key(&self) -> Option<String> {
        Some(self.text(KEY)).filter(|key| !key.is_empty()).map(str::to_owned)
    }

    /// A new key. A form that is shown again is another one.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What was typed into a field.
    pub fn text(&self, field: &str) -> &str {
        self.typed.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Everything that was sent under a name: the boxes that were ticked.
    pub fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.typed.iter().filter(move |(name, _)| name == field).map(|(_, value)| value.as_str())
    }

    /// Whether a choice was made, or a box ticked.
    pub fn has(&self, field: &str, value: impl ToString) -> bool {
        let value = value.to_string();
        self.all(field).any(|typed| typed == value)
    }

    /// All that was typed, to be carried along by a page that only asks whether it is right.
    pub fn carried(&self) -> impl Iterator<Item = &(String, String)> {
        self.typed.iter().filter(|(name, _)| name != KEY && name != ACT)
    }

    /// Which of several buttons was pressed.
    pub fn act(&self) -> &str {
        self.text(ACT)
    }

    /// A field that must be filled in. What is wrong with it is noted.
    pub fn read<T: FromStr<Err = Invalid>>(&mut self, field: &str) -> Option<T> {
        let typed = self.text(field).trim();
        let read = if typed.is_empty() {
            Err(Invalid::Empty)
        } else if personal_numbers::is_refused(typed) {
            Err(Invalid::PersonalNumber)
        } else {
            typed.parse()
        };
        match read {
            Ok(value) => Some(value),
            Err(reason) => {
                self.fault(field, &reason);
                None
            }
        }
    }

    /// A field that may be left empty.
    pub fn read_optional<T: FromStr<Err = Invalid>>(&mut self, field: &str) -> Option<T> {
        if self.text(field).trim().is_empty() { None } else { self.read(field) }
    }

    /// Notes what is wrong with a field, in the words of the API.
    pub fn fault(&mut self, field: &str, reason: &Invalid) {
        let words = invalid_words(reason, page::of_request(self.page.language));
        self.note(field, &words);
    }

    /// The same for a field that is there once for each row, such as one a person: the row's name is its label.
    pub fn fault_named(&mut self, field: &str, label: &str, reason: &Invalid) {
        let words = invalid_words(reason, page::of_request(self.page.language));
        self.status = StatusCode::BAD_REQUEST;
        self.faults.push(Fault { field: field.to_owned(), words: format!("{label}: {words}") });
    }

    /// The form without what was typed into a field.
    #[must_use]
    pub fn without(mut self, field: &str) -> Self {
        self.typed.retain(|(name, _)| name != field);
        self
    }

    fn note(&mut self, field: &str, words: &str) {
        self.status = StatusCode::BAD_REQUEST;
        let label = self.fields.iter().find(|(name, _)| *name == field).map(|(_, key)| self.page.say(key));
        let fault = match label {
            Some(label) => Fault { field: field.to_owned(), words: format!("{label}: {words}") },
            None => Fault { field: String::new(), words: words.to_owned() },
        };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// The field for a member of the API: `startsAt` also for `meetings[2].startsAt`, when one field is for all of them.
    fn field_of<'a>(&self, member: &'a str) -> &'a str {
        let last = member.rsplit('.').next().unwrap_or(member);
        let known = |name: &str| self.fields.iter().any(|(field, _)| *field == name);
        if known(last) { last } else { member }
    }

    /// Notes what the API's functions have answered, in their words: faults with their fields, or why the rules do not
    /// allow it.
    ///
    /// # Errors
    /// What is nothing that another try with this form could mend.
    pub fn refuse(&mut self, problem: Problem) -> Result<(), Failure> {
        match problem {
            Problem::BadRequest(_) => {
                let ProblemDetails { invalid_params, .. } = *problem.into_details();
                for param in &invalid_params {
                    let field = self.field_of(&param.name).to_owned();
                    self.note(&field, &param.reason);
                }
                Ok(())
            }
            Problem::Conflict(_) | Problem::Stale(_) => {
                let ProblemDetails { detail, status, .. } = *problem.into_details();
                self.faults.push(Fault { field: String::new(), words: detail });
                self.status = StatusCode::from_u16(status).unwrap_or(StatusCode::CONFLICT);
                Ok(())
            }
            other => Err(other.into()),
        }
    }

    /// The same about one of several whom a form is about: why she cannot, and that it is she. Whoever can is done with
    /// by then.
    ///
    /// # Errors
    /// What is nothing that another try with this form could mend.
    pub fn refuse_for(&mut self, whom: &str, problem: Problem) -> Result<(), Failure> {
        let known = self.faults.len();
        self.refuse(problem)?;
        for fault in &mut self.faults[known..] {
            *fault = Fault { field: String::new(), words: format!("{whom}: {}", fault.words) };
        }
        Ok(())
    }

    /// Notes what is wrong with a part of a field, in words that name the part.
    pub fn note_of(&mut self, field: &str, words: &str) {
        self.status = StatusCode::BAD_REQUEST;
        self.faults.push(Fault { field: field.to_owned(), words: words.to_owned() });
    }

    /// Whether something is wrong.
    pub fn is_faulty(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Everything that is wrong, for the summary.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// What is wrong with one field, to stand beside it.
    pub fn fault_of(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|fault| fault.field == field).map(|fault| fault.words.as_str())
    }

    /// The label of a field.
    pub fn label(&self, field: &str) -> String {
        self.fields.iter().find(|(name, _)| *name == field).map(|(_, key)| self.page.say(key)).unwrap_or_default()
    }

    /// What the title of the page begins with: that something is wrong.
    pub fn title_prefix(&self) -> String {
        if self.is_faulty() { self.page.say("form-title-prefix") + " " } else { String::new() }
    }

    /// The heading of the summary.
    pub fn summary_heading(&self) -> String {
        self.page.say("form-summary")
    }

    /// The status that the page is shown with.
    pub fn status(&self) -> StatusCode {
        self.status
    }
}
