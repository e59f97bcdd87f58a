INSERT INTO audit_head (id, number, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'));

CREATE SEQUENCE audit_transaction;
-- The number of this transaction, the same for all of its entries.
CREATE FUNCTION audit_transaction_number() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  known text := current_setting('kursplats.audit_transaction', true);
BEGIN
  IF known IS NULL OR known = '' THEN
    known := nextval('audit_transaction')::text;
    PERFORM set_config('kursplats.audit_transaction', known, true);
  END IF;
  RETURN known::bigint;
END $$;

-- Arguments: the columns of the key, those kept apart, and those not kept.
CREATE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
  apart text[];
  unkept text[];
  old_row jsonb;
  new_row jsonb;
  old_apart jsonb;
  new_apart jsonb;
  key_text text;
  entry bigint;
BEGIN
  IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD); END IF;
  IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW); END IF;
  IF TG_ARGV[2] <> '' THEN
    unkept := string_to_array(TG_ARGV[2], ' ');
    old_row := old_row - unkept;
    new_row := new_row - unkept;
  END IF;
  IF old_row = new_row THEN RETURN NULL; END IF;
  IF strpos(TG_ARGV[0], ' ') = 0 THEN
    key_text := coalesce(old_row, new_row) ->> TG_ARGV[0];
  ELSE
    SELECT string_agg(coalesce(old_row, new_row) ->> part.name, '/' ORDER BY part.place) INTO key_text
    FROM unnest(string_to_array(TG_ARGV[0], ' ')) WITH ORDINALITY AS part(name, place);
  END IF;
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, n.value) INTO old_row, new_row
    FROM jsonb_each(old_row) o JOIN jsonb_each(new_row) n ON n.key = o.key
    WHERE o.value IS DISTINCT FROM n.value;
  END IF;
  IF TG_ARGV[1] <> '' THEN
    apart := string_to_array(TG_ARGV[1], ' ');
    IF jsonb_strip_nulls(old_row) ?| apart OR jsonb_strip_nulls(new_row) ?| apart THEN
      SELECT jsonb_object_agg(key, value) INTO old_apart FROM jsonb_each(old_row) WHERE key = ANY (apart);
      SELECT jsonb_object_agg(key, value) INTO new_apart FROM jsonb_each(new_row) WHERE key = ANY (apart);
    END IF;
    old_row := old_row - apart;
    new_row := new_row - apart;
  END IF;
  INSERT INTO audit_entry (transaction_number, table_name, row_key, before_row, after_row)
  VALUES (audit_transaction_number(), TG_TABLE_NAME, key_text, old_row::text, new_row::text)
  RETURNING id INTO entry;
  IF old_apart IS NOT NULL OR new_apart IS NOT NULL THEN
    INSERT INTO audit_personal (entry_id, salt, before_row, after_row)
    VALUES (entry, decode(replace(gen_random_uuid()::text, '-', ''), 'hex'), old_apart::text, new_apart::text);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION audit_forgotten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_entry (transaction_number, table_name, row_key, after_row)
  VALUES (audit_transaction_number(), 'audit_personal', NEW.entry_id::text, '{"forgotten":true}');
  RETURN NULL;
END $$;

CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entry_stays BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seal_kept BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seal_stays BEFORE TRUNCATE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_personal_kept BEFORE UPDATE ON audit_personal FOR EACH ROW
WHEN (NEW.entry_id <> OLD.entry_id OR NEW.salt IS NOT NULL OR NEW.before_row IS NOT NULL OR NEW.after_row IS NOT NULL)
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_personal_stays BEFORE DELETE ON audit_personal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_personal_whole BEFORE TRUNCATE ON audit_personal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_personal_forgotten AFTER UPDATE ON audit_personal FOR EACH ROW
WHEN (OLD.salt IS NOT NULL) EXECUTE FUNCTION audit_forgotten();
