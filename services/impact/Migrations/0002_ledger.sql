-- A partnership as far as impact needs it, from the events of partnerships; the newest version wins.
CREATE TABLE partnerships (
    id           uuid        NOT NULL CONSTRAINT partnerships_by_id PRIMARY KEY,
    version      bigint      NOT NULL,
    state        text        NOT NULL,
    parent_id    uuid,
    programme_id uuid,
    title        text        NOT NULL,
    municipality text,
    kle          text[]      NOT NULL,
    goals        integer[]   NOT NULL,
    -- The event's PublicPartnership.
    content      jsonb       NOT NULL,
    -- What was expected when all agreed; written once and never changed.
    agreed       jsonb       NOT NULL,
    activated_at timestamptz NOT NULL
);

-- Who has been at the table, and when: hours on a day belong to the party of that day.
CREATE TABLE partnership_parties (
    partnership_id uuid        NOT NULL REFERENCES partnerships,
    participant_id uuid        NOT NULL,
    name           text        NOT NULL,
    sector         text        NOT NULL CONSTRAINT partnership_parties_sector_known CHECK (sector IN ('public', 'market', 'civil')),
    role           text        NOT NULL,
    standing       text        NOT NULL,
    since          timestamptz NOT NULL,
    until          timestamptz,
    CONSTRAINT partnership_parties_once PRIMARY KEY (partnership_id, participant_id)
);

CREATE INDEX partnership_parties_of_participant ON partnership_parties (participant_id, partnership_id);

-- What was reported, as it stands now.
CREATE TABLE hours (
    id             uuid        NOT NULL CONSTRAINT hours_by_id PRIMARY KEY,
    batch_id       uuid        NOT NULL,
    reporter_id    uuid        NOT NULL,
    reporter_name  text        NOT NULL,
    reference      text        NOT NULL,
    partnership_id uuid        NOT NULL REFERENCES partnerships,
    -- Whose people gave the hours.
    party_id       uuid        NOT NULL,
    kind           text        NOT NULL CONSTRAINT hours_kind_known CHECK (kind IN ('frivillig', 'csr_loentid', 'faglig')),
    minutes        integer     NOT NULL CONSTRAINT hours_within_a_day CHECK (minutes > 0 AND minutes <= 1440),
    day            date        NOT NULL,
    activity       text        NOT NULL,
    -- The reporter's pseudonym of a volunteer; null: none was given.
    volunteer      text,
    state          text        NOT NULL CONSTRAINT hours_state_known CHECK (state IN ('reported', 'questioned', 'approved', 'rejected')),
    version        bigint      NOT NULL CONSTRAINT hours_version_rises_from_1 CHECK (version >= 1),
    reported_at    timestamptz NOT NULL,
    decided_at     timestamptz,
    decided_by     uuid,
    reason         text,
    CONSTRAINT hours_reference_once UNIQUE (reporter_id, reference)
);

CREATE INDEX hours_of_partnership ON hours (partnership_id, id);
CREATE INDEX hours_waiting ON hours (partnership_id, id) WHERE state IN ('reported', 'questioned');
CREATE INDEX hours_of_day ON hours (partnership_id, day, kind);
CREATE INDEX hours_of_reporter ON hours (reporter_id, day);

-- Only what was approved, and what was taken back: entries are added and never changed. A correction is a reversing entry and a new one.
CREATE TABLE ledger (
    number         bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT ledger_by_number PRIMARY KEY,
    hours_id       uuid        NOT NULL,
    partnership_id uuid        NOT NULL,
    party_id       uuid        NOT NULL,
    kind           text        NOT NULL,
    day            date        NOT NULL,
    -- Negative in a reversing entry.
    minutes        integer     NOT NULL CONSTRAINT ledger_says_something CHECK (minutes <> 0),
    -- The entry that this one takes back; once at most.
    reverses       bigint      CONSTRAINT ledger_reversed_once UNIQUE,
    reason         text,
    recorded_at    timestamptz NOT NULL
);

CREATE INDEX ledger_of_hours ON ledger (hours_id);
CREATE INDEX ledger_of_partnership ON ledger (partnership_id, number);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Entries are added and never changed.';
END $$;

CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The sums of the ledger, raised in the transaction that writes the entries; can be rebuilt from it at any time.
CREATE TABLE totals (
    partnership_id uuid   NOT NULL,
    party_id       uuid   NOT NULL,
    kind           text   NOT NULL,
    -- Its first day.
    month          date   NOT NULL,
    minutes        bigint NOT NULL,
    -- Hours that count: an entry adds one, its reversal takes one away.
    reports        bigint NOT NULL,
    CONSTRAINT totals_once PRIMARY KEY (partnership_id, month, party_id, kind)
);
