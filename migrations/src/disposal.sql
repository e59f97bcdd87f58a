-- What is disposed of when, and by whose decision. A class without a row follows the default, and has no decision.
CREATE TABLE disposal_rule (
  class TEXT PRIMARY KEY,
  amount INTEGER NOT NULL CHECK (amount >= 0),
  unit TEXT NOT NULL CHECK (unit IN ('days', 'months')),
  decision_reference TEXT,
  version INTEGER NOT NULL,
  changed_at {timestamp} NOT NULL,
  changed_by {uuid} NOT NULL REFERENCES person (id)
){strict};

-- A run, and its protocol: no row of it is about anybody but whoever ran it, and nobody did when a command is none's.
CREATE TABLE disposal (
  id {uuid} PRIMARY KEY,
  started_at {timestamp} NOT NULL,
  started_by {uuid} REFERENCES person (id),
  finished_at {timestamp},
  -- One run at a time: what was begun is finished first.
  is_open INTEGER UNIQUE CHECK (is_open = 1),
  CHECK ((is_open IS NULL) = (finished_at IS NOT NULL))
){strict};
CREATE INDEX disposal_started ON disposal (started_at, id);

-- What a run does, as the rules were when it began. The number grows in the transaction of what it counts.
CREATE TABLE disposal_entry (
  disposal_id {uuid} NOT NULL REFERENCES disposal (id),
  class TEXT NOT NULL,
  amount INTEGER NOT NULL,
  unit TEXT NOT NULL CHECK (unit IN ('days', 'months')),
  decision_reference TEXT,
  cutoff {timestamp} NOT NULL,
  disposed {bigint} NOT NULL CHECK (disposed >= 0),
  state TEXT NOT NULL CHECK (state IN ('undecided', 'begun', 'done')),
  CHECK (state <> 'undecided' OR disposed = 0),
  PRIMARY KEY (disposal_id, class)
){strict};

-- What is due is looked up by age.
CREATE INDEX session_end ON session (last_ends_at);
CREATE INDEX access_token_end ON access_token (expires_at);
CREATE INDEX calendar_feed_revoked ON calendar_feed (revoked_at);
CREATE INDEX person_correction_age ON person_correction (corrected_at);

-- And what is kept of a person, by the person.
CREATE INDEX mail_message_person ON mail_message (person_id);
CREATE INDEX need_reading_reader ON need_reading (reader_id);
CREATE INDEX attendance_report_by ON attendance_report (reported_by);
CREATE INDEX sign_in_request_person ON sign_in_request (person_id);
CREATE INDEX survey_invitation_person ON survey_invitation (person_id);
CREATE INDEX address_change_person ON address_change (person_id);
CREATE INDEX person_correction_by ON person_correction (corrected_by);
CREATE INDEX person_measure_by ON person_measure (decided_by);
CREATE INDEX collaboration_confirmation_by ON collaboration_confirmation (confirmed_by);

-- Lists of people: those whose identity is not everybody's to see come last.
CREATE INDEX person_listed
  ON person ((CASE WHEN protected_identity OR restricted_at IS NOT NULL THEN 1 ELSE 0 END), name, id);
