-- False: the zone is nobody's choice, and the user's computer goes by its campaign's.
ALTER TABLE users ADD COLUMN time_zone_chosen boolean NOT NULL DEFAULT false;
