//! Whose changes the audit log keeps, and the triggers that keep them: no statement, of this program or of anybody
//! else, can change one of these tables without an entry.
//!
//! Columns are read from the schema and not listed here, so that a column added later is kept as well.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};

mod postgres;
mod sqlite;

/// A table whose changes are kept.
#[derive(Debug, Clone, Copy)]
pub struct Audited {
    /// The table.
    pub table: &'static str,
    /// The columns of its key.
    pub key: &'static [&'static str],
    /// Columns that say something of a person in words. They are kept apart, so that they can be disposed of while
    /// the log stays whole.
    pub personal: &'static [&'static str],
    /// Columns that are not kept: marks of what the program has done itself, and what is a record in its own table.
    pub unkept: &'static [&'static str],
}

const fn audited(table: &'static str, key: &'static [&'static str]) -> Audited {
    Audited { table, key, personal: &[], unkept: &[] }
}

const ID: &[&str] = &["id"];

/// Every table whose changes are kept. Not here: what is passed on (notices, mail, invitations), what opens doors
/// (links, sign-ins, tokens, feeds), what must be forgotten (needs), what nobody may ever trace (answers), and what
/// follows from the rest (generations, answers kept for repeated requests). What matters of these is an event.
pub const AUDITED: &[Audited] = &[
    audited("event", ID),
    audited("municipality", &["code"]),
    audited("library", ID),
    Audited { personal: &["name", "email", "email_failure"], ..audited("person", ID) },
    audited("person_role", &["person_id", "role"]),
    audited("employment", ID),
    audited("course", ID),
    Audited { unkept: &["summoned_at"], ..audited("session", ID) },
    Audited { personal: &["trainer"], unkept: &["reminded_at", "attendance_asked"], ..audited("meeting", ID) },
    Audited { personal: &["end_reason"], ..audited("booking", ID) },
    audited("attendance_report", &["meeting_id"]),
    audited("attendance", &["meeting_id", "person_id"]),
    audited("digiteket_profile", &["person_id"]),
    audited("digiteket_count", ID),
    audited("grant_call", ID),
    audited("project_grant", ID),
    audited("grant_recipient", &["grant_id", "ordinal"]),
    audited("action_plan", ID),
    audited("action_plan_step", &["plan_id", "state"]),
    Audited { personal: &["contact"], ..audited("collaboration", ID) },
    audited("collaboration_confirmation", &["collaboration_id", "confirmed_at"]),
    audited("programme", ID),
    audited("indicator_definition", &["code", "version"]),
    audited("report", ID),
    audited("report_comment", &["report_id", "code"]),
    // The text is in its table for good, and its hash is here.
    Audited { unkept: &["body"], ..audited("report_snapshot", &["report_id"]) },
    audited("self_assessment_wave", ID),
    audited("survey", ID),
    Audited { personal: &["reason"], ..audited("person_measure", ID) },
    audited("disposal_rule", &["class"]),
];

/// A column as the schema has it.
#[derive(Debug, Clone)]
struct Column {
    name: String,
    /// Whether the database keeps bytes, which the log writes as hexadecimal digits.
    bytes: bool,
}

impl Audited {
    fn is_personal(&self, column: &Column) -> bool {
        self.personal.contains(&column.name.as_str())
    }

    fn is_kept(&self, column: &Column) -> bool {
        !self.unkept.contains(&column.name.as_str())
    }

    /// The columns that are kept in plain sight, and those kept apart.
    async fn columns(&self, connection: &impl ConnectionTrait) -> Result<(Vec<Column>, Vec<Column>), DbErr> {
        let (personal, plain) = columns(connection, self.table)
            .await?
            .into_iter()
            .filter(|column| self.is_kept(column))
            .partition(|column| self.is_personal(column));
        Ok((plain, personal))
    }

    /// A query for all rows as the log would keep them: key, plain columns, and those kept apart.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn rows(&self, connection: &impl ConnectionTrait) -> Result<String, DbErr> {
        Ok(match connection.get_database_backend() {
            DbBackend::Postgres => postgres::rows(self),
            _ => {
                let (plain, personal) = self.columns(connection).await?;
                sqlite::rows(self, &plain, &personal)
            }
        })
    }
}

