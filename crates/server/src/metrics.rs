//! Figures about the outbox for those who watch over it, in Prometheus' text format, on a port of their own.
//!
//! A dozen lines of text need no library: this answers `GET /metrics` and nothing else, one request a connection.
//! There is nothing about people in it.

use std::{fmt::Write as _, sync::Arc, time::Duration};

use domain::notice::MessageState;
use http_api::Clock;
use persistence::{
    Db, Result,
    outbox::{self, Figures},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::timeout,
};

use crate::worker::Worker;

/// Requests answered at once.
const AT_ONCE: usize = 4;
/// The longest request.
const BYTES_MAX: usize = 8192;
/// Time for one of them.
const TIME_MAX: Duration = Duration::from_secs(5);

/// Where the figures come from.
pub(crate) struct Source {
    pub db: Db,
    pub clock: Clock,
    pub worker: Arc<Worker>,
}

/// Answers until it is dropped.
pub(crate) async fn serve(listener: TcpListener, source: Source) {
    let (source, room) = (Arc::new(source), Arc::new(Semaphore::new(AT_ONCE)));
    loop {
        // Nobody closes the room.
        let place = Arc::clone(&room).acquire_owned().await.ok();
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(TIME_MAX).await;
            continue;
        };
        let source = Arc::clone(&source);
        tokio::spawn(async move {
            // Whoever is too slow, or gone, gets nothing.
            let _ = timeout(TIME_MAX, answer(stream, &source)).await;
            drop(place);
        });
    }
}

async fn answer(mut stream: TcpStream, source: &Source) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") && request.len() < BYTES_MAX {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let first = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let wanted = first.starts_with(b"GET /metrics HTTP/1.") || first.starts_with(b"GET /metrics?");
    let (status, body) = if !wanted {
        ("404 Not Found", String::new())
    } else {
        match text(source).await {
            Ok(text) => ("200 OK", text),
            Err(error) => {
                tracing::warn!(error = %error, "no figures");
                ("503 Service Unavailable", String::new())
            }
        }
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}

async fn text(source: &Source) -> Result<String> {
    let figures = outbox::figures(&source.db).await?;
    let waited = figures.oldest_due_at.map_or(0, |due| (source.clock.now() - due).num_seconds().max(0));
    Ok(written(&figures, waited, &source.worker))
}

fn written(figures: &Figures, waited: i64, worker: &Worker) -> String {
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, values: &[(String, u64)]| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "# HELP kursplats_{name} {help}\n# TYPE kursplats_{name} gauge");
        for (label, value) in values {
            let _ = writeln!(text, "kursplats_{name}{label} {value}");
        }
    };
    let single = |value: u64| [(String::new(), value)];
    let states = MessageState::ALL.iter().map(|state| (format!("{{state=\"{state}\"}}"), figures.messages_in(*state)));
    gauge("mail_messages", "Mail by state.", &states.collect::<Vec<_>>());
    let waited = u64::try_from(waited).unwrap_or_default();
    gauge("mail_oldest_due_seconds", "How long the mail is overdue that has waited longest.", &single(waited));
    gauge("mail_under_way", "Mail that this process has taken on.", &single(worker.under_way() as u64));
    let alone = u64::from(worker.leaves_relay_alone());
    gauge("mail_relay_left_alone", "1 while the mail server cannot be reached.", &single(alone));
    gauge("notices_pending", "Notices not yet put into words.", &single(figures.pending_notices));
    gauge("notices_dead", "Notices that cannot be put into words.", &single(figures.dead_notices));
    text
}
