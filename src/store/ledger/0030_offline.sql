-- What stores gave while they could not ask, as their lane agents told of it afterwards: given = billed + what is nobody's to
-- pay. A void is a further row. Rows are only ever added.
CREATE TABLE offline_report (
  report_id      INTEGER PRIMARY KEY,
  act            TEXT    NOT NULL CHECK (act IN ('redeem', 'void')),
  store_id       TEXT    NOT NULL,
  register_id    TEXT    NOT NULL,
  business_day   INTEGER NOT NULL,
  transaction_id TEXT    NOT NULL,
  content_sha256 TEXT    NOT NULL CHECK (length(content_sha256) = 64), -- of all that was told: told again, it changes nothing
  redemption_id  INTEGER REFERENCES redemption,              -- NULL: nothing of it could be billed
  by_log         INTEGER NOT NULL CHECK (by_log IN (0, 1)),  -- 1: the register's own log had told of it, and is the report
  given_cents    INTEGER NOT NULL CHECK (given_cents >= 0),
  billed_cents   INTEGER NOT NULL CHECK (billed_cents BETWEEN 0 AND given_cents),
  offers         TEXT    NOT NULL CHECK (json_valid(offers)), -- of each: given, billed, and why less
  told_at        TEXT    NOT NULL,                           -- ISO 8601, UTC
  UNIQUE (store_id, register_id, business_day, transaction_id, content_sha256),
  CHECK (act = 'redeem' OR given_cents = 0)
) STRICT;
CREATE INDEX offline_report_day ON offline_report (business_day) WHERE billed_cents <> given_cents;
CREATE TRIGGER offline_report_no_update BEFORE UPDATE ON offline_report
BEGIN SELECT RAISE(ABORT, 'offline_report is append-only'); END;
CREATE TRIGGER offline_report_no_delete BEFORE DELETE ON offline_report
BEGIN SELECT RAISE(ABORT, 'offline_report is append-only'); END;
