-- Who may ask the checkout endpoint: a token for a store's lanes, or for one of its registers. Only its hash is kept.
CREATE TABLE lane_token (
  token_id    INTEGER PRIMARY KEY AUTOINCREMENT, -- stands in the token itself
  store_id    TEXT    NOT NULL CHECK (length(trim(store_id)) > 0),
  register_id TEXT    CHECK (length(trim(register_id)) > 0), -- NULL: every register of the store
  sha256      TEXT    NOT NULL CHECK (length(sha256) = 64),
  made_by     TEXT    NOT NULL,
  made_at     TEXT    NOT NULL,
  replaces    INTEGER REFERENCES lane_token,     -- the one that it was rotated from
  good_until  TEXT,                              -- ISO 8601, UTC; NULL: until it is revoked
  revoked_by  TEXT,
  revoked_at  TEXT,
  CHECK ((revoked_by IS NULL) = (revoked_at IS NULL))
) STRICT;
CREATE TRIGGER lane_token_is_given BEFORE UPDATE ON lane_token
WHEN new.token_id <> old.token_id OR new.store_id <> old.store_id OR new.register_id IS NOT old.register_id
  OR new.sha256 <> old.sha256 OR old.revoked_at IS NOT NULL AND new.revoked_at IS NOT old.revoked_at
BEGIN SELECT RAISE(ABORT, 'a token keeps its lanes and its secret; a revocation is final'); END;
CREATE TRIGGER lane_token_stays BEFORE DELETE ON lane_token
BEGIN SELECT RAISE(ABORT, 'a token is revoked, not forgotten'); END;
