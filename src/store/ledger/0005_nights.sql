-- What the nights did, so that one that was killed goes on and a second one finds nothing to do.

CREATE TABLE night (
  as_of         INTEGER PRIMARY KEY,                       -- the day whose night it is
  started       TEXT    NOT NULL,
  ended         TEXT,                                      -- when it last came to an end, whichever
  pid           INTEGER NOT NULL,
  state         TEXT    NOT NULL CHECK (state IN ('running', 'done', 'failed', 'stopped')),
  known_file_no INTEGER,                                   -- the newest feed file when it began
  CHECK (state = 'running' OR ended IS NOT NULL)
) STRICT;

CREATE TABLE night_phase (
  as_of   INTEGER NOT NULL REFERENCES night,
  phase   TEXT    NOT NULL CHECK (phase IN ('take-in', 'carry-returns', 'close', 'score', 'lapse', 'refresh', 'stores', 'plan',
                                            'print', 'preflight', 'review', 'release')),
  state   TEXT    NOT NULL CHECK (state IN ('running', 'done', 'failed', 'stopped')),
  started TEXT    NOT NULL,
  ended   TEXT,
  pid     INTEGER NOT NULL,
  facts   TEXT    NOT NULL CHECK (json_valid(facts)),
  PRIMARY KEY (as_of, phase),
  CHECK (state = 'running' OR ended IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- One row per inbox file that was dealt with. A file that could not be read at all has no number: 0.
CREATE TABLE night_file (
  as_of      INTEGER NOT NULL REFERENCES night,
  name       TEXT    NOT NULL,
  file_no    INTEGER NOT NULL CHECK (file_no >= 0),
  feed       TEXT    NOT NULL,
  outcome    TEXT    NOT NULL CHECK (outcome IN ('taken', 'sent-before', 'refused')),
  reason     TEXT,
  lines      INTEGER NOT NULL CHECK (lines >= 0),
  rejected   INTEGER NOT NULL CHECK (rejected BETWEEN 0 AND lines),
  after_plan INTEGER NOT NULL CHECK (after_plan IN (0, 1)), -- it came when the night's lists were planned already
  PRIMARY KEY (as_of, name, file_no),
  CHECK ((outcome = 'refused') = (reason IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- How far the nights have brought the cycles that they planned: the seal of the lists as printed, checked, laid out for
-- review. No reference: a person may plan a draft away.
CREATE TABLE night_cycle (
  cycle_id INTEGER PRIMARY KEY,
  as_of    INTEGER NOT NULL REFERENCES night,
  printed  TEXT    CHECK (length(printed) = 64),
  checked  TEXT    CHECK (length(checked) = 64),
  reviewed TEXT    CHECK (length(reviewed) = 64),
  sheets   INTEGER NOT NULL DEFAULT 0 CHECK (sheets >= 0),
  unprinted INTEGER NOT NULL DEFAULT 0 CHECK (unprinted >= 0), -- lists that could not be printed as they must be
  bytes    INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0)        -- what its prints weigh
) STRICT;

-- Drafts whose day came without an approval.
CREATE TABLE lapse (
  cycle_id INTEGER PRIMARY KEY REFERENCES cycle,
  day      INTEGER NOT NULL,
  reason   TEXT    NOT NULL CHECK (length(trim(reason)) > 0)
) STRICT;

-- How good a cycle's lists were, once its validity was over. Probabilities add up in millionths: whole numbers have no order.
CREATE TABLE cycle_score (
  cycle_id            INTEGER NOT NULL REFERENCES cycle,
  arm                 TEXT    NOT NULL CHECK (arm IN ('treatment', 'control')),
  scored_on           INTEGER NOT NULL,
  lists               INTEGER NOT NULL CHECK (lists >= 0),
  due_lines           INTEGER NOT NULL CHECK (due_lines >= 0),
  bought              INTEGER NOT NULL CHECK (bought BETWEEN 0 AND due_lines),
  expected_millionths INTEGER NOT NULL CHECK (expected_millionths >= 0),
  naive_lines         INTEGER NOT NULL CHECK (naive_lines >= 0),
  naive_bought        INTEGER NOT NULL CHECK (naive_bought BETWEEN 0 AND naive_lines),
  shoppers            INTEGER NOT NULL CHECK (shoppers BETWEEN 0 AND lists), -- households that bought anything at all
  specials            INTEGER NOT NULL CHECK (specials >= 0),
  redeemed            INTEGER NOT NULL CHECK (redeemed BETWEEN 0 AND specials),
  PRIMARY KEY (cycle_id, arm)
) STRICT, WITHOUT ROWID;
