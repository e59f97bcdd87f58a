//! Local wall time: the truth about when a meeting is. UTC is derived from it.
//!
//! An hour is skipped when summer time begins and repeated when it ends; calendars read such times
//! differently, so they are refused where they enter.

use std::{fmt, str::FromStr};

use chrono::{
    DateTime, Datelike, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, Offset, SecondsFormat, SubsecRound,
    TimeZone, Utc,
};
use chrono_tz::{Europe::Stockholm, Tz};

use crate::Invalid;

/// The zone all meetings are held in.
pub const ZONE: Tz = Stockholm;

/// An instant as a caller writes it, with the offset it was written in; shown in UTC (RFC 3339).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant(pub DateTime<FixedOffset>);

impl From<DateTime<Utc>> for Instant {
    fn from(instant: DateTime<Utc>) -> Self {
        Self(instant.fixed_offset())
    }
}

impl Instant {
    /// The instant, whatever offset it was written in, in whole microseconds.
    pub fn utc(self) -> DateTime<Utc> {
        self.0.with_timezone(&Utc).trunc_subsecs(6)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl FromStr for Instant {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let instant = DateTime::parse_from_rfc3339(text).map_err(|_| Invalid::Instant)?;
        // Far from any year that both databases can keep.
        if (1900..=9000).contains(&instant.year()) { Ok(Self(instant)) } else { Err(Invalid::Instant) }
    }
}

crate::text_form!(Instant, "date-time", (Some("date-time"), &[]));

/// A date in Sweden, without a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalDate(pub NaiveDate);

impl fmt::Display for LocalDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for LocalDate {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| Invalid::Date)?;
        let plain = text.len() == 10 && (1900..=9000).contains(&date.year());
        if plain { Ok(Self(date)) } else { Err(Invalid::Date) }
    }
}

crate::text_form!(LocalDate, "date", (Some("date"), &[]));

/// Local wall time of an instant.
pub fn local(instant: DateTime<Utc>) -> NaiveDateTime {
    instant.with_timezone(&ZONE).naive_local()
}

/// Local date of an instant: what decides which period something belongs to (`I4-7`).
pub fn local_date(instant: DateTime<Utc>) -> NaiveDate {
    local(instant).date()
}

/// The instant of a local wall time, unless the clocks skip or repeat it.
pub fn instant(wall: NaiveDateTime) -> Result<DateTime<Utc>, Invalid> {
    match ZONE.from_local_datetime(&wall) {
        MappedLocalTime::Single(time) => Ok(time.with_timezone(&Utc)),
        MappedLocalTime::Ambiguous(..) => Err(Invalid::RepeatedHour),
        MappedLocalTime::None => Err(Invalid::SkippedHour),
    }
}

/// The instant a caller wrote, unless it falls where the local clocks are ambiguous.
///
/// A wall time written with a Swedish offset that the zone does not have at that moment
/// (`2026-03-29T02:30:00+01:00`) names an hour that no clock in Sweden shows.
pub fn instant_as_written(written: DateTime<FixedOffset>) -> Result<DateTime<Utc>, Invalid> {
    let meant_as_swedish = matches!(written.offset().fix().local_minus_utc(), 3600 | 7200);
    if meant_as_swedish && ZONE.from_local_datetime(&written.naive_local()) == MappedLocalTime::None {
        return Err(Invalid::SkippedHour);
    }
    let utc = written.with_timezone(&Utc);
    instant(local(utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Result<DateTime<Utc>, Invalid> {
        instant_as_written(DateTime::parse_from_rfc3339(text).expect("an instant"))
    }

    #[test]
    fn the_skipped_and_the_repeated_hour_are_refused() {
        assert_eq!(written("2026-03-29T02:30:00+01:00"), Err(Invalid::SkippedHour));
        assert_eq!(written("2026-03-29T02:00:00+02:00"), Err(Invalid::SkippedHour));
        assert_eq!(written("2026-10-25T02:30:00+02:00"), Err(Invalid::RepeatedHour));
        assert_eq!(written("2026-10-25T01:30:00Z"), Err(Invalid::RepeatedHour));
        assert!(written("2026-03-29T01:00:00Z").is_ok());
        assert!(written("2026-10-25T03:00:00+01:00").is_ok());
    }

    #[test]
    fn any_offset_names_the_same_instant() {
        assert_eq!(written("2026-10-27T09:00:00+01:00"), written("2026-10-27T08:00:00Z"));
        assert_eq!(written("2026-10-27T03:00:00-05:00"), written("2026-10-27T08:00:00Z"));
    }

    #[test]
    fn every_switch_night_to_2035_keeps_the_wall_time() {
        for (year, march, october) in [(2026, 29, 25), (2027, 28, 31), (2030, 31, 27), (2035, 25, 28)] {
            for (month, day) in [(3, march), (10, october)] {
                let wall =
                    NaiveDate::from_ymd_opt(year, month, day).and_then(|d| d.and_hms_opt(9, 0, 0)).expect("a time");
                assert_eq!(local(instant(wall).expect("nine o'clock exists")), wall);
            }
        }
    }

    #[test]
    fn the_date_is_the_local_one() {
        let late = DateTime::parse_from_rfc3339("2025-12-31T23:30:00Z").expect("an instant").with_timezone(&Utc);
        assert_eq!(local_date(late).to_string(), "2026-01-01");
    }
}
