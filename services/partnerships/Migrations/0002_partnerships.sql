-- A partnership as it is now: body is the state, the other columns are what is looked for.
CREATE TABLE partnerships (
    id           uuid        NOT NULL CONSTRAINT partnerships_by_id PRIMARY KEY,
    state        text        NOT NULL CONSTRAINT partnerships_state_known
        CHECK (state IN ('proposed', 'negotiating', 'agreed', 'active', 'completed', 'declined', 'expired', 'ended')),
    version      bigint      NOT NULL CONSTRAINT partnerships_version_rises_from_1 CHECK (version >= 1),
    hash         text        NOT NULL,
    body         text        NOT NULL,
    -- Those at the table: they see it.
    parties      uuid[]      NOT NULL,
    -- Main groups of KLE.
    kle_groups   text[]      NOT NULL,
    parent_id    uuid,
    programme_id uuid,
    respond_by   timestamptz,
    -- The hash of the last audit entry.
    chain_head   text        NOT NULL,
    proposed_at  timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    -- It says in what citizens are met differently: that is public while it is active.
    differs      boolean     NOT NULL
);

CREATE INDEX partnerships_of_party ON partnerships USING gin (parties);
CREATE INDEX partnerships_of_umbrella ON partnerships (parent_id, id) WHERE parent_id IS NOT NULL;
CREATE INDEX partnerships_of_programme ON partnerships (programme_id, id) WHERE programme_id IS NOT NULL;
CREATE INDEX partnerships_waiting ON partnerships (respond_by) WHERE respond_by IS NOT NULL;
CREATE INDEX partnerships_in_hand ON partnerships (changed_at) WHERE state = 'agreed';
CREATE INDEX partnerships_differing ON partnerships (id) WHERE state = 'active' AND differs;

-- Every text that was ever on the table.
CREATE TABLE partnership_versions (
    partnership_id uuid        NOT NULL REFERENCES partnerships,
    version        integer     NOT NULL,
    hash           text        NOT NULL,
    agreement      text        NOT NULL,
    -- The partnership's own version with which it came.
    since          bigint      NOT NULL,
    what           text        NOT NULL,
    changed_by     uuid,
    at             timestamptz NOT NULL,
    CONSTRAINT partnership_versions_once PRIMARY KEY (partnership_id, version)
);

-- Every change, each bound to the one before it by its hash.
CREATE TABLE partnership_audit (
    partnership_id uuid        NOT NULL REFERENCES partnerships,
    number         bigint      NOT NULL,
    at             timestamptz NOT NULL,
    changed_by     uuid,
    what           text        NOT NULL,
    -- Canonical JSON: what the hash is of.
    entry          text        NOT NULL,
    hash           text        NOT NULL,
    CONSTRAINT partnership_audit_once PRIMARY KEY (partnership_id, number)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was said and done is added and never changed.';
END $$;

CREATE TRIGGER partnership_versions_append_only BEFORE UPDATE OR DELETE ON partnership_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER partnership_audit_append_only BEFORE UPDATE OR DELETE ON partnership_audit
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
