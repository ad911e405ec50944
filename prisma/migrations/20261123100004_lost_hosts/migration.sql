-- A machine that an operator declared lost. Whoever beats under this name again is kept out as long as old volumes are on it.
CREATE TABLE lost_hosts (
  name text PRIMARY KEY,
  lost_at timestamptz(3) NOT NULL DEFAULT app_now(),
  -- when it was last seen; null: never
  seen_at timestamptz(3)
);

-- The last beat by the machine's clock: a service clock that is moved makes nobody silent.
ALTER TABLE hosts ADD COLUMN beat_at timestamptz(3);

ALTER TABLE instances
  -- an operator gave its volume up: whatever is found of it is old, until it has begun on an empty one
  ADD COLUMN starts_empty boolean NOT NULL DEFAULT false,
  -- what its owner lost: all (its files), since_move (what was written after the last move began)
  ADD COLUMN loss text CHECK (loss IN ('all', 'since_move')),
  -- since when: the last that was seen of the machine that had it
  ADD COLUMN loss_at timestamptz(3),
  -- when the owner's bot, or the browser's chat where there is none, was told
  ADD COLUMN loss_told_at timestamptz(3),
  ADD CONSTRAINT instances_loss CHECK ((loss IS NULL) = (loss_at IS NULL));
