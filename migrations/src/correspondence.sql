-- The whole correspondence: who wants it in which language, what calendars answered, what became of each mail.
-- A column's CHECK cannot be changed on SQLite, so notices and mail move to tables of the new shape.

ALTER TABLE installation ADD COLUMN secret {bytes};

ALTER TABLE person ADD COLUMN language TEXT NOT NULL DEFAULT 'sv' CHECK (language IN ('sv', 'en'));
ALTER TABLE person ADD COLUMN reminders {boolean} NOT NULL DEFAULT {true};
ALTER TABLE person ADD COLUMN email_failed_at {timestamp};
ALTER TABLE person ADD COLUMN email_failure TEXT;

ALTER TABLE session ADD COLUMN bring TEXT;
ALTER TABLE session ADD COLUMN cancel_until {date};
ALTER TABLE session ADD COLUMN summoned_at {timestamp};

ALTER TABLE meeting ADD COLUMN travel_note TEXT;
ALTER TABLE meeting ADD COLUMN reminded_at {timestamp};
ALTER TABLE meeting ADD COLUMN attendance_asked INTEGER NOT NULL DEFAULT 0;

ALTER TABLE invitation ADD COLUMN answer TEXT CHECK (answer IN ('ACCEPTED', 'DECLINED', 'TENTATIVE'));
ALTER TABLE invitation ADD COLUMN answered_sequence INTEGER;
ALTER TABLE invitation ADD COLUMN answered_stamp {timestamp};
ALTER TABLE invitation ADD COLUMN answered_at {timestamp};
ALTER TABLE invitation ADD COLUMN answer_comment TEXT;
ALTER TABLE invitation ADD COLUMN answer_guests INTEGER;

CREATE TABLE calendar_feed (
  id {uuid} PRIMARY KEY,
  person_id {uuid} NOT NULL REFERENCES person (id),
  library_id {uuid} REFERENCES library (id),
  created_at {timestamp} NOT NULL,
  revoked_at {timestamp},
  read_on {date},
  content_hash {bytes},
  changed_at {timestamp}
){strict};
CREATE INDEX calendar_feed_person ON calendar_feed (person_id);
-- A person has at most one live feed of her own, and one of each library.
CREATE UNIQUE INDEX calendar_feed_own ON calendar_feed (person_id) WHERE library_id IS NULL AND revoked_at IS NULL;
CREATE UNIQUE INDEX calendar_feed_library ON calendar_feed (person_id, library_id) WHERE revoked_at IS NULL;

CREATE TABLE inbound_message (
  id {uuid} PRIMARY KEY,
  hash {bytes} NOT NULL UNIQUE,
  received_at {timestamp} NOT NULL,
  kind TEXT NOT NULL,
  outcome TEXT NOT NULL,
  invitation_uid {uuid},
  mail_message_id {uuid}
){strict};
CREATE INDEX inbound_message_age ON inbound_message (received_at);

CREATE TABLE new_notice (
  id {uuid} PRIMARY KEY,
  event_id {uuid} NOT NULL UNIQUE REFERENCES event (id),
  booking_id {uuid} REFERENCES booking (id),
  session_id {uuid},
  ordering_key {uuid} NOT NULL,
  rank INTEGER NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'rendered', 'dead')),
  reason TEXT,
  written_at {timestamp} NOT NULL,
  expires_at {timestamp},
  lease_until {timestamp},
  UNIQUE (ordering_key, rank)
){strict};
INSERT INTO new_notice (id, event_id, booking_id, session_id, ordering_key, rank, kind, payload, state, reason, written_at, lease_until)
  SELECT n.id, n.event_id, n.booking_id, b.session_id, n.booking_id, n.rank, n.kind, n.payload, n.state, n.reason, n.written_at, n.lease_until
  FROM notice n JOIN booking b ON b.id = n.booking_id;

CREATE TABLE new_mail_message (
  id {uuid} PRIMARY KEY,
  notice_id {uuid} NOT NULL REFERENCES new_notice (id),
  ordinal INTEGER NOT NULL,
  ordering_key {uuid} NOT NULL,
  rank INTEGER NOT NULL,
  kind TEXT NOT NULL,
  booking_id {uuid},
  session_id {uuid},
  person_id {uuid},
  recipient TEXT NOT NULL,
  message_id TEXT NOT NULL UNIQUE,
  uid {uuid},
  sequence INTEGER NOT NULL,
  method TEXT CHECK (method IN ('REQUEST', 'CANCEL', 'DECLINECOUNTER')),
  content {bytes},
  content_hash {bytes},
  state TEXT NOT NULL CHECK (state IN ('queued', 'transmitting', 'ambiguous', 'sent', 'superseded', 'dead', 'abandoned')),
  attempts INTEGER NOT NULL,
  written_at {timestamp} NOT NULL,
  due_at {timestamp} NOT NULL,
  expires_at {timestamp},
  lease_owner {uuid},
  lease_until {timestamp},
  doubted_at {timestamp},
  answer TEXT,
  sent_at {timestamp},
  bounced_at {timestamp},
  bounce TEXT,
  UNIQUE (notice_id, ordinal),
  UNIQUE (ordering_key, rank, ordinal)
){strict};
INSERT INTO new_mail_message (id, notice_id, ordinal, ordering_key, rank, kind, booking_id, session_id, person_id,
    recipient, message_id, uid, sequence, method, content, state, attempts, written_at, due_at, lease_owner,
    lease_until, doubted_at, answer, sent_at)
  SELECT m.id, m.notice_id, m.ordinal, m.ordering_key, m.rank, n.kind, n.booking_id, b.session_id, b.person_id,
    m.recipient, m.message_id, m.uid, m.sequence, NULL, m.content, m.state, m.attempts, n.written_at, m.due_at,
    m.lease_owner, m.lease_until, CASE WHEN m.state IN ('transmitting', 'ambiguous') THEN m.due_at END, m.answer, m.sent_at
  FROM mail_message m JOIN notice n ON n.id = m.notice_id JOIN booking b ON b.id = n.booking_id;

DROP TABLE mail_message;
DROP TABLE notice;
ALTER TABLE new_notice RENAME TO notice;
ALTER TABLE new_mail_message RENAME TO mail_message;

CREATE INDEX notice_due ON notice (state, written_at, id);
CREATE INDEX notice_booking ON notice (booking_id);
CREATE INDEX mail_message_due ON mail_message (state, due_at, id);
CREATE INDEX mail_message_uid ON mail_message (uid, sequence);
CREATE INDEX mail_message_booking ON mail_message (booking_id);
CREATE INDEX mail_message_written ON mail_message (written_at, id);
CREATE INDEX mail_message_session ON mail_message (session_id);
-- Texts still kept are few beside what is remembered of them; a condition without parameters can use these.
CREATE INDEX mail_message_kept ON mail_message (written_at) WHERE content IS NOT NULL;
CREATE INDEX notice_kept ON notice (written_at) WHERE payload <> '';

CREATE TABLE mail_try (
  mail_message_id {uuid} NOT NULL REFERENCES mail_message (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  ended_at {timestamp} NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('sent', 'deferred', 'doubtful', 'refused')),
  answer TEXT NOT NULL,
  PRIMARY KEY (mail_message_id, number)
){strict};

-- Who is to be summoned, reminded or asked is looked up by time.
CREATE INDEX meeting_start ON meeting (starts_at);
CREATE INDEX meeting_end ON meeting (ends_at);
