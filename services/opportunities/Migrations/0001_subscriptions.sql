-- Numbers every change of a subscription. The row stays locked until the change commits, so numbers become visible in order.
CREATE TABLE subscription_revision (
    only_row boolean NOT NULL DEFAULT true,
    last     bigint  NOT NULL,
    CONSTRAINT revision_is_one_row PRIMARY KEY (only_row),
    CONSTRAINT revision_has_no_second_row CHECK (only_row)
);
INSERT INTO subscription_revision (last) VALUES (0);

CREATE TABLE subscriptions (
    id             uuid        NOT NULL PRIMARY KEY,
    participant_id uuid        NOT NULL,
    name           text        NOT NULL,
    filter         text        NOT NULL,
    channel        text        NOT NULL,
    url            text,
    state          text        NOT NULL,
    version        bigint      NOT NULL,
    created_at     timestamptz NOT NULL,
    CONSTRAINT subscription_channel_is_known CHECK (channel IN ('feed', 'grpc', 'webhook')),
    CONSTRAINT subscription_state_is_known CHECK (state IN ('active', 'unconfirmed', 'paused', 'disabled')),
    CONSTRAINT subscription_has_a_url_for_a_webhook_only CHECK ((channel = 'webhook') = (url IS NOT NULL))
);
CREATE INDEX subscriptions_by_participant ON subscriptions (participant_id, id);

-- What a subscription said when. Matching reads what it has not seen; a past match can be judged by the filters of its revision.
CREATE TABLE subscription_versions (
    revision        bigint      NOT NULL PRIMARY KEY,
    subscription_id uuid        NOT NULL,
    version         bigint      NOT NULL,
    filter          text, -- null: the subscription is gone
    at              timestamptz NOT NULL
);
CREATE INDEX subscription_versions_by_subscription ON subscription_versions (subscription_id, revision);

-- Apart from the subscription: matching locks these rows all the time, and what a subscriber changes must not wait for it.
CREATE TABLE subscription_sequences (
    subscription_id uuid   NOT NULL PRIMARY KEY,
    last            bigint NOT NULL
) WITH (fillfactor = 50);

-- How far a subscriber has come, whatever the channel.
CREATE TABLE subscription_progress (
    subscription_id uuid   NOT NULL PRIMARY KEY,
    acknowledged    bigint NOT NULL,
    attempted       bigint NOT NULL -- the highest sequence that anybody tried to deliver
) WITH (fillfactor = 50);

CREATE TABLE participants (
    id           uuid        NOT NULL PRIMARY KEY,
    is_suspended boolean     NOT NULL,
    at           timestamptz NOT NULL
);
