//! Where a name and an address stand beside the register, and what they open.

use domain::{
    CollaborationId, MeetingId,
    notice::{MessageState, NoticeState},
};
use sea_orm::{Condition, sea_query::SelectStatement};

use super::*;
use crate::{
    audit_log,
    entity::{
        access_token, address_change, calendar_feed, collaboration, event, idempotency, identity, invitation,
        mail_content, mail_message, mail_try, meeting, need, notice, person_correction, recovery_code, second_factor,
        sign_in, sign_in_request,
    },
};

/// Rows whose words in the log are to be forgotten, once all else is done: what is changed on the way is logged as well.
pub(super) struct Logged {
    person: PersonId,
    bookings: Vec<BookingId>,
    meetings: Vec<MeetingId>,
    collaborations: Vec<CollaborationId>,
}

impl Logged {
    /// Forgets them.
    pub async fn forget(self, tx: &Tx) -> Result<()> {
        audit_log::forget_words(tx, "person", vec![self.person.0]).await?;
        audit_log::forget_words(tx, "booking", self.bookings.into_iter().map(|id| id.0).collect()).await?;
        audit_log::forget_words(tx, "meeting", self.meetings.into_iter().map(|id| id.0).collect()).await?;
        let collaborations = self.collaborations.into_iter().map(|id| id.0).collect();
        audit_log::forget_words(tx, "collaboration", collaborations).await.map(drop)
    }
}

/// Removes every trace of a name and an address that a surrogate is about to replace.
pub(super) async fn remove(tx: &Tx, person: &Person, surrogate: &EmailAddress, now: DateTime<Utc>) -> Result<Logged> {
    let logged = logged(tx, person).await?;
    end_access(tx, person, now).await?;
    forget_words(tx, person).await?;
    forget_mail(tx, person, surrogate).await?;
    Ok(logged)
}

async fn logged(tx: &Tx, person: &Person) -> Result<Logged> {
    let bookings = booking::Entity::find().select_only().column(booking::Column::Id);
    let meetings = meeting::Entity::find().select_only().column(meeting::Column::Id);
    let collaborations = collaboration::Entity::find().select_only().column(collaboration::Column::Id);
    Ok(Logged {
        person: person.id,
        bookings: bookings.filter(booking::Column::PersonId.eq(person.id)).into_tuple().all(tx).await?,
        meetings: meetings.filter(leads(person)).into_tuple().all(tx).await?,
        collaborations: collaborations.filter(is_contact(person)).into_tuple().all(tx).await?,
    })
}

/// Meetings that bear her name, or are led by her.
fn leads(person: &Person) -> Condition {
    let unlinked = Condition::all()
        .add(meeting::Column::TrainerId.is_null())
        .add(meeting::Column::Trainer.eq(person.name.as_str()));
    Condition::any().add(meeting::Column::TrainerId.eq(person.id)).add(unlinked)
}

/// Collaborations whose contact is she.
fn is_contact(person: &Person) -> Condition {
    Condition::any()
        .add(collaboration::Column::Contact.contains(person.email.as_str()))
        .add(collaboration::Column::Contact.contains(person.name.as_str()))
}

