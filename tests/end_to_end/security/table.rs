//! What each operation answers to whom. Columns, in this order:
//!
//! - nobody in particular;
//! - staff, a manager, a trainer, an organiser and the coordinator. Where an operation is about something that is
//!   somebody's, `y/-` says what she gets over what is her own (or her library's, or on her session), and over another's.
//!
//! `y` let through; `-` as if there were nothing (404); `!` who are you? (401); `s` only for somebody who is signed in
//! (409). In capitals, `Y`, the rules may refuse what rights let through. Whose token has expired or been revoked, and
//! who has been shut out, is asked who she is (401) by every operation that is not open.
//!
//! A line that names an operation again is another case of it.

use serde_json::{Value, json};

use super::county::{Seeded, Side};

/// What an operation is about, on the callers' own side and on the other.
pub(super) type Target = fn(&Side) -> &String;

/// One line.
pub(super) struct Line {
    pub(super) operation: &'static str,
    pub(super) cells: &'static str,
    pub(super) target: Option<Target>,
    pub(super) fixed: Option<fn(&Seeded) -> &str>,
    pub(super) body: Option<fn(&Seeded) -> Value>,
    pub(super) file: Option<&'static str>,
    pub(super) query: &'static str,
}

impl Line {
    /// Over somebody's.
    const fn at(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// Over something that is nobody's in particular.
    const fn on(mut self, fixed: fn(&Seeded) -> &str) -> Self {
        self.fixed = Some(fixed);
        self
    }

    /// With another body than the example of the document.
    const fn sends(mut self, body: fn(&Seeded) -> Value) -> Self {
        self.body = Some(body);
        self
    }

    const fn file(mut self, file: &'static str) -> Self {
        self.file = Some(file);
        self
    }

    const fn asks(mut self, query: &'static str) -> Self {
        self.query = query;
        self
    }
}

const fn line(operation: &'static str, cells: &'static str) -> Line {
    Line { operation, cells, target: None, fixed: None, body: None, file: None, query: "" }
}

/// The table. What ends something stands after what needs it.
#[rustfmt::skip]
#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn lines() -> Vec<Line> {
    vec![
        // Open.
        line("getApiInfo",               "y y   y   y   y   y"),
        line("listSessions",             "y y   y   y   y   y"),
        line("askToSignIn",              "Y Y   Y   Y   Y   Y"),
        // The caller herself.
        line("getMe",                    "! y   y   y   y   y"),
        line("changeMe",                 "! y   y   y   y   y"),
        line("listNeedChoices",          "! y   y   y   y   y"),
        line("listCalendarFeeds",        "! y   y   y   y   y"),
        line("addCalendarFeed",          "! y   y   y   y   y"),
        line("addCalendarFeed",          "! -   y   -   -   -").sends(|it| json!({ "libraryId": it.own.library })),
        line("addCalendarFeed",          "! -   -   -   -   -").sends(|it| json!({ "libraryId": it.other.library })),
        line("revokeCalendarFeed",       "! y/- -/- -/- -/- -/-").at(|side| &side.feed),
        line("listAccessTokens",         "! y   y   y   y   y"),
        line("addAccessToken",           "! s   s   s   s   s"),
        line("listSignIns",              "! y   y   y   y   y"),
        line("listSecondFactors",        "! y   y   y   y   y"),
        line("removeSecondFactor",       "! s   s   s   s   s").on(|it| &it.registers.plan),
        line("getMyData",                "! y   y   y   y   y"),
        // The catalogue and the register of places.
        line("listCourses",              "! y   y   y   y   y"),
        line("getCourse",                "! y   y   y   y   y").on(|it| &it.registers.course),
        line("addCourse",                "! -   -   -   Y   Y"),
        line("changeCourse",             "! -   -   -   y   y").on(|it| &it.registers.course),
        line("listMunicipalities",       "! y   y   y   y   y"),
        line("addMunicipality",          "! -   -   -   -   y").sends(|_| json!({ "code": "1880", "name": "Örebro" })),
        line("changeMunicipality",       "! -   -   -   -   y").on(|_| "1881"),
        line("listLibraries",            "! y   y   y   y   y"),
        line("addLibrary",               "! -   -   -   -   y").sends(|_| json!({ "name": "Kumla filial",
            "municipalityCode": "1881", "kind": "branch", "libraryType": "public" })),
        line("changeLibrary",            "! -/- -/- -/- -/- y/y").at(|side| &side.library),
        // Sessions.
        line("getSession",               "! y/y y/y y/y y/y y/y").at(|side| &side.session),
        line("getSession",               "! -/- -/- y/- y/- y/y").at(|side| &side.draft),
        line("getMeeting",               "! y/y y/y y/y y/y y/y").at(|side| &side.meeting),
        line("planSession",              "! -   -   -   y   y"),
        line("changeSession",            "! -/- -/- -/- y/- y/y").at(|side| &side.changing),
        line("changeMeeting",            "! -/- -/- -/- Y/- Y/Y").at(|side| &side.changing_meeting),
        line("publishSession",           "! -/- -/- -/- y/- Y/Y").at(|side| &side.publishing),
        line("cancelMeeting",            "! -/- -/- -/- y/- Y/Y").at(|side| &side.ending_meeting),
        line("cancelSession",            "! -/- -/- -/- y/- Y/Y").at(|side| &side.ending),
        // Bookings.
        line("bookSeat",                 "! y/y y/y -/- Y/- Y/Y").at(|side| &side.changing).sends(|_| json!({})),
        line("bookSeat",                 "! y/y y/y -/- y/- y/y").at(|side| &side.changing)
            .sends(|it| json!({ "personId": it.own.staff.person })),
        line("bookSeat",                 "! -/- -/- -/- Y/- Y/Y").at(|side| &side.draft).sends(|_| json!({})),
        line("listBookings",             "! y   y   y   y   y"),
        line("listSessionBookings",      "! y/y y/y y/y y/y y/y").at(|side| &side.session),
        line("listSessionBookings",      "! -/- -/- y/- y/- y/y").at(|side| &side.draft),
        line("getBooking",               "! y/- y/- y/- y/- y/y").at(|side| &side.booking),
        line("listInvitations",          "! y/- y/- y/- y/- y/y").at(|side| &side.booking),
        line("resendInvitations",        "! y/- y/- -/- y/- y/y").at(|side| &side.booking),
        line("getNeeds",                 "! y/- -/- -/- y/- -/-").at(|side| &side.booking),
        line("giveNeeds",                "! y/- -/- -/- -/- -/-").at(|side| &side.booking),
        line("getSessionNeeds",          "! -/- -/- -/- y/- -/-").at(|side| &side.session),
        line("cancelBooking",            "! y/- y/- -/- y/- y/y").at(|side| &side.spare_booking),
        line("reportAttendance",         "! -/- -/- y/- y/- y/y").at(|side| &side.past_meeting)
            .sends(|_| json!({ "held": true, "participants": [], "externalParticipants": 3 })),
        line("getAttendance",            "! -/- -/- y/- y/- y/y").at(|side| &side.past_meeting),
        line("getRecordExtract",         "! -/- -/- -/- y/- y/y").at(|side| &side.session),
        // From now on she of the other side is booked on a session of this one.
        line("bookSeat",                 "! -/- -/- -/- y/- y/y").at(|side| &side.changing)
            .sends(|it| json!({ "personId": it.other.staff.person })),
        // People.
        line("listPeople",               "! -   y   -   y   y"),
        line("addPerson",                "! -   y   -   -   Y"),
        line("getPerson",                "! y/- y/- -/- y/y y/y").at(|side| &side.person),
        line("changePerson",             "! -/- y/- -/- -/- y/y").at(|side| &side.person)
            .sends(|_| json!({ "language": "sv" })),
        line("listEmployments",          "! y/- y/- -/- y/y y/y").at(|side| &side.person),
        line("changeEmployment",         "! -/- y/- -/- -/- y/y").at(|side| &side.employment)
            .sends(|_| json!({ "category": "assistant" })),
        line("getDigiteketProfile",      "! y/- y/- -/- -/- y/y").at(|side| &side.person),
        line("stateDigiteketProfile",    "! y/- y/- -/- -/- y/y").at(|side| &side.person),
        line("getRoles",                 "! -/- -/- -/- -/- y/y").at(|side| &side.newcomer),
        line("setRoles",                 "! -/- -/- -/- -/- y/y").at(|side| &side.newcomer),
        line("revokeAccessToken",        "! y/- -/- -/- -/- y/y").at(|side| &side.token),
        line("endSignIn",                "! y/- -/- -/- -/- y/y").at(|side| &side.sign_in),
        line("resetSecondFactors",       "! -/- -/- -/- -/- y/y").at(|side| &side.newcomer),
        line("restrictPerson",           "! -/- -/- -/- -/- y/y").at(|side| &side.newcomer)
            .sends(|_| json!({ "reason": "Personen har begärt det." })),
        line("releasePerson",            "! -/- -/- -/- -/- y/y").at(|side| &side.newcomer)
            .sends(|_| json!({ "reason": "Personen har begärt det." })),
        line("listMeasures",             "! -/- -/- -/- -/- y/y").at(|side| &side.newcomer),
        line("pseudonymisePerson",       "! -/- -/- -/- -/- y/y").at(|side| &side.newcomer)
            .sends(|_| json!({ "reason": "Personen har begärt det." })),
        // From now on she of the other side has once worked at this one's library.
        line("addEmployment",            "! -/- y/- -/- -/- y/y").at(|side| &side.person)
            .sends(|it| json!({ "libraryId": it.own.library, "from": "2019-01-01", "to": "2019-02-01", "category": "other" })),
        line("addEmployment",            "! -/- -/- -/- -/- y/y").at(|side| &side.person)
            .sends(|it| json!({ "libraryId": it.other.library, "from": "2020-01-01", "to": "2020-02-01", "category": "other" })),
        // Figures.
        line("listIndicators",           "! -   y   -   y   y"),
        line("listIndicators",           "! -   -   -   -   y").asks("?view=public"),
        line("getIndicator",             "! -   y   -   y   y").on(|_| "I4"),
        line("getIndicator",             "! -   -   -   -   y").on(|_| "I4").asks("?view=public"),
        line("listEvidence",             "! -   y   -   y   y").on(|_| "I4"),
        line("listIndicatorDefinitions", "! -   y   -   y   y"),
        line("addIndicatorDefinition",   "! -   -   -   -   y"),
        line("listProgrammes",           "! -   y   -   y   y"),
        line("getProgramme",             "! -   y   -   y   y").on(|it| &it.registers.programme),
        line("addProgramme",             "! -   -   -   -   Y"),
        line("changeProgramme",          "! -   -   -   -   y").on(|it| &it.registers.programme),
        // The registers behind them.
        line("listCollaborations",       "! -   y   -   -   y"),
        line("addCollaboration",         "! -   -   -   -   y"),
        line("changeCollaboration",      "! -/- -/- -/- -/- y/y").at(|side| &side.collaboration),
        line("confirmCollaboration",     "! -/- y/- -/- -/- y/y").at(|side| &side.collaboration),
        line("importCollaborations",     "! -   -   -   -   Y")
            .file("Bibliotek;Från;Till;Kontakt;Vad\nKumla bibliotek;2025-02-01;2025-05-31;;skyltning\n"),
        line("listGrantCalls",           "! -   -   -   -   y"),
        line("addGrantCall",             "! -   -   -   -   y"),
        line("changeGrantCall",          "! -   -   -   -   y").on(|it| &it.registers.call),
        line("listGrants",               "! -   -   -   -   y"),
        line("addGrant",                 "! -   -   -   -   y"),
        line("getGrant",                 "! -   -   -   -   y").on(|it| &it.registers.grant),
        line("changeGrant",              "! -   -   -   -   y").on(|it| &it.registers.grant),
        line("revokeGrant",              "! -   -   -   -   y").on(|it| &it.registers.grant),
        line("importGrants",             "! -   -   -   -   Y")
            .file("Diarienummer;Utlysning;Kommunkod;Beslut;Beslutsdatum;Belopp\n26RS0199;Digital delaktighet 2026;1881;beviljat;2026-05-20;45 000\n"),
        line("listActionPlans",          "! -   -   -   -   y"),
        line("addActionPlan",            "! -   -   -   -   y"),
        line("getActionPlan",            "! -   -   -   -   y").on(|it| &it.registers.plan),
        line("changeActionPlan",         "! -   -   -   -   y").on(|it| &it.registers.plan)
            .sends(|_| json!({ "title": "Handlingsplanen" })),
        line("advanceActionPlan",        "! -   -   -   -   y").on(|it| &it.registers.plan)
            .sends(|_| json!({ "state": "draft", "on": "2026-02-01" })),
        line("listDigiteketCounts",      "! -   -   -   -   y"),
        line("addDigiteketCount",        "! -   -   -   -   y"),
        line("changeDigiteketCount",     "! -   -   -   -   y").on(|it| &it.registers.count),
        line("listWaves",                "! -   -   -   -   y"),
        line("addWave",                  "! -   -   -   -   y"),
        line("getWave",                  "! -   -   -   -   y").on(|it| &it.registers.wave),
        line("changeWave",               "! -   -   -   -   y").on(|it| &it.registers.wave),
        line("addWaveLinks",             "! -   -   -   -   y").on(|it| &it.registers.wave),
        line("importWaveAnswers",        "! -   -   -   -   Y").on(|it| &it.registers.wave)
            .file("wave;municipalityCode;q1\nVåren, första omgången;1881;4\n"),
        line("closeWave",                "! -   -   -   -   y").on(|it| &it.registers.closing_wave),
        line("listSurveys",              "! -   -   -   -   y"),
        line("addSurvey",                "! -   -   -   -   y"),
        line("getSurvey",                "! -   -   -   -   y").on(|it| &it.registers.survey),
        line("sendSurvey",               "! -   -   -   -   y").on(|it| &it.registers.survey),
        line("enterSurveyCounts",        "! -   -   -   -   y").on(|it| &it.registers.paper_survey),
        line("listReports",              "! -   -   -   -   y"),
        line("addReport",                "! -   -   -   -   y")
            .sends(|_| json!({ "kind": "quarter", "from": "2026-04-01", "to": "2026-06-30" })),
        line("getReport",                "! -   -   -   -   y").on(|it| &it.registers.report),
        line("changeReport",             "! -   -   -   -   y").on(|it| &it.registers.report),
        line("commentReport",            "! -   -   -   -   y").on(|it| &it.registers.report),
        line("lockReport",               "! -   -   -   -   y").on(|it| &it.registers.report),
        line("exportReport",             "! -   -   -   -   y").on(|it| &it.registers.report).asks("?format=json&view=public"),
        line("getDeviations",            "! -   -   -   -   y").on(|it| &it.registers.report),
        line("reviseReport",             "! -   -   -   -   y").on(|it| &it.registers.report),
        // Records.
        line("listAuditEntries",         "! -   -   -   -   y"),
        line("listDisposalRules",        "! -   -   -   -   y"),
        line("setDisposalRules",         "! -   -   -   -   y").sends(|_| json!({ "items": [
            { "class": "readings", "amount": 24, "unit": "months", "decisionReference": "26RS0001" }] })),
        line("dispose",                  "! -   -   -   -   y").sends(|_| json!({ "dryRun": true })),
        line("listDisposals",            "! -   -   -   -   y"),
        line("getDisposal",              "! -   -   -   -   y").on(|it| &it.registers.disposal),
        line("listMailMessages",         "! -   -   -   -   y"),
        line("getMailMessage",           "! -   -   -   -   y").on(|it| &it.registers.message),
        line("retryMailMessage",         "! -   -   -   -   Y").on(|it| &it.registers.message),
        line("abandonMailMessage",       "! -   -   -   -   Y").on(|it| &it.registers.message),
    ]
}
