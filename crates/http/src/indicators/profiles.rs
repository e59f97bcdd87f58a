//! Indicator I2 as JSON.

use domain::{
    LibraryId,
    indicator::{definition::ProfileMethod, digiteket_profiles::DigiteketProfiles, fraction::percent},
    values::MunicipalityCode,
    wall_time::LocalDate,
};
use poem_openapi::Object;

/// En kommuns profiler; den som arbetar i två räknas i båda. / A municipality's profiles; somebody who works in two is
/// counted in both.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct MunicipalityProfilesJson {
    /// Kommunkod. / Municipality code.
    pub municipality_code: MunicipalityCode,
    /// Om kommunen har lämnat uppgift. / Whether it has reported.
    pub reported: bool,
    /// Anställda med profil. / Staff with a profile.
    pub profiles: Option<u32>,
    /// Anställda. / Staff.
    pub staff: Option<u32>,
    /// Andelen i procent med en decimal. / The share in per cent with one decimal.
    pub percent: Option<String>,
    /// Så många fler profiler behövs för målet. / So many more profiles are needed for the target.
    pub missing_for_target: Option<u32>,
    /// Dagen siffrorna gäller, när de kommer från kommunen. / The day its own numbers are of.
    pub counted_on: Option<LocalDate>,
    /// Varifrån siffrorna kommer. / Where its own numbers come from.
    pub source: Option<String>,
}

/// Ett biblioteks profiler. / A library's profiles.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct LibraryProfilesJson {
    /// Bibliotekets id. / The library's id.
    pub library_id: LibraryId,
    /// Bibliotekets namn. / The library's name.
    pub library: String,
    /// Kommunkod. / Municipality code.
    pub municipality_code: MunicipalityCode,
    /// Anställda med profil. / Staff with a profile.
    pub profiles: u32,
    /// Anställda. / Staff.
    pub staff: u32,
    /// Andelen i procent med en decimal. / The share in per cent with one decimal.
    pub percent: Option<String>,
    /// Anställda som ingen vet något om. / Staff of whom nobody knows.
    pub unknown: u32,
    /// Så många fler profiler behövs för målet. / So many more profiles are needed for the target.
    pub missing_for_target: u32,
}

/// Profiler i Digiteket. / Profiles in Digiteket.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct DigiteketProfilesJson {
    /// Varifrån siffrorna kommer; de två sätten blandas aldrig. / Where the figures are from; the two are never mixed.
    pub method: ProfileMethod,
    /// Dagen som räknas. / The day that is counted.
    pub on: LocalDate,
    /// Anställda som ingen vet något om; de räknas aldrig som profiler. / Staff of whom nobody knows; never profiles.
    pub unknown: u32,
    /// Kommuner vars siffror är med. / Municipalities whose figures are in it.
    pub municipalities_reported: u32,
    /// Kommuner som kunde vara med. / Municipalities that could be.
    pub municipalities: u32,
    /// Per kommun. / By municipality.
    pub by_municipality: Vec<MunicipalityProfilesJson>,
    /// Per bibliotek, med hur många fler som behövs. / By library, with how many more are needed.
    pub by_library: Vec<LibraryProfilesJson>,
}

impl From<&DigiteketProfiles> for DigiteketProfilesJson {
    fn from(counted: &DigiteketProfiles) -> Self {
        let municipalities = counted.by_municipality.iter().map(|one| MunicipalityProfilesJson {
            municipality_code: one.municipality_code.clone(),
            reported: one.staff.is_some(),
            profiles: one.profiles,
            staff: one.staff,
            percent: one.profiles.zip(one.staff).and_then(|(profiles, staff)| percent(profiles, staff)),
            missing_for_target: one.missing_for_target,
            counted_on: one.counted_on.map(LocalDate),
            source: one.source.clone(),
        });
        let libraries = counted.by_library.iter().map(|one| LibraryProfilesJson {
            library_id: one.library_id,
            library: one.library.clone(),
            municipality_code: one.municipality_code.clone(),
            profiles: one.profiles,
            staff: one.staff,
            percent: percent(one.profiles, one.staff),
            unknown: one.unknown,
            missing_for_target: one.missing_for_target,
        });
        Self {
            method: counted.method,
            on: LocalDate(counted.on),
            unknown: counted.unknown,
            municipalities_reported: counted.municipalities_reported,
            municipalities: counted.municipalities,
            by_municipality: municipalities.collect(),
            by_library: libraries.collect(),
        }
    }
}
