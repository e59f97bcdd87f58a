//! When and where a meeting is, as it is typed: a date, two times of day, and the rest.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    values::{Line, WebAddress},
    wall_time::{self, LocalDate},
};

use crate::{
    form::Form,
    typed::{Clock, Number},
};

/// A meeting as it is typed.
pub(super) struct Typed {
    pub date: NaiveDate,
    pub starts: Clock,
    pub ends: Clock,
    pub break_minutes: u32,
    pub place: Option<Line<200>>,
    pub join_url: Option<WebAddress>,
    pub trainer: Option<Line<120>>,
    pub travel_note: Option<Line<500>>,
}

/// Reads what is typed; what is wrong with it is noted.
pub(super) fn read(form: &mut Form) -> Option<Typed> {
    let date: Option<LocalDate> = form.read("date");
    let starts: Option<Clock> = form.read("startsAt");
    let ends: Option<Clock> = form.read("endsAt");
    let breaks: Option<Number> = form.read_optional("breakMinutes");
    let place = form.read_optional("place");
    let join_url = form.read_optional("joinUrl");
    let trainer = form.read_optional("trainer");
    let travel_note = form.read_optional("travelNote");
    let break_minutes = breaks.map_or(0, |number| number.0);
    let (date, starts, ends) = (date?.0, starts?, ends?);
    let typed = Typed { date, starts, ends, break_minutes, place, join_url, trainer, travel_note };
    (!form.is_faulty()).then_some(typed)
}

impl Typed {
    /// From when to when, on a date; none when the clocks skip or repeat the hour, which is noted.
    pub fn span(&self, form: &mut Form, date: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let mut instant = |field: &str, clock: Clock| match wall_time::instant(date.and_time(clock.0)) {
            Ok(instant) => Some(instant),
            Err(reason) => {
                form.fault(field, &reason);
                None
            }
        };
        let starts = instant("startsAt", self.starts);
        let ends = instant("endsAt", self.ends);
        starts.zip(ends)
    }
}
