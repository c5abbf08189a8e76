-- The transaction that logged an event: what was committed since a snapshot is found by it, whatever clocks say. So an offer reads only
-- the needs that changed since somebody last looked.
ALTER TABLE events ADD COLUMN logged_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX events_of_needs_by_transaction ON events (logged_in) WHERE kind LIKE 'need.%';

-- Open needs are looked through in memory.
ALTER TABLE subjects DROP COLUMN category;
