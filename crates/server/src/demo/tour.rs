//! A short tour: for each role one command that can be pasted as it is.

use std::path::Path;

use anyhow::{Context, Result};
use chrono::{DateTime, Months, Utc};
use domain::{
    access::{Role, Scope},
    booking::BookingStatus,
    meeting::{Meeting, MeetingStatus},
    session::{Session, SessionStatus},
    wall_time,
};
use http_api::App;
use persistence::{
    bookings::{self, BookingFilter},
    page::PageRequest,
    people,
    sessions::{self, SessionFilter, SessionView},
};
use serde_json::json;
use uuid::Uuid;

use super::access::{Access, somebody};
use crate::words;

/// More than the demo holds of anything.
const ALL: PageRequest = PageRequest { limit: 100, page: 1 };

/// One stop: what it shows, and the command.
struct Stop {
    title: String,
    command: String,
}

/// Writes the tour for the demo as it stands.
pub(super) async fn write(app: &App, folder: &Path, origin: &str, access: &Access) -> Result<String> {
    let guide = Guide { app, folder, access, now: app.clock.now() };
    let stops = [
        guide.staff().await.map_err(words::database)?,
        guide.manager(),
        guide.trainer().await?,
        guide.organiser().await.map_err(words::database)?,
        guide.coordinator(),
    ];
    let mut tour = format!(
        "Kursplats demo är igång på {origin} – alla personer är påhittade.\n\
         Logga in som vem du vill: {origin}/demo\n\
         Bläddra i API:et: {origin}/docs\n\n\
         Prova i ett annat fönster:\n"
    );
    for (stop, number) in stops.iter().zip(1..) {
        tour += &format!("\n{number}. {}\n{}\n", stop.title, stop.command);
    }
    let (mail, file) = (folder.join("mail"), folder.join("demo.json"));
    tour += &format!(
        "\nBrev och kalenderinbjudningar hamnar i {}; inget skickas ut på nätet.\n\
         Adress och nycklar finns i {}.\n\
         Stoppa med Ctrl-C. Ta bort mappen {} för att börja om.\n",
        mail.display(),
        file.display(),
        folder.display(),
    );
    Ok(tour)
}

struct Guide<'a> {
    app: &'a App,
    folder: &'a Path,
    access: &'a Access,
    now: DateTime<Utc>,
}

