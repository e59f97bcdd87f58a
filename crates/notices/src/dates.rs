//! Dates and times as Swedish readers expect them.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

const WEEKDAYS: [&str; 7] = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"];
const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];

/// `tisdag 13 oktober 2026`.
pub(crate) fn date(date: NaiveDate) -> String {
    let weekday = WEEKDAYS[date.weekday().num_days_from_monday() as usize];
    let month = MONTHS[date.month0() as usize];
    format!("{weekday} {} {month} {}", date.day(), date.year())
}

/// `tisdag 13 oktober 2026 kl. 09.00`.
pub(crate) fn moment(time: NaiveDateTime) -> String {
    format!("{} kl. {}", date(time.date()), time.format("%H.%M"))
}

/// `tisdag 13 oktober 2026 kl. 09.00–12.00`; both dates are written out when it ends on another day.
pub(crate) fn span(starts: NaiveDateTime, ends: NaiveDateTime) -> String {
    if starts.date() == ends.date() {
        format!("{}–{}", moment(starts), ends.format("%H.%M"))
    } else {
        format!("{} – {}", moment(starts), moment(ends))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 10, day).and_then(|d| d.and_hms_opt(hour, minute, 0)).expect("a time")
    }

    #[test]
    fn times_read_as_in_swedish() {
        assert_eq!(span(at(13, 9, 0), at(13, 12, 0)), "tisdag 13 oktober 2026 kl. 09.00–12.00");
        assert_eq!(
            span(at(17, 22, 30), at(18, 1, 5)),
            "lördag 17 oktober 2026 kl. 22.30 – söndag 18 oktober 2026 kl. 01.05"
        );
        assert_eq!(date(NaiveDate::from_ymd_opt(2027, 1, 4).expect("a date")), "måndag 4 januari 2027");
    }
}
