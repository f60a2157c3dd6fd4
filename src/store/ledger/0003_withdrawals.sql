-- foreign-keys: off
-- What is kept out, taken back or must not be sold; and what a list was before it was rebuilt without it.

-- asked: by a person; empty: nothing was left on the list; suppressed: found at release, and the seal still counts the list.
ALTER TABLE hold ADD COLUMN cause TEXT NOT NULL DEFAULT 'asked' CHECK (cause IN ('asked', 'empty', 'suppressed'));
-- Whose list it was, of which day's plan: when that day is planned anew, the hold goes over to the new list.
ALTER TABLE hold ADD COLUMN list_household_id TEXT;
ALTER TABLE hold ADD COLUMN list_as_of INTEGER;
CREATE INDEX list_held ON list (held_by) WHERE held_by IS NOT NULL;

-- Holds, withdrawals and recalls that the lists obey: when planned, and by being rebuilt since.
ALTER TABLE cycle ADD COLUMN obeys TEXT NOT NULL DEFAULT '{"planned":[],"since":[]}' CHECK (json_valid(obeys));

-- A list's lines before each rebuild, the oldest as planned. No reference: a draft may be planned away.
CREATE TABLE list_before (
  list_id   INTEGER NOT NULL,
  change_no INTEGER NOT NULL CHECK (change_no >= 1),
  cycle_id  INTEGER NOT NULL,
  causes    TEXT    NOT NULL CHECK (iif(json_valid(causes), json_array_length(causes) >= 1, 0)), -- as in cycle.obeys
  lines     BLOB,                                                    -- deflated JSON; NULL: its household was forgotten
  PRIMARY KEY (list_id, change_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX list_before_cycle ON list_before (cycle_id);
CREATE TRIGGER list_before_no_update BEFORE UPDATE ON list_before
WHEN new.list_id <> old.list_id OR new.change_no <> old.change_no OR new.cycle_id <> old.cycle_id
  OR new.causes <> old.causes OR new.lines IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what a list was stays; it can only be forgotten'); END;
CREATE TRIGGER list_before_no_delete BEFORE DELETE ON list_before
WHEN EXISTS (SELECT 1 FROM list WHERE list_id = old.list_id)
BEGIN SELECT RAISE(ABORT, 'what a list was stays as long as the list'); END;

-- Taken back after release. The newest row of a thing is in force; lanes obey it from the moment it is there.
CREATE TABLE withdrawal (
  withdrawal_id       INTEGER PRIMARY KEY AUTOINCREMENT,
  kind                TEXT    NOT NULL CHECK (kind IN ('offer', 'cycle')),
  offer_id            TEXT,
  cycle_id            INTEGER REFERENCES cycle,
  lanes               TEXT    NOT NULL CHECK (lanes IN ('honour', 'refuse', 'replace')),
  replace_with        TEXT,
  replace_version     INTEGER,
  replace_terms_cents INTEGER CHECK (replace_terms_cents >= 0),       -- its value, in the meaning of its kind
  replace_price_cents INTEGER CHECK (replace_price_cents > 0),        -- shelf price where the printed product is none of its own
  good_on             INTEGER NOT NULL,                               -- paper that is over before this day is not concerned
  reason              TEXT    NOT NULL CHECK (length(trim(reason)) > 0),
  withdrawn_by        TEXT    NOT NULL CHECK (length(trim(withdrawn_by)) > 0),
  withdrawn_at        TEXT    NOT NULL,
  finished_at         TEXT,                                           -- every issued offer has been brought in line
  FOREIGN KEY (replace_with, replace_version) REFERENCES offer_terms,
  CHECK ((kind = 'offer') = (offer_id IS NOT NULL)),
  CHECK ((kind = 'cycle') = (cycle_id IS NOT NULL)),
  CHECK ((lanes = 'replace') = (replace_with IS NOT NULL)),
  CHECK ((lanes = 'replace') = (replace_version IS NOT NULL)),
  CHECK ((lanes = 'replace') = (replace_terms_cents IS NOT NULL))
) STRICT;
CREATE INDEX withdrawal_offer ON withdrawal (offer_id) WHERE offer_id IS NOT NULL;
CREATE INDEX withdrawal_cycle ON withdrawal (cycle_id) WHERE cycle_id IS NOT NULL;
CREATE INDEX withdrawal_open ON withdrawal (withdrawal_id) WHERE finished_at IS NULL;
CREATE TRIGGER withdrawal_stays BEFORE DELETE ON withdrawal
BEGIN SELECT RAISE(ABORT, 'a withdrawal is followed by another one, never taken away'); END;
CREATE TRIGGER withdrawal_is_said BEFORE UPDATE ON withdrawal
WHEN new.kind IS NOT old.kind OR new.offer_id IS NOT old.offer_id OR new.cycle_id IS NOT old.cycle_id
  OR new.lanes IS NOT old.lanes OR new.replace_with IS NOT old.replace_with
  OR new.replace_version IS NOT old.replace_version OR new.replace_terms_cents IS NOT old.replace_terms_cents
  OR new.replace_price_cents IS NOT old.replace_price_cents OR new.good_on IS NOT old.good_on
  OR new.reason IS NOT old.reason OR new.withdrawn_by IS NOT old.withdrawn_by
  OR new.withdrawn_at IS NOT old.withdrawn_at OR new.withdrawal_id IS NOT old.withdrawal_id
BEGIN SELECT RAISE(ABORT, 'a withdrawal stays as it was said'); END;
CREATE TRIGGER withdrawal_replace_is_final BEFORE INSERT ON withdrawal
WHEN EXISTS (SELECT 1 FROM withdrawal
  WHERE lanes = 'replace' AND offer_id IS new.offer_id AND cycle_id IS new.cycle_id)
BEGIN SELECT RAISE(ABORT, 'households have another offer in its place'); END;
CREATE VIEW withdrawal_in_force AS
SELECT * FROM withdrawal AS said
WHERE withdrawal_id = CASE kind
  WHEN 'offer' THEN (SELECT max(withdrawal_id) FROM withdrawal WHERE offer_id = said.offer_id)
  ELSE (SELECT max(withdrawal_id) FROM withdrawal WHERE cycle_id = said.cycle_id) END;

-- Food safety. Written by a person, or kept in step with the products feed; each ends on its own.
CREATE TABLE recalled_product (
  recall_id   INTEGER PRIMARY KEY AUTOINCREMENT,
  product_id  TEXT NOT NULL,
  source      TEXT NOT NULL CHECK (source IN ('feed', 'command')),
  reason      TEXT,
  recalled_by TEXT NOT NULL CHECK (length(trim(recalled_by)) > 0),
  recalled_at TEXT NOT NULL,
  lifted_by   TEXT,
  lifted_at   TEXT,
  CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX recalled_product_once ON recalled_product (product_id, source) WHERE lifted_at IS NULL;

-- An issued offer may now stand in the place of a withdrawn one, on the same printed line. The table is built anew, since
-- "one per line" holds only for what was printed; what refers to it by name waits outside meanwhile.
DROP TRIGGER ledger_entry_of_its_offer;
DROP TRIGGER ledger_entry_draws;
DROP TRIGGER ledger_entry_reverses_less;
CREATE TABLE issued_offer_built (
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
  replaces         INTEGER UNIQUE REFERENCES issued_offer,           -- the withdrawn one in whose place it is given
  withdrawal_id    INTEGER REFERENCES withdrawal,
  FOREIGN KEY (list_id, line_no) REFERENCES list_line,
  FOREIGN KEY (offer_id, offer_version) REFERENCES offer_terms,
  CHECK ((state IN ('reserved', 'redeemed')) = (redemption_id IS NOT NULL)),
  CHECK ((state IN ('reserved', 'redeemed')) = (applications > 0)),
  CHECK ((replaces IS NULL) = (withdrawal_id IS NULL))
) STRICT;
INSERT INTO issued_offer_built
SELECT issued_offer_id, list_id, line_no, offer_id, offer_version, household_id, face_value_cents, terms_value_cents, state,
  redemption_id, applications, NULL, NULL
FROM issued_offer;
DROP TABLE issued_offer;
ALTER TABLE issued_offer_built RENAME TO issued_offer;

CREATE UNIQUE INDEX issued_offer_line ON issued_offer (list_id, line_no) WHERE replaces IS NULL;
CREATE INDEX issued_offer_list ON issued_offer (list_id, line_no);
CREATE INDEX issued_offer_offer ON issued_offer (offer_id, household_id, offer_version, state, applications);
CREATE INDEX issued_offer_open ON issued_offer (offer_id, list_id, face_value_cents) WHERE state IN ('open', 'reserved');
CREATE INDEX issued_offer_redemption ON issued_offer (redemption_id) WHERE redemption_id IS NOT NULL;
CREATE TRIGGER issued_offer_treatment_only BEFORE INSERT ON issued_offer
WHEN (SELECT arm FROM list WHERE list_id = new.list_id) = 'control'
BEGIN SELECT RAISE(ABORT, 'a control list has nothing to redeem'); END;
CREATE TRIGGER issued_offer_not_held BEFORE INSERT ON issued_offer
WHEN (SELECT held_by FROM list WHERE list_id = new.list_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a held list does not go out'); END;
CREATE TRIGGER issued_offer_takes_a_place BEFORE INSERT ON issued_offer
WHEN new.replaces IS NOT NULL AND NOT EXISTS (SELECT 1 FROM issued_offer AS old
  WHERE old.issued_offer_id = new.replaces AND old.state = 'withdrawn' AND old.list_id = new.list_id
    AND old.line_no = new.line_no AND old.household_id = new.household_id)
BEGIN SELECT RAISE(ABORT, 'only what is withdrawn from the same line is replaced'); END;
CREATE TRIGGER issued_offer_is_printed BEFORE UPDATE ON issued_offer
WHEN new.issued_offer_id <> old.issued_offer_id OR new.list_id <> old.list_id OR new.line_no <> old.line_no
  OR new.offer_id <> old.offer_id OR new.offer_version <> old.offer_version OR new.household_id <> old.household_id
  OR new.face_value_cents <> old.face_value_cents OR new.terms_value_cents <> old.terms_value_cents
  OR new.replaces IS NOT old.replaces OR new.withdrawal_id IS NOT old.withdrawal_id
BEGIN SELECT RAISE(ABORT, 'an issued offer is on paper: only its state changes'); END;
CREATE TRIGGER issued_offer_once BEFORE UPDATE ON issued_offer
WHEN new.state IN ('reserved', 'redeemed') AND old.state <> 'open'
  AND NOT (old.state IN ('reserved', 'redeemed') AND new.redemption_id = old.redemption_id)
BEGIN SELECT RAISE(ABORT, 'an issued offer is spent once, and only while it is open'); END;
CREATE TRIGGER issued_offer_replaced_is_over BEFORE UPDATE OF state ON issued_offer
WHEN old.state = 'withdrawn' AND new.state <> 'withdrawn'
  AND EXISTS (SELECT 1 FROM issued_offer WHERE replaces = old.issued_offer_id)
BEGIN SELECT RAISE(ABORT, 'another offer was given in its place'); END;
CREATE TRIGGER issued_offer_stays BEFORE DELETE ON issued_offer
WHEN (SELECT cycle.state FROM list JOIN cycle USING (cycle_id) WHERE list_id = old.list_id) IN ('released', 'closed', 'withdrawn')
BEGIN SELECT RAISE(ABORT, 'an offer of a released cycle is on paper'); END;
CREATE TRIGGER list_before_release BEFORE UPDATE OF held_by ON list
WHEN new.held_by IS NOT old.held_by
  AND (SELECT state FROM cycle WHERE cycle_id = old.cycle_id) NOT IN ('draft', 'approved')
BEGIN SELECT RAISE(ABORT, 'a list is held before release, or never'); END;

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
CREATE TRIGGER ledger_entry_draws AFTER INSERT ON ledger_entry
WHEN new.kind IN ('commit', 'void', 'return')
BEGIN
  INSERT INTO offer_draw (offer_id, funder_cents)
  SELECT offer_id, 0 FROM issued_offer WHERE issued_offer_id = new.issued_offer_id
  ON CONFLICT (offer_id) DO NOTHING;
  UPDATE offer_draw SET funder_cents = funder_cents + new.funder_cents
  WHERE offer_id = (SELECT offer_id FROM issued_offer WHERE issued_offer_id = new.issued_offer_id);
END;

-- Issued offers that a withdrawal in force takes from the lanes, whether or not their own rows say so already. What was
-- given in another's place is not taken by the withdrawal that gave it.
CREATE VIEW withdrawn_right AS
SELECT issued_offer_id FROM issued_offer JOIN list USING (list_id)
WHERE EXISTS (SELECT 1 FROM withdrawal_in_force AS said WHERE said.offer_id = issued_offer.offer_id
    AND said.lanes <> 'honour' AND said.withdrawal_id IS NOT issued_offer.withdrawal_id)
  OR EXISTS (SELECT 1 FROM withdrawal_in_force AS said WHERE said.cycle_id = list.cycle_id
    AND said.lanes <> 'honour' AND said.withdrawal_id IS NOT issued_offer.withdrawal_id);
-- A void may bring back an offer that was replaced meanwhile: its household is due the replacement.
CREATE TRIGGER issued_offer_back_to_withdrawn AFTER UPDATE OF state ON issued_offer
WHEN old.state IN ('reserved', 'redeemed') AND new.state = 'withdrawn'
BEGIN
  UPDATE withdrawal SET finished_at = NULL WHERE lanes = 'replace'
    AND (offer_id = new.offer_id OR cycle_id = (SELECT cycle_id FROM list WHERE list_id = new.list_id));
END;
