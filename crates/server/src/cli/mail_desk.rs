//! Looking after mail from the command line: what did not get through, and whether mail gets through at all.

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    MessageId,
    notice::{Language, MessageState, NoticeKind},
    seal::Seal,
    values::EmailAddress,
    wall_time,
};
use http_api::Clock;
use notices::{Delivery, Envelope, RenderedMail, Security, Transport, sample};
use persistence::{
    Error,
    outbox::{self, MailFilter, MailMessage},
    page::PageRequest,
};
use uuid::Uuid;

use super::say;
use crate::{Settings, running, telemetry, words};

/// Rows shown at most.
const SHOWN: u64 = 100;

/// Prints mail, newest first, one line each.
pub(super) async fn list(settings: &Settings, state: Option<MessageState>) -> Result<()> {
    telemetry::init(&settings.log);
    let db = running::connect_to_read(&settings.database).await?;
    let filter = MailFilter { state, ..MailFilter::default() };
    let found =
        outbox::list_mail(&db, &filter, PageRequest { limit: SHOWN, page: 1 }).await.map_err(words::database)?;
    for mail in &found.items {
        say(&line(mail))?;
    }
    let (shown, total) = (found.items.len(), found.total);
    eprintln!("{shown} av {total} brev.");
    db.close().await.map_err(words::database)
}

fn line(mail: &MailMessage) -> String {
    let written = wall_time::local(mail.written_at).format("%Y-%m-%d %H.%M");
    let (id, state, kind, recipient) = (mail.id, mail.state, &mail.kind, &mail.recipient);
    let answer = mail.answer.as_deref().unwrap_or("–");
    format!("{id}  {state}  {written}  {kind}  {recipient}  försök {}: {answer}", mail.attempts)
}

/// What is decided about a mail.
#[derive(Clone, Copy)]
pub(super) enum Decision {
    Retry,
    Abandon,
}

/// Decides about one mail. A server that has the SQLite file must be asked through its API instead.
pub(super) async fn decide(settings: &Settings, id: MessageId, decision: Decision) -> Result<()> {
    telemetry::init(&settings.log);
    let db = running::connect(&settings.database).await?;
    let now = Clock::system().now();
    let decided = match decision {
        Decision::Retry => outbox::retry_mail(&db, id, now).await,
        Decision::Abandon => outbox::abandon_mail(&db, id, now).await,
    };
    let decided = decided.map_err(|error| match error {
        Error::NotFound => anyhow::anyhow!("Det finns inget brev med id {id}."),
        Error::Refused(refusal) => anyhow::anyhow!("Det går inte: {}.", reason(refusal.code())),
        other => words::database(other),
    });
    db.close().await.map_err(words::database)?;
    say(&line(&decided?))?;
    eprintln!(
        "{}",
        match decision {
            Decision::Retry => "Brevet skickas så snart en server är igång.",
            Decision::Abandon => "Brevet skickas inte.",
        }
    );
    Ok(())
}

fn reason(code: &str) -> &str {
    match code {
        "mailSent" => "e-postservern har redan tagit emot brevet",
        "mailUnderWay" => "brevet är på väg just nu",
        "mailSuperseded" => "ett nyare brev har tagit dess plats",
        "mailExpired" => "det som brevet handlar om har börjat eller är över",
        "mailTextRemoved" => "brevets text sparas inte längre",
        other => other,
    }
}

/// Sends one real invitation, once, and says how it went. Nothing of it is kept.
pub(super) async fn test(settings: &Settings, address: EmailAddress) -> Result<bool> {
    let mail = invitation(settings, address, Clock::system().now())?;
    match &settings.mail.transport {
        Transport::Smtp(relay) => {
            let how = match relay.security {
                Security::None => "utan kryptering",
                Security::StartTlsRequired => "med STARTTLS",
                Security::Tls => "med TLS",
            };
            say(&format!("1. Ansluter till {} port {} {how}.", relay.host, relay.port))?;
        }
        Transport::Files(folder) => say(&format!("1. Skriver till mappen {}.", folder.display()))?,
    }
    let name = format!("prov-{}", Uuid::new_v4());
    let from = settings.mail.return_path.as_str();
    let envelope = Envelope { from, to: &mail.recipient, bytes: &mail.bytes, name: &name };
    let agreed = async || {
        // A terminal that is gone does not stop the mail.
        say("2. Servern godtar avsändaren och mottagaren; brevet skickas.").is_ok()
    };
    let delivery = settings.mail.transport.send(envelope, agreed).await;
    say(&outcome(&delivery))?;
    Ok(matches!(delivery, Delivery::Accepted { .. }))
}

fn outcome(delivery: &Delivery) -> String {
    match delivery {
        Delivery::Accepted { answer } => format!("3. Servern tog emot brevet. Den svarade: {answer}"),
        Delivery::Refused { answer } => format!("Servern vägrar för gott, {}", in_swedish(answer)),
        Delivery::Deferred { reason, .. } => format!("Brevet skickades inte, {}", in_swedish(reason)),
        Delivery::Ambiguous { reason } => {
            format!("Det är ovisst om brevet kom fram, {}. Det skickas inte igen.", in_swedish(reason))
        }
    }
}

/// The stage that the words begin with, in Swedish; the rest is the server's or the system's own.
fn in_swedish(words: &str) -> String {
    let stages = [
        ("greeting", "vid anslutningen"),
        ("encryption", "när förbindelsen skulle krypteras"),
        ("login", "vid inloggningen"),
        ("sender", "när avsändaren angavs"),
        ("recipient", "när mottagaren angavs"),
        ("data", "innan brevet skickades"),
        ("body", "när brevet skickades"),
    ];
    let found = stages.iter().find_map(|(stage, swedish)| Some((swedish, words.strip_prefix(stage)?)));
    found.map_or_else(|| words.to_owned(), |(swedish, rest)| format!("{swedish}{rest}"))
}

/// An invitation to an invented meeting in a few days, to a real address.
fn invitation(settings: &Settings, address: EmailAddress, now: DateTime<Utc>) -> Result<RenderedMail> {
    let mut notice = sample::notice(NoticeKind::Confirmation, Language::Swedish);
    notice.recipient.email = address;
    notice.recipient.person_id = None;
    notice.meetings.truncate(1);
    notice.invitations.truncate(1);
    let day = wall_time::local_date(now + TimeDelta::days(7));
    for meeting in &mut notice.meetings {
        meeting.starts = day.and_time(meeting.starts.time());
        meeting.ends = day.and_time(meeting.ends.time());
    }
    let seal = Seal::new(std::array::from_fn(|_| Uuid::new_v4().as_bytes()[0]));
    let sender = settings.mail.sender(seal, None);
    for invitation in &mut notice.invitations {
        // Never the same event twice, and nothing that an answer could find.
        (invitation.uid, invitation.stamp) = (Uuid::new_v4(), now);
        invitation.organizer = Some(sender.organizers().of(invitation.uid));
    }
    notice.cancel_until = None;
    let notice_id = domain::NoticeId::new(now);
    let mails = notices::render(&notice, notice_id, &sender, now)?;
    mails.into_iter().next().context("Provet blev inget brev.")
}
