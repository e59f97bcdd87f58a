//! Recounts every invariant from the rows, read-only. What the rules keep and the database guards is checked
//! here a third time, on the running system.

use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::{Db, Result, reports};

/// Something that must never be, and is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The invariant broken.
    pub invariant: &'static str,
    /// What is wrong.
    pub fault: &'static str,
    /// The row it was found on.
    pub id: String,
}

/// One check: a query in SQL that both databases understand, giving the ids of rows at fault.
struct Check {
    invariant: &'static str,
    fault: &'static str,
    sql: &'static str,
}

const CHECKS: &[Check] = &[
    Check {
        invariant: "V1",
        fault: "seats taken differ from the bookings that hold one, or exceed the capacity",
        sql: "SELECT s.id FROM session s WHERE s.seats_taken > s.capacity OR s.seats_taken <> \
              (SELECT COUNT(*) FROM booking b WHERE b.session_id = s.id AND b.status IN ('confirmed', 'offered'))",
    },
    Check {
        invariant: "V11",
        fault: "the length of the line differs from the bookings in it",
        sql: "SELECT s.id FROM session s WHERE s.waiting <> \
              (SELECT COUNT(*) FROM booking b WHERE b.session_id = s.id AND b.status = 'waiting')",
    },
    Check {
        invariant: "V11",
        fault: "a number in line that was never given out",
        sql: "SELECT b.id FROM booking b JOIN session s ON s.id = b.session_id \
              WHERE b.queue_number >= s.next_queue_number OR b.queue_number < 1",
    },
    Check {
        invariant: "V11",
        fault: "overtaken: somebody later in line got a seat, and nothing stood in the way",
        sql: "SELECT w.id FROM booking w JOIN booking l ON l.session_id = w.session_id \
              AND l.queue_number > w.queue_number AND l.status = 'confirmed' \
              WHERE w.status = 'waiting' AND NOT EXISTS (SELECT 1 FROM booking o \
              JOIN meeting mo ON mo.session_id = o.session_id JOIN meeting mw ON mw.session_id = w.session_id \
              WHERE o.person_id = w.person_id AND o.session_id <> w.session_id \
              AND (o.status = 'confirmed' OR o.ended_at > l.seated_at) \
              AND mo.starts_at < mw.ends_at AND mw.starts_at < mo.ends_at)",
    },
    Check {
        invariant: "V9",
        fault: "two live bookings of one person on one session",
        sql: "SELECT a.id FROM booking a JOIN booking b ON a.session_id = b.session_id AND a.person_id = b.person_id \
              AND a.id < b.id WHERE a.status <> 'cancelled' AND b.status <> 'cancelled'",
    },
    Check {
        invariant: "V10",
        fault: "one person seated at two meetings at once, and neither was moved there afterwards",
        sql: "SELECT a.id FROM booking a JOIN booking b ON a.person_id = b.person_id AND a.session_id <> b.session_id \
              AND a.id < b.id JOIN meeting m ON m.session_id = a.session_id JOIN meeting n ON n.session_id = b.session_id \
              WHERE a.status = 'confirmed' AND b.status = 'confirmed' \
              AND m.status = 'planned' AND n.status = 'planned' \
              AND m.starts_at < n.ends_at AND n.starts_at < m.ends_at \
              AND (m.moved_at IS NULL OR m.moved_at < a.seated_at OR m.moved_at < b.seated_at) \
              AND (n.moved_at IS NULL OR n.moved_at < a.seated_at OR n.moved_at < b.seated_at)",
    },
    Check {
        invariant: "V17",
        fault: "a live booking of a cancelled session",
        sql: "SELECT b.id FROM booking b JOIN session s ON s.id = b.session_id \
              WHERE s.status = 'cancelled' AND b.status <> 'cancelled'",
    },
    Check {
        invariant: "V18",
        fault: "a booking with more or fewer notices than changes",
        sql: "SELECT b.id FROM booking b WHERE b.version <> \
              (SELECT COUNT(*) FROM notice n WHERE n.booking_id = b.id)",
    },
    Check {
        invariant: "V18",
        fault: "an event of a booking without its notice",
        sql: "SELECT e.id FROM event e WHERE e.booking_id IS NOT NULL \
              AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.event_id = e.id)",
    },
    Check {
        invariant: "V20",
        fault: "a standing invitation of a booking that ended before the meeting",
        sql: "SELECT b.id FROM booking b JOIN invitation i ON i.booking_id = b.id JOIN meeting m ON m.id = i.meeting_id \
              WHERE b.status = 'cancelled' AND i.method = 'REQUEST' AND m.ends_at > b.ended_at",
    },
    Check {
        invariant: "V23",
        fault: "a meeting whose status and report contradict each other",
        sql: "SELECT m.id FROM meeting m LEFT JOIN attendance_report r ON r.meeting_id = m.id \
              WHERE (m.status = 'held' AND r.meeting_id IS NULL) \
              OR (m.status <> 'held' AND r.held) OR (m.status <> 'cancelled' AND NOT r.held)",
    },
];

/// Runs every check. Nothing is changed; an empty answer is a clean system.
pub async fn audit(db: &Db) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for check in CHECKS {
        let statement = Statement::from_string(db.backend(), check.sql);
        for row in db.read().query_all_raw(statement).await? {
            let id: Uuid = row.try_get_by_index(0)?;
            findings.push(Finding { invariant: check.invariant, fault: check.fault, id: id.to_string() });
        }
    }
    let tampered = reports::tampered(db).await?.into_iter();
    let fault = "a locked report whose snapshot is gone, or not the text that was hashed";
    findings.extend(tampered.map(|id| Finding { invariant: "R1", fault, id: id.to_string() }));
    Ok(findings)
}
