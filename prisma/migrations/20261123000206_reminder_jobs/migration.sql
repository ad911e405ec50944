-- Whatever moves an expiry plans its reminders anew in the same transaction: the first run, a renewal, an operator's grant or
-- revoke, a lost plan. The job writes their rows and waits for the first of them.
CREATE FUNCTION plan_reminders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM add_keyed_job('remind', json_build_object('entitlementId', NEW.id), 'remind:' || NEW.id);
  RETURN NULL;
END;
$$;

CREATE TRIGGER entitlements_reminders
  AFTER UPDATE OF expires_at ON entitlements
  FOR EACH ROW
  WHEN (NEW.expires_at IS NOT NULL AND NEW.expires_at IS DISTINCT FROM OLD.expires_at)
  EXECUTE FUNCTION plan_reminders();

-- days that run already
DO $$
BEGIN
  IF to_regprocedure('graphile_worker.add_job(text, json, text, timestamptz, integer, text, integer, text[], text)') IS NOT NULL THEN
    PERFORM add_keyed_job('remind', json_build_object('entitlementId', id), 'remind:' || id)
    FROM entitlements WHERE expires_at > app_now();
  END IF;
END;
$$;
