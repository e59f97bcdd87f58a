//! What an answer is judged by.

use chrono::{DateTime, Utc};
use domain::{BookingId, booking::Booking, event::EventKind, person::Person, session::Session, values::EmailAddress};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::readable;
use crate::{
    Error, Result,
    db::Tx,
    entity::{booking, event, invitation, mail_message, person},
    rows, sessions,
};

/// An invitation with everything around it, under its session's lock.
pub(super) struct Answering {
    pub session: Session,
    pub booking: Booking,
    pub person: Person,
    pub invitation: invitation::Model,
    /// Where the invitation went, and where mail to the person goes now.
    pub addresses: Vec<EmailAddress>,
    /// When she was last asked whether to cancel.
    pub asked_at: Option<DateTime<Utc>>,
    /// When her calendar last got something it wished for.
    pub served_at: Option<DateTime<Utc>>,
}

impl Answering {
    /// None when there is no such invitation.
    pub async fn load(tx: &Tx, uid: Uuid) -> Result<Option<Self>> {
        let Some(found) = invitation::Entity::find_by_id(uid).one(tx).await? else { return Ok(None) };
        let lost = || Error::Fault("an invitation without its booking".into());
        let of_booking = || booking::Entity::find_by_id(found.booking_id).one(tx);
        let session_id = of_booking().await?.ok_or_else(lost)?.session_id;
        let session = sessions::lock(tx, session_id).await?;
        // Only now nobody else changes them.
        let invitation = invitation::Entity::find_by_id(uid).one(tx).await?.ok_or_else(lost)?;
        let booking = rows::to_booking(of_booking().await?.ok_or_else(lost)?)?;
        let person = person::Entity::find_by_id(booking.person_id).one(tx).await?.ok_or_else(lost)?;
        let person = rows::to_person(person)?;
        let mut addresses: Vec<EmailAddress> = readable(sent_to(tx, uid).await?).collect();
        addresses.push(person.email.clone());
        let asked_at = last(tx, booking.id, &[EventKind::CancellationAsked]).await?;
        let served_at = last(tx, booking.id, &[EventKind::CounterDeclined, EventKind::InvitationsResent]).await?;
        Ok(Some(Self { session, booking, person, invitation, addresses, asked_at, served_at }))
    }
}

/// Where the invitation went: a person's address may have changed since.
async fn sent_to(tx: &Tx, uid: Uuid) -> Result<Vec<String>> {
    let recipients = mail_message::Entity::find()
        .select_only()
        .column(mail_message::Column::Recipient)
        .filter(mail_message::Column::Uid.eq(uid))
        .distinct();
    Ok(recipients.into_tuple().all(tx).await?)
}

/// When something of these kinds last happened to a booking.
async fn last(tx: &Tx, booking: BookingId, kinds: &[EventKind]) -> Result<Option<DateTime<Utc>>> {
    let newest = event::Entity::find()
        .select_only()
        .column_as(event::Column::At.max(), "at")
        .filter(event::Column::BookingId.eq(booking))
        .filter(event::Column::Kind.is_in(kinds.iter().copied()));
    Ok(newest.into_tuple::<Option<DateTime<Utc>>>().one(tx).await?.flatten())
}
