-- How good a cycle's lists were, once their validity was over; again when receipts of it came late. Rows are only ever
-- added, the newest revision speaks. What was scored by other rules before is left out: the next night finds it anew.

DROP TABLE cycle_score;

CREATE TABLE cycle_score (
  cycle_id            INTEGER NOT NULL REFERENCES cycle,
  revision            INTEGER NOT NULL CHECK (revision >= 1),
  arm                 TEXT    NOT NULL CHECK (arm IN ('treatment', 'control')),
  scored_on           INTEGER NOT NULL,
  -- The receipts of its validity that there were then, and the stores' days that should have been there and were not.
  receipts            INTEGER NOT NULL CHECK (receipts > 0),
  line_count          INTEGER NOT NULL CHECK (line_count >= 0),
  net_cents           INTEGER NOT NULL,
  corrected           INTEGER NOT NULL CHECK (corrected >= 0),
  missing_days        INTEGER NOT NULL CHECK (missing_days >= 0),
  lists               INTEGER NOT NULL CHECK (lists >= 0),
  shoppers            INTEGER NOT NULL CHECK (shoppers BETWEEN 0 AND lists), -- households that bought anything at all
  due_lines           INTEGER NOT NULL CHECK (due_lines >= 0),
  bought              INTEGER NOT NULL CHECK (bought BETWEEN 0 AND due_lines),
  expected_millionths INTEGER NOT NULL CHECK (expected_millionths BETWEEN 0 AND 1000000 * due_lines), -- sum of probabilities
  naive_bought        INTEGER NOT NULL CHECK (naive_bought BETWEEN 0 AND due_lines),      -- by the mean-interval rule
  favourites_bought   INTEGER NOT NULL CHECK (favourites_bought BETWEEN 0 AND due_lines), -- by frequency
  -- Standard errors over households; NULL: fewer than two lists, or no due line.
  bought_error        REAL    CHECK (bought_error >= 0), -- of bought / due_lines
  gain_error          REAL    CHECK (gain_error >= 0),   -- of (bought - naive_bought) / due_lines
  miss_error          REAL    CHECK (miss_error >= 0),   -- of bought less expected
  specials            INTEGER NOT NULL CHECK (specials >= 0),
  redeemed            INTEGER NOT NULL CHECK (redeemed BETWEEN 0 AND specials),
  PRIMARY KEY (cycle_id, revision, arm)
) STRICT, WITHOUT ROWID;

-- Due lines by probability (bins from 0, .02, .05, .1, .2 .. .9) and by place on the list, likeliest first (from 1, 6, 11,
-- 16); specials by the product that stands on them.
CREATE TABLE cycle_score_part (
  cycle_id            INTEGER NOT NULL,
  revision            INTEGER NOT NULL,
  arm                 TEXT    NOT NULL,
  kind                TEXT    NOT NULL CHECK (kind IN ('probability', 'place', 'special')),
  part                INTEGER NOT NULL CHECK (part >= 0),
  line_count          INTEGER NOT NULL CHECK (line_count >= 0),
  bought              INTEGER NOT NULL CHECK (bought BETWEEN 0 AND line_count),
  expected_millionths INTEGER NOT NULL CHECK (expected_millionths BETWEEN 0 AND 1000000 * line_count),
  PRIMARY KEY (cycle_id, revision, arm, kind, part),
  FOREIGN KEY (cycle_id, revision, arm) REFERENCES cycle_score
) STRICT, WITHOUT ROWID;

CREATE TRIGGER cycle_score_no_update BEFORE UPDATE ON cycle_score
BEGIN SELECT RAISE(ABORT, 'cycle_score is append-only'); END;
CREATE TRIGGER cycle_score_no_delete BEFORE DELETE ON cycle_score
BEGIN SELECT RAISE(ABORT, 'cycle_score is append-only'); END;
CREATE TRIGGER cycle_score_part_no_update BEFORE UPDATE ON cycle_score_part
BEGIN SELECT RAISE(ABORT, 'cycle_score_part is append-only'); END;
CREATE TRIGGER cycle_score_part_no_delete BEFORE DELETE ON cycle_score_part
BEGIN SELECT RAISE(ABORT, 'cycle_score_part is append-only'); END;
