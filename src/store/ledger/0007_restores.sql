-- Backups that were brought back. What was redeemed since the backup is not in this ledger until lanes' logs are replayed.
CREATE TABLE restoration (
  restoration_id INTEGER PRIMARY KEY AUTOINCREMENT,
  taken_at       TEXT    NOT NULL,                              -- when the backup was taken: logs are needed from here on
  restored_at    TEXT    NOT NULL,
  restored_by    TEXT    NOT NULL CHECK (length(trim(restored_by)) > 0),
  last_cycle_id  INTEGER NOT NULL CHECK (last_cycle_id >= 0),   -- paper of cycles up to here may have been used since
  replayed       INTEGER NOT NULL DEFAULT 0 CHECK (replayed >= 0), -- requests taken over from lanes' logs so far
  released_since TEXT    NOT NULL DEFAULT '[]' CHECK (json_type(released_since) = 'array'), -- cycles that went out since the backup
  settled_by     TEXT    CHECK (length(trim(settled_by)) > 0),
  settled_at     TEXT,
  CHECK (taken_at <= restored_at),
  CHECK ((settled_by IS NULL) = (settled_at IS NULL))
) STRICT;
CREATE TRIGGER restoration_stays BEFORE DELETE ON restoration
BEGIN SELECT RAISE(ABORT, 'a restoration is settled, never forgotten'); END;
