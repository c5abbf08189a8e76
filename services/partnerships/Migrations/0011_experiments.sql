-- What somebody tries out, and what was learned; also when it failed.
CREATE TABLE experiments (
    id             uuid        NOT NULL PRIMARY KEY,
    owner_id       uuid        NOT NULL,
    owner_name     text        NOT NULL,
    owner_sector   text        NOT NULL,
    version        bigint      NOT NULL,
    is_closed      boolean     NOT NULL,
    outcome        text,
    learning       text,
    municipality   text,
    replication_of uuid        REFERENCES experiments (id),
    content        text        NOT NULL,
    result         text,
    search         tsvector    NOT NULL,
    created_at     timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    CONSTRAINT experiment_outcome_is_known CHECK (outcome IN ('worked', 'failed', 'unclear')),
    CONSTRAINT experiment_is_closed_with_a_learning CHECK (is_closed = (outcome IS NOT NULL) AND is_closed = (learning IS NOT NULL AND btrim(learning) <> ''))
);
CREATE INDEX experiments_by_owner ON experiments (owner_id, id);
CREATE INDEX experiments_by_words ON experiments USING gin (search);
CREATE INDEX experiments_by_original ON experiments (replication_of, id) WHERE replication_of IS NOT NULL;

-- Who made a result their practice.
CREATE TABLE experiment_adoptions (
    experiment_id      uuid        NOT NULL REFERENCES experiments (id),
    participant_id     uuid        NOT NULL,
    participant_name   text        NOT NULL,
    participant_sector text        NOT NULL,
    municipality       text,
    practice           text        NOT NULL,
    at                 timestamptz NOT NULL,
    CONSTRAINT experiment_adopted_once_by_each PRIMARY KEY (experiment_id, participant_id)
);
