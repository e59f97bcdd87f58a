-- A locked report is a record: nobody changes it, its comments or its snapshot.
CREATE TRIGGER report_kept BEFORE UPDATE ON report WHEN OLD.locked_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a locked report does not change'); END;
CREATE TRIGGER report_stays BEFORE DELETE ON report WHEN OLD.locked_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a locked report stays'); END;
CREATE TRIGGER report_comment_late BEFORE INSERT ON report_comment
WHEN EXISTS (SELECT 1 FROM report WHERE id = NEW.report_id AND locked_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a locked report gets no comments'); END;
CREATE TRIGGER report_comment_kept BEFORE UPDATE ON report_comment
WHEN EXISTS (SELECT 1 FROM report WHERE id IN (OLD.report_id, NEW.report_id) AND locked_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'the comments of a locked report do not change'); END;
CREATE TRIGGER report_comment_stays BEFORE DELETE ON report_comment
WHEN EXISTS (SELECT 1 FROM report WHERE id = OLD.report_id AND locked_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'the comments of a locked report stay'); END;
CREATE TRIGGER report_snapshot_kept BEFORE UPDATE ON report_snapshot
BEGIN SELECT RAISE(ABORT, 'a snapshot does not change'); END;
CREATE TRIGGER report_snapshot_stays BEFORE DELETE ON report_snapshot
BEGIN SELECT RAISE(ABORT, 'a snapshot stays'); END;
