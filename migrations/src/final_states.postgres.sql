-- V14: a booking that has ended stays ended, and nobody rewrites what happened.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a final state does not change' USING ERRCODE = '23514'; END $$;
CREATE TRIGGER booking_final BEFORE UPDATE OF status ON booking FOR EACH ROW
WHEN (OLD.status = 'cancelled' AND NEW.status <> 'cancelled') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_kept BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();
