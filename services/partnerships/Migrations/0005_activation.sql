-- One row per partnership whose reservations are to follow it.
CREATE TABLE activations (
    partnership_id uuid PRIMARY KEY,
    -- The partnership's version that it was last told of.
    wanted_version bigint NOT NULL,
    -- Rises with everything that is written down: what was decided on an older turn is void.
    turn bigint NOT NULL DEFAULT 0,
    -- The hash of the text for which everything was planned.
    planned_for text,
    -- Why all of it is being taken back.
    problem_commitment text,
    problem_code text,
    give_up_at timestamptz,
    -- When somebody is to look at it; null: when the partnership changes.
    due_at timestamptz,
    failures integer NOT NULL DEFAULT 0,
    CONSTRAINT activations_problem_is_whole CHECK ((problem_commitment IS NULL) = (problem_code IS NULL))
);
CREATE INDEX activations_due ON activations (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE holds (
    reservation_id uuid PRIMARY KEY,
    partnership_id uuid NOT NULL REFERENCES activations (partnership_id),
    number bigint GENERATED ALWAYS AS IDENTITY,
    commitment text NOT NULL,
    target text NOT NULL CONSTRAINT holds_target CHECK (target IN ('needs', 'offers')),
    by_id uuid NOT NULL,
    for_id uuid NOT NULL,
    target_id uuid NOT NULL,
    contribution text,
    quantity bigint NOT NULL CONSTRAINT holds_quantity CHECK (quantity > 0),
    slot_from timestamptz,
    slot_until timestamptz,
    state text NOT NULL CONSTRAINT holds_state CHECK (state IN ('planned', 'held', 'confirmed', 'returning', 'returned')),
    hold_seconds integer NOT NULL,
    is_refused boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX holds_of_partnership ON holds (partnership_id, number);
