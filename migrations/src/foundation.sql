-- Types in {braces} are named differently by the two databases; see lib.rs.
-- Every rule that the code keeps and a column can state is stated here as well.
-- Indexes for queries are whole: a partial one is not used when the state is a bound parameter.

CREATE TABLE installation (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  kind TEXT NOT NULL CHECK (kind IN ('live', 'demo')),
  probed_at {timestamp} NOT NULL
){strict};

CREATE TABLE municipality (
  code TEXT PRIMARY KEY CHECK (length(code) = 4),
  name TEXT NOT NULL,
  version INTEGER NOT NULL
){strict};

CREATE TABLE library (
  id {uuid} PRIMARY KEY,
  name TEXT NOT NULL,
  municipality_code TEXT NOT NULL REFERENCES municipality (code),
  kind TEXT NOT NULL CHECK (kind IN ('main', 'branch', 'mobile', 'servicePoint')),
  library_type TEXT NOT NULL CHECK (library_type IN ('public', 'school', 'university', 'hospital')),
  sigel TEXT,
  version INTEGER NOT NULL
){strict};
CREATE INDEX library_municipality ON library (municipality_code);

CREATE TABLE person (
  id {uuid} PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL
){strict};
CREATE INDEX person_name ON person (name, id);

CREATE TABLE person_role (
  person_id {uuid} NOT NULL REFERENCES person (id),
  role TEXT NOT NULL CHECK (role IN ('staff', 'manager', 'trainer', 'organiser', 'coordinator')),
  PRIMARY KEY (person_id, role)
){strict};

CREATE TABLE access_token (
  id {uuid} PRIMARY KEY,
  person_id {uuid} NOT NULL,
  role TEXT NOT NULL,
  hash {bytes} NOT NULL UNIQUE,
  created_at {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL,
  revoked_at {timestamp},
  FOREIGN KEY (person_id, role) REFERENCES person_role (person_id, role)
){strict};

CREATE TABLE employment (
  id {uuid} PRIMARY KEY,
  person_id {uuid} NOT NULL REFERENCES person (id),
  library_id {uuid} NOT NULL REFERENCES library (id),
  from_date {date} NOT NULL,
  to_date {date},
  category TEXT NOT NULL CHECK (category IN ('librarian', 'assistant', 'manager', 'other')),
  version INTEGER NOT NULL,
  CHECK (to_date IS NULL OR from_date <= to_date)
){strict};
CREATE INDEX employment_person ON employment (person_id);
CREATE INDEX employment_library ON employment (library_id);

CREATE TABLE course (
  id {uuid} PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  target_group TEXT,
  dig_comp TEXT NOT NULL,
  relates_to_goal {boolean} NOT NULL,
  version INTEGER NOT NULL
){strict};

CREATE TABLE session (
  id {uuid} PRIMARY KEY,
  course_id {uuid} NOT NULL REFERENCES course (id),
  title TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('onSite', 'remote', 'hybrid')),
  status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'closed', 'cancelled')),
  capacity INTEGER NOT NULL CHECK (capacity > 0),
  min_participants INTEGER NOT NULL CHECK (min_participants BETWEEN 1 AND capacity),
  booking_opens_at {timestamp},
  booking_closes_at {timestamp},
  by_staff {boolean} NOT NULL,
  for_staff {boolean} NOT NULL,
  with_staff {boolean} NOT NULL,
  relates_to_goal {boolean} NOT NULL,
  organiser_id {uuid} REFERENCES person (id),
  seats_taken INTEGER NOT NULL CONSTRAINT never_one_seat_too_many CHECK (seats_taken >= 0 AND seats_taken <= capacity),
  waiting INTEGER NOT NULL CHECK (waiting >= 0),
  next_queue_number {bigint} NOT NULL,
  first_starts_at {timestamp} NOT NULL,
  last_ends_at {timestamp} NOT NULL,
  version INTEGER NOT NULL
){strict};
CREATE INDEX session_start ON session (first_starts_at, id);
CREATE INDEX session_course ON session (course_id);
CREATE INDEX session_organiser ON session (organiser_id);
CREATE INDEX session_line ON session (waiting);

CREATE TABLE meeting (
  id {uuid} PRIMARY KEY,
  session_id {uuid} NOT NULL REFERENCES session (id),
  local_start {wall} NOT NULL,
  local_end {wall} NOT NULL,
  local_date {date} NOT NULL,
  time_zone TEXT NOT NULL,
  starts_at {timestamp} NOT NULL,
  ends_at {timestamp} NOT NULL,
  break_minutes INTEGER NOT NULL CHECK (break_minutes >= 0),
  place TEXT,
  join_url TEXT,
  trainer TEXT,
  trainer_id {uuid} REFERENCES person (id),
  status TEXT NOT NULL CHECK (status IN ('planned', 'held', 'cancelled')),
  study_hours_set INTEGER CHECK (study_hours_set >= 0),
  moved_at {timestamp},
  version INTEGER NOT NULL,
  CHECK (starts_at < ends_at)
){strict};
CREATE INDEX meeting_session ON meeting (session_id);
CREATE INDEX meeting_date ON meeting (local_date);
CREATE INDEX meeting_trainer ON meeting (trainer_id);

