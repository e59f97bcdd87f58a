-- V14: a booking that has ended stays ended, and nobody rewrites what happened.
CREATE TRIGGER booking_final BEFORE UPDATE OF status ON booking
WHEN OLD.status = 'cancelled' AND NEW.status <> 'cancelled'
BEGIN SELECT RAISE(ABORT, 'a booking that has ended stays ended'); END;
CREATE TRIGGER event_kept BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'history is not rewritten'); END;
CREATE TRIGGER event_stays BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'history is not rewritten'); END;
