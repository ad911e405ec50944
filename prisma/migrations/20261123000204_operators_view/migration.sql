-- Which phases an instance went through. Kept short by itself: an instance in a crash loop must not fill the disk.
CREATE TABLE "instance_phases" (
    "id" BIGSERIAL NOT NULL,
    "instance_id" UUID NOT NULL,
    "phase" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "instance_phases_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "instance_phases_instance_id_id_idx" ON "instance_phases"("instance_id", "id");
ALTER TABLE "instance_phases" ADD CONSTRAINT "instance_phases_instance_id_fkey"
  FOREIGN KEY ("instance_id") REFERENCES "instances"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE FUNCTION note_instance_phase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO instance_phases (instance_id, phase, reason, detail)
    VALUES (new.id, new.phase, new.phase_reason, left(new.phase_detail, 500));
  DELETE FROM instance_phases WHERE instance_id = new.id AND id <= (
    SELECT id FROM instance_phases WHERE instance_id = new.id ORDER BY id DESC OFFSET 200 LIMIT 1
  );
  RETURN NULL;
END;
$$;
CREATE TRIGGER "instances_note_created" AFTER INSERT ON "instances"
  FOR EACH ROW EXECUTE FUNCTION note_instance_phase();
CREATE TRIGGER "instances_note_phase" AFTER UPDATE OF "phase", "phase_reason" ON "instances"
  FOR EACH ROW WHEN (old.phase <> new.phase OR old.phase_reason <> new.phase_reason)
  EXECUTE FUNCTION note_instance_phase();

-- What an operator asked to see of an instance's last lines, and the provisioner's answer. Short-lived.
CREATE TABLE "instance_logs" (
    "instance_id" UUID NOT NULL,
    "wanted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "lines" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "problem" TEXT NOT NULL DEFAULT '',
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "instance_logs_pkey" PRIMARY KEY ("instance_id")
);
ALTER TABLE "instance_logs" ADD CONSTRAINT "instance_logs_instance_id_fkey"
  FOREIGN KEY ("instance_id") REFERENCES "instances"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- For the console's tables and a user's history.
CREATE INDEX "users_created_at_id_idx" ON "users"("created_at", "id");
CREATE INDEX "instances_phase_idx" ON "instances"("phase");
