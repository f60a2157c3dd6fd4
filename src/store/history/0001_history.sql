-- What the feeds can rebuild. Days are integers (days since 1970-01-01), money is integer cents,
-- quantities are thousandths. Text ids live once, in dictionaries; lines carry their numbers.

CREATE TABLE setting (
  name  TEXT PRIMARY KEY CHECK (name IN ('product_ids')),
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per file content ever offered. `file_no` is the ingest sequence.
CREATE TABLE feed_file (
  file_no            INTEGER PRIMARY KEY,
  feed               TEXT    NOT NULL CHECK (feed IN ('scans', 'products', 'prices', 'offers', 'households', 'stores',
                                                      'aisles', 'extras', 'suppressions', 'preferences')),
  sha256             TEXT    NOT NULL CHECK (length(sha256) = 64),
  layout_sha256      TEXT    NOT NULL CHECK (length(layout_sha256) IN (0, 64)),
  name               TEXT    NOT NULL,
  state              TEXT    NOT NULL CHECK (state IN ('open', 'done')),
  records_done       INTEGER NOT NULL CHECK (records_done >= 0),
  lines_stored       INTEGER NOT NULL CHECK (lines_stored >= 0),
  lines_duplicate    INTEGER NOT NULL CHECK (lines_duplicate >= 0),
  rejected_by_reason TEXT    NOT NULL CHECK (json_valid(rejected_by_reason)),
  quarantine         TEXT,
  UNIQUE (feed, sha256, layout_sha256)
) STRICT;

CREATE TABLE store (
  store_no    INTEGER PRIMARY KEY,
  store_id    TEXT    NOT NULL UNIQUE,
  known       INTEGER NOT NULL DEFAULT 0 CHECK (known IN (0, 1)), -- named by a stores row, not only by scans
  name        TEXT,
  address     TEXT,
  city        TEXT,
  state       TEXT,
  postal_code TEXT,
  timezone    TEXT,
  hours       TEXT
) STRICT;

CREATE TABLE product (
  product_no       INTEGER PRIMARY KEY,
  product_id       TEXT    NOT NULL UNIQUE,
  known            INTEGER NOT NULL DEFAULT 0 CHECK (known IN (0, 1)),
  scan_description TEXT,
  description      TEXT,
  brand            TEXT,
  manufacturer     TEXT,
  label            TEXT    CHECK (label IN ('national', 'private')),
  department       TEXT,
  category         TEXT,
  subcategory      TEXT,
  need             TEXT,
  size             TEXT,
  unit             TEXT,
  restricted       TEXT    NOT NULL DEFAULT 'none'
                   CHECK (restricted IN ('none', 'alcohol', 'tobacco', 'infant_formula', 'rx', 'lottery', 'milk')),
  sensitive        INTEGER NOT NULL DEFAULT 0 CHECK (sensitive IN (0, 1)),
  spend            INTEGER NOT NULL DEFAULT 1 CHECK (spend IN (0, 1)),
  status           TEXT    NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'delisted', 'recalled')),
  replaces         TEXT
) STRICT;
CREATE INDEX product_no_spend ON product (product_no) WHERE spend = 0;

