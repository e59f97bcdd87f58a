-- Who is signed in, who wishes to be, and what ends it. Of everything secret only a hash is kept.

-- Grows whenever what a person may do is made less: whatever was opened before counts no more (V26).
ALTER TABLE person ADD COLUMN auth_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE person ADD COLUMN disabled_at {timestamp};

-- The link by which the first coordinator registers herself.
ALTER TABLE installation ADD COLUMN first_hash {bytes};
ALTER TABLE installation ADD COLUMN first_until {timestamp};

CREATE TABLE sign_in_request (
  id {uuid} PRIMARY KEY,
  email TEXT NOT NULL,
  cookie_hash {bytes} NOT NULL UNIQUE,
  shared_computer {boolean} NOT NULL,
  asked_at {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL,
  decided_at {timestamp},
  person_id {uuid} REFERENCES person (id),
  token_hash {bytes} UNIQUE,
  code_hash {bytes},
  tries INTEGER NOT NULL CHECK (tries BETWEEN 0 AND 5),
  used_at {timestamp},
  ended_at {timestamp},
  CHECK (used_at IS NULL OR person_id IS NOT NULL)
){strict};
CREATE INDEX sign_in_request_email ON sign_in_request (email);
CREATE INDEX sign_in_request_age ON sign_in_request (asked_at);
CREATE INDEX sign_in_request_waiting ON sign_in_request (asked_at, id) WHERE decided_at IS NULL;

-- How often mail to sign in by may be asked for, an address.
CREATE TABLE sign_in_pace (
  email_hash {bytes} PRIMARY KEY,
  used_until {timestamp} NOT NULL
){strict};
CREATE INDEX sign_in_pace_until ON sign_in_pace (used_until);

-- Texts of mail to sign in by are looked for every minute, so that none lies there for long.
CREATE INDEX mail_message_ways_in ON mail_message (written_at) WHERE kind = 'signIn';

CREATE TABLE sign_in (
  id {uuid} PRIMARY KEY,
  person_id {uuid} NOT NULL REFERENCES person (id),
  role TEXT NOT NULL,
  hash {bytes} NOT NULL UNIQUE,
  way TEXT NOT NULL,
  shared_computer {boolean} NOT NULL,
  browser TEXT,
  auth_version INTEGER NOT NULL,
  signed_in_at {timestamp} NOT NULL,
  seen_at {timestamp} NOT NULL,
  idle_until {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL,
  ended_at {timestamp}
){strict};
CREATE INDEX sign_in_person ON sign_in (person_id);
CREATE INDEX sign_in_age ON sign_in (expires_at);

-- A wish to get one's mail elsewhere. It is fulfilled when both ends have said yes.
CREATE TABLE address_change (
  id {uuid} PRIMARY KEY,
  person_id {uuid} NOT NULL REFERENCES person (id),
  email TEXT NOT NULL,
  asked_at {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL,
  old_confirmed_at {timestamp},
  new_confirmed_at {timestamp},
  ended_at {timestamp}
){strict};
CREATE UNIQUE INDEX address_change_open ON address_change (person_id) WHERE ended_at IS NULL;
CREATE INDEX address_change_age ON address_change (expires_at);

-- Tokens outlive the role they were given for, so that it can be seen that they were; the version ends them.
CREATE TABLE new_access_token (
  id {uuid} PRIMARY KEY,
  person_id {uuid} NOT NULL REFERENCES person (id),
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  libraries TEXT,
  hash {bytes} NOT NULL UNIQUE,
  auth_version INTEGER NOT NULL,
  created_at {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL,
  used_on {date},
  revoked_at {timestamp}
){strict};
INSERT INTO new_access_token (id, person_id, role, name, hash, auth_version, created_at, expires_at, revoked_at)
  SELECT id, person_id, role, 'kursplats token', hash, 1, created_at, expires_at, revoked_at FROM access_token;
DROP TABLE access_token;
ALTER TABLE new_access_token RENAME TO access_token;
CREATE INDEX access_token_person ON access_token (person_id);
