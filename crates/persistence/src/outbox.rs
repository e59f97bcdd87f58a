//! The outbox: notices waiting to be put into words, and mail waiting to be sent.
//!
//! A notice is written in the transaction of its change. A worker renders it once and stores the bytes; from
//! then on the same bytes are sent however often it takes. Mail about one booking goes out strictly in order:
//! calendars do not protect themselves against an older revision arriving later, and neither do people who
//! read of their seat first and of their place in line afterwards. What has not been sent when something newer
//! of the same calendar object is stored is not sent at all.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{MessageId, notice::MessageState};
use sea_orm::{
    ColumnTrait, Condition, ExprTrait,
    sea_query::{Expr, Func, SelectStatement},
};
use uuid::Uuid;

use crate::{entity::mail_message::Column, rows};

mod claim;
mod figures;
mod operator;
mod outcome;
mod past;
mod rendering;
mod retention;

pub use claim::{Claim, ClaimedMessage, claim_messages, put_back, renew};
pub use figures::{Figures, figures};
pub use operator::{MailFilter, MailMessage, MailTry, abandon_mail, find_mail, list_mail, retry_mail};
pub use outcome::{Attempt, Outcome, Written, write_down};
pub use past::skip_past;
pub use rendering::{
    NewMessage, PendingNotice, StoredNotice, bury_notice, claim_notices, store_messages, withdraw_unsent,
};
pub(crate) use retention::{due_texts, forget};
pub use retention::{forget_texts, forget_ways_in};

/// States in which a mail may still go out, and later ones of the same order must wait.
const UNFINISHED: [MessageState; 3] = [MessageState::Queued, MessageState::Transmitting, MessageState::Ambiguous];

/// The same as the database's index of what waits has it: a condition with parameters could not use that.
const IS_UNFINISHED: &str = "state IN ('queued', 'transmitting', 'ambiguous')";

/// A worker's hold on what it has claimed: nobody else touches it before the end.
#[derive(Debug, Clone, Copy)]
pub struct Lease {
    /// The worker.
    pub owner: Uuid,
    /// Now.
    pub now: DateTime<Utc>,
    /// End of the hold.
    pub until: DateTime<Utc>,
}

/// One try of a mail, from the moment it is claimed: claimed again, by the same worker or by another, it is the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClaimedTry {
    /// Of which mail.
    pub id: MessageId,
    /// The first is 1.
    pub number: u32,
}

/// Mail that the owner still holds for these very tries. A worker that was too slow for its own lease may have claimed
/// a mail anew, and then its older try has no say in it any more.
fn held(owner: Uuid, tries: &[ClaimedTry]) -> Condition {
    let mut by_number: BTreeMap<u32, Vec<MessageId>> = BTreeMap::new();
    for one in tries {
        by_number.entry(one.number).or_default().push(one.id);
    }
    let of = |(number, ids): (u32, Vec<MessageId>)| {
        Condition::all().add(Column::Attempts.eq(rows::int(number))).add(Column::Id.is_in(ids))
    };
    let tries = by_number.into_iter().map(of).fold(Condition::any(), Condition::add);
    Condition::all().add(Column::LeaseOwner.eq(owner)).add(tries)
}

fn leasable(column: impl ColumnTrait + Copy, now: DateTime<Utc>) -> Condition {
    Condition::any().add(column.is_null()).add(column.lt(now))
}

/// That a count finds nothing. Fewer than one, and not as many as none: PostgreSQL takes an equation to hold for one
/// row in two hundred, and to find as many as are wanted it would count for all that wait, and sort them.
fn none_of(count: SelectStatement) -> Expr {
    Expr::from(count).lt(1)
}

/// A state that no index is looked up by, for counting what is older of one order. PostgreSQL goes by what it knew
/// before a burst, takes few rows to be waiting, and would read all that wait for each that waits; so the only way
/// left to an older one is by its order.
fn by_order(state: Expr) -> Expr {
    Func::coalesce([state, Expr::value("")]).into()
}
