-- Everything that is answered by token has a roll: who was invited is nobody's business here, only how many, and which tokens are used.
-- That a token is used is one bit of this one row, never a change of the token's own row: a dump, with xmin and ctid, tells the set of the
-- used tokens and no order of them, so that nothing can be laid beside the answers.
CREATE TABLE rolls (
    id        uuid        NOT NULL CONSTRAINT rolls_by_id PRIMARY KEY,
    opens_at  timestamptz NOT NULL,
    -- Null: until its owner closes it.
    closes_at timestamptz,
    -- When it was counted: nothing changes after this.
    ended_at  timestamptz,
    issued    integer     NOT NULL DEFAULT 0,
    answered  integer     NOT NULL DEFAULT 0,
    used      bytea       NOT NULL DEFAULT '',
    CONSTRAINT rolls_answered_once_each CHECK (answered >= 0 AND answered <= issued)
);

-- Written when they are issued, deleted when the roll has ended, never changed.
CREATE TABLE tokens (
    hash    bytea   NOT NULL CONSTRAINT tokens_by_hash PRIMARY KEY CONSTRAINT tokens_are_hashed CHECK (octet_length(hash) = 32),
    roll_id uuid    NOT NULL REFERENCES rolls,
    -- Its bit in the roll.
    number  integer NOT NULL,
    CONSTRAINT tokens_bit_once UNIQUE (roll_id, number)
);

CREATE TABLE surveys (
    id           uuid             NOT NULL CONSTRAINT surveys_by_id PRIMARY KEY,
    owner_id     uuid             NOT NULL,
    owner_name   text             NOT NULL,
    title        text             NOT NULL,
    municipality text             NOT NULL,
    area         text,
    -- The centre of the area, rounded to 100 m.
    latitude     double precision,
    longitude    double precision,
    -- Which questions were asked.
    questions    text             NOT NULL,
    created_at   timestamptz      NOT NULL
);

CREATE INDEX surveys_of_owner ON surveys (owner_id, id);

-- No answer is kept, only how many gave each value: one row of counters, changed as a whole.
CREATE TABLE survey_rounds (
    survey_id uuid      NOT NULL REFERENCES surveys,
    round     text      NOT NULL CONSTRAINT survey_rounds_known CHECK (round IN ('before', 'after')),
    roll_id   uuid      NOT NULL REFERENCES rolls,
    -- Five for each question.
    counts    integer[] NOT NULL,
    CONSTRAINT survey_rounds_once PRIMARY KEY (survey_id, round)
);

CREATE TABLE ballots (
    id         uuid        NOT NULL CONSTRAINT ballots_by_id PRIMARY KEY REFERENCES rolls,
    owner_id   uuid        NOT NULL,
    owner_name text        NOT NULL,
    title      text        NOT NULL,
    question   text        NOT NULL,
    options    text[]      NOT NULL CONSTRAINT ballots_leave_a_choice CHECK (cardinality(options) BETWEEN 2 AND 20),
    created_at timestamptz NOT NULL
);

CREATE INDEX ballots_of_owner ON ballots (owner_id, id);

-- The box: all votes in one row, as "receipt,option", sorted by the random receipt. A row for each vote would keep the order in which they were cast.
CREATE TABLE ballot_boxes (
    ballot_id uuid   NOT NULL CONSTRAINT ballot_boxes_once PRIMARY KEY REFERENCES ballots,
    votes     text[] NOT NULL DEFAULT '{}',
    -- Of the published file, when the box was opened.
    sha256    text
);

CREATE TABLE hearings (
    id           uuid        NOT NULL CONSTRAINT hearings_by_id PRIMARY KEY REFERENCES rolls,
    owner_id     uuid        NOT NULL,
    owner_name   text        NOT NULL,
    title        text        NOT NULL,
    question     text        NOT NULL,
    municipality text        NOT NULL,
    category     text        NOT NULL,
    choices      text[]      NOT NULL,
    groups       text[]      NOT NULL,
    -- What part of the area each group is, in per cent, as the owner states it.
    shares       integer[]   NOT NULL,
    created_at   timestamptz NOT NULL
);

CREATE INDEX hearings_of_owner ON hearings (owner_id, id);

-- Of choices and groups only how many, each by itself: what a group chose cannot be told.
CREATE TABLE hearing_counts (
    hearing_id uuid      NOT NULL CONSTRAINT hearing_counts_once PRIMARY KEY REFERENCES hearings,
    choices    integer[] NOT NULL,
    groups     integer[] NOT NULL
);

CREATE TABLE hearing_themes (
    id           uuid        NOT NULL CONSTRAINT hearing_themes_by_id PRIMARY KEY,
    hearing_id   uuid        NOT NULL REFERENCES hearings,
    title        text        NOT NULL,
    -- What the owner answers, once for all comments of the theme; public from then on.
    answer       text,
    answered_at  timestamptz
);

CREATE INDEX hearing_themes_of_hearing ON hearing_themes (hearing_id, id);

CREATE TABLE hearing_comments (
    -- Random: the order of the ids says nothing.
    id         uuid    NOT NULL CONSTRAINT hearing_comments_by_id PRIMARY KEY,
    hearing_id uuid    NOT NULL REFERENCES hearings,
    text       text    NOT NULL,
    theme_id   uuid    REFERENCES hearing_themes,
    is_public  boolean NOT NULL DEFAULT false
);

CREATE INDEX hearing_comments_of_hearing ON hearing_comments (hearing_id, id);
CREATE INDEX hearing_comments_of_theme ON hearing_comments (theme_id, id);
