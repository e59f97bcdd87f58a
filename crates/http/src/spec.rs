//! The OpenAPI document: generated from the code, and completed where the generator has no words for what the
//! national REST profile asks for.

use std::sync::OnceLock;

use poem_openapi::{ContactObject, ExternalDocumentObject, ExtraHeader, LicenseObject, OpenApiService, Tags};
use serde_json::{Value, json};

use crate::{
    BASE_PATH,
    access_tokens::AccessTokensApi,
    action_plans::ActionPlansApi,
    attendance::AttendanceApi,
    audit_entries::AuditEntriesApi,
    bookings::BookingsApi,
    collaborations::{CollaborationImportsApi, CollaborationsApi},
    courses::CoursesApi,
    definitions::DefinitionsApi,
    digiteket::DigiteketApi,
    disposals::DisposalsApi,
    feeds::FeedsApi,
    grants::{GrantCallsApi, GrantImportsApi, GrantsApi},
    indicators::IndicatorsApi,
    info::InfoApi,
    invitations::InvitationsApi,
    libraries::LibrariesApi,
    mail_messages::MailMessagesApi,
    measures::MeasuresApi,
    meetings::MeetingsApi,
    my_data::MyDataApi,
    needs::NeedsApi,
    people::PeopleApi,
    programmes::ProgrammesApi,
    record_extract::RecordExtractsApi,
    reports::ReportsApi,
    roles::RolesApi,
    second_factors::SecondFactorsApi,
    sessions::SessionsApi,
    sign_ins::SignInsApi,
    surveys::SurveysApi,
    waves::WavesApi,
};

/// Groups of operations.
#[derive(Tags)]
pub(crate) enum Tag {
    /// Om API:et och den som anropar. / About the API and the caller.
    Info,
    /// Kurskatalogen. / The catalogue of courses.
    Courses,
    /// Kursomgångar och träffar. / Sessions and meetings.
    Sessions,
    /// Anmälningar. / Bookings.
    Bookings,
    /// Kalenderadresser. / Calendar feeds.
    Calendars,
    /// Närvaro. / Attendance.
    Attendance,
    /// Indikatorer. / Indicators.
    Indicators,
    /// Rapporter. / Reports.
    Reports,
    /// Brev. / Mail.
    Mail,
    /// Inloggning, nycklar och roller. / Signing in, tokens and roles.
    Access,
    /// Granskningsloggen och utdrag. / The audit log and extracts.
    Audit,
    /// Personuppgifter och gallring. / Personal data and disposal.
    Privacy,
    /// Kommuner, bibliotek och personer. / Municipalities, libraries and people.
    Register,
}

/// The framework counts to sixteen.
type Oversight = (MailMessagesApi, AuditEntriesApi, RecordExtractsApi);
type AccessApis = (SignInsApi, AccessTokensApi, RolesApi, SecondFactorsApi);

type Apis = (
    InfoApi,
    PeopleApi,
    LibrariesApi,
    CoursesApi,
    SessionsApi,
    MeetingsApi,
    BookingsApi,
    InvitationsApi,
    FeedsApi,
    AttendanceApi,
    FollowUp,
    Registers,
    PrivacyApis,
    Oversight,
    AccessApis,
);

/// What is kept of people.
type PrivacyApis = (NeedsApi, MyDataApi, MeasuresApi, DisposalsApi);

/// The registers behind the indicators; the framework counts to sixteen.
type Registers = (
    DigiteketApi,
    GrantCallsApi,
    GrantsApi,
    GrantImportsApi,
    ActionPlansApi,
    CollaborationsApi,
    CollaborationImportsApi,
);

/// A group of its own: the framework takes sixteen at a time.
type FollowUp = (IndicatorsApi, DefinitionsApi, ProgrammesApi, WavesApi, SurveysApi, ReportsApi);

const DESCRIPTION: &str = "\
Kursplats bokar platser på kurser för bibliotekspersonal, håller deltagarnas kalendrar sanna och räknar \
fortbildningstillfällen ur närvaron. Alla tider i svaren är UTC; träffarnas lokala tid gäller i Europe/Stockholm.\n\n\
Begränsning: listor ger högst 100 rader per sida, ett anrops innehåll får vara högst 1 MiB, och svaret på en upprepad \
Idempotency-Key sparas i två dygn.\n\n\
Kursplats books seats on courses for library staff, keeps the participants' calendars true and counts training \
occasions from attendance. All times in answers are UTC; the meetings' wall time is that of Europe/Stockholm. \
Known limits: lists give at most 100 rows a page, a request's body may be at most 1 MiB, and the answer to a repeated \
Idempotency-Key is kept for two days.";

