-- What no feed can rebuild: what was promised to whom, and what was paid. Entries are only ever added.

CREATE TABLE signing_key (
  key_id      INTEGER PRIMARY KEY CHECK (key_id BETWEEN 0 AND 9), -- the first digit of a list code
  fingerprint TEXT    NOT NULL CHECK (length(fingerprint) = 64)
) STRICT;

CREATE TABLE cycle (
  cycle_id      INTEGER PRIMARY KEY AUTOINCREMENT,
  as_of         INTEGER NOT NULL,
  valid_from    INTEGER NOT NULL,
  valid_until   INTEGER NOT NULL CHECK (valid_until >= valid_from),
  households    TEXT    NOT NULL CHECK (households IN ('due', 'all')),
  inputs_sha256 TEXT    NOT NULL CHECK (length(inputs_sha256) = 64),
  complete      INTEGER NOT NULL CHECK (complete IN (0, 1)), -- 0: still being written, and nobody's business yet
  state         TEXT    NOT NULL CHECK (state IN ('draft', 'approved', 'released', 'closed', 'withdrawn')),
  lists         INTEGER NOT NULL DEFAULT 0 CHECK (lists >= 0),
  ghost_lists   INTEGER NOT NULL DEFAULT 0 CHECK (ghost_lists >= 0),
  seal          TEXT    CHECK (length(seal) = 64),           -- SHA-256 of the lists as approved
  approved_by   TEXT,
  CHECK (valid_from >= as_of),
  CHECK (state = 'draft' OR complete = 1),
  CHECK (state IN ('draft', 'withdrawn') OR (seal IS NOT NULL AND approved_by IS NOT NULL))
) STRICT;

CREATE TABLE list (
  list_id       INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used twice: a stray proof must not name another list
  cycle_id      INTEGER NOT NULL REFERENCES cycle,
  household_id  TEXT    NOT NULL,
  arm           TEXT    NOT NULL CHECK (arm IN ('treatment', 'control')),
  list_code     TEXT    UNIQUE CHECK (length(list_code) = 16 AND list_code NOT GLOB '*[^0-9]*'),
  drop_no       INTEGER NOT NULL CHECK (drop_no >= 0),
  drops         INTEGER NOT NULL CHECK (drops > drop_no),       -- mailings per cycle when it was planned
  home_store_id TEXT,
  mail          INTEGER NOT NULL CHECK (mail IN (0, 1)),     -- 0: no consent; the list waits in store
  addressee     TEXT    NOT NULL CHECK (json_valid(addressee)), -- name, address, language as printed
  weekly_spend_cents INTEGER NOT NULL,
  UNIQUE (household_id, cycle_id),
  CHECK ((arm = 'treatment') = (list_code IS NOT NULL))
) STRICT;
CREATE INDEX list_cycle ON list (cycle_id); -- and, as in every index, by list_id within it: pages of a cycle's lists

CREATE TABLE list_line (
  list_id                INTEGER NOT NULL REFERENCES list,
  line_no                INTEGER NOT NULL CHECK (line_no >= 1),
  section                TEXT    NOT NULL CHECK (section IN ('due', 'special', 'extra')),
  product_id             TEXT,
  need                   TEXT,
  description            TEXT    NOT NULL,
  reason                 TEXT    NOT NULL,
  probability            REAL    CHECK (probability BETWEEN 0 AND 1),
  expected_day           INTEGER,
  regular_price_cents    INTEGER CHECK (regular_price_cents >= 0),
  offer_id               TEXT,
  offer_version          INTEGER,
  offer_value_cents      INTEGER CHECK (offer_value_cents > 0),       -- what one application saves at the printed price
  terms_value_cents      INTEGER CHECK (terms_value_cents >= 0),      -- the value in the meaning of the offer's kind, by segment
  price_with_offer_cents INTEGER CHECK (price_with_offer_cents >= 0),
  facts                  TEXT    NOT NULL CHECK (json_valid(facts)), -- what `explain` and the sheet need beside it
  PRIMARY KEY (list_id, line_no),
  CHECK ((section = 'special') = (offer_id IS NOT NULL)),
  -- A CHECK lets NULL pass: what is issued from a special must all be there.
  CHECK (section <> 'special'
         OR (offer_version IS NOT NULL AND offer_value_cents IS NOT NULL AND terms_value_cents IS NOT NULL)),
  CHECK (price_with_offer_cents IS NULL OR price_with_offer_cents <= regular_price_cents)
) STRICT, WITHOUT ROWID;

