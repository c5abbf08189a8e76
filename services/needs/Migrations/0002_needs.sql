-- A need as it is now; what others may see is in content and in the columns that searching uses.
CREATE TABLE needs (
    id             uuid             NOT NULL CONSTRAINT needs_by_id PRIMARY KEY,
    publisher_id   uuid             NOT NULL,
    publisher_name text             NOT NULL,
    reference      text,
    status         text             NOT NULL CONSTRAINT needs_status_known CHECK (status IN ('draft', 'published', 'filled', 'withdrawn', 'expired')),
    version        bigint           NOT NULL CONSTRAINT needs_version_rises_from_1 CHECK (version >= 1),
    content        text             NOT NULL,
    category       text             NOT NULL,
    scope          text             NOT NULL,
    municipality   text,
    latitude       double precision,
    longitude      double precision,
    wanted_from    timestamptz,
    wanted_until   timestamptz,
    places_wanted  integer,
    places_taken   integer          NOT NULL DEFAULT 0,
    expires_at     timestamptz      NOT NULL,
    published_at   timestamptz,
    changed_at     timestamptz      NOT NULL,
    -- What the last change was, and with which credential; no credential: the hub itself.
    change         text             NOT NULL,
    changed_by     uuid,
    reason         text,
    CONSTRAINT needs_reference_once UNIQUE (publisher_id, reference),
    CONSTRAINT needs_places_hold CHECK (places_taken >= 0 AND (places_wanted IS NULL OR places_taken <= places_wanted))
);

CREATE INDEX needs_open_near ON needs (latitude, longitude) WHERE status = 'published' AND latitude IS NOT NULL;
CREATE INDEX needs_open_category ON needs (category, id) WHERE status = 'published';
CREATE INDEX needs_open_municipality ON needs (municipality, id) WHERE status = 'published';
CREATE INDEX needs_expiring ON needs (expires_at) WHERE status IN ('published', 'filled');
CREATE INDEX needs_of_publisher ON needs (publisher_id, id);

-- The exact place, for its publisher alone; apart, and never indexed.
CREATE TABLE need_places (
    need_id   uuid             NOT NULL CONSTRAINT need_places_once PRIMARY KEY REFERENCES needs ON DELETE CASCADE,
    latitude  double precision NOT NULL,
    longitude double precision NOT NULL,
    address   text
);

-- The versions before the present one, which stands in needs.
CREATE TABLE need_versions (
    need_id    uuid        NOT NULL REFERENCES needs ON DELETE CASCADE,
    version    bigint      NOT NULL,
    status     text        NOT NULL,
    content    text        NOT NULL,
    change     text        NOT NULL,
    changed_by uuid,
    changed_at timestamptz NOT NULL,
    reason     text,
    CONSTRAINT need_versions_once PRIMARY KEY (need_id, version)
);
