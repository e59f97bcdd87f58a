-- Reports: a draft follows the evidence, a locked one is a record and never changes.

CREATE TABLE report (
  id {uuid} PRIMARY KEY,
  programme_id {uuid} REFERENCES programme (id),
  kind TEXT NOT NULL CHECK (kind IN ('quarter', 'halfYear', 'year', 'programme', 'free')),
  from_date {date} NOT NULL,
  to_date {date} NOT NULL,
  title TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0),
  -- One revision replaces one report.
  replaces {uuid} UNIQUE REFERENCES report (id),
  reason TEXT,
  made_at {timestamp} NOT NULL,
  locked_at {timestamp},
  -- No reference: whoever locked a report may be removed from the register, and the report stays.
  locked_by {uuid},
  lock_comment TEXT,
  version INTEGER NOT NULL,
  CHECK (from_date <= to_date),
  CHECK ((replaces IS NULL) = (revision = 1)),
  CHECK ((replaces IS NULL) = (reason IS NULL)),
  CHECK ((locked_at IS NULL) = (locked_by IS NULL))
){strict};

CREATE TABLE report_comment (
  report_id {uuid} NOT NULL REFERENCES report (id),
  code TEXT NOT NULL CHECK (code IN ('I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7')),
  text TEXT NOT NULL,
  PRIMARY KEY (report_id, code)
){strict};

-- What a report said when it was locked, word for word, and the SHA-256 of it.
CREATE TABLE report_snapshot (
  report_id {uuid} PRIMARY KEY REFERENCES report (id),
  body TEXT NOT NULL,
  sha256 {bytes} NOT NULL CHECK (length(sha256) = 32)
){strict};

CREATE INDEX report_period ON report (to_date, from_date);
