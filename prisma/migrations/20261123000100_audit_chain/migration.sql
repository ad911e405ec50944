-- The audit log: a chain of hashes without gaps. What a hash covers is this text, here and when the log is verified.
CREATE FUNCTION audit_text(entry audit_entries) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_array(
    entry."prev_hash", entry."id", (extract(epoch from entry."at") * 1000)::bigint,
    entry."actor_kind", entry."actor_id", entry."actor_name", entry."action", entry."subject_kind", entry."subject_id",
    entry."address", entry."reason", entry."before", entry."after"
  )::text;
$$;

-- Whoever writes waits for the one before to commit, so audit entries are written last in their transactions.
CREATE FUNCTION chain_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('rockpool.audit', 0));
  SELECT "id", "hash" INTO last FROM "audit_entries" ORDER BY "id" DESC LIMIT 1;
  IF NOT FOUND THEN
    SELECT "entry_id" AS id, "hash" INTO last FROM "audit_anchor";
  END IF;
  new."id" := coalesce(last.id, 0) + 1;
  new."prev_hash" := coalesce(last.hash, '');
  new."hash" := encode(sha256(convert_to(audit_text(new), 'UTF8')), 'hex');
  RETURN new;
END;
$$;
CREATE TRIGGER "audit_entries_chain" BEFORE INSERT ON "audit_entries"
  FOR EACH ROW EXECUTE FUNCTION chain_audit_entry();

-- Entries leave only at the end of their retention, from the old end, by the one program that moves the anchor.
CREATE FUNCTION refuse_audit_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF tg_op = 'DELETE' AND current_setting('rockpool.audit_retention', true) = 'on' THEN
    RETURN old;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only';
END;
$$;
CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE ON "audit_entries"
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_edit();
CREATE TRIGGER "audit_entries_never_truncated" BEFORE TRUNCATE ON "audit_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_edit();
ALTER TABLE "audit_anchor" ADD CONSTRAINT "audit_anchor_one_row" CHECK ("id" = 1);

CREATE TRIGGER "consent_entries_append_only" BEFORE UPDATE OR DELETE ON "consent_entries"
  FOR EACH ROW EXECUTE FUNCTION refuse_ledger_edit();

ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_next_policy_has_its_day"
  CHECK (("next_policy" IS NULL) = ("next_policy_from" IS NULL));
ALTER TABLE "invitation_codes" ADD CONSTRAINT "invitation_codes_never_overused"
  CHECK ("uses" >= 0 AND "uses" <= "uses_max" AND "uses_max" > 0);
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_refund_within_payment"
  CHECK ("points" > 0 AND "amount" >= 0 AND "refunded_amount" BETWEEN 0 AND "amount");

-- counters are worth nothing after a crash
ALTER TABLE "rate_limits" SET UNLOGGED;

-- The policy that holds at a time: the next one from its day on.
CREATE FUNCTION policy_at(campaign campaigns, at timestamptz) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN campaign."next_policy_from" <= at THEN campaign."next_policy" ELSE campaign."policy" END;
$$;

CREATE TRIGGER "subscriptions_notify" AFTER INSERT OR UPDATE OR DELETE ON "subscriptions"
  FOR EACH ROW EXECUTE FUNCTION notify_user('synced_at');
CREATE TRIGGER "purchases_notify" AFTER INSERT OR UPDATE ON "purchases"
  FOR EACH ROW EXECUTE FUNCTION notify_user();
CREATE TRIGGER "waiting_entries_notify" AFTER INSERT OR UPDATE ON "waiting_entries"
  FOR EACH ROW EXECUTE FUNCTION notify_user();
