-- What people need is apart from their bookings, so that it can be seen by few and deleted soon. A text of their own is
-- kept only with their consent, and the time of it.
CREATE TABLE need (
  booking_id {uuid} PRIMARY KEY REFERENCES booking (id),
  choices TEXT NOT NULL,
  note TEXT,
  consented_at {timestamp},
  given_at {timestamp} NOT NULL,
  CHECK ((note IS NULL) = (consented_at IS NULL)),
  CHECK (choices <> '' OR note IS NOT NULL)
){strict};

-- Who has read whose needs. No reference to the need: it is deleted long before this is.
CREATE TABLE need_reading (
  id {uuid} PRIMARY KEY,
  at {timestamp} NOT NULL,
  reader_id {uuid} NOT NULL REFERENCES person (id),
  person_id {uuid} NOT NULL REFERENCES person (id),
  session_id {uuid} NOT NULL REFERENCES session (id)
){strict};
CREATE INDEX need_reading_person ON need_reading (person_id);
CREATE INDEX need_reading_age ON need_reading (at);

-- Skyddade personuppgifter; processing that is restricted; a name that has been replaced for good.
ALTER TABLE person ADD COLUMN protected_identity {boolean} NOT NULL DEFAULT {false};
ALTER TABLE person ADD COLUMN restricted_at {timestamp};
ALTER TABLE person ADD COLUMN pseudonymised_at {timestamp};

-- What stood there before a correction.
CREATE TABLE person_correction (
  id {uuid} PRIMARY KEY,
  person_id {uuid} NOT NULL REFERENCES person (id),
  member TEXT NOT NULL CHECK (member IN ('name', 'email')),
  before_value TEXT NOT NULL,
  corrected_at {timestamp} NOT NULL,
  corrected_by {uuid} NOT NULL REFERENCES person (id)
){strict};
CREATE INDEX person_correction_person ON person_correction (person_id);

-- What was decided about a person's data, and why. Never deleted with them: it is the proof that it was done.
CREATE TABLE person_measure (
  id {uuid} PRIMARY KEY,
  person_id {uuid} NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind IN ('restricted', 'released', 'pseudonymised')),
  reason TEXT NOT NULL,
  decided_at {timestamp} NOT NULL,
  decided_by {uuid} REFERENCES person (id)
){strict};
CREATE INDEX person_measure_person ON person_measure (person_id);