CREATE TABLE price (
  store_id        TEXT    NOT NULL,               -- '' is every store
  product_no      INTEGER NOT NULL REFERENCES product,
  price_type      TEXT    NOT NULL CHECK (price_type IN ('regular', 'ad', 'tpr')),
  start_day       INTEGER NOT NULL,               -- -25567 is since ever
  end_day         INTEGER,                        -- NULL is until further notice
  price_cents     INTEGER NOT NULL CHECK (price_cents >= 0),
  unit_cost_cents INTEGER CHECK (unit_cost_cents >= 0),
  PRIMARY KEY (product_no, store_id, price_type, start_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE offer (
  offer_id TEXT    NOT NULL,
  version  INTEGER NOT NULL CHECK (version >= 1),
  terms    TEXT    NOT NULL CHECK (json_valid(terms)), -- an OfferTerms, whole: printed lists keep theirs
  PRIMARY KEY (offer_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE household (
  household_no  INTEGER PRIMARY KEY,
  household_id  TEXT    NOT NULL UNIQUE,
  known         INTEGER NOT NULL DEFAULT 0 CHECK (known IN (0, 1)), -- 0: only a card that no households row names
  name          TEXT,
  address_1     TEXT,
  address_2     TEXT,
  city          TEXT,
  state         TEXT,
  postal_code   TEXT,
  country       TEXT,
  home_store_id TEXT,
  language      TEXT,
  mail_consent  INTEGER NOT NULL DEFAULT 0 CHECK (mail_consent IN (0, 1)),
  email         TEXT,
  large_print   INTEGER NOT NULL DEFAULT 0 CHECK (large_print IN (0, 1)),
  joined_day    INTEGER
) STRICT;

-- Whatever can name a household at a lane: cards, alternate ids, and the codes of lists scanned without a card.
CREATE TABLE card (
  card_no      INTEGER PRIMARY KEY,
  card_id      TEXT    NOT NULL UNIQUE,
  kind         TEXT    NOT NULL CHECK (kind IN ('card', 'alternate', 'list')),
  household_no INTEGER NOT NULL REFERENCES household
) STRICT;
CREATE INDEX card_household ON card (household_no);

CREATE TABLE aisle (
  store_id TEXT    NOT NULL,
  category TEXT    NOT NULL,
  aisle    TEXT,
  sort     INTEGER NOT NULL,
  PRIMARY KEY (store_id, category)
) STRICT, WITHOUT ROWID;

CREATE TABLE extra (
  extra_id  TEXT PRIMARY KEY,
  kind      TEXT NOT NULL CHECK (kind IN ('recipe', 'meal_plan', 'tip', 'nutrition', 'service')),
  title     TEXT NOT NULL,
  body      TEXT,
  needs     TEXT NOT NULL CHECK (json_valid(needs)),
  tiers     TEXT NOT NULL CHECK (json_valid(tiers)),
  language  TEXT,
  start_day INTEGER,
  end_day   INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE preference (
  household_id TEXT NOT NULL,
  what         TEXT NOT NULL CHECK (what IN ('mute_product', 'mute_category', 'not_mine', 'diet', 'language', 'large_print')),
  value        TEXT NOT NULL,
  day          INTEGER,
  PRIMARY KEY (household_id, what, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (
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
  UNIQUE (store_no, day, register_id, transaction_id)
) STRICT;
CREATE INDEX receipt_card ON receipt (card_no) WHERE card_no IS NOT NULL;

-- Lines of every version of a receipt; superseded ones stay, with the file that superseded them.
CREATE TABLE scan_line (
  receipt_no     INTEGER NOT NULL REFERENCES receipt,
  file_no        INTEGER NOT NULL REFERENCES feed_file,
  line_seq       INTEGER NOT NULL CHECK (line_seq >= 1),
  line_no        INTEGER,
  product_no     INTEGER NOT NULL REFERENCES product,
  quantity_milli INTEGER NOT NULL,
  weight_milli   INTEGER,
  net_cents      INTEGER,
  discount_cents INTEGER,
  offer_id       TEXT,
  line_type      TEXT    NOT NULL CHECK (line_type IN ('sale', 'return', 'void', 'coupon', 'other')),
  superseded_in  INTEGER REFERENCES feed_file,
  PRIMARY KEY (receipt_no, file_no, line_seq)
) STRICT, WITHOUT ROWID;

-- An open file's versions of receipts that are not current: kept apart until the whole file is read (src/store/history/resent.ts).
CREATE TABLE resent_receipt (
  file_no       INTEGER NOT NULL REFERENCES feed_file,
  receipt_no    INTEGER NOT NULL REFERENCES receipt,
  card_no       INTEGER REFERENCES card,
  second_of_day INTEGER,
  list_code     TEXT,
  PRIMARY KEY (file_no, receipt_no)
) STRICT, WITHOUT ROWID;
CREATE TABLE resent_line (
  file_no        INTEGER NOT NULL,
  receipt_no     INTEGER NOT NULL,
  line_seq       INTEGER NOT NULL CHECK (line_seq >= 1),
  line_no        INTEGER,
  product_no     INTEGER NOT NULL REFERENCES product,
  quantity_milli INTEGER NOT NULL,
  weight_milli   INTEGER,
  net_cents      INTEGER,
  discount_cents INTEGER,
  offer_id       TEXT,
  line_type      TEXT    NOT NULL CHECK (line_type IN ('sale', 'return', 'void', 'coupon', 'other')),
  PRIMARY KEY (file_no, receipt_no, line_seq),
  FOREIGN KEY (file_no, receipt_no) REFERENCES resent_receipt
) STRICT, WITHOUT ROWID;

-- The cache of `historyAsOf`: a household's purchase days, derived from its current lines when somebody asks.
CREATE TABLE household_history (
  household_no INTEGER PRIMARY KEY REFERENCES household,
  dirty        INTEGER NOT NULL CHECK (dirty IN (0, 1)),
  exact_from   INTEGER, -- truncating to a day before this one is not exact: derive from the lines
  history      BLOB,
  CHECK (dirty = 1 OR (exact_from IS NOT NULL AND history IS NOT NULL))
) STRICT;
-- So that marking everybody costs nothing when everybody is marked.
CREATE INDEX household_history_clean ON household_history (household_no) WHERE dirty = 0;
