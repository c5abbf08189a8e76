-- The order in which the log grew, for whoever goes through it later. Older rows get one time; their ids keep them in order.
ALTER TABLE events
    ADD COLUMN logged_at  timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN reconciled uuid[]; -- of its subscriptions, those that reconciliation added
CREATE INDEX events_by_logging ON events (logged_at, id);

-- Up to where what should have happened was compared with what did.
CREATE TABLE reconciliation_position (
    only_row  boolean     NOT NULL DEFAULT true,
    cursor    text        NOT NULL, -- of the events that needs retains
    logged_at timestamptz NOT NULL,
    event_id  uuid        NOT NULL,
    CONSTRAINT reconciliation_position_is_one_row PRIMARY KEY (only_row),
    CONSTRAINT reconciliation_position_has_no_second_row CHECK (only_row)
);
INSERT INTO reconciliation_position (cursor, logged_at, event_id) VALUES ('', '1970-01-01T00:00:00Z', '00000000-0000-0000-0000-000000000000');

CREATE TABLE reconciliations (
    id        uuid        NOT NULL PRIMARY KEY,
    from_at   timestamptz, -- null: the first of all
    until_at  timestamptz NOT NULL,
    is_heard  boolean     NOT NULL, -- false: needs did not answer, and its events are compared next time
    published bigint      NOT NULL, -- events of needs that were looked for in the log
    events    bigint      NOT NULL, -- events of the log whose deliveries were judged
    lost      bigint      NOT NULL,
    missing   bigint      NOT NULL,
    surplus   bigint      NOT NULL,
    repaired  bigint      NOT NULL,
    at        timestamptz NOT NULL
);
