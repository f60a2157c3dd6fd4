-- The day on which a content first came. history.db can be rebuilt from the feeds, and then everything came today; here it
-- is kept when it really did.
CREATE TABLE file_arrival (
  sha256 TEXT    PRIMARY KEY CHECK (length(sha256) = 64),
  day    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
