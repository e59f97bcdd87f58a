//! Mail that came in.

use super::{Instant, table};

table!(inbound_message, "inbound_message", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    hash: Vec<u8>,
    received_at: Instant,
    kind: String,
    outcome: String,
    invitation_uid: Option<Uuid>,
    mail_message_id: Option<Uuid>,
});
