//! Days on which people in Sweden do not expect to be at work: a reason to warn, never to refuse.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// A day that planning should look at twice, with its Swedish name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayOff {
    /// Local date.
    pub date: NaiveDate,
    /// Name in Swedish, `midsommarafton` or `söndag`.
    pub name: String,
}

/// The public holiday, eve or week-end day that a local date is, if any.
///
/// Public holidays by lag (1989:253); midsummer, Christmas and New Year's eves count as Sundays in
/// semesterlagen 3 a § and are free in practice.
pub fn day_off(date: NaiveDate) -> Option<DayOff> {
    let week_end = || match date.weekday() {
        Weekday::Sat => Some("lördag"),
        Weekday::Sun => Some("söndag"),
        _ => None,
    };
    holiday(date).or_else(|| Some(DayOff { date, name: week_end()?.to_owned() }))
}

/// The public holiday or eve that a local date is, if any; a plain week-end day is none.
pub fn holiday(date: NaiveDate) -> Option<DayOff> {
    let name = fixed(date).or_else(|| movable(date))?;
    Some(DayOff { date, name: name.to_owned() })
}

/// Dates a week apart, as many as are wanted, and the holidays and eves that were passed over for a later week.
///
/// The first date stands whatever it is, because somebody has chosen it; so do the Saturdays of a course on Saturdays.
pub fn weekly(first: NaiveDate, times: usize) -> (Vec<NaiveDate>, Vec<DayOff>) {
    let (mut dates, mut passed_over) = (Vec::new(), Vec::new());
    let mut next = Some(first);
    while let Some(date) = next.filter(|_| dates.len() < times) {
        match holiday(date).filter(|_| date != first) {
            Some(day) => passed_over.push(day),
            None => dates.push(date),
        }
        next = date.checked_add_days(Days::new(7));
    }
    (dates, passed_over)
}

fn fixed(date: NaiveDate) -> Option<&'static str> {
    Some(match (date.month(), date.day()) {
        (1, 1) => "nyårsdagen",
        (1, 6) => "trettondedag jul",
        (5, 1) => "första maj",
        (6, 6) => "nationaldagen",
        (12, 24) => "julafton",
        (12, 25) => "juldagen",
        (12, 26) => "annandag jul",
        (12, 31) => "nyårsafton",
        _ => return None,
    })
}

fn movable(date: NaiveDate) -> Option<&'static str> {
    let weekday = date.weekday();
    match (date.month(), date.day()) {
        (6, 19..=25) if weekday == Weekday::Fri => return Some("midsommarafton"),
        (6, 20..=26) if weekday == Weekday::Sat => return Some("midsommardagen"),
        (10, 31) | (11, 1..=6) if weekday == Weekday::Sat => return Some("alla helgons dag"),
        _ => {}
    }
    let easter = easter_sunday(date.year())?;
    [
        (easter.checked_sub_days(Days::new(2)), "långfredagen"),
        (easter.checked_sub_days(Days::new(1)), "påskafton"),
        (Some(easter), "påskdagen"),
        (easter.checked_add_days(Days::new(1)), "annandag påsk"),
        (easter.checked_add_days(Days::new(39)), "Kristi himmelsfärdsdag"),
        (easter.checked_add_days(Days::new(49)), "pingstdagen"),
    ]
    .into_iter()
    .find_map(|(day, name)| (day == Some(date)).then_some(name))
}

fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let easter = computus::gregorian(year).ok()?;
    NaiveDate::from_ymd_opt(easter.year, easter.month, easter.day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Option<String> {
        day_off(text.parse().expect("a date")).map(|day| day.name)
    }

    #[test]
    fn the_holidays_of_2026_and_2027() {
        let table = [
            ("2026-01-01", "nyårsdagen"),
            ("2026-01-06", "trettondedag jul"),
            ("2026-04-03", "långfredagen"),
            ("2026-04-05", "påskdagen"),
            ("2026-04-06", "annandag påsk"),
            ("2026-05-14", "Kristi himmelsfärdsdag"),
            ("2026-05-24", "pingstdagen"),
            ("2026-06-06", "nationaldagen"),
            ("2026-06-19", "midsommarafton"),
            ("2026-06-20", "midsommardagen"),
            ("2026-10-31", "alla helgons dag"),
            ("2027-03-26", "långfredagen"),
            ("2027-03-29", "annandag påsk"),
            ("2027-05-06", "Kristi himmelsfärdsdag"),
            ("2027-06-25", "midsommarafton"),
            ("2027-11-06", "alla helgons dag"),
        ];
        for (date, expected) in table {
            assert_eq!(name(date).as_deref(), Some(expected), "{date}");
        }
    }

    #[test]
    fn a_weekly_course_passes_over_holidays_and_keeps_its_length() {
        let date = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let (dates, passed_over) = weekly(date("2026-12-17"), 3);
        assert_eq!(dates, [date("2026-12-17"), date("2027-01-07"), date("2027-01-14")]);
        let names: Vec<_> = passed_over.iter().map(|day| day.name.as_str()).collect();
        assert_eq!(names, ["julafton", "nyårsafton"]);
        // Saturdays are no holidays to who has chosen them, and the first date stands whatever it is.
        assert_eq!(weekly(date("2026-10-17"), 3).0, [date("2026-10-17"), date("2026-10-24"), date("2026-11-07")]);
        assert_eq!(weekly(date("2026-12-24"), 1), (vec![date("2026-12-24")], vec![]));
        assert_eq!(weekly(date("2026-10-13"), 0), (vec![], vec![]));
    }

    #[test]
    fn an_ordinary_tuesday_is_no_day_off() {
        assert_eq!(name("2026-10-13"), None);
        assert_eq!(name("2026-10-17").as_deref(), Some("lördag"));
    }
}