CREATE TABLE booking (
  id {uuid} PRIMARY KEY,
  session_id {uuid} NOT NULL REFERENCES session (id),
  person_id {uuid} NOT NULL REFERENCES person (id),
  employment_id {uuid} NOT NULL REFERENCES employment (id),
  status TEXT NOT NULL CHECK (status IN ('confirmed', 'waiting', 'offered', 'cancelled')),
  queue_number {bigint},
  booked_at {timestamp} NOT NULL,
  seated_at {timestamp},
  ended_at {timestamp},
  end_reason TEXT,
  version INTEGER NOT NULL,
  CHECK (status <> 'waiting' OR queue_number IS NOT NULL),
  CHECK ((status = 'cancelled') = (ended_at IS NOT NULL)),
  UNIQUE (session_id, queue_number)
){strict};
CREATE UNIQUE INDEX booking_one_live ON booking (session_id, person_id) WHERE status IN ('confirmed', 'offered', 'waiting');
CREATE INDEX booking_line ON booking (session_id, status, queue_number);
CREATE INDEX booking_session_person ON booking (session_id, person_id);
CREATE INDEX booking_person ON booking (person_id, status);
CREATE INDEX booking_employment ON booking (employment_id);
CREATE INDEX booking_made ON booking (booked_at, id);

CREATE TABLE invitation (
  uid {uuid} PRIMARY KEY,
  booking_id {uuid} NOT NULL REFERENCES booking (id),
  meeting_id {uuid} NOT NULL REFERENCES meeting (id),
  sequence INTEGER NOT NULL CHECK (sequence >= 0),
  stamp {timestamp} NOT NULL,
  method TEXT NOT NULL CHECK (method IN ('REQUEST', 'CANCEL')),
  UNIQUE (booking_id, meeting_id)
){strict};
CREATE INDEX invitation_meeting ON invitation (meeting_id);

CREATE TABLE attendance_report (
  meeting_id {uuid} PRIMARY KEY REFERENCES meeting (id),
  held {boolean} NOT NULL,
  external_participants INTEGER NOT NULL CHECK (external_participants >= 0),
  reported_at {timestamp} NOT NULL,
  reported_by {uuid} NOT NULL REFERENCES person (id)
){strict};

CREATE TABLE attendance (
  meeting_id {uuid} NOT NULL REFERENCES attendance_report (meeting_id),
  person_id {uuid} NOT NULL REFERENCES person (id),
  employment_id {uuid} REFERENCES employment (id),
  presence TEXT NOT NULL CHECK (presence IN ('present', 'late', 'absent')),
  PRIMARY KEY (meeting_id, person_id)
){strict};
CREATE INDEX attendance_person ON attendance (person_id);

CREATE TABLE event (
  id {uuid} PRIMARY KEY,
  at {timestamp} NOT NULL,
  actor_id {uuid},
  kind TEXT NOT NULL,
  session_id {uuid},
  booking_id {uuid},
  person_id {uuid},
  data TEXT NOT NULL
){strict};
CREATE INDEX event_booking ON event (booking_id);
CREATE INDEX event_session ON event (session_id);

CREATE TABLE notice (
  id {uuid} PRIMARY KEY,
  event_id {uuid} NOT NULL UNIQUE REFERENCES event (id),
  booking_id {uuid} NOT NULL REFERENCES booking (id),
  rank INTEGER NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'rendered', 'dead')),
  reason TEXT,
  written_at {timestamp} NOT NULL,
  lease_until {timestamp},
  UNIQUE (booking_id, rank)
){strict};
CREATE INDEX notice_due ON notice (state, written_at, id);

CREATE TABLE mail_message (
  id {uuid} PRIMARY KEY,
  notice_id {uuid} NOT NULL REFERENCES notice (id),
  ordinal INTEGER NOT NULL,
  ordering_key {uuid} NOT NULL,
  rank INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  message_id TEXT NOT NULL UNIQUE,
  uid {uuid},
  sequence INTEGER NOT NULL,
  content {bytes} NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'transmitting', 'ambiguous', 'sent', 'dead')),
  attempts INTEGER NOT NULL,
  due_at {timestamp} NOT NULL,
  lease_owner {uuid},
  lease_until {timestamp},
  answer TEXT,
  sent_at {timestamp},
  UNIQUE (notice_id, ordinal),
  UNIQUE (ordering_key, rank, ordinal)
){strict};
CREATE INDEX mail_message_due ON mail_message (state, due_at, id);

CREATE TABLE idempotency (
  person_id {uuid} NOT NULL,
  key TEXT NOT NULL,
  fingerprint {bytes} NOT NULL,
  outcome TEXT NOT NULL,
  created_at {timestamp} NOT NULL,
  PRIMARY KEY (person_id, key)
){strict};
CREATE INDEX idempotency_age ON idempotency (created_at);
