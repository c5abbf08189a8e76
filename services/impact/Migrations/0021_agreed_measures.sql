-- Measures that all agreed on, each as it stood in the first text that had it: what was expected then is never changed by a later one.
CREATE TABLE agreed_measures (
    partnership_id uuid        NOT NULL REFERENCES partnerships,
    -- Whose measure it is, and its name within the agreement.
    participant_id uuid        NOT NULL,
    key            text        NOT NULL,
    -- The partnership's version in which all had agreed on it, and when that was.
    version        bigint      NOT NULL,
    agreed_at      timestamptz NOT NULL,
    -- Its place in that text.
    number         integer     NOT NULL,
    what           text        NOT NULL,
    unit           text        NOT NULL,
    baseline       numeric,
    target         numeric,
    expected       numeric,
    place          text,
    CONSTRAINT agreed_measures_once PRIMARY KEY (partnership_id, participant_id, key)
);

INSERT INTO agreed_measures (partnership_id, participant_id, key, version, agreed_at, number, what, unit, baseline, target, expected, place)
SELECT p.id, (m.said ->> 'participantId')::uuid, m.said ->> 'key', coalesce(p.activation_version, p.version), p.activated_at, m.number, m.said ->> 'what',
    m.said ->> 'unit', (m.said ->> 'baseline')::numeric, (m.said ->> 'target')::numeric, (m.said ->> 'expected')::numeric, m.said ->> 'place'
FROM partnerships p
CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(p.agreed) WHEN 'array' THEN p.agreed ELSE coalesce(p.agreed -> 'measures', '[]') END)
    WITH ORDINALITY AS m (said, number)
WHERE p.activation_version IS NOT NULL OR p.state IN ('active', 'completed')
ON CONFLICT DO NOTHING;

-- Those that came with a later text took no figures until now; when all agreed on them was not kept.
INSERT INTO agreed_measures (partnership_id, participant_id, key, version, agreed_at, number, what, unit, baseline, target, expected, place)
SELECT p.id, (m.said ->> 'participantId')::uuid, m.said ->> 'key', p.version, now(), m.number, m.said ->> 'what',
    m.said ->> 'unit', (m.said ->> 'baseline')::numeric, (m.said ->> 'target')::numeric, (m.said ->> 'expected')::numeric, m.said ->> 'place'
FROM partnerships p
CROSS JOIN LATERAL jsonb_array_elements(coalesce(p.content -> 'measures', '[]')) WITH ORDINALITY AS m (said, number)
WHERE p.state IN ('active', 'completed')
ON CONFLICT DO NOTHING;

ALTER TABLE partnerships DROP COLUMN agreed;
