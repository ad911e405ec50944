-- What the rules already promise, held by the database as well.
ALTER TABLE "clock" ADD CONSTRAINT "clock_one_row" CHECK ("id" = 1);
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_never_oversold" CHECK ("claimed" >= 0 AND "claimed" <= "stock");
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_days_not_negative" CHECK ("granted_days" >= 0);
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_started_or_not" CHECK (("started_at" IS NULL) = ("expires_at" IS NULL));

CREATE FUNCTION refuse_ledger_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger "%" is append-only: correct it with a new entry', tg_table_name;
END;
$$;
CREATE TRIGGER "day_entries_append_only" BEFORE UPDATE OR DELETE ON "day_entries"
  FOR EACH ROW EXECUTE FUNCTION refuse_ledger_edit();
CREATE TRIGGER "point_entries_append_only" BEFORE UPDATE OR DELETE ON "point_entries"
  FOR EACH ROW EXECUTE FUNCTION refuse_ledger_edit();

-- NOTIFY rockpool, '<user id>' when something changes that this user's pages show. Arguments of the trigger name
-- columns whose change alone is not worth a message. PostgreSQL sends equal messages of one transaction once.
CREATE FUNCTION notify_user() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed jsonb := to_jsonb(CASE WHEN tg_op = 'DELETE' THEN old ELSE new END);
  user_id text := changed ->> 'user_id';
BEGIN
  IF tg_op = 'UPDATE' AND to_jsonb(old) - tg_argv::text[] = changed - tg_argv::text[] THEN
    RETURN NULL;
  END IF;
  IF user_id IS NULL THEN
    SELECT i."user_id" INTO user_id FROM "instances" i WHERE i."id" = (changed ->> 'instance_id')::uuid;
  END IF;
  IF user_id IS NOT NULL THEN
    PERFORM pg_notify('rockpool', user_id);
  END IF;
  RETURN NULL;
END;
$$;
CREATE TRIGGER "entitlements_notify" AFTER INSERT OR UPDATE OR DELETE ON "entitlements"
  FOR EACH ROW EXECUTE FUNCTION notify_user();
CREATE TRIGGER "point_entries_notify" AFTER INSERT ON "point_entries"
  FOR EACH ROW EXECUTE FUNCTION notify_user();
CREATE TRIGGER "instances_notify" AFTER INSERT OR UPDATE OR DELETE ON "instances"
  FOR EACH ROW EXECUTE FUNCTION notify_user('observed_at');
CREATE TRIGGER "model_settings_notify" AFTER INSERT OR UPDATE OR DELETE ON "model_settings"
  FOR EACH ROW EXECUTE FUNCTION notify_user();
CREATE TRIGGER "channel_settings_notify" AFTER INSERT OR UPDATE OR DELETE ON "channel_settings"
  FOR EACH ROW EXECUTE FUNCTION notify_user();
CREATE TRIGGER "channel_scans_notify" AFTER INSERT OR UPDATE OR DELETE ON "channel_scans"
  FOR EACH ROW EXECUTE FUNCTION notify_user('polls');
