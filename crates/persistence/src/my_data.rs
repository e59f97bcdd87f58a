//! Everything that is kept of a person, for the person herself: every table that names somebody is gone through.
//!
//! Of others nothing comes along: where somebody else stands in the same row, she is left out.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::{PersonId, access::Scope, disposal::DisposalRule, my_data::DataKind};

use crate::{Db, Result, disposal, entity::person};
use sea_orm::EntityTrait;

mod access;
mod activity;
mod correspondence;
mod deeds;
mod register;

/// One row of what is kept: members and their values, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row(pub Vec<(&'static str, String)>);

impl Row {
    fn with(mut self, member: &'static str, value: impl ToString) -> Self {
        self.0.push((member, value.to_string()));
        self
    }

    fn maybe(self, member: &'static str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(member, value),
            None => self,
        }
    }

    fn at(self, member: &'static str, instant: DateTime<Utc>) -> Self {
        self.with(member, instant.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }

    fn maybe_at(self, member: &'static str, instant: Option<DateTime<Utc>>) -> Self {
        match instant {
            Some(instant) => self.at(member, instant),
            None => self,
        }
    }

    fn on(self, member: &'static str, date: Option<NaiveDate>) -> Self {
        self.maybe(member, date)
    }
}

/// Everything of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The kind.
    pub kind: DataKind,
    /// What there is of it; none when there is nothing.
    pub rows: Vec<Row>,
}

/// What is kept of a person, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyData {
    /// Whose.
    pub person_id: PersonId,
    /// Kind by kind.
    pub kinds: Vec<Kept>,
    /// What is decided about how long.
    pub rules: Vec<DisposalRule>,
}

/// Everything that is kept of the caller.
pub async fn of_caller(db: &Db, scope: &Scope) -> Result<MyData> {
    let me = scope.person;
    let own = person::Entity::find_by_id(me).one(db.read()).await?.ok_or(crate::Error::NotFound)?;
    let mut kinds = Vec::with_capacity(DataKind::ALL.len());
    for kind in DataKind::ALL {
        kinds.push(Kept { kind: *kind, rows: rows(db, &own, *kind).await? });
    }
    Ok(MyData { person_id: me, kinds, rules: disposal::rules(db).await? })
}

async fn rows(db: &Db, own: &person::Model, kind: DataKind) -> Result<Vec<Row>> {
    let (read, me) = (db.read(), own.id);
    match kind {
        DataKind::Register => Ok(vec![register::person(own)]),
        DataKind::Roles => register::roles(read, me).await,
        DataKind::Employments => register::employments(read, me).await,
        DataKind::Corrections => register::corrections(read, me).await,
        DataKind::Measures => register::measures(read, me).await,
        DataKind::DigiteketProfile => register::profile(read, me).await,
        DataKind::Surveys => register::surveys(read, me).await,
        DataKind::Contacts => register::contacts(read, own).await,
        DataKind::Bookings => activity::bookings(read, me).await,
        DataKind::Needs => activity::needs(read, me).await,
        DataKind::NeedReadings => activity::readings(read, me).await,
        DataKind::CalendarAnswers => activity::invitations(read, me).await,
        DataKind::Attendance => activity::attendance(read, me).await,
        DataKind::Tasks => deeds::tasks(read, own).await,
        DataKind::History => deeds::history(read, me).await,
        DataKind::Mail => correspondence::mail(read, me).await,
        DataKind::MailTexts => correspondence::texts(read, me).await,
        DataKind::InboundMail => correspondence::inbound(read, me).await,
        DataKind::SignInRequests => access::requests(read, own).await,
        DataKind::SignIns => access::sign_ins(read, me).await,
        DataKind::Tokens => access::tokens(read, me).await,
        DataKind::Feeds => access::feeds(read, me).await,
        DataKind::AddressChanges => access::address_changes(read, me).await,
        DataKind::Requests => access::repeatable(read, me).await,
    }
}
