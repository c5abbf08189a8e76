-- What an hour is held to be worth: a view of the hours, never in the ledger. Said again for the same day, the newest counts.
CREATE TABLE rates (
    number     bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT rates_by_number PRIMARY KEY,
    id         uuid        NOT NULL CONSTRAINT rates_once UNIQUE,
    kind       text        NOT NULL CONSTRAINT rates_kind_known CHECK (kind IN ('frivillig', 'csr_loentid', 'faglig')),
    -- The first of a month, so that the sums of months can be valued.
    valid_from date        NOT NULL CONSTRAINT rates_begin_with_a_month CHECK (valid_from = date_trunc('month', valid_from)),
    oere       bigint      NOT NULL CONSTRAINT rates_are_money CHECK (oere BETWEEN 0 AND 100000000),
    source     text        NOT NULL,
    added_at   timestamptz NOT NULL
);

CREATE TRIGGER rates_append_only BEFORE UPDATE OR DELETE ON rates FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The only Danish rate that a source was found for. Nothing is valued unless a caller asks for it.
INSERT INTO rates (id, kind, valid_from, oere, source, added_at)
VALUES ('0199f3f2-5f0e-7c1e-9d0a-6a8b8e0c2013', 'frivillig', '2013-01-01', 20000,
    'SDU 2013: 200 kr. pr. frivilligtime i idrætten; ikke en officiel sats', '2013-01-01T00:00:00Z');
