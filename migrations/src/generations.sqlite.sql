INSERT INTO evidence_generation (month, generation) SELECT DISTINCT substr(local_date, 1, 7), 1 FROM meeting;

CREATE TRIGGER evidence_meeting_added AFTER INSERT ON meeting BEGIN
  INSERT INTO evidence_generation (month, generation) VALUES (substr(NEW.local_date, 1, 7), 1)
  ON CONFLICT (month) DO UPDATE SET generation = generation + 1;
END;
CREATE TRIGGER evidence_meeting_changed
AFTER UPDATE OF session_id, local_date, starts_at, ends_at, break_minutes, place, status, study_hours_set ON meeting BEGIN
  INSERT INTO evidence_generation (month, generation) VALUES (substr(OLD.local_date, 1, 7), 1)
  ON CONFLICT (month) DO UPDATE SET generation = generation + 1;
  INSERT INTO evidence_generation (month, generation) VALUES (substr(NEW.local_date, 1, 7), 1)
  ON CONFLICT (month) DO UPDATE SET generation = generation + 1;
END;
CREATE TRIGGER evidence_meeting_removed AFTER DELETE ON meeting BEGIN
  UPDATE evidence_generation SET generation = generation + 1 WHERE month = substr(OLD.local_date, 1, 7);
END;

CREATE TRIGGER evidence_report_added AFTER INSERT ON attendance_report BEGIN
  UPDATE evidence_generation SET generation = generation + 1
  WHERE month = (SELECT substr(local_date, 1, 7) FROM meeting WHERE id = NEW.meeting_id);
END;
CREATE TRIGGER evidence_report_changed AFTER UPDATE ON attendance_report BEGIN
  UPDATE evidence_generation SET generation = generation + 1
  WHERE month = (SELECT substr(local_date, 1, 7) FROM meeting WHERE id = NEW.meeting_id);
END;
CREATE TRIGGER evidence_report_removed AFTER DELETE ON attendance_report BEGIN
  UPDATE evidence_generation SET generation = generation + 1
  WHERE month = (SELECT substr(local_date, 1, 7) FROM meeting WHERE id = OLD.meeting_id);
END;

CREATE TRIGGER evidence_attendance_added AFTER INSERT ON attendance BEGIN
  UPDATE evidence_generation SET generation = generation + 1
  WHERE month = (SELECT substr(local_date, 1, 7) FROM meeting WHERE id = NEW.meeting_id);
END;
CREATE TRIGGER evidence_attendance_changed AFTER UPDATE ON attendance BEGIN
  UPDATE evidence_generation SET generation = generation + 1
  WHERE month = (SELECT substr(local_date, 1, 7) FROM meeting WHERE id = NEW.meeting_id);
END;
CREATE TRIGGER evidence_attendance_removed AFTER DELETE ON attendance BEGIN
  UPDATE evidence_generation SET generation = generation + 1
  WHERE month = (SELECT substr(local_date, 1, 7) FROM meeting WHERE id = OLD.meeting_id);
END;

CREATE TRIGGER evidence_session_changed AFTER UPDATE ON session
WHEN (OLD.course_id, OLD.title, OLD.format, OLD.status, OLD.capacity, OLD.organiser_id, OLD.cancel_until)
  IS NOT (NEW.course_id, NEW.title, NEW.format, NEW.status, NEW.capacity, NEW.organiser_id, NEW.cancel_until)
  OR OLD.first_starts_at <> NEW.first_starts_at
  OR (OLD.by_staff, OLD.for_staff, OLD.with_staff, OLD.relates_to_goal)
  IS NOT (NEW.by_staff, NEW.for_staff, NEW.with_staff, NEW.relates_to_goal)
BEGIN
  UPDATE evidence_generation SET generation = generation + 1
  WHERE month IN (SELECT substr(local_date, 1, 7) FROM meeting WHERE session_id = NEW.id);
END;
-- Seats are counted of sessions with a meeting held, so that bookings of what is to come touch nothing here.
CREATE TRIGGER evidence_seats_changed AFTER UPDATE OF seats_taken ON session
WHEN OLD.seats_taken <> NEW.seats_taken
  AND EXISTS (SELECT 1 FROM meeting WHERE session_id = NEW.id AND status = 'held')
BEGIN
  UPDATE evidence_generation SET generation = generation + 1
  WHERE month IN (SELECT substr(local_date, 1, 7) FROM meeting WHERE session_id = NEW.id);
END;
-- Likewise: a seat given back, even one that somebody else has got at once.
CREATE TRIGGER evidence_seat_given_back AFTER UPDATE OF status ON booking
WHEN OLD.status <> NEW.status AND NEW.status = 'cancelled'
  AND EXISTS (SELECT 1 FROM meeting WHERE session_id = NEW.session_id AND status = 'held')
BEGIN
  UPDATE evidence_generation SET generation = generation + 1
  WHERE month IN (SELECT substr(local_date, 1, 7) FROM meeting WHERE session_id = NEW.session_id);
END;
