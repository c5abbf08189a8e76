-- What consumers are told of a publisher; needs that were there before lack it until they are published again.
ALTER TABLE needs ADD COLUMN publisher_sector text, ADD COLUMN publisher_kind text;

-- Places of a need: held for a time or confirmed, they are counted in needs.places_taken; returned or expired, they are not.
CREATE TABLE need_reservations (
    id             uuid        NOT NULL CONSTRAINT need_reservations_once PRIMARY KEY,
    need_id        uuid        NOT NULL REFERENCES needs ON DELETE CASCADE,
    participant_id uuid        NOT NULL,
    places         integer     NOT NULL CONSTRAINT need_reservations_of_some_places CHECK (places >= 1),
    state          text        NOT NULL CONSTRAINT need_reservations_state_known CHECK (state IN ('held', 'confirmed', 'returned', 'expired')),
    -- Null: confirmed at once.
    hold_seconds   integer,
    held_until     timestamptz,
    reserved_at    timestamptz NOT NULL DEFAULT now(),
    changed_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT need_reservations_hold_ends CHECK (state <> 'held' OR held_until IS NOT NULL)
);

CREATE INDEX need_reservations_of_need ON need_reservations (need_id, id);
CREATE INDEX need_reservations_due ON need_reservations (held_until) WHERE state = 'held';
