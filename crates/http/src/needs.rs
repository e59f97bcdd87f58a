//! Behov. / Needs.

use std::collections::BTreeMap;

use domain::{BookingId, PersonId, SessionId, access::Right, needs::NeedChoice, values::Prose, wall_time::Instant};
use persistence::{
    needs::{self, NeedsDraft, NeedsView},
    page::{Page, PageRequest},
};
use poem::web::Data;
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use serde::Deserialize;

use crate::{App, caller::Caller, input::Input, list::list_of, problem::Problem, spec::Tag};

/// Vad någon behöver. / What somebody needs.
#[derive(Debug, Clone, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NeedsInput {
    /// Praktiska val. / Practical choices.
    #[serde(default)]
    #[oai(default)]
    pub choices: Vec<NeedChoice>,
    /// Egna ord, om valen inte räcker; bara med samtycke. / Own words, if the choices do not say it; with consent only.
    pub note: Option<Prose<500>>,
    /// Samtycke till att de egna orden sparas, för den som ordnar kursen, till 14 dagar efter sista träffen. / Consent to
    /// that the own words are kept, for whoever arranges the session, until 14 days after its last meeting.
    #[serde(default)]
    #[oai(default)]
    pub consent: bool,
}

impl NeedsInput {
    /// What is said, for the layer below.
    pub(crate) fn draft(self) -> NeedsDraft {
        NeedsDraft { choices: self.choices, note: self.note, consent: self.consent }
    }
}

/// En anmälans behov. / The needs of a booking.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct NeedsJson {
    /// Anmälans id. / The booking's id.
    pub booking_id: BookingId,
    /// Personens id. / The person's id.
    pub person_id: PersonId,
    /// Praktiska val. / Practical choices.
    pub choices: Vec<NeedChoice>,
    /// Egna ord. / Own words.
    pub note: Option<Prose<500>>,
    /// När personen samtyckte till att de sparas. / When the person consented to that they are kept.
    pub consented_at: Option<Instant>,
    /// När det sades; null när inget är sagt. / When it was said; null when nothing is.
    pub given_at: Option<Instant>,
}

/// Ett val, i ord. / A choice, in words.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct NeedChoiceJson {
    /// Valet. / The choice.
    pub choice: NeedChoice,
    /// På svenska. / In Swedish.
    pub swedish: String,
    /// På engelska. / In English.
    pub english: String,
}

/// Hur många som har gjort ett val. / How many have made a choice.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct NeedTotalJson {
    /// Valet. / The choice.
    pub choice: NeedChoice,
    /// Antal anmälda. / People booked.
    pub count: u64,
}

/// En kursomgångs behov. / The needs of a session.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct SessionNeedsJson {
    /// De som har behov, i den ordning de anmälde sig. / Those with needs, in order of booking.
    pub items: Vec<NeedsJson>,
    /// Antal för varje val: det som en lokal eller ett kök behöver veta. / The number of each choice: all that a venue or
    /// a kitchen needs to know.
    pub totals: Vec<NeedTotalJson>,
}

list_of!(
    /// Alla val. / All choices.
    NeedChoiceList,
    NeedChoiceJson
);

impl From<NeedsView> for NeedsJson {
    fn from(view: NeedsView) -> Self {
        let NeedsView { booking_id, person_id, needs } = view;
        let given_at = needs.as_ref().map(|needs| needs.given_at.into());
        let consented_at = needs.as_ref().and_then(|needs| needs.consented_at).map(Into::into);
        let (choices, note) = needs.map_or_else(Default::default, |needs| (needs.choices, needs.note));
        Self { booking_id, person_id, choices, note, consented_at, given_at }
    }
}

fn totals(views: &[NeedsView]) -> Vec<NeedTotalJson> {
    let mut totals: BTreeMap<NeedChoice, u64> = BTreeMap::new();
    for choice in views.iter().filter_map(|view| view.needs.as_ref()).flat_map(|needs| &needs.choices) {
        *totals.entry(*choice).or_default() += 1;
    }
    totals.into_iter().map(|(choice, count)| NeedTotalJson { choice, count }).collect()
}

/// The needs of a session, for whoever arranges it; for the API and for pages alike. Every reading is written down.
///
/// # Errors
/// When the caller may not.
pub async fn of_session(app: &App, caller: &Caller, id: SessionId) -> Result<Vec<NeedsView>, Problem> {
    let scope = caller.with(Right::ReadNeeds)?.clone();
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { needs::of_session(&db, &scope, id, now).await }).await
}

pub(crate) struct NeedsApi;

#[OpenApi]
impl NeedsApi {
    /// Lista valen av behov / List the choices of needs
    ///
    /// Praktiska val, med ord på svenska och engelska. / Practical choices, with words in Swedish and English.
    #[oai(path = "/need-choices", method = "get", operation_id = "listNeedChoices", tag = "Tag::Bookings")]
    async fn list_need_choices(&self, _caller: Caller) -> Result<Json<NeedChoiceList>, Problem> {
        let words = |choice: &NeedChoice| {
            let (swedish, english) = choice.words();
            NeedChoiceJson { choice: *choice, swedish: swedish.to_owned(), english: english.to_owned() }
        };
        let items: Vec<NeedChoiceJson> = NeedChoice::ALL.iter().map(words).collect();
        let total = items.len() as u64;
        Ok(Json(NeedChoiceList::new(Page { items, total }, PageRequest { limit: 100, page: 1 })))
    }

    /// Visa en anmälans behov / Show the needs of a booking
    ///
    /// För personen själv och för den som ordnar kursen. Varje läsning antecknas. / For the person herself and for
    /// whoever arranges the session. Every reading is written down.
    #[oai(path = "/bookings/:bookingId/needs", method = "get", operation_id = "getNeeds", tag = "Tag::Bookings")]
    async fn get_needs(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "bookingId")] Path(id): Path<BookingId>,
    ) -> Result<Json<NeedsJson>, Problem> {
        let (db, now) = (app.db.clone(), app.clock.now());
        let found = app.write(async move { needs::of_booking(&db, &caller.0, id, now).await }).await?;
        Ok(Json(found.into()))
    }

    /// Berätta vad du behöver / Say what you need
    ///
    /// Bara för dina egna anmälningar. Det du säger ersätter det du sagt förut; säger du inget tas allt bort. / For your
    /// own bookings only. What you say takes the place of what you said before; nothing takes all of it back.
    #[oai(path = "/bookings/:bookingId/needs", method = "put", operation_id = "giveNeeds", tag = "Tag::Bookings")]
    async fn give_needs(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "bookingId")] Path(id): Path<BookingId>,
        Input(body): Input<NeedsInput>,
    ) -> Result<Json<NeedsJson>, Problem> {
        let (db, now, draft) = (app.db.clone(), app.clock.now(), body.draft());
        let kept = app.write(async move { needs::give(&db, &caller.0, id, &draft, now).await }).await?;
        Ok(Json(kept.into()))
    }

    /// Visa en kursomgångs behov / Show the needs of a session
    ///
    /// Bara för den som ordnar kursen. Varje läsning antecknas. / For whoever arranges the session only. Every reading
    /// is written down.
    #[oai(path = "/sessions/:sessionId/needs", method = "get", operation_id = "getSessionNeeds", tag = "Tag::Bookings")]
    async fn get_session_needs(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "sessionId")] Path(id): Path<SessionId>,
    ) -> Result<Json<SessionNeedsJson>, Problem> {
        let found = of_session(app, &caller, id).await?;
        let totals = totals(&found);
        Ok(Json(SessionNeedsJson { items: found.into_iter().map(Into::into).collect(), totals }))
    }
}
