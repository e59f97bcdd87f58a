//! Finds the days of a session's meetings.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate, TimeDelta};
use domain::holiday::day_off;

/// The days on which trainers and rooms are taken.
#[derive(Default)]
pub(super) struct Calendar {
    taken: HashSet<(String, NaiveDate)>,
}

impl Calendar {
    /// One day for each of `days`, which count from the Monday of the week that is `week` weeks from
    /// today's. What cannot be held that day moves away from today, so that past stays past.
    pub fn dates(&mut self, today: NaiveDate, week: i64, days: &[i64], needs: &[&str]) -> Vec<NaiveDate> {
        let away = TimeDelta::days(if week < 0 { -1 } else { 1 });
        let monday =
            today - TimeDelta::days(i64::from(today.weekday().num_days_from_monday())) + TimeDelta::weeks(week);
        let mut wanted: Vec<NaiveDate> = days.iter().map(|day| monday + TimeDelta::days(*day)).collect();
        // The whole series moves, and by whole weeks, so that it keeps its rhythm and its weekday.
        while wanted.iter().any(|date| quiet(*date)) {
            wanted.iter_mut().for_each(|date| *date += away * 7);
        }
        if week < 0 {
            wanted.reverse();
        }
        let mut dates: Vec<NaiveDate> = Vec::with_capacity(wanted.len());
        for mut date in wanted {
            while !self.is_free(date, needs) || dates.contains(&date) {
                date += away;
            }
            self.taken.extend(needs.iter().map(|need| ((*need).to_owned(), date)));
            dates.push(date);
        }
        dates.sort();
        dates
    }

    fn is_free(&self, date: NaiveDate, needs: &[&str]) -> bool {
        let taken = needs.iter().any(|need| self.taken.contains(&((*need).to_owned(), date)));
        day_off(date).is_none() && !quiet(date) && !taken
    }
}

/// Whether libraries do not plan training then: July, and the weeks around Christmas.
fn quiet(date: NaiveDate) -> bool {
    matches!((date.month(), date.day()), (7, _) | (12, 21..) | (1, ..=6))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn what_falls_on_a_day_off_moves_away_from_today() {
        let (before, after) = (date("2027-03-22"), date("2027-04-05"));
        let good_friday = Calendar::default().dates(before, 0, &[4], &[]);
        assert_eq!(good_friday, [date("2027-03-30")], "Easter Monday is free as well");
        assert_eq!(Calendar::default().dates(after, -2, &[4], &[]), [date("2027-03-25")]);
    }

    #[test]
    fn nothing_is_held_at_christmas_or_in_july() {
        let today = date("2026-12-10");
        assert_eq!(Calendar::default().dates(today, 1, &[3, 10, 17], &[]).first(), Some(&date("2027-01-07")));
        assert_eq!(Calendar::default().dates(date("2026-08-03"), -1, &[1], &[]), [date("2026-06-30")]);
    }

    #[test]
    fn nobody_leads_two_sessions_in_a_day() {
        let mut calendar = Calendar::default();
        let today = date("2026-11-23");
        assert_eq!(calendar.dates(today, 1, &[1], &["Elin"]), [date("2026-12-01")]);
        assert_eq!(calendar.dates(today, 1, &[1], &["Elin", "Kumla"]), [date("2026-12-02")]);
        assert_eq!(calendar.dates(today, 1, &[1], &["Kumla"]), [date("2026-12-01")]);
    }
}
