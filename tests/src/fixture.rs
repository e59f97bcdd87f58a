//! What most journeys begin with: a library, its staff, a course and a session.

use chrono::Duration;
use domain::access::Role;
use serde_json::{Value, json};

use crate::world::{Caller, World};

/// A county in small: two municipalities with a library each, and a course.
pub struct County {
    /// Library of Kumla.
    pub kumla: String,
    /// Library of Hallsberg.
    pub hallsberg: String,
    /// Course in source criticism.
    pub course: String,
}

impl World {
    /// Adds the county.
    ///
    /// # Panics
    /// When the system refuses.
    pub async fn county(&self) -> County {
        for (code, name) in [("1881", "Kumla"), ("1861", "Hallsberg")] {
            self.post(&self.coordinator, "/municipalities", &json!({ "code": code, "name": name })).await.expect(201);
        }
        let kumla = self.library("Kumla bibliotek", "1881").await;
        let hallsberg = self.library("Hallsbergs bibliotek", "1861").await;
        let course = self.course("DF-01", "Källkritik – källgranskning och kritiskt förhållningssätt").await;
        County { kumla, hallsberg, course }
    }

    /// Adds a public library.
    ///
    /// # Panics
    /// When the system refuses.
    pub async fn library(&self, name: &str, municipality: &str) -> String {
        let body = json!({ "name": name, "municipalityCode": municipality, "kind": "main", "libraryType": "public" });
        self.post(&self.coordinator, "/libraries", &body).await.expect(201).id()
    }

    /// Adds a course.
    ///
    /// # Panics
    /// When the system refuses.
    pub async fn course(&self, code: &str, title: &str) -> String {
        let body = json!({ "code": code, "title": title, "description": "Granska källor, bilder och påståenden.",
            "targetGroup": "alla", "digComp": ["1.1", "1.2"] });
        self.post(&self.organiser, "/courses", &body).await.expect(201).id()
    }

    /// Adds somebody with a role and an employment at a library.
    ///
    /// # Panics
    /// When the system refuses.
    pub async fn employed(&self, role: Role, name: &str, library: &str) -> Caller {
        let email = format!("{}@bibliotek.example", name.to_lowercase().replace(' ', "."));
        let caller = self.caller(role, name, &email).await;
        self.employ(&caller, library).await;
        caller
    }

    /// Adds an employment from 2020 on. Gives its id.
    ///
    /// # Panics
    /// When the system refuses.
    pub async fn employ(&self, caller: &Caller, library: &str) -> String {
        let body = json!({ "libraryId": library, "from": "2020-01-01", "category": "librarian" });
        let path = format!("/people/{}/employments", caller.person);
        self.post(&self.coordinator, &path, &body).await.expect(201).id()
    }

    /// Adds a librarian.
    ///
    /// # Panics
    /// When the system refuses.
    pub async fn librarian(&self, name: &str, library: &str) -> Caller {
        self.employed(Role::Staff, name, library).await
    }

    /// A session as the organiser would describe it: one meeting, `days` from now, 09–12 UTC.
    pub fn plan(&self, course: &str, capacity: u32, days: i64) -> Value {
        let day = (self.clock.now() + Duration::days(days)).date_naive();
        json!({ "courseId": course, "format": "onSite", "capacity": capacity,
            "meetings": [{ "startsAt": format!("{day}T08:00:00Z"), "endsAt": format!("{day}T11:00:00Z"),
                "breakMinutes": 15, "place": "Kumla bibliotek", "trainer": "Elin Ek" }] })
    }

    /// Plans a session and publishes it.
    ///
    /// # Panics
    /// When the system refuses.
    pub async fn published(&self, plan: &Value) -> Value {
        let session = self.post(&self.organiser, "/sessions", plan).await.expect(201);
        let path = format!("/sessions/{}/publications", session.id());
        self.post(&self.organiser, &path, &json!({})).await.expect(201).body
    }

    /// Books a seat for the caller.
    pub async fn books(&self, caller: &Caller, session: &Value) -> crate::world::Answer {
        self.post(caller, &format!("/sessions/{}/bookings", text(&session["id"])), &json!({})).await
    }

    /// Cancels a booking.
    pub async fn cancels(&self, caller: &Caller, booking: &Value) -> crate::world::Answer {
        self.post(caller, &format!("/bookings/{}/cancellations", text(&booking["id"])), &json!({})).await
    }
}

/// The text of a JSON string.
///
/// # Panics
/// When it is none.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}"))
}
