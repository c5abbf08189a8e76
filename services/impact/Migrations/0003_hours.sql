-- The version of the event that made it active; null: that event is not here yet, and agreed is what was known until then.
ALTER TABLE partnerships ADD COLUMN activation_version bigint;

-- What two reports of the same work have alike: the activity, the day and the volunteer; where no volunteer is named, the party and the minutes.
ALTER TABLE hours ADD COLUMN twin uuid NOT NULL;
-- What the reporter wants it to say instead; it counts as it is until another party has approved the change.
ALTER TABLE hours ADD COLUMN correction jsonb;

CREATE INDEX hours_twins ON hours (partnership_id, twin) WHERE state <> 'rejected';
CREATE INDEX hours_of_batch ON hours (batch_id, id);
CREATE INDEX hours_corrected ON hours (partnership_id, id) WHERE correction IS NOT NULL;

-- What was reported together in one partnership.
CREATE TABLE batches (
    id             uuid        NOT NULL CONSTRAINT batches_by_id PRIMARY KEY,
    partnership_id uuid        NOT NULL REFERENCES partnerships,
    reporter_id    uuid        NOT NULL,
    reporter_name  text        NOT NULL,
    -- Rises with every event.
    version        bigint      NOT NULL,
    reported_at    timestamptz NOT NULL
);

-- A link by which one party approves a batch, once; who reads this table cannot follow it.
CREATE TABLE approval_links (
    token_hash    bytea       NOT NULL CONSTRAINT approval_links_by_token PRIMARY KEY,
    batch_id      uuid        NOT NULL REFERENCES batches,
    approver_id   uuid        NOT NULL,
    approver_name text        NOT NULL,
    made_by       uuid        NOT NULL,
    made_at       timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    used_at       timestamptz
);

CREATE INDEX approval_links_by_age ON approval_links (expires_at);

-- How much of a day a volunteer's reports fill.
CREATE INDEX hours_of_volunteer ON hours (reporter_id, volunteer, day) WHERE volunteer IS NOT NULL;
CREATE INDEX hours_moved ON hours (reporter_id) WHERE correction IS NOT NULL;
