-- graphile_worker.add_job with a key adds nothing, and says nothing, when a worker takes the waiting job of that key in the same
-- moment: the job was still free when its key should have been cleared, and locked when the new one met it
-- (github.com/graphile/worker/issues/580). The wish would be lost, since the job that was taken may have read the world before.
-- A second look sees the lock, clears the key and adds the job.
CREATE FUNCTION add_keyed_job(
  task text,
  payload json,
  job_key text,
  run_at timestamptz DEFAULT NULL,
  job_key_mode text DEFAULT 'replace'
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  LOOP
    IF (graphile_worker.add_job(task, payload, run_at => run_at, job_key => job_key, job_key_mode => job_key_mode)).id IS NOT NULL THEN
      RETURN true;
    END IF;
  END LOOP;
END;
$$;
