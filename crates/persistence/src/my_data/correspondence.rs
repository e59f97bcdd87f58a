//! Mail to a person, and mail about her that came in.

use std::collections::HashMap;

use domain::{
    MessageId, PersonId,
    notice::{Notice, NoticeKind},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};

use super::{Row, activity::own_bookings};
use crate::{
    Result,
    entity::{event, inbound_message, invitation, mail_message, mail_try, notice},
};

fn own_mail(me: PersonId) -> SelectStatement {
    mail_message::Entity::find()
        .select_only()
        .column(mail_message::Column::Id)
        .filter(mail_message::Column::PersonId.eq(me))
        .into_query()
}

pub(super) async fn mail(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let found = mail_message::Entity::find()
        .filter(mail_message::Column::PersonId.eq(me))
        .order_by_asc(mail_message::Column::Id)
        .all(db)
        .await?;
    let mut tries: HashMap<MessageId, Vec<String>> = HashMap::new();
    let tried = mail_try::Entity::find().filter(mail_try::Column::MailMessageId.in_subquery(own_mail(me)));
    for one in tried.order_by_asc(mail_try::Column::Number).all(db).await? {
        tries.entry(one.mail_message_id).or_default().push(format!("{}: {}", one.outcome, one.answer));
    }
    let row = |row: mail_message::Model| {
        Row::default()
            .with("kind", row.kind)
            .with("recipient", row.recipient)
            .with("messageId", row.message_id)
            .with("status", row.state)
            .at("writtenAt", row.written_at)
            .maybe_at("sentAt", row.sent_at)
            .maybe("answer", row.answer)
            .maybe("tries", tries.get(&row.id).map(|tries| tries.join("; ")))
            .maybe_at("bouncedAt", row.bounced_at)
            .maybe("bounce", row.bounce)
    };
    Ok(found.into_iter().map(row).collect())
}

/// A notice without whom it names beside its recipient.
fn without_others(mut told: Notice) -> Notice {
    told.contact = None;
    if told.concerns.take().is_some() {
        // The words of another mail server, which often repeat the address.
        told.reason = None;
    }
    told.meetings.iter_mut().for_each(|meeting| meeting.trainer = None);
    told
}

/// What mail to her says: the notices that it was made of, without whom else they name; of notices to others about her
/// only that there are any. The finished texts are left out, since they say the same and hold links that open doors; so is
/// mail to sign in by.
pub(super) async fn texts(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let about = event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .filter(event::Column::PersonId.eq(me))
        .into_query();
    let mailed = mail_message::Entity::find()
        .select_only()
        .column(mail_message::Column::NoticeId)
        .filter(mail_message::Column::PersonId.eq(me))
        .into_query();
    let either =
        Condition::any().add(notice::Column::EventId.in_subquery(about)).add(notice::Column::Id.in_subquery(mailed));
    let found = notice::Entity::find()
        .filter(either)
        .filter(notice::Column::Payload.ne(""))
        .filter(notice::Column::Kind.ne(NoticeKind::SignIn))
        .order_by_asc(notice::Column::Id)
        .all(db)
        .await?;
    let row = |row: notice::Model| {
        let told: Option<Notice> = serde_json::from_str(&row.payload).ok();
        let hers = told.filter(|told| told.recipient.person_id == Some(me)).map(without_others);
        Row::default()
            .with("kind", row.kind)
            .at("writtenAt", row.written_at)
            .maybe("text", hers.and_then(|told| serde_json::to_string(&told).ok()))
    };
    Ok(found.into_iter().map(row).collect())
}

pub(super) async fn inbound(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let invited = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::Uid)
        .filter(invitation::Column::BookingId.in_subquery(own_bookings(me)))
        .into_query();
    let either = Condition::any()
        .add(inbound_message::Column::InvitationUid.in_subquery(invited))
        .add(inbound_message::Column::MailMessageId.in_subquery(own_mail(me)));
    let found =
        inbound_message::Entity::find().filter(either).order_by_asc(inbound_message::Column::Id).all(db).await?;
    let row = |row: inbound_message::Model| {
        Row::default().at("receivedAt", row.received_at).with("kind", row.kind).with("outcome", row.outcome)
    };
    Ok(found.into_iter().map(row).collect())
}
