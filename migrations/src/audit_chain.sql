-- The audit log. Triggers write an entry for every change of a row, in its transaction; the entries of one transaction
-- share a number, and the event among them says who did it, when and why. What was changed stands in before_row and
-- after_row as JSON: whole rows that came or went, and of changed rows the columns that differ.
CREATE TABLE audit_entry (
  id {serial},
  transaction_number {bigint} NOT NULL,
  table_name TEXT NOT NULL,
  row_key TEXT NOT NULL,
  before_row TEXT,
  after_row TEXT
){strict};
CREATE INDEX audit_entry_transaction ON audit_entry (transaction_number);
CREATE INDEX audit_entry_row ON audit_entry (row_key);

-- What an entry says of a person in words. It may be forgotten, and nothing else may be done with it: the salted hash
-- of it stays in the chain and gives nothing away.
CREATE TABLE audit_personal (
  entry_id {bigint} PRIMARY KEY,
  salt {bytes},
  before_row TEXT,
  after_row TEXT
){strict};

-- The chain: entries get numbers without a gap, and each hash covers the entry and the hash before it. Entries are
-- sealed in portions, shortly after they were written, so that nobody who writes waits for anybody else.
CREATE TABLE audit_seal (
  number {bigint} PRIMARY KEY,
  entry_id {bigint} NOT NULL UNIQUE,
  personal_hash {bytes},
  hash {bytes} NOT NULL CHECK (length(hash) = 32)
){strict};

-- Where the chain ends.
CREATE TABLE audit_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  number {bigint} NOT NULL,
  hash {bytes} NOT NULL CHECK (length(hash) = 32)
){strict};

-- What happened is looked up by time, by kind, and by whom it is about or who did it.
CREATE INDEX event_made ON event (at, id);
CREATE INDEX event_kind ON event (kind, at, id);
CREATE INDEX event_person ON event (person_id);
CREATE INDEX event_actor ON event (actor_id);