/// What an audited table has of triggers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Watch {
    /// There is no such table.
    NoTable,
    /// None.
    None,
    /// Those of an earlier program, or of the table as it was earlier.
    Earlier,
    /// Those it should have.
    Current,
}

/// Makes the triggers of every audited table what they should be, as the tables are now. A table that was not watched
/// before enters the log as it stands, with the transaction number 0. One that is watched as it should be is not
/// touched: nobody who writes there has to wait.
///
/// # Errors
/// What the database answers.
pub async fn watch(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    for audited in AUDITED {
        let found = watched(connection, audited).await?;
        if matches!(found, Watch::NoTable | Watch::Current) {
            continue;
        }
        let statements = match connection.get_database_backend() {
            DbBackend::Postgres => postgres::triggers(audited),
            _ => {
                let (plain, personal) = audited.columns(connection).await?;
                sqlite::triggers(audited, &plain, &personal)
            }
        };
        connection.execute_unprepared(&statements.join(";\n")).await?;
        if found == Watch::None {
            begin_with(connection, audited).await?;
        }
    }
    Ok(())
}

/// Enters what stands in a table already.
async fn begin_with(connection: &impl ConnectionTrait, audited: &Audited) -> Result<(), DbErr> {
    let rows = audited.rows(connection).await?;
    let table = audited.table;
    let entries = format!(
        "INSERT INTO audit_entry (transaction_number, table_name, row_key, after_row) \
         SELECT 0, '{table}', row_key, plain FROM ({rows}) AS standing"
    );
    connection.execute_unprepared(&entries).await?;
    if audited.personal.is_empty() {
        return Ok(());
    }
    let salt = match connection.get_database_backend() {
        DbBackend::Postgres => "decode(replace(gen_random_uuid()::text, '-', ''), 'hex')",
        _ => "randomblob(16)",
    };
    let apart = format!(
        "INSERT INTO audit_personal (entry_id, salt, after_row) \
         SELECT e.id, {salt}, standing.personal FROM ({rows}) AS standing JOIN audit_entry e \
         ON e.row_key = standing.row_key AND e.table_name = '{table}' AND e.transaction_number = 0"
    );
    connection.execute_unprepared(&apart).await.map(|_| ())
}

/// What triggers a table has. SQLite's name every column, so that they are taken for earlier ones whatever they say.
async fn watched(connection: &impl ConnectionTrait, audited: &Audited) -> Result<Watch, DbErr> {
    let (backend, table) = (connection.get_database_backend(), audited.table);
    let sql = match backend {
        DbBackend::Postgres => format!(
            "SELECT (to_regclass('{table}') IS NOT NULL)::int, (SELECT encode(tgargs, 'escape') FROM pg_trigger \
             WHERE tgname = 'audit_{table}' AND tgrelid = to_regclass('{table}'))"
        ),
        _ => format!(
            "SELECT (SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{table}'), \
             (SELECT name FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_{table}_added')"
        ),
    };
    let row = connection.query_one_raw(Statement::from_string(backend, sql)).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound(table.to_owned()))?;
    let tables: i32 = row.try_get_by_index(0)?;
    let trigger: Option<String> = row.try_get_by_index(1)?;
    Ok(match trigger {
        _ if tables == 0 => Watch::NoTable,
        None => Watch::None,
        Some(arguments) if arguments == postgres::kept_arguments(audited) => Watch::Current,
        Some(_) => Watch::Earlier,
    })
}

/// The columns of a table on SQLite, in their order.
async fn columns(connection: &impl ConnectionTrait, table: &str) -> Result<Vec<Column>, DbErr> {
    let sql = format!("SELECT name, type FROM pragma_table_info('{table}') ORDER BY cid");
    let found = connection.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?;
    let column = |row: &sea_orm_migration::sea_orm::QueryResult| {
        let kind: String = row.try_get_by_index(1)?;
        Ok(Column { name: row.try_get_by_index(0)?, bytes: kind == "BLOB" })
    };
    found.iter().map(column).collect()
}
