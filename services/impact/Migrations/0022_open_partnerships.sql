-- What everybody may read of a partnership, kept apart from what its parties may: a text that is not public is not in here.
CREATE TABLE open_partnerships (
    id             uuid    NOT NULL CONSTRAINT open_partnerships_by_id PRIMARY KEY,
    -- What the newest text says of itself, agreed on or not: one that no longer says public closes it at once.
    said_version   bigint  NOT NULL,
    says_public    boolean NOT NULL,
    -- The newest text that all agreed on; null: it is not public.
    agreed_version bigint,
    text           jsonb
);

CREATE INDEX open_partnerships_shown ON open_partnerships (id) WHERE says_public AND text IS NOT NULL;

-- It said yes to a text that is public; who left before there was one is not named to everybody.
ALTER TABLE partnership_parties ADD COLUMN is_open boolean NOT NULL DEFAULT false;
