//! What a reader must know beside a value, in words.

use domain::indicator::outcome::{Remark, RemarkCode};
use poem_openapi::Object;

use crate::request::{Context, Language};

/// En upplysning vid ett värde. / Something to know beside a value.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct RemarkJson {
    /// Vad det gäller. / What it is about.
    pub code: RemarkCode,
    /// Hur många. / How many.
    pub count: u32,
    /// I ord. / In words.
    pub text: String,
}

impl From<&Remark> for RemarkJson {
    fn from(remark: &Remark) -> Self {
        Self { code: remark.code, count: remark.count, text: words(remark, Context::current().language) }
    }
}

/// Remarks in the language that was asked for.
pub(super) fn all(remarks: &[Remark]) -> Vec<RemarkJson> {
    remarks.iter().map(RemarkJson::from).collect()
}

/// One remark in words.
pub(crate) fn words(remark: &Remark, language: Language) -> String {
    let count = remark.count;
    let one = count == 1;
    let (swedish, english) = match remark.code {
        RemarkCode::PendingMeetings if one => {
            ("1 träff saknar närvarorapport", "1 meeting lacks its attendance report")
        }
        RemarkCode::PendingMeetings => ("{} träffar saknar närvarorapport", "{} meetings lack their attendance report"),
        RemarkCode::PossibleDuplicates if one => {
            ("1 träff kan vara inlagd två gånger", "1 meeting may have been entered twice")
        }
        RemarkCode::PossibleDuplicates => {
            ("{} träffar kan vara inlagda två gånger", "{} meetings may have been entered twice")
        }
        RemarkCode::DefinitionChanged => {
            ("definitionen ändrades under perioden", "the definition changed within the period")
        }
        RemarkCode::OutsideScope => {
            ("din roll omfattar inte de här siffrorna", "your role does not reach these figures")
        }
        RemarkCode::WavesNotChosen => (
            "första eller sista mätomgången är inte vald på programmet",
            "the first or the last wave is not chosen on the programme",
        ),
        RemarkCode::StillOpen => {
            ("svaren visas när omgången är stängd", "the answers are shown once the collection is closed")
        }
        RemarkCode::UnpairedAnswers => {
            ("ej parade svar: olika personer har svarat", "unpaired answers: different people answered")
        }
        RemarkCode::FewerAnswers => ("{} färre svar än i första omgången", "{} fewer answers than in the first wave"),
        RemarkCode::StatementsDiffer => (
            "{} påståenden finns bara i den ena omgången och är inte med",
            "{} statements are in one wave only and left out",
        ),
        RemarkCode::InvalidAnswers if one => {
            ("1 enkät har för få svar och är inte med", "1 questionnaire has too few answers and is left out")
        }
        RemarkCode::InvalidAnswers => {
            ("{} enkäter har för få svar och är inte med", "{} questionnaires have too few answers and are left out")
        }
        RemarkCode::ProfilesUnknown => {
            ("för {} medarbetare är det okänt om profil finns", "for {} staff it is unknown whether there is a profile")
        }
        RemarkCode::ShareOver100 => ("fler profiler än anställda", "more profiles than staff"),
        RemarkCode::MunicipalitiesMissing if one => {
            ("1 kommun har inte lämnat uppgift", "1 municipality has not reported")
        }
        RemarkCode::MunicipalitiesMissing => {
            ("{} kommuner har inte lämnat uppgift", "{} municipalities have not reported")
        }
        RemarkCode::NotAnswered => ("{} inbjudna har inte svarat", "{} of those invited have not answered"),
        RemarkCode::DaysLate if one => ("fastställd 1 dag efter perioden", "adopted 1 day after the period"),
        RemarkCode::DaysLate => ("fastställd {} dagar efter perioden", "adopted {} days after the period"),
        RemarkCode::ReferenceMissing => ("hänvisning till dokumentet saknas", "the document's reference is missing"),
        RemarkCode::GrantsRevoked if one => ("1 bidrag är återtaget", "1 grant is revoked"),
        RemarkCode::GrantsRevoked => ("{} bidrag är återtagna", "{} grants are revoked"),
        RemarkCode::Unconfirmed if one => {
            ("1 samverkan är inte bekräftad på ett år", "1 collaboration has not been confirmed for a year")
        }
        RemarkCode::Unconfirmed => {
            ("{} samverkan är inte bekräftade på ett år", "{} collaborations have not been confirmed for a year")
        }
    };
    language.pick(swedish, english).replace("{}", &count.to_string())
}
