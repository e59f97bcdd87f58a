//! Rows to domain values and back: all mapping in one place.

use domain::{
    booking::Booking,
    course::Course,
    meeting::Meeting,
    person::{EmailFailure, Employment, Library, Municipality, Person},
    programme::Programme,
    protection::Shield,
    session::{Affiliation, Session},
    values::{Line, Prose, Timespan},
    wall_time,
};
use sea_orm::ActiveValue::{NotSet, Set};

use crate::{
    Error, Result,
    entity::{booking, course, employment, library, meeting, municipality, person, programme, session},
};

/// A text column read back through its own parser: a row edited by hand must not reach a mail header.
pub(crate) fn line<const MAX: usize>(text: &str, column: &str) -> Result<Line<MAX>> {
    text.parse().map_err(|reason| Error::Fault(format!("column {column}: {reason}")))
}

pub(crate) fn optional_line<const MAX: usize>(text: Option<&str>, column: &str) -> Result<Option<Line<MAX>>> {
    text.map(|text| line(text, column)).transpose()
}

pub(crate) fn text<const MAX: usize>(value: Option<&Line<MAX>>) -> Option<String> {
    value.map(|line| line.as_str().to_owned())
}

pub(crate) fn count(number: i32, column: &str) -> Result<u32> {
    u32::try_from(number).map_err(|_| Error::Fault(format!("column {column}: {number}")))
}

