-- The transaction of the last change: what was committed since a snapshot is found by it, whatever clocks say.
-- The skills, lower case, a line each.
ALTER TABLE needs
    ADD COLUMN changed_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    ADD COLUMN skills text;

UPDATE needs SET skills = (SELECT string_agg(lower(skill), chr(10)) FROM jsonb_array_elements_text(content::jsonb -> 'skills') AS skill)
WHERE content::jsonb ? 'skills';

-- A first version without a place is in no index of places.
CREATE INDEX needs_changed ON needs (changed_in) WHERE latitude IS NOT NULL OR version > 1;

-- The name by which the index in Redis is this database's and no other's.
CREATE TABLE need_index (
    name uuid NOT NULL DEFAULT gen_random_uuid()
);

INSERT INTO need_index DEFAULT VALUES;
