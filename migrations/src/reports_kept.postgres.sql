-- A locked report is a record: nobody changes it, its comments or its snapshot.
CREATE TRIGGER report_kept BEFORE UPDATE OR DELETE ON report FOR EACH ROW
WHEN (OLD.locked_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER report_snapshot_kept BEFORE UPDATE OR DELETE ON report_snapshot
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER report_snapshot_stays BEFORE TRUNCATE ON report_snapshot
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_late_comment() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM report WHERE id = OLD.report_id AND locked_at IS NOT NULL)
  OR TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM report WHERE id = NEW.report_id AND locked_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the comments of a locked report do not change' USING ERRCODE = '23514';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER report_comment_kept BEFORE INSERT OR UPDATE OR DELETE ON report_comment
FOR EACH ROW EXECUTE FUNCTION refuse_late_comment();
