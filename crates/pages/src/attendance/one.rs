//! The list of one meeting: who was there, who came all the same, and whether it took place at all.

use askama::Template;
use domain::{
    EmploymentId, Invalid, MeetingId, PersonId, access::Right, attendance::Presence, meeting::MeetingStatus,
    values::Line,
};
use http_api::{
    App,
    attendance::{self as api, AttendanceInput, ParticipantJson},
    look,
};
use persistence::{
    attendance::{self, Listed, Sheet, SheetRow},
    page::PageRequest,
    people::{self, PersonFilter},
};
use poem::{
    Response, handler,
    http::header,
    web::{Data, Path, Query},
};

use crate::{
    Answer, Failure, Page, Who,
    form::{Fields, Form, Sent},
    see_other,
    typed::{Addresses, Number},
};

const FIELDS: Fields = &[
    ("held", "attendance-held"),
    ("present", "attendance-present"),
    ("externalParticipants", "attendance-external"),
    ("emails", "attendance-emails"),
];

#[derive(Template)]
#[template(path = "attendance_sheet.html")]
struct SheetPage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    title: Line<200>,
    when: String,
    place: Option<String>,
    /// It has not begun.
    early: bool,
    /// It was called off, and nobody has reported it: there is nothing to report.
    called_off: bool,
    /// When and by whom it was reported.
    reported: Option<String>,
    held: Vec<(String, String)>,
    seated: Vec<Name>,
    /// Others who may have come: in line, or not booked any more.
    known: Vec<Name>,
    /// Others who are on the list because they came.
    added: Vec<Name>,
    /// Whether she may find others by their addresses.
    finds: bool,
}

/// The script that keeps a list while the network is away.
#[handler]
pub(crate) fn script() -> Response {
    Response::builder()
        .content_type("text/javascript; charset=utf-8")
        .header(header::CACHE_CONTROL, "no-cache")
        .body(include_str!("../../templates/attendance.js"))
}

/// Somebody to tick off.
struct Name {
    id: PersonId,
    name: Line<120>,
    note: Option<String>,
    /// Name of the field for her employment, and what there is to choose.
    employment: String,
    employments: Vec<(String, String)>,
}

/// Shows the list of a meeting; with everybody ticked who holds a seat, if that is asked for.
#[handler]
pub(crate) async fn show(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let id = id.parse::<MeetingId>().map_err(|_| Failure::NotFound)?;
    let who = page.with(Right::ReportAttendance)?;
    let sheet = attendance::sheet(&app.db, &who.caller.0, id, &[], app.clock.now()).await?;
    let mut form = as_reported(page, &sheet);
    if asked.iter().any(|(name, value)| name == "alla" && value == "ja") {
        let seated = sheet.rows.iter().filter(|row| row.listed == Listed::Seated);
        form = seated.fold(form, |form, row| form.with("present", row.person.id));
    }
    shown(app, page, sheet, form)
}

/// The form as the last report fills it in.
fn as_reported(page: &Page, sheet: &Sheet) -> Form {
    let form = Form::new(page, FIELDS);
    let Some(report) = &sheet.report else { return form.with("held", "ja") };
    let mut form = form.with("held", if report.held { "ja" } else { "nej" });
    if report.external_participants > 0 {
        form = form.with("externalParticipants", report.external_participants);
    }
    for row in &sheet.rows {
        if row.presence.is_some_and(Presence::attended) {
            form = form.with("present", row.person.id);
        }
        if let Some(employment) = row.reported_for {
            form = form.with(&employment_field(row.person.id), employment);
        }
    }
    form
}

fn employment_field(person: PersonId) -> String {
    format!("employment-{person}")
}

/// Takes the list in.
#[handler]
pub(crate) async fn send_in(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let id = id.parse::<MeetingId>().map_err(|_| Failure::NotFound)?;
    let who = page.with(Right::ReportAttendance)?;
    let mut form = Form::sent(page, FIELDS, sent);
    form = with_others(app, who, form).await?;
    let others: Vec<PersonId> = form.all("other").filter_map(|id| id.parse().ok()).collect();
    let sheet = attendance::sheet(&app.db, &who.caller.0, id, &others, app.clock.now()).await?;
    let Some(body) = read(&mut form, &sheet) else { return shown(app, page, sheet, form) };
    match api::report(app, &who.caller, id, body).await {
        Ok(_) => Ok(see_other(&format!("/narvaro/{id}"))),
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, sheet, form)
        }
    }
}

