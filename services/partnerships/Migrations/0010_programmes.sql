-- What worked somewhere, written so that others can do it too.
CREATE TABLE programmes (
    id           uuid        NOT NULL PRIMARY KEY,
    owner_id     uuid        NOT NULL,
    owner_name   text        NOT NULL,
    owner_sector text        NOT NULL,
    version      bigint      NOT NULL,
    is_published boolean     NOT NULL,
    content      text        NOT NULL,
    experiments  uuid[]      NOT NULL, -- whose results it builds on
    search       tsvector    NOT NULL,
    created_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    CONSTRAINT programme_version_counts_from_one CHECK (version >= 1)
);
CREATE INDEX programmes_by_owner ON programmes (owner_id, id);
CREATE INDEX programmes_by_words ON programmes USING gin (search);
CREATE INDEX programmes_by_experiment ON programmes USING gin (experiments);

-- Every version, for those who adopted an earlier one.
CREATE TABLE programme_versions (
    programme_id uuid        NOT NULL REFERENCES programmes (id),
    version      bigint      NOT NULL,
    is_published boolean     NOT NULL,
    content      text        NOT NULL,
    changed_at   timestamptz NOT NULL,
    PRIMARY KEY (programme_id, version)
);

-- A programme as one place runs it: a copy of its own, and the version that it was copied from.
CREATE TABLE chapters (
    id           uuid        NOT NULL PRIMARY KEY,
    programme_id uuid        NOT NULL REFERENCES programmes (id),
    owner_id     uuid        NOT NULL,
    owner_name   text        NOT NULL,
    owner_sector text        NOT NULL,
    version      bigint      NOT NULL,
    base_version bigint      NOT NULL,
    municipality text        NOT NULL,
    content      text        NOT NULL,
    created_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    CONSTRAINT chapter_is_of_a_version FOREIGN KEY (programme_id, base_version) REFERENCES programme_versions (programme_id, version),
    CONSTRAINT chapter_once_in_a_municipality UNIQUE (programme_id, owner_id, municipality)
);
CREATE INDEX chapters_by_programme ON chapters (programme_id, id);
CREATE INDEX chapters_by_municipality ON chapters (municipality, programme_id);
