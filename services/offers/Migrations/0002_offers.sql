-- An offer as it is now; what others may see is in content and in the columns that listing uses.
CREATE TABLE offers (
    id           uuid        NOT NULL CONSTRAINT offers_by_id PRIMARY KEY,
    owner_id     uuid        NOT NULL,
    owner_name   text        NOT NULL,
    owner_sector text        NOT NULL,
    reference    text,
    status       text        NOT NULL CONSTRAINT offers_status_known CHECK (status IN ('open', 'paused', 'exhausted', 'withdrawn')),
    version      bigint      NOT NULL CONSTRAINT offers_version_rises_from_1 CHECK (version >= 1),
    -- The number of its last movement.
    movements    bigint      NOT NULL,
    content      text        NOT NULL,
    -- In lower case; none: help with anything.
    categories   text[]      NOT NULL,
    kinds        text[]      NOT NULL,
    -- Where it can be given; null: everywhere.
    municipalities text[],
    -- Null: everyone is shown it.
    shown_to     uuid[],
    expires_at   timestamptz NOT NULL,
    published_at timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    reason       text,
    CONSTRAINT offers_reference_once UNIQUE (owner_id, reference)
);

CREATE INDEX offers_open ON offers (id) WHERE status = 'open';
CREATE INDEX offers_of_owner ON offers (owner_id, id);
CREATE INDEX offers_expiring ON offers (expires_at) WHERE status <> 'withdrawn';

-- How much of each contribution there is, and who has it. What is lent by the hour comes back, so that its sums know no limit.
CREATE TABLE offer_contributions (
    offer_id  uuid    NOT NULL REFERENCES offers,
    key       text    NOT NULL,
    lent      boolean NOT NULL,
    quantity  bigint  NOT NULL,
    held      bigint  NOT NULL,
    confirmed bigint  NOT NULL,
    CONSTRAINT offer_contributions_once PRIMARY KEY (offer_id, key),
    CONSTRAINT offer_contributions_hold CHECK (held >= 0 AND confirmed >= 0 AND (lent OR held + confirmed <= quantity))
);

CREATE TABLE offer_reservations (
    id             uuid        NOT NULL CONSTRAINT offer_reservations_by_id PRIMARY KEY,
    offer_id       uuid        NOT NULL REFERENCES offers,
    participant_id uuid        NOT NULL,
    key            text        NOT NULL,
    quantity       bigint      NOT NULL CONSTRAINT offer_reservations_take CHECK (quantity > 0),
    slot_from      timestamptz,
    slot_until     timestamptz,
    state          text        NOT NULL CONSTRAINT offer_reservations_state_known CHECK (state IN ('held', 'confirmed', 'returned', 'expired')),
    held_until     timestamptz NOT NULL,
    -- What the call asked for beside: the same id again must ask for the same.
    hold_seconds   integer     NOT NULL,
    confirm        boolean     NOT NULL,
    -- A service of the hub made it: its agreement decides what becomes of the hold.
    by_service     boolean     NOT NULL,
    handed_over_at timestamptz,
    reserved_at    timestamptz NOT NULL
);

CREATE INDEX offer_reservations_due ON offer_reservations (held_until) WHERE state = 'held';
CREATE INDEX offer_reservations_of_offer ON offer_reservations (offer_id, id);
CREATE INDEX offer_reservations_booked ON offer_reservations (offer_id, key, slot_until) WHERE slot_until IS NOT NULL AND state IN ('held', 'confirmed');

-- Everything that ever happened to a quantity; rows are added and never changed.
CREATE TABLE offer_movements (
    offer_id       uuid        NOT NULL REFERENCES offers,
    number         bigint      NOT NULL,
    what           text        NOT NULL CONSTRAINT offer_movements_what_known
        CHECK (what IN ('offered', 'held', 'confirmed', 'returned', 'expired', 'changed', 'handedOver')),
    key            text        NOT NULL,
    quantity       bigint      NOT NULL,
    reservation_id uuid,
    participant_id uuid,
    slot_from      timestamptz,
    slot_until     timestamptz,
    at             timestamptz NOT NULL,
    CONSTRAINT offer_movements_once PRIMARY KEY (offer_id, number)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Movements are added and never changed.';
END $$;

CREATE TRIGGER offer_movements_append_only BEFORE UPDATE OR DELETE ON offer_movements
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What the owner said and did, for the owner; drawing is in offer_movements.
CREATE TABLE offer_versions (
    offer_id   uuid        NOT NULL REFERENCES offers,
    version    bigint      NOT NULL,
    change     text        NOT NULL,
    status     text        NOT NULL,
    content    text        NOT NULL,
    changed_by uuid,
    changed_at timestamptz NOT NULL,
    reason     text,
    CONSTRAINT offer_versions_once PRIMARY KEY (offer_id, version)
);
