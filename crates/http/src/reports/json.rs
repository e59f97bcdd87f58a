//! Reports as JSON.

use std::fmt::Write;

use chrono::Datelike;
use domain::{
    Invalid, ProgrammeId, ReportId,
    indicator::{
        IndicatorCode,
        outcome::Indicator,
        period::{Period, PeriodKind, half_year, quarter},
    },
    report::{Report, ReportStatus, figures::public::PublicTables},
    values::{Line, Prose},
    wall_time::{Instant, LocalDate},
};
use persistence::reports::Contents;
use poem_openapi::Object;
use serde::Deserialize;

use crate::{indicators::IndicatorJson, list::list_of, problem::Problem};

/// En rapport. / A report.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ReportJson {
    /// Id.
    pub id: ReportId,
    /// Programmet den gäller. / The programme it is about.
    pub programme_id: Option<ProgrammeId>,
    /// Vad perioden kallas. / What the period is called.
    pub kind: PeriodKind,
    /// Första dag. / First day.
    pub from: LocalDate,
    /// Sista dag. / Last day.
    pub to: LocalDate,
    /// Rubrik. / Title.
    pub title: Line<200>,
    /// Utkast eller låst. / Draft or locked.
    pub status: ReportStatus,
    /// Vilken i ordningen; en reviderad rapport har nästa nummer. / Which in order; a revision has the next number.
    pub revision: u32,
    /// Rapporten som den ersätter. / The report it replaces.
    pub replaces: Option<ReportId>,
    /// Rapporten som ersätter den. / The report that replaces it.
    pub replaced_by: Option<ReportId>,
    /// Varför den ersätter den tidigare. / Why it replaces the earlier one.
    pub reason: Option<Line<500>>,
    /// När den började skrivas. / When it was begun.
    pub made_at: Instant,
    /// När den låstes. / When it was locked.
    pub locked_at: Option<Instant>,
    /// Varför den låstes fast närvarorapporter saknades. / Why it was locked although attendance reports were missing.
    pub lock_comment: Option<Prose<2000>>,
}

impl From<Report> for ReportJson {
    fn from(report: Report) -> Self {
        let status = report.status();
        let (locked_at, lock_comment) = report.lock.map(|lock| (lock.at, lock.comment)).unzip();
        Self {
            id: report.id,
            programme_id: report.programme_id,
            kind: report.kind,
            from: LocalDate(report.period.from),
            to: LocalDate(report.period.to),
            title: report.title,
            status,
            revision: report.revision,
            replaces: report.replaces,
            replaced_by: report.replaced_by,
            reason: report.reason,
            made_at: report.made_at.into(),
            locked_at: locked_at.map(Into::into),
            lock_comment: lock_comment.flatten(),
        }
    }
}

/// En indikator i en rapport. / An indicator in a report.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ReportIndicatorJson {
    /// Kod. / Code.
    pub code: IndicatorCode,
    /// Samordnarens kommentar. / The coordinator's comment.
    pub comment: Option<Prose<4000>>,
    /// Värde, delar och fördelningar. / Value, parts and breakdowns.
    pub indicator: IndicatorJson,
}

/// En rapport med sina siffror. / A report with its figures.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ReportContentsJson {
    /// Rapporten. / The report.
    #[oai(flatten)]
    pub report: ReportJson,
    /// SHA-256 av det som låstes. / SHA-256 of what was locked.
    pub sha256: Option<String>,
    /// Alla sju indikatorer. / All seven indicators.
    pub indicators: Vec<ReportIndicatorJson>,
}

impl ReportContentsJson {
    /// A report; with these tables as the public sees it, without them as the coordinator does.
    pub(super) fn new(contents: Contents, public: Option<&PublicTables>) -> Self {
        let report = contents.report;
        let one = |indicator: &Indicator| ReportIndicatorJson {
            code: indicator.code,
            comment: report.comments.get(&indicator.code).cloned(),
            indicator: match public {
                Some(tables) => IndicatorJson::public(indicator, report.period, tables),
                None => IndicatorJson::new(indicator, report.period),
            },
        };
        let indicators = contents.computed.iter().map(|computed| one(&computed.indicator)).collect();
        let mut head = ReportJson::from(report);
        if public.is_some() {
            // Said among colleagues, of somebody's missing report; that some are missing is among the figures.
            head.lock_comment = None;
        }
        Self { sha256: contents.sha256.map(|hash| hexadecimal(&hash)), indicators, report: head }
    }
}

/// Bytes in hexadecimal, as hashes are written.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

list_of!(
    /// Rapporter. / Reports.
    ReportList,
    ReportJson
);

/// En ny rapport. / A new report.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReportInput {
    /// Programmet den gäller. / The programme it is about.
    pub programme_id: Option<ProgrammeId>,
    /// Vad perioden kallas. / What the period is called.
    pub kind: PeriodKind,
    /// Första dag. / First day.
    pub from: LocalDate,
    /// Sista dag. / Last day.
    pub to: LocalDate,
    /// Rubrik; utelämnad får rapporten en efter sin period. / Title; left out, the report gets one after its period.
    pub title: Option<Line<200>>,
}

/// Ändring av ett utkast. / A change of a draft.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReportPatch {
    /// Rubrik. / Title.
    pub title: Option<Line<200>>,
}

/// En kommentar. / A comment.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommentInput {
    /// Indikatorn. / The indicator.
    pub code: IndicatorCode,
    /// Kommentaren; null tar bort. / The comment; null removes.
    pub text: Option<Prose<4000>>,
}

/// Hur en rapport låses. / How a report is locked.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LockInput {
    /// Lås ändå, fast närvarorapporter saknas. / Lock all the same, although attendance reports are missing.
    pub anyway: Option<bool>,
    /// Varför; behövs med `anyway`. / Why; needed with `anyway`.
    pub comment: Option<Prose<2000>>,
}

impl LockInput {
    /// Why the report is locked whatever is missing; none when nothing may be missing.
    pub(super) fn reason(self) -> Result<Option<Prose<2000>>, Problem> {
        match (self.anyway.unwrap_or(false), self.comment) {
            (true, None) => Err(Problem::invalid_member("comment", Invalid::Needed)),
            (false, Some(_)) => Err(Problem::invalid_member("anyway", Invalid::Needed)),
            (_, comment) => Ok(comment),
        }
    }
}

/// En revidering. / A revision.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevisionInput {
    /// Varför rapporten revideras. / Why the report is revised.
    pub reason: Line<500>,
}

/// What a report is called when nobody says: `Kvartal 3 2026`, `2026-02-01 – 2026-05-31`.
pub(super) fn title(kind: PeriodKind, period: Period) -> Result<Line<200>, Problem> {
    let year = period.from.year();
    let last = |name: String| name.chars().last().unwrap_or_default();
    let text = match kind {
        PeriodKind::Quarter => format!("Kvartal {} {year}", last(quarter(period.from))),
        PeriodKind::HalfYear => format!("Halvår {} {year}", last(half_year(period.from))),
        PeriodKind::Year => format!("Helår {year}"),
        PeriodKind::Programme => format!("Hela programmet {} – {}", period.from, period.to),
        PeriodKind::Free => format!("{} – {}", period.from, period.to),
    };
    text.parse().map_err(|reason| Problem::invalid_member("title", reason))
}
