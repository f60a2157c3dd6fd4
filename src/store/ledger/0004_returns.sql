-- What was bought with a list, what of it came back, and the end of paper. Rows are only ever added.

-- The basket of a redemption as the lane sent it; redemptions from before this was kept have none.
CREATE TABLE redemption_line (
  redemption_id    INTEGER NOT NULL REFERENCES redemption,
  line_no          INTEGER NOT NULL,
  product_id       TEXT    NOT NULL,
  quantity_milli   INTEGER NOT NULL, -- thousandths; negative where the line takes something back
  unit_price_cents INTEGER NOT NULL,
  amount_cents     INTEGER NOT NULL, -- before the specials
  PRIMARY KEY (redemption_id, line_no)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER redemption_line_with_its_redemption BEFORE INSERT ON redemption_line
WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE redemption_id = new.redemption_id)
BEGIN SELECT RAISE(ABORT, 'a basket is written once, before what it pays'); END;
CREATE TRIGGER redemption_line_no_update BEFORE UPDATE ON redemption_line
BEGIN SELECT RAISE(ABORT, 'redemption_line is append-only'); END;
CREATE TRIGGER redemption_line_no_delete BEFORE DELETE ON redemption_line
BEGIN SELECT RAISE(ABORT, 'redemption_line is append-only'); END;

-- Goods of one line that came back after tender, also of lines that carried no discount.
CREATE TABLE ledger_return (
  return_id       INTEGER PRIMARY KEY AUTOINCREMENT,
  redemption_id   INTEGER NOT NULL,
  line_no         INTEGER NOT NULL,
  quantity_milli  INTEGER NOT NULL CHECK (quantity_milli > 0),
  refund_cents    INTEGER NOT NULL CHECK (refund_cents >= 0), -- what the shopper got
  discount_cents  INTEGER NOT NULL CHECK (discount_cents >= 0),
  funder_cents    INTEGER NOT NULL CHECK (funder_cents >= 0),
  store_cents     INTEGER NOT NULL CHECK (store_cents >= 0),
  left_milli      INTEGER NOT NULL CHECK (left_milli >= 0),   -- what of the line could still come back then
  offers_restored INTEGER NOT NULL CHECK (offers_restored >= 0),
  store_id        TEXT,    -- of the desk's own transaction, where it gave one: the same on every retry
  register_id     TEXT,
  business_day    INTEGER, -- also without a transaction: the day on which the goods came back; NULL: not told
  transaction_id  TEXT,
  content_sha256  TEXT    NOT NULL CHECK (length(content_sha256) = 64),
  returned_by     TEXT    NOT NULL CHECK (length(trim(returned_by)) > 0),
  returned_at     TEXT    NOT NULL,
  UNIQUE (store_id, register_id, business_day, transaction_id),
  FOREIGN KEY (redemption_id, line_no) REFERENCES redemption_line,
  CHECK (discount_cents = funder_cents + store_cents),
  CHECK ((store_id IS NULL) = (register_id IS NULL) AND (store_id IS NULL) = (transaction_id IS NULL)),
  CHECK (store_id IS NULL OR business_day IS NOT NULL)
) STRICT;
CREATE INDEX ledger_return_line ON ledger_return (redemption_id, line_no);
CREATE TRIGGER ledger_return_no_update BEFORE UPDATE ON ledger_return
BEGIN SELECT RAISE(ABORT, 'ledger_return is append-only'); END;
CREATE TRIGGER ledger_return_no_delete BEFORE DELETE ON ledger_return
BEGIN SELECT RAISE(ABORT, 'ledger_return is append-only'); END;
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

ALTER TABLE ledger_entry ADD COLUMN return_id INTEGER REFERENCES ledger_return CHECK ((kind = 'return') = (return_id IS NOT NULL));
CREATE INDEX ledger_entry_return ON ledger_entry (return_id) WHERE return_id IS NOT NULL;
CREATE TRIGGER ledger_entry_of_its_return BEFORE INSERT ON ledger_entry
WHEN new.kind = 'return' AND NOT EXISTS (SELECT 1 FROM ledger_return AS back
  WHERE back.return_id = new.return_id AND back.redemption_id = new.redemption_id AND back.line_no = new.basket_line_no
    AND back.funder_cents + new.funder_cents
      + (SELECT coalesce(sum(funder_cents), 0) FROM ledger_entry WHERE return_id = new.return_id) >= 0
    AND back.store_cents + new.store_cents
      + (SELECT coalesce(sum(store_cents), 0) FROM ledger_entry WHERE return_id = new.return_id) >= 0)
BEGIN SELECT RAISE(ABORT, 'a return takes back what its record says'); END;
CREATE TRIGGER ledger_entry_reverses_fewer BEFORE INSERT ON ledger_entry
WHEN new.kind IN ('void', 'return') AND 0 > new.quantity_milli
  + (SELECT quantity_milli FROM ledger_entry WHERE entry_id = new.reverses)
  + (SELECT coalesce(sum(quantity_milli), 0) FROM ledger_entry WHERE reverses = new.reverses)
BEGIN SELECT RAISE(ABORT, 'a reversal cannot take back more goods than its commit had'); END;

-- An expiry counts one issued offer (1000 thousandths); what brings that offer back, a lane's late redemption, counts it
-- back (-1000). So an issued offer has expired exactly when its expiries sum to one.
CREATE TRIGGER ledger_entry_expires_once BEFORE INSERT ON ledger_entry
WHEN new.kind = 'expire' AND NOT (new.amount_cents = 0 AND new.funder_cents = 0 AND new.store_cents = 0
  AND new.basket_line_no IS NULL AND new.product_id IS NULL AND abs(new.quantity_milli) = 1000
  AND new.quantity_milli + (SELECT coalesce(sum(quantity_milli), 0) FROM ledger_entry
      WHERE issued_offer_id = new.issued_offer_id AND kind = 'expire')
    = (SELECT 1000 * (state = 'expired') FROM issued_offer WHERE issued_offer_id = new.issued_offer_id))
BEGIN SELECT RAISE(ABORT, 'an expiry goes with the state of its offer, and counts it once'); END;

-- Everything that is on paper as an offer, without reading all that is on paper: a release and the ledger's own check ask.
CREATE INDEX list_line_special ON list_line (list_id, offer_id, offer_version, offer_value_cents) WHERE section = 'special';
