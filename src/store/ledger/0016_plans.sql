-- What a plan came to as a whole: how much of what is possible its specials are worth, value by tier, liability by offer.
CREATE TABLE cycle_plan (
  cycle_id INTEGER PRIMARY KEY REFERENCES cycle ON DELETE CASCADE,
  report   TEXT    NOT NULL CHECK (json_valid(report))
) STRICT;

-- How households answered the specials of a cycle that is closed, by where they stood to the offer: what the next plans
-- make of a probability. Written once, when the cycle closes.
CREATE TABLE cycle_response (
  cycle_id            INTEGER NOT NULL REFERENCES cycle,
  relation            TEXT    NOT NULL,
  usage               TEXT    NOT NULL,
  specials            INTEGER NOT NULL CHECK (specials > 0),
  expected_millionths INTEGER NOT NULL CHECK (expected_millionths BETWEEN 0 AND 1000000 * specials), -- sum of probabilities
  redeemed            INTEGER NOT NULL CHECK (redeemed BETWEEN 0 AND specials),
  PRIMARY KEY (cycle_id, relation, usage)
) STRICT, WITHOUT ROWID;

-- What a household let pass: specials of a funder in a need that expired unused, one after the other. A redemption ends it.
CREATE TABLE ignored (
  household_id TEXT    NOT NULL,
  funder_id    TEXT    NOT NULL,
  need         TEXT    NOT NULL,
  times        INTEGER NOT NULL CHECK (times >= 1),
  valid_until  INTEGER NOT NULL, -- of the newest list that it was on
  PRIMARY KEY (household_id, funder_id, need)
) STRICT, WITHOUT ROWID;

-- Applications set aside for a right, in thousandths; NULL: all that one transaction may apply, as before.
ALTER TABLE issued_offer ADD COLUMN reserve_uses_milli INTEGER CHECK (reserve_uses_milli >= 0);
DROP INDEX issued_offer_open;
CREATE INDEX issued_offer_open ON issued_offer (offer_id, list_id, offer_version, face_value_cents, reserve_uses_milli)
WHERE state IN ('open', 'reserved');
