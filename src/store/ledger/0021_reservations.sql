-- foreign-keys: off
-- A redemption in two steps: reserved at the total, committed at tender. A reservation lapses by itself only while nothing
-- was tendered. What a reservation holds is an entry, and so is the end of holding it: the table is built anew for that kind.
DROP TRIGGER ledger_return_of_what_was_bought;
DROP TRIGGER redemption_line_with_its_redemption;

CREATE TABLE ledger_entry_built (
  entry_id        INTEGER PRIMARY KEY,
  -- release: a reservation holds no longer, whether it was committed, voided or lapsed
  kind            TEXT    NOT NULL CHECK (kind IN ('reserve', 'release', 'commit', 'void', 'return', 'expire')),
  issued_offer_id INTEGER NOT NULL REFERENCES issued_offer,
  redemption_id   INTEGER REFERENCES redemption,
  basket_line_no  INTEGER,                     -- the line of the basket
  product_id      TEXT,
  quantity_milli  INTEGER NOT NULL,
  amount_cents    INTEGER NOT NULL,            -- negative in what reverses
  funder_cents    INTEGER NOT NULL,
  store_cents     INTEGER NOT NULL,
  reverses        INTEGER REFERENCES ledger_entry,
  return_id       INTEGER REFERENCES ledger_return CHECK ((kind = 'return') = (return_id IS NOT NULL)),
  CHECK (amount_cents = funder_cents + store_cents),
  CHECK ((kind IN ('release', 'void', 'return')) = (reverses IS NOT NULL)),
  CHECK (kind NOT IN ('reserve', 'commit') OR amount_cents > 0),
  CHECK (kind NOT IN ('release', 'void', 'return') OR (amount_cents <= 0 AND funder_cents <= 0 AND store_cents <= 0
         AND quantity_milli <= 0)),
  CHECK (kind NOT IN ('reserve', 'commit') OR (funder_cents >= 0 AND store_cents >= 0)),
  CHECK ((kind = 'expire') = (redemption_id IS NULL)),
  CHECK (kind = 'expire' OR (basket_line_no IS NOT NULL AND product_id IS NOT NULL))
) STRICT;
INSERT INTO ledger_entry_built SELECT entry_id, kind, issued_offer_id, redemption_id, basket_line_no, product_id, quantity_milli,
  amount_cents, funder_cents, store_cents, reverses, return_id FROM ledger_entry;
DROP TABLE ledger_entry;
ALTER TABLE ledger_entry_built RENAME TO ledger_entry;

CREATE INDEX ledger_entry_redemption ON ledger_entry (redemption_id);
CREATE INDEX ledger_entry_issued ON ledger_entry (issued_offer_id);
CREATE UNIQUE INDEX ledger_entry_undone_once ON ledger_entry (reverses) WHERE kind IN ('void', 'release');
CREATE INDEX ledger_entry_reverses ON ledger_entry (reverses) WHERE reverses IS NOT NULL;
CREATE INDEX ledger_entry_return ON ledger_entry (return_id) WHERE return_id IS NOT NULL;
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
CREATE TRIGGER ledger_entry_reverses_fewer BEFORE INSERT ON ledger_entry
WHEN new.kind IN ('void', 'return') AND 0 > new.quantity_milli
  + (SELECT quantity_milli FROM ledger_entry WHERE entry_id = new.reverses)
  + (SELECT coalesce(sum(quantity_milli), 0) FROM ledger_entry WHERE reverses = new.reverses)
BEGIN SELECT RAISE(ABORT, 'a reversal cannot take back more goods than its commit had'); END;
CREATE TRIGGER ledger_entry_releases_all BEFORE INSERT ON ledger_entry
WHEN new.kind = 'release' AND NOT EXISTS (SELECT 1 FROM ledger_entry AS held
  WHERE held.entry_id = new.reverses AND held.kind = 'reserve' AND held.redemption_id = new.redemption_id
    AND held.issued_offer_id = new.issued_offer_id AND held.quantity_milli = -new.quantity_milli
    AND held.funder_cents = -new.funder_cents AND held.store_cents = -new.store_cents)
BEGIN SELECT RAISE(ABORT, 'a release ends all that a reservation held'); END;
CREATE TRIGGER ledger_entry_draws AFTER INSERT ON ledger_entry
WHEN new.kind <> 'expire'
BEGIN
  INSERT INTO offer_draw (offer_id, funder_cents)
  SELECT offer_id, 0 FROM issued_offer WHERE issued_offer_id = new.issued_offer_id
  ON CONFLICT (offer_id) DO NOTHING;
  UPDATE offer_draw SET funder_cents = funder_cents + new.funder_cents
  WHERE offer_id = (SELECT offer_id FROM issued_offer WHERE issued_offer_id = new.issued_offer_id);
