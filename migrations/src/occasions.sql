-- What training occasions are counted from.

-- People with a seat who did not come, as it was when attendance was reported: bookings may change afterwards.
ALTER TABLE attendance_report ADD COLUMN no_shows INTEGER NOT NULL DEFAULT 0 CHECK (no_shows >= 0);

UPDATE attendance_report SET no_shows = (
  SELECT count(*)
  FROM meeting
  JOIN booking ON booking.session_id = meeting.session_id
  WHERE meeting.id = attendance_report.meeting_id
    AND booking.status = 'confirmed'
    AND (booking.seated_at IS NULL OR booking.seated_at <= meeting.starts_at)
    AND NOT EXISTS (
      SELECT 1 FROM attendance
      WHERE attendance.meeting_id = meeting.id
        AND attendance.person_id = booking.person_id
        AND attendance.presence <> 'absent'
    )
) WHERE held = {true};

-- A number for each month that has, or has had, meetings: it grows in the transaction of every change of what the month's
-- occasions are counted from. Triggers see to that, so that no change can forget it, and a process that keeps the
-- month in memory can tell that it is as before.
CREATE TABLE evidence_generation (
  month TEXT PRIMARY KEY CHECK (length(month) = 7),
  generation {bigint} NOT NULL
){strict};
