//! The extract in sections of rows, for files that people read.

use persistence::{
    audit_log::{Change, LogEntry},
    record_extract::{Participant, RecordExtract},
};
use tables::{Cell, Table};

use super::words::{self, time, word};
use crate::request::Language;

/// A part of the extract.
#[derive(Debug)]
pub(super) struct Section {
    pub name: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

fn section(language: Language, name: &str, header: &[&str], rows: Vec<Vec<String>>) -> Section {
    let header = header.iter().map(|one| word(one, language)).collect();
    Section { name: word(name, language), header, rows }
}

/// All parts, in the order in which they are read.
pub(super) fn all(extract: &RecordExtract, language: Language) -> Vec<Section> {
    vec![
        session(extract, language),
        meetings(extract, language),
        participants(extract, language),
        presences(extract, language),
        messages(extract, language),
        history(extract, language),
    ]
}

/// One value a row: which part, which row of it, what it is, and what stands there.
pub(super) fn long_table(sections: &[Section]) -> Table {
    let mut rows = Vec::new();
    for section in sections {
        for (number, row) in (1..).zip(&section.rows) {
            for (name, value) in section.header.iter().zip(row).filter(|(_, value)| !value.is_empty()) {
                let text = |text: &String| Cell::Text(text.clone());
                rows.push(vec![text(&section.name), Cell::Number(number), text(name), text(value)]);
            }
        }
    }
    let header = ["Del", "Rad", "Uppgift", "Värde"].map(str::to_owned).to_vec();
    Table { name: "Utdrag".to_owned(), header, rows }
}

fn session(extract: &RecordExtract, language: Language) -> Section {
    let session = &extract.session;
    let flags = [
        ("byStaff", session.affiliation.by_staff),
        ("forStaff", session.affiliation.for_staff),
        ("withStaff", session.affiliation.with_staff),
        ("relatesToGoal", session.affiliation.relates_to_goal),
    ];
    let mut pairs = vec![
        ("id", session.id.to_string()),
        ("course", extract.course_code.clone()),
        ("title", session.title.to_string()),
        ("format", word(session.format.word(), language)),
        ("status", word(session.status.word(), language)),
        ("capacity", session.capacity.to_string()),
        ("minParticipants", session.min_participants.to_string()),
        ("bookingOpensAt", session.booking_opens_at.map(time).unwrap_or_default()),
        ("bookingClosesAt", session.booking_closes_at.map(time).unwrap_or_default()),
        ("organiser", extract.organiser.clone().unwrap_or_default()),
        ("seatsTaken", session.seats_taken.to_string()),
        ("waiting", session.waiting.to_string()),
        ("protectedParticipants", extract.protected.to_string()),
    ];
    pairs.extend(flags.map(|(name, flag)| (name, words::yes_or_no(flag, language))));
    let rows = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    let rows = rows.map(|(name, value)| vec![word(name, language), value]).collect();
    section(language, "session", &["member", "value"], rows)
}

fn meetings(extract: &RecordExtract, language: Language) -> Section {
    let rows = extract.session.meetings.iter().map(|meeting| {
        let report = extract.reports.get(&meeting.id);
        let number = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
        vec![
            time(meeting.span.starts_at),
            time(meeting.span.ends_at),
            meeting.place.as_ref().map(ToString::to_string).unwrap_or_default(),
            meeting.trainer.as_ref().map(ToString::to_string).unwrap_or_default(),
            word(meeting.status.word(), language),
            number(report.map(|report| report.external_participants)),
            number(report.map(|report| report.no_shows)),
            report.map(|report| time(report.reported_at)).unwrap_or_default(),
            report.and_then(|report| report.reported_by.clone()).unwrap_or_default(),
        ]
    });
    let header = [
        "startsAt",
        "endsAt",
        "place",
        "trainer",
        "status",
        "externalParticipants",
        "noShows",
        "reportedAt",
        "reportedBy",
    ];
    section(language, "meetings", &header, rows.collect())
}

fn name(participant: &Participant, language: Language) -> String {
    participant.name.clone().unwrap_or_else(|| word("protected", language))
}

fn participants(extract: &RecordExtract, language: Language) -> Section {
    let row = |participant: &Participant| {
        vec![
            name(participant, language),
            participant.library.clone().unwrap_or_default(),
            participant.municipality.clone().unwrap_or_default(),
            participant.status.map_or_else(|| word("walkIn", language), |status| word(status.word(), language)),
            participant.booked_at.map(time).unwrap_or_default(),
            participant.ended_at.map(time).unwrap_or_default(),
        ]
    };
    let header = ["name", "library", "municipality", "status", "bookedAt", "endedAt"];
    section(language, "participants", &header, extract.participants.iter().map(row).collect())
}

fn presences(extract: &RecordExtract, language: Language) -> Section {
    let mut rows = Vec::new();
    for meeting in &extract.session.meetings {
        for participant in &extract.participants {
            let there = participant.presences.iter().find(|(id, _)| *id == meeting.id);
            rows.extend(there.map(|(_, presence)| {
                vec![time(meeting.span.starts_at), name(participant, language), word(presence.word(), language)]
            }));
        }
    }
    section(language, "attendance", &["meeting", "name", "presence"], rows)
}

fn messages(extract: &RecordExtract, language: Language) -> Section {
    let rows = extract.messages.iter().map(|message| {
        vec![
            word(&message.kind, language),
            time(message.written_at),
            message.sent_at.map(time).unwrap_or_default(),
            word(message.state.word(), language),
        ]
    });
    section(language, "messages", &["kind", "writtenAt", "sentAt", "state"], rows.collect())
}

fn history(extract: &RecordExtract, language: Language) -> Section {
    let row = |entry: &LogEntry| {
        let mut changes: Vec<String> = entry.changes.iter().filter_map(|change| in_words(change, language)).collect();
        if entry.further_changes > 0 {
            changes.push(format!("+ {}", entry.further_changes));
        }
        vec![
            entry.number.map(|number| number.to_string()).unwrap_or_default(),
            time(entry.at),
            word(entry.kind.word(), language),
            entry.actor_name.clone().unwrap_or_default(),
            entry.person_name.clone().unwrap_or_default(),
            entry.reason.clone().unwrap_or_default(),
            changes.join("; "),
        ]
    };
    let header = ["number", "at", "event", "actor", "about", "reason", "changes"];
    section(language, "history", &header, extract.history.iter().map(row).collect())
}

/// "Träff: plats: Sal 1 → Sal 2".
fn in_words(change: &Change, language: Language) -> Option<String> {
    const UNTOLD: &[&str] = &["id", "version", "sessionId", "meetingId", "courseId", "nextQueueNumber", "timeZone"];
    /// Members whose values are words of ours.
    const OURS: &[&str] = &["status", "format", "presence"];
    let told = change.members.iter().filter(|member| !UNTOLD.contains(&member.name.as_str()));
    let members: Vec<String> = told
        .map(|member| {
            let ours = OURS.contains(&member.name.as_str());
            let side = |side: &Option<String>| match side.as_deref() {
                None => "–".to_owned(),
                Some(text @ ("true" | "false")) => word(text, language),
                Some(text) if ours => word(text, language),
                // What people have typed is theirs.
                Some(text) => text.to_owned(),
            };
            let name = word(&member.name, language);
            match &member.before {
                None => format!("{name}: {}", side(&member.after)),
                Some(_) => format!("{name}: {} → {}", side(&member.before), side(&member.after)),
            }
        })
        .collect();
    if members.is_empty() {
        return None;
    }
    let whose =
        if change.what == "attendance" && !change.id.is_empty() { format!(" {}", change.id) } else { String::new() };
    Some(format!("{}{whose}: {}", word(&change.what, language), members.join(", ")))
}
