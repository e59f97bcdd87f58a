-- Signing in with the account at one's own employer. Of what is secret on the way there only a hash is kept.

-- Whose an account is. What is the provider's own word for it never changes, and is nothing that people know.
CREATE TABLE identity (
  issuer TEXT NOT NULL,
  tenant TEXT NOT NULL,
  subject TEXT NOT NULL,
  person_id {uuid} NOT NULL REFERENCES person (id),
  connected_at {timestamp} NOT NULL,
  PRIMARY KEY (issuer, tenant, subject),
  UNIQUE (person_id, issuer, tenant)
){strict};

-- Somebody on the way to a provider, and perhaps back from it with an account that is nobody's yet.
CREATE TABLE identity_request (
  id {uuid} PRIMARY KEY,
  provider TEXT NOT NULL,
  cookie_hash {bytes} NOT NULL UNIQUE,
  shared_computer {boolean} NOT NULL,
  way_back TEXT,
  asked_at {timestamp} NOT NULL,
  expires_at {timestamp} NOT NULL,
  used_at {timestamp},
  issuer TEXT,
  tenant TEXT,
  subject TEXT,
  multi_factor {boolean} NOT NULL,
  authenticated_at {timestamp},
  CHECK ((issuer IS NULL) = (subject IS NULL) AND (tenant IS NULL) = (subject IS NULL)),
  CHECK (subject IS NULL OR used_at IS NOT NULL)
){strict};
CREATE INDEX identity_request_age ON identity_request (asked_at);

-- The account that the browser had shown before it asked for mail.
ALTER TABLE sign_in_request ADD COLUMN identity_request_id {uuid} REFERENCES identity_request (id);
CREATE INDEX sign_in_request_identity ON sign_in_request (identity_request_id) WHERE identity_request_id IS NOT NULL;
