//! One transaction at a desk: lock, load, let the rules decide each wish in turn, save, commit. Whoever goes from one
//! desk to another does so within one transaction.

use chrono::{DateTime, Utc};
use domain::SessionId;

use super::{Outcome, Wish, desk::Desk, load, save};
use crate::{Db, Result, db::Tx};

/// Carries out the wishes in order, then lets the line move. One commit for all.
///
/// A wish that is refused changes nothing and stops nobody else.
pub(super) async fn run(
    db: &Db,
    session_id: SessionId,
    wishes: &[Wish],
    now: DateTime<Utc>,
) -> Result<Vec<Result<Outcome>>> {
    let tx = db.begin_write().await?;
    let outcomes = carry_out(db, &tx, session_id, wishes, now).await?;
    tx.commit().await?;
    Ok(outcomes)
}

/// The same within a transaction.
pub(super) async fn carry_out(
    db: &Db,
    tx: &Tx,
    session_id: SessionId,
    wishes: &[Wish],
    now: DateTime<Utc>,
) -> Result<Vec<Result<Outcome>>> {
    let mut desk = Desk::open(load::desk(db, tx, session_id, wishes).await?);
    for wish in wishes {
        desk.carry_out(wish);
    }
    let mut asked = None;
    while desk.session.serves_line(now) {
        let next = load::next_in_line(tx, session_id, asked, &desk).await?;
        let Some(last) = next.iter().filter_map(|booking| booking.queue_number).max() else { break };
        let strangers = next.iter().map(|booking| booking.person_id).filter(|person| !desk.knows(*person)).collect();
        desk.meet(load::people_with_commitments(tx, &desk.session, strangers).await?);
        desk.serve(next, now);
        asked = Some(last);
    }
    save::desk(tx, desk, wishes, now).await
}
