INSERT INTO audit_head (id, number, hash) VALUES (1, 0, zeroblob(32));

-- The program makes the number odd when it begins to write and even again before it commits. What is changed under an
-- even number was changed past the program.
CREATE TABLE audit_transaction (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  number INTEGER NOT NULL
) STRICT;
INSERT INTO audit_transaction (id, number) VALUES (1, 2);

CREATE TRIGGER audit_entry_kept BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log is not rewritten'); END;
CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log is not rewritten'); END;
CREATE TRIGGER audit_seal_kept BEFORE UPDATE ON audit_seal BEGIN SELECT RAISE(ABORT, 'the audit log is not rewritten'); END;
CREATE TRIGGER audit_seal_stays BEFORE DELETE ON audit_seal BEGIN SELECT RAISE(ABORT, 'the audit log is not rewritten'); END;
CREATE TRIGGER audit_personal_kept BEFORE UPDATE ON audit_personal
WHEN NEW.entry_id <> OLD.entry_id OR NEW.salt IS NOT NULL OR NEW.before_row IS NOT NULL OR NEW.after_row IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the audit log is not rewritten'); END;
CREATE TRIGGER audit_personal_stays BEFORE DELETE ON audit_personal BEGIN SELECT RAISE(ABORT, 'the audit log is not rewritten'); END;
CREATE TRIGGER audit_personal_forgotten AFTER UPDATE ON audit_personal WHEN OLD.salt IS NOT NULL BEGIN
  INSERT INTO audit_entry (transaction_number, table_name, row_key, after_row)
  VALUES ((SELECT number FROM audit_transaction), 'audit_personal', NEW.entry_id, '{"forgotten":true}');
END;
