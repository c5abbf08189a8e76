-- The log tells of more than needs: of matches, call-outs and shared interests too. Whatever has versions is a subject.
ALTER TABLE needs RENAME TO subjects;
ALTER TABLE events RENAME COLUMN need_id TO subject_id;
ALTER INDEX events_by_need RENAME TO events_by_subject;

ALTER TABLE events DROP CONSTRAINT event_kind_is_known;
UPDATE events SET kind = 'need.' || kind;
ALTER TABLE events
    ADD COLUMN outside_id     uuid, -- the id that the world is told, where it is not the subject's own
    ADD COLUMN correlation_id uuid, -- the need that it is all about, where the subject is another
    ADD CONSTRAINT event_kind_is_known CHECK (kind IN (
        'need.published', 'need.updated', 'need.filled', 'need.reopened', 'need.withdrawn', 'need.expired',
        'opportunity.matched', 'opportunity.answered', 'opportunity.agreed', 'opportunity.withdrawn', 'interest.found',
        'callout.started', 'callout.promoted', 'callout.filled', 'callout.stooddown'));

-- Events come nearly in the order of their time: a few pages of index for all of them, and next to nothing to keep up.
CREATE INDEX events_by_time ON events USING brin (at) WITH (autosummarize = on);

-- What a subscription is told of: needs that meet its filter, and what concerns its participant alone.
ALTER TABLE subscriptions
    ADD COLUMN topics text[] NOT NULL DEFAULT '{needs}',
    ADD CONSTRAINT subscription_topics_are_known CHECK (cardinality(topics) > 0 AND topics <@ '{needs,matches,callOuts,interests}');
ALTER TABLE subscription_versions ADD COLUMN topics text[] NOT NULL DEFAULT '{needs}';
