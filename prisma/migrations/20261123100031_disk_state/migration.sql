-- How full a computer's own disk is, as the provisioner judged it last: ok, low, full.
-- Null: the volume has no size of its own, or nobody told.
ALTER TABLE instances ADD COLUMN disk_state text CHECK (disk_state IN ('ok', 'low', 'full'));
