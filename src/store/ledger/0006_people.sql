-- What is known of people, and how they are forgotten.

-- Ids of forgotten households, as keyed digests, so that feeds and backups that bring them back are not believed. A digest
-- says what kind of id it is of only to whoever has the chain's key and the id.
CREATE TABLE forgotten (
  digest TEXT    PRIMARY KEY CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'),
  day    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER forgotten_no_delete BEFORE DELETE ON forgotten
BEGIN SELECT RAISE(ABORT, 'who was forgotten stays forgotten'); END;

-- Set when the household of a list was forgotten: the paper is refused, also when a void opens one of its offers again.
ALTER TABLE list ADD COLUMN forgotten_on INTEGER;

-- An issued offer may change hands once: from a household to the name that stands for a forgotten one.
DROP TRIGGER issued_offer_is_printed;
CREATE TRIGGER issued_offer_is_printed BEFORE UPDATE ON issued_offer
WHEN new.issued_offer_id <> old.issued_offer_id OR new.list_id <> old.list_id OR new.line_no <> old.line_no
  OR new.offer_id <> old.offer_id OR new.offer_version <> old.offer_version
  OR new.face_value_cents <> old.face_value_cents OR new.terms_value_cents <> old.terms_value_cents
  OR new.replaces IS NOT old.replaces OR new.withdrawal_id IS NOT old.withdrawal_id
  OR (new.household_id <> old.household_id AND NOT EXISTS (
    SELECT 1 FROM forgotten WHERE 'forgotten:' || substr(digest, 1, 16) = new.household_id))
BEGIN SELECT RAISE(ABORT, 'an issued offer is on paper: only its state changes'); END;

-- The audit keeps who did what and when; of whom may be replaced by the name that stands for a forgotten household.
DROP TRIGGER audit_no_update;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
WHEN new.audit_id <> old.audit_id OR new.at <> old.at OR new.actor <> old.actor OR new.act <> old.act
  OR NOT EXISTS (SELECT 1 FROM forgotten
       WHERE instr(new.subject || new.detail, 'forgotten:' || substr(digest, 1, 16)) > 0)
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE INDEX audit_subject ON audit (subject);

-- The feed file that brought or last changed it, to tell what a plan knew from what came later; NULL: before this was kept.
ALTER TABLE suppression ADD COLUMN file_no INTEGER;

-- Offers that no list of the cycle could carry, by reason, as JSON: {"issue-over": ["D1001 v1"]}.
ALTER TABLE cycle ADD COLUMN offers_out TEXT CHECK (json_valid(offers_out));
