-- Figures of results: added and never changed. A new one for the same measure and day stands before the old one, which stays readable.
CREATE TABLE results (
    number         bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT results_by_number PRIMARY KEY,
    id             uuid        NOT NULL CONSTRAINT results_once UNIQUE,
    partnership_id uuid        NOT NULL REFERENCES partnerships,
    -- Whose measure it is, and its name within the agreement.
    owner_id       uuid        NOT NULL,
    measure_key    text        NOT NULL,
    value          numeric     NOT NULL,
    day            date        NOT NULL,
    place          text        NOT NULL,
    source         text        NOT NULL,
    method         text        NOT NULL,
    follow_up      integer     CONSTRAINT results_follow_up_known CHECK (follow_up IN (12, 36)),
    contributions  jsonb       NOT NULL,
    recorded_by    uuid        NOT NULL,
    recorded_at    timestamptz NOT NULL,
    -- The figure that this one stands before.
    supersedes     uuid        CONSTRAINT results_superseded_once UNIQUE REFERENCES results (id)
);

CREATE INDEX results_of_measure ON results (partnership_id, owner_id, measure_key, day, number);

CREATE TRIGGER results_append_only BEFORE UPDATE OR DELETE ON results FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Money that was spent and money that perhaps was saved, as a party sees it: said again under the same key, the newest counts.
CREATE TABLE estimates (
    number         bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT estimates_by_number PRIMARY KEY,
    partnership_id uuid        NOT NULL REFERENCES partnerships,
    participant_id uuid        NOT NULL,
    key            text        NOT NULL,
    content        jsonb       NOT NULL,
    recorded_at    timestamptz NOT NULL
);

CREATE INDEX estimates_of_partnership ON estimates (partnership_id, participant_id, key, number);

CREATE TRIGGER estimates_append_only BEFORE UPDATE OR DELETE ON estimates FOR EACH ROW EXECUTE FUNCTION refuse_change();
