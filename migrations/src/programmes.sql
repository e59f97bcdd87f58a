-- Programmes, and the versioned definitions of their indicators: rules are data, and old reports keep theirs.

CREATE TABLE programme (
  id {uuid} PRIMARY KEY,
  name TEXT NOT NULL,
  goal TEXT,
  from_date {date} NOT NULL,
  to_date {date} NOT NULL,
  baseline_wave {uuid},
  final_wave {uuid},
  version INTEGER NOT NULL,
  CHECK (from_date <= to_date)
){strict};

CREATE TABLE indicator_definition (
  code TEXT NOT NULL CHECK (code IN ('I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7')),
  version INTEGER NOT NULL CHECK (version > 0),
  valid_from {date} NOT NULL,
  rules TEXT NOT NULL,
  reason TEXT NOT NULL,
  made_at {timestamp},
  made_by {uuid} REFERENCES person (id),
  PRIMARY KEY (code, version),
  UNIQUE (code, valid_from)
){strict};

INSERT INTO indicator_definition (code, version, valid_from, rules, reason) VALUES
  ('I1', 1, '2018-01-01', '{"answeredPercentMin":75,"smallNumber":5}', 'Från början'),
  ('I2', 1, '2018-01-01', '{"targetPercent":80,"profileMethod":"register","smallNumber":5}', 'Från början'),
  ('I3', 1, '2018-01-01', '{"smallNumber":5}', 'Från början'),
  ('I4', 1, '2018-01-01', '{"countingUnit":"occasionDay","forStaffOnly":false,"smallNumber":5}', 'Från början'),
  ('I5', 1, '2018-01-01', '{"smallNumber":5}', 'Från början'),
  ('I6', 1, '2018-01-01', '{"metWhen":"adopted","smallNumber":5}', 'Från början'),
  ('I7', 1, '2018-01-01', '{"reading":"overlap","smallNumber":5}', 'Från början');
