-- Organisations of the three sectors.
CREATE TABLE participants (
    id             uuid        NOT NULL,
    name           text        NOT NULL,
    sector         text        NOT NULL,
    kind           text        NOT NULL,
    cvr            text,
    municipality   text,
    contact_role   text,
    suspended_at   timestamptz,
    suspended_for  text,
    registered_at  timestamptz NOT NULL,
    CONSTRAINT participants_have_an_identity PRIMARY KEY (id),
    CONSTRAINT participants_share_no_cvr UNIQUE (cvr),
    CONSTRAINT participants_are_of_a_sector CHECK (sector IN ('public', 'market', 'civil'))
);

-- The keys of their systems: never the key, only its SHA-256.
CREATE TABLE credentials (
    id              uuid        NOT NULL,
    participant_id  uuid        NOT NULL,
    name            text        NOT NULL,
    key_hash        bytea       NOT NULL,
    scopes          text[]      NOT NULL,
    issued_at       timestamptz NOT NULL,
    expires_at      timestamptz,
    revoked_at      timestamptz,
    CONSTRAINT credentials_have_an_identity PRIMARY KEY (id),
    CONSTRAINT credentials_belong_to_a_participant FOREIGN KEY (participant_id) REFERENCES participants (id),
    CONSTRAINT credentials_share_no_key UNIQUE (key_hash),
    CONSTRAINT credentials_keep_a_sha256 CHECK (octet_length(key_hash) = 32)
);

CREATE INDEX credentials_of_participant ON credentials (participant_id, id);

-- One row, once the first operator exists.
CREATE TABLE bootstrap (
    done     boolean     NOT NULL DEFAULT true,
    done_at  timestamptz NOT NULL,
    CONSTRAINT bootstrap_once PRIMARY KEY (done),
    CONSTRAINT bootstrap_is_done CHECK (done)
);
