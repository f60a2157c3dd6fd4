-- What registers that apply specials by themselves have told of in their transaction logs, receipt by receipt; a corrected
-- receipt is told again, as the next revision. Rows are only ever added.
CREATE TABLE lane_report (
  store_id       TEXT    NOT NULL,
  register_id    TEXT    NOT NULL,
  business_day   INTEGER NOT NULL,
  transaction_id TEXT    NOT NULL,
  revision       INTEGER NOT NULL CHECK (revision >= 1),
  content_sha256 TEXT    NOT NULL CHECK (length(content_sha256) = 64),
  redemption_id  INTEGER REFERENCES redemption,              -- NULL: nothing of it could be billed
  asked_online   INTEGER NOT NULL CHECK (asked_online IN (0, 1)), -- 1: the lane had asked for that redemption itself
  reported_cents INTEGER NOT NULL,                           -- what the register gave, as far as it says
  billed_cents   INTEGER NOT NULL,
  offers         TEXT    NOT NULL CHECK (json_valid(offers)), -- of each: reported, billed, and why less
  PRIMARY KEY (store_id, register_id, business_day, transaction_id, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX lane_report_day ON lane_report (business_day) WHERE billed_cents <> reported_cents;
CREATE TRIGGER lane_report_no_update BEFORE UPDATE ON lane_report
BEGIN SELECT RAISE(ABORT, 'lane_report is append-only'); END;
CREATE TRIGGER lane_report_no_delete BEFORE DELETE ON lane_report
BEGIN SELECT RAISE(ABORT, 'lane_report is append-only'); END;
