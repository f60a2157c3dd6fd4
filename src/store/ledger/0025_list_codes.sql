-- foreign-keys: off
-- A list's number may have twelve digits (UPC-A) or twenty. SQLite changes a check by making the table anew.
PRAGMA legacy_alter_table = ON;
CREATE TABLE list_new (
  list_id       INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used twice: a stray proof must not name another list
  cycle_id      INTEGER NOT NULL REFERENCES cycle,
  household_id  TEXT    NOT NULL,
  arm           TEXT    NOT NULL CHECK (arm IN ('treatment', 'control')),
  list_code     TEXT    UNIQUE CHECK (length(list_code) IN (12, 16, 20) AND list_code NOT GLOB '*[^0-9]*'),
  drop_no       INTEGER NOT NULL CHECK (drop_no >= 0),
  drops         INTEGER NOT NULL CHECK (drops > drop_no),    -- mailings per cycle when it was planned
  home_store_id TEXT,
  mail          INTEGER NOT NULL CHECK (mail IN (0, 1)),     -- 0: no consent; the list waits in store
  addressee     TEXT    NOT NULL CHECK (json_valid(addressee)), -- name, address, language as printed
  weekly_spend_cents INTEGER NOT NULL,
  held_by       INTEGER REFERENCES hold,
  tier          TEXT    CHECK (tier IN ('gold', 'silver', 'bronze')),
  obeyed        TEXT    CHECK (json_valid(obeyed)),          -- preferences that shaped it
  left_out      BLOB,                                        -- deflated JSON: candidates that are no lines, and why
  forgotten_on  INTEGER,
  list_kind     TEXT    CHECK (list_kind IN ('regular', 'new', 'declining', 'lapsed')),
  standing      TEXT    CHECK (json_valid(standing)),
  UNIQUE (household_id, cycle_id),
  CHECK ((arm = 'treatment') = (list_code IS NOT NULL))
) STRICT;
INSERT INTO list_new SELECT list_id, cycle_id, household_id, arm, list_code, drop_no, drops, home_store_id, mail, addressee,
  weekly_spend_cents, held_by, tier, obeyed, left_out, forgotten_on, list_kind, standing FROM list;
-- Numbers that were given and taken back stay given.
DELETE FROM sqlite_sequence WHERE name = 'list_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'list_new', seq FROM sqlite_sequence WHERE name = 'list';
DROP TABLE list;
ALTER TABLE list_new RENAME TO list;
PRAGMA legacy_alter_table = OFF;
CREATE INDEX list_cycle ON list (cycle_id); -- and, as in every index, by list_id within it: pages of a cycle's lists
CREATE INDEX list_held ON list (held_by) WHERE held_by IS NOT NULL;
CREATE TRIGGER list_before_release BEFORE UPDATE OF held_by ON list
WHEN new.held_by IS NOT old.held_by
  AND (SELECT state FROM cycle WHERE cycle_id = old.cycle_id) NOT IN ('draft', 'approved')
BEGIN SELECT RAISE(ABORT, 'a list is held before release, or never'); END;
