-- A saved place with a radius, under a pseudonym of its holder's. No names, and only the place that was said last.
CREATE TABLE volunteers (
    id           uuid             NOT NULL PRIMARY KEY,
    holder_id    uuid             NOT NULL,
    reference    text             NOT NULL,
    latitude     double precision NOT NULL, -- rounded to 100 m
    longitude    double precision NOT NULL,
    radius_km    double precision NOT NULL,
    categories   text[]           NOT NULL,
    skills       text[]           NOT NULL,
    quiet_from   time,
    quiet_until  time,
    weekly_limit integer          NOT NULL,
    created_at   timestamptz      NOT NULL,
    CONSTRAINT volunteer_reference_is_unique UNIQUE (holder_id, reference),
    CONSTRAINT volunteer_radius_is_sensible CHECK (radius_km > 0 AND radius_km <= 100),
    CONSTRAINT volunteer_weekly_limit_is_sensible CHECK (weekly_limit BETWEEN 1 AND 50),
    CONSTRAINT volunteer_quiet_hours_have_two_ends CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
);
CREATE INDEX volunteers_by_place ON volunteers (latitude, longitude);
CREATE INDEX volunteers_by_holder ON volunteers (holder_id, id);

-- How many each holder has: counting a hundred thousand rows for every new one would take too long.
CREATE TABLE volunteer_holders (
    holder_id  uuid    NOT NULL PRIMARY KEY,
    volunteers integer NOT NULL,
    CONSTRAINT volunteers_never_go_below_zero CHECK (volunteers >= 0)
) WITH (fillfactor = 50);

CREATE TABLE call_outs (
    id            uuid               NOT NULL PRIMARY KEY,
    need_id       uuid               NOT NULL,
    owner_id      uuid               NOT NULL,
    state         text               NOT NULL,
    need          text               NOT NULL, -- what the world knew of it at the start
    need_version  bigint             NOT NULL, -- the newest that was heard of
    latitude      double precision   NOT NULL, -- the public place, rounded to 100 m
    longitude     double precision   NOT NULL,
    places        integer,                     -- null: as many as the need has
    circles_km    double precision[] NOT NULL,
    ask_per_round integer            NOT NULL,
    round_seconds double precision   NOT NULL,
    message       text,
    is_test       boolean            NOT NULL,
    round         integer            NOT NULL, -- the circle that was asked last; 0: none yet
    may_ask       integer            NOT NULL, -- how many in all; it rises when a place comes back and nobody waits for it
    asked         integer            NOT NULL,
    vacated       bigint             NOT NULL, -- how often a place may have come back,
    promoted      bigint             NOT NULL, -- and how much of that was followed up: whoever waits first has a try
    next_round_at timestamptz,
    created_at    timestamptz        NOT NULL,
    closed_at     timestamptz,
    reason        text,
    CONSTRAINT call_out_state_is_known CHECK (state IN ('open', 'filled', 'closed', 'withdrawn', 'expired')),
    CONSTRAINT call_out_goes_on_until_it_is_closed CHECK ((state IN ('open', 'filled')) = (closed_at IS NULL)),
    CONSTRAINT call_out_never_asks_more_than_it_may CHECK (asked <= may_ask)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX call_out_is_the_only_one_open ON call_outs (need_id, is_test) WHERE closed_at IS NULL;
CREATE INDEX call_outs_by_need ON call_outs (need_id, id);
CREATE INDEX call_outs_due ON call_outs (next_round_at) WHERE closed_at IS NULL;
CREATE INDEX call_outs_to_promote ON call_outs (id) WHERE vacated > promoted AND closed_at IS NULL;

CREATE SEQUENCE call_out_yes_numbers;

-- Each volunteer that was asked, once a call-out. The states in between are intents: a call to needs is under way, or was cut off and is made again.
CREATE TABLE call_out_asks (
    id             uuid             NOT NULL PRIMARY KEY,
    call_out_id    uuid             NOT NULL,
    volunteer_id   uuid             NOT NULL,
    holder_id      uuid             NOT NULL,
    reference      text             NOT NULL,
    distance_km    double precision NOT NULL,
    round          integer          NOT NULL,
    is_test        boolean          NOT NULL,
    state          text             NOT NULL,
    reservation_id uuid             NOT NULL, -- in needs: the ask's own id, and a new one after a reservation was returned
    yes_number     bigint,                    -- the order of saying yes
    asked_at       timestamptz      NOT NULL,
    changed_at     timestamptz      NOT NULL,
    is_erased      boolean          NOT NULL DEFAULT false, -- the volunteer is gone; the row goes when its place is returned
    CONSTRAINT ask_is_made_once UNIQUE (call_out_id, volunteer_id),
    CONSTRAINT ask_state_is_known CHECK (state IN
        ('asked', 'accepting', 'accepted', 'waiting', 'promoting', 'returning', 'declined', 'droppedOut', 'stoodDown'))
) WITH (fillfactor = 70);
CREATE INDEX asks_by_volunteer ON call_out_asks (volunteer_id, asked_at);
CREATE INDEX asks_by_holder ON call_out_asks (call_out_id, holder_id, id);
CREATE INDEX asks_waiting ON call_out_asks (call_out_id, yes_number) WHERE state = 'waiting';
CREATE INDEX asks_under_way ON call_out_asks (changed_at) WHERE state IN ('accepting', 'promoting', 'returning');
CREATE UNIQUE INDEX ask_is_promoted_one_at_a_time ON call_out_asks (call_out_id) WHERE state = 'promoting';

-- What each holder hears of a call-out, in order.
CREATE TABLE call_out_notices (
    id          uuid   NOT NULL PRIMARY KEY,
    call_out_id uuid   NOT NULL,
    holder_id   uuid   NOT NULL,
    version     bigint NOT NULL,
    CONSTRAINT notice_is_one_per_holder UNIQUE (call_out_id, holder_id)
) WITH (fillfactor = 70);
