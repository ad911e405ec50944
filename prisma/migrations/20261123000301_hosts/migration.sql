-- A host keeps computers: a machine, or one driver on it. Its provisioner says who it is with every beat.
CREATE TABLE hosts (
  name text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,30}$'),
  -- origin where the portal and other hosts reach its gateways and volumes; null: the gateways' own addresses are enough
  address text,
  driver text NOT NULL DEFAULT '',
  -- computers that may live there, running or stopped; null = no limit
  capacity integer CHECK (capacity >= 0),
  -- an operator's wish: whether new computers may begin there
  accepting boolean NOT NULL DEFAULT true,
  seen_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT app_now()
);

ALTER TABLE instances
  -- where it lives; null until a provisioner has taken it
  ADD COLUMN host text REFERENCES hosts (name),
  -- an operator's wish
  ADD COLUMN move_to text REFERENCES hosts (name),
  -- its volume is still to be fetched from there
  ADD COLUMN moved_from text REFERENCES hosts (name),
  -- a copy of its volume, from before the last move, is still to be removed there
  ADD COLUMN remains_on text REFERENCES hosts (name),
  ADD CONSTRAINT instances_move CHECK (move_to IS NULL OR (host IS NOT NULL AND move_to <> host)),
  ADD CONSTRAINT instances_moved CHECK (moved_from IS NULL OR (host IS NOT NULL AND moved_from <> host)),
  ADD CONSTRAINT instances_remains CHECK (remains_on IS NULL OR (host IS NOT NULL AND remains_on <> host));

CREATE INDEX instances_host_idx ON instances (host);

-- what runs already
INSERT INTO hosts (name) SELECT 'main' WHERE EXISTS (SELECT FROM instances WHERE handle IS NOT NULL);
UPDATE instances SET host = 'main' WHERE handle IS NOT NULL;

-- As before, and the jobs of an instance that lives somewhere go to that host: `reconcile@<host>`. Without a host any
-- provisioner may take it. Whoever finds an instance of another host in hand adds the job again.
CREATE OR REPLACE FUNCTION add_keyed_job(
  task text,
  payload json,
  job_key text,
  run_at timestamptz DEFAULT NULL,
  job_key_mode text DEFAULT 'replace'
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  home text;
BEGIN
  IF task IN ('reconcile', 'read-logs') THEN
    SELECT host INTO home FROM instances WHERE id = (payload ->> 'instanceId')::uuid;
    task := task || coalesce('@' || home, '');
  END IF;
  LOOP
    IF (graphile_worker.add_job(task, payload, run_at => run_at, job_key => job_key, job_key_mode => job_key_mode)).id IS NOT NULL THEN
      RETURN true;
    END IF;
  END LOOP;
END;
$$;
