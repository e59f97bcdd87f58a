-- Anonymous answers. What stands beside an answer is all that can ever be told of it: no time, no order, no person and
-- no link. Identifiers are random, and where a table would keep the order of insertion it is told not to.

CREATE TABLE self_assessment_wave (
  id {uuid} PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  from_date {date} NOT NULL,
  to_date {date} NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
  statements TEXT NOT NULL,
  answered_percent_min INTEGER,
  responses INTEGER,
  valid_responses INTEGER,
  version INTEGER NOT NULL,
  CHECK (from_date <= to_date),
  CHECK ((state = 'closed') = (responses IS NOT NULL))
){strict};

CREATE TABLE self_assessment_answer (
  id {uuid} PRIMARY KEY,
  wave_id {uuid} NOT NULL REFERENCES self_assessment_wave (id),
  municipality_code TEXT NOT NULL REFERENCES municipality (code),
  title_band TEXT CHECK (title_band IN ('librarian', 'assistant', 'manager', 'other')),
  answers TEXT NOT NULL
){strict}{unordered};
CREATE INDEX self_assessment_answer_wave ON self_assessment_answer (wave_id);

-- A link is known by its hash alone; that it was used is linked to no answer.
CREATE TABLE self_assessment_link (
  hash {bytes} PRIMARY KEY,
  wave_id {uuid} NOT NULL REFERENCES self_assessment_wave (id),
  municipality_code TEXT NOT NULL REFERENCES municipality (code),
  used {boolean} NOT NULL
){strict}{unordered};
CREATE INDEX self_assessment_link_wave ON self_assessment_link (wave_id);

-- What is left of a wave, beside another, when its answers are deleted.
CREATE TABLE self_assessment_tally (
  wave_id {uuid} NOT NULL REFERENCES self_assessment_wave (id),
  compared_with {uuid} NOT NULL REFERENCES self_assessment_wave (id),
  tally TEXT NOT NULL,
  PRIMARY KEY (wave_id, compared_with)
){strict};

-- Managers answer one question. Who has answered what is kept until the survey closes, so that an answer can be changed
-- and the others reminded; then the invitations are deleted, and only numbers are left.
CREATE TABLE survey (
  id {uuid} PRIMARY KEY,
  programme_id {uuid} NOT NULL REFERENCES programme (id),
  title TEXT NOT NULL,
  scale TEXT NOT NULL CHECK (scale IN ('yesNo', 'fiveSteps')),
  opens_on {date} NOT NULL,
  closes_on {date} NOT NULL,
  sent_at {timestamp},
  closed {boolean} NOT NULL,
  invited INTEGER NOT NULL CHECK (invited >= 0),
  strengthened INTEGER NOT NULL CHECK (strengthened >= 0),
  not_strengthened INTEGER NOT NULL CHECK (not_strengthened >= 0),
  dont_know INTEGER NOT NULL CHECK (dont_know >= 0),
  version INTEGER NOT NULL,
  CHECK (opens_on <= closes_on),
  CHECK (strengthened + not_strengthened + dont_know <= invited)
){strict};
CREATE INDEX survey_programme ON survey (programme_id);

CREATE TABLE survey_invitation (
  id {uuid} PRIMARY KEY,
  survey_id {uuid} NOT NULL REFERENCES survey (id),
  person_id {uuid} NOT NULL REFERENCES person (id),
  answer TEXT CHECK (answer IN ('strengthened', 'notStrengthened', 'dontKnow')),
  reminders INTEGER NOT NULL,
  UNIQUE (survey_id, person_id)
){strict}{unordered};
