-- Rows are marked by their id, which rises with time: one small index serves those who look for what is unsent, and those who mark it.
DROP INDEX outbox_unsent;
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;

-- Messages come in the order of their time: a few pages of index for all of them, and next to nothing to keep up with each.
DROP INDEX inbox_by_age;
CREATE INDEX inbox_by_age ON inbox USING brin (received_at) WITH (autosummarize = on);
