//! Connections that carry one message after the other.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use lettre::transport::smtp::client::AsyncSmtpConnection;
use tokio::time::Instant;

use super::{Delivery, Envelope, Transport};

/// A connection to the relay, with no message under way on it.
pub(super) struct Connection {
    pub(super) smtp: AsyncSmtpConnection,
    carried: u32,
    rests_since: Instant,
}

impl Connection {
    pub(super) fn new(smtp: AsyncSmtpConnection) -> Self {
        Self { smtp, carried: 0, rests_since: Instant::now() }
    }
}

/// Connections that have said a clear yes to their last message.
pub(super) struct Resting {
    messages_max: u32,
    connections: Mutex<Vec<Connection>>,
}

impl Resting {
    fn new(messages_max: u32) -> Self {
        Self { messages_max, connections: Mutex::default() }
    }

    /// Keeps nothing: whoever sends a single message wants no connection left behind.
    pub(super) fn for_one_message() -> Self {
        Self::new(1)
    }

    /// The one that rests the shortest, unless even that is too long; those that rest longer are closed then.
    pub(super) fn take(&self, rest_max: Duration) -> Option<Connection> {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections.retain(|connection| connection.rests_since.elapsed() <= rest_max);
        connections.pop()
    }

    /// Keeps a connection after a clear yes, or gives it back when it has carried enough.
    pub(super) fn keep(&self, mut connection: Connection) -> Option<Connection> {
        connection.carried += 1;
        if connection.carried >= self.messages_max {
            return Some(connection);
        }
        connection.rests_since = Instant::now();
        self.connections.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        None
    }

    fn all(&self) -> Vec<Connection> {
        std::mem::take(&mut *self.connections.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Carries messages, and uses a connection again after a clear yes. After anything else it is thrown away, so that
/// the answer to one message can never be taken for the answer to another.
pub struct Courier {
    transport: Transport,
    resting: Resting,
}

impl fmt::Debug for Courier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Courier").field("transport", &self.transport).finish_non_exhaustive()
    }
}

impl Courier {
    /// A courier with no connection yet.
    pub fn new(transport: Transport) -> Self {
        let messages_max = match &transport {
            Transport::Smtp(relay) => relay.messages_per_connection,
            Transport::Files(_) => 1,
        };
        Self { transport, resting: Resting::new(messages_max) }
    }

    /// Sends one message; see [`Transport::send`].
    ///
    /// A dropped future takes its connection with it.
    pub async fn send<F, Fut>(&self, envelope: Envelope<'_>, before_body: F) -> Delivery
    where
        F: FnOnce() -> Fut + Send,
        Fut: Future<Output = bool> + Send,
    {
        match &self.transport {
            Transport::Smtp(relay) => relay.send(&self.resting, envelope, before_body).await,
            Transport::Files(_) => self.transport.send(envelope, before_body).await,
        }
    }

    /// Says goodbye on every connection that rests.
    pub async fn rest(&self) {
        if let Transport::Smtp(relay) = &self.transport {
            for connection in self.resting.all() {
                relay.part(connection).await;
            }
        }
    }
}