/// Finds those whose addresses are typed, as far as whoever types may find people, and ticks them.
async fn with_others(app: &App, who: &Who, mut form: Form) -> Result<Form, Failure> {
    if !who.role().may(Right::ReadPeople) {
        return Ok(form);
    }
    let Some(Addresses(addresses)) = form.read_optional("emails") else { return Ok(form) };
    let mut found = Vec::new();
    for email in addresses {
        let filter = PersonFilter { email: Some(email), library_id: None };
        let one = PageRequest { limit: 1, page: 1 };
        match people::list(&app.db, &who.caller.0, &filter, one, app.clock.now()).await?.items.pop() {
            Some(person) => found.push(person.id),
            None => form.fault("emails", &Invalid::Unknown),
        }
    }
    if form.is_faulty() {
        return Ok(form);
    }
    let form = form.without("emails");
    Ok(found.into_iter().fold(form, |form, id| form.with("other", id).with("present", id)))
}

/// What is typed, as the API takes it; what is wrong with it is noted.
fn read(form: &mut Form, sheet: &Sheet) -> Option<AttendanceInput> {
    let held = match form.text("held") {
        "ja" => true,
        "nej" => false,
        _ => {
            form.fault("held", &Invalid::Empty);
            return None;
        }
    };
    let external: Option<Number> = form.read_optional("externalParticipants");
    let mut participants = Vec::new();
    for row in &sheet.rows {
        let Some(presence) = presence(form, row, held) else { continue };
        let employment_id = employment(form, row);
        participants.push(ParticipantJson { person_id: row.person.id, employment_id, presence });
    }
    let external_participants = external.map(|number| number.0);
    (!form.is_faulty()).then_some(AttendanceInput { held, participants, external_participants })
}

/// Whether somebody was there; none for who was not expected and did not come.
fn presence(form: &Form, row: &SheetRow, held: bool) -> Option<Presence> {
    if form.has("present", row.person.id) {
        // Who came late was there; the page asks for no more, and takes nothing back.
        let late = row.presence == Some(Presence::Late);
        return Some(if late { Presence::Late } else { Presence::Present });
    }
    (held && row.listed == Listed::Seated).then_some(Presence::Absent)
}

/// For which employment, when there is something to choose.
fn employment(form: &mut Form, row: &SheetRow) -> Option<EmploymentId> {
    if row.employments.is_empty() {
        return None;
    }
    let field = employment_field(row.person.id);
    let chosen = form.text(&field).parse().ok();
    if chosen.is_none() {
        form.fault_named(&field, row.person.name.as_str(), &Invalid::Needed);
    }
    chosen
}

fn shown(app: &App, page: &Page, sheet: Sheet, form: Form) -> Answer {
    let who = page.who()?;
    let Sheet { session, meeting, rows, report, reporter } = sheet;
    let reported = report.as_ref().map(|report| {
        let at = page.moment(report.reported_at);
        match reporter {
            Some(name) => page.say_of("attendance-reported-by", &[("at", at.into()), ("name", name.into())]),
            None => page.say_with("attendance-reported", "at", at),
        }
    });
    let (seated, rest): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.listed == Listed::Seated);
    let came = |row: &SheetRow| row.presence.is_some() || form.has("other", row.person.id);
    let (added, known): (Vec<_>, Vec<_>) = rest.into_iter().partition(came);
    let names = |rows: Vec<SheetRow>| rows.into_iter().map(|row| Name::of(page, row)).collect();
    let shown = SheetPage {
        page,
        way: format!("/narvaro/{}", meeting.id),
        title: session.title,
        when: page.span(meeting.span),
        early: app.clock.now() < meeting.span.starts_at,
        called_off: meeting.status == MeetingStatus::Cancelled && report.is_none(),
        place: meeting.place.map(Line::into_string),
        reported,
        held: vec![("ja".into(), page.say("attendance-held-yes")), ("nej".into(), page.say("attendance-held-no"))],
        seated: names(seated),
        known: names(known),
        added: names(added),
        finds: who.role().may(Right::ReadPeople),
        form,
    };
    Ok(look::scripted(shown.form.status(), &shown))
}

impl Name {
    fn of(page: &Page, row: SheetRow) -> Self {
        let note = match row.listed {
            Listed::Seated => row.library,
            Listed::Waiting => Some(page.say("attendance-waiting")),
            Listed::Left => Some(page.say("attendance-left")),
            Listed::Other => None,
        };
        Self {
            id: row.person.id,
            note,
            employment: employment_field(row.person.id),
            employments: row.employments.into_iter().map(|(id, library)| (id.to_string(), library)).collect(),
            name: row.person.name,
        }
    }
}