/// Numbers the rules keep far below the column's limit.
pub(crate) fn int(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

pub(crate) fn to_session(row: session::Model, mut meetings: Vec<Meeting>) -> Result<Session> {
    meetings.sort_by_key(|meeting| meeting.span.starts_at);
    Ok(Session {
        id: row.id,
        course_id: row.course_id,
        title: line(&row.title, "session.title")?,
        format: row.format,
        status: row.status,
        capacity: count(row.capacity, "session.capacity")?,
        min_participants: count(row.min_participants, "session.min_participants")?,
        booking_opens_at: row.booking_opens_at,
        booking_closes_at: row.booking_closes_at,
        affiliation: Affiliation {
            by_staff: row.by_staff,
            for_staff: row.for_staff,
            with_staff: row.with_staff,
            relates_to_goal: row.relates_to_goal,
        },
        meetings,
        organiser_id: row.organiser_id,
        bring: optional_line(row.bring.as_deref(), "session.bring")?,
        cancel_until: row.cancel_until,
        seats_taken: count(row.seats_taken, "session.seats_taken")?,
        waiting: count(row.waiting, "session.waiting")?,
        next_queue_number: row.next_queue_number,
        version: row.version,
    })
}

/// Every column of a session; also right for an update, because a plan changes under the session's lock.
pub(crate) fn from_session(session: &Session) -> session::ActiveModel {
    let first = session.meetings.iter().map(|meeting| meeting.span.starts_at).min();
    let starts = session.starts_at().or(first).unwrap_or_default();
    let ends = session.meetings.iter().map(|meeting| meeting.span.ends_at).max().unwrap_or_default();
    session::ActiveModel {
        id: Set(session.id),
        course_id: Set(session.course_id),
        title: Set(session.title.as_str().to_owned()),
        format: Set(session.format),
        status: Set(session.status),
        capacity: Set(int(session.capacity)),
        min_participants: Set(int(session.min_participants)),
        booking_opens_at: Set(session.booking_opens_at),
        booking_closes_at: Set(session.booking_closes_at),
        by_staff: Set(session.affiliation.by_staff),
        for_staff: Set(session.affiliation.for_staff),
        with_staff: Set(session.affiliation.with_staff),
        relates_to_goal: Set(session.affiliation.relates_to_goal),
        organiser_id: Set(session.organiser_id),
        seats_taken: Set(int(session.seats_taken)),
        waiting: Set(int(session.waiting)),
        next_queue_number: Set(session.next_queue_number),
        first_starts_at: Set(starts),
        last_ends_at: Set(ends),
        bring: Set(text(session.bring.as_ref())),
        cancel_until: Set(session.cancel_until),
        // Not part of the plan: set when it is done.
        summoned_at: NotSet,
        version: Set(session.version),
    }
}

pub(crate) fn to_meeting(row: meeting::Model) -> Result<Meeting> {
    Ok(Meeting {
        id: row.id,
        span: Timespan { starts_at: row.starts_at, ends_at: row.ends_at },
        break_minutes: count(row.break_minutes, "meeting.break_minutes")?,
        place: optional_line(row.place.as_deref(), "meeting.place")?,
        join_url: row.join_url,
        trainer: optional_line(row.trainer.as_deref(), "meeting.trainer")?,
        trainer_id: row.trainer_id,
        travel_note: optional_line(row.travel_note.as_deref(), "meeting.travel_note")?,
        status: row.status,
        study_hours_set: row.study_hours_set.map(|hours| count(hours, "meeting.study_hours_set")).transpose()?,
        moved_at: row.moved_at,
        version: row.version,
    })
}

pub(crate) fn from_meeting(session: &Session, meeting: &Meeting) -> meeting::ActiveModel {
    meeting::ActiveModel {
        id: Set(meeting.id),
        session_id: Set(session.id),
        local_start: Set(meeting.local_start()),
        local_end: Set(meeting.local_end()),
        local_date: Set(meeting.local_start().date()),
        time_zone: Set(wall_time::ZONE.name().to_owned()),
        starts_at: Set(meeting.span.starts_at),
        ends_at: Set(meeting.span.ends_at),
        break_minutes: Set(int(meeting.break_minutes)),
        place: Set(text(meeting.place.as_ref())),
        join_url: Set(meeting.join_url.clone()),
        trainer: Set(text(meeting.trainer.as_ref())),
        trainer_id: Set(meeting.trainer_id),
        travel_note: Set(text(meeting.travel_note.as_ref())),
        status: Set(meeting.status),
        study_hours_set: Set(meeting.study_hours_set.map(int)),
        moved_at: Set(meeting.moved_at),
        reminded_at: NotSet,
        attendance_asked: NotSet,
        version: Set(meeting.version),
    }
}

pub(crate) fn to_booking(row: booking::Model) -> Result<Booking> {
    Ok(Booking {
        id: row.id,
        session_id: row.session_id,
        person_id: row.person_id,
        employment_id: row.employment_id,
        status: row.status,
        queue_number: row.queue_number,
        booked_at: row.booked_at,
        seated_at: row.seated_at,
        ended_at: row.ended_at,
        end_reason: optional_line(row.end_reason.as_deref(), "booking.end_reason")?,
        version: row.version,
    })
}

pub(crate) fn from_booking(booking: &Booking) -> booking::ActiveModel {
    booking::ActiveModel {
        id: Set(booking.id),
        session_id: Set(booking.session_id),
        person_id: Set(booking.person_id),
        employment_id: Set(booking.employment_id),
        status: Set(booking.status),
        queue_number: Set(booking.queue_number),
        booked_at: Set(booking.booked_at),
        seated_at: Set(booking.seated_at),
        ended_at: Set(booking.ended_at),
        end_reason: Set(text(booking.end_reason.as_ref())),
        version: Set(booking.version),
    }
}

pub(crate) fn to_course(row: course::Model) -> Result<Course> {
    let description: Prose<4000> =
        row.description.parse().map_err(|reason| Error::Fault(format!("column course.description: {reason}")))?;
    let dig_comp = row.dig_comp.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>();
    Ok(Course {
        id: row.id,
        code: line(&row.code, "course.code")?,
        title: line(&row.title, "course.title")?,
        description,
        target_group: optional_line(row.target_group.as_deref(), "course.target_group")?,
        dig_comp: dig_comp.map_err(|reason| Error::Fault(format!("column course.dig_comp: {reason}")))?,
        relates_to_goal: row.relates_to_goal,
        version: row.version,
    })
}

pub(crate) fn from_course(course: &Course) -> course::ActiveModel {
    let dig_comp: Vec<String> = course.dig_comp.iter().map(ToString::to_string).collect();
    course::ActiveModel {
        id: Set(course.id),
        code: Set(course.code.as_str().to_owned()),
        title: Set(course.title.as_str().to_owned()),
        description: Set(course.description.as_str().to_owned()),
        target_group: Set(text(course.target_group.as_ref())),
        dig_comp: Set(dig_comp.join(" ")),
        relates_to_goal: Set(course.relates_to_goal),
        version: Set(course.version),
    }
}

/// What stands between a person and those who look.
pub(crate) fn shield(row: &person::Model) -> Shield {
    Shield { protected: row.protected_identity, restricted: row.restricted_at.is_some() }
}

pub(crate) fn to_person(row: person::Model) -> Result<Person> {
    let shield = shield(&row);
    Ok(Person {
        id: row.id,
        name: line(&row.name, "person.name")?,
        email: row.email,
        language: row.language,
        reminders: row.reminders,
        email_failure: row.email_failed_at.map(|at| EmailFailure { at, reason: row.email_failure.unwrap_or_default() }),
        shield,
        version: row.version,
    })
}

pub(crate) fn to_employment(row: employment::Model, library: &library::Model) -> Employment {
    Employment {
        id: row.id,
        person_id: row.person_id,
        library_id: row.library_id,
        municipality_code: library.municipality_code.clone(),
        library_type: library.library_type,
        from: row.from_date,
        to: row.to_date,
        category: row.category,
        version: row.version,
    }
}

pub(crate) fn to_library(row: library::Model) -> Result<Library> {
    Ok(Library {
        id: row.id,
        name: line(&row.name, "library.name")?,
        municipality_code: row.municipality_code,
        kind: row.kind,
        library_type: row.library_type,
        sigel: optional_line(row.sigel.as_deref(), "library.sigel")?,
        version: row.version,
    })
}

pub(crate) fn to_municipality(row: municipality::Model) -> Result<Municipality> {
    Ok(Municipality { code: row.code, name: line(&row.name, "municipality.name")?, version: row.version })
}

pub(crate) fn to_programme(row: programme::Model) -> Result<Programme> {
    let goal = row.goal.map(|goal| goal.parse()).transpose();
    Ok(Programme {
        id: row.id,
        name: line(&row.name, "programme.name")?,
        goal: goal.map_err(|reason| Error::Fault(format!("column programme.goal: {reason}")))?,
        from: row.from_date,
        to: row.to_date,
        baseline_wave: row.baseline_wave,
        final_wave: row.final_wave,
        version: row.version,
    })
}
