//! The basis of an attendance list (underlag till e-lista) as a file. The study association fills in what only its own
//! system may hold: the column for that is there, and empty. What people need is never in it.

use std::collections::BTreeMap;

use domain::{
    SessionId,
    access::Right,
    attendance::Presence,
    meeting::{Meeting, MeetingStatus},
    session::Session,
    wall_time,
};
use persistence::{
    Error,
    attendance::{self, AttendanceList, ListedPerson, Signed},
    libraries,
};
use tables::{Cell, Table};

use crate::{
    App,
    caller::Caller,
    problem::Problem,
    reports,
    request::{Context, Language},
};

/// Columns before those of the meetings.
const BEFORE: usize = 4;

/// A file, and what it is called.
#[derive(Debug, Clone)]
pub struct Basis {
    /// Its name, in plain letters.
    pub name: String,
    /// Semicolons between its cells.
    pub csv: Vec<u8>,
}

/// The basis of the attendance list of a session that the caller plans, whatever the names in it. Whoever takes names out
/// of the system must just have proven who she is.
///
/// # Errors
/// When the caller may not.
pub async fn basis(app: &App, caller: &Caller, id: SessionId) -> Result<Basis, Problem> {
    let scope = caller.with(Right::PlanSessions)?;
    let list = attendance::list(&app.db, scope, id, app.clock.now()).await?;
    caller.stepped_up(app)?;
    let municipalities = libraries::municipality_names(&app.db).await?;
    let table = table(&list, &municipalities, Context::current().language);
    let csv = tables::csv(&table).map_err(|fault| Error::Fault(fault.to_string()))?;
    let day = list.session.first_date().map(|day| format!("-{day}")).unwrap_or_default();
    Ok(Basis { name: format!("underlag-e-lista{day}.csv"), csv })
}

fn table(list: &AttendanceList, municipalities: &BTreeMap<String, String>, language: Language) -> Table {
    let word = |swedish: &str, english: &str| language.pick(swedish, english).to_owned();
    let mut header = vec![
        word("Personnummer", "Personal identity number"),
        word("Namn", "Name"),
        word("Bibliotek", "Library"),
        word("Kommun", "Municipality"),
    ];
    header.extend(list.session.meetings.iter().map(when));
    header.extend([word("Träffar", "Meetings"), word("Studietimmar", "Study hours")]);
    let mut rows: Vec<Vec<Cell>> =
        list.people.iter().map(|one| person(one, &list.session, municipalities, language)).collect();
    rows.extend(meetings(list, language));
    rows.extend(session(&list.session, language));
    Table { name: word("Närvarolista", "Attendance list"), header, rows }
}

/// A meeting's local day and hours.
fn when(meeting: &Meeting) -> String {
    let (starts, ends) = (meeting.local_start(), meeting.local_end());
    format!("{}–{}", starts.format("%Y-%m-%d %H.%M"), ends.format("%H.%M"))
}

fn number(number: impl TryInto<i64>) -> Cell {
    number.try_into().map_or(Cell::Empty, Cell::Number)
}

fn person(
    one: &ListedPerson,
    session: &Session,
    municipalities: &BTreeMap<String, String>,
    language: Language,
) -> Vec<Cell> {
    let code = one.municipality_code.as_ref().map(ToString::to_string);
    let municipality = code.and_then(|code| municipalities.get(&code).cloned());
    let mut row =
        vec![Cell::Empty, Cell::Text(one.name.clone()), Cell::text(one.library.clone()), Cell::text(municipality)];
    row.extend(one.presence.iter().map(|presence| Cell::text(presence.map(|known| presence_word(known, language)))));
    let both = one.presence.iter().zip(&session.meetings);
    let attended: Vec<&Meeting> = both
        .filter(|(presence, meeting)| presence.is_some_and(Presence::attended) && meeting.status == MeetingStatus::Held)
        .map(|(_, meeting)| meeting)
        .collect();
    row.push(number(attended.len()));
    row.push(number(attended.iter().map(|meeting| meeting.study_hours()).sum::<u32>()));
    row
}

fn presence_word(presence: Presence, language: Language) -> &'static str {
    match presence {
        Presence::Present => language.pick("närvarande", "present"),
        Presence::Late => language.pick("sen", "late"),
        Presence::Absent => language.pick("frånvarande", "absent"),
    }
}

/// What is said of the meetings, each in its column.
fn meetings(list: &AttendanceList, language: Language) -> Vec<Vec<Cell>> {
    let all = &list.session.meetings;
    let label = |swedish: &'static str, english: &'static str| language.pick(swedish, english);
    vec![
        each(label("Läge", "Status"), all, |meeting| Cell::Text(status_word(meeting.status, language).to_owned())),
        each(label("Plats", "Place"), all, |meeting| Cell::text(meeting.place.as_ref().map(ToString::to_string))),
        each(label("Kursledare", "Trainer"), all, |meeting| {
            Cell::text(meeting.trainer.as_ref().map(ToString::to_string))
        }),
        each(label("Pauser (minuter)", "Breaks (minutes)"), all, |meeting| number(meeting.break_minutes)),
        each(label("Studietimmar", "Study hours"), all, |meeting| number(meeting.study_hours())),
        of_reports(label("Andra deltagare", "Other participants"), list, |one| number(one.external_participants)),
        of_reports(label("Signerad av", "Signed by"), list, |one| Cell::Text(one.by.clone())),
        of_reports(label("Signerad", "Signed"), list, |one| {
            Cell::Text(wall_time::local(one.at).format("%Y-%m-%d %H.%M").to_string())
        }),
    ]
}

fn status_word(status: MeetingStatus, language: Language) -> &'static str {
    match status {
        MeetingStatus::Planned => language.pick("planerad", "planned"),
        MeetingStatus::Held => language.pick("genomförd", "held"),
        MeetingStatus::Cancelled => language.pick("inställd", "cancelled"),
    }
}

/// A row with a cell for each meeting.
fn each(label: &str, all: &[Meeting], cell: impl Fn(&Meeting) -> Cell) -> Vec<Cell> {
    labelled(label, all.iter().map(cell).collect())
}

/// A row with a cell for each meeting that is reported.
fn of_reports(label: &str, list: &AttendanceList, cell: impl Fn(&Signed) -> Cell) -> Vec<Cell> {
    labelled(label, list.signed.iter().map(|signed| signed.as_ref().map_or(Cell::Empty, &cell)).collect())
}

/// What is said of the whole. The arrangement's number is the association's own.
fn session(session: &Session, language: Language) -> Vec<Vec<Cell>> {
    let format = reports::measure(session.format.word(), language);
    vec![
        labelled(language.pick("Kurs", "Course"), vec![Cell::Text(session.title.to_string())]),
        labelled(language.pick("Form", "Format"), vec![Cell::Text(format)]),
        labelled(language.pick("Arrangemangsnummer", "Arrangement number"), Vec::new()),
    ]
}

/// A row with its name in the column of names, and its cells in those of the meetings.
fn labelled(label: &str, cells: Vec<Cell>) -> Vec<Cell> {
    let mut row = vec![Cell::Empty; BEFORE];
    row[1] = Cell::Text(label.to_owned());
    row.extend(cells);
    row
}
