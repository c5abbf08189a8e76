-- A match that both sides said yes to becomes one partnership, however often it is told.
CREATE TABLE match_drafts (
    match_id uuid PRIMARY KEY,
    partnership_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
