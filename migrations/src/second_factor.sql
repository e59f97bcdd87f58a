-- What proves who somebody is, beside her mail. Those who are signed in already have proven nothing yet, and are asked
-- with their next request.

-- How a sign-in was proven beyond the mail, and when last; and how often in a row it was tried in vain.
ALTER TABLE sign_in ADD COLUMN proven_by TEXT;
ALTER TABLE sign_in ADD COLUMN proven_at {timestamp} CHECK ((proven_by IS NULL) = (proven_at IS NULL));
ALTER TABLE sign_in ADD COLUMN wrong_tries INTEGER NOT NULL DEFAULT 0 CHECK (wrong_tries BETWEEN 0 AND 5);

-- What an app knows is not kept: the installation's key makes it again from the row's id. Of an app the last step that a
-- code was taken of is kept, since each is good once; of a passkey what its signatures are checked by.
CREATE TABLE second_factor (
  id {uuid} PRIMARY KEY,
  person_id {uuid} NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind IN ('app', 'passkey')),
  last_step {bigint},
  credential_id {bytes} UNIQUE,
  credential TEXT,
  added_at {timestamp} NOT NULL,
  used_at {timestamp} NOT NULL,
  CHECK ((kind = 'app') = (last_step IS NOT NULL)),
  CHECK ((kind = 'passkey') = (credential IS NOT NULL)),
  CHECK ((credential_id IS NULL) = (credential IS NULL))
){strict};
CREATE INDEX second_factor_person ON second_factor (person_id);
CREATE UNIQUE INDEX second_factor_app ON second_factor (person_id) WHERE kind = 'app';

CREATE TABLE recovery_code (
  person_id {uuid} NOT NULL REFERENCES person (id),
  hash {bytes} NOT NULL,
  made_at {timestamp} NOT NULL,
  used_at {timestamp},
  PRIMARY KEY (person_id, hash)
){strict};

-- What a browser was asked to sign with a passkey. Taken away by the answer, so that none is good twice.
CREATE TABLE passkey_question (
  sign_in_id {uuid} PRIMARY KEY REFERENCES sign_in (id) ON DELETE CASCADE,
  question TEXT NOT NULL,
  expires_at {timestamp} NOT NULL
){strict};
