-- What was billed to whom. A settlement takes entries that none before it had, of business days in its period; what comes
-- late is an adjustment in the next one. Rows are only ever added.

CREATE TABLE settlement (
  settlement_id INTEGER PRIMARY KEY AUTOINCREMENT,
  from_day      INTEGER NOT NULL,
  to_day        INTEGER NOT NULL CHECK (to_day >= from_day),
  through_entry INTEGER NOT NULL,               -- entries with higher numbers came later, and are an adjustment's
  state         TEXT    NOT NULL CHECK (state IN ('open', 'done')), -- open: its entries are still being taken
  entries       INTEGER NOT NULL DEFAULT 0 CHECK (entries >= 0 AND (state = 'open' OR entries > 0)),
  settled_by    TEXT    NOT NULL CHECK (length(trim(settled_by)) > 0),
  settled_at    TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX settlement_open ON settlement (state) WHERE state = 'open';
CREATE TRIGGER settlement_no_update BEFORE UPDATE ON settlement
WHEN old.state = 'done' OR new.settlement_id <> old.settlement_id OR new.from_day <> old.from_day
  OR new.to_day <> old.to_day OR new.through_entry <> old.through_entry
  OR new.settled_by <> old.settled_by OR new.settled_at <> old.settled_at
BEGIN SELECT RAISE(ABORT, 'a settlement is ended once, and else stays as it is'); END;
CREATE TRIGGER settlement_no_delete BEFORE DELETE ON settlement
BEGIN SELECT RAISE(ABORT, 'settlement is append-only'); END;

-- One version of one offer, net of voids and returns; negative where more came back than was redeemed.
CREATE TABLE claim_line (
  settlement_id       INTEGER NOT NULL REFERENCES settlement,
  funder_id           TEXT    NOT NULL,
  offer_id            TEXT    NOT NULL,
  offer_version       INTEGER NOT NULL,
  coupons             INTEGER NOT NULL, -- issued offers of which the funder paid anything
  discounted_milli    INTEGER NOT NULL, -- goods that carried the discount
  sold_milli          INTEGER NOT NULL, -- the offer's goods on the same receipts: the proof of purchase
  funder_cents        INTEGER NOT NULL, -- the funder's share by the ledger
  store_cents         INTEGER NOT NULL, -- the store's own
  face_cents          INTEGER NOT NULL, -- what is claimed of the funder's share
  over_budget_cents   INTEGER NOT NULL, -- what stays with the retailer, since the budget is spent
  handling_cents      INTEGER NOT NULL,
  PRIMARY KEY (settlement_id, offer_id, offer_version),
  FOREIGN KEY (offer_id, offer_version) REFERENCES offer_terms,
  CHECK (funder_cents = face_cents + over_budget_cents)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_line_offer ON claim_line (offer_id);
CREATE TRIGGER claim_line_no_update BEFORE UPDATE ON claim_line
BEGIN SELECT RAISE(ABORT, 'claim_line is append-only'); END;
CREATE TRIGGER claim_line_no_delete BEFORE DELETE ON claim_line
BEGIN SELECT RAISE(ABORT, 'claim_line is append-only'); END;

-- Which settlement has an entry: one, and for good.
CREATE TABLE claimed_entry (
  entry_id      INTEGER PRIMARY KEY REFERENCES ledger_entry,
  settlement_id INTEGER NOT NULL REFERENCES settlement
) STRICT;
CREATE INDEX claimed_entry_settlement ON claimed_entry (settlement_id);
CREATE TRIGGER claimed_entry_no_update BEFORE UPDATE ON claimed_entry
BEGIN SELECT RAISE(ABORT, 'an entry is claimed once'); END;
CREATE TRIGGER claimed_entry_no_delete BEFORE DELETE ON claimed_entry
BEGIN SELECT RAISE(ABORT, 'an entry is claimed once'); END;