END;
CREATE TRIGGER ledger_entry_of_its_return BEFORE INSERT ON ledger_entry
WHEN new.kind = 'return' AND NOT EXISTS (SELECT 1 FROM ledger_return AS back
  WHERE back.return_id = new.return_id AND back.redemption_id = new.redemption_id AND back.line_no = new.basket_line_no
    AND back.funder_cents + new.funder_cents
      + (SELECT coalesce(sum(funder_cents), 0) FROM ledger_entry WHERE return_id = new.return_id) >= 0
    AND back.store_cents + new.store_cents
      + (SELECT coalesce(sum(store_cents), 0) FROM ledger_entry WHERE return_id = new.return_id) >= 0)
BEGIN SELECT RAISE(ABORT, 'a return takes back what its record says'); END;
CREATE TRIGGER ledger_entry_expires_once BEFORE INSERT ON ledger_entry
WHEN new.kind = 'expire' AND NOT (new.amount_cents = 0 AND new.funder_cents = 0 AND new.store_cents = 0
  AND new.basket_line_no IS NULL AND new.product_id IS NULL AND abs(new.quantity_milli) = 1000
  AND new.quantity_milli + (SELECT coalesce(sum(quantity_milli), 0) FROM ledger_entry
      WHERE issued_offer_id = new.issued_offer_id AND kind = 'expire')
    = (SELECT 1000 * (state = 'expired') FROM issued_offer WHERE issued_offer_id = new.issued_offer_id))
BEGIN SELECT RAISE(ABORT, 'an expiry goes with the state of its offer, and counts it once'); END;

CREATE TRIGGER redemption_line_with_its_redemption BEFORE INSERT ON redemption_line
WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE redemption_id = new.redemption_id)
BEGIN SELECT RAISE(ABORT, 'a basket is written once, before what it pays'); END;
CREATE TRIGGER ledger_return_of_what_was_bought BEFORE INSERT ON ledger_return
WHEN NOT EXISTS (SELECT 1 FROM redemption_line AS bought JOIN redemption USING (redemption_id)
  WHERE bought.redemption_id = new.redemption_id AND bought.line_no = new.line_no AND state = 'committed'
    AND bought.quantity_milli >= new.quantity_milli + (SELECT coalesce(sum(quantity_milli), 0) FROM ledger_return
      WHERE redemption_id = new.redemption_id AND line_no = new.line_no)
    AND bought.amount_cents >= new.refund_cents + (SELECT coalesce(sum(refund_cents), 0) FROM ledger_return
        WHERE redemption_id = new.redemption_id AND line_no = new.line_no)
      + (SELECT coalesce(sum(amount_cents), 0) FROM ledger_entry
        WHERE redemption_id = new.redemption_id AND basket_line_no = new.line_no AND kind = 'commit'))
BEGIN SELECT RAISE(ABORT, 'no more comes back than was bought, and no more is refunded than was paid'); END;

-- When a reservation lapses, in milliseconds since 1970 (UTC); NULL: it is tendered, over, or never was one.
ALTER TABLE redemption ADD COLUMN reserved_until INTEGER CHECK (reserved_until IS NULL OR state = 'reserved');
-- 1: reserved, and it lapsed: its offers went back. A late commit takes them again, where nobody else has.
ALTER TABLE redemption ADD COLUMN lapsed INTEGER NOT NULL DEFAULT 0
  CHECK (lapsed IN (0, 1) AND (lapsed = 0 OR (state = 'reserved' AND reserved_until IS NULL)));
CREATE INDEX redemption_reserved ON redemption (reserved_until) WHERE reserved_until IS NOT NULL;

-- What was out of the ordinary in a redemption, for whoever looks into it later.
CREATE TABLE redemption_note (
  redemption_id   INTEGER PRIMARY KEY REFERENCES redemption,
  keyed           INTEGER NOT NULL CHECK (keyed IN (0, 1)),     -- the number was keyed, not scanned
  operator_id     TEXT,
  override_by     TEXT,                                         -- the manager who said that specials were to be given
  override_reason TEXT,
  override_cents  INTEGER NOT NULL DEFAULT 0 CHECK (override_cents >= 0), -- what came off only because of that
  CHECK ((override_by IS NULL) = (override_reason IS NULL) AND (override_by IS NOT NULL OR override_cents = 0))
) STRICT;
CREATE TRIGGER redemption_note_no_update BEFORE UPDATE ON redemption_note
BEGIN SELECT RAISE(ABORT, 'redemption_note is append-only'); END;
CREATE TRIGGER redemption_note_no_delete BEFORE DELETE ON redemption_note
BEGIN SELECT RAISE(ABORT, 'redemption_note is append-only'); END;
