-- Places on hosts, counted in one way by all who give them out.

CREATE INDEX instances_move_to_idx ON instances (move_to) WHERE move_to IS NOT NULL;
CREATE INDEX instances_moved_from_idx ON instances (moved_from) WHERE moved_from IS NOT NULL;
CREATE INDEX instances_remains_on_idx ON instances (remains_on) WHERE remains_on IS NOT NULL;

-- A computer takes a place where it lives, where it is wished to, and, while its volume is still to be fetched, where it
-- came from, so that a move can always be taken back.
CREATE FUNCTION places_taken(wanted text) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT count(*)::integer FROM instances i
  WHERE (i.host = wanted OR i.move_to = wanted OR i.moved_from = wanted) AND i.phase <> 'removed'
$$;

-- Not seen for a minute, either way: a clock that was moved makes it look so until the next beat.
CREATE FUNCTION host_away(seen_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(abs(extract(epoch FROM app_now() - seen_at)) > 60, true)
$$;

-- Whoever gives out places of a host calls it first, in the transaction that writes `host` or `move_to`, hosts in the order of
-- their names before any instance. VOLATILE, so that the count is of a snapshot taken behind the lock: a subquery of the
-- statement that waits for the lock would not see what the holder before wrote. `room` null = no limit. No row: no such host.
CREATE FUNCTION lock_host(wanted text)
RETURNS TABLE (name text, capacity integer, taken integer, room integer, accepting boolean, away boolean)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM FROM hosts h WHERE h.name = wanted FOR NO KEY UPDATE;
  RETURN QUERY
    SELECT h.name, h.capacity, t.taken, CASE WHEN h.capacity IS NOT NULL THEN greatest(h.capacity - t.taken, 0) END,
      h.accepting, host_away(h.seen_at)
    FROM hosts h, LATERAL (SELECT places_taken(h.name) AS taken) t
    WHERE h.name = wanted;
END;
$$;
