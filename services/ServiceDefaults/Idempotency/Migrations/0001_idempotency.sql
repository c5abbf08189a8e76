-- What was answered to a call that names itself by a key, so that a repetition gets the same answer and has no second effect.
CREATE TABLE idempotency (
    participant_id uuid        NOT NULL,
    operation      text        NOT NULL,
    key            text        NOT NULL,
    fingerprint    bytea       NOT NULL,
    status         integer     NOT NULL,
    answer         text        NOT NULL,
    answered_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_once PRIMARY KEY (participant_id, operation, key)
);

CREATE INDEX idempotency_by_age ON idempotency (answered_at);
