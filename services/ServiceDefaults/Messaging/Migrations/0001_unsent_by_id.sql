-- Rows are marked by their id, which rises with time: one small index serves those who look for what is unsent, and those who mark it.
DROP INDEX outbox_unsent;
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;
