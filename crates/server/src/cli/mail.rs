//! The commands about mail.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Subcommand, ValueEnum};
use domain::{
    MessageId,
    notice::{Language, MessageState, NoticeKind},
    values::EmailAddress,
};
use notices::sample;

use super::{
    arguments::{SettingsFile, TEMPLATE},
    hand_over,
    mail_desk::{self, Decision},
    say,
};

/// What can be done with mail.
#[derive(Subcommand)]
pub(crate) enum MailCommand {
    /// Visa ett mejl med påhittade uppgifter; varken databas eller inställningar behövs.
    #[command(
        help_template = TEMPLATE,
        next_help_heading = "Val",
        override_usage = "kursplats mail preview <SLAG> [VAL]"
    )]
    Preview {
        /// Slaget av mejl: confirmation, waitingListed, seatGiven, meetingChanged, meetingCancelled, sessionCancelled,
        /// bookingCancelled, summons, reminder, attendanceMissing, cancellationAsked, counterDeclined,
        /// invitationsResent, surveyInvitation, surveyReminder, addressFailed, signIn eller signInElsewhere.
        #[arg(value_name = "SLAG", help_heading = "Argument")]
        kind: NoticeKind,
        /// Språket: sv eller en (förval sv).
        #[arg(long, value_name = "SPRÅK", default_value = "sv", hide_default_value = true)]
        lang: Language,
        /// Formen: text, html, ics eller eml (förval text).
        #[arg(
            long,
            value_name = "FORM",
            value_enum,
            default_value = "text",
            hide_default_value = true,
            hide_possible_values = true
        )]
        format: Format,
    },
    /// Visa brev och hur det gick för dem, nyaste först; går bra medan servern är igång.
    #[command(help_template = TEMPLATE, next_help_heading = "Val", override_usage = "kursplats mail list [VAL]")]
    List {
        #[command(flatten)]
        settings: SettingsFile,
        /// Bara de i ett läge: queued, transmitting, ambiguous, sent, superseded, dead eller abandoned.
        #[arg(long, value_name = "LÄGE")]
        state: Option<MessageState>,
    },
    /// Försök skicka ett brev igen.
    #[command(help_template = TEMPLATE, next_help_heading = "Val", override_usage = "kursplats mail retry <ID> [VAL]")]
    Retry {
        #[command(flatten)]
        settings: SettingsFile,
        /// Brevets id.
        #[arg(value_name = "ID", help_heading = "Argument")]
        id: MessageId,
    },
    /// Ge upp ett brev.
    #[command(help_template = TEMPLATE, next_help_heading = "Val", override_usage = "kursplats mail abandon <ID> [VAL]")]
    Abandon {
        #[command(flatten)]
        settings: SettingsFile,
        /// Brevets id.
        #[arg(value_name = "ID", help_heading = "Argument")]
        id: MessageId,
    },
    /// Skicka en riktig inbjudan till en adress, en enda gång, och berätta hur det gick; databasen rörs inte.
    #[command(help_template = TEMPLATE, next_help_heading = "Val", override_usage = "kursplats mail test <ADRESS> [VAL]")]
    Test {
        #[command(flatten)]
        settings: SettingsFile,
        /// Adressen.
        #[arg(value_name = "ADRESS", help_heading = "Argument")]
        address: EmailAddress,
    },
}

/// The forms that a mail can be looked at in.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// What those read who read plain text, with the subject above it.
    Text,
    /// The page in the mail.
    Html,
    /// The calendar object in it.
    Ics,
    /// The whole mail as it would be sent.
    Eml,
}

/// Carries out a command about mail.
pub(super) async fn carry_out(command: MailCommand) -> Result<ExitCode> {
    match command {
        MailCommand::Preview { kind, lang, format } => preview(kind, lang, format)?,
        MailCommand::List { settings, state } => mail_desk::list(&settings.read()?, state).await?,
        MailCommand::Retry { settings, id } => mail_desk::decide(&settings.read()?, id, Decision::Retry).await?,
        MailCommand::Abandon { settings, id } => mail_desk::decide(&settings.read()?, id, Decision::Abandon).await?,
        MailCommand::Test { settings, address } => {
            if !mail_desk::test(&settings.read()?, address).await? {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the first mail of an invented notice.
fn preview(kind: NoticeKind, language: Language, format: Format) -> Result<()> {
    let (notice, sender, written_at) = (sample::notice(kind, language), sample::sender(), sample::written_at(kind));
    let mut mails = notices::render(&notice, sample::notice_id(), &sender, written_at)?;
    let mut letters = notices::letters(&notice, &sender, written_at)?;
    let (mail, letter) = (mails.swap_remove(0), letters.swap_remove(0));
    let written = match format {
        Format::Text => say(&format!("{}\n\n{}", letter.subject, letter.plain)),
        Format::Html => say(&letter.html),
        Format::Ics => {
            let none = || format!("Mejl av slaget {kind} har ingen kalenderfil.");
            hand_over(letter.calendar.with_context(none)?.as_bytes())
        }
        Format::Eml => hand_over(&mail.bytes),
    };
    Ok(written?)
}
