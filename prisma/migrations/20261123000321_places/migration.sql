-- Which run of which machine beats for this host, by the kernel's boot id: two machines under one name are noticed by it.
-- Null after the last of its provisioners ended in order.
ALTER TABLE hosts ADD COLUMN boot_id text;

-- Gives the places that are left to computers that live nowhere yet, those that wait longest first. Answers who got one: never more
-- than there is room, however many ask at once. One whose removal was seen counts again from here on.
CREATE FUNCTION take_places(home text, wanted uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  places integer;
BEGIN
  SELECT h.room INTO places FROM lock_host(home) h WHERE h.accepting;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  RETURN QUERY
    UPDATE instances i SET host = home,
      phase = CASE i.phase WHEN 'removed' THEN 'provisioning' ELSE i.phase END,
      phase_reason = CASE i.phase WHEN 'removed' THEN 'claimed' ELSE i.phase_reason END,
      phase_since = CASE i.phase WHEN 'removed' THEN app_now() ELSE i.phase_since END
    WHERE i.id IN (
      SELECT w.id FROM instances w WHERE w.id = ANY (wanted) AND w.host IS NULL
      ORDER BY w.phase_since, w.id LIMIT places FOR NO KEY UPDATE
    )
    RETURNING i.id;
END;
$$;