impl Guide<'_> {
    fn scope(&self, role: Role) -> persistence::Result<Scope> {
        let person = self.access.people.get(&role).copied().ok_or(persistence::Error::NotFound)?;
        Ok(Scope { person, role, libraries: Vec::new() })
    }

    /// A command that reads.
    fn get(&self, role: Role, path: &str) -> String {
        let token = self.access.tokens.get(&role).map_or("", String::as_str);
        format!("curl -sS '{}{}{path}' -H 'Authorization: Bearer {token}'", self.access.base_url, http_api::BASE_PATH)
    }

    /// A command that writes.
    fn send(&self, role: Role, method: &str, path: &str, body: &str) -> String {
        let command = self.get(role, path);
        let body = body.replace('\'', "'\\''");
        format!("{command} -X {method} -H 'Content-Type: application/json' --data '{body}'")
    }

    async fn sessions(&self, role: Role, filter: SessionFilter) -> persistence::Result<Vec<SessionView>> {
        let scope = self.scope(role)?;
        Ok(sessions::list(&self.app.db, Some(&scope), &filter, ALL, self.now).await?.items)
    }

    /// Books the first session with a free seat that clashes with nothing she has.
    async fn staff(&self) -> persistence::Result<Stop> {
        let name = somebody(Role::Staff).name;
        let Some(session) = self.bookable().await? else {
            let command = self.get(Role::Staff, "/sessions?available=true");
            return Ok(Stop { title: format!("Personal: {name} ser vilka kurser som har plats"), command });
        };
        let person = self.scope(Role::Staff)?.person;
        let date = session.first_date().unwrap_or_else(|| wall_time::local_date(self.now));
        let employments = people::employments(&self.app.db, person).await?;
        let employment = employments.iter().find(|employment| employment.valid_on(date));
        let body = json!({ "employmentId": employment.map(|employment| employment.id) }).to_string();
        let path = format!("/sessions/{}/bookings", session.id);
        let key = format!(" -H 'Idempotency-Key: {}'", Uuid::new_v4());
        Ok(Stop {
            title: format!("Personal: {name} bokar en plats på ”{}” den {date}", session.title),
            command: self.send(Role::Staff, "POST", &path, &body) + &key,
        })
    }

    async fn bookable(&self) -> persistence::Result<Option<Session>> {
        let scope = self.scope(Role::Staff)?;
        let own = BookingFilter { person_id: Some(scope.person), ..BookingFilter::default() };
        let own = bookings::list(&self.app.db, &scope, &own, ALL).await?.items;
        let own = own.into_iter().filter(|view| view.booking.status.is_live());
        let ids: Vec<_> = own.map(|view| view.booking.session_id).collect();
        let published = SessionFilter { status: Some(SessionStatus::Published), ..SessionFilter::default() };
        let coming = self.sessions(Role::Staff, published).await?;
        let (hers, others): (Vec<_>, Vec<_>) =
            coming.into_iter().map(|view| view.session).partition(|session| ids.contains(&session.id));
        let clashes = |session: &Session| hers.iter().any(|own| overlap(own, session));
        let open = |session: &Session| session.open_for_booking(self.now).is_ok() && session.has_free_seat();
        Ok(others.into_iter().find(|session| open(session) && session.waiting == 0 && !clashes(session)))
    }

    fn manager(&self) -> Stop {
        let name = somebody(Role::Manager).name;
        Stop {
            title: format!("Chef: {name} ser vad hennes bibliotek har bokat"),
            command: self.get(Role::Manager, "/bookings?status=confirmed"),
        }
    }

    /// Reports the meeting that is left to report; everybody booked was there.
    async fn trainer(&self) -> Result<Stop> {
        let name = somebody(Role::Trainer).name;
        let led = self.led().await.map_err(words::database)?;
        let pending = led.iter().find(|(_, meeting)| meeting.status == MeetingStatus::Planned);
        let Some((session, meeting)) = pending else {
            let path = led.last().map_or_else(
                || "/sessions".to_owned(),
                |(_, meeting)| format!("/meetings/{}/attendance-reports", meeting.id),
            );
            let title = format!("Kursledare: {name} ser närvaron på sitt senaste tillfälle");
            return Ok(Stop { title, command: self.get(Role::Trainer, &path) });
        };
        let report = self.everybody_was_there(session).await.map_err(words::database)?;
        let file = self.folder.join("narvaro.json");
        std::fs::write(&file, report).with_context(|| format!("{} kan inte skrivas", file.display()))?;
        let path = format!("/meetings/{}/attendance-reports", meeting.id);
        Ok(Stop {
            title: format!("Kursledare: {name} rapporterar närvaron på ”{}”", session.title),
            command: self.send(Role::Trainer, "PUT", &path, &format!("@{}", file.display())),
        })
    }

    /// Meetings she has led that were not cancelled, in order of their sessions.
    async fn led(&self) -> persistence::Result<Vec<(Session, Meeting)>> {
        let trainer = self.scope(Role::Trainer)?.person;
        let until_today = SessionFilter { to: Some(wall_time::local_date(self.now)), ..SessionFilter::default() };
        let mut led = Vec::new();
        for view in self.sessions(Role::Trainer, until_today).await? {
            let over = |meeting: &&Meeting| meeting.span.ends_at <= self.now;
            let hers = view.session.meetings.iter().filter(over).filter(|m| m.trainer_id == Some(trainer));
            let held = hers.filter(|meeting| meeting.status != MeetingStatus::Cancelled);
            led.extend(held.map(|meeting| (view.session.clone(), meeting.clone())));
        }
        Ok(led)
    }

    async fn everybody_was_there(&self, session: &Session) -> persistence::Result<String> {
        let status = Some(BookingStatus::Confirmed);
        let filter = BookingFilter { session_id: Some(session.id), status, ..BookingFilter::default() };
        let seated = bookings::list(&self.app.db, &self.scope(Role::Trainer)?, &filter, ALL).await?.items;
        let rows = seated.iter().map(|view| {
            json!({
                "personId": view.booking.person_id,
                "employmentId": view.booking.employment_id,
                "presence": "present",
            })
        });
        let rows: Vec<_> = rows.collect();
        Ok(format!("{:#}\n", json!({ "held": true, "participants": rows, "externalParticipants": 0 })))
    }

    async fn organiser(&self) -> persistence::Result<Stop> {
        let name = somebody(Role::Organiser).name;
        let published = SessionFilter { status: Some(SessionStatus::Published), ..SessionFilter::default() };
        let coming = self.sessions(Role::Organiser, published).await?;
        let full = coming.iter().map(|view| &view.session).find(|session| session.waiting > 0);
        let (title, path) = match full {
            Some(full) => (
                format!("Arrangör: {name} ser deltagare och kö till ”{}”", full.title),
                format!("/sessions/{}/bookings", full.id),
            ),
            None => (format!("Arrangör: {name} ser alla bokningar"), "/bookings".to_owned()),
        };
        Ok(Stop { title, command: self.get(Role::Organiser, &path) })
    }

    fn coordinator(&self) -> Stop {
        let name = somebody(Role::Coordinator).name;
        let to = wall_time::local_date(self.now);
        let from = to - Months::new(12);
        Stop {
            title: format!("Samordnare: {name} följer de sju indikatorerna det senaste året"),
            command: self.get(Role::Coordinator, &format!("/indicators?from={from}&to={to}")),
        }
    }
}

fn overlap(one: &Session, other: &Session) -> bool {
    one.meetings.iter().any(|a| other.meetings.iter().any(|b| a.span.overlaps(&b.span)))
}
