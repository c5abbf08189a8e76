-- What somebody was reminded of, so that it happens once, whoever looks.
CREATE TABLE reminders (
    partnership_id uuid NOT NULL,
    -- The step with the text or the day it is about.
    step text NOT NULL,
    number integer NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT reminders_once PRIMARY KEY (partnership_id, step, number)
);
