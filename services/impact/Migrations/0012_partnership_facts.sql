-- What was known of a partnership, and from when: a report on a past moment groups by what was known then.
CREATE TABLE partnership_facts (
    number         bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT partnership_facts_by_number PRIMARY KEY,
    partnership_id uuid        NOT NULL,
    known_at       timestamptz NOT NULL,
    parent_id      uuid,
    title          text        NOT NULL,
    municipality   text,
    kle            text[]      NOT NULL,
    goals          integer[]   NOT NULL
);

CREATE INDEX partnership_facts_of_partnership ON partnership_facts (partnership_id, number);

CREATE TRIGGER partnership_facts_append_only BEFORE UPDATE OR DELETE ON partnership_facts FOR EACH ROW EXECUTE FUNCTION refuse_change();

INSERT INTO partnership_facts (partnership_id, known_at, parent_id, title, municipality, kle, goals)
SELECT id, clock_timestamp(), parent_id, title, municipality, kle, goals FROM partnerships;

CREATE FUNCTION keep_partnership_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR (OLD.parent_id, OLD.title, OLD.municipality, OLD.kle, OLD.goals)
        IS DISTINCT FROM (NEW.parent_id, NEW.title, NEW.municipality, NEW.kle, NEW.goals) THEN
        INSERT INTO partnership_facts (partnership_id, known_at, parent_id, title, municipality, kle, goals)
        VALUES (NEW.id, clock_timestamp(), NEW.parent_id, NEW.title, NEW.municipality, NEW.kle, NEW.goals);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER partnerships_keep_facts AFTER INSERT OR UPDATE ON partnerships FOR EACH ROW EXECUTE FUNCTION keep_partnership_facts();
