-- Whose a card is: what households rows say of it, and what the ledger's events make of that.

-- Each household's newest word on a card or an alternate id. A card belongs to the household whose row named it last; an
-- alternate id (a telephone number) that two of them claim belongs to neither.
CREATE TABLE card_claim (
  card_id      TEXT    NOT NULL,
  household_no INTEGER NOT NULL REFERENCES household,
  kind         TEXT    NOT NULL CHECK (kind IN ('card', 'alternate')),
  claim_no     INTEGER NOT NULL UNIQUE,             -- in order of arrival
  file_no      INTEGER REFERENCES feed_file,        -- the file that brought it; NULL: before this was kept
  ended        INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)), -- its household's newest row names it no more
  PRIMARY KEY (card_id, household_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX card_claim_household ON card_claim (household_no);
INSERT INTO card_claim (card_id, household_no, kind, claim_no)
SELECT card_id, household_no, kind, card_no FROM card JOIN household USING (household_no)
WHERE kind <> 'list' AND known = 1;

-- NULL: its own household is the one it counts for. Else that one is part of `household_no` for now.
ALTER TABLE card ADD COLUMN own_household_no INTEGER REFERENCES household;
CREATE INDEX card_own_household ON card (own_household_no) WHERE own_household_no IS NOT NULL;

-- Copies of what the ledger knows (its household_member and household_event), so that it can be joined here.
CREATE TABLE household_member (
  household_id TEXT PRIMARY KEY,
  root_id      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX household_member_root ON household_member (root_id);
CREATE TABLE reissued_card (
  event_id       INTEGER PRIMARY KEY,
  card_id        TEXT    NOT NULL,
  from_day       INTEGER NOT NULL,
  former_id      TEXT    NOT NULL,
  to_id          TEXT,
  former_card_no INTEGER REFERENCES card            -- a card of its own, for the days before; NULL: those are nobody's
) STRICT;
CREATE INDEX reissued_card_card ON reissued_card (card_id);

-- The home store as households rows gave it: every change of it.
CREATE TABLE home_store_claim (
  household_no INTEGER NOT NULL REFERENCES household,
  claim_no     INTEGER NOT NULL CHECK (claim_no >= 1),
  store_id     TEXT,                                -- NULL: the row named none any more
  file_no      INTEGER REFERENCES feed_file,
  PRIMARY KEY (household_no, claim_no)
) STRICT, WITHOUT ROWID;
INSERT INTO home_store_claim (household_no, claim_no, store_id)
SELECT household_no, 1, home_store_id FROM household WHERE home_store_id IS NOT NULL;
