-- The registers behind I2, I5, I6 and I7. What was there before a change is in the history (event).

-- I2. Somebody of whom there is no row is one of whom nobody knows.
CREATE TABLE digiteket_profile (
  person_id {uuid} PRIMARY KEY REFERENCES person (id),
  answer TEXT NOT NULL CHECK (answer IN ('yes', 'no', 'unknown')),
  since_date {date},
  until_date {date},
  source TEXT NOT NULL CHECK (source IN ('self', 'manager', 'coordinator')),
  stated_at {timestamp} NOT NULL,
  version INTEGER NOT NULL,
  CHECK ((answer = 'yes') = (since_date IS NOT NULL)),
  CHECK (until_date IS NULL OR (since_date IS NOT NULL AND since_date <= until_date))
){strict};

CREATE TABLE digiteket_count (
  id {uuid} PRIMARY KEY,
  municipality_code TEXT NOT NULL REFERENCES municipality (code),
  on_date {date} NOT NULL,
  profiles INTEGER NOT NULL CHECK (profiles >= 0),
  staff INTEGER NOT NULL CHECK (staff >= 0),
  source TEXT NOT NULL,
  version INTEGER NOT NULL,
  UNIQUE (municipality_code, on_date)
){strict};

-- I5. The criterion stands on the call; a grant of its own mind says why.
CREATE TABLE grant_call (
  id {uuid} PRIMARY KEY,
  title TEXT NOT NULL,
  call_year INTEGER NOT NULL,
  registry_number TEXT,
  criterion {boolean} NOT NULL,
  version INTEGER NOT NULL
){strict};

CREATE TABLE project_grant (
  id {uuid} PRIMARY KEY,
  registry_number TEXT NOT NULL UNIQUE,
  call_id {uuid} REFERENCES grant_call (id),
  decision TEXT NOT NULL CHECK (decision IN ('granted', 'rejected', 'withdrawn')),
  decision_date {date} NOT NULL,
  amount_kronor INTEGER NOT NULL CHECK (amount_kronor >= 0),
  own_criterion {boolean},
  criterion_reason TEXT,
  revoked_on {date},
  revocation_reason TEXT,
  version INTEGER NOT NULL,
  CHECK (call_id IS NOT NULL OR own_criterion IS NOT NULL),
  CHECK (call_id IS NULL OR own_criterion IS NULL OR criterion_reason IS NOT NULL),
  CHECK ((revoked_on IS NULL) = (revocation_reason IS NULL)),
  CHECK (revoked_on IS NULL OR (decision = 'granted' AND revoked_on >= decision_date))
){strict};
CREATE INDEX project_grant_decided ON project_grant (decision_date, id);

CREATE TABLE grant_recipient (
  grant_id {uuid} NOT NULL REFERENCES project_grant (id),
  ordinal INTEGER NOT NULL,
  library_id {uuid} REFERENCES library (id),
  municipality_code TEXT REFERENCES municipality (code),
  PRIMARY KEY (grant_id, ordinal),
  CHECK ((library_id IS NULL) <> (municipality_code IS NULL))
){strict};

-- I6. A plan without steps is planned.
CREATE TABLE action_plan (
  id {uuid} PRIMARY KEY,
  title TEXT NOT NULL,
  added_at {timestamp} NOT NULL,
  version INTEGER NOT NULL
){strict};

CREATE TABLE action_plan_step (
  plan_id {uuid} NOT NULL REFERENCES action_plan (id),
  state TEXT NOT NULL CHECK (state IN ('draft', 'referred', 'adopted', 'superseded')),
  on_date {date} NOT NULL,
  reference TEXT,
  recorded_at {timestamp} NOT NULL,
  recorded_by {uuid} NOT NULL REFERENCES person (id),
  PRIMARY KEY (plan_id, state)
){strict};

-- I7. What has ended stays, and so does what a library that has closed once did.
CREATE TABLE collaboration (
  id {uuid} PRIMARY KEY,
  library_id {uuid} NOT NULL REFERENCES library (id),
  theme TEXT NOT NULL CHECK (theme IN ('1177')),
  from_date {date} NOT NULL,
  to_date {date},
  contact TEXT,
  activities TEXT NOT NULL,
  confirmed_on {date},
  version INTEGER NOT NULL,
  CHECK (to_date IS NULL OR from_date <= to_date)
){strict};
CREATE INDEX collaboration_library ON collaboration (library_id, from_date);

CREATE TABLE collaboration_confirmation (
  collaboration_id {uuid} NOT NULL REFERENCES collaboration (id),
  confirmed_at {timestamp} NOT NULL,
  confirmed_by {uuid} NOT NULL REFERENCES person (id),
  on_date {date} NOT NULL,
  active {boolean} NOT NULL,
  PRIMARY KEY (collaboration_id, confirmed_at)
){strict};
