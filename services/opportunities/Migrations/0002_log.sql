-- The newest version of each need that was seen, and the event that told of it.
CREATE TABLE needs (
    id       uuid   NOT NULL PRIMARY KEY,
    version  bigint NOT NULL,
    event_id uuid
) WITH (fillfactor = 80);

-- Every accepted event, once, however many subscriptions it meets.
CREATE TABLE events (
    id            uuid        NOT NULL PRIMARY KEY,
    need_id       uuid        NOT NULL,
    version       bigint      NOT NULL,
    kind          text        NOT NULL,
    at            timestamptz NOT NULL,
    expires_at    timestamptz,
    municipality  text,
    traceparent   text,
    revision      bigint      NOT NULL, -- of the subscriptions it was matched against
    subscriptions uuid[]      NOT NULL, -- those that got it, and under which sequence of theirs
    sequences     bigint[]    NOT NULL,
    superseded_by uuid,
    data          text        NOT NULL,
    CONSTRAINT event_kind_is_known CHECK (kind IN ('published', 'updated', 'filled', 'reopened', 'withdrawn', 'expired')),
    CONSTRAINT event_has_a_sequence_per_subscription CHECK (cardinality(subscriptions) = cardinality(sequences))
) WITH (fillfactor = 90);
CREATE INDEX events_by_need ON events (need_id);

-- About ten per event: narrow, never changed, and one index.
CREATE TABLE deliveries (
    subscription_id uuid   NOT NULL,
    sequence        bigint NOT NULL,
    event_id        uuid   NOT NULL,
    CONSTRAINT delivery_sequence_is_unique PRIMARY KEY (subscription_id, sequence)
);
