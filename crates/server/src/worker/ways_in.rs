//! Mail to sign in by: who gets one, and what is secret in it.

use std::sync::PoisonError;

use chrono::TimeDelta;
use domain::notice::NoticeKind;
use persistence::{Result, outbox::PendingNotice, sign_ins};

use super::Worker;

/// How often it is said that too many ask.
const ALARM_EVERY: TimeDelta = TimeDelta::minutes(10);

impl Worker {
    /// Decides on those who wish to sign in. Returns how many there were.
    pub(super) async fn decide_sign_ins(&self) -> Result<usize> {
        let now = self.clock.now();
        let decided = sign_ins::decide_waiting(&self.db, &self.providers, now).await?;
        let mut alarmed_at = self.alarmed_at.lock().unwrap_or_else(PoisonError::into_inner);
        if decided.too_many && alarmed_at.is_none_or(|last| now - last >= ALARM_EVERY) {
            tracing::error!("far too much mail to sign in by is asked for; no more is sent for now");
            *alarmed_at = Some(now);
        }
        Ok(decided.requests)
    }

    /// Makes what is secret in those notices that people sign in by, just before they are put into words.
    pub(super) async fn with_secrets(&self, mut pending: Vec<PendingNotice>) -> Result<Vec<PendingNotice>> {
        let now = self.clock.now();
        for notice in pending.iter_mut().filter_map(|pending| pending.notice.as_mut().ok()) {
            if let Some(way) = &mut notice.sign_in {
                way.secrets = sign_ins::write_secrets(&self.db, &self.sender.seal, way.request_id, now).await?;
            }
        }
        Ok(pending)
    }
}

/// Whether there is nothing to send, since what the mail would open is over.
pub(super) fn is_over(pending: &PendingNotice) -> bool {
    let notice = pending.notice.as_ref().ok().filter(|notice| notice.kind == NoticeKind::SignIn);
    notice.is_some_and(|notice| notice.sign_in.as_ref().is_none_or(|way| way.secrets.is_none()))
}
