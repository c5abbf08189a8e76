-- One index for the days of a reporter, with or without their volunteer. Of two, PostgreSQL took the one without the volunteer while its statistics were
-- old, and read all of a day for each row of an import.
CREATE INDEX hours_of_day_and_volunteer ON hours (reporter_id, day, volunteer);
DROP INDEX hours_of_volunteer;
DROP INDEX hours_of_reporter;
