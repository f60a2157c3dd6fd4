-- foreign-keys: off
-- A receipt keeps its lines in one value (src/history/receipt-lines.ts): it is read, compared and replaced as a whole, and a
-- row for each line cost six times the space and time. `encode_lines` is an aggregate that the store gives the database.

CREATE TABLE whole_receipt (
  receipt_no     INTEGER PRIMARY KEY,
  store_no       INTEGER NOT NULL REFERENCES store,
  day            INTEGER NOT NULL,
  register_id    TEXT    NOT NULL,
  transaction_id TEXT    NOT NULL,
  card_no        INTEGER REFERENCES card,
  second_of_day  INTEGER CHECK (second_of_day BETWEEN 0 AND 86399),
  list_code      TEXT,
  file_no        INTEGER NOT NULL REFERENCES feed_file, -- the file of its current lines
  sent_in        INTEGER NOT NULL REFERENCES feed_file, -- the newest file that sent it: those lines, or the same again
  line_count     INTEGER NOT NULL CHECK (line_count >= 0),
  net_cents      INTEGER NOT NULL,                      -- of the lines that say what they cost
  lines          BLOB    NOT NULL,
  UNIQUE (store_no, day, register_id, transaction_id)
) STRICT;

-- Versions of a receipt that hold no more, with the file that superseded them.
CREATE TABLE superseded_receipt (
  receipt_no    INTEGER NOT NULL REFERENCES receipt,
  file_no       INTEGER NOT NULL REFERENCES feed_file,
  superseded_in INTEGER NOT NULL REFERENCES feed_file,
  line_count    INTEGER NOT NULL CHECK (line_count >= 0),
  lines         BLOB    NOT NULL,
  PRIMARY KEY (receipt_no, file_no)
) STRICT, WITHOUT ROWID;

INSERT INTO whole_receipt
  SELECT receipt.receipt_no, store_no, day, register_id, transaction_id, card_no, second_of_day, list_code, receipt.file_no, sent_in,
    count(line_seq), coalesce(sum(net_cents), 0), encode_lines(product_no, quantity_milli, weight_milli, net_cents,
      discount_cents, offer_id, line_type, line_no ORDER BY line_seq)
  FROM receipt LEFT JOIN scan_line ON scan_line.receipt_no = receipt.receipt_no AND superseded_in IS NULL
  GROUP BY receipt.receipt_no;
INSERT INTO superseded_receipt
  SELECT receipt_no, file_no, superseded_in, count(*), encode_lines(product_no, quantity_milli, weight_milli, net_cents,
    discount_cents, offer_id, line_type, line_no ORDER BY line_seq)
  FROM scan_line WHERE superseded_in IS NOT NULL GROUP BY receipt_no, file_no;

-- An open file's versions of receipts that are not current: kept apart until the whole file is read (src/store/history/resent.ts).
CREATE TABLE whole_resent (
  file_no       INTEGER NOT NULL REFERENCES feed_file,
  receipt_no    INTEGER NOT NULL REFERENCES receipt,
  card_no       INTEGER REFERENCES card,
  second_of_day INTEGER,
  list_code     TEXT,
  line_count    INTEGER NOT NULL CHECK (line_count >= 0),
  net_cents     INTEGER NOT NULL,
  lines         BLOB    NOT NULL,
  PRIMARY KEY (file_no, receipt_no)
) STRICT, WITHOUT ROWID;
INSERT INTO whole_resent
  SELECT file_no, receipt_no, card_no, second_of_day, list_code, count(line_seq), coalesce(sum(net_cents), 0),
    encode_lines(product_no, quantity_milli, weight_milli, net_cents, discount_cents, offer_id, line_type, line_no
      ORDER BY line_seq)
  FROM resent_receipt LEFT JOIN resent_line USING (file_no, receipt_no) GROUP BY file_no, receipt_no;

DROP TABLE resent_line;
DROP TABLE resent_receipt;
DROP TABLE scan_line;
DROP TABLE receipt;
ALTER TABLE whole_receipt RENAME TO receipt;
ALTER TABLE whole_resent RENAME TO resent_receipt;
CREATE INDEX receipt_card ON receipt (card_no) WHERE card_no IS NOT NULL;

-- Which households' histories no longer answer for their lines: apart from the histories, so that a mark costs a few bytes
-- and not a history written anew.
CREATE TABLE dirty_household (
  household_no INTEGER PRIMARY KEY REFERENCES household
) STRICT;
INSERT INTO dirty_household SELECT household_no FROM household_history WHERE dirty = 1;
CREATE TABLE derived_history (
  household_no INTEGER PRIMARY KEY REFERENCES household,
  exact_from   INTEGER NOT NULL, -- truncating to a day before this one is not exact: derive from the lines
  history      BLOB    NOT NULL
) STRICT;
INSERT INTO derived_history
  SELECT household_no, exact_from, history FROM household_history WHERE exact_from IS NOT NULL AND history IS NOT NULL;
DROP TABLE household_history;
ALTER TABLE derived_history RENAME TO household_history;
