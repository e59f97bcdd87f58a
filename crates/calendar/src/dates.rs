//! Dates and times as the readers of each language expect them.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use domain::notice::Language;

/// The words of a language for days and months.
struct Names {
    weekdays: [&'static str; 7],
    months: [&'static str; 12],
}

const SWEDISH: Names = Names {
    weekdays: ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"],
    months: [
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
    ],
};

const ENGLISH: Names = Names {
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};

fn names(language: Language) -> &'static Names {
    match language {
        Language::Swedish => &SWEDISH,
        Language::English => &ENGLISH,
    }
}

fn weekday(date: NaiveDate, language: Language) -> &'static str {
    names(language).weekdays[date.weekday().num_days_from_monday() as usize]
}

fn clock(time: NaiveDateTime, language: Language) -> String {
    let form = match language {
        Language::Swedish => "%H.%M",
        Language::English => "%H:%M",
    };
    time.format(form).to_string()
}

/// `tisdag 13 oktober 2026`, `Tuesday 13 October 2026`.
pub fn date(date: NaiveDate, language: Language) -> String {
    let month = names(language).months[date.month0() as usize];
    format!("{} {} {month} {}", weekday(date, language), date.day(), date.year())
}

/// `oktober 2026`, `October 2026`.
pub fn month(date: NaiveDate, language: Language) -> String {
    format!("{} {}", names(language).months[date.month0() as usize], date.year())
}

/// `tisdag 13 oktober 2026 kl. 09.00`, `Tuesday 13 October 2026, 09:00`.
pub fn moment(time: NaiveDateTime, language: Language) -> String {
    let before_the_clock = match language {
        Language::Swedish => " kl. ",
        Language::English => ", ",
    };
    [date(time.date(), language).as_str(), before_the_clock, &clock(time, language)].concat()
}

/// `tisdag 13 oktober 2026 kl. 09.00–12.00`; both dates are written out when it ends on another day.
pub fn span(starts: NaiveDateTime, ends: NaiveDateTime, language: Language) -> String {
    if starts.date() == ends.date() {
        format!("{}–{}", moment(starts, language), clock(ends, language))
    } else {
        format!("{} – {}", moment(starts, language), moment(ends, language))
    }
}

/// `i morgon kl. 09.00`, `på måndag kl. 09.00`; the whole date when it is a week away or more, or past.
pub fn soon(time: NaiveDateTime, today: NaiveDate, language: Language) -> String {
    let day = weekday(time.date(), language);
    let clock = clock(time, language);
    match ((time.date() - today).num_days(), language) {
        (0, Language::Swedish) => format!("i dag kl. {clock}"),
        (1, Language::Swedish) => format!("i morgon kl. {clock}"),
        (2..=6, Language::Swedish) => format!("på {day} kl. {clock}"),
        (0, Language::English) => format!("today at {clock}"),
        (1, Language::English) => format!("tomorrow at {clock}"),
        (2..=6, Language::English) => format!("on {day} at {clock}"),
        _ => moment(time, language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SV: Language = Language::Swedish;
    const EN: Language = Language::English;

    fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 10, day).and_then(|d| d.and_hms_opt(hour, minute, 0)).expect("a time")
    }

    #[test]
    fn times_read_as_in_the_language() {
        assert_eq!(span(at(13, 9, 0), at(13, 12, 0), SV), "tisdag 13 oktober 2026 kl. 09.00–12.00");
        assert_eq!(span(at(13, 9, 0), at(13, 12, 0), EN), "Tuesday 13 October 2026, 09:00–12:00");
        assert_eq!(
            span(at(17, 22, 30), at(18, 1, 5), SV),
            "lördag 17 oktober 2026 kl. 22.30 – söndag 18 oktober 2026 kl. 01.05"
        );
        assert_eq!(
            span(at(17, 22, 30), at(18, 1, 5), EN),
            "Saturday 17 October 2026, 22:30 – Sunday 18 October 2026, 01:05"
        );
        let monday = NaiveDate::from_ymd_opt(2027, 1, 4).expect("a date");
        assert_eq!(
            (date(monday, SV).as_str(), date(monday, EN).as_str()),
            ("måndag 4 januari 2027", "Monday 4 January 2027")
        );
        assert_eq!((month(monday, SV).as_str(), month(monday, EN).as_str()), ("januari 2027", "January 2027"));
    }

    #[test]
    fn what_is_near_is_named_by_its_nearness() {
        let friday = at(16, 8, 0).date();
        for (day, swedish, english) in [
            (16, "i dag kl. 09.00", "today at 09:00"),
            (17, "i morgon kl. 09.00", "tomorrow at 09:00"),
            (19, "på måndag kl. 09.00", "on Monday at 09:00"),
            (22, "på torsdag kl. 09.00", "on Thursday at 09:00"),
            (23, "fredag 23 oktober 2026 kl. 09.00", "Friday 23 October 2026, 09:00"),
            (15, "torsdag 15 oktober 2026 kl. 09.00", "Thursday 15 October 2026, 09:00"),
        ] {
            assert_eq!(soon(at(day, 9, 0), friday, SV), swedish);
            assert_eq!(soon(at(day, 9, 0), friday, EN), english);
        }
    }
}
