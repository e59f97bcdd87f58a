//! Indicator I4 as JSON: its figures stand beside the value, as the contract has them.

use domain::{
    indicator::{
        definition::CountingUnit,
        evidence::LeftOut,
        fraction,
        training_occasions::{Dimension, Share, TrainingOccasions},
    },
    values::MunicipalityCode,
};
use poem_openapi::Object;

use parts::{
    AffiliationFigures, AreaFigures, CategoryFigures, CourseFigures, FormatFigures, HalfYearFigures, LibraryFigures,
    MunicipalityFigures, OrganiserFigures, ProgrammeFigures, QuarterFigures, YearFigures, all,
};

mod parts;

/// Det som inte räknades, per orsak. / What was not counted, by reason.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct LeftOutJson {
    /// Genomförda utan deltagare. / Held without participants.
    pub zero_attendance: u32,
    /// Berör inte målet. / Not related to the goal.
    pub not_related_to_goal: u32,
    /// Varken av, för eller med. / Neither by, for nor with.
    pub no_affiliation: u32,
    /// Inte för personalen, när definitionen bara räknar det. / Not for staff, when the definition counts only that.
    pub not_for_staff: u32,
}

/// Så många av så många. / So many of so many.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ShareJson {
    /// Täljare. / Numerator.
    pub numerator: u32,
    /// Nämnare. / Denominator.
    pub denominator: u32,
    /// Andelen i procent med en decimal. / The share in per cent with one decimal.
    pub percent: Option<String>,
}

impl From<Share> for ShareJson {
    fn from(share: Share) -> Self {
        let percent = fraction::percent(share.numerator, share.denominator);
        Self { numerator: share.numerator, denominator: share.denominator, percent }
    }
}

/// Fortbildningstillfällen med delar och fördelningar. Unika deltagare i delarna summerar inte till helheten. /
/// Training occasions with parts and breakdowns. Unique participants of the parts do not add up to the whole's.
#[derive(Debug, Clone, Default, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct OccasionsJson {
    /// Vad värdet räknar: tillfällen eller kursomgångar. / What the value counts: occasions or sessions.
    pub counting_unit: Option<CountingUnit>,
    /// Tillfällen: en kursomgång en dag. / Occasions: a session on a day.
    pub occasion_days: Option<u32>,
    /// Kursomgångar med minst ett räknat tillfälle. / Sessions with at least one counted occasion.
    pub sessions: Option<u32>,
    /// Av värdet: av personalen. De tre överlappar. / Of the value: by staff. The three overlap.
    pub by_staff: Option<u32>,
    /// Av värdet: för personalen. / Of the value: for staff.
    pub for_staff: Option<u32>,
    /// Av värdet: med personalen. / Of the value: with staff.
    pub with_staff: Option<u32>,
    /// Unika deltagare. / Unique participants.
    pub unique_participants: Option<u32>,
    /// Deltagartillfällen. / Participations.
    pub participations: Option<u32>,
    /// Deltagartillfällen av andra än personalen. / Participations of others than staff.
    pub external_participations: Option<u32>,
    /// Genomförda minuter utan pauser. / Minutes held, without breaks.
    pub delivered_minutes: Option<i64>,
    /// Studietimmar. / Study hours.
    pub study_hours: Option<u32>,
    /// Deltagarminuter. / Participant minutes.
    pub participant_minutes: Option<i64>,
    /// Träffar utan närvarorapport. / Meetings without an attendance report.
    pub pending_meetings: Option<u32>,
    /// Inställda träffar. / Cancelled meetings.
    pub cancelled_meetings: Option<u32>,
    /// Träffar som kan vara inlagda två gånger; de räknas ändå. / Meetings that may have been entered twice; they are
    /// counted all the same.
    pub possible_duplicates: Option<u32>,
    /// Platser i de räknade kursomgångarna. / Seats of the sessions counted.
    pub seats_offered: Option<u32>,
    /// Beläggning: tagna platser av erbjudna. / Fill rate: seats taken of seats offered.
    pub fill_rate: Option<ShareJson>,
    /// Uteblivna: hade plats men kom inte. / No-shows: had a seat and did not come.
    pub no_shows: Option<u32>,
    /// Sena avbokningar: platser som lämnades efter sista dagen för det. / Late cancellations: seats given back after
    /// the last day for it.
    pub late_cancellations: Option<u32>,
    /// Nådda folkbibliotek. / Public libraries reached.
    pub libraries_reached: Option<ShareJson>,
    /// Nådda kommuner. / Municipalities reached.
    pub municipalities_reached: Option<ShareJson>,
    /// Kommuner som ingen har deltagit för. / Municipalities that nobody has taken part for.
    pub municipalities_not_reached: Option<Vec<MunicipalityCode>>,
    /// Unika deltagare av folkbibliotekens personal periodens sista dag. / Unique participants of the staff of public
    /// libraries on the last day of the period.
    pub staff_reached: Option<ShareJson>,
    /// Inte räknade tillfällen, per orsak. / Occasions not counted, by reason.
    pub left_out: Option<LeftOutJson>,
    /// Per kommun som någon deltog för. / By municipality that somebody took part for.
    pub by_municipality: Option<Vec<MunicipalityFigures>>,
    /// Per bibliotek som någon deltog för. / By library that somebody took part for.
    pub by_library: Option<Vec<LibraryFigures>>,
    /// Per personalkategori. / By category of staff.
    pub by_category: Option<Vec<CategoryFigures>>,
    /// Per kvartal. / By quarter.
    pub by_quarter: Option<Vec<QuarterFigures>>,
    /// Per halvår. / By half-year.
    pub by_half_year: Option<Vec<HalfYearFigures>>,
    /// Per år. / By year.
    pub by_year: Option<Vec<YearFigures>>,
    /// Per satsning. / By programme.
    pub by_programme: Option<Vec<ProgrammeFigures>>,
    /// Per kurs. / By course.
    pub by_course: Option<Vec<CourseFigures>>,
    /// Per DigComp-område. En kurs kan ha flera: siffrorna överlappar. / By area of DigComp. A course may have
    /// several: the figures overlap.
    pub by_dig_comp_area: Option<Vec<AreaFigures>>,
    /// Per form. / By format.
    pub by_format: Option<Vec<FormatFigures>>,
    /// Per arrangör. / By organiser.
    pub by_organiser: Option<Vec<OrganiserFigures>>,
    /// Av, för och med; siffrorna överlappar. / By, for and with; the figures overlap.
    pub by_affiliation: Option<Vec<AffiliationFigures>>,
}