/// The API as the framework serves it.
pub(crate) fn service() -> OpenApiService<Apis, ()> {
    let apis = (
        InfoApi,
        PeopleApi,
        LibrariesApi,
        CoursesApi,
        SessionsApi,
        MeetingsApi,
        BookingsApi,
        InvitationsApi,
        FeedsApi,
        AttendanceApi,
        (IndicatorsApi, DefinitionsApi, ProgrammesApi, WavesApi, SurveysApi, ReportsApi),
        (
            DigiteketApi,
            GrantCallsApi,
            GrantsApi,
            GrantImportsApi,
            ActionPlansApi,
            CollaborationsApi,
            CollaborationImportsApi,
        ),
        (NeedsApi, MyDataApi, MeasuresApi, DisposalsApi),
        (MailMessagesApi, AuditEntriesApi, RecordExtractsApi),
        (SignInsApi, AccessTokensApi, RolesApi, SecondFactorsApi),
    );
    let trace = ExtraHeader::new("traceparent")
        .description("W3C Trace Context; följer med i svaret. / Returned in the answer.");
    let contact = ContactObject::new()
        .name("Kursplats")
        .url("https://kursplats.example/kontakt")
        .email("kontakt@kursplats.example");
    OpenApiService::new(apis, "Kursplats", env!("CARGO_PKG_VERSION"))
        .description(DESCRIPTION)
        .terms_of_service("https://kursplats.example/villkor")
        .contact(contact)
        .license(LicenseObject::new("MIT OR Apache-2.0").url("https://spdx.org/licenses/MIT.html"))
        .external_document(
            ExternalDocumentObject::new("https://kursplats.example/dokumentation")
                .description("Dokumentation och servicenivå (SLA). / Documentation and service level (SLA)."),
        )
        .server(format!("https://kursplats.example{BASE_PATH}"))
        .extra_request_header::<Option<String>, _>(trace)
}

/// The document, completed, as pretty JSON.
pub fn document() -> String {
    static DOCUMENT: OnceLock<String> = OnceLock::new();
    DOCUMENT.get_or_init(complete).clone()
}

fn complete() -> String {
    let mut document: Value = serde_json::from_str(&service().spec()).unwrap_or_default();
    document["info"]["x-sla"] = json!({
        "availability": "Vardagar 07–18 / weekdays 07–18",
        "responseTime": "250 ms för 99 % av anropen / for 99 % of requests",
        "support": "kontakt@kursplats.example",
    });
    let examples: Value = serde_json::from_str(include_str!("spec/examples.json")).unwrap_or_default();
    let operations = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    for operation in operations.flat_map(|path| path.as_object_mut().into_iter().flat_map(|path| path.values_mut())) {
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
            // The generator shouts the names of extra headers.
            if parameter["name"] == "TRACEPARENT" {
                parameter["name"] = json!("traceparent");
            }
        }
        add_examples(&mut operation["requestBody"]["content"], &examples[&id]["request"]);
        if operation["requestBody"]["content"].is_null() {
            operation.as_object_mut().and_then(|operation| operation.remove("requestBody"));
        }
        let Some(responses) = operation["responses"].as_object_mut() else { continue };
        for (status, response) in responses {
            if response["description"] == "" {
                response["description"] = json!("Svaret. / The answer.");
            }
            let own = &examples[&id]["responses"][status];
            let example = if own.is_null() { &examples["problems"][status] } else { own };
            add_examples(&mut response["content"], example);
            if response["content"].is_null() {
                response.as_object_mut().and_then(|response| response.remove("content"));
            }
        }
    }
    for schema in document["components"]["schemas"].as_object_mut().into_iter().flat_map(|all| all.values_mut()) {
        allow_null(schema);
    }
    format!("{document:#}\n")
}

/// Members that may be left out may be null as well, and answers say null where there is nothing. The generator
/// knows no word for it. Lists are never null.
fn allow_null(schema: &mut Value) {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for (name, member) in schema["properties"].as_object_mut().into_iter().flatten() {
        if !required.iter().any(|needed| needed == name) && member["type"] != "array" {
            member["nullable"] = json!(true);
        }
    }
}

/// Puts an example, taken from a real answer, beside each schema.
fn add_examples(content: &mut Value, example: &Value) {
    if example.is_null() {
        return;
    }
    let medias = content.as_object_mut().into_iter().flatten().filter(|(name, _)| name.contains("json"));
    for (_, media) in medias {
        media["examples"] = json!({ "example": { "value": example } });
    }
}
