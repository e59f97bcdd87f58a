//! Figures of the public view as JSON.

use domain::report::figures::public::PublicFigure;
use poem_openapi::Object;

/// En siffra i den publika vyn. / A figure of the public view.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct FigureJson {
    /// Vad som mäts: `uniqueParticipants`. / What is measured.
    pub measure: String,
    /// Fördelningen: `municipality`; null för helheten. / The breakdown; null for the whole.
    pub breakdown: Option<String>,
    /// Delen: `1881`. / The part.
    pub key: Option<String>,
    /// Vad delen kallas. / What the part is called.
    pub name: Option<String>,
    /// Siffran; null när den är dold eller saknas. / The figure; null when it is hidden or there is none.
    pub value: Option<String>,
    /// Dold: färre än fem personer, eller så skulle en sådan siffra kunna räknas fram. / Hidden: fewer than five
    /// people, or such a figure could be worked out from it.
    pub suppressed: bool,
}

impl From<PublicFigure> for FigureJson {
    fn from(shown: PublicFigure) -> Self {
        let value = shown.figure.amount.shown().filter(|_| !shown.suppressed);
        let (breakdown, key, name) = match shown.figure.place {
            Some(place) => (Some(place.breakdown), Some(place.key), place.name),
            None => (None, None, None),
        };
        Self { measure: shown.figure.measure, breakdown, key, name, value, suppressed: shown.suppressed }
    }
}
