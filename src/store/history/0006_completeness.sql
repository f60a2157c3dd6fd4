-- What came when, and how good it was.

-- The day on which it came; NULL: before this was kept.
ALTER TABLE feed_file ADD COLUMN taken_on INTEGER;
-- The last day on which it was offered, the first time included: what is sent again unchanged is no old news.
ALTER TABLE feed_file ADD COLUMN seen_on INTEGER;

-- The receipts of a store's day, all told: a cache of `receipt`, brought up to date with each file, so that a calendar of
-- years costs no reading of years. What was dropped for its age stays counted here.
CREATE TABLE store_day (
  store_no   INTEGER NOT NULL REFERENCES store,
  day        INTEGER NOT NULL,
  receipts   INTEGER NOT NULL CHECK (receipts >= 0),
  line_count INTEGER NOT NULL CHECK (line_count >= 0),
  net_cents  INTEGER NOT NULL,
  corrected  INTEGER NOT NULL CHECK (corrected >= 0),        -- receipts that a later file replaced
  first_file INTEGER NOT NULL REFERENCES feed_file,
  last_file  INTEGER NOT NULL REFERENCES feed_file,          -- the newest that changed anything
  PRIMARY KEY (store_no, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_file_open ON feed_file (file_no) WHERE state = 'open';
-- Receipts that were taken back.
CREATE INDEX receipt_empty ON receipt (store_no, day) WHERE line_count = 0;
INSERT INTO store_day
  SELECT store_no, day, count(*) FILTER (WHERE line_count > 0), sum(line_count), sum(net_cents), 0, min(file_no), max(file_no) FROM receipt
  WHERE file_no NOT IN (SELECT file_no FROM feed_file WHERE state = 'open') GROUP BY store_no, day;
CREATE INDEX superseded_receipt_file ON superseded_receipt (superseded_in);

-- What each file had of each store, as it was when it was taken in. `store_id` '': of records that name no store.
CREATE TABLE store_file (
  file_no            INTEGER NOT NULL REFERENCES feed_file,
  store_id           TEXT    NOT NULL,
  line_count         INTEGER NOT NULL CHECK (line_count >= 0), -- accepted
  receipts           INTEGER NOT NULL CHECK (receipts >= 0),   -- that were not there before
  rejected_by_reason TEXT    NOT NULL CHECK (json_valid(rejected_by_reason)),
  unknown_products   INTEGER NOT NULL CHECK (unknown_products BETWEEN 0 AND line_count),
  without_card       INTEGER NOT NULL CHECK (without_card BETWEEN 0 AND line_count),
  without_line_no    INTEGER NOT NULL CHECK (without_line_no BETWEEN 0 AND line_count),
  without_amount     INTEGER NOT NULL CHECK (without_amount BETWEEN 0 AND line_count),
  not_positive       INTEGER NOT NULL CHECK (not_positive BETWEEN 0 AND line_count),
  clock_faults       INTEGER NOT NULL CHECK (clock_faults BETWEEN 0 AND line_count),
  again              INTEGER NOT NULL CHECK (again BETWEEN 0 AND line_count),
  corrected          INTEGER NOT NULL CHECK (corrected >= 0),
  PRIMARY KEY (file_no, store_id)
) STRICT, WITHOUT ROWID;
