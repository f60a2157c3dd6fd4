-- Lists of an earlier system that households still hold: cycles of their own, released as they come.

ALTER TABLE cycle ADD COLUMN taken_over INTEGER NOT NULL DEFAULT 0 CHECK (taken_over IN (0, 1));

-- The number that stands on such a list, as a lane scans it: without blanks and hyphens.
CREATE TABLE earlier_list (
  list_code TEXT    PRIMARY KEY CHECK (length(list_code) BETWEEN 1 AND 40 AND list_code NOT GLOB '*[ -]*'),
  list_id   INTEGER NOT NULL UNIQUE REFERENCES list ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TRIGGER earlier_list_is_printed BEFORE UPDATE ON earlier_list
BEGIN SELECT RAISE(ABORT, 'a number on paper stays as it is'); END;