-- An offer's terms as planned and printed, and the products they come to: the lane needs nothing but this database.
CREATE TABLE offer_terms (
  offer_id TEXT    NOT NULL,
  version  INTEGER NOT NULL,
  terms    TEXT    NOT NULL CHECK (json_valid(terms)),
  sha256   TEXT    NOT NULL CHECK (length(sha256) = 64),
  PRIMARY KEY (offer_id, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE offer_product (
  offer_id   TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  product_id TEXT    NOT NULL,
  role       TEXT    NOT NULL CHECK (role IN ('qualifies', 'outside-basket')), -- outside: no part of a basket offer
  PRIMARY KEY (offer_id, version, product_id, role),
  FOREIGN KEY (offer_id, version) REFERENCES offer_terms
) STRICT, WITHOUT ROWID;

-- One offer on one household's list. `state` decides: a conditional UPDATE from 'open' is the only way to spend it.
CREATE TABLE issued_offer (
  issued_offer_id  INTEGER PRIMARY KEY,
  list_id          INTEGER NOT NULL,
  line_no          INTEGER NOT NULL,
  offer_id         TEXT    NOT NULL,
  offer_version    INTEGER NOT NULL,
  household_id     TEXT    NOT NULL,
  face_value_cents INTEGER NOT NULL CHECK (face_value_cents > 0),    -- what one application saves at the printed price
  terms_value_cents INTEGER NOT NULL CHECK (terms_value_cents >= 0),
  state            TEXT    NOT NULL CHECK (state IN ('open', 'reserved', 'redeemed', 'expired', 'withdrawn')),
  redemption_id    INTEGER REFERENCES redemption,
  applications     INTEGER NOT NULL DEFAULT 0 CHECK (applications >= 0), -- how often that transaction applied it
  UNIQUE (list_id, line_no),
  FOREIGN KEY (list_id, line_no) REFERENCES list_line,
  FOREIGN KEY (offer_id, offer_version) REFERENCES offer_terms,
  CHECK ((state IN ('reserved', 'redeemed')) = (redemption_id IS NOT NULL)),
  CHECK ((state IN ('reserved', 'redeemed')) = (applications > 0))
) STRICT;
CREATE INDEX issued_offer_offer ON issued_offer (offer_id, household_id, offer_version, state, applications);
CREATE INDEX issued_offer_open ON issued_offer (offer_id, list_id, face_value_cents) WHERE state IN ('open', 'reserved');
CREATE INDEX issued_offer_redemption ON issued_offer (redemption_id) WHERE redemption_id IS NOT NULL;
CREATE TRIGGER issued_offer_treatment_only BEFORE INSERT ON issued_offer
WHEN (SELECT arm FROM list WHERE list_id = new.list_id) = 'control'
BEGIN SELECT RAISE(ABORT, 'a control list has nothing to redeem'); END;
CREATE TRIGGER issued_offer_is_printed BEFORE UPDATE ON issued_offer
WHEN new.issued_offer_id <> old.issued_offer_id OR new.list_id <> old.list_id OR new.line_no <> old.line_no
  OR new.offer_id <> old.offer_id OR new.offer_version <> old.offer_version OR new.household_id <> old.household_id
  OR new.face_value_cents <> old.face_value_cents OR new.terms_value_cents <> old.terms_value_cents
BEGIN SELECT RAISE(ABORT, 'an issued offer is on paper: only its state changes'); END;
CREATE TRIGGER issued_offer_once BEFORE UPDATE ON issued_offer
WHEN new.state IN ('reserved', 'redeemed') AND old.state <> 'open'
  AND NOT (old.state IN ('reserved', 'redeemed') AND new.redemption_id = old.redemption_id)
BEGIN SELECT RAISE(ABORT, 'an issued offer is spent once, and only while it is open'); END;
CREATE TRIGGER issued_offer_stays BEFORE DELETE ON issued_offer
WHEN (SELECT cycle.state FROM list JOIN cycle USING (cycle_id) WHERE list_id = old.list_id) IN ('released', 'closed')
BEGIN SELECT RAISE(ABORT, 'an offer of a released cycle is on paper'); END;

-- What a lane transaction asked and what it was answered; the lane's own key makes a retry the same request.
CREATE TABLE redemption (
  redemption_id  INTEGER PRIMARY KEY AUTOINCREMENT,
  store_id       TEXT    NOT NULL,
  register_id    TEXT    NOT NULL,
  business_day   INTEGER NOT NULL,
  transaction_id TEXT    NOT NULL,
  content_sha256 TEXT    NOT NULL CHECK (length(content_sha256) = 64),
  list_id        INTEGER NOT NULL REFERENCES list,
  state          TEXT    NOT NULL CHECK (state IN ('reserved', 'committed', 'voided')),
  total_cents    INTEGER NOT NULL CHECK (total_cents > 0),
  answer         TEXT    NOT NULL CHECK (json_valid(answer)),
  UNIQUE (store_id, register_id, business_day, transaction_id)
) STRICT;
CREATE INDEX redemption_list ON redemption (list_id);
CREATE TRIGGER redemption_is_told BEFORE UPDATE ON redemption
WHEN new.redemption_id <> old.redemption_id OR new.store_id <> old.store_id OR new.register_id <> old.register_id
  OR new.business_day <> old.business_day OR new.transaction_id <> old.transaction_id
  OR new.content_sha256 <> old.content_sha256 OR new.list_id <> old.list_id OR new.total_cents <> old.total_cents
  OR new.answer <> old.answer OR (old.state = 'voided' AND new.state <> 'voided')
  OR (old.state = 'committed' AND new.state = 'reserved')
BEGIN SELECT RAISE(ABORT, 'what a lane was told stays as it was told; a void is final'); END;

CREATE TABLE ledger_entry (
  entry_id        INTEGER PRIMARY KEY,
  kind            TEXT    NOT NULL CHECK (kind IN ('reserve', 'commit', 'void', 'return', 'expire')),
  issued_offer_id INTEGER NOT NULL REFERENCES issued_offer,
  redemption_id   INTEGER REFERENCES redemption,
  basket_line_no  INTEGER,                     -- the line of the basket
  product_id      TEXT,
  quantity_milli  INTEGER NOT NULL,
  amount_cents    INTEGER NOT NULL,            -- negative in a void and a return
  funder_cents    INTEGER NOT NULL,
  store_cents     INTEGER NOT NULL,
  reverses        INTEGER REFERENCES ledger_entry,
  CHECK (amount_cents = funder_cents + store_cents),
  CHECK ((kind IN ('void', 'return')) = (reverses IS NOT NULL)),
  CHECK (kind NOT IN ('reserve', 'commit') OR amount_cents > 0),
  CHECK (kind NOT IN ('void', 'return') OR (amount_cents <= 0 AND funder_cents <= 0 AND store_cents <= 0
         AND quantity_milli <= 0)),
  CHECK (kind NOT IN ('reserve', 'commit') OR (funder_cents >= 0 AND store_cents >= 0)),
  CHECK ((kind = 'expire') = (redemption_id IS NULL)),
  CHECK (kind = 'expire' OR (basket_line_no IS NOT NULL AND product_id IS NOT NULL))
) STRICT;
CREATE INDEX ledger_entry_redemption ON ledger_entry (redemption_id);
CREATE INDEX ledger_entry_issued ON ledger_entry (issued_offer_id);
CREATE UNIQUE INDEX ledger_entry_void_once ON ledger_entry (reverses) WHERE kind = 'void';
CREATE INDEX ledger_entry_reverses ON ledger_entry (reverses) WHERE reverses IS NOT NULL;
CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END;
CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END;
CREATE TRIGGER ledger_entry_of_its_offer BEFORE INSERT ON ledger_entry
WHEN new.kind IN ('reserve', 'commit') AND NOT EXISTS (SELECT 1 FROM issued_offer
  WHERE issued_offer_id = new.issued_offer_id AND redemption_id = new.redemption_id)
BEGIN SELECT RAISE(ABORT, 'an entry needs the offer that its redemption has spent'); END;
CREATE TRIGGER ledger_entry_reverses_less BEFORE INSERT ON ledger_entry
WHEN new.kind IN ('void', 'return') AND NOT EXISTS (SELECT 1 FROM ledger_entry AS paid
  WHERE paid.entry_id = new.reverses AND paid.kind = 'commit' AND paid.redemption_id = new.redemption_id
    AND paid.issued_offer_id = new.issued_offer_id
    AND paid.funder_cents + new.funder_cents
      + (SELECT coalesce(sum(funder_cents), 0) FROM ledger_entry WHERE reverses = new.reverses) >= 0
    AND paid.store_cents + new.store_cents
      + (SELECT coalesce(sum(store_cents), 0) FROM ledger_entry WHERE reverses = new.reverses) >= 0)
BEGIN SELECT RAISE(ABORT, 'a reversal needs its commit, and cannot take back more than that paid'); END;

-- What each offer's funder has paid so far, all versions together: the sum of its entries, kept by the entries themselves,
-- since every lane asks for it and adding up an offer's entries would take longer with each redemption.
CREATE TABLE offer_draw (
  offer_id     TEXT    PRIMARY KEY,
  funder_cents INTEGER NOT NULL CHECK (funder_cents >= 0)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER ledger_entry_draws AFTER INSERT ON ledger_entry
WHEN new.kind IN ('commit', 'void', 'return')
BEGIN
  INSERT INTO offer_draw (offer_id, funder_cents)
  SELECT offer_id, 0 FROM issued_offer WHERE issued_offer_id = new.issued_offer_id
  ON CONFLICT (offer_id) DO NOTHING;
  UPDATE offer_draw SET funder_cents = funder_cents + new.funder_cents
  WHERE offer_id = (SELECT offer_id FROM issued_offer WHERE issued_offer_id = new.issued_offer_id);
END;

CREATE TABLE suppression (
  household_id TEXT NOT NULL,
  reason       TEXT NOT NULL CHECK (reason IN ('opted_out', 'no_mail', 'deceased', 'moved', 'minor', 'dispute', 'erasure',
                                               'test', 'category')),
  category     TEXT NOT NULL DEFAULT '',
  start_day    INTEGER,
  end_day      INTEGER,
  PRIMARY KEY (household_id, reason, category)
) STRICT, WITHOUT ROWID;

-- Who did what, in words; nothing is decided by it.
CREATE TABLE audit (
  audit_id INTEGER PRIMARY KEY,
  at       TEXT NOT NULL,
  actor    TEXT NOT NULL,
  act      TEXT NOT NULL,
  subject  TEXT NOT NULL,
  detail   TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
