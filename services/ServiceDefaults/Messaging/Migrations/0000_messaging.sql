-- What a service has published or is about to. Rows stay for a while after they were sent: ListEvents reads them.
CREATE TABLE outbox (
    transaction  xid8        NOT NULL DEFAULT pg_current_xact_id(),
    position     bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    id           uuid        NOT NULL,
    type         text        NOT NULL,
    body         text        NOT NULL,
    traceparent  text,
    tracestate   text,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    sent_at      timestamptz,
    attempts     integer     NOT NULL DEFAULT 0,
    retry_at     timestamptz,
    error        text,
    -- Positions are drawn before they commit; with the transaction in front a reader can stop at the oldest one still running.
    CONSTRAINT outbox_in_commit_order PRIMARY KEY (transaction, position)
);

CREATE INDEX outbox_unsent ON outbox (position) WHERE sent_at IS NULL;

-- Which messages a consumer has dealt with, so that a second copy is dropped.
CREATE TABLE inbox (
    consumer    text        NOT NULL,
    message_id  uuid        NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT inbox_once PRIMARY KEY (consumer, message_id)
);

CREATE INDEX inbox_by_age ON inbox (received_at);
