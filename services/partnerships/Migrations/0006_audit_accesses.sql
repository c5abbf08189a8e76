-- Who took the audit file of a partnership. Beside the chain: reading it does not change what is read.
CREATE TABLE audit_accesses (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partnership_id uuid NOT NULL,
    participant_id uuid NOT NULL,
    -- The last entry that the file held.
    entries bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_accesses_of_partnership ON audit_accesses (partnership_id, number);
