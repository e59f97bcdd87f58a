//! Sealing the audit log, a moment after its entries were written.

use std::time::Duration;

use persistence::{
    Db,
    audit_log::{self, Reach},
};
use tokio::sync::watch;

/// How often.
const EVERY: Duration = Duration::from_secs(1);
/// How many times what has come of late, between two times that everything is looked through.
const TIMES: u32 = 60;

/// Seals until the other end of the channel is gone, and once more then.
pub(super) async fn run(db: Db, mut end: watch::Receiver<()>) {
    let mut failing = false;
    for time in 0_u32.. {
        let reach = if time.is_multiple_of(TIMES) { Reach::All } else { Reach::New };
        match audit_log::seal(&db, reach).await {
            Err(error) if !failing => {
                failing = true;
                tracing::error!(error = %error, "the audit log cannot be sealed");
            }
            Err(_) => {}
            Ok(_) if failing => {
                failing = false;
                tracing::info!("the audit log is sealed again");
            }
            Ok(_) => {}
        }
        let ended = tokio::time::timeout(EVERY, end.changed()).await;
        if ended.is_ok() {
            break;
        }
    }
    if let Err(error) = audit_log::seal(&db, Reach::New).await {
        tracing::warn!(error = %error, "the last entries of the audit log are sealed at the next start");
    }
}
