-- Numbers every change of an offer. The row stays locked until the change commits, so numbers become visible in order.
CREATE TABLE offer_revision (
    only_row boolean NOT NULL DEFAULT true,
    last     bigint  NOT NULL,
    CONSTRAINT offer_revision_is_one_row PRIMARY KEY (only_row),
    CONSTRAINT offer_revision_has_no_second_row CHECK (only_row)
);
INSERT INTO offer_revision (last) VALUES (0);

CREATE TABLE offers (
    id         uuid    NOT NULL PRIMARY KEY,
    version    bigint  NOT NULL,
    revision   bigint  NOT NULL,
    owner_id   uuid    NOT NULL,
    offer      text, -- null: only its end was heard of
    is_open    boolean NOT NULL,
    is_taken   boolean NOT NULL DEFAULT false, -- a one-off offer of which a match was agreed
    end_reason text
);
CREATE INDEX offers_by_revision ON offers (revision);

-- What an offer must find of needs.
ALTER TABLE subjects
    ADD COLUMN owner_id    uuid, -- of a need: its publisher
    ADD COLUMN is_open     boolean NOT NULL DEFAULT false, -- a need that takes help
    ADD COLUMN category    text, -- in capitals, as words are compared
    ADD COLUMN outcome     text,
    ADD COLUMN has_matches boolean NOT NULL DEFAULT false;
CREATE INDEX subjects_open_by_category ON subjects (category, id) WHERE is_open;
CREATE INDEX subjects_open_by_outcome ON subjects (outcome) WHERE is_open AND outcome IS NOT NULL;

UPDATE subjects SET
    is_open = true, category = upper(btrim(e.data::json ->> 'category')), outcome = upper(btrim(e.data::json ->> 'outcome')),
    owner_id = (e.data::json ->> 'publisherId')::uuid
FROM events e
WHERE e.id = subjects.event_id AND e.kind IN ('need.published', 'need.updated', 'need.reopened');

CREATE TABLE matches (
    id            uuid        NOT NULL PRIMARY KEY,
    need_id       uuid        NOT NULL,
    offer_id      uuid        NOT NULL,
    need_owner    uuid        NOT NULL,
    offer_owner   uuid        NOT NULL,
    version       bigint      NOT NULL,
    need_version  bigint      NOT NULL, -- of the sides when they were last compared
    offer_version bigint      NOT NULL,
    state         text        NOT NULL,
    score         integer     NOT NULL,
    told          text        NOT NULL, -- the pair with reasons and answers, as its owners see it
    reason        text,
    at            timestamptz NOT NULL,
    CONSTRAINT match_pair_is_unique UNIQUE (need_id, offer_id),
    CONSTRAINT match_state_is_known CHECK (state IN ('suggested', 'agreed', 'declined', 'withdrawn')),
    CONSTRAINT match_score_is_of_a_thousand CHECK (score BETWEEN 0 AND 1000)
);
CREATE INDEX matches_by_offer ON matches (offer_id, id);
CREATE INDEX matches_live_by_owner ON matches (offer_owner) WHERE state = 'suggested';

-- Needs of several owners who want the same in one place.
CREATE TABLE interests (
    id      uuid        NOT NULL PRIMARY KEY,
    version bigint      NOT NULL,
    outcome text        NOT NULL, -- as the first of them wrote it
    word    text        NOT NULL, -- in capitals, as words are compared
    at      timestamptz NOT NULL
);
CREATE INDEX interests_by_word ON interests (word);

CREATE TABLE interest_needs (
    need_id     uuid             NOT NULL PRIMARY KEY, -- a need is in one at most
    interest_id uuid             NOT NULL,
    owner_id    uuid             NOT NULL,
    owner_name  text             NOT NULL,
    title       text             NOT NULL,
    latitude    double precision NOT NULL,
    longitude   double precision NOT NULL
);
CREATE INDEX interest_needs_by_interest ON interest_needs (interest_id);
CREATE INDEX interest_needs_by_owner ON interest_needs (owner_id);