/// Signing in, tokens and feeds.
async fn end_access(tx: &Tx, person: &Person, now: DateTime<Utc>) -> Result<()> {
    sign_in::Entity::update_many()
        .col_expr(sign_in::Column::EndedAt, Expr::value(now))
        .filter(sign_in::Column::PersonId.eq(person.id))
        .filter(sign_in::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    access_token::Entity::update_many()
        .col_expr(access_token::Column::RevokedAt, Expr::value(now))
        .filter(access_token::Column::PersonId.eq(person.id))
        .filter(access_token::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    // People name tokens after themselves.
    access_token::Entity::update_many()
        .col_expr(access_token::Column::Name, Expr::value("–"))
        .filter(access_token::Column::PersonId.eq(person.id))
        .exec(tx)
        .await?;
    calendar_feed::Entity::update_many()
        .col_expr(calendar_feed::Column::RevokedAt, Expr::value(now))
        .filter(calendar_feed::Column::PersonId.eq(person.id))
        .filter(calendar_feed::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    let asked = Condition::any()
        .add(sign_in_request::Column::PersonId.eq(person.id))
        .add(sign_in_request::Column::Email.eq(person.email.clone()));
    sign_in_request::Entity::delete_many().filter(asked).exec(tx).await?;
    second_factor::Entity::delete_many().filter(second_factor::Column::PersonId.eq(person.id)).exec(tx).await?;
    recovery_code::Entity::delete_many().filter(recovery_code::Column::PersonId.eq(person.id)).exec(tx).await?;
    identity::Entity::delete_many().filter(identity::Column::PersonId.eq(person.id)).exec(tx).await?;
    address_change::Entity::delete_many().filter(address_change::Column::PersonId.eq(person.id)).exec(tx).await?;
    // Outcomes repeat what was answered, to others as well.
    let kept = Condition::any()
        .add(idempotency::Column::PersonId.eq(person.id))
        .add(idempotency::Column::Outcome.contains(person.email.as_str()));
    idempotency::Entity::delete_many().filter(kept).exec(tx).await?;
    Ok(())
}

/// What she or others have written in words of their own, and where her name stands by itself.
async fn forget_words(tx: &Tx, person: &Person) -> Result<()> {
    person_correction::Entity::delete_many().filter(person_correction::Column::PersonId.eq(person.id)).exec(tx).await?;
    need::Entity::delete_many().filter(need::Column::BookingId.in_subquery(own_bookings(person.id))).exec(tx).await?;
    booking::Entity::update_many()
        .col_expr(booking::Column::EndReason, Expr::value(null()))
        .filter(booking::Column::PersonId.eq(person.id))
        .exec(tx)
        .await?;
    invitation::Entity::update_many()
        .col_expr(invitation::Column::AnswerComment, Expr::value(null()))
        .filter(invitation::Column::BookingId.in_subquery(own_bookings(person.id)))
        .exec(tx)
        .await?;
    meeting::Entity::update_many()
        .col_expr(meeting::Column::Trainer, Expr::value(null()))
        .filter(leads(person))
        .exec(tx)
        .await?;
    collaboration::Entity::update_many()
        .col_expr(collaboration::Column::Contact, Expr::value(null()))
        .filter(is_contact(person))
        .exec(tx)
        .await?;
    Ok(())
}

fn own_bookings(person: PersonId) -> SelectStatement {
    booking::Entity::find()
        .select_only()
        .column(booking::Column::Id)
        .filter(booking::Column::PersonId.eq(person))
        .into_query()
}

/// Mail to her, and mail to others about her. What was not sent yet will not be.
async fn forget_mail(tx: &Tx, person: &Person, surrogate: &EmailAddress) -> Result<()> {
    let about = event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .filter(event::Column::PersonId.eq(person.id))
        .into_query();
    let notices = notice::Entity::find()
        .select_only()
        .column(notice::Column::Id)
        .filter(notice::Column::EventId.in_subquery(about))
        .into_query();
    let either = Condition::any()
        .add(mail_message::Column::PersonId.eq(person.id))
        .add(mail_message::Column::NoticeId.in_subquery(notices.clone()));
    let mails =
        mail_message::Entity::find().select_only().column(mail_message::Column::Id).filter(either.clone()).into_query();
    notice::Entity::update_many()
        .col_expr(notice::Column::Payload, Expr::value(""))
        .col_expr(notice::Column::State, Expr::value(NoticeState::Rendered))
        .filter(notice::Column::Id.in_subquery(notices))
        .exec(tx)
        .await?;
    mail_content::Entity::delete_many()
        .filter(mail_content::Column::MailMessageId.in_subquery(mails.clone()))
        .exec(tx)
        .await?;
    // Other servers repeat the address in their answers.
    mail_try::Entity::update_many()
        .col_expr(mail_try::Column::Answer, Expr::value(""))
        .filter(mail_try::Column::MailMessageId.in_subquery(mails))
        .exec(tx)
        .await?;
    mail_message::Entity::update_many()
        .col_expr(mail_message::Column::State, Expr::value(MessageState::Abandoned))
        .filter(either)
        .filter(mail_message::Column::State.is_in([MessageState::Queued, MessageState::Ambiguous, MessageState::Dead]))
        .exec(tx)
        .await?;
    mail_message::Entity::update_many()
        .col_expr(mail_message::Column::Recipient, Expr::value(surrogate.clone()))
        .col_expr(mail_message::Column::Answer, Expr::value(null()))
        .col_expr(mail_message::Column::Bounce, Expr::value(null()))
        .filter(mail_message::Column::PersonId.eq(person.id))
        .exec(tx)
        .await?;
    Ok(())
}
