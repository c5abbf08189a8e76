-- The address of a webhook: its secret, what it owes, and who talks to it just now.
CREATE TABLE endpoints (
    subscription_id uuid   NOT NULL PRIMARY KEY,
    secret          bytea  NOT NULL, -- encrypted
    previous_secret bytea,
    previous_until  timestamptz,
    confirmed_at    timestamptz,
    generation      bigint NOT NULL DEFAULT 1, -- rises when the address must prove itself anew; an older answer then counts for nothing
    failures        integer NOT NULL DEFAULT 0,
    retry_at        timestamptz,
    looked          bigint NOT NULL DEFAULT 0, -- the newest sequence when the sender last looked
    leased_by       uuid,
    leased_until    timestamptz
) WITH (fillfactor = 70);

-- What became of a delivery that the sender took in hand.
CREATE TABLE webhook_deliveries (
    subscription_id uuid     NOT NULL,
    sequence        bigint   NOT NULL,
    outcome         text     NOT NULL,
    attempts        integer  NOT NULL,
    retry_at        timestamptz,
    at              timestamptz NOT NULL,
    CONSTRAINT webhook_delivery_is_unique PRIMARY KEY (subscription_id, sequence),
    CONSTRAINT webhook_outcome_is_known CHECK (outcome IN ('waiting', 'delivered', 'superseded', 'dead'))
) WITH (fillfactor = 80);
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (subscription_id, sequence) WHERE outcome = 'dead';

-- Each attempt: when, what was answered, how long it took; never what was said.
CREATE TABLE webhook_attempts (
    subscription_id uuid        NOT NULL,
    sequence        bigint      NOT NULL,
    number          integer     NOT NULL,
    at              timestamptz NOT NULL,
    status          integer,
    reason          text        NOT NULL,
    milliseconds    integer     NOT NULL,
    CONSTRAINT webhook_attempt_is_unique PRIMARY KEY (subscription_id, sequence, number)
);

-- Used when no key is configured: it keeps secrets out of logs and partial copies, not from a reader of this database.
CREATE TABLE secret_key (
    only_row boolean NOT NULL DEFAULT true,
    key      bytea   NOT NULL,
    CONSTRAINT secret_key_is_one_row PRIMARY KEY (only_row),
    CONSTRAINT secret_key_has_no_second_row CHECK (only_row)
);
