-- What happens in a participant's own partnerships can be followed too.
ALTER TABLE subscriptions
    DROP CONSTRAINT subscription_topics_are_known,
    ADD CONSTRAINT subscription_topics_are_known
        CHECK (cardinality(topics) > 0 AND topics <@ '{needs,matches,callOuts,interests,partnerships,impact}');

ALTER TABLE events
    DROP CONSTRAINT event_kind_is_known,
    ADD CONSTRAINT event_kind_is_known CHECK (kind IN (
        'need.published', 'need.updated', 'need.filled', 'need.reopened', 'need.withdrawn', 'need.expired',
        'opportunity.matched', 'opportunity.answered', 'opportunity.agreed', 'opportunity.withdrawn', 'opportunity.unanswered', 'interest.found',
        'callout.started', 'callout.promoted', 'callout.filled', 'callout.stooddown',
        'partnership.proposed', 'partnership.revised', 'partnership.consented', 'partnership.agreed', 'partnership.activated',
        'partnership.changed', 'partnership.reminded', 'partnership.completed', 'partnership.ended',
        'hours.reported', 'hours.approved', 'hours.rejected', 'hours.corrected', 'result.recorded'));
