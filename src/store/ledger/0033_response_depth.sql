-- Answers are kept by how deep a special was, too: the share of the shelf price that came off, in the classes of shared/depth.ts.
CREATE TABLE cycle_response_by_depth (
  cycle_id            INTEGER NOT NULL REFERENCES cycle,
  relation            TEXT    NOT NULL, -- or 'discovery': shown since other habits speak for it
  usage               TEXT    NOT NULL,
  depth               INTEGER NOT NULL CHECK (depth BETWEEN -1 AND 4), -- -1: no shelf price, or closed before this was kept
  specials            INTEGER NOT NULL CHECK (specials > 0),
  expected_millionths INTEGER NOT NULL CHECK (expected_millionths BETWEEN 0 AND 1000000 * specials), -- sum of probabilities
  redeemed            INTEGER NOT NULL CHECK (redeemed BETWEEN 0 AND specials),
  PRIMARY KEY (cycle_id, relation, usage, depth)
) STRICT, WITHOUT ROWID;
INSERT INTO cycle_response_by_depth
SELECT cycle_id, relation, usage, -1, specials, expected_millionths, redeemed FROM cycle_response;
DROP TABLE cycle_response;
ALTER TABLE cycle_response_by_depth RENAME TO cycle_response;
