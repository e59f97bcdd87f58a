-- Texts of mail lie apart from what becomes of it: SQLite writes a whole row anew when its state changes, four times
-- for each mail, and reads past its text to find its state.

CREATE TABLE mail_content (
  mail_message_id {uuid} PRIMARY KEY REFERENCES mail_message (id) ON DELETE CASCADE,
  written_at {timestamp} NOT NULL,
  content {bytes} NOT NULL
){strict};
INSERT INTO mail_content (mail_message_id, written_at, content)
  SELECT id, written_at, content FROM mail_message WHERE content IS NOT NULL;
CREATE INDEX mail_content_written ON mail_content (written_at);

DROP INDEX mail_message_kept;
ALTER TABLE mail_message DROP COLUMN content;

-- What waits, in its order, however little the database knows of a sudden burst. A condition without parameters can
-- use these.
CREATE INDEX mail_message_waiting ON mail_message (due_at, id) WHERE state IN ('queued', 'transmitting', 'ambiguous');
CREATE INDEX notice_waiting ON notice (written_at, id) WHERE state = 'pending';
