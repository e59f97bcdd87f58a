//! The command line.

use std::path::PathBuf;

use clap::{
    ArgAction, Args, Parser, Subcommand,
    error::{ContextKind, ContextValue, ErrorKind},
};
use domain::{
    access::Role,
    values::{EmailAddress, Line},
};

use persistence::audit_log::Head;

use super::mail::MailCommand;
use crate::{Settings, settings::SettingsError};

/// Swedish headings; the library's own are English.
pub(super) const TEMPLATE: &str = "{about}\n\nAnvändning: {usage}\n\n{all-args}";

/// Kursplats bokar platser på kurser för bibliotekspersonal.
#[derive(Parser)]
#[command(
    name = "kursplats",
    version,
    help_template = TEMPLATE,
    subcommand_help_heading = "Kommandon",
    subcommand_value_name = "KOMMANDO",
    next_help_heading = "Val",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    /// Visa den här hjälpen.
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// Visa versionen.
    #[arg(long, action = ArgAction::Version)]
    version: Option<bool>,
}

/// What the program can do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Starta en demo med påhittade personer, på den här maskinen.
    #[command(help_template = TEMPLATE, next_help_heading = "Val", override_usage = "kursplats demo [VAL]")]
    Demo {
        /// Mappen som demon läggs i; finns den redan fortsätter demon där.
        #[arg(long, value_name = "MAPP", default_value = "./data/demo", hide_default_value = true)]
        data: PathBuf,
        /// Porten på den egna maskinen (förval 8080).
        #[arg(long, value_name = "PORT", default_value_t = 8080, hide_default_value = true)]
        port: u16,
    },
    /// Starta servern.
    #[command(help_template = TEMPLATE, next_help_heading = "Val", override_usage = "kursplats serve [VAL]")]
    Serve {
        #[command(flatten)]
        settings: SettingsFile,
    },
    /// Gör databasen aktuell utan att starta servern.
    #[command(help_template = TEMPLATE, next_help_heading = "Val", override_usage = "kursplats migrate [VAL]")]
    Migrate {
        #[command(flatten)]
        settings: SettingsFile,
    },
    /// Ge en person en roll och skriv ut en nyckel för den.
    #[command(help_template = TEMPLATE, next_help_heading = "Val", override_usage = "kursplats token [VAL] --role <ROLL> --name <NAMN> --email <ADRESS>")]
    Token {
        #[command(flatten)]
        settings: SettingsFile,
        /// Rollen: staff, manager, trainer, organiser eller coordinator.
        #[arg(long, value_name = "ROLL")]
        role: Role,
        /// Personens namn, om adressen är ny.
        #[arg(long, value_name = "NAMN")]
        name: Line<120>,
        /// Personens e-postadress.
        #[arg(long, value_name = "ADRESS")]
        email: EmailAddress,
    },
    /// Skriv ut en ny länk för den första samordnaren, så länge ingen finns i registret.
    #[command(help_template = TEMPLATE, next_help_heading = "Val", override_usage = "kursplats first-link [VAL]")]
    FirstLink {
        #[command(flatten)]
        settings: SettingsFile,
    },
    /// Skriv ut API:ets beskrivning (OpenAPI).
    #[command(help_template = TEMPLATE, next_help_heading = "Val", override_usage = "kursplats openapi")]
    Openapi,
    /// Ta emot ett mejl från standard in: ett svar från en kalender eller en studs. För e-postservern.
    #[command(help_template = TEMPLATE, next_help_heading = "Val", override_usage = "kursplats inbound [VAL]")]
    Inbound {
        #[command(flatten)]
        settings: SettingsFile,
        /// Adressen som mejlet kom till; annars ORIGINAL_RECIPIENT eller RECIPIENT ur miljön, eller mejlets huvud.
        #[arg(long, value_name = "ADRESS")]
        recipient: Option<String>,
    },
    /// Se på mejlen som Kursplats skickar.
    #[command(
        help_template = TEMPLATE,
        subcommand_help_heading = "Kommandon",
        subcommand_value_name = "KOMMANDO",
        override_usage = "kursplats mail <KOMMANDO>",
        disable_help_subcommand = true
    )]
    Mail {
        #[command(subcommand)]
        command: MailCommand,
    },
    /// Gallra det som är över sin tid och har ett beslut, och skriv ut protokollet.
    #[command(help_template = TEMPLATE, next_help_heading = "Val", override_usage = "kursplats disposal [VAL]")]
    Disposal {
        #[command(flatten)]
        settings: SettingsFile,
        /// Räkna bara vad som skulle gallras.
        #[arg(long)]
        dry_run: bool,
    },
    /// Kontrollera att allt i databasen stämmer; felkod 1 om något inte gör det.
    #[command(help_template = TEMPLATE, next_help_heading = "Val", override_usage = "kursplats audit [VAL]")]
    Audit {
        #[command(flatten)]
        settings: SettingsFile,
        /// Ett huvud som loggen har haft förut, så som det skrevs ut då; loggen ska ha det än.
        #[arg(long, value_name = "NUMMER:HASH")]
        head: Option<Head>,
    },
}

/// Where the settings are.
#[derive(Args)]
#[command(next_help_heading = "Val")]
pub(crate) struct SettingsFile {
    /// Fil med inställningar; annars den som KURSPLATS_CONFIG pekar ut.
    #[arg(long, value_name = "FIL")]
    config: Option<PathBuf>,
}

impl SettingsFile {
    /// The settings with everything that overrides them.
    pub fn read(&self) -> Result<Settings, SettingsError> {
        Settings::from_environment(self.config.as_deref())
    }
}

/// Shows help, or says what is wrong with the command line, and ends the program.
pub(crate) fn explain(error: &clap::Error) -> ! {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let reason = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => error.exit(),
        ErrorKind::InvalidSubcommand => {
            format!("Kommandot ”{}” finns inte.", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "Ett kommando behövs.".to_owned()
        }
        ErrorKind::UnknownArgument => format!("”{argument}” finns inte."),
        ErrorKind::MissingRequiredArgument => format!("Det saknas: {argument}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("”{}” duger inte som {argument}.", context(ContextKind::InvalidValue))
        }
        _ => "Kommandoraden går inte att förstå.".to_owned(),
    };
    eprintln!("{reason}\nSkriv ”kursplats --help” för att se vad som går.");
    std::process::exit(2);
}
