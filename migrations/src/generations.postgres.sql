INSERT INTO evidence_generation (month, generation) SELECT DISTINCT to_char(local_date, 'YYYY-MM'), 1 FROM meeting;

-- In order of month, so that two transactions that touch the same months never wait for each other in a ring.
CREATE FUNCTION evidence_changed(days date[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO evidence_generation (month, generation)
  SELECT DISTINCT to_char(day, 'YYYY-MM') AS month, 1 FROM unnest(days) AS day ORDER BY month
  ON CONFLICT (month) DO UPDATE SET generation = evidence_generation.generation + 1
$$;

CREATE FUNCTION evidence_of_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN PERFORM evidence_changed(ARRAY[NEW.local_date]);
  ELSIF TG_OP = 'DELETE' THEN PERFORM evidence_changed(ARRAY[OLD.local_date]);
  ELSE PERFORM evidence_changed(ARRAY[OLD.local_date, NEW.local_date]);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER evidence_meeting AFTER INSERT OR DELETE
OR UPDATE OF session_id, local_date, starts_at, ends_at, break_minutes, place, status, study_hours_set
ON meeting FOR EACH ROW EXECUTE FUNCTION evidence_of_meeting();

-- Once a statement: a report has a row for everybody who was there.
CREATE FUNCTION evidence_of_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM evidence_changed(ARRAY(
    SELECT DISTINCT meeting.local_date FROM changed JOIN meeting ON meeting.id = changed.meeting_id));
  RETURN NULL;
END $$;
CREATE TRIGGER evidence_report_added AFTER INSERT ON attendance_report
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION evidence_of_reports();
CREATE TRIGGER evidence_report_changed AFTER UPDATE ON attendance_report
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION evidence_of_reports();
CREATE TRIGGER evidence_report_removed AFTER DELETE ON attendance_report
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION evidence_of_reports();
CREATE TRIGGER evidence_attendance_added AFTER INSERT ON attendance
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION evidence_of_reports();
CREATE TRIGGER evidence_attendance_changed AFTER UPDATE ON attendance
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION evidence_of_reports();
CREATE TRIGGER evidence_attendance_removed AFTER DELETE ON attendance
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION evidence_of_reports();

CREATE FUNCTION evidence_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM evidence_changed(ARRAY(SELECT local_date FROM meeting WHERE session_id = NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER evidence_session_changed AFTER UPDATE ON session FOR EACH ROW
WHEN ((OLD.course_id, OLD.title, OLD.format, OLD.status, OLD.capacity, OLD.organiser_id,
    OLD.cancel_until, OLD.first_starts_at, OLD.by_staff, OLD.for_staff, OLD.with_staff, OLD.relates_to_goal)
  IS DISTINCT FROM (NEW.course_id, NEW.title, NEW.format, NEW.status, NEW.capacity, NEW.organiser_id,
    NEW.cancel_until, NEW.first_starts_at, NEW.by_staff, NEW.for_staff, NEW.with_staff, NEW.relates_to_goal))
EXECUTE FUNCTION evidence_of_session();

-- Seats are counted of sessions with a meeting held, so that bookings of what is to come touch nothing here.
CREATE FUNCTION evidence_of_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM meeting WHERE session_id = NEW.id AND status = 'held') THEN
    PERFORM evidence_changed(ARRAY(SELECT local_date FROM meeting WHERE session_id = NEW.id));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER evidence_seats_changed AFTER UPDATE OF seats_taken ON session FOR EACH ROW
WHEN (OLD.seats_taken <> NEW.seats_taken) EXECUTE FUNCTION evidence_of_seats();

-- Likewise: a seat given back, even one that somebody else has got at once.
CREATE FUNCTION evidence_of_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM meeting WHERE session_id = NEW.session_id AND status = 'held') THEN
    PERFORM evidence_changed(ARRAY(SELECT local_date FROM meeting WHERE session_id = NEW.session_id));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER evidence_seat_given_back AFTER UPDATE OF status ON booking FOR EACH ROW
WHEN (OLD.status <> NEW.status AND NEW.status = 'cancelled') EXECUTE FUNCTION evidence_of_booking();
