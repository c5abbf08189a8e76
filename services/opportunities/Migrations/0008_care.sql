-- Since when the owner of the offer waits for the owner of the need, and when the need's host was told of it.
ALTER TABLE matches
    ADD COLUMN offer_yes_at timestamptz,
    ADD COLUMN host_told_at timestamptz;
UPDATE matches SET offer_yes_at = at
WHERE state = 'suggested' AND told::json ->> 'offerAnswer' = 'yes' AND told::json ->> 'needAnswer' = 'none';
CREATE INDEX matches_waiting_for_host ON matches (offer_yes_at) WHERE offer_yes_at IS NOT NULL AND host_told_at IS NULL;