impl From<&TrainingOccasions> for OccasionsJson {
    fn from(counted: &TrainingOccasions) -> Self {
        let left_out = |reason| counted.left_out.get(&reason).copied().unwrap_or(0);
        Self {
            counting_unit: Some(counted.counting_unit),
            occasion_days: Some(counted.occasion_days),
            sessions: Some(counted.sessions),
            by_staff: Some(counted.by_staff),
            for_staff: Some(counted.for_staff),
            with_staff: Some(counted.with_staff),
            unique_participants: Some(counted.unique_participants),
            participations: Some(counted.participations),
            external_participations: Some(counted.external_participations),
            delivered_minutes: Some(counted.delivered_minutes),
            study_hours: Some(counted.study_hours),
            participant_minutes: Some(counted.participant_minutes),
            pending_meetings: Some(counted.pending_meetings),
            cancelled_meetings: Some(counted.cancelled_meetings),
            possible_duplicates: Some(counted.possible_duplicates),
            seats_offered: counted.seats.map(|seats| seats.denominator),
            fill_rate: counted.seats.map(ShareJson::from),
            no_shows: counted.no_shows,
            late_cancellations: counted.late_cancellations,
            libraries_reached: Some(counted.libraries_reached.into()),
            municipalities_reached: Some(counted.municipalities_reached.into()),
            municipalities_not_reached: Some(counted.municipalities_not_reached.clone()),
            staff_reached: Some(counted.staff_reached.into()),
            left_out: Some(LeftOutJson {
                zero_attendance: left_out(LeftOut::ZeroAttendance),
                not_related_to_goal: left_out(LeftOut::NotRelatedToGoal),
                no_affiliation: left_out(LeftOut::NoAffiliation),
                not_for_staff: left_out(LeftOut::NotForStaff),
            }),
            by_municipality: Some(all(counted.by(Dimension::Municipality))),
            by_library: Some(all(counted.by(Dimension::Library))),
            by_category: Some(all(counted.by(Dimension::StaffCategory))),
            by_quarter: Some(all(counted.by(Dimension::Quarter))),
            by_half_year: Some(all(counted.by(Dimension::HalfYear))),
            by_year: Some(all(counted.by(Dimension::Year))),
            by_programme: Some(all(counted.by(Dimension::Programme))),
            by_course: Some(all(counted.by(Dimension::Course))),
            by_dig_comp_area: Some(all(counted.by(Dimension::DigCompArea))),
            by_format: Some(all(counted.by(Dimension::Format))),
            by_organiser: Some(all(counted.by(Dimension::Organiser))),
            by_affiliation: Some(all(counted.by(Dimension::Affiliation))),
        }
    }
}
