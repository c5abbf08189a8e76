-- A month as it was released to everybody, hidden cells already without their numbers. Released once and never changed.
CREATE TABLE open_data_releases (
    -- Its first day, Danish time: entries that were recorded in it.
    month       date        NOT NULL CONSTRAINT open_data_released_once PRIMARY KEY,
    released_at timestamptz NOT NULL,
    method      text        NOT NULL,
    cells       jsonb       NOT NULL
);

CREATE TRIGGER open_data_frozen BEFORE UPDATE OR DELETE ON open_data_releases FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE INDEX ledger_of_time ON ledger USING brin (recorded_at);
